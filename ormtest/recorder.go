package ormtest

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/rowankit/rowan/orm"
)

// Recorder is an orm.Observer that keeps the text of the statements it is told of, for a database that a test
// opens by itself. The zero value is ready to use. It is safe for concurrent use, and counts the statements of
// all goroutines.
type Recorder struct {
	next orm.Observer // told as well; may be nil

	mu         sync.Mutex
	statements []string
}

var _ orm.Observer = (*Recorder)(nil)

// Observe keeps the statement's text, also of one that failed.
func (r *Recorder) Observe(ctx context.Context, e orm.Event) {
	r.mu.Lock()
	r.statements = append(r.statements, e.Statement)
	r.mu.Unlock()
	if r.next != nil {
		r.next.Observe(ctx, e)
	}
}

// Statements returns the texts recorded since the last call, or since the start, and forgets them.
func (r *Recorder) Statements() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := r.statements
	r.statements = nil
	return list
}

// AtMost runs a function and fails the test, with a list of the statements, when they were more than n. What
// was recorded before is forgotten. The test goes on after a failure.
func (r *Recorder) AtMost(t testing.TB, n int, do func()) {
	t.Helper()
	r.Statements()
	do()
	if list := r.Statements(); len(list) > n {
		t.Errorf("ormtest: got %d statements, want at most %d:\n\t%s", len(list), n, strings.Join(list, "\n\t"))
	}
}
