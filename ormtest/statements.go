package ormtest

import (
	"fmt"
	"strings"
	"testing"
)

// Sent is what keeps the statements that a database is sent: a *DB, or the *Recorder that is the observer of an
// *orm.DB that the caller opened.
type Sent interface {
	// Statements returns the texts kept since the last call, and forgets them.
	Statements() []string
}

var (
	_ Sent = (*DB)(nil)
	_ Sent = (*Recorder)(nil)
)

// Statements runs a function and fails the test, with a list of the statements, when it sent more than n. All count:
// those that load a relation on touch, those of transactions and streams, those that failed, and those that other
// goroutines send meanwhile. What was sent before is forgotten. The test goes on after a failure.
func Statements(t testing.TB, db Sent, n int, do func()) {
	t.Helper()
	db.Statements()
	do()
	if list := db.Statements(); len(list) > n {
		t.Errorf("ormtest: statements: got %d, want at most %d:%s", len(list), n, listed(list))
	}
}

// listed writes one statement on a line; the same text again and again, as a loop sends it, takes one line with the
// number of times.
func listed(list []string) string {
	var b strings.Builder
	for i := 0; i < len(list); {
		times := 1
		for i+times < len(list) && list[i+times] == list[i] {
			times++
		}
		b.WriteString("\n\t" + list[i])
		if times > 1 {
			fmt.Fprintf(&b, " (%d times)", times)
		}
		i += times
	}
	return b.String()
}
