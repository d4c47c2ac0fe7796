// Package browser drives the programs of examples in a real Chromium, as a person does: by keyboard, on a phone's
// screen and a wide one, in light and dark, with large text and without scripts. It holds tests only.
//
// The variable ROWAN_CHROMIUM names the browser; without it the tests skip, or fail with CI=true. Each test starts
// a program of its own, on a port and a database of its own, so all run in parallel. The databases are SQLite's, or on
// the server that ROWAN_TEST_URL names (see package ormtest). The sources of the programs are
// outside this module, so go test does not notice that they changed: run it with -count=1, as scripts/test.sh does.
//
// ROWAN_SCREENSHOTS=FOLDER keeps pictures of every page in that folder:
//
//	ROWAN_CHROMIUM=$(which chromium) ROWAN_SCREENSHOTS=/tmp/pictures go test -count=1 ./browser
package browser
