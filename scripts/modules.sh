#!/usr/bin/env bash
# modules.sh prints the folder of every Go module of this repository, one a line, the root first.
set -euo pipefail
cd "$(dirname "$0")/.."

find . -name go.mod -not -path '*/testdata/*' -not -path '*/.?*/*' | sed 's|/go.mod$||' | LC_ALL=C sort
