package orm

import (
	"context"
	"encoding/json"
	"reflect"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// Lazy is a deferred column: a field Notes orm.Lazy[string] is a column of a string that queries leave out. It is for what
// is large and seldom looked at.
//
// The value is loaded when it is first asked for, by one statement for all objects that came from the same query, or ahead
// by Query.With(&x.Notes); what was said of loading, goroutines and copies at Many holds here too. Set gives it a value. An
// insert writes it, as the zero value of V where it was never set; Update and UpdateAll write it where it was Set on that
// object, or where they name it, so that an object that was read without it never overwrites it.
//
// Words that take no value name the column by the field's pointer: t.Column(&x.Notes), With(&x.Notes), orm.IsNull(&x.Notes).
// Those that take a value of it, such as Eq and Set, need a pointer to a V, which Of gives: orm.Eq(orm.Of(&x.Notes), "").
//
// As JSON it is its value, and null while it is not loaded. Reading JSON sets it, unless that is null. The zero value is
// not loaded. A Lazy belongs to no key and no foreign key.
type Lazy[V any] struct {
	value V // first: it lies where the field does
	state deferral
}

// deferral is what an object knows of a deferred column. It begins as what a Many or One holds.
type deferral struct {
	held  held
	known known
}

// known says where the value in the object comes from.
type known uint8

const (
	notKnown known = iota
	wasRead        // it is in the database
	wasSet         // by the program
)

// Of names a deferred column where a pointer to its value is needed, as in Eq, Like, Between, OrderBy and Set. Its argument
// is a field of a prototype, and what it returns only names the column.
func Of[V any](field *Lazy[V]) *V { return &field.value }

// Load returns the value.
func (z Lazy[V]) Load(ctx context.Context) (V, error) {
	l := z.state.held.link
	switch {
	case z.state.known != notKnown:
		return z.value, nil
	case l == nil:
		return z.value, unattached("a deferred column")
	}
	r := l.related()
	if err := l.ensure(ctx); err != nil {
		return z.value, err
	}
	v := r.loaded.Load().([]*V)[l.i]
	if v == nil {
		return z.value, &fault.Error{Kind: fault.NotFound, Model: l.peers.m.name, Detail: "the row whose " + r.relation.field + " was to be loaded is gone"}
	}
	return *v, nil
}

// Get is Load with the context of the query that read the object, for templates: {{.Notes.Get}}.
func (z Lazy[V]) Get() (V, error) {
	if z.state.known != notKnown || z.state.held.link == nil {
		return z.Load(context.Background()) // which sends nothing
	}
	ctx, err := z.state.held.link.touched()
	if err != nil {
		return z.value, err
	}
	return z.Load(ctx)
}

// Set gives the column a value, which the next Insert or Update of the object writes.
func (z *Lazy[V]) Set(value V) { z.value, z.state.known = value, wasSet }

// Loaded reports whether the value is there, by loading or by Set, so that Load sends nothing.
func (z Lazy[V]) Loaded() bool {
	l := z.state.held.link
	return z.state.known != notKnown || l != nil && l.related().loaded.Load() != nil
}

// MarshalJSON writes the value, and null while it is not loaded. It sends nothing.
func (z Lazy[V]) MarshalJSON() ([]byte, error) {
	if !z.Loaded() {
		return []byte("null"), nil
	}
	v, err := z.Load(context.Background()) // which sends nothing
	if err != nil {
		return []byte("null"), nil // the row is gone
	}
	return json.Marshal(v)
}

// UnmarshalJSON sets the value. A null says nothing: it may stand for a value that was not loaded.
func (z *Lazy[V]) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		return nil
	}
	var v V
	if err := json.Unmarshal(text, &v); err != nil {
		return err
	}
	z.Set(v)
	return nil
}

func (z *Lazy[V]) loading() Loading        { return Loading{field: z} }
func (*Lazy[V]) target() reflect.Type      { return reflect.TypeFor[V]() }
func (*Lazy[V]) many() bool                { return false }
func (*Lazy[V]) slab(n int) layout.Pointer { return slab[V](n) }

// share copies the values out of the rows that they were read with.
func (*Lazy[V]) share(values []layout.Pointer, _ []span) any {
	copies, list := make([]V, len(values)), make([]*V, len(values))
	for i, p := range values {
		if !p.Nil() {
			copies[i] = *layout.At[V](p, 0)
			list[i] = &copies[i]
		}
	}
	return list
}

func (*Lazy[V]) row(any, int32) layout.Pointer    { return layout.Pointer{} }
func (*Lazy[V]) list(any, int32) []layout.Pointer { return nil }
func (*Lazy[V]) put(any, int32, []layout.Pointer) {}

func (*Lazy[V]) deferred() (value reflect.Type, state uintptr) {
	var z Lazy[V]
	at, _ := layout.Of(&z.state).OffsetIn(layout.Of(&z), reflect.TypeFor[Lazy[V]]().Size())
	return reflect.TypeFor[V](), at
}

func (z *Lazy[V]) take() bool {
	if z.state.known != notKnown {
		return true
	}
	l := z.state.held.link
	if l == nil {
		return false
	}
	list, there := l.related().loaded.Load().([]*V)
	if !there || list[l.i] == nil {
		return false
	}
	z.value, z.state.known = *list[l.i], wasRead
	return true
}

// shown is the value for a form, which may change it; of one that cannot be had it is a value of its own.
func (z *Lazy[V]) shown() reflect.Value {
	if v, err := z.Get(); err == nil || z.state.held.link == nil {
		z.Set(v)
		return reflect.ValueOf(&z.value).Elem()
	}
	return reflect.ValueOf(new(V)).Elem()
}
