package orm

import (
	"context"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// InsertOption changes what Insert and InsertAll write; see Omit.
type InsertOption struct{ omit []any }

// Omit leaves the columns of some fields to the database, which fills in their server defaults; the objects
// get the values that it chose.
func Omit(fields ...any) InsertOption { return InsertOption{omit: fields} }

// Insert stores the object as a new row. A key that the database generates is filled in when it was zero, as
// are zero times of Auto columns. Values are normalized in the object and held to the model's rules first;
// what model or database refuse is an error that names the fields. After an error nothing is stored, and the
// object's key and times are as they were.
func (m *Model[T]) Insert(ctx context.Context, w Writer, obj *T, options ...InsertOption) error {
	mp := m.mapping()
	if obj == nil {
		return mp.invalid("Insert got nil; write the object to store")
	}
	t, err := w.database().table(mp)
	if err != nil {
		return err
	}
	before := *obj
	in := insertion{table: t, ctx: ctx, scratch: newScratch()}
	defer in.scratch.free()
	if err = in.prepare(m.base(), layout.Of(obj), options); err == nil {
		err = in.run(w, layout.Of(obj))
	}
	if err != nil {
		*obj = before
	}
	return err
}

// insertion is one row on its way into a table.
type insertion struct {
	table   *table
	ctx     context.Context
	plan    *plan
	scratch *scratch
}

// prepare chooses the statement and makes the values, before any connection is asked for.
func (in *insertion) prepare(base, obj layout.Pointer, options []InsertOption) (err error) {
	if in.plan, err = in.table.insertPlan(in.scratch, base, obj, options); err != nil {
		return err
	}
	fillAuto(obj, in.plan.write)
	in.scratch.values, err = in.table.m.values(in.scratch.values[:0], obj, in.plan.write)
	return err
}

func (in *insertion) run(w Writer, obj layout.Pointer) error {
	if len(in.plan.back.steps) > 0 {
		return in.atomically(w, obj)
	}
	l, err := w.begin(in.ctx, driver.ReadWrite)
	if err != nil {
		return in.table.m.failed(err)
	}
	defer l.end()
	return in.write(l, obj)
}

// atomically writes a row of which columns come back. They may be unreadable: then nothing is to be stored. The
// copy of the insertion that it works on keeps the usual one off the heap.
func (in insertion) atomically(w Writer, obj layout.Pointer) error {
	return w.atomically(in.ctx, func(ctx context.Context, l lease) error {
		in.ctx = ctx
		return in.write(l, obj)
	})
}

func (in *insertion) write(l lease, obj layout.Pointer) error {
	if len(in.plan.back.steps) > 0 {
		found, err := in.query(l, obj)
		if err == nil && !found {
			err = in.table.m.notStored()
		}
		return err
	}
	result, err := l.exec(in.ctx, in.table.m, &in.plan.statement, in.scratch.values)
	if err != nil || len(in.plan.write) == len(in.table.m.columns) {
		return err
	}
	return in.table.m.setKey(obj, result.Key)
}

// query runs a statement that gives back columns, and reads them into the object; false when no row came.
func (in *insertion) query(l lease, obj layout.Pointer) (found bool, err error) {
	run := reading{lease: l, ctx: in.ctx, scratch: in.scratch, table: in.table, plan: in.plan}
	if err := run.send(); err != nil {
		return false, err
	}
	defer func() { // also when a type's own Scan panics
		if e := run.rows.Close(); err == nil {
			err = refusal(in.table.m, e)
		}
		run.observe(err)
	}()
	if found, err = run.next(); found {
		in.plan.back.clear(obj)
		s := scanner{plan: &in.plan.back, rows: run.rows, trusted: in.table.trusted.Load()}
		s.texts.exact = true
		if err = s.row(obj); err == nil {
			_, err = run.next() // to the end: only then is the row written
		}
	}
	return found, err
}

// notStored is for a trigger that made an insert into nothing.
func (m *mapper) notStored() error {
	return &fault.Error{Kind: fault.Other, Model: m.name, Detail: "the database stored no row, and did not say why; a trigger may have ignored it"}
}

// exec runs a statement to its end.
func (l lease) exec(ctx context.Context, m *mapper, s *driver.Statement, values []driver.Value) (driver.Result, error) {
	started := l.db.now()
	result, err := l.conn.Exec(ctx, s, values)
	if err != nil {
		err = refusal(m, err)
	}
	if l.db.observer != nil {
		l.db.observe(ctx, m, s, values, result.Rows, started, err)
	}
	return result, err
}

// insertPlan finds the statement for an object: which columns it names depends on the options and on
// whether the object brings its key.
func (t *table) insertPlan(s *scratch, base, obj layout.Pointer, options []InsertOption) (*plan, error) {
	generate := t.m.generated != nil && t.m.keyIsZero(obj)
	plain := len(options) == 0 && (generate || t.m.generated == nil)
	if plain {
		if p := t.insert.Load(); p != nil {
			return p, nil
		}
	}
	sh := s.start(t, base, shapeInsert)
	sh.byte(flag(generate))
	for _, o := range options {
		for _, f := range o.omit {
			sh.column(f)
		}
	}
	s.key = sh.key
	if sh.err != nil {
		return nil, sh.err
	}
	p, err := t.plan(s.key, func() (draft, error) { return t.insertDraft(base, generate, options) })
	if plain && err == nil {
		t.insert.Store(p)
	}
	return p, err
}

func (t *table) insertDraft(base layout.Pointer, generate bool, options []InsertOption) (draft, error) {
	omitted := map[*column]bool{}
	var d draft
	for _, o := range options {
		for _, f := range o.omit {
			c, err := t.m.resolve(base, f)
			if err != nil {
				return d, err
			}
			if c.defaultExpr() == nil && !c.generated && !c.nullable {
				return d, t.m.invalid("Omit leaves %s to the database, which has no default for it; use ServerDefault in Define", c.field)
			}
			omitted[c] = true
			if c.fold != nil {
				return d, t.m.invalid("Omit leaves %s to the database, which cannot fold it; write its value", c.field)
			}
		}
	}
	d.write, d.back = t.m.written(omitted, generate)
	if len(d.back) == 1 && d.back[0] == t.m.generated {
		d.back = nil // the result of the statement tells the key
	}
	if len(d.back) > 0 && !t.db.capabilities.Returning {
		return d, &fault.Error{Kind: fault.Unsupported, Model: t.m.name, Detail: "this database does not give back the values of omitted columns"}
	}
	d.statement = sqlast.Insert{Into: t.m.table.Name, Columns: columnNames(d.write), Rows: 1, Returning: columnNames(d.back)}
	return d, nil
}

// written tells which columns an insert names and which the database fills in.
func (m *mapper) written(omitted map[*column]bool, generate bool) (write, back []*column) {
	for _, c := range m.columns {
		if omitted[c] || generate && c.generated {
			back = append(back, c)
		} else {
			write = append(write, c)
		}
	}
	return write, back
}

func columnNames(columns []*column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	return names
}
