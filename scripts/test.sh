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
	(cd "$module" && go_test "$@" ./...) || failed=1
done
report_skipped
exit $failed
