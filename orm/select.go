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
func (q Query[T]) All(ctx context.Context, r Reader) ([]*T, error) {
	a := q.question()
	objs, err := a.all(ctx, r, slab[T])
	return layout.List[T](objs), err
}

// all reads all rows into room that slab makes.
func (q *question) all(ctx context.Context, r Reader, slab func(n int) layout.Pointer) ([]layout.Pointer, error) {
	run, err := q.open(ctx, r, q.m, q.base, shapeSelect)
	if err != nil {
		return nil, err
	}
	objs, err := run.objects(&q.parts, slab)
	if err == nil && run.m.arrives(r) {
		err = q.arrive(ctx, r, run, objs)
	}
	if err != nil {
		return nil, err
	}
	return objs, nil
}

// objects reads all rows and gives the connection back.
func (run *reading) objects(p *parts, slab func(n int) layout.Pointer) (objs []layout.Pointer, err error) {
	defer func() { err = run.close(err) }()
	return run.collect(p, slab)
}

// arrive makes a batch of what the query has read, and loads what With names.
func (p *parts) arrive(ctx context.Context, r Reader, run *reading, objs []layout.Pointer) error {
	b, err := run.m.arrive(ctx, r, p.strict, objs)
	if err != nil {
		return err
	}
	if b != nil {
		b.whole = run.whole
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
func (run *reading) collect(p *parts, slab func(n int) layout.Pointer) ([]layout.Pointer, error) {
	expected := min(int(run.plan.rows.Load()), maxExpected)
	if p.limited {
		expected = min(max(expected, 1), p.limit)
	}
	size := min(max(expected, 8), maxSlab)
	if p.limited {
		size = max(min(size, p.limit), 1)
	}
	objs := make([]layout.Pointer, 0, expected)
	from := slabs{size: run.m.size, next: size}
	s := run.scanner()
	for {
		more, err := run.next()
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		obj := from.room(slab)
		if err := run.read(&s, obj); err != nil {
			return nil, err
		}
		objs = append(objs, obj)
	}
	if n := int64(len(objs)); n != run.plan.rows.Load() {
		run.plan.rows.Store(n)
	}
	return objs, nil
}

// slabs hands out room for objects, of which many lie in one piece of memory.
type slabs struct {
	size uintptr        // of an object
	next int            // how many the next slab holds
	at   layout.Pointer // the room that is handed out next
	left int            // in the slab
}

// room is that of one object, in a new slab where the last one is full.
func (s *slabs) room(slab func(n int) layout.Pointer) layout.Pointer {
	if s.left == 0 {
		s.at, s.left = slab(s.next), s.next
		s.next = min(s.next*2, maxSlab)
	}
	obj := s.at
	if s.left--; s.left > 0 { // none points behind the end
		s.at = s.at.Field(s.size)
	}
	return obj
}

func (run *reading) scanner() scanner {
	return scanner{plan: &run.table.scan, rows: run.rows, trusted: run.table.trusted.Load()}
}

// First returns the first row of the query; an error of the kind NotFound when there is none.
func (q Query[T]) First(ctx context.Context, r Reader) (*T, error) {
	a := q.question()
	obj, err := a.first(ctx, r, layout.Of(new(T)), 1)
	return layout.At[T](obj, 0), err
}

// One returns the only row of the query; an error of the kind NotFound when there is none, and Multiple when
// there are more.
func (q Query[T]) One(ctx context.Context, r Reader) (*T, error) {
	a := q.question()
	obj, err := a.first(ctx, r, layout.Of(new(T)), 2)
	return layout.At[T](obj, 0), err
}

// first reads the first row into an object, and refuses a second if most is 2.
func (q *question) first(ctx context.Context, r Reader, obj layout.Pointer, most int) (layout.Pointer, error) {
	q.atMost(most)
	run, err := q.open(ctx, r, q.m, q.base, shapeSelect)
	if err != nil {
		return layout.Pointer{}, err
	}
	if err := run.first(obj, most); err != nil {
		return layout.Pointer{}, err
	}
	at, b, err := run.m.arriveOne(ctx, r, q.strict, obj)
	if err == nil {
		err = q.loadAhead(ctx, run, b)
	}
	if err != nil {
		return layout.Pointer{}, err
	}
	return at, nil
}

// first reads the first row and gives the connection back.
func (run *reading) first(obj layout.Pointer, most int) (err error) {
	found := 0
	defer func() {
		switch err = run.close(err); {
		case err != nil: // of the statement itself
		case found == 0:
			err = &fault.Error{Kind: fault.NotFound, Model: run.m.name, Detail: "no row matches"}
		case run.count > 1:
			err = &fault.Error{Kind: fault.Multiple, Model: run.m.name, Detail: "One found more than one row"}
		}
	}()
	if found, err = run.single(obj); err == nil && found > 0 && most > 1 {
		_, err = run.next()
	}
	return err
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
func (q Query[T]) Count(ctx context.Context, r Reader) (int64, error) {
	a := q.question()
	return a.number(ctx, r)
}

func (q *question) number(ctx context.Context, r Reader) (n int64, err error) {
	run, err := q.open(ctx, r, q.m, q.base, shapeCount)
	if err != nil {
		return 0, err
	}
	defer func() { err = run.close(err) }()
	if n, _, err = run.integer(); err != nil {
		return 0, err
	}
	n = max(n-int64(q.offset), 0)
	if q.limited {
		n = min(n, int64(q.limit))
	}
	return n, nil
}

// Exists reports whether the query has a row.
func (q Query[T]) Exists(ctx context.Context, r Reader) (bool, error) {
	a := q.question()
	return a.exists(ctx, r)
}

func (q *question) exists(ctx context.Context, r Reader) (found bool, err error) {
	run, err := q.open(ctx, r, q.m, q.base, shapeExists)
	if err != nil {
		return false, err
	}
	defer func() { err = run.close(err) }()
	_, found, err = run.integer()
	return found && !(q.limited && q.limit == 0), err
}

// integer reads the number in the first column of the first row.
func (run *reading) integer() (n int64, found bool, err error) {
	if found, err = run.next(); found {
		n = run.rows.Int(0)
	}
	return n, found, err
}
