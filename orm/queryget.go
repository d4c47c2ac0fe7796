package orm

import (
	"context"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// Get returns the row with that key, as Model.Get does, when it is one of the query's rows; an error of the kind
// NotFound when it is not.
func (q Query[T]) Get(ctx context.Context, r Reader, key any) (*T, error) {
	a := q.question()
	obj, err := a.get(ctx, r, layout.Of(new(T)), key)
	return layout.At[T](obj, 0), err
}

// get reads the row with a key into an object.
func (q *question) get(ctx context.Context, r Reader, obj layout.Pointer, key any) (layout.Pointer, error) {
	if err := q.m.err(); err != nil {
		return layout.Pointer{}, err
	}
	v, err := q.m.keyValue(key)
	if err != nil {
		return layout.Pointer{}, err
	}
	q.where = joined(q.where, []Cond{q.equal(q.m.key[0], v)})
	obj, err = q.first(ctx, r, obj, 1)
	if fault.KindOf(err) == fault.NotFound {
		return layout.Pointer{}, &fault.Error{Kind: fault.NotFound, Model: q.m.name, Detail: "no row of the query has the key"}
	}
	return obj, err
}

// equal holds where a column has a value.
func (q *question) equal(c *column, v driver.Value) Cond {
	return Cond{op: opEq, field: q.base.Field(c.offset).Interface(c.pointer.Elem()), value: v}
}
