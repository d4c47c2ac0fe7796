package orm

import (
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

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

// PercentRank is how far behind the first row of a window a row is, from 0 to 1, by its Rank; 0 for a row alone.
func PercentRank(w Window) Expr[float64] {
	return Coalesce(Ratio(Rank(w).Minus(1), Count().Over(Window{partition: w.partition}).Minus(1)), 0)
}

// CumeDist is the part of the rows of a window that come before a row or are equal to it, above 0 and up to 1.
func CumeDist(w Window) Expr[float64] {
	part := Ratio(Count().Over(w), Count().Over(Window{partition: w.partition}))
	if len(w.order) == 0 || w.frame != nil {
		part.n = &node{op: nodeCall, err: fault.New(fault.Invalid, "orm: CumeDist is of a window with OrderBy and without Rows")}
	}
	return Coalesce(part, 0)
}

// Ntile is which of n parts of a window a row lies in, from 1: parts of as many rows each, or one more in the first ones.
func Ntile(n int, w Window) Expr[int64] {
	return Expr[int64]{Value[int64]{&node{op: nodeRank, ranking: sqlast.Ntile, rows: n}}}.Over(w)
}

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

// FirstValue is the value that x has in the first row of the window.
func FirstValue[V any](x Operand[V], w Window) NullExpr[V] { return placed(x, 1, w) }

// LastValue is the value that x has in the last row of the window: without Rows that is the current one, or one equal to it in
// the window's order.
func LastValue[V any](x Operand[V], w Window) NullExpr[V] { return placed(x, 0, w) }

// NthValue is the value that x has in the nth row of the window, counted from 1; missing where the window has no such row. As
// of LastValue, the window ends at the current row unless Rows says otherwise.
func NthValue[V any](x Operand[V], n int, w Window) NullExpr[V] {
	if n < 1 {
		n = -1 // which is refused
	}
	return placed(x, n, w)
}

func placed[V any](x Operand[V], row int, w Window) NullExpr[V] {
	return NullExpr[V]{Value[V]{&node{op: nodePlaced, args: []*node{x.expression()}, rows: row}}}.Over(w)
}
