package agree_test

import (
	"slices"

	"github.com/rowankit/rowan/orm"
)

// query is a selection and the fields that it fills.
type query struct {
	s      orm.Selection[answer]
	row    *answer
	fields []int
	total  bool // the rows come in an order that leaves no two different ones equal
}

// selection draws a selection that fills some fields of an answer, drawn as well where none are wanted. Where there are
// tables around it, it may name them.
func (d *draw) selection(levels int, around *scope, want []int) query {
	for f := 0; want == nil && f < 12; f++ {
		if d.below(3) == 1 {
			want = append(want, f)
		}
	}
	if want == nil {
		want = []int{0}
	}
	if levels > 1 && d.below(9) == 8 {
		return d.union(levels, want)
	}
	q := query{row: new(answer), fields: want}
	if levels > 1 && d.below(20) == 19 {
		return d.filled(q, &scope{}, levels)
	}
	from, with := d.tables(levels)
	conditions := with.and(scope{})
	if around != nil {
		conditions = with.and(*around)
	}
	var where []orm.Cond
	for range d.below(3) {
		where = append(where, d.cond(&conditions, levels))
	}
	groups := false
	switch n := d.below(5); {
	case n == 3 && d.gathers == 0:
		groups = true
		q = d.grouped(q, &with, levels)
	case n == 4:
		inWindows := d.windows(&with, levels)
		q = d.filled(q, &inWindows, levels)
	default:
		q = d.filled(q, &with, levels)
	}
	q.s = from(q.s).Where(where...)
	if around == nil && d.below(6) == 5 && !groups { // of groups MariaDB leaves out others than equal ones
		q.s = q.s.Distinct()
	}
	return q
}

// filled fills the fields with expressions, a decimal only where there is one.
func (d *draw) filled(q query, s *scope, levels int) query {
	if len(s.prices) == 0 {
		if q.fields = slices.DeleteFunc(slices.Clone(q.fields), func(f int) bool { return f == 7 }); len(q.fields) == 0 {
			q.fields = []int{0}
		}
	}
	var items []orm.Item
	for _, f := range q.fields {
		items = append(items, d.item(q.row, f, s, levels))
	}
	q.s = orm.Select(q.row, items...)
	return q
}

// item fills one field.
func (d *draw) item(p *answer, field int, s *scope, levels int) orm.Item {
	switch field {
	case 3, 4:
		return orm.AsNull([]**string{&p.T1, &p.T2}[field-3], d.textExpr(s, levels))
	case 5:
		return orm.AsNull(&p.F1, d.floatExpr(s, levels))
	case 6:
		return orm.AsNull(&p.F2, d.roughExpr(s, levels))
	case 7:
		return orm.AsNull(&p.D1, d.priceExpr(s, levels))
	case 8:
		return orm.AsNull(&p.W1, d.timeExpr(s, levels))
	case 9:
		return orm.AsNull(&p.B1, d.boolExpr(s, levels))
	case 10:
		return orm.As(&p.K, orm.Coalesce(d.intExpr(s, levels), d.number()))
	case 11:
		return orm.As(&p.L, orm.Coalesce(d.textExpr(s, levels), d.text()))
	}
	return orm.AsNull([]**int64{&p.N1, &p.N2, &p.N3}[field], d.intExpr(s, levels))
}

// orderOf is an order by a field of the row.
func (p *answer) orderOf(field int, down bool) orm.Order {
	by := func(up, down orm.Order, reverse bool) orm.Order {
		if reverse {
			return down
		}
		return up
	}
	switch field {
	case 3, 4:
		at := []**string{&p.T1, &p.T2}[field-3]
		return by(orm.Asc(at), orm.Desc(at), down)
	case 5, 6:
		at := []**float64{&p.F1, &p.F2}[field-5]
		return by(orm.Asc(at), orm.Desc(at), down)
	case 7:
		return by(orm.Asc(&p.D1), orm.Desc(&p.D1), down)
	case 8:
		return by(orm.Asc(&p.W1), orm.Desc(&p.W1), down)
	case 9:
		return by(orm.Asc(&p.B1), orm.Desc(&p.B1), down)
	case 10:
		return by(orm.Asc(&p.K), orm.Desc(&p.K), down)
	case 11:
		return by(orm.Asc(&p.L), orm.Desc(&p.L), down)
	}
	at := []**int64{&p.N1, &p.N2, &p.N3}[field]
	return by(orm.Asc(at), orm.Desc(at), down)
}

// ordered is the selection in an order by all of its fields.
func (q query) ordered(d *draw) orm.Selection[answer] {
	s := q.s
	for i := range q.fields {
		s = s.OrderBy(q.row.orderOf(q.fields[i], d.below(2) == 1))
	}
	return s
}

// cut is the selection as it is, or in a total order, which a limit and an offset may need.
func (d *draw) cut(q query) query {
	if d.below(2) == 0 {
		return q
	}
	q.s, q.total = q.ordered(d), true
	switch d.below(4) {
	case 1:
		q.s = q.s.Limit(d.below(12))
	case 2:
		q.s = q.s.Limit(d.below(12)).Offset(d.below(6))
	case 3:
		q.s = q.s.Offset(d.below(6))
	}
	return q
}
