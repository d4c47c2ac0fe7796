package agree_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/orm"
)

// draw draws a query.
type draw struct {
	choices
	names   int     // how many tables have got a name
	gathers int     // how many aggregates this place is within
	taken   [3]bool // tables that are read under their own
	named   []table // common table expressions, which may be read again
}

// scope is what expressions may be made of at a place of a query.
type scope struct {
	ints   []orm.Expr[int64]
	small  []orm.Expr[int32]
	texts  []orm.Expr[string]
	floats []orm.Expr[float64] // whose sums are exact in any order
	rough  []orm.Expr[float64] // which are neither added up nor compared
	prices []orm.Expr[decimal.Decimal]
	times  []orm.Expr[time.Time]
	bools  []orm.Expr[bool]
	likes  []func(pattern string) orm.Cond
	leads  []lead
	total  []orm.Order // which leaves no two different rows equal
	closed bool        // no query stands here: it could not name what is computed of several rows
	flat   bool        // no condition stands in another: MariaDB finds an Or within an And of windows false, and the other way round
}

// lead is a relation and the table that it leads to.
type lead struct {
	relation orm.Relation
	to       int
}

// table is one that a selection reads.
type table struct {
	source orm.Source
	along  func(orm.Relation) orm.Relation
	again  func(name string) table // nil unless it is a common table expression
	scope
}

// and is what may be named in either.
func (s scope) and(o scope) scope {
	return scope{
		slices.Concat(s.ints, o.ints), slices.Concat(s.small, o.small), slices.Concat(s.texts, o.texts),
		slices.Concat(s.floats, o.floats), slices.Concat(s.rough, o.rough), slices.Concat(s.prices, o.prices),
		slices.Concat(s.times, o.times), slices.Concat(s.bools, o.bools), slices.Concat(s.likes, o.likes),
		slices.Concat(s.leads, o.leads), slices.Concat(s.total, o.total), s.closed || o.closed, s.flat || o.flat,
	}
}

// opt is a value that may be missing where expressions do not tell.
func opt[V any](field **V) orm.Expr[V] { return orm.Expr[V](orm.Opt(field)) }

func ofSite(p *site) scope {
	return scope{
		ints:  []orm.Expr[int64]{orm.Col(&p.ID), opt(&p.Size), opt(&p.UpID)},
		texts: []orm.Expr[string]{orm.Col(&p.Name)},
		likes: []func(string) orm.Cond{func(x string) orm.Cond { return orm.Like(&p.Name, x) }},
		leads: []lead{{&p.Finds, 1}, {&p.Up, 0}, {&p.Parts, 0}},
		total: []orm.Order{orm.Asc(&p.ID)},
	}
}

func ofFind(p *find) scope {
	return scope{
		ints:   []orm.Expr[int64]{orm.Col(&p.ID), orm.Col(&p.Count), opt(&p.Grade), opt(&p.SiteID)},
		small:  []orm.Expr[int32]{orm.Col(&p.Pieces)},
		texts:  []orm.Expr[string]{orm.Col(&p.Title), opt(&p.Note)},
		floats: []orm.Expr[float64]{orm.Col(&p.Weight), opt(&p.Mass)},
		prices: []orm.Expr[decimal.Decimal]{orm.Col(&p.Price), opt(&p.Fee)},
		times:  []orm.Expr[time.Time]{orm.Col(&p.At), opt(&p.Until)},
		bools:  []orm.Expr[bool]{orm.Col(&p.Kept), opt(&p.Sold)},
		likes: []func(string) orm.Cond{
			func(x string) orm.Cond { return orm.Like(&p.Title, x) }, func(x string) orm.Cond { return orm.Contains(&p.Note, x) },
			func(x string) orm.Cond { return orm.HasPrefix(&p.Title, x) },
		},
		leads: []lead{{&p.Site, 0}, {&p.Marks, 2}},
		total: []orm.Order{orm.Asc(&p.ID)},
	}
}

func ofMark(p *mark) scope {
	return scope{
		ints:  []orm.Expr[int64]{orm.Col(&p.ID), orm.Col(&p.Worth)},
		texts: []orm.Expr[string]{orm.Col(&p.Name)},
		likes: []func(string) orm.Cond{func(x string) orm.Cond { return orm.HasSuffix(&p.Name, x) }},
		leads: []lead{{&p.Finds, 1}},
		total: []orm.Order{orm.Asc(&p.ID)},
	}
}

// ofModel is what a condition may name of the model that a relation leads to.
func ofModel(n int) scope {
	switch n {
	case 0:
		return ofSite(sites.C)
	case 1:
		return ofFind(finds.C)
	}
	return ofMark(marks.C)
}

// ofAnswer is what may be named of a selection that is read as a table.
func ofAnswer(p *answer, fields []int) (s scope) {
	for _, f := range fields {
		switch f {
		case 0, 1, 2:
			at := []**int64{&p.N1, &p.N2, &p.N3}[f]
			s.ints, s.total = append(s.ints, opt(at)), append(s.total, orm.Asc(at))
		case 3, 4:
			at := []**string{&p.T1, &p.T2}[f-3]
			s.texts, s.total = append(s.texts, opt(at)), append(s.total, orm.Asc(at))
			s.likes = append(s.likes, func(x string) orm.Cond { return orm.Like(at, x) })
		case 5:
			s.floats, s.total = append(s.floats, opt(&p.F1)), append(s.total, orm.Asc(&p.F1))
		case 6:
			s.rough, s.total = append(s.rough, opt(&p.F2)), append(s.total, orm.Asc(&p.F2))
		case 7:
			s.prices, s.total = append(s.prices, opt(&p.D1)), append(s.total, orm.Asc(&p.D1))
		case 8:
			s.times, s.total = append(s.times, opt(&p.W1)), append(s.total, orm.Asc(&p.W1))
		case 10:
			s.ints, s.total = append(s.ints, orm.Col(&p.K)), append(s.total, orm.Asc(&p.K))
		case 11:
			s.texts, s.total = append(s.texts, orm.Col(&p.L)), append(s.total, orm.Asc(&p.L))
		case 9:
			s.bools, s.total = append(s.bools, opt(&p.B1)), append(s.total, orm.Asc(&p.B1))
		}
	}
	return s
}

// name is one that no other table of the query has.
func (d *draw) name(begin string) string {
	d.names++
	return fmt.Sprint(begin, d.names)
}

// model draws a model's table, under its own name or another one.
func (d *draw) model(n int) table {
	same := func(r orm.Relation) orm.Relation { return r }
	if d.below(3) < 2 && !d.taken[n] {
		d.taken[n] = true
		return table{[]orm.Source{sites, finds, marks}[n], same, nil, ofModel(n)}
	}
	switch n {
	case 0:
		a := sites.As(d.name("s"))
		return table{a, a.Along, nil, ofSite(a.C)}
	case 1:
		a := finds.As(d.name("f"))
		return table{a, a.Along, nil, ofFind(a.C)}
	}
	a := marks.As(d.name("m"))
	return table{a, a.Along, nil, ofMark(a.C)}
}
