package ormtest

import (
	"context"
	"sync"

	"github.com/rowankit/rowan/orm"
)

// Recorder is an orm.Observer that keeps the text of the statements it is told of, for a database that a test
// opens by itself:
//
//	var sent ormtest.Recorder
//	db, err := connect.OpenWith(ctx, url, Shop, orm.Options{Observer: &sent})
//	...
//	ormtest.Statements(t, &sent, 2, func() { ... })
//
// The zero value is ready to use. It is safe for concurrent use, and counts the statements of all goroutines.
type Recorder struct {
	// Next is told of each statement as well; nil for nobody. It is set before the first statement.
	Next orm.Observer

	mu         sync.Mutex
	statements []string
}

var _ orm.Observer = (*Recorder)(nil)

// Observe keeps the statement's text, also of one that failed.
func (r *Recorder) Observe(ctx context.Context, e orm.Event) {
	r.mu.Lock()
	r.statements = append(r.statements, e.Statement)
	r.mu.Unlock()
	if r.Next != nil {
		r.Next.Observe(ctx, e)
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
