package orm

import (
	"context"
	"reflect"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// Update changes the rows of the query, as the settings say, with one statement, and returns how many there
// were. Values are normalized and held to the model's rules first. A query without a condition is refused,
// unless it is Every. Of a model with a Table.Version the version of each row rises by one, unless a setting names it.
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
	change, values, err := m.change(s.values[:0], base, settings, kind)
	if err != nil {
		return 0, err
	}
	plan, err := p.writePlan(t, s, base, &change, kind)
	if err != nil {
		return 0, err
	}
	b := binder{scope: scope{m: m, base: base}, packed: t.db.capabilities.PackedFrom, values: values}
	b.conds(p.where)
	s.values = b.values
	l, err := w.begin(ctx, driver.ReadWrite)
	if err != nil {
		return 0, m.failed(err)
	}
	defer l.end()
	result, err := l.exec(ctx, m, &plan.statement, s.values)
	if err != nil {
		err = change.tooFar(m, p.explain(ctx, &l, err, t, base, &change, s.values))
	}
	return result.Rows, err
}

// explain says which foreign key has refused a change of the query's rows.
func (p *parts) explain(ctx context.Context, l *lease, err error, t *table, base layout.Pointer, change *change, values []driver.Value) error {
	b := &sqlBuilder{scope: scope{m: t.m, base: base}, packed: t.db.capabilities.PackedFrom, db: t.db}
	where := b.where(p.where)
	if b.err != nil {
		return err
	}
	n := len(change.set)
	a := attempt{
		table: t, columns: change.set, values: values[:n], changed: slices.Concat(change.set, change.adds),
		where: where, bound: values[n+len(change.adds):],
	}
	a.deletes = len(a.changed) == 0
	return a.explain(ctx, l, err)
}

// checkWrite refuses what an Update or Delete cannot mean.
func (p *parts) checkWrite(m *mapper) error {
	switch {
	case !p.every && allAlways(p.where):
		return m.invalid("a change without a condition would meet every row; if that is meant, begin the query with Every")
	case p.bounded():
		return m.invalid("a change takes no Limit and no Offset; say with Where which rows are meant")
	case len(p.joins) > 0:
		return m.invalid("a change takes no Join; say with orm.Any which rows are meant")
	case len(p.order) > 0:
		return m.invalid("a change takes no OrderBy; remove it")
	case len(p.with) > 0:
		return m.invalid("a change loads nothing; remove With")
	}
	return nil
}

func (p *parts) writePlan(t *table, s *scratch, base layout.Pointer, change *change, kind byte) (*plan, error) {
	sh := s.start(t, base, kind)
	for _, columns := range [][]*column{change.set, change.adds} {
		sh.number(len(columns))
		for _, c := range columns {
			sh.number(c.place)
		}
	}
	sh.conds(p.where)
	s.key = sh.key
	if sh.err != nil {
		return nil, sh.err
	}
	return t.plan(s.key, func() (draft, error) {
		b := &sqlBuilder{scope: scope{m: t.m, base: base}, packed: t.db.capabilities.PackedFrom, db: t.db}
		where := b.where(p.where)
		if kind == shapeDeleteWhere {
			return draft{statement: sqlast.Delete{From: t.m.table.Name, Where: where}}, b.err
		}
		return draft{statement: sqlast.Update{Table: t.m.table.Name, Set: change.assignments(), Where: where}}, b.err
	})
}

// change turns settings into columns and their values. Those that are set are normalized and judged as an object's are:
// on an object made for it.
func (m *mapper) change(dst []driver.Value, base layout.Pointer, settings []Setting, kind byte) (ch change, values []driver.Value, err error) {
	if kind == shapeDeleteWhere {
		return ch, dst, nil
	}
	if len(settings) == 0 {
		return ch, dst, m.invalid("Update changes nothing; write orm.Set(&u.Field, value)")
	}
	at, _ := layout.Data(reflect.New(m.typ).Interface())
	for i := range settings {
		c, err := m.assign(at, base, settings[i])
		switch {
		case err != nil:
			return ch, dst, err
		case ch.names(c):
			return ch, dst, m.invalid("Update sets %s twice; set it once", c.field)
		case settings[i].adds:
			ch.adds = append(ch.adds, c)
		default:
			ch.set = append(ch.set, c)
		}
	}
	if m.version != nil && !ch.names(m.version) {
		ch.raises = m.version
	}
	ch.set = withFolds(ch.set)
	if dst, err = m.values(dst, at, ch.set); err == nil {
		dst, err = m.added(dst, at, ch.adds)
	}
	return ch, dst, err
}

// assign puts the value of one setting into the object.
func (m *mapper) assign(obj layout.Pointer, base layout.Pointer, s Setting) (*column, error) {
	c, err := m.resolve(base, s.field)
	switch {
	case err != nil:
		return nil, err
	case c.generated:
		return nil, m.invalid("%s is a key that the database generates, which no Update changes", c.field)
	case s.value.Type() != c.pointer.Elem():
		return nil, m.invalid("%s is Lazy and set to a %s; write orm.Set(orm.Of(&x.%s), value)", c.field, s.value.Type(), c.field)
	}
	if s.adds {
		if err := m.addable(c); err != nil {
			return nil, err
		}
	}
	c.settable(obj).Set(s.value)
	return c, nil
}
