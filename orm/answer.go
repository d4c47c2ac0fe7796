package orm

import (
	"context"
	"iter"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// All returns the rows of the selection.
func (s Selection[R]) All(ctx context.Context, r Reader) ([]*R, error) {
	rows, err := s.asking().all(ctx, r, slab[R])
	return layout.List[R](rows), err
}

// all reads all rows, each into room that slab makes.
func (a *asking) all(ctx context.Context, r Reader, slab func(n int) layout.Pointer) ([]layout.Pointer, error) {
	run, err := a.send(ctx, r)
	if err != nil {
		return nil, err
	}
	return run.structs(&run.plan.back, slab)
}

// structs reads all rows, which are no objects of a model, and gives the connection back.
func (run *reading) structs(back *scanPlan, slab func(n int) layout.Pointer) (rows []layout.Pointer, err error) {
	defer func() {
		if err = run.close(err); err != nil {
			rows = nil
		}
	}()
	rows = []layout.Pointer{}
	scan := scanner{plan: back, rows: run.rows}
	for {
		more, err := run.next()
		if err != nil || !more {
			return rows, err
		}
		row := slab(1)
		if err := scan.row(row); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
}

// First returns the first row of the selection; an error of the kind NotFound when there is none.
func (s Selection[R]) First(ctx context.Context, r Reader) (*R, error) {
	row, err := s.asking().sole(ctx, r, slab[R], 1)
	return layout.At[R](row, 0), err
}

// One returns the only row of the selection; an error of the kind NotFound when there is none, and Multiple when there are
// more.
func (s Selection[R]) One(ctx context.Context, r Reader) (*R, error) {
	row, err := s.asking().sole(ctx, r, slab[R], 2)
	return layout.At[R](row, 0), err
}

// sole reads the first row, and refuses a second if most is 2.
func (a *asking) sole(ctx context.Context, r Reader, slab func(n int) layout.Pointer, most int) (layout.Pointer, error) {
	a.parts.atMost(most)
	rows, err := a.all(ctx, r, slab)
	switch {
	case err != nil:
		return layout.Pointer{}, err
	case len(rows) == 0:
		return layout.Pointer{}, &fault.Error{Kind: fault.NotFound, Model: a.shape.name, Detail: "no row matches"}
	case len(rows) > 1:
		return layout.Pointer{}, &fault.Error{Kind: fault.Multiple, Model: a.shape.name, Detail: "One found more than one row"}
	}
	return rows[0], nil
}

// Stream returns the rows one by one, in constant memory however many there are. What Query.Stream says of connections holds
// here too.
func (s Selection[R]) Stream(ctx context.Context, r Reader) iter.Seq2[*R, error] {
	return func(yield func(*R, error) bool) {
		s.asking().stream(ctx, r, slab[R], func(row layout.Pointer, err error) bool { return yield(layout.At[R](row, 0), err) })
	}
}

func (a *asking) stream(ctx context.Context, r Reader, slab func(n int) layout.Pointer, yield func(layout.Pointer, error) bool) {
	run, err := a.send(ctx, r)
	if err != nil {
		yield(layout.Pointer{}, err)
		return
	}
	goOn := false
	defer func() { // also when the loop's body panics
		if err := run.close(err); err != nil && goOn {
			yield(layout.Pointer{}, err)
		}
	}()
	scan := run.valueScanner()
	scan.texts.exact = true
	for {
		var more bool
		if more, err = run.next(); err != nil || !more {
			goOn = true
			return
		}
		row := slab(1)
		if err = scan.row(row); err != nil {
			goOn = true
			return
		}
		if !yield(row, nil) {
			return
		}
	}
}

// Count returns the number of rows of the selection, limit and offset considered.
func (s Selection[R]) Count(ctx context.Context, r Reader) (int64, error) {
	return s.asking().number(ctx, r)
}

// number counts the rows, and leaves the asking as it is.
func (a *asking) number(ctx context.Context, r Reader) (int64, error) {
	inner := *a
	if !inner.parts.bounded() {
		inner.parts.order = nil
	}
	row := new(struct{ N int64 })
	found, err := Select(row, As(&row.N, Count())).From(newDerived("counted", false, &inner)).One(ctx, r)
	if err != nil {
		return 0, err
	}
	return found.N, nil
}

// Exists reports whether the selection has a row.
func (s Selection[R]) Exists(ctx context.Context, r Reader) (bool, error) {
	a := s.asking()
	a.parts.atMost(1)
	n, err := a.number(ctx, r)
	return n > 0, err
}

// SQL returns the statement that All would send, and the values that it would bind, without sending anything. The values may
// be anybody's secrets.
//
// Scopes whose conditions come from the context of a call have none here; SQLContext gives them one.
func (s Selection[R]) SQL(db *DB) (text string, values []any, err error) {
	return s.asking().sql(context.Background(), db)
}

// SQLContext is SQL for models with scopes that look into the context of a call.
func (s Selection[R]) SQLContext(ctx context.Context, db *DB) (text string, values []any, err error) {
	return s.asking().sql(ctx, db)
}

func (a *asking) sql(ctx context.Context, db *DB) (text string, values []any, err error) {
	a, t, err := a.asked(ctx, db)
	if err != nil {
		return "", nil, err
	}
	scratch := newScratch()
	defer scratch.free()
	p, err := a.plan(t, scratch)
	if err != nil {
		return "", nil, err
	}
	a.bind(t, scratch)
	return p.statement.SQL, anyValues(scratch.values), nil
}

// table is where the plans of the selection are kept, once it is known to be well said.
func (a *asking) table(db *DB) (*table, error) {
	if err := a.resolve(); err != nil {
		return nil, err
	}
	t, err := db.table(a.root())
	if err != nil {
		return nil, err
	}
	if err := a.lockable(); err != nil {
		return nil, err
	}
	return t, a.parts.check(t.m, shapeSelection)
}

// root is the model where the selection begins.
func (a *asking) root() *mapper {
	if a.first().from == nil {
		return noTable
	}
	from := a.first().from.source()
	if from.derived == nil || from.derived.err != nil {
		return from.m
	}
	return from.derived.body.root()
}

// asked is the selection, held to scopes, and where its plans are kept.
func (a *asking) asked(ctx context.Context, db *DB) (*asking, *table, error) {
	t, err := a.table(db)
	if err != nil || !db.restricted && len(a.parts.lifted) == 0 {
		return a, t, err
	}
	x := restricting{ctx: ctx, db: db}
	held := x.asking(nil, a)
	if x.err == nil {
		x.err = held.resolve()
	}
	return &held, t, x.err
}

// send sends the selection.
func (a *asking) send(ctx context.Context, r Reader) (*reading, error) {
	a, t, err := a.asked(ctx, r.database())
	if err != nil {
		return nil, err
	}
	return a.open(ctx, r, t)
}

// open sends what was found to be well said.
func (a *asking) open(ctx context.Context, r Reader, t *table) (*reading, error) {
	if session, ok := r.(*Session); ok {
		if err := session.ready(ctx, a.reads()); err != nil {
			return nil, err
		}
	}
	scratch := newScratch()
	p, err := a.plan(t, scratch)
	if err != nil {
		scratch.free()
		return nil, err
	}
	a.bind(t, scratch)
	if err := a.parts.lock.check(t.m, r); err != nil {
		scratch.free()
		return nil, err
	}
	l, err := r.begin(ctx, driver.ReadOnly)
	if err != nil {
		scratch.free()
		return nil, t.m.failed(err)
	}
	run := &reading{lease: l, m: t.m, ctx: ctx, scratch: scratch, table: t, plan: p}
	if err := run.send(); err != nil {
		run.scratch.free()
		run.end()
		return nil, err
	}
	return run, nil
}

// valueScanner reads rows that are no objects of a model.
func (run *reading) valueScanner() scanner { return scanner{plan: &run.plan.back, rows: run.rows} }

// reads lists the models whose tables are read.
func (a *asking) reads() []*mapper { return a.readsToo(nil, nil) }

// readsToo adds the models whose tables are read to a list. Tables that are selections are looked at once.
func (a *asking) readsToo(list []*mapper, seen []*derived) []*mapper {
	if len(a.sets) == 0 {
		s, err := a.in(nil)
		list = append(list, s.m)
		if err != nil {
			return list // which the plan tells of
		}
		for x := s.next; x != nil; x = x.next {
			list = append(list, x.m)
			if x.along != nil && x.along.via != nil {
				list = append(list, x.along.via.m)
			}
		}
		list = s.reads(list, a.parts.where)
		list = s.reads(list, a.having)
		x := &s
		for _, j := range a.parts.joins {
			x = x.next
			if list = s.reads(list, j.on); len(j.pairs) > 0 {
				list = s.pairs(x.along).reads(list, j.pairs)
			}
		}
	}
	a.nested(func(d *derived, inner *asking) {
		if d == nil {
			list = inner.readsToo(list, seen)
			return
		}
		if !slices.Contains(seen, d) {
			seen = append(seen, d)
			for _, part := range d.parts() {
				list = part.readsToo(list, seen)
			}
		}
	})
	return list
}

// fieldReads adds the models whose tables the queries in an expression read.
func fieldReads(list []*mapper, field any) []*mapper {
	fieldNested(field, func(d *derived, inner *asking) { list = inner.readsToo(list, nil) })
	return list
}
