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
		from += n
	}
	return nil
}

// portion changes the rows of n objects.
func (c *changes) portion(l *lease, s *scratch, p *plan, from, n int) error {
	var met [][]byte
	var rows int
	var err error
	if len(p.back.steps) > 0 {
		met, err = c.met(l, s, p)
		rows = len(met)
	} else {
		var result driver.Result
		result, err = l.exec(c.ctx, c.table.m, &p.statement, s.values)
		rows = int(result.Rows)
	}
	switch {
	case err != nil:
		return c.explain(l, err, from, n)
	case rows < n:
		return c.missed(l, from, n, rows, met)
	}
	return nil
}

// met runs a statement that gives back the keys of the rows that it has changed, each as appendIdentity writes it. They
// alone tell which rows had another version: those that were changed have one too by now.
func (c *changes) met(l *lease, s *scratch, p *plan) (met [][]byte, err error) {
	m := c.table.m
	run := reading{lease: *l, m: m, ctx: c.ctx, scratch: s, table: c.table, plan: p}
	err = run.send()
	l.conn = run.conn
	if err != nil {
		return nil, err
	}
	defer func() { err = run.closeRows(err) }()
	row := m.slab(1)[0]
	sc := scanner{plan: &p.back, rows: run.rows, trusted: c.table.trusted.Load()}
	var key []driver.Value
	var memory []byte // of all keys
	for {
		more, err := run.next()
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
	i, err := c.table.lost(c.ctx, l, objs)
	switch {
	case i >= 0:
		return c.which(err, places[i])
	case err == nil:
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
		if t.m.version != nil {
			u.Returning, d.back = columnNames(t.m.key), t.m.key
		}
		d.statement = u
		return d, nil
	})
}
