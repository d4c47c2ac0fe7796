package orm

import (
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/sqlast"
)

// bind lists the values of the statement: the keys, those of the conditions, and the limit.
func (l *loader) bind(s *scratch, from, to int) {
	t := l.table
	b := binder{scope: l.about(), packed: t.db.capabilities.PackedFrom, repeats: !t.db.capabilities.OrdersNulls, values: s.values[:0]}
	ordered := l.relation.many && l.kind != shapeCounts
	if ordered && l.how.parts.limited {
		b.orders(l.order) // rows are numbered by a query within
	}
	list := l.asked.values[from*l.keys.width : to*l.keys.width]
	switch {
	case l.sweeps:
	case l.keys.width == 1 && travelsPacked(len(list), t.db.capabilities.PackedFrom):
		b.values = append(b.values, driver.ListValue(list))
	default:
		b.values = append(b.values, list...)
		last := list[len(list)-l.keys.width:]
		for range bucket(to-from) - (to - from) {
			b.values = append(b.values, last...)
		}
	}
	b.conds(l.where)
	switch {
	case l.how.parts.limited:
		b.values = append(b.values, driver.IntValue(int64(l.how.parts.limit)))
	case ordered:
		b.orders(l.order)
	}
	s.values = b.values
}

// plan finds or makes the statement for a number of keys.
func (l *loader) plan(s *scratch, n int) (*plan, error) {
	t := l.table
	sh := shaper{scope: l.about(), packed: t.db.capabilities.PackedFrom, key: append(s.key[:0], l.kind), limits: t.db.restricted}
	sh.held(l.settled)
	sh.number(l.place)
	switch {
	case l.sweeps:
		sh.number(0)
	case l.keys.width == 1 && travelsPacked(n, sh.packed):
		sh.number(1<<24 - 1)
		sh.byte(flag(n > longList))
	default:
		sh.number(bucket(n))
	}
	sh.conds(l.where)
	sh.orders(l.order)
	sh.byte(flag(l.how.parts.limited)<<1 | flag(l.how.counted))
	s.key = sh.key
	if sh.err != nil {
		return nil, sh.err
	}
	return l.home.plan(s.key, func() (draft, error) {
		if l.kind == shapeCounts {
			return l.countDraft(n)
		}
		q, err := l.draft(n)
		return draft{statement: q}, err
	})
}

// draft says the statement in full. Rows come in the order of their keys' columns, so that those of one object come one
// behind the other.
func (l *loader) draft(n int) (sqlast.Statement, error) {
	t, r := l.table, l.relation
	b := &sqlBuilder{scope: r.scope(), packed: t.db.capabilities.PackedFrom, db: t.db}
	q := sqlast.Select{From: t.m.table.Name, Limit: l.how.parts.limited}
	of := ""
	if l.pairs != nil {
		of = b.as
		q.Joins = []sqlast.Join{{Table: r.via.m.table.Name, On: equal(of, r.via.to, r.via.m.table.Name, r.via.far)}}
	}
	for i := range l.scan.steps {
		q.Columns = append(q.Columns, t.m.sql(of, l.scan.steps[i].column))
	}
	by := l.by()
	if l.pairs != nil {
		q.Columns = append(q.Columns, by...)
	}
	if l.sweeps {
		q.Order = b.order(nil)
		return q, b.err
	}
	terms := []sqlast.Expr{l.inKeys(by, n)}
	if where := b.where(l.where); where != nil {
		terms = append(terms, where)
	}
	if q.Where = terms[0]; len(terms) > 1 {
		q.Where = sqlast.And{Terms: terms}
	}
	if !r.many {
		return q, b.err
	}
	order := b.order(l.order)
	if l.how.parts.limited || l.how.counted {
		q.Each, q.Order = &sqlast.Each{By: by, Key: columnExprs(b.as, t.m.key), Total: l.how.counted}, order
		return q, b.err
	}
	for _, x := range by {
		q.Order = append(q.Order, sqlast.Order{Expr: x})
	}
	q.Order = append(q.Order, order...)
	return q, b.err
}

// scope is what the conditions and the order of a Loading may name: the rows that the relation leads to and, where the pairs
// have a model of their own, those too.
func (r *relation) scope() scope {
	s := scope{m: r.target, base: prototypeOf(r.target.typ)}
	if r.via != nil {
		s.as = r.target.table.Name
	}
	if r.via != nil && !r.via.made {
		s.next = &scope{m: r.via.m, base: prototypeOf(r.via.m.typ), as: r.via.m.table.Name}
	}
	return s
}

// by are the columns that are equal to the objects' keys.
func (l *loader) by() []sqlast.Expr {
	of := ""
	if l.pairs != nil {
		of = l.pairs.m.table.Name
	}
	return columnExprs(of, l.relation.to)
}

// columnExprs are columns of a table, or of the statement's only one.
func columnExprs(of string, columns []*column) []sqlast.Expr {
	list := make([]sqlast.Expr, len(columns))
	for i, c := range columns {
		list[i] = sqlast.Column{Of: of, Name: c.name}
	}
	return list
}

func (l *loader) inKeys(by []sqlast.Expr, n int) sqlast.Expr {
	switch {
	case len(by) > 1:
		return sqlast.InRows{X: by, N: bucket(n)}
	case travelsPacked(n, l.table.db.capabilities.PackedFrom):
		return sqlast.In{X: by[0], Packed: true, Long: n > longList, Type: l.relation.to[0].typ}
	}
	return sqlast.In{X: by[0], N: bucket(n)}
}

// equal says that columns of two tables are equal.
func equal(left string, a []*column, right string, b []*column) sqlast.Expr {
	terms := make([]sqlast.Expr, len(a))
	for i := range a {
		terms[i] = sqlast.Compare{Op: sqlast.Eq, Left: sqlast.Column{Of: left, Name: a[i].name}, Right: sqlast.Column{Of: right, Name: b[i].name}}
	}
	if len(terms) == 1 {
		return terms[0]
	}
	return sqlast.And{Terms: terms}
}
