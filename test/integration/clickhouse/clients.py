"""What a user of clickhouse-connect does, against the address that is given: reads by parameters, writes rows and frames in every compression, and is told of errors. Prints one JSON object."""
import datetime
import json
import sys

import clickhouse_connect
from clickhouse_connect.driver.external import ExternalData

host, port, database = sys.argv[1], int(sys.argv[2]), sys.argv[3]
found = {}
columns = ['a', 'b', 'c', 'd', 'e', 'f']


def open_client(**options):
    return clickhouse_connect.get_client(host=host, port=port, database=database, **options)


client = open_client()
found['parameters'] = client.query('SELECT {a:UInt32} + 1, {b:String}', parameters={'a': 41, 'b': "it's"}).result_rows
client.command('CREATE TABLE t (a UInt32, b String, c Array(Float64), d DateTime64(3, \'UTC\'), e Nullable(String), f Map(String, Float64)) ENGINE = MergeTree ORDER BY a')
rows = [[i, f'r{i}', [i, 0.5], datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.timezone.utc), None if i % 2 else 'x', {'k': i / 2}] for i in range(1000)]
for compress in [True, 'lz4', 'zstd', 'gzip', False]:
    open_client(compress=compress).insert('t', rows, column_names=columns)
found['rows'] = client.query("SELECT count(), sum(a), countIf(e IS NULL), sum(f['k']), min(d) FROM t").result_rows[0][:4]
client.raw_insert('t', ['a', 'b', 'c', 'd'], b'5000,"z","[1]","2026-01-01 00:00:00"\n', fmt='CSV')
found['raw'] = client.query('SELECT b, c FROM t WHERE a = 5000').result_rows
client.insert('goals', [['NPS', 'smb', '', 40.0]], column_names=['metric', 'segment', 'region', 'target'])
found['goals'] = client.query('SELECT metric, segment, target, actual FROM goals_against_actuals').result_rows
with client.query_row_block_stream('SELECT number FROM numbers(200000)') as stream:
    found['streamed'] = sum(len(block) for block in stream)
try:
    client.query('SELECT nothing FROM nowhere')
except Exception as error:
    found['error'] = 'UNKNOWN_TABLE' in str(error)
try:
    client.query('SELECT a FROM outside', external_data=ExternalData(file_name='outside.csv', data=b'1\n', fmt='CSV', structure='a UInt8'))
except Exception as error:
    found['external'] = 'put data into a temporary table' in str(error)
found['tables'] = 'accounts_now' in [row[0] for row in client.query('SHOW TABLES').result_rows]
print(json.dumps(found))
