package orm

import (
	"context"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// chunk is how many rows a stream with relations reads at a time.
const chunk = 1000

// chunks reads the rows of a query in portions, each from where the one before ended: no connection is held between them,
// and constant memory is needed.
func (q *question) chunks(ctx context.Context, r Reader, slab func(n int) layout.Pointer, yield func(layout.Pointer, error) bool) {
	order, err := q.seekable(q.m, q.base)
	if err != nil {
		yield(layout.Pointer{}, err)
		return
	}
	left := q.limit
	if q.limited && left == 0 {
		return
	}
	part := *q
	part.strict, part.limited = true, true
	for {
		size := chunk
		if q.limited {
			size = min(size, left)
		}
		part.limit = size
		list, err := part.all(ctx, r, slab)
		if err != nil {
			yield(layout.Pointer{}, err)
			return
		}
		var after Cond
		if len(list) > 0 { // before anybody changes the object
			if after, err = behind(q.m, order, list[len(list)-1]); err != nil {
				yield(layout.Pointer{}, err)
				return
			}
		}
		for _, obj := range list {
			if !yield(obj, nil) {
				return
			}
		}
		if left -= len(list); len(list) < size || q.limited && left == 0 {
			return
		}
		part.where, part.offset = joined(q.where, []Cond{after}), 0
	}
}

// place is a column of an order.
type place struct {
	column     *column
	field      any
	descending bool
}

// seekable is the order of the query with the key behind it, or why no row of it can be begun at.
func (p *parts) seekable(m *mapper, base layout.Pointer) ([]place, error) {
	var order []place
	has := func(c *column) bool { return slices.ContainsFunc(order, func(x place) bool { return x.column == c }) }
	for _, o := range p.order {
		c, err := m.resolve(base, o.field)
		switch {
		case err != nil && len(p.joins) > 0:
			return nil, m.invalid("a stream with relations is read in portions, which begin behind a row of %s; order by columns of %s alone, or leave out With", m.name, m.name)
		case err != nil:
			return nil, err
		case c.nullable:
			return nil, m.invalid("a stream with relations is read in portions, and %s, by which it is ordered, may be NULL; order by columns that are not, or leave With to a query of your own", c.field)
		case c.deferred != nil:
			return nil, m.invalid("a stream with relations is read in portions, and %s, by which it is ordered, is Lazy and not read; order by other columns", c.field)
		case !has(c):
			order = append(order, place{c, o.field, o.descending})
		}
	}
	for _, c := range m.key {
		if !has(c) {
			order = append(order, place{c, base.Field(c.offset).Interface(c.pointer.Elem()), false})
		}
	}
	return order, nil
}

// behind holds for the rows that come after an object.
func behind(m *mapper, order []place, obj layout.Pointer) (Cond, error) {
	var ways, same []Cond
	for _, x := range order {
		v, err := x.column.encode(obj)
		if err != nil {
			return Cond{}, m.invalid("%s of a row that was read cannot be sent back: %v", x.column.field, err)
		}
		if v.Kind() == driver.Bytes {
			b := slices.Clone(v.Bytes())
			v = driver.BytesValue(&b)
		}
		o := opGt
		if x.descending {
			o = opLt
		}
		ways = append(ways, And(joined(same, []Cond{{op: o, field: x.field, value: v}})...))
		same = append(same, Cond{op: opEq, field: x.field, value: v})
	}
	return Or(ways...), nil
}
