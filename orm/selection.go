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
	parts *selectionParts // nil for none; never changed
}

// selectionParts is what a Selection consists of, apart from its type. Its methods return others.
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
	return Selection[R]{row, &selectionParts{items: slices.Clone(items)}}
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
	return Selection[R]{s.row, s.parts.reads(table)}
}

// Join adds the rows that relations lead to; rows that lead nowhere are left out. Each relation is one of the tables before.
// A relation to many repeats the rows that lead to many. Alias.Along lets it lead to an alias.
func (s Selection[R]) Join(relations ...Relation) Selection[R] {
	return Selection[R]{s.row, s.parts.join(relations, false)}
}

// LeftJoin is Join that leaves no row out: where a relation leads nowhere the columns have no value (NULL).
func (s Selection[R]) LeftJoin(relations ...Relation) Selection[R] {
	return Selection[R]{s.row, s.parts.join(relations, true)}
}

// JoinOn adds the rows of a table for which all conditions hold, for each row before.
func (s Selection[R]) JoinOn(table Source, conditions ...Cond) Selection[R] {
	return Selection[R]{s.row, s.parts.joinOn(table, conditions, false)}
}

// LeftJoinOn is JoinOn that leaves no row out.
func (s Selection[R]) LeftJoinOn(table Source, conditions ...Cond) Selection[R] {
	return Selection[R]{s.row, s.parts.joinOn(table, conditions, true)}
}

// Where adds conditions, all of which must hold.
func (s Selection[R]) Where(conditions ...Cond) Selection[R] {
	return Selection[R]{s.row, s.parts.filter(conditions)}
}

// GroupBy makes one row of all those that are equal in some columns, named by their pointers, in expressions, or in fields of
// the row. Other columns stand in aggregates, unless the key of their table is grouped.
func (s Selection[R]) GroupBy(terms ...any) Selection[R] {
	return Selection[R]{s.row, s.parts.groupBy(terms)}
}

// Having adds conditions on groups, all of which must hold.
func (s Selection[R]) Having(conditions ...Cond) Selection[R] {
	return Selection[R]{s.row, s.parts.hold(conditions)}
}

// OrderBy adds terms to the order. They name columns, expressions, or fields of the row: orm.Desc(&row.Sales). Rows that are
// equal in all terms come in any order.
func (s Selection[R]) OrderBy(terms ...Order) Selection[R] {
	return Selection[R]{s.row, s.parts.sort(terms)}
}

// Distinct leaves out rows that are equal to another in all values.
func (s Selection[R]) Distinct() Selection[R] {
	return Selection[R]{s.row, s.parts.unique()}
}

// Limit reads at most n rows; a negative n is an error when the query runs.
func (s Selection[R]) Limit(n int) Selection[R] {
	return Selection[R]{s.row, s.parts.limit(n)}
}

// Offset leaves out the first n rows; a negative n is an error when the query runs.
func (s Selection[R]) Offset(n int) Selection[R] {
	return Selection[R]{s.row, s.parts.offset(n)}
}

// asking is the selection on its way to the database.
func (s Selection[R]) asking() *asking {
	return newAsking(s.parts, layout.Of(s.row), rowShapeOf[R]())
}

func newAsking(p *selectionParts, row layout.Pointer, shape *mapper) *asking {
	a := &asking{row: row, shape: shape}
	if p != nil {
		a.selectionParts = *p
	}
	return a
}

// also are the parts with what is said by a change of a copy.
func (p *selectionParts) also(say func(own *selectionParts)) *selectionParts {
	own := &selectionParts{}
	if p != nil {
		*own = *p
	}
	say(own)
	return own
}

func (p *selectionParts) reads(table Source) *selectionParts {
	return p.also(func(own *selectionParts) { own.from = table })
}

func (p *selectionParts) join(relations []Relation, left bool) *selectionParts {
	return p.also(func(own *selectionParts) { own.parts.joins = withJoins(own.parts.joins, relations, left) })
}

func (p *selectionParts) joinOn(table Source, conditions []Cond, left bool) *selectionParts {
	return p.also(func(own *selectionParts) { own.parts.joins = withJoinOn(own.parts.joins, table, conditions, left) })
}

func (p *selectionParts) filter(conditions []Cond) *selectionParts {
	return p.also(func(own *selectionParts) { own.parts.where = joined(own.parts.where, conditions) })
}

func (p *selectionParts) lift(scopes []*Scope) *selectionParts {
	return p.also(func(own *selectionParts) { own.parts.lifted = lifting(own.parts.lifted, scopes) })
}

func (p *selectionParts) groupBy(terms []any) *selectionParts {
	return p.also(func(own *selectionParts) { own.group = joined(own.group, terms) })
}

func (p *selectionParts) hold(conditions []Cond) *selectionParts {
	return p.also(func(own *selectionParts) { own.having = joined(own.having, conditions) })
}

func (p *selectionParts) sort(terms []Order) *selectionParts {
	return p.also(func(own *selectionParts) { own.parts.order = joined(own.parts.order, terms) })
}

func (p *selectionParts) unique() *selectionParts {
	return p.also(func(own *selectionParts) { own.distinct = true })
}

func (p *selectionParts) limit(n int) *selectionParts {
	return p.also(func(own *selectionParts) { own.parts.limit, own.parts.limited = n, true })
}

func (p *selectionParts) offset(n int) *selectionParts {
	return p.also(func(own *selectionParts) { own.parts.offset = n })
}

func (p *selectionParts) lock(share bool, options []LockOption) *selectionParts {
	return p.also(func(own *selectionParts) { own.parts.lock = lockingOf(share, options) })
}
