package orm

import (
	"context"
	"slices"

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
// object is as it was; only of the kind CommitUnknown nobody knows. The object is told of it, if its model wants to be:
// see BeforeInserter and AfterInserter, an error of which is the one after which the row is stored.
func (m *Model[T]) Insert(ctx context.Context, w Writer, obj *T, options ...InsertOption) error {
	if obj == nil {
		return m.mapping().invalid("Insert got nil; write the object to store")
	}
	before := *obj
	stored, err := m.mapping().insert(ctx, w, m.base(), layout.Of(obj), options)
	if !stored {
		*obj = before
	}
	return err
}

// insert stores an object; false when it is to be as it was before.
func (m *mapper) insert(ctx context.Context, w Writer, base, obj layout.Pointer, options []InsertOption) (stored bool, err error) {
	t, err := w.database().table(m)
	if err != nil {
		return false, err
	}
	in := insertion{table: t, ctx: ctx, scratch: newScratch()}
	defer in.scratch.free()
	if err = m.announce(ctx, w, beforeInsert, obj); err == nil {
		err = in.prepare(base, obj, options)
	}
	if err == nil {
		err = in.run(w, obj)
	}
	if err != nil {
		return false, err
	}
	m.storedDeferred(obj)
	m.renew(ctx, w, obj)
	return true, m.tell(ctx, w, afterInsert, obj)
}

// insertion is one row on its way into a table.
type insertion struct {
	table   *table
	ctx     context.Context
	plan    *plan
	scratch *scratch
	given   int64  // a key that the table's sequence has to reach first; 0 for none
	shown   []Cond // of a row that it may change
	upsert  *upserting
	left    bool // a row that is there was left alone
}

// prepare chooses the statement and makes the values, before any connection is asked for.
func (in *insertion) prepare(base, obj layout.Pointer, options []InsertOption) (err error) {
	if in.plan, err = in.table.insertPlan(in.scratch, base, obj, options); err != nil {
		return err
	}
	return in.fill(obj)
}

// fill makes the values that the plan writes.
func (in *insertion) fill(obj layout.Pointer) (err error) {
	m := in.table.m
	if err := m.fillAuto(obj, in.plan.write); err != nil {
		return err
	}
	in.scratch.values, err = m.values(in.scratch.values[:0], obj, in.plan.write)
	if in.plan.givesKey && in.table.db.capabilities.KeySequences {
		in.given = m.keyNumber(obj)
	}
	return err
}

func (in *insertion) run(w Writer, obj layout.Pointer) error {
	if in.plan.atomic {
		return in.atomically(w, obj)
	}
	l, err := w.begin(in.ctx, driver.ReadWrite)
	if err != nil {
		return in.table.m.failed(err)
	}
	reached := true
	if in.given > 0 {
		reached, err = in.table.keysReach(in.ctx, &l, in.given)
	}
	if err == nil && reached {
		err = in.write(&l, obj)
	}
	l.end()
	if err == nil && !reached {
		return in.atomically(w, obj)
	}
	return err
}

// atomically writes a row with more than one statement, or one of which columns come back: they may be unreadable, and
// then nothing is to be stored. The copy of the insertion that it works on keeps the usual one off the heap.
func (in insertion) atomically(w Writer, obj layout.Pointer) error {
	values := slices.Clone(in.scratch.values)
	return w.atomically(in.ctx, func(ctx context.Context, l *lease) error {
		in.ctx = ctx
		in.scratch.values = append(in.scratch.values[:0], values...) // what comes back is found with others
		if err := in.table.advanceKeys(ctx, l, in.given); err != nil {
			return err
		}
		return in.write(l, obj)
	})
}

func (in *insertion) write(l *lease, obj layout.Pointer) error {
	if p := in.plan; l.pipeline != nil && !p.returns && !p.lastKey && len(p.back.steps) == 0 {
		later := insertion{table: in.table, ctx: in.ctx, plan: p}
		return l.later(in.ctx, in.table.m, &p.statement, in.scratch.values, func(a answer) error {
			if a.err == nil {
				return nil
			}
			later.scratch = &scratch{values: a.values}
			return later.explain(later.ctx, a.lease, later.table.m.exhausted(a.err))
		})
	}
	err := in.send(l, obj)
	if err != nil {
		err = in.explain(in.ctx, l, err)
	}
	return err
}

// explain says which foreign key has refused the row.
func (in *insertion) explain(ctx context.Context, l *lease, err error) error {
	a := attempt{table: in.table, columns: in.plan.write, values: in.scratch.values[:len(in.plan.write)]}
	if r := in.plan.replaces; r != nil {
		a.changed, a.where, a.bound = r.changed, equalTo(r.found), appendValues(nil, a.values, a.columns, r.found)
	}
	return a.explain(ctx, l, err)
}

func (in *insertion) send(l *lease, obj layout.Pointer) error {
	m, p := in.table.m, in.plan
	if p.returns {
		found, err := in.fetch(l, p, obj)
		if err == nil && !found {
			err = m.notStored()
		}
		return m.exhausted(err)
	}
	result, err := l.exec(in.ctx, m, &p.statement, in.scratch.values)
	if err == nil && p.lastKey {
		err = m.setKey(obj, result.Key)
	}
	if err == nil && len(p.back.steps) > 0 {
		err = in.readBack(l, p.back, obj)
	}
	return m.exhausted(err)
}

// readBack reads columns of the row that was written, by the object's key, into the object.
func (in *insertion) readBack(l *lease, back scanPlan, obj layout.Pointer) (err error) {
	t, s := in.table, in.scratch
	s.key = append(s.key[:0], shapeReadBack)
	for i := range back.steps {
		s.key = append(s.key, byte(back.steps[i].column.place), byte(back.steps[i].column.place>>8))
	}
	p, err := t.plan(s.key, func() (draft, error) {
		q, d := sqlast.Select{From: t.m.table.Name, Where: t.byKey}, draft{}
		for i := range back.steps {
			c := back.steps[i].column
			q.Columns, d.back = append(q.Columns, sqlast.Column{Name: c.name}), append(d.back, c)
		}
		d.statement = q
		return d, nil
	})
	if err != nil {
		return err
	}
	if s.values, err = t.m.keyOf(s.values[:0], obj); err != nil {
		return err
	}
	found, err := in.fetch(l, p, obj)
	if err == nil && !found {
		err = t.m.notStored()
	}
	return err
}

// fetch runs a statement that gives back columns of one row, and reads them into the object; false when no row came.
func (in *insertion) fetch(l *lease, p *plan, obj layout.Pointer) (found bool, err error) {
	if l.pipeline != nil {
		return in.fetchBehind(l, p, obj)
	}
	run := reading{lease: *l, m: in.table.m, ctx: in.ctx, scratch: in.scratch, table: in.table, plan: p}
	err = run.send()
	l.conn = run.conn
	if err != nil {
		return false, err
	}
	defer func() { err = run.closeRows(err) }() // also when a type's own Scan panics
	if found, err = run.next(); found {
		p.back.clear(obj)
		s := scanner{plan: &p.back, rows: run.rows, trusted: in.table.trusted.Load()}
		s.texts.exact = true
		if err = s.row(obj); err == nil {
			_, err = run.next() // to the end: only then is the row written
		}
	}
	return found, err
}

// fetchBehind does the same behind the statements of a pipeline.
func (in *insertion) fetchBehind(l *lease, p *plan, obj layout.Pointer) (found bool, err error) {
	t := in.table
	err = l.rows(in.ctx, t, p, in.scratch.values, func(rows driver.Rows) (err error) {
		if found, err = rows.Next(); !found {
			return err
		}
		p.back.clear(obj)
		s := scanner{plan: &p.back, rows: rows, trusted: t.trusted.Load()}
		s.texts.exact = true
		if err = s.row(obj); err == nil {
			_, err = rows.Next()
		}
		return err
	})
	return found, err
}

func (m *mapper) tellsNoKey() error {
	return &fault.Error{Kind: fault.Unsupported, Model: m.name, Detail: "this database tells no key that it has generated"}
}

// notStored is for a trigger that made an insert into nothing.
func (m *mapper) notStored() error {
	return &fault.Error{Kind: fault.Other, Model: m.name, Detail: "the database stored no row, and did not say why; a trigger may have ignored it"}
}

// exhausted names the key in the error of a database that has no more keys to hand out. Nothing else that is written
// can be out of range without a name: the values fit their columns, unless the database computes some of them.
func (m *mapper) exhausted(err error) error {
	if m.storedFormulas() != nil {
		return err
	}
	return m.ranOut(err)
}

// ranOut names the key in the error of a database that has no more keys to hand out.
func (m *mapper) ranOut(err error) error {
	f, ok := err.(*fault.Error)
	if !ok || f.Kind != fault.OutOfRange || len(f.Violations) > 0 || m.generated == nil {
		return err
	}
	named := *f
	named.Violations = []fault.Violation{m.noMoreKeys()}
	return &named
}

func (m *mapper) noMoreKeys() fault.Violation {
	return fault.Violation{Field: m.generated.field, Kind: fault.OutOfRange, Code: "out_of_range", Message: "has no more values to hand out"}
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
	omitted, err := t.m.omitted(base, options)
	if err != nil {
		return draft{}, err
	}
	var d draft
	d.write, d.back = t.m.written(omitted, generate)
	return t.insertDraftOf(d)
}

// insertDraftOf says how an insert of one row tells what the database fills in: by its result, with RETURNING, or to a
// question that follows.
func (t *table) insertDraftOf(d draft) (draft, error) {
	can, key := t.db.capabilities, t.m.generated
	generates := slices.Contains(d.back, key)
	onlyKey := generates && len(d.back) == 1
	d.atomic = len(d.back) > 0 && !onlyKey
	d.givesKey = slices.Contains(d.write, key)
	insert := sqlast.Insert{Into: t.m.table.Name, Columns: columnNames(d.write), Rows: 1}
	switch {
	case onlyKey && can.LastKey, len(d.back) > 0 && !can.Returning:
		if generates && !can.LastKey {
			return d, t.m.tellsNoKey()
		}
		d.lastKey, d.back = generates, slices.DeleteFunc(d.back, func(c *column) bool { return c == key })
		if i := slices.IndexFunc(d.back, t.m.inKey); i >= 0 {
			return d, &fault.Error{Kind: fault.Unsupported, Model: t.m.name, Detail: "this database does not tell what it puts into " + d.back[i].field + ", which belongs to the key"}
		}
	case len(d.back) > 0:
		d.returns = true
		insert.Returning = columnNames(d.back)
	}
	d.statement = insert
	return d, nil
}

// omitted resolves the fields that are left to the database.
func (m *mapper) omitted(base layout.Pointer, options []InsertOption) (map[*column]bool, error) {
	omitted := map[*column]bool{}
	for _, o := range options {
		for _, f := range o.omit {
			c, err := m.writable(base, f)
			switch {
			case err != nil:
				return nil, err
			case c.defaultExpr() == nil && !c.generated && !c.nullable:
				return nil, m.invalid("Omit leaves %s to the database, which has no default for it; use ServerDefault in Define", c.field)
			case c.fold != nil:
				return nil, m.invalid("Omit leaves %s to the database, which cannot fold it; write its value", c.field)
			}
			omitted[c] = true
		}
	}
	return omitted, nil
}

func (m *mapper) inKey(c *column) bool { return slices.Contains(m.key, c) }

// written tells which columns an insert names and which the database fills in.
func (m *mapper) written(omitted map[*column]bool, generate bool) (write, back []*column) {
	for _, c := range m.columns {
		if omitted[c] || generate && c.generated {
			back = append(back, c)
		} else {
			write = append(write, c)
		}
	}
	return write, append(back, m.storedFormulas()...)
}

func columnNames(columns []*column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	return names
}
