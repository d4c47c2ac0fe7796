package orm

import (
	"context"

	"github.com/rowankit/rowan/fault"
)

// Get returns the row with that key, as Model.Get does, when it is one of the query's rows; an error of the kind
// NotFound when it is not.
func (q Query[T]) Get(ctx context.Context, r Reader, key any) (*T, error) {
	m := q.model.mapping()
	if err := m.err(); err != nil {
		return nil, err
	}
	v, err := m.keyValue(key)
	if err != nil {
		return nil, err
	}
	c := m.key[0]
	obj, err := q.Where(Cond{op: opEq, field: q.model.base().Field(c.offset).Interface(c.pointer.Elem()), value: v}).First(ctx, r)
	if fault.KindOf(err) == fault.NotFound {
		return nil, &fault.Error{Kind: fault.NotFound, Model: m.name, Detail: "no row of the query has the key"}
	}
	return obj, err
}
