package orm

import (
	"context"
	"reflect"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// Update writes the object's values to its row: those of the named fields, or all but the key. Values are
// normalized in the object and held to the model's rules first. An error of the kind NotFound says that the
// row is gone.
func (m *Model[T]) Update(ctx context.Context, w Writer, obj *T, fields ...any) error {
	mp := m.mapping()
	if obj == nil {
		return mp.invalid("Update got nil; write the object to store")
	}
	t, err := w.database().table(mp)
	if err != nil {
		return err
	}
	s := newScratch()
	defer s.free()
	p, err := t.updatePlan(s, m.base(), fields)
	if err != nil {
		return err
	}
	if s.values, err = mp.values(s.values[:0], layout.Of(obj), p.write); err != nil {
		return err
	}
	return t.writeRow(ctx, w, s, p, layout.Of(obj))
}

// writeRow runs a statement on the one row that has the object's key.
func (t *table) writeRow(ctx context.Context, w Writer, s *scratch, p *plan, obj layout.Pointer) (err error) {
	before := len(s.values)
	if s.values, err = t.m.keyOf(s.values, obj); err != nil {
		return err
	}
	l, err := w.begin(ctx, driver.ReadWrite)
	if err != nil {
		return t.m.failed(err)
	}
	defer l.end()
	result, err := l.exec(ctx, t.m, &p.statement, s.values)
	if err == nil && result.Rows == 0 {
		err = &fault.Error{Kind: fault.NotFound, Model: t.m.name, Detail: "no row has the key " + keyText(s.values[before:])}
	}
	return err
}

func (t *table) updatePlan(s *scratch, base layout.Pointer, fields []any) (*plan, error) {
	if len(fields) == 0 {
		if p := t.update.Load(); p != nil {
			return p, nil
		}
	}
	sh := s.start(t, base, shapeUpdate)
	for _, f := range fields {
		sh.column(f)
	}
	s.key = sh.key
	if sh.err != nil {
		return nil, sh.err
	}
	p, err := t.plan(s.key, func() (draft, error) { return t.updateDraft(base, fields) })
	if err == nil && len(fields) == 0 {
		t.update.Store(p)
	}
	return p, err
}

func (t *table) updateDraft(base layout.Pointer, fields []any) (draft, error) {
	var columns []*column
	for _, f := range fields {
		c, err := t.m.resolve(base, f)
		switch {
		case err != nil:
			return draft{}, err
		case slices.Contains(t.m.key, c):
			return draft{}, t.m.invalid("%s belongs to the key, which Update finds the row by; change it with Where and Set", c.field)
		case !slices.Contains(columns, c):
			columns = append(columns, c)
		}
	}
	if len(fields) == 0 {
		for _, c := range t.m.visibleColumns() {
			if !slices.Contains(t.m.key, c) {
				columns = append(columns, c)
			}
		}
	}
	if len(columns) == 0 {
		return draft{}, t.m.invalid("has no field outside of its key that Update could write")
	}
	d := draft{write: withFolds(columns)}
	u := sqlast.Update{Table: t.m.table.Name, Where: t.byKey}
	for _, c := range d.write {
		u.Set = append(u.Set, sqlast.Assignment{Column: c.name, Value: sqlast.Param{}})
	}
	d.statement = u
	return d, nil
}

// Update changes the rows of the query, as the settings say, with one statement, and returns how many there
// were. Values are normalized and held to the model's rules first. A query without a condition is refused,
// unless it is Every.
func (q Query[T]) Update(ctx context.Context, w Writer, settings ...Setting) (int64, error) {
	return q.parts.write(ctx, w, q.model.mapping(), q.model.base(), settings, shapeUpdateWhere)
}

// Delete removes the rows of the query with one statement, and returns how many there were. A query without
// a condition is refused, unless it is Every.
func (q Query[T]) Delete(ctx context.Context, w Writer) (int64, error) {
	return q.parts.write(ctx, w, q.model.mapping(), q.model.base(), nil, shapeDeleteWhere)
}

func (p *parts) write(ctx context.Context, w Writer, m *mapper, base layout.Pointer, settings []Setting, kind byte) (int64, error) {
	t, err := w.database().table(m)
	if err != nil {
		return 0, err
	}
	if err := p.check(m, kind); err != nil {
		return 0, err
	}
	s := newScratch()
	defer s.free()
	set, values, err := m.assignments(s.values[:0], base, settings, kind)
	if err != nil {
		return 0, err
	}
	plan, err := p.writePlan(t, s, base, set, kind)
	if err != nil {
		return 0, err
	}
	b := binder{m: m, base: base, packed: t.db.capabilities.PackedLists, values: values}
	b.conds(p.where)
	s.values = b.values
	l, err := w.begin(ctx, driver.ReadWrite)
	if err != nil {
		return 0, m.failed(err)
	}
	defer l.end()
	result, err := l.exec(ctx, m, &plan.statement, s.values)
	return result.Rows, err
}

// checkWrite refuses what an Update or Delete cannot mean.
func (p *parts) checkWrite(m *mapper) error {
	switch {
	case len(p.where) == 0 && !p.every:
		return m.invalid("a change without a condition would meet every row; if that is meant, begin the query with Every")
	case p.bounded():
		return m.invalid("a change takes no Limit and no Offset; say with Where which rows are meant")
	case len(p.order) > 0:
		return m.invalid("a change takes no OrderBy; remove it")
	}
	return nil
}

func (p *parts) writePlan(t *table, s *scratch, base layout.Pointer, set []*column, kind byte) (*plan, error) {
	sh := s.start(t, base, kind)
	sh.number(len(set))
	for _, c := range set {
		sh.number(c.place)
	}
	sh.conds(p.where)
	s.key = sh.key
	if sh.err != nil {
		return nil, sh.err
	}
	return t.plan(s.key, func() (draft, error) {
		b := &sqlBuilder{m: t.m, base: base, packed: t.db.capabilities.PackedLists}
		where := b.where(p.where)
		if kind == shapeDeleteWhere {
			return draft{statement: sqlast.Delete{From: t.m.table.Name, Where: where}}, b.err
		}
		u := sqlast.Update{Table: t.m.table.Name, Where: where}
		for _, c := range set {
			u.Set = append(u.Set, sqlast.Assignment{Column: c.name, Value: sqlast.Param{}})
		}
		return draft{statement: u}, b.err
	})
}

// assignments turns settings into columns and their values, which are normalized and judged as an object's
// are: on an object made for it.
func (m *mapper) assignments(dst []driver.Value, base layout.Pointer, settings []Setting, kind byte) ([]*column, []driver.Value, error) {
	if kind == shapeDeleteWhere {
		return nil, dst, nil
	}
	if len(settings) == 0 {
		return nil, dst, m.invalid("Update changes nothing; write orm.Set(&u.Field, value)")
	}
	obj := reflect.New(m.typ)
	at, _ := layout.Data(obj.Interface())
	var set []*column
	for i := range settings {
		c, err := m.assign(at, base, &settings[i].cond)
		if err != nil {
			return nil, dst, err
		}
		if slices.Contains(set, c) {
			return nil, dst, m.invalid("Update sets %s twice; set it once", c.field)
		}
		set = append(set, c)
	}
	set = withFolds(set)
	dst, err := m.values(dst, at, set)
	return set, dst, err
}

// assign puts the value of one setting into the object.
func (m *mapper) assign(obj, base layout.Pointer, s *Cond) (*column, error) {
	c, err := m.resolve(base, s.field)
	switch {
	case err != nil:
		return nil, err
	case s.err != nil:
		return nil, m.condProblem(base, s)
	case c.generated:
		return nil, m.invalid("%s is a key that the database generates, which no Update changes", c.field)
	}
	plan := newScanPlan(m, []*column{c})
	sc := scanner{plan: &plan, rows: valueRow{s.value}}
	sc.texts.exact = true
	return c, sc.row(obj)
}

// valueRow is a row of values that never were in a database.
type valueRow []driver.Value

var _ driver.Row = valueRow(nil)

func (r valueRow) Kind(i int) driver.Kind { return r[i].Kind() }

func (r valueRow) Int(i int) int64 { return r[i].Int() }

func (r valueRow) Float(i int) float64 { return r[i].Float() }

func (r valueRow) Time(i int) (int64, bool) { return r[i].Int(), r[i].Kind() == driver.Time }

func (r valueRow) Bytes(i int) []byte {
	if r[i].Kind() == driver.Text {
		return []byte(r[i].Text())
	}
	return r[i].Bytes()
}
