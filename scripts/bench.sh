#!/usr/bin/env bash
# bench.sh measures Rowan beside code written by hand and prints a table. Arguments go to the program in bench/, as
# in: scripts/bench.sh -rounds 20 -w W1,W3
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/provide.sh gcc gcc libc6-dev >/dev/null
cd bench
exec go run . "$@"
