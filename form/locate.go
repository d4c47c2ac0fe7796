package form

import (
	"errors"
	"fmt"
	"reflect"
)

// place is a field found in a prototype.
type place struct {
	path     string // "Address.Street", or just "Street" when Address is embedded
	index    []int  // for reflect's FieldByIndex
	typ      reflect.Type
	exported bool
}

// at returns the place inside the struct that object points to.
func (p place) at(object any) reflect.Value {
	return reflect.ValueOf(object).Elem().FieldByIndex(p.index)
}

// locate finds the field of a prototype that pointer points to. Address and type together are unique, but for
// fields without a size, which no form can show.
func locate(prototype reflect.Value, pointer any) (place, error) {
	p := reflect.ValueOf(pointer)
	switch {
	case p.Kind() != reflect.Pointer:
		return place{}, fmt.Errorf("%T is not a pointer; write &object.Field", pointer)
	case p.IsNil():
		return place{}, fmt.Errorf("the %T is nil; name a field of the object itself", pointer)
	}
	found, ok := search(prototype, p)
	switch {
	case !ok:
		return place{}, fmt.Errorf("the %T points to no field of the %s that was passed in", pointer, prototype.Type())
	case !found.exported:
		return place{}, errors.New(found.path + " is not exported; write its name with a capital")
	}
	return found, nil
}

// search walks the fields of a struct and of the structs inside it.
func search(in, p reflect.Value) (place, bool) {
	for i := range in.NumField() {
		v, f := in.Field(i), in.Type().Field(i)
		if v.Type() == p.Type().Elem() && v.Addr().UnsafePointer() == p.UnsafePointer() {
			return place{path: f.Name, index: []int{i}, typ: f.Type, exported: f.IsExported()}, f.Type.Size() > 0
		}
		if v.Kind() != reflect.Struct {
			continue
		}
		inner, ok := search(v, p)
		if !ok {
			continue
		}
		inner.index = append([]int{i}, inner.index...)
		if !f.Anonymous {
			inner.path = f.Name + "." + inner.path
			inner.exported = inner.exported && f.IsExported()
		}
		return inner, true
	}
	return place{}, false
}
