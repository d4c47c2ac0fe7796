package conformance

import (
	"cmp"
	"database/sql"
	"fmt"
	"reflect"
)

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func ordered[T cmp.Ordered](name string, field, other *T, pool []T) values[T] {
	return compared(name, field, other, pool, cmp.Compare[T])
}

// compared is the axis of a column that always has a value.
func compared[T any](name string, field, other *T, pool []T, compare func(a, b T) int) values[T] {
	return values[T]{
		name: name, field: field, other: other, at: placeOf(field), atOther: placeOf(other), pool: pool,
		compare: func(a, b T) (int, bool) { return compare(a, b), true },
	}
}

// pointed is the axis of a column that is absent where its pointer is nil.
func pointed[T any](name string, field, other **T, pool []T, compare func(a, b T) int) values[*T] {
	v := values[*T]{name: name, field: field, other: other, at: placeOf(field), atOther: placeOf(other), pool: []*T{nil, nil}}
	for _, value := range pool {
		v.pool = append(v.pool, &value)
	}
	v.compare = func(a, b *T) (int, bool) {
		if a == nil || b == nil {
			return 0, false
		}
		return compare(*a, *b), true
	}
	return v
}

// nulled is the axis of a column that is absent where it is not valid.
func nulled[T any](name string, field, other *sql.Null[T], pool []T, compare func(a, b T) int) values[sql.Null[T]] {
	v := values[sql.Null[T]]{name: name, field: field, other: other, at: placeOf(field), atOther: placeOf(other), pool: make([]sql.Null[T], 2)}
	for _, value := range pool {
		v.pool = append(v.pool, sql.Null[T]{V: value, Valid: true})
	}
	v.compare = func(a, b sql.Null[T]) (int, bool) { return compare(a.V, b.V), a.Valid && b.Valid }
	return v
}

func equal[T any](v values[T]) values[T] {
	v.equal = true
	return v
}

func pointee[T any](p *T) (value T, present bool) {
	if p != nil {
		value, present = *p, true
	}
	return value, present
}

// placeOf says which field of a specimen a pointer into the prototype names.
func placeOf(field any) int {
	prototype := reflect.ValueOf(specimens.C).Elem()
	for i := range prototype.NumField() {
		if prototype.Field(i).Addr().Interface() == field {
			return i
		}
	}
	panic(fmt.Sprintf("conformance: %T names no field of the specimen", field))
}

// show writes a value for a failure.
func show(value any) string {
	if p := reflect.ValueOf(value); p.Kind() == reflect.Pointer && !p.IsNil() {
		value = p.Elem().Interface()
	}
	return fmt.Sprintf("%#v", value)
}
