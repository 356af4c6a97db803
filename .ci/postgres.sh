#!/usr/bin/env bash
# Run a command with DATABASE_URL naming a PostgreSQL of its own, which ends with it.
#   .ci/postgres.sh COMMAND…      TEST_DATABASE_URL, when set, is taken instead of a throw-away server
#   .ci/postgres.sh --check       are its programs there?
set -euo pipefail

if [ -n "${TEST_DATABASE_URL:-}" ] && [ "$1" != --check ]; then
    DATABASE_URL=$TEST_DATABASE_URL exec "$@"
fi

bin=""
for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) $(dirname "$(command -v initdb || true)"); do
    if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then
        bin=$folder
        break
    fi
done
if [ -z "$bin" ]; then
    [ "$1" = --check ] || echo "PostgreSQL n’est pas installé (commandes « initdb » et « pg_ctl »)." >&2
    exit 1
fi
[ "$1" = --check ] && exit 0

# PostgreSQL refuses to run as root.
as_owner() { "$@"; }
home=$(mktemp -d /tmp/assises-pg.XXXXXX)
if [ "$(id -u)" -eq 0 ]; then
    chown postgres "$home"
    as_owner() { (cd / && runuser -u postgres -- "$@"); }
fi
stop() {
    as_owner "$bin/pg_ctl" --pgdata "$home/data" --mode immediate --silent stop 2>/dev/null || true
    rm -rf "$home"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

as_owner "$bin/initdb" --pgdata "$home/data" --username assises --auth trust \
    --encoding UTF8 --locale C.UTF-8 --no-sync >"$home.log" 2>&1 || { cat "$home.log" >&2; exit 1; }
rm -f "$home.log"
# No port, no durability: a socket in a folder of its own, and data that nobody keeps. Of so few rows nothing is
# to be compiled, swept or shared out.
as_owner "$bin/pg_ctl" --pgdata "$home/data" --log "$home/log" --wait --silent --options \
    "-c listen_addresses= -c unix_socket_directories=$home -c fsync=off -c synchronous_commit=off \
     -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=4GB \
     -c shared_buffers=256MB -c autovacuum=off -c jit=off -c max_parallel_workers_per_gather=0 \
     -c max_connections=50" start || { cat "$home/log" >&2; exit 1; }

DATABASE_URL="postgres://assises@//$(echo "$home" | sed 's|^/||')/postgres" "$@"
