#!/usr/bin/env bash
# test.sh runs the tests of every module, and those of programs once more on each database server. Arguments go to
# go test, as in: scripts/test.sh -run TestInsert
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh

failed=0
for module in $(scripts/modules.sh); do
	if [ "$module" = ./bench ] && [ "$can_cgo" = no ]; then
		continue
	fi
	echo "test: module $module"
	fresh=()
	if [ "$module" = ./tools ]; then
		fresh=(-count=1) # go test cannot see that the programs which the browser tests build have changed
	fi
	if [ "$module" = ./bench ]; then # the libraries that Rowan is measured beside are not built for the race detector
		(cd "$module" && go test "$@" ./...) || failed=1
		continue
	fi
	(cd "$module" && go_test "${fresh[@]}" "$@" ./...) || failed=1
done
for url in "${ROWAN_TEST_POSTGRES:-}" "${ROWAN_TEST_MYSQL:-}" "${ROWAN_TEST_MYSQL84:-}"; do
	if [ -z "$url" ]; then
		continue
	fi
	echo "test: programs on ${url%%:*}"
	export ROWAN_TEST_URL=$url
	go_test -count=1 -vet=off "$@" ./ormtest ./modelform ./site ./examples/... || failed=1
	# How a page looks and is read aloud is the same on every database.
	(cd tools && go_test -count=1 -skip 'Colours|Contrast|Overflows|Policy|Order|Charts' "$@" ./browser) || failed=1
done
report_skipped
exit $failed
