package orm

import (
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// packed changes many rows with one statement, whose parameters are lists.
func (c *changes) packed(l *lease) error {
	s := newScratch()
	defer s.free()
	p, err := c.packedPlan(s)
	if err != nil {
		return err
	}
	width := len(c.table.m.raising(c.plan.write)) + len(c.table.m.finders())
	var pack packer
	for from := 0; from < len(c.objs); {
		n, err := pack.fill(width, len(c.objs)-from, func(dst []driver.Value, i int) ([]driver.Value, error) { return c.row(dst, from+i) })
		if err != nil {
			return err
		}
		s.values = pack.lists(s.values[:0])
		if err := c.portion(l, s, p, from, n); err != nil {
			return err
		}
		if l.pipeline != nil {
			pack = packer{} // the lists wait there
		}
		from += n
	}
	return nil
}

// portion changes the rows of n objects, now or later.
func (c *changes) portion(l *lease, s *scratch, p *plan, from, n int) error {
	if len(p.back.steps) == 0 {
		return l.later(c.ctx, c.table.m, &p.statement, s.values, func(a answer) error {
			return c.changed(a, from, n, int(a.result.Rows), nil)
		})
	}
	var met [][]byte
	return l.laterRows(c.ctx, c.table, p, s.values, func(rows driver.Rows) (err error) {
		met, err = c.met(p, rows)
		return err
	}, func(a answer) error {
		return c.changed(a, from, n, len(met), met)
	})
}

// changed says what became of n objects, of which so many rows were changed.
func (c *changes) changed(a answer, from, n, rows int, met [][]byte) error {
	if a.err == nil && rows >= n {
		return nil
	}
	for i := from; i < from+n; i++ {
		c.lower(i)
	}
	if a.err != nil {
		return c.explain(a.lease, a.err, from, n)
	}
	return c.missed(a.lease, from, n, rows, met)
}

// met reads the keys of the rows that a statement has changed, each as appendIdentity writes it. They alone tell which rows
// had another version: those that were changed have one too by now.
func (c *changes) met(p *plan, rows driver.Rows) (met [][]byte, err error) {
	m := c.table.m
	row := m.slab(1)[0]
	sc := scanner{plan: &p.back, rows: rows, trusted: c.table.trusted.Load()}
	var key []driver.Value
	var memory []byte // of all keys
	for {
		more, err := rows.Next()
		if err != nil || !more {
			return met, err
		}
		if err = sc.row(row); err == nil {
			key, err = m.keyOf(key[:0], row)
		}
		if err != nil {
			return nil, err
		}
		from := len(memory)
		memory = appendIdentity(memory, key)
		met = append(met, memory[from:])
	}
}

// missed says which of n objects had a row that was not changed as it was asked for.
func (c *changes) missed(l *lease, from, n, rows int, met [][]byte) error {
	keys := make(map[string]bool, len(met))
	for _, k := range met {
		keys[string(k)] = true
	}
	var objs []layout.Pointer
	var places []int
	for i := from; i < from+n; i++ {
		key, err := c.table.m.keyOf(nil, c.objs[i])
		if err != nil {
			return c.which(err, i)
		}
		if !keys[string(appendIdentity(nil, key))] {
			objs, places = append(objs, c.objs[i]), append(places, i)
		}
	}
	i, err := c.table.lost(c.ctx, l, objs, c.toGo)
	switch {
	case i >= 0:
		return c.which(err, places[i])
	case err == nil && !c.toGo:
		err = c.table.counted(rows, n)
	}
	return err
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
	set, key := t.m.raising(c.plan.write), t.m.finders()
	s.key = append(s.key[:0], shapeUpdateRows)
	for _, x := range set {
		s.key = append(s.key, byte(x.place), byte(x.place>>8))
	}
	return t.plan(s.key, func() (draft, error) {
		u := sqlast.UpdateRows{
			Table: t.m.table.Name, Set: columnNames(set), Key: columnNames(key), Types: columnTypes(slices.Concat(set, key)),
		}
		d := draft{}
		if t.m.version != nil && !t.db.capabilities.PackedTable {
			u.Returning, d.back = columnNames(t.m.key), t.m.key
		}
		d.statement = u
		return d, nil
	})
}
