#!/usr/bin/env bash
# test.sh runs the tests of every module. Arguments go to go test, as in: scripts/test.sh -run TestInsert
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
	(cd "$module" && go_test "${fresh[@]}" "$@" ./...) || failed=1
done
report_skipped
exit $failed
