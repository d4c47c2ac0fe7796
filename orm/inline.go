package orm

import (
	sqldriver "database/sql/driver"
	"encoding/json"
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
	}
	t := reflect.TypeFor[T]()
	if layout.IsUUID(t) {
		return driver.UUIDValue(*layout.At[[16]byte](layout.Of(&v), 0)), nil
	}
	if _, converts := any(&v).(sqldriver.Valuer); !converts {
		if got, ok, err := plain(t, layout.Of(&v)); ok {
			return got, err
		}
	}
	return boxed(v)
}

// plain reads a value that is stored as its own memory says, named or behind a pointer; ok is false for other
// types. It must not let p escape.
func plain(t reflect.Type, p layout.Pointer) (v driver.Value, ok bool, err error) {
	if t.Kind() == reflect.Pointer {
		if t.Implements(valuerType) {
			return v, false, nil
		}
		if p, t = p.Follow(0), t.Elem(); p.Nil() {
			return v, true, nil
		}
	}
	switch k := layout.KindOf(t.Kind()); {
	case t == timeType:
		v, err = timeValue(*layout.At[time.Time](p, 0))
	case k == layout.String:
		v, err = textValue(*layout.At[string](p, 0))
	case k == layout.None:
		return v, false, nil
	default:
		v, err = scalarValue(k, p)
	}
	return v, true, err
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
	switch v := v.(type) {
	case time.Time:
		return timeValue(v)
	case json.RawMessage:
		return rawValue(v)
	}
	if layout.IsUUID(r.Type()) {
		return driver.UUIDValue(r.Convert(reflect.TypeFor[[16]byte]()).Interface().([16]byte)), nil
	}
	switch shape := layout.ValueOf(r.Type()); {
	case shape.Nullable == layout.ByPointer && shape.Kind == layout.UUID:
		return otherValue(r.Elem().Interface())
	case shape.Nullable == layout.ByValid && !r.Field(1).Bool():
		return driver.Value{}, nil
	case shape.Nullable == layout.ByValid:
		return otherValue(r.Field(0).Interface())
	}
	if valuer, ok := valuerOf(r); ok {
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

// valuerOf finds a type's Value method, also one that asks for a pointer.
func valuerOf(r reflect.Value) (sqldriver.Valuer, bool) {
	if v, ok := r.Interface().(sqldriver.Valuer); ok || !reflect.PointerTo(r.Type()).Implements(valuerType) {
		return v, ok
	}
	p := reflect.New(r.Type())
	p.Elem().Set(r)
	return p.Interface().(sqldriver.Valuer), true
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
	if v := layout.ValueOf(r.Type()); v.Kind == layout.Array {
		p := reflect.New(r.Type())
		p.Elem().Set(r)
		at, _ := layout.Data(p.Interface())
		return arrayValue(v, at)
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
