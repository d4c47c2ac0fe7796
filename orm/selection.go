package orm

import (
	"reflect"
	"slices"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// Selection is a question whose answer are values rather than objects: an immutable value, safe to share and to build on. R is
// a struct of the program, each of whose fields takes one value. It is made by Select, and reads what From says. Nothing is
// sent before All, First, One or Stream; what is wrong with it is their error, before anything is sent.
type Selection[R any] struct {
	row   *R
	parts selectionParts
}

// selectionParts is what a Selection consists of, apart from its type.
type selectionParts struct {
	items    []Item
	from     Source
	parts    parts
	group    []any
	having   []Cond
	distinct bool
	sets     []setPart
}

// Item is a value that a Selection reads, and the field that takes it: see As and AsNull.
type Item struct {
	into any // a pointer into the row
	n    *node
	null bool // the field can be without a value
}

// Select reads values into structs like row, which is never read or written itself: the pointers of its fields name them, as
// those of a prototype name columns.
//
//	row := new(struct {
//		Country string
//		Sales   int64
//	})
//	list, err := orm.Select(row, orm.As(&row.Country, orm.Col(&i.Country)), orm.As(&row.Sales, orm.Count())).
//		From(Invoices).GroupBy(&i.Country).OrderBy(orm.Desc(&row.Sales)).All(ctx, db)
//
// Fields that no Item names stay zero.
func Select[R any](row *R, items ...Item) Selection[R] {
	return Selection[R]{row: row, parts: selectionParts{items: slices.Clone(items)}}
}

// As reads a value into a field of the row.
func As[V any](field *V, x Expr[V]) Item { return Item{into: field, n: x.n} }

// AsNull reads a value that may be missing into a field of the row, which is nil where it is.
func AsNull[V any](field **V, x Operand[V]) Item {
	return Item{into: field, n: x.expression(), null: true}
}

// Take reads a column into a field of the same type: As of Col, or AsNull of Opt where that is the type of a column that may
// be missing.
func Take[V any](field, column *V) Item {
	return Item{into: field, n: &node{op: nodeColumn, field: column}, null: layout.ValueOf(reflect.TypeFor[V]()).Nullable != layout.NotNull}
}

// From says which table is read. A selection without it is one row: of values of the program, and of those that other queries
// find (ValueOf).
func (s Selection[R]) From(table Source) Selection[R] {
	s.parts.from = table
	return s
}

// Join adds the rows that relations lead to; rows that lead nowhere are left out. Each relation is one of the tables before.
// A relation to many repeats the rows that lead to many. Alias.Along lets it lead to an alias.
func (s Selection[R]) Join(relations ...Relation) Selection[R] {
	s.parts.parts.joins = withJoins(s.parts.parts.joins, relations, false)
	return s
}

// LeftJoin is Join that leaves no row out: where a relation leads nowhere the columns have no value (NULL).
func (s Selection[R]) LeftJoin(relations ...Relation) Selection[R] {
	s.parts.parts.joins = withJoins(s.parts.parts.joins, relations, true)
	return s
}

// JoinOn adds the rows of a table for which all conditions hold, for each row before.
func (s Selection[R]) JoinOn(table Source, conditions ...Cond) Selection[R] {
	s.parts.parts.joins = withJoinOn(s.parts.parts.joins, table, conditions, false)
	return s
}

// LeftJoinOn is JoinOn that leaves no row out.
func (s Selection[R]) LeftJoinOn(table Source, conditions ...Cond) Selection[R] {
	s.parts.parts.joins = withJoinOn(s.parts.parts.joins, table, conditions, true)
	return s
}

// Where adds conditions, all of which must hold.
func (s Selection[R]) Where(conditions ...Cond) Selection[R] {
	s.parts.parts.where = joined(s.parts.parts.where, conditions)
	return s
}

// GroupBy makes one row of all those that are equal in some columns, named by their pointers, in expressions, or in fields of
// the row. Other columns stand in aggregates, unless the key of their table is grouped.
func (s Selection[R]) GroupBy(terms ...any) Selection[R] {
	s.parts.group = joined(s.parts.group, terms)
	return s
}

// Having adds conditions on groups, all of which must hold.
func (s Selection[R]) Having(conditions ...Cond) Selection[R] {
	s.parts.having = joined(s.parts.having, conditions)
	return s
}

// OrderBy adds terms to the order. They name columns, expressions, or fields of the row: orm.Desc(&row.Sales). Rows that are
// equal in all terms come in any order.
func (s Selection[R]) OrderBy(terms ...Order) Selection[R] {
	s.parts.parts.order = joined(s.parts.parts.order, terms)
	return s
}

// Distinct leaves out rows that are equal to another in all values.
func (s Selection[R]) Distinct() Selection[R] {
	s.parts.distinct = true
	return s
}

// Limit reads at most n rows; a negative n is an error when the query runs.
func (s Selection[R]) Limit(n int) Selection[R] {
	s.parts.parts.limit, s.parts.parts.limited = n, true
	return s
}

// Offset leaves out the first n rows; a negative n is an error when the query runs.
func (s Selection[R]) Offset(n int) Selection[R] {
	s.parts.parts.offset = n
	return s
}

// answering is a Selection together with the shape of its rows.
func (s Selection[R]) answering() asking {
	a := asking{selectionParts: s.parts, shape: rowShapeOf[R]()}
	if s.row != nil {
		a.row = layout.Of(s.row)
	}
	return a
}
