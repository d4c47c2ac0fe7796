package orm

import (
	"context"
	"slices"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// Restore makes a row that was deleted softly (Table.SoftDelete) be there again, found by the object's key, and with it what
// was deleted along with it. It is an update of the object: of its events, of its Table.Version, and in its errors; one of the
// kind Unique says that a value was taken meanwhile. A row that is not deleted stays as it is.
func (m *Model[T]) Restore(ctx context.Context, w Writer, obj *T) error {
	mp := m.mapping()
	if obj == nil {
		return mp.invalid("Restore got nil; write the object whose row is meant")
	}
	t, err := w.database().table(mp)
	if err == nil {
		err = mp.softly("Restore")
	}
	if err != nil {
		return err
	}
	before := *obj
	if err = t.restore(ctx, w, m.base(), layout.Of(obj)); err != nil {
		*obj = before
		return err
	}
	mp.moved(layout.Of(obj))
	return mp.tell(ctx, w, afterUpdate, layout.Of(obj))
}

// softly refuses what is for models with SoftDelete.
func (m *mapper) softly(word string) error {
	if m.deleted == nil {
		return m.invalid("%s is for rows that are deleted softly, and those of %s are removed; say t.SoftDelete(&x.DeletedAt) in Define", word, m.name)
	}
	return nil
}

func (t *table) restore(ctx context.Context, w Writer, base, obj layout.Pointer) error {
	m := t.m
	m.deleted.settable(obj).SetZero()
	c := changes{table: t, objs: []layout.Pointer{obj}, of: 1}
	u := updating{m: m, base: base, fields: []any{base.Field(m.deleted.offset).Interface(m.deleted.pointer.Elem())}, objs: c.objs}
	fields, err := u.announce(ctx, w)
	if err == nil {
		err = c.prepare(base, fields)
	}
	if err != nil {
		return err
	}
	return w.atomically(ctx, func(ctx context.Context, l *lease) error {
		stored := m.slab(1)[0]
		found, key, err := t.stored(ctx, l, obj, stored)
		if err != nil {
			return err
		}
		if err := c.kept(ctx, l); err != nil || !found || !m.isDeleted(stored) {
			return err
		}
		f := following{ctx: ctx, lease: l, db: t.db, at: m.deletionTime(stored)}
		return f.restore(m, key)
	})
}

// deletionTime is the time at which an object was deleted.
func (m *mapper) deletionTime(obj layout.Pointer) time.Time {
	p, _ := m.deleted.at(obj)
	return *layout.At[time.Time](p, 0)
}

// Restore makes those rows of the query that were deleted softly (Table.SoftDelete) be there again, with what was deleted along
// with them, and returns how many there were of the model itself. It looks at deleted rows without being told to; other
// scopes hold. A query without a condition is refused, unless it is Every.
func (q Query[T]) Restore(ctx context.Context, w Writer) (int64, error) {
	a := q.question()
	return a.mark(ctx, w, a.m, a.base, false)
}

// Purge removes the object's row for good, whether it was deleted softly or not; of a model without Table.SoftDelete it is
// Delete.
func (m *Model[T]) Purge(ctx context.Context, w Writer, obj *T) error {
	return m.remove(ctx, w, obj, true)
}

// Purge removes the rows of the query for good with one statement, and returns how many there were. Rows that were deleted
// softly are among them where NotDeleted is lifted:
//
//	n, err := Users.Unscoped(orm.NotDeleted).Where(orm.Lt(orm.Opt(&u.DeletedAt), lastYear)).Purge(ctx, db)
//
// A query without a condition is refused, unless it is Every.
func (q Query[T]) Purge(ctx context.Context, w Writer) (int64, error) {
	a := q.question()
	return a.write(ctx, w, nil, shapeDeleteWhere)
}

// mark deletes the rows of a query softly, or restores them.
func (p *parts) mark(ctx context.Context, w Writer, m *mapper, base layout.Pointer, deletes bool) (n int64, err error) {
	t, err := w.database().table(m)
	if err == nil {
		err = m.softly("Restore")
	}
	if err == nil {
		err = p.check(m, shapeDeleteWhere)
	}
	if err != nil {
		return 0, err
	}
	if len(p.joins) > 0 {
		return 0, m.invalid("rows that are deleted softly, or restored, are found without a Join; ask with orm.Any")
	}
	which := Cond{op: opNull, field: base.Field(m.deleted.offset).Interface(m.deleted.pointer.Elem())}
	if !deletes {
		which.op = opNotNull
	}
	all := *p
	all.lifted = joined(p.lifted, []*Scope{NotDeleted})
	q, err := all.restricted(ctx, t.db, m)
	if err != nil {
		return 0, err
	}
	q.where = joined(q.where, []Cond{which})
	if err := (&shaper{scope: scope{m: m, base: base}, packed: t.db.capabilities.PackedFrom}).asked(q.where); err != nil {
		return 0, err
	}
	if deletes && !t.db.follows(m) || !deletes && !slices.ContainsFunc(t.db.foreignKeys.to[m], reference.goesAlong) {
		return q.markAll(ctx, w, t, base, deletes)
	}
	err = w.atomically(ctx, func(ctx context.Context, l *lease) (err error) {
		f := following{ctx: ctx, lease: l, db: t.db, at: now()}
		if deletes {
			n, err = q.deleteFollowed(&f, t, base)
		} else {
			n, err = q.restoreFollowed(&f, t, base)
		}
		return err
	})
	if err != nil {
		n = 0
	}
	return n, err
}

func (s *shaper) asked(list []Cond) error {
	s.conds(list)
	return s.err
}

// markAll is one statement.
func (p *parts) markAll(ctx context.Context, w Writer, t *table, base layout.Pointer, deletes bool) (int64, error) {
	r := rewriting{parts: p, table: t, base: base, kind: shapeUpdateWhere, change: change{set: []*column{t.m.deleted}, raises: t.m.version}}
	s := newScratch()
	defer s.free()
	sh := s.start(t, base, r.kind)
	sh.join(r.joins)
	r.shape(&sh)
	if s.key = sh.key; sh.err != nil {
		return 0, sh.err
	}
	plan, err := t.plan(s.key, r.draft)
	if err != nil {
		return 0, err
	}
	var to driver.Value
	if deletes {
		to = t.m.storedTime(now())
	}
	s.values = append(s.values[:0], to)
	r.bind(s)
	l, err := w.begin(ctx, driver.ReadWrite)
	if err != nil {
		return 0, t.m.failed(err)
	}
	defer l.end()
	result, err := l.exec(ctx, t.m, &plan.statement, s.values)
	return result.Rows, err
}

// said is the condition of the query, and its values.
func (p *parts) said(t *table, base layout.Pointer) (sqlast.Expr, []driver.Value, error) {
	about := scope{m: t.m, base: base}
	b := &sqlBuilder{scope: about, packed: t.db.capabilities.PackedFrom, db: t.db}
	where := b.where(p.where)
	bind := binder{scope: about, packed: t.db.capabilities.PackedFrom}
	bind.conds(p.where)
	return where, bind.values, b.err
}

func (p *parts) deleteFollowed(f *following, t *table, base layout.Pointer) (int64, error) {
	where, values, err := p.said(t, base)
	if err != nil {
		return 0, err
	}
	keys, err := f.keys(t, where, values)
	if err != nil || len(keys) == 0 {
		return 0, err
	}
	n, err := f.set(t, keys, t.m.storedTime(f.at))
	if err != nil {
		return 0, err
	}
	return n, f.delete(t.m, keys)
}

// restoreFollowed restores rows, each with what was deleted at its time.
func (p *parts) restoreFollowed(f *following, t *table, base layout.Pointer) (n int64, err error) {
	where, values, err := p.said(t, base)
	if err != nil {
		return 0, err
	}
	together, err := f.together(t, where, values)
	for _, x := range together {
		f.at = x.at
		some, err := f.set(t, x.keys, driver.Value{})
		if err == nil {
			err = f.restore(t.m, x.keys)
		}
		if err != nil {
			return 0, err
		}
		n += some
	}
	return n, err
}

// together is the keys of rows that were deleted at one time.
type together struct {
	at   time.Time
	keys []driver.Value
}

// together reads the keys of rows, by the times at which they were deleted.
func (f *following) together(t *table, where sqlast.Expr, values []driver.Value) (list []together, err error) {
	err = f.read(t, append(slices.Clone(t.m.key), t.m.deleted), where, values, func() { list = nil }, func(row layout.Pointer) (err error) {
		at := t.m.deletionTime(row)
		i := slices.IndexFunc(list, func(x together) bool { return x.at.Equal(at) })
		if i < 0 {
			i, list = len(list), append(list, together{at: at})
		}
		list[i].keys, err = t.m.keyOf(list[i].keys, row)
		return err
	})
	return list, err
}
