package orm

import (
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/sqlast"
)

// packed changes many rows with one statement, whose parameters are lists.
func (c *changes) packed(l *lease) error {
	s := newScratch()
	defer s.free()
	m := c.table.m
	p, err := c.packedPlan(s)
	if err != nil {
		return err
	}
	var pack packer
	for from := 0; from < len(c.objs); {
		n, err := pack.fill(len(c.plan.write)+len(m.key), len(c.objs)-from, func(dst []driver.Value, i int) ([]driver.Value, error) { return c.row(dst, from+i) })
		if err != nil {
			return err
		}
		s.values = pack.lists(s.values[:0])
		result, err := l.exec(c.ctx, m, &p.statement, s.values)
		switch {
		case err != nil:
			err = c.explain(l, err, from, n)
		case result.Rows < int64(n):
			err = c.missing(l, from, n, int(result.Rows))
		}
		if err != nil {
			return err
		}
		from += n
	}
	return nil
}

// explain says which foreign key has refused one of n objects.
func (c *changes) explain(l *lease, err error, from, n int) error {
	for i := from; i < from+n; i++ {
		values, e := c.row(nil, i)
		if e != nil {
			break
		}
		if told := c.table.explainRow(c.ctx, l, err, c.plan.write, values); told != err {
			return told
		}
	}
	return err
}

func (c *changes) packedPlan(s *scratch) (*plan, error) {
	t := c.table
	s.key = append(s.key[:0], shapeUpdateRows)
	for _, x := range c.plan.write {
		s.key = append(s.key, byte(x.place), byte(x.place>>8))
	}
	return t.plan(s.key, func() (draft, error) {
		return draft{statement: sqlast.UpdateRows{
			Table: t.m.table.Name, Set: columnNames(c.plan.write), Key: columnNames(t.m.key),
			Types: columnTypes(slices.Concat(c.plan.write, t.m.key)),
		}}, nil
	})
}

// missing finds the first of n objects whose row is gone, which a statement for all of them does not tell.
func (c *changes) missing(l *lease, from, n, changed int) error {
	t := c.table
	in := insertion{table: t, ctx: c.ctx, scratch: newScratch()}
	defer in.scratch.free()
	p, err := t.plan([]byte{shapeThere}, func() (draft, error) {
		return draft{statement: sqlast.Select{From: t.m.table.Name, Columns: []sqlast.Expr{sqlast.One{}}, Where: t.byKey}}, nil
	})
	for i := from; i < from+n && err == nil; i++ {
		found := false
		if in.scratch.values, err = t.m.keyOf(in.scratch.values[:0], c.objs[i]); err == nil {
			found, err = in.fetch(l, p, c.objs[i])
		}
		if err == nil && !found {
			return c.which(t.gone(in.scratch.values), i)
		}
	}
	if err == nil {
		err = t.counted(changed, n) // the row is there again, or a trigger has kept it
	}
	return err
}
