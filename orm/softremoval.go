package orm

import (
	"context"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// mark notes in the rows of the objects, and in these, that they are deleted.
func (r *removals) mark(ctx context.Context, l *lease) error {
	m, at := r.table.m, now()
	f := following{ctx: ctx, lease: l, db: r.table.db, at: at}
	n, size := len(r.objs), r.rows.portion()
	for from := 0; from < n; from += size {
		if err := r.markSome(&f, from, min(size, n-from)); err != nil {
			return err
		}
	}
	if f.db.follows(m) {
		keys := make([]driver.Value, 0, n*len(m.key))
		for i := range r.objs {
			keys = append(keys, r.rows.row(i)[:len(m.key)]...)
		}
		if err := f.delete(m, keys); err != nil {
			return err
		}
	}
	for i, obj := range r.objs {
		m.markDeleted(obj, at)
		if m.version != nil {
			m.setVersion(obj, r.was(i)+1)
		}
	}
	return nil
}

// was is the version that an object had.
func (r *removals) was(i int) int64 { return r.rows.row(i)[len(r.table.m.key)].Int() }

// takeBack makes the objects what they were, when the caller's transaction rolls back.
func (r *removals) takeBack() {
	m := r.table.m
	if m.deleted == nil || r.purge {
		return
	}
	for i, obj := range r.objs {
		m.deleted.settable(obj).SetZero()
		if m.version != nil {
			m.takeBackVersion(obj, r.was(i))
		}
	}
}

// kept runs, and takes back what it writes into objects when the caller's transaction rolls back.
func (r *removals) kept(ctx context.Context, l *lease) error {
	err := r.run(ctx, l)
	if err == nil {
		l.takesBack(r.takeBack)
	}
	return err
}

func (r *removals) markSome(f *following, from, n int) error {
	t := r.table
	s := newScratch()
	defer s.free()
	s.key = append(s.key[:0], shapeMark)
	s.values = append(s.values[:0], t.m.storedTime(f.at))
	var among sqlast.Expr
	if n == 1 {
		among, s.values = t.byVersion(), append(s.values, r.rows.row(from)...)
	} else {
		among = r.rows.among(s, from, n)
	}
	p, err := t.plan(s.key, func() (draft, error) {
		return draft{statement: t.marking(sqlast.Param{}, among, sqlast.IsNull{X: t.m.deletedColumn()})}, nil
	})
	if err != nil {
		return err
	}
	return f.lease.later(f.ctx, t.m, &p.statement, s.values, func(a answer) error {
		if a.err == nil && a.result.Rows != int64(n) {
			return r.unmarked(f, a.lease, from, n)
		}
		return a.err
	})
}

func (m *mapper) deletedColumn() sqlast.Column { return sqlast.Column{Name: m.deleted.name} }

// marking is the statement that gives rows a time of their deletion, or takes it away.
func (t *table) marking(value sqlast.Expr, where ...sqlast.Expr) sqlast.Update {
	u := sqlast.Update{Table: t.m.table.Name, Set: []sqlast.Assignment{{Column: t.m.deleted.name, Value: value}}, Where: flat(where)}
	if t.m.version != nil {
		u.Set = append(u.Set, oneMore(t.m.version))
	}
	return u
}

// unmarked says which of some objects has no row that could be deleted: it is gone, was deleted before, or is another version.
func (r *removals) unmarked(f *following, l *lease, from, n int) error {
	t := r.table
	for i, obj := range r.objs[from : from+n] {
		stored := t.m.slab(1)[0]
		found, key, err := t.stored(f.ctx, l, obj, stored)
		switch {
		case err != nil:
			return err
		case found && sameValue(t.m.deletedIn(stored), t.m.storedTime(f.at)): // by this very statement
			continue
		case (!found || t.m.isDeleted(stored)) && r.along:
			continue
		case (!found || t.m.isDeleted(stored)) && t.m.version != nil:
			err = t.m.stale(obj, layout.Pointer{}, key)
		case !found || t.m.isDeleted(stored):
			err = t.gone(key)
		case t.m.version != nil:
			err = t.m.stale(obj, t.shown(f.ctx, l, stored, key), key)
		default:
			err = t.counted(0, 1)
		}
		if len(r.objs) > 1 {
			err = nth(err, from+i, len(r.objs))
		}
		return err
	}
	return nil
}

// stored reads the row of an object, deleted or not, into another.
func (t *table) stored(ctx context.Context, l *lease, obj, into layout.Pointer) (found bool, key []driver.Value, err error) {
	in := insertion{table: t, ctx: ctx, scratch: newScratch()}
	defer in.scratch.free()
	p, err := t.rowPlan()
	if err == nil {
		in.scratch.values, err = t.m.keyOf(in.scratch.values[:0], obj)
	}
	if err != nil {
		return false, nil, err
	}
	key = slices.Clone(in.scratch.values)
	found, err = in.fetch(l, p, into)
	return found, key, err
}
