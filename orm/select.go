package orm

import (
	"context"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// All returns all rows of the table, ordered by key.
func (m *Model[T]) All(ctx context.Context, r Reader) ([]*T, error) { return m.Query().All(ctx, r) }

// Count returns the number of rows of the table.
func (m *Model[T]) Count(ctx context.Context, r Reader) (int64, error) {
	return m.Query().Count(ctx, r)
}

// All returns the rows of the query as objects. The objects of one call share memory in slabs of up to 256,
// and their texts share pieces of up to 32 KiB: one that is kept for long keeps its neighbours' memory too.
func (q Query[T]) All(ctx context.Context, r Reader) (list []*T, err error) {
	run, err := q.parts.open(ctx, r, q.model.mapping(), q.model.base(), shapeSelect)
	if err != nil {
		return nil, err
	}
	if list, err = q.rows(run); err != nil {
		return nil, err
	}
	if !run.m.arrives(r) {
		return list, nil
	}
	objs := untyped(list)
	if err = q.parts.arrive(ctx, r, run, objs); err != nil {
		return nil, err
	}
	return typedInto(list, objs), nil
}

// rows reads all rows and gives the connection back.
func (q Query[T]) rows(run *reading) (list []*T, err error) {
	defer func() { err = run.close(err) }()
	return q.collect(run)
}

// arrive makes a batch of what the query has read, and loads what With names.
func (p *parts) arrive(ctx context.Context, r Reader, run *reading, objs []layout.Pointer) error {
	b, err := run.m.arrive(ctx, r, p.strict, objs)
	if err != nil {
		return err
	}
	return p.loadAhead(ctx, run, b)
}

func (p *parts) loadAhead(ctx context.Context, run *reading, b *peers) error {
	if b == nil {
		return nil
	}
	for _, j := range run.joined {
		if err := j.share(ctx, b); err != nil {
			return err
		}
	}
	return b.loadAhead(ctx, p.with)
}

// maxSlab is how many objects lie in one piece of memory at most.
const maxSlab = 256

// maxExpected bounds the room made for a result because the last one was as long.
const maxExpected = 1 << 14

// collect turns all rows into objects, in slabs as large as the last result was.
func (q Query[T]) collect(run *reading) ([]*T, error) {
	expected := min(int(run.plan.rows.Load()), maxExpected)
	if q.parts.limited {
		expected = min(max(expected, 1), q.parts.limit)
	}
	list := make([]*T, 0, expected)
	var slab []T
	size := min(max(expected, 8), maxSlab)
	if q.parts.limited {
		size = max(min(size, q.parts.limit), 1)
	}
	s := run.scanner()
	for {
		more, err := run.next()
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		if len(slab) == 0 {
			slab = make([]T, size)
			size = min(size*2, maxSlab)
		}
		obj := &slab[0]
		if err := run.read(&s, layout.Of(obj)); err != nil {
			return nil, err
		}
		slab = slab[1:]
		list = append(list, obj)
	}
	if n := int64(len(list)); n != run.plan.rows.Load() {
		run.plan.rows.Store(n)
	}
	return list, nil
}

func (run *reading) scanner() scanner {
	return scanner{plan: &run.table.scan, rows: run.rows, trusted: run.table.trusted.Load()}
}

// First returns the first row of the query; an error of the kind NotFound when there is none.
func (q Query[T]) First(ctx context.Context, r Reader) (*T, error) {
	obj, run, err := q.atMost(ctx, r, 1)
	if err != nil {
		return nil, err
	}
	return q.arriveOne(ctx, r, run, obj)
}

// One returns the only row of the query; an error of the kind NotFound when there is none, and Multiple when
// there are more.
func (q Query[T]) One(ctx context.Context, r Reader) (*T, error) {
	obj, run, err := q.atMost(ctx, r, 2)
	switch {
	case err != nil:
		return nil, err
	case run.count > 1:
		return nil, &fault.Error{Kind: fault.Multiple, Model: q.model.mapping().name, Detail: "One found more than one row"}
	}
	return q.arriveOne(ctx, r, run, obj)
}

// arriveOne is arrive for a single object.
func (q Query[T]) arriveOne(ctx context.Context, r Reader, run *reading, obj *T) (*T, error) {
	at, b, err := run.m.arriveOne(ctx, r, q.parts.strict, layout.Of(obj))
	if err == nil {
		err = q.parts.loadAhead(ctx, run, b)
	}
	if err != nil {
		return nil, err
	}
	return layout.At[T](at, 0), nil
}

// atMost reads up to n rows and returns the first.
func (q Query[T]) atMost(ctx context.Context, r Reader, n int) (obj *T, run *reading, err error) {
	m := q.model.mapping()
	if !q.parts.limited || q.parts.limit > n {
		q = q.Limit(n)
	}
	run, err = q.parts.open(ctx, r, m, q.model.base(), shapeSelect)
	if err != nil {
		return nil, nil, err
	}
	found := 0
	defer func() {
		if err = run.close(err); err == nil && found == 0 { // the statement itself has not failed
			err = &fault.Error{Kind: fault.NotFound, Model: m.name, Detail: "no row matches"}
		}
	}()
	obj = new(T)
	if found, err = run.single(layout.Of(obj)); err != nil || found == 0 || n == 1 {
		return obj, run, err
	}
	_, err = run.next()
	return obj, run, err
}

// single reads the first row, if there is one, with texts of its own.
func (run *reading) single(obj layout.Pointer) (found int, err error) {
	more, err := run.next()
	if err != nil || !more {
		return 0, err
	}
	s := run.scanner()
	s.texts.exact = true
	return 1, run.read(&s, obj)
}

// read reads the current row into the object, and what comes along with it.
func (run *reading) read(s *scanner, obj layout.Pointer) error {
	err := s.row(obj)
	for i := 0; err == nil && i < len(run.joined); i++ {
		err = run.joined[i].read(obj)
	}
	return err
}

// Count returns the number of rows of the query, limit and offset considered.
func (q Query[T]) Count(ctx context.Context, r Reader) (n int64, err error) {
	run, err := q.parts.open(ctx, r, q.model.mapping(), q.model.base(), shapeCount)
	if err != nil {
		return 0, err
	}
	defer func() { err = run.close(err) }()
	if n, _, err = run.integer(); err != nil {
		return 0, err
	}
	n = max(n-int64(q.parts.offset), 0)
	if q.parts.limited {
		n = min(n, int64(q.parts.limit))
	}
	return n, nil
}

// Exists reports whether the query has a row.
func (q Query[T]) Exists(ctx context.Context, r Reader) (found bool, err error) {
	run, err := q.parts.open(ctx, r, q.model.mapping(), q.model.base(), shapeExists)
	if err != nil {
		return false, err
	}
	defer func() { err = run.close(err) }()
	_, found, err = run.integer()
	return found && !(q.parts.limited && q.parts.limit == 0), err
}

// integer reads the number in the first column of the first row.
func (run *reading) integer() (n int64, found bool, err error) {
	if found, err = run.next(); found {
		n = run.rows.Int(0)
	}
	return n, found, err
}
