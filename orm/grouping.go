package orm

import (
	"slices"

	"github.com/rowankit/rowan/sqlast"
)

// grouping is what the rows of a Selection are grouped by, and what stands in it outside of aggregates.
type grouping struct {
	terms      []*node
	columns    []sqlast.Expr // those of the terms that are columns by themselves
	loose      []looseColumn
	item       *node // that is being said
	aggregates bool
}

// looseColumn is a column that groups have one value of only if they are grouped by it.
type looseColumn struct {
	in *scope
	operand
}

// met notes a column.
func (g *grouping) met(b *sqlBuilder, in *scope, o operand) {
	if g != nil && b.gathered <= 0 {
		g.loose = append(g.loose, looseColumn{in, o})
	}
}

// has tells whether an expression is one of the terms.
func (g *grouping) has(n *node) bool {
	return slices.ContainsFunc(g.terms, func(t *node) bool { return sameNode(t, n) })
}

// problem refuses a column that is neither grouped nor in an aggregate, unless the key of its table is grouped.
func (g *grouping) problem() error {
	if len(g.terms) == 0 && !g.aggregates {
		return nil
	}
	for _, x := range g.loose {
		if slices.Contains(g.columns, x.sql) || g.byKey(x.in) {
			continue
		}
		return x.m.invalid("%s stands beside aggregates and is not grouped; add it to GroupBy, or put it into an aggregate such as orm.Max", x.c.field)
	}
	return nil
}

// dependent are the columns that are not grouped, and have one value in each group since the key of their table is.
func (g *grouping) dependent() (list []sqlast.Expr) {
	for _, x := range g.loose {
		if !slices.Contains(g.columns, x.sql) && !slices.Contains(list, x.sql) {
			list = append(list, x.sql)
		}
	}
	return list
}

// byKey tells whether all rows of a group have the same row of a table.
func (g *grouping) byKey(in *scope) bool {
	for _, c := range in.m.key {
		if !slices.Contains(g.columns, sqlast.Expr(in.name(c))) {
			return false
		}
	}
	return len(in.m.key) > 0
}

// sameNode tells whether two expressions are the same, values included.
func sameNode(a, b *node) bool {
	if a == b || a == nil || b == nil {
		return a == b
	}
	if a.op != b.op || a.field != b.field || a.typ != b.typ || len(a.args) != len(b.args) || len(a.conds)+len(b.conds) > 0 || a.sub != b.sub || a.window != nil || b.window != nil {
		return false // conditions and windows are the same only where the whole expression is
	}
	if a.gather != b.gather || a.once != b.once || a.operation != b.operation || a.function != b.function || a.ranking != b.ranking || a.unit != b.unit || a.rows != b.rows || a.after != b.after {
		return false
	}
	if a.op == nodeValue && (a.value.Kind() != b.value.Kind() || !sameValue(a.value, b.value)) {
		return false
	}
	for i := range a.args {
		if !sameNode(a.args[i], b.args[i]) {
			return false
		}
	}
	return true
}

// bindsValues tells an expression with parameters, which a database takes for another one wherever it stands.
func (n *node) bindsValues() (binds bool) {
	if n == nil || n.op == nodeValue || n.op == nodeSubquery {
		return n != nil
	}
	n.each(func(*Cond) { binds = true }, func(x *node) { binds = binds || x.bindsValues() })
	return binds
}
