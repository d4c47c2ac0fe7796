#!/usr/bin/env bash
# fuzz-targets.sh prints "FOLDER TARGET" for every fuzz target of the root module, found in the sources.
set -euo pipefail
cd "$(dirname "$0")/.."

find . \( -path ./bench -o -path ./tools -o -name testdata -o -name '.?*' \) -prune -o -name '*_test.go' -print0 |
	xargs -0r grep -HoE '^func Fuzz[A-Za-z0-9_]*\(' |
	sed -E 's|/[^/]*:func (Fuzz[A-Za-z0-9_]*)\($| \1|' |
	sort -u
