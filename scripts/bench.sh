#!/usr/bin/env bash
# bench.sh measures Rowan beside code written by hand and beside other libraries, prints the tables and writes them into
# docs/performance.md. Arguments go to the program in bench/, which prints what they ask for alone, as in:
# scripts/bench.sh workloads -rounds 20 -w W1,W3
set -euo pipefail
cd "$(dirname "$0")/.."

skip() {
	echo "bench: not measured: $1" >&2
}

scripts/provide.sh gcc gcc libc6-dev >/dev/null
scripts/provide.sh gunicorn gunicorn python3-flask python3-flask-sqlalchemy python3-flaskext.wtf \
	python3-sqlalchemy python3-sqlalchemy-ext python3-psycopg2 python3-mysqldb >/dev/null || skip "programs in Python"
. scripts/servers.sh
trap stop_servers EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
start_servers
cd bench
if [ $# -gt 0 ]; then
	go run . "$@"
	exit
fi
tables=$(mktemp -d)
trap 'stop_servers; rm -rf "$tables"' EXIT
go build -o "$tables/bench" .
for part in workloads page growth writers start; do
	"$tables/bench" "$part" | tee "$tables/$part.md"
done
"$tables/bench" document ../docs/performance.md "$tables"
