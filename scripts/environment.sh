# environment.sh is sourced by the scripts that test, from the repository's root. It provides what the tests need:
#   go_test          go test with the race detector, where there is a C compiler to link it
#   can_cgo          yes where there is a C compiler, which the bench module needs
#   ROWAN_CHROMIUM   the browser that the browser tests start, empty where there is none
#   ROWAN_TEST_POSTGRES, ROWAN_TEST_MYSQL and more, see servers.sh: database servers, empty where there are none
#   report_skipped   says what was not tested on this machine, and why
# With CI=true nothing is skipped: whatever is missing ends the run. What was started stops when the script ends.
# shellcheck shell=bash

skipped=""

skip() {
	if [ "${CI:-}" = true ]; then
		echo "test: with CI=true nothing is skipped, and there is $1" >&2
		exit 1
	fi
	skipped+="skipped: $1"$'\n'
}

report_skipped() {
	printf '%s' "$skipped"
}

# The detector slows the C code that modernc translated to Go 10 to 50 times, so it watches all code but that.
go_test() {
	if [ "$can_cgo" = yes ]; then
		go test -race '-gcflags=modernc.org/sqlite/lib=-race=false' "$@"
	else
		go test "$@"
	fi
}

can_cgo=yes
if ! scripts/provide.sh gcc gcc libc6-dev >/dev/null; then
	can_cgo=no
	skip "no C compiler: the race detector is off, the bench module is not tested"
fi

if [ -z "${ROWAN_CHROMIUM:-}" ]; then
	ROWAN_CHROMIUM=$(scripts/provide.sh chromium chromium fonts-dejavu-core) ||
		skip "no Chromium: the browser tests do not run (ROWAN_CHROMIUM may name a browser of your own)"
fi
export ROWAN_CHROMIUM

. scripts/servers.sh
trap stop_servers EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
start_servers
unset ROWAN_TEST_URL # what is run on another engine than SQLite says so itself
