package orm

import (
	"context"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// DeleteAll removes the objects' rows, found by their keys, all or none, with as few statements as the database allows; see
// Delete. In a transaction it is all or none too, and the transaction goes on either way. No two of the objects have the
// same key. An error of the kind NotFound names the object whose row was gone already; of a model with a Table.Version it
// is a StaleError, also when somebody else has changed the row. All objects are told of it before the first row goes, and
// after the last.
func (m *Model[T]) DeleteAll(ctx context.Context, w Writer, objs []*T) error {
	return restoring(objs, func(all []layout.Pointer) (bool, error) { return m.mapping().deleteAll(ctx, w, all) })
}

// deleteAll removes the rows of objects; false when these are to be as they were before.
func (m *mapper) deleteAll(ctx context.Context, w Writer, objs []layout.Pointer) (gone bool, err error) {
	t, err := w.database().table(m)
	if err != nil || len(objs) == 0 {
		return false, err
	}
	if err := m.present("DeleteAll", objs); err != nil {
		return false, err
	}
	r := removals{table: t, objs: objs}
	if err = m.announce(ctx, w, beforeDelete, r.objs...); err == nil {
		err = r.prepare()
	}
	if err == nil {
		if err = w.atomically(ctx, r.kept); err != nil {
			err = r.blame(ctx, w, err)
		}
	}
	if err != nil {
		return false, err
	}
	return true, m.tell(ctx, w, afterDelete, r.objs...)
}

// removals is rows on their way out of a table.
type removals struct {
	table *table
	objs  []layout.Pointer // no two of the same key
	rows  rowList          // what finds their rows; made by prepare
	purge bool             // for good, whatever the model says of SoftDelete
	along bool             // some may have gone with others by now
}

// prepare notes what finds the rows, and holds the keys against each other, before any connection is asked for.
func (r *removals) prepare() (err error) {
	m := r.table.m
	s := newScratch()
	defer s.free()
	var seen keySet
	r.rows = rowList{table: r.table, columns: m.finders()}
	r.rows.values = make([]driver.Value, 0, len(r.objs)*len(r.rows.columns))
	for i, obj := range r.objs {
		was, err := m.versionIn(obj)
		if err == nil {
			r.rows.values, err = m.found(r.rows.values, obj, was)
		}
		if err != nil {
			return nth(err, i, len(r.objs))
		}
		s.values = append(s.values[:0], r.rows.row(i)[:len(m.key)]...)
		if first, twice := seen.add(s, i); twice {
			return m.invalid("DeleteAll got the key %s twice, with object %d and object %d of %d; keep one", keyText(s.values), first+1, i+1, len(r.objs))
		}
	}
	return nil
}

// run removes the rows: in the order of the objects where the database tells only of one row whether it was there.
func (r removals) run(ctx context.Context, l *lease) error {
	if r.rows.columns == nil {
		if err := r.prepare(); err != nil {
			return err
		}
	}
	if r.table.m.deleted != nil && !r.purge {
		return r.mark(ctx, l)
	}
	n, size := len(r.objs), r.rows.portion()
	if !r.table.db.capabilities.Returning {
		size = 1
	}
	for from := 0; from < n; from += size {
		send := r.many
		if min(size, n-from) == 1 {
			send = r.one
		}
		if err := send(ctx, l, from, min(size, n-from)); err != nil {
			return err
		}
	}
	return nil
}

// one removes the row of one object.
func (r *removals) one(ctx context.Context, l *lease, i, _ int) error {
	t := r.table
	p, err := t.deletePlan()
	if err != nil {
		return err
	}
	return l.later(ctx, t.m, &p.statement, r.rows.row(i), func(a answer) (err error) {
		switch {
		case a.err != nil:
			err = attempt{table: t, deletes: true, where: t.byVersion(), bound: a.values}.explain(ctx, a.lease, a.err)
		case a.result.Rows == 0 && r.along:
			_, err = t.lost(ctx, a.lease, r.objs[i:i+1], true)
		case a.result.Rows == 0:
			err = t.unmet(ctx, a.lease, r.objs[i])
		}
		if err != nil && len(r.objs) > 1 {
			err = nth(err, i, len(r.objs))
		}
		return err
	})
}

// many removes the rows of some objects by one statement, which gives back the keys of those that it met.
func (r *removals) many(ctx context.Context, l *lease, from, n int) error {
	t := r.table
	s := newScratch()
	defer s.free()
	s.key = append(s.key[:0], shapeDeleteRows)
	where := r.rows.among(s, from, n)
	p, err := t.plan(s.key, func() (draft, error) {
		return draft{statement: sqlast.Delete{From: t.m.table.Name, Where: where, Returning: columnNames(t.m.key)}, back: t.m.key}, nil
	})
	if err != nil {
		return err
	}
	c := changes{table: t, ctx: ctx, objs: r.objs, of: len(r.objs), toGo: r.along}
	var met [][]byte
	return l.laterRows(ctx, t, p, s.values, func(rows driver.Rows) (err error) {
		met, err = c.met(p, rows)
		return err
	}, func(a answer) error {
		switch {
		case a.err != nil:
			return attempt{table: t, deletes: true, where: where, bound: a.values}.explain(ctx, a.lease, a.err)
		case len(met) < n:
			return c.missed(a.lease, from, n, len(met), met)
		}
		return nil
	})
}

// deletePlan is the statement that removes the row of one object.
func (t *table) deletePlan() (*plan, error) {
	return t.plan([]byte{shapeDelete}, func() (draft, error) {
		return draft{statement: sqlast.Delete{From: t.m.table.Name, Where: t.byVersion()}}, nil
	})
}
