package agree_test

import (
	"context"

	"github.com/rowankit/rowan/orm"
)

// question is a query on its way to the engines.
type question struct {
	ask   func(context.Context, *orm.DB) ([][]any, error)
	total bool // rows come in one order alone
}

// question draws a selection or a query for objects.
func (d *draw) question() question {
	if d.below(4) == 3 {
		switch d.below(3) {
		case 0:
			return objects(d, finds, ofFind(finds.C), &finds.C.Site)
		case 1:
			return objects(d, sites, ofSite(sites.C), &sites.C.Up)
		}
		return objects[mark](d, marks, ofMark(marks.C), nil)
	}
	q := d.cut(d.selection(1+d.below(3), nil, nil))
	return question{total: q.total, ask: func(ctx context.Context, db *orm.DB) ([][]any, error) {
		list, err := q.s.All(ctx, db)
		return cellsOf(list), err
	}}
}

// objects draws a query for objects, whose order is total in any case.
func objects[T any](d *draw, m *orm.Model[T], s scope, up orm.Relation) question {
	d.taken = [3]bool{true, true, true}
	q := m.Query()
	if _, self := up.(*orm.One[site]); up != nil && (!self || any(m) != any(sites)) && d.below(3) == 2 {
		s = s.and(ofSite(sites.C))
		q = q.LeftJoin(up)
	}
	levels := d.below(3) + 1
	q = q.Where(d.cond(&s, levels))
	s.closed = true
	switch d.below(5) {
	case 1:
		q = q.OrderBy(d.intExpr(&s, levels).Desc())
	case 2:
		q = q.OrderBy(d.textExpr(&s, 1).Asc(), d.floatExpr(&s, 1).Desc().NullsLast())
	case 3:
		q = q.OrderBy(d.timeExpr(&s, 1).Asc().NullsLast(), d.boolExpr(&s, 1).Desc().NullsFirst())
	case 4:
		q = q.OrderBy(d.roughExpr(&s, levels).Desc())
	}
	switch d.below(3) {
	case 1:
		q = q.Limit(d.below(20))
	case 2:
		q = q.Limit(d.below(20)).Offset(d.below(5))
	}
	return question{total: true, ask: func(ctx context.Context, db *orm.DB) ([][]any, error) {
		list, err := q.All(ctx, db)
		if err != nil {
			return nil, err
		}
		n, err := q.Count(ctx, db)
		if err != nil {
			return nil, err
		}
		return append(cellsOf(list), []any{"Count", n}), nil
	}}
}
