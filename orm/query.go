package orm

import "github.com/rowankit/rowan/orm/internal/layout"

// Query is a question about the rows of one model: an immutable value, safe to share and to build on. The zero
// value asks for all rows. Each
// method returns a new query. Nothing is sent before All, One, First, Count, Exists, Page, Stream, Update or
// Delete; what is wrong with the query is their error.
type Query[T any] struct {
	model *Model[T]
	steps steps
}

// question is a query apart from its type. What a query does is done here, so that it is compiled once and not for each model.
type question struct {
	m    *mapper
	base layout.Pointer
	parts
}

func (q Query[T]) question() question {
	return question{q.model.mapping(), q.model.base(), q.steps.parts()}
}

// parts is what a query consists of.
type parts struct {
	where   []Cond
	order   []Order
	limit   int
	offset  int
	limited bool
	every   bool
	joins   []joining
	with    []Loading
	strict  bool
	lock    locking
	beside  []any    // what is read behind the columns of each row: fields and expressions
	lifted  []*Scope // of the model's own
	settled bool     // the conditions of scopes are among the others
}

// Query returns the query of all rows.
func (m *Model[T]) Query() Query[T] { return Query[T]{model: m} }

// Where returns the query of the rows for which all conditions hold.
func (m *Model[T]) Where(conditions ...Cond) Query[T] { return m.Query().Where(conditions...) }

// OrderBy returns the query of all rows in an order.
func (m *Model[T]) OrderBy(terms ...Order) Query[T] { return m.Query().OrderBy(terms...) }

// Limit returns the query of the first n rows.
func (m *Model[T]) Limit(n int) Query[T] { return m.Query().Limit(n) }

// Every returns the query of all rows, saying that an Update or Delete of all of them is meant.
func (m *Model[T]) Every() Query[T] { return Query[T]{m, steps{}.every()} }

// Where adds conditions, all of which must hold.
func (q Query[T]) Where(conditions ...Cond) Query[T] {
	return Query[T]{q.model, q.steps.where(conditions)}
}

// OrderBy adds terms to the order. Rows that are equal in all terms come in the order of their keys, as do
// all rows without an order, so that the same query gives the same list.
func (q Query[T]) OrderBy(terms ...Order) Query[T] { return Query[T]{q.model, q.steps.order(terms)} }

// Limit reads at most n rows; a negative n is an error when the query runs.
func (q Query[T]) Limit(n int) Query[T] { return Query[T]{q.model, q.steps.limit(n)} }

// Offset leaves out the first n rows; a negative n is an error when the query runs.
func (q Query[T]) Offset(n int) Query[T] { return Query[T]{q.model, q.steps.offset(n)} }

// atMost says that no more rows are needed.
func (p *parts) atMost(n int) {
	if !p.limited || p.limit > n {
		p.limit, p.limited = n, true
	}
}

// joined returns a slice of its own, so that no two queries ever share a tail.
func joined[E any](a, b []E) []E {
	all := make([]E, 0, len(a)+len(b))
	return append(append(all, a...), b...)
}
