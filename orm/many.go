package orm

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// Many is a field that leads to any number of rows of another model: to those whose foreign key names this row, or, for a
// many-to-many, to those that an association joins with it.
//
// The rows are loaded when they are first asked for, by one statement for all objects that came from the same query, or
// ahead by Query.With; outside of a transaction a later load may see another moment than the query did. What a copy of
// the object asks for is answered from the same load. Any number of goroutines may read the relations of objects that
// came from one query; Add and Remove are for one goroutine alone. An object that no query has read has nothing to load
// from: it holds what was added to it, and asking for more is an error of the kind NotLoaded (see Model.Load). The keys by
// which rows are found are read from the objects at the first touch: who changes those fields meanwhile needs the object to
// himself.
//
// As JSON it is the list of the rows' keys, and null while it is not loaded. Reading JSON leaves it alone.
type Many[T any] struct{ held held }

// Load returns the rows, in the order of their keys unless Load or With asked for another. The list is shared by all who ask
// and must not be changed; sort a copy.
func (m Many[T]) Load(ctx context.Context) ([]*T, error) {
	l := m.held.link
	if l == nil {
		if m.held.changes == nil {
			return nil, unattached("a relation")
		}
		return m.changed(nil), nil
	}
	r := l.related()
	if err := l.ensure(ctx); err != nil {
		return nil, err
	}
	list := r.loaded.Load().([][]*T)[l.i]
	if m.held.changes != nil {
		list = m.changed(list)
	}
	return list, nil
}

// All is Load with the context of the query that read the object, for templates: {{range .Datasets.All}}.
func (m Many[T]) All() ([]*T, error) {
	if m.held.link == nil {
		return m.Load(context.Background()) // which sends nothing
	}
	ctx, err := m.held.link.touched()
	if err != nil {
		return nil, err
	}
	return m.Load(ctx)
}

// Loaded reports whether the rows are there already, so that Load sends nothing.
func (m Many[T]) Loaded() bool {
	return m.held.link != nil && m.held.link.related().loaded.Load() != nil
}

// Count returns how many rows there are, without loading them: by one statement for all objects that came from the same
// query, or by none when With or an earlier Count told it. A Limit of the Loading does not lower it. Changes that are not
// stored are not counted.
func (m Many[T]) Count(ctx context.Context) (int64, error) {
	l := m.held.link
	if l == nil {
		return 0, unattached("the number of rows of a relation")
	}
	r := l.related()
	if err := l.ensureCounts(ctx); err != nil {
		return 0, err
	}
	return (*r.counts.Load())[l.i], nil
}

// Total is Count with the context of the query that read the object, for templates: {{.Datasets.Total}}.
func (m Many[T]) Total() (int64, error) {
	if m.held.link == nil {
		return m.Count(context.Background()) // which sends nothing
	}
	if counts := m.held.link.related().counts.Load(); counts != nil {
		return (*counts)[m.held.link.i], nil
	}
	ctx, err := m.held.link.touched()
	if err != nil {
		return 0, err
	}
	return m.Count(ctx)
}

// changed is a list with what was added and without what was removed.
func (m Many[T]) changed(list []*T) []*T {
	return typed[T](m.held.changes.applied(untyped(list), true))
}

// MarshalJSON writes the keys of the rows, and null while they are not loaded. It sends nothing.
func (m Many[T]) MarshalJSON() ([]byte, error) {
	if !m.Loaded() && (m.held.link != nil || m.held.changes == nil) {
		return []byte("null"), nil
	}
	list, err := m.Load(context.Background()) // which sends nothing
	if err != nil {
		return nil, err
	}
	keys := make([]any, len(list))
	for i, x := range list {
		keys[i] = mapperOf[T]().keyOfObject(layout.Of(x))
	}
	return json.Marshal(keys)
}

// String writes what MarshalJSON does.
func (m Many[T]) String() string { return text(m) }

// UnmarshalJSON reads nothing: which rows belong to an object is in the database.
func (m *Many[T]) UnmarshalJSON([]byte) error { return nil }

func (m *Many[T]) loading() Loading        { return Loading{field: m} }
func (*Many[T]) target() reflect.Type      { return reflect.TypeFor[T]() }
func (*Many[T]) many() bool                { return true }
func (*Many[T]) slab(n int) layout.Pointer { return slab[T](n) }

// share cuts one list of all objects into the lists of their owners. They end where the next begins, so that appending
// to one never reaches into another.
func (*Many[T]) share(objs []layout.Pointer, spans []span) any {
	all := typed[T](objs)
	lists := make([][]*T, len(spans))
	for i, x := range spans {
		lists[i] = all[x.from:x.to:x.to]
	}
	return lists
}

func (*Many[T]) row(any, int32) layout.Pointer { return layout.Pointer{} }

func (*Many[T]) list(shared any, i int32) []layout.Pointer { return untyped(shared.([][]*T)[i]) }

func (*Many[T]) put(shared any, i int32, objs []layout.Pointer) {
	shared.([][]*T)[i] = typed[T](objs)
}

// text is the JSON of a relation.
func text(m json.Marshaler) string {
	b, err := m.MarshalJSON()
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// slab is room for so many objects, one behind the other.
func slab[T any](n int) layout.Pointer {
	list := make([]T, n)
	return layout.Of(&list[0])
}

// typed returns a list of its own.
func typed[T any](objs []layout.Pointer) []*T { return layout.List[T](slices.Clone(objs)) }

// untyped returns a list of its own.
func untyped[T any](objs []*T) []layout.Pointer { return slices.Clone(layout.Pointers(objs)) }
