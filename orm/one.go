package orm

import (
	"context"
	"encoding/json"
	"reflect"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// One is a field that leads to at most one row of another model: to the row that a foreign key of this one names, or to the
// row whose unique foreign key names this one.
//
// It is loaded as a Many is: when it is first asked for, by one statement for all objects that came from the same query, or
// ahead by Query.With. Objects that lead to the same row share one object. What was said of goroutines, copies and new
// objects at Many holds here too. As JSON it is the key of the row, and null where there is none or it is not loaded.
type One[T any] struct{ held held }

// Load returns the row, or nil where there is none.
func (o One[T]) Load(ctx context.Context) (*T, error) {
	l := o.held.link
	switch {
	case o.held.changes != nil:
		return layout.At[T](o.held.changes.set, 0), nil
	case l == nil:
		return nil, unattached("a relation")
	}
	r := l.related()
	if err := l.ensure(ctx); err != nil {
		return nil, err
	}
	return r.loaded.Load().([]*T)[l.i], nil
}

// Get is Load with the context of the query that read the object, for templates: {{with .User.Get}}{{.Name}}{{end}}.
func (o One[T]) Get() (*T, error) {
	if o.held.link == nil || o.held.changes != nil {
		return o.Load(context.Background()) // which sends nothing
	}
	ctx, err := o.held.link.touched()
	if err != nil {
		return nil, err
	}
	return o.Load(ctx)
}

// Loaded reports whether the row, or that there is none, is known already, by loading or by Set, so that Load sends nothing.
func (o One[T]) Loaded() bool {
	return o.held.changes != nil || o.held.link != nil && o.held.link.related().loaded.Load() != nil
}

// MarshalJSON writes the key of the row, and null where there is none or it is not loaded. It sends nothing.
func (o One[T]) MarshalJSON() ([]byte, error) {
	if !o.Loaded() {
		return []byte("null"), nil
	}
	x, err := o.Load(context.Background()) // which sends nothing
	if err != nil || x == nil {
		return []byte("null"), err
	}
	return json.Marshal(mapperOf[T]().keyOfObject(layout.Of(x)))
}

// String writes what MarshalJSON does.
func (o One[T]) String() string { return text(o) }

// UnmarshalJSON reads nothing: the columns of the foreign key say which row is meant.
func (o *One[T]) UnmarshalJSON([]byte) error { return nil }

func (o *One[T]) loading() Loading        { return Loading{field: o} }
func (*One[T]) target() reflect.Type      { return reflect.TypeFor[T]() }
func (*One[T]) many() bool                { return false }
func (*One[T]) slab(n int) layout.Pointer { return slab[T](n) }

func (*One[T]) share(objs []layout.Pointer, _ []span) any { return typed[T](objs) }

func (*One[T]) row(shared any, i int32) layout.Pointer { return layout.Of(shared.([]*T)[i]) }

func (*One[T]) list(shared any, i int32) []layout.Pointer {
	return []layout.Pointer{layout.Of(shared.([]*T)[i])}
}

func (*One[T]) put(shared any, i int32, objs []layout.Pointer) {
	shared.([]*T)[i] = layout.At[T](objs[0], 0)
}
