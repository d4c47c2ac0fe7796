package orm

import (
	sqldriver "database/sql/driver"
	"fmt"
	"reflect"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// inline turns a value of a condition or setting into one for the database, without an allocation for the
// basic types. A nil pointer is NULL.
func inline[T any](v T) (driver.Value, error) {
	switch p := any(&v).(type) { // the pointer stays on the stack
	case *int64:
		return driver.IntValue(*p), nil
	case *int:
		return driver.IntValue(int64(*p)), nil
	case *string:
		return textValue(*p)
	case *bool:
		return driver.BoolValue(*p), nil
	case *float64:
		return floatValue(*p)
	case *time.Time:
		return timeValue(*p)
	case **string:
		if *p == nil {
			return driver.Value{}, nil
		}
		return textValue(**p)
	case **int64:
		if *p == nil {
			return driver.Value{}, nil
		}
		return driver.IntValue(**p), nil
	}
	if t := reflect.TypeFor[T](); !slow(t) {
		return scalarValueOf(t.Kind(), layout.Of(&v))
	}
	return boxed(v)
}

// slow tells the types that are not stored as their own memory says: structs, pointers, slices and types
// with a Value method.
func slow(t reflect.Type) bool {
	k := t.Kind()
	return k < reflect.Bool || k > reflect.Float64 && k != reflect.String || t.PkgPath() != "" && t.NumMethod() > 0
}

// scalarValueOf reads a value of a basic kind, also of a named type.
func scalarValueOf(k reflect.Kind, p layout.Pointer) (driver.Value, error) {
	if k == reflect.String {
		return textValue(*layout.At[string](p, 0))
	}
	return scalarValue(layout.KindOf(k), p)
}

// boxed converts a value of any other type; the copy it gets lives on the heap.
//
//go:noinline
func boxed[T any](v T) (driver.Value, error) { return otherValue(v) }

// otherValue converts a value by reflection: a type with a Value method, a pointer, a sql.Null, a named type.
func otherValue(v any) (driver.Value, error) {
	r := reflect.ValueOf(v)
	if !r.IsValid() || r.Kind() == reflect.Pointer && r.IsNil() {
		return driver.Value{}, nil
	}
	if t, ok := v.(time.Time); ok {
		return timeValue(t)
	}
	if valuer, ok := v.(sqldriver.Valuer); ok {
		got, err := valuer.Value()
		if err != nil {
			return driver.Value{}, refuse(fault.Invalid, "invalid", err.Error())
		}
		if _, again := got.(sqldriver.Valuer); again {
			return driver.Value{}, refuse(fault.Invalid, "invalid", fmt.Sprintf("%T gives another Valuer", v))
		}
		return anyValue(got)
	}
	return reflected(r)
}

func reflected(r reflect.Value) (driver.Value, error) {
	switch {
	case r.Kind() == reflect.Pointer:
		return otherValue(r.Elem().Interface())
	case r.Kind() == reflect.Bool:
		return driver.BoolValue(r.Bool()), nil
	case r.CanInt():
		return driver.IntValue(r.Int()), nil
	case r.CanUint():
		return uintValue(r.Uint())
	case r.CanFloat():
		return floatValue(r.Float())
	case r.Kind() == reflect.String:
		return textValue(r.String())
	case r.Kind() == reflect.Slice && r.Type().Elem().Kind() == reflect.Uint8:
		b := append([]byte{}, r.Bytes()...)
		return driver.BytesValue(&b), nil
	}
	return driver.Value{}, refuse(fault.Invalid, "invalid", fmt.Sprintf("a %s is no value for a database", r.Type()))
}

// anyValue converts what database/sql calls a value, or any of Go's basic types.
func anyValue(v any) (driver.Value, error) {
	switch v := v.(type) {
	case nil:
		return driver.Value{}, nil
	case bool:
		return driver.BoolValue(v), nil
	case int:
		return driver.IntValue(int64(v)), nil
	case int64:
		return driver.IntValue(v), nil
	case uint64:
		return uintValue(v)
	case float64:
		return floatValue(v)
	case string:
		return textValue(v)
	case []byte:
		return driver.BytesValue(&v), nil
	case time.Time:
		return timeValue(v)
	}
	return otherValue(v)
}
