#!/usr/bin/env bash
# bench.sh runs the benchmarks of bench/, without its tests. Arguments go to go test, as in: scripts/bench.sh -count 6
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/provide.sh gcc gcc libc6-dev >/dev/null
cd bench
exec go test -run '^$' -bench . -benchmem "$@" ./...
