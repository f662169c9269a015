#!/bin/sh
# Makes the BI reader of readers.sql on the ClickHouse server of this container, or sets its password anew. CX_BI_PASSWORD has no default: without one, no reader is made.
# docker-compose.yml mounts both files; the image runs this one when it makes a new database. Later: docker compose exec clickhouse sh /docker-entrypoint-initdb.d/readers.sh
set -eu
if [ -z "${CX_BI_PASSWORD:-}" ]; then
  echo "CX_BI_PASSWORD is not set: no reader is made"
  exit 0
fi
user=${CX_BI_USER:-bi} database=${CX_DEPLOYMENT:-cx} role=${CX_BI_ROLE:-bi_reader}
for name in "$user" "$database" "$role"; do
  case $name in *[!A-Za-z0-9_]*) echo "\"$name\" is no plain name: letters, digits and _ alone" >&2; exit 64 ;; esac
done
# The hash, so that the password stands in no statement and no log.
hash=$(printf %s "$CX_BI_PASSWORD" | sha256sum | cut -d ' ' -f 1)
sed -e 's/--.*//' -e "s/{database}/$database/g" -e "s/{user}/$user/g" -e "s/{role}/$role/g" -e "s/{password_hash}/$hash/g" "${CX_BI_SQL:-/etc/cx/readers.sql}" |
  clickhouse-client --user "${CLICKHOUSE_USER:-default}" --password "${CLICKHOUSE_PASSWORD:-}" --multiquery
