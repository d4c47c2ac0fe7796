package orm

import (
	"context"
	"reflect"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// Update changes the rows of the query, as the settings say, with one statement, and returns how many there
// were. Values are normalized and held to the model's rules first. A query without a condition is refused,
// unless it is Every. Of a model with a Table.Version the version of each row rises by one, unless a setting names it.
// Columns of joined rows may stand in conditions and in SetExpr; the rows of the query's model alone are changed.
func (q Query[T]) Update(ctx context.Context, w Writer, settings ...Setting) (int64, error) {
	a := q.question()
	return a.write(ctx, w, settings, shapeUpdateWhere)
}

// Delete removes the rows of the query with one statement, and returns how many there were. A query without
// a condition is refused, unless it is Every. Joined rows are looked at, and stay. Of a model with Table.SoftDelete the rows
// stay too, and get the time of their deletion, by a few statements where others refer to them.
func (q Query[T]) Delete(ctx context.Context, w Writer) (int64, error) {
	a := q.question()
	if a.m.deleted != nil {
		return a.mark(ctx, w, a.m, a.base, true)
	}
	return a.write(ctx, w, nil, shapeDeleteWhere)
}

func (q *question) write(ctx context.Context, w Writer, settings []Setting, kind byte) (int64, error) {
	s := newScratch()
	defer s.free()
	m, r := q.m, rewriting{parts: &q.parts, base: q.base, kind: kind}
	if err := r.prepare(ctx, w.database(), m, s, settings); err != nil {
		return 0, err
	}
	l, err := w.begin(ctx, driver.ReadWrite)
	if err != nil {
		return 0, m.failed(err)
	}
	defer l.end()
	result, err := l.exec(ctx, m, &r.plan.statement, s.values)
	return result.Rows, r.explain(ctx, &l, err, s.values)
}

// checkWrite refuses what an Update or Delete cannot mean.
func (p *parts) checkWrite(m *mapper) error {
	switch {
	case !p.every && allAlways(p.where):
		return m.invalid("a change without a condition would meet every row; if that is meant, begin the query with Every")
	case p.bounded():
		return m.invalid("a change takes no Limit and no Offset; say with Where which rows are meant")
	case p.derives():
		return m.invalid("a change joins no selection; say with orm.InQuery which rows are meant")
	case p.lock.rows:
		return m.invalid("a change locks its rows by itself; remove ForUpdate or ForShare")
	case len(p.order) > 0:
		return m.invalid("a change takes no OrderBy; remove it")
	case len(p.with) > 0:
		return m.invalid("a change loads nothing; remove With")
	}
	return nil
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
		case settings[i].n != nil || !settings[i].value.IsValid():
			x, err := m.compute(c, settings[i])
			if err != nil {
				return ch, dst, err
			}
			ch.computed = append(ch.computed, x)
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
	c, err := m.writable(base, s.field)
	switch {
	case err != nil:
		return nil, err
	case c.generated:
		return nil, m.invalid("%s is a key that the database generates, which no Update changes", c.field)
	case !s.value.IsValid():
		return c, nil
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
