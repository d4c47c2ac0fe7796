package conformance

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func observers() theme {
	return theme{"observers", []testCase{
		{"an observer sees each statement with its rows and model and error", observeAll},
		{"a value is told only when asked for", observeValues},
	}}
}

// recorder keeps what it observes.
type recorder struct {
	mu     sync.Mutex
	events []orm.Event
	values [][]any
}

var _ orm.Observer = (*recorder)(nil)

func (r *recorder) Observe(_ context.Context, e orm.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events, r.values = append(r.events, e), append(r.values, e.Values())
}

// take returns what was observed since the last call.
func (r *recorder) take() []orm.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	events := r.events
	r.events, r.values = nil, nil
	return events
}

func observeAll(t *trial) {
	var seen recorder
	db, ctx := t.observed(&seen, tickets), t.Context()
	seen.take()
	insert(t, db, tickets, &ticket{}, &ticket{}, &ticket{})
	all(t, db, tickets)
	_, err := tickets.Where(orm.Gt(&tickets.C.ID, 1)).Delete(ctx, db)
	t.ok("Delete", err)
	for _, err := range tickets.Query().Stream(ctx, db) {
		t.ok("Stream", err)
	}
	_, err = orm.Exec(ctx, db, orm.SQL("UPDATE ticket SET title = 'x'"))
	t.ok("Exec", err)
	_, err = orm.Rows[ticket](ctx, db, orm.SQL("SELECT id FROM ticket"))
	t.ok("Rows", err)
	t.same("events", seen.observed(), []observed{
		{"INSERT", "ticket", 1, fault.None}, {"INSERT", "ticket", 1, fault.None}, {"INSERT", "ticket", 1, fault.None},
		{"SELECT", "ticket", 3, fault.None}, {"DELETE", "ticket", 2, fault.None},
		{"SELECT", "ticket", 1, fault.None}, {"UPDATE", "", 1, fault.None}, {"SELECT", "", 1, fault.None},
	})
	t.kind("Insert", tickets.Insert(ctx, db, &ticket{ID: 1}), fault.Unique)
	refused := observed{"INSERT", "ticket", 0, fault.Unique} // what else a given key takes is the engine's
	t.same("told of the refusal", slices.Contains(seen.observed(), refused), true)
}

// observed is what take returns, without texts and times.
func (r *recorder) observed() (list []observed) {
	for _, e := range r.take() {
		verb, _, _ := strings.Cut(e.Statement, " ")
		list = append(list, observed{verb, e.Model, e.Rows, fault.KindOf(e.Err)})
	}
	return list
}

type observed struct {
	Verb, Model string
	Rows        int64
	Kind        fault.Kind
}

func observeValues(t *trial) {
	var seen recorder
	db := t.observed(&seen, tickets)
	seen.take()
	insert(t, db, tickets, &ticket{Title: "a secret"})
	asked := slices.Contains(seen.values[0], any("a secret"))
	t.same("told when asked", asked, true)
	if e := seen.take()[0]; strings.Contains(e.Statement, "secret") {
		t.Errorf("got the statement %q, which tells its value", e.Statement)
	}
}
