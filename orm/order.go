package orm

import (
	"slices"

	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

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

// total is the order of a query with the key behind it, so that no two rows are equal in it.
func (p *parts) total(m *mapper, base layout.Pointer) ([]Order, error) {
	s := scope{m: m, base: base}
	if err := s.join(p.joins, false); err != nil {
		return nil, err
	}
	list := slices.Clone(p.order)
	named := map[*column]bool{}
	for i := range list {
		if n, computed := list[i].field.(*node); computed && n != nil && n.op == nodeColumn {
			list[i].field = n.field
		}
		if c := m.column(base, list[i].field); c != nil {
			named[c] = true
		}
	}
	for _, c := range m.key {
		if !named[c] {
			list = append(list, Order{field: base.Field(c.offset).Interface(c.pointer.Elem())})
		}
	}
	return list, nil
}
