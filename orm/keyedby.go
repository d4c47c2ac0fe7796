package orm

import (
	"context"
	"fmt"
	"reflect"
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// Lister is what Keyed reads objects of: a Query, a Selection, or the handle of a model, for all of its rows.
type Lister[T any] interface {
	Queryable
	All(ctx context.Context, r Reader) ([]*T, error)
}

// Keyed returns the objects of a query by what they have in one column. Two rows with one key are an error of the kind
// Multiple. A key is compared by ==, so that a type of which this compares pointers, such as that of a column that may be NULL,
// is an error of the kind Invalid; a time is in UTC, without a monotonic clock.
//
//	users, err := orm.Keyed(ctx, db, Users.Where(orm.In(&u.ID, ids...)), &u.ID) // map[int64]*User
func Keyed[T any, K comparable](ctx context.Context, r Reader, q Lister[T], key *K) (map[K]*T, error) {
	c, err := q.reads().holds(key)
	if err == nil {
		err = identifies[K]("Keyed")
	}
	if err != nil {
		return nil, err
	}
	list, err := q.All(ctx, r)
	if err != nil {
		return nil, err
	}
	all := make(map[K]*T, len(list))
	for _, obj := range list {
		k := *layout.At[K](layout.Of(obj), c.offset)
		if _, twice := all[k]; twice {
			return nil, twofold("Keyed", k)
		}
		all[k] = obj
	}
	return all, nil
}

var (
	_ Lister[struct{}] = Query[struct{}]{}
	_ Lister[struct{}] = Selection[struct{}]{}
	_ Lister[struct{}] = (*Model[struct{}])(nil)
)

func (q *question) holds(field any) (*column, error) {
	if err := q.m.err(); err != nil {
		return nil, err
	}
	c, err := q.m.resolve(q.base, field)
	if err == nil && c.deferred != nil {
		err = q.m.invalid("%s is Lazy, and a query leaves it out; key by another column", c.field)
	}
	return c, err
}

func (a *asking) holds(field any) (*column, error) {
	if c := a.field(field); c != nil && a.fills(field) {
		return c, nil
	}
	return nil, a.invalid("%s is no field that the selection reads; name one of its row", describe(field))
}

// identifies refuses types of which two equal values may differ by ==.
func identifies[K comparable](word string) error {
	if t := reflect.TypeFor[K](); !comparesValues(t) {
		return fault.New(fault.Invalid, fmt.Sprintf("orm: %s by a %s, of which == compares pointers and not what they lead to; key by another column", word, t))
	}
	return nil
}

func comparesValues(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Chan, reflect.UnsafePointer:
		return false
	case reflect.Array:
		return comparesValues(t.Elem())
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() {
			return true
		}
		for i := range t.NumField() {
			if !comparesValues(t.Field(i).Type) {
				return false
			}
		}
	}
	return true
}
