#!/usr/bin/env bash
# test-hard.sh runs what takes long: the tests behind the build tag "hard" (failures, kill -9, frozen servers, full
# disks, soak), those of programs on each database server too, then every fuzz target for FUZZTIME (60s unless set).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh

targets=$(scripts/fuzz-targets.sh)
failed=0
for module in . ./tools; do
	echo "test-hard: module $module"
	(cd "$module" && go_test -tags hard -count=1 -timeout 60m "$@" ./...) || failed=1
done
for url in "${ROWAN_TEST_POSTGRES:-}" "${ROWAN_TEST_MYSQL:-}" "${ROWAN_TEST_MYSQL84:-}"; do
	if [ -n "$url" ]; then
		echo "test-hard: programs on ${url%%:*}"
		ROWAN_TEST_URL=$url go_test -tags hard -count=1 -timeout 60m "$@" ./examples/... || failed=1
	fi
done
while read -r folder target; do
	echo "test-hard: $target in $folder for ${FUZZTIME:-60s}"
	go test -run '^$' -fuzz "^$target\$" -fuzzminimizetime 5x -fuzztime "${FUZZTIME:-60s}" "$folder" </dev/null || failed=1
done <<<"$targets"
report_skipped
exit $failed
