package orm

import (
	"context"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

// Where no statement both changes rows and tells them, the rows are locked and read before they are removed, or locked, changed
// and then read, in one transaction. What others do meanwhile to rows that are not locked is met by counting.

// stepwise is write in steps.
func (g *giving) stepwise(ctx context.Context, l *lease) error {
	deletes := g.kind == shapeDeleteWhere
	if err := g.look(ctx, l, deletes, nil); err != nil || len(g.found) == 0 {
		return err
	}
	list := rowList{table: g.table, columns: g.m.key}
	for _, row := range g.found {
		list.values = append(list.values, row.key...)
	}
	if err := g.rewrite(ctx, l, &list); err != nil || deletes {
		return err
	}
	var all []givenRow
	for from, size := 0, list.portion(); from < list.len(); from += size {
		n := min(size, list.len()-from)
		part := list
		part.values = list.values[from*len(g.m.key) : (from+n)*len(g.m.key)]
		if err := g.look(ctx, l, true, &part); err != nil {
			return err
		}
		all = append(all, g.found...)
	}
	g.found = all
	return g.table.counted(len(all), list.len())
}

// rewrite changes or removes the rows that are locked, as far as one statement can name them.
func (g *giving) rewrite(ctx context.Context, l *lease, list *rowList) error {
	s, named := newScratch(), newScratch()
	defer s.free()
	defer named.free()
	r := g.rewriting
	s.key, s.values = append(s.key[:0], g.key...), append(s.values[:0], g.values[:g.fixed]...)
	if list.len() <= list.portion() {
		r.among = list.among(named, 0, list.len())
		r.rows = slices.Clone(named.values)
		s.key = append(s.key, named.key...)
	}
	if err := r.choose(s); err != nil {
		return err
	}
	result, err := l.exec(ctx, g.m, &r.plan.statement, s.values)
	if err == nil && result.Rows != int64(list.len()) {
		err = &fault.Error{Kind: fault.Serialization, Model: g.m.name, Detail: "another transaction has changed which rows the query has"}
	}
	return r.explain(ctx, l, err, s.values)
}

// look reads rows: those of a list, or those of the condition, which it locks. It reads their keys alone, or all that is given
// back.
func (g *giving) look(ctx context.Context, l *lease, all bool, list *rowList) error {
	s := newScratch()
	defer s.free()
	r := g.looking(all)
	p, err := r.look(s, list)
	if err != nil {
		return err
	}
	b := r.binder()
	r.bindItems(&b)
	if s.values = append(b.values, r.rows...); list == nil {
		s.values = append(s.values, g.values[r.values:r.bound]...)
	}
	return l.rows(ctx, g.table, p, s.values, func(rows driver.Rows) error { return g.take(&r, p, rows) })
}

// looking is what look reads of each row.
func (g *giving) looking(all bool) rewriting {
	r := g.rewriting
	if r.back, r.items = g.m.key, nil; all {
		r.back, r.items = g.gives, g.computes
	}
	return r
}

// look finds or makes the statement that reads the rows of a list, or those of the condition.
func (r *rewriting) look(s *scratch, list *rowList) (*plan, error) {
	sh := s.start(r.table, r.base, shapeGiven)
	sh.held(r.settled)
	sh.join(r.joins)
	sh.byte(flag(list != nil))
	sh.key = appendPlaces(sh.key, r.back)
	r.shapeItems(&sh)
	if list == nil {
		sh.conds(r.where)
	} else {
		named := newScratch()
		defer named.free()
		r.among = list.among(named, 0, list.len())
		r.rows = slices.Clone(named.values)
		sh.key = append(sh.key, named.key...)
	}
	if s.key = sh.key; sh.err != nil {
		return nil, sh.err
	}
	return r.table.plan(s.key, func() (draft, error) { return r.lookDraft(list != nil) })
}

// lookDraft says the statement in full.
func (r *rewriting) lookDraft(named bool) (draft, error) {
	q := sqlast.Select{From: r.table.m.table.Name, Where: r.among}
	b, where, _ := r.condition()
	if !named {
		q.Where, q.Lock = where, &sqlast.Lock{}
	}
	names, computed, back := r.returned(b)
	for _, name := range names {
		q.Columns = append(q.Columns, sqlast.Column{Name: name})
	}
	q.Columns = append(q.Columns, computed...)
	return draft{statement: q, back: back}, b.err
}
