package orm

import "github.com/rowankit/rowan/sqlast"

// Order is one term of an order. NULL counts as less than every value unless NullsFirst or NullsLast say
// where it stands.
type Order struct {
	field      any
	descending bool
	nulls      sqlast.Nulls
}

// Asc orders from low to high.
func Asc[T any](field *T) Order { return Order{field: field} }

// Desc orders from high to low.
func Desc[T any](field *T) Order { return Order{field: field, descending: true} }

// NullsFirst puts rows without a value first.
func (o Order) NullsFirst() Order { o.nulls = sqlast.NullsFirst; return o }

// NullsLast puts rows without a value last.
func (o Order) NullsLast() Order { o.nulls = sqlast.NullsLast; return o }

// movesNulls tells an order in which NULL does not stand where the least value would.
func (o Order) movesNulls() bool {
	return o.nulls == sqlast.NullsFirst && o.descending || o.nulls == sqlast.NullsLast && !o.descending
}
