"""What a user of clickhouse-connect does, against the address that is given: reads by parameters, also through SQLAlchemy, and is told of errors; a writer also writes rows in every compression. Prints one JSON object."""
import datetime
import json
import sys

import clickhouse_connect
from clickhouse_connect.driver.external import ExternalData
from sqlalchemy import URL, MetaData, Table, create_engine, func, inspect, select

host, port, database, user, password = sys.argv[1:6]
found = {}
columns = ['a', 'b', 'c', 'd', 'e', 'f']


def open_client(**options):
    return clickhouse_connect.get_client(host=host, port=int(port), database=database, username=user, password=password, **options)


def error_of(act):
    try:
        act()
    except Exception as error:
        return str(error)


def write():
    client.command('CREATE TABLE t (a UInt32, b String, c Array(Float64), d DateTime64(3, \'UTC\'), e Nullable(String), f Map(String, Float64)) ENGINE = MergeTree ORDER BY a')
    rows = [[i, f'r{i}', [i, 0.5], datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.timezone.utc), None if i % 2 else 'x', {'k': i / 2}] for i in range(1000)]
    for compress in [True, 'lz4', 'zstd', 'gzip', False]:
        open_client(compress=compress).insert('t', rows, column_names=columns)
    found['rows'] = client.query("SELECT count(), sum(a), countIf(e IS NULL), sum(f['k']), min(d) FROM t").result_rows[0][:4]
    client.raw_insert('t', ['a', 'b', 'c', 'd'], b'5000,"z","[1]","2026-01-01 00:00:00"\n', fmt='CSV')
    found['raw'] = client.query('SELECT b, c FROM t WHERE a = 5000').result_rows
    insert_goal()


def insert_goal():
    client.insert('goals', [['NPS', 'none', '', 40.0]], column_names=['metric', 'segment', 'region', 'target'])


def read():
    found['parameters'] = client.query('SELECT {a:UInt32} + 1, {b:String}', parameters={'a': 41, 'b': "it's"}).result_rows
    found['goals'] = client.query("SELECT metric, segment, target, actual FROM goals_against_actuals WHERE segment = 'none'").result_rows
    with client.query_row_block_stream('SELECT number FROM numbers(200000)') as stream:
        found['streamed'] = sum(len(block) for block in stream)
    found['error'] = 'UNKNOWN_TABLE' in error_of(lambda: client.query('SELECT nothing FROM nowhere'))
    outside = ExternalData(file_name='outside.csv', data=b'1\n', fmt='CSV', structure='a UInt8')
    found['external'] = 'put data into a temporary table' in error_of(lambda: client.query('SELECT a FROM outside', external_data=outside))
    found['tables'] = 'accounts_now' in [row[0] for row in client.query('SHOW TABLES').result_rows]


def read_by_sqlalchemy():
    """As Superset does: looks around, then selects from a view."""
    engine = create_engine(URL.create('clickhousedb', username=user, password=password, host=host, port=int(port), database=database))
    about = inspect(engine)
    comments = {column['name']: column['comment'] for column in about.get_columns('accounts_now')}
    accounts = Table('accounts_now', MetaData(), autoload_with=engine)
    with engine.connect() as connection:
        rows = connection.execute(select(accounts.c.segment, func.count()).where(accounts.c.segment == 'smb').group_by(accounts.c.segment)).all()
    found['sqlalchemy'] = ['accounts_now' in about.get_view_names(), comments['score'], [list(row) for row in rows]]


client = open_client()
if user == 'default':
    write()
else:
    found['refused'] = 'READONLY' in error_of(insert_goal)
read()
read_by_sqlalchemy()
print(json.dumps(found))
