package orm

import "github.com/rowankit/rowan/sqlast"

// Window is the rows that a value is computed of for each row of a query: see Over. The zero value holds all rows. It is
// immutable.
type Window struct {
	partition []*node
	order     []Order
	frame     *sqlast.Frame
}

// Partition begins the window of the rows that are equal in some columns or expressions.
func Partition(by ...any) Window {
	var w Window
	for _, x := range by {
		w.partition = append(w.partition, nodeOf(x))
	}
	return w
}

// OrderBy puts the rows of the window in an order. An aggregate then looks at the rows up to the current one, and those that
// are equal to it.
func (w Window) OrderBy(terms ...Order) Window {
	w.order = joined(w.order, terms)
	return w
}

// Rows is a window of the rows around the current one: so many before it and so many behind it. A negative number takes
// them all.
func (w Window) Rows(before, behind int) Window {
	w.frame = &sqlast.Frame{Before: before, Behind: behind}
	return w
}

// Over computes an aggregate for each row, of the rows of its window, instead of one value for all:
//
//	orm.Sum(orm.Col(&i.Total)).Over(orm.Partition(&i.CustomerID).OrderBy(orm.Asc(&i.Date)))
func (e Expr[V]) Over(w Window) Expr[V] { return Expr[V]{e.over(w)} }

// Over computes an aggregate for each row, of the rows of its window, instead of one value for all.
func (e NullExpr[V]) Over(w Window) NullExpr[V] { return NullExpr[V]{e.over(w)} }

func (v Value[V]) over(w Window) Value[V] {
	return Value[V]{v.n.inside(func(n *node) *node { return &node{op: nodeOver, args: []*node{n}, window: &w} })}
}

// RowNumber numbers the rows of a window from 1; rows that are equal in its order have different numbers.
func RowNumber(w Window) Expr[int64] { return ranked(sqlast.RowNumber, w) }

// Rank numbers the rows of a window from 1; equal rows have the same number, and numbers are left out behind them.
func Rank(w Window) Expr[int64] { return ranked(sqlast.RankOf, w) }

// DenseRank is Rank that leaves no number out.
func DenseRank(w Window) Expr[int64] { return ranked(sqlast.DenseRank, w) }

func ranked(r sqlast.Ranking, w Window) Expr[int64] {
	return Expr[int64]{Value[int64]{&node{op: nodeRank, ranking: r}}}.Over(w)
}

// Lag is the value that x has in the row so many rows before in the window; missing where there is none.
func Lag[V any](x Operand[V], rows int, w Window) NullExpr[V] {
	return NullExpr[V]{neighbour[V](x, rows, false)}.Over(w)
}

// Lead is the value that x has in the row so many rows behind in the window; missing where there is none.
func Lead[V any](x Operand[V], rows int, w Window) NullExpr[V] {
	return NullExpr[V]{neighbour[V](x, rows, true)}.Over(w)
}

func neighbour[V any](x Operand[V], rows int, after bool) Value[V] {
	return Value[V]{&node{op: nodeNeighbour, args: []*node{x.expression()}, rows: rows, after: after}}
}
