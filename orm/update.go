package orm

import (
	"context"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// Update writes the object's values to its row: those of the named fields, or all but the key. Values are
// normalized in the object and held to the model's rules first. An error of the kind NotFound says that the
// row is gone; of a model with a Table.Version a StaleError says that, and that the row was changed by somebody else.
//
// The object is told of it, if its model wants to be: see BeforeUpdater and AfterUpdater, an error of which is the one after
// which the values are stored. What BeforeUpdate changes is written beside the named fields, and taken back after an error.
func (m *Model[T]) Update(ctx context.Context, w Writer, obj *T, fields ...any) error {
	if obj == nil {
		return m.mapping().invalid("Update got nil; write the object to store")
	}
	if !m.mapping().tells(beforeUpdate | afterUpdate) {
		return m.mapping().update(ctx, w, m.base(), layout.Of(obj), fields)
	}
	before := *obj
	stored, err := m.mapping().updateTold(ctx, w, m.base(), layout.Of(obj), fields)
	if !stored {
		*obj = before
	}
	return err
}

// update writes the values of an object that wants to hear of nothing.
func (m *mapper) update(ctx context.Context, w Writer, base, obj layout.Pointer, fields []any) error {
	t, err := w.database().table(m)
	if err != nil {
		return err
	}
	if err := m.direct(obj); err != nil {
		return err
	}
	return t.updateRow(ctx, w, base, fields, obj)
}

// updateTold tells the object of it; false when this is to be as it was before.
func (m *mapper) updateTold(ctx context.Context, w Writer, base, obj layout.Pointer, fields []any) (stored bool, err error) {
	t, err := w.database().table(m)
	if err != nil {
		return false, err
	}
	u := updating{m: m, base: base, fields: fields, objs: []layout.Pointer{obj}}
	if fields, err = u.announce(ctx, w); err == nil {
		err = t.updateRow(ctx, w, base, fields, obj)
	}
	if err != nil {
		return false, err
	}
	return true, m.tell(ctx, w, afterUpdate, obj)
}

// updateRow writes the object's values to its row.
func (t *table) updateRow(ctx context.Context, w Writer, base layout.Pointer, fields []any, obj layout.Pointer) error {
	s := newScratch()
	defer s.free()
	p, err := t.updatePlan(s, base, fields, obj)
	if err == nil {
		err = t.m.takeDeferred(obj, p.write, false)
	}
	if err != nil {
		return err
	}
	was, err := t.m.versionIn(obj)
	if err == nil {
		s.values, err = t.m.updated(s.values[:0], obj, p.write, was)
	}
	if err != nil {
		return err
	}
	write := t.writeRow
	if t.m.storedFormulas() != nil {
		write = t.rewriteRow
	}
	if err = write(ctx, w, s, p, obj, was); err == nil {
		t.m.moved(obj)
	}
	return err
}

// writeRow runs a statement on the one row that has the object's key and the version that it was read with. What the
// statement writes stands in the scratch; nothing removes the row.
func (t *table) writeRow(ctx context.Context, w Writer, s *scratch, p *plan, obj layout.Pointer, was int64) error {
	l, err := w.begin(ctx, driver.ReadWrite)
	if err != nil {
		return t.m.failed(err)
	}
	defer l.end()
	return t.sendRow(ctx, &l, s, p, obj, was)
}

// sendRow is writeRow by a connection.
func (t *table) sendRow(ctx context.Context, l *lease, s *scratch, p *plan, obj layout.Pointer, was int64) (err error) {
	written := len(s.values)
	if s.values, err = t.m.found(s.values, obj, was); err != nil {
		return err
	}
	result, err := l.exec(ctx, t.m, &p.statement, s.values)
	switch {
	case err != nil:
		err = t.explainRow(ctx, l, err, p.write, s.values)
	case result.Rows == 0 && t.m.version == nil:
		err = t.gone(s.values[written:])
	case result.Rows == 0:
		err = t.unmet(ctx, l, obj)
	case t.m.version != nil && written > 0:
		l.raise(t.m, obj, was)
	}
	return err
}

// explainRow says which foreign key has refused a change of one row, of which no column was written if it was to go. What
// finds the row comes last among the values.
func (t *table) explainRow(ctx context.Context, l *lease, err error, written []*column, values []driver.Value) error {
	n, from := len(written), len(values)-len(t.m.finders())
	a := attempt{
		table: t, columns: written, values: values[:n], changed: written, deletes: from == 0,
		where: t.byKey, bound: values[from : from+len(t.m.key)],
	}
	return a.explain(ctx, l, err)
}

// updatePlan finds the statement that writes some fields or, where none are named, all that the object has a value for.
func (t *table) updatePlan(s *scratch, base layout.Pointer, fields []any, obj layout.Pointer) (*plan, error) {
	whole := len(fields) == 0 && t.m.deferred == nil
	if whole {
		if p := t.update.Load(); p != nil {
			return p, nil
		}
	}
	sh := s.start(t, base, shapeUpdate)
	sh.number(len(fields))
	for _, f := range fields {
		sh.column(f)
	}
	if s.key = sh.key; len(fields) == 0 {
		s.key = t.m.setMask(s.key, obj)
	}
	if sh.err != nil {
		return nil, sh.err
	}
	p, err := t.plan(s.key, func() (draft, error) { return t.updateDraft(base, fields, obj) })
	if err == nil && whole {
		t.update.Store(p)
	}
	return p, err
}

func (t *table) updateDraft(base layout.Pointer, fields []any, obj layout.Pointer) (draft, error) {
	var columns []*column
	for _, f := range fields {
		c, err := t.m.writable(base, f)
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
			if !slices.Contains(t.m.key, c) && !c.skips(obj) {
				columns = append(columns, c)
			}
		}
	}
	if len(columns) == 0 {
		return draft{}, t.m.invalid("has no field outside of its key that Update could write")
	}
	return t.setDraft(columns), nil
}

// setDraft is an update of some columns of one row, and of what goes with them.
func (t *table) setDraft(columns []*column) draft {
	d := draft{write: withFolds(t.m.unversioned(columns))}
	u := sqlast.Update{Table: t.m.table.Name, Where: t.byVersion()}
	for _, c := range t.m.raising(d.write) {
		u.Set = append(u.Set, sqlast.Assignment{Column: c.name, Value: sqlast.Param{}})
	}
	d.statement = u
	return d
}
