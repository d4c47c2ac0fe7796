package orm

import (
	"reflect"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// refer gives columns of an object what columns of another hold: a foreign key the key that it leads to.
func refer(dst layout.Pointer, to []*column, src layout.Pointer, from []*column) error {
	for i, c := range to {
		field := c.settable(dst)
		at, ok := from[i].at(src)
		if !ok {
			field.SetZero()
			continue
		}
		v := reflect.ValueOf(at.Interface(from[i].value.Elem)).Elem()
		if !v.CanConvert(c.value.Elem) {
			return &fault.Error{Kind: fault.Unsupported, Detail: "orm: " + c.field + " is a " + c.goType() + " and cannot take what " + from[i].field + " holds, a " + v.Type().String()}
		}
		c.setElem(field, v.Convert(c.value.Elem))
	}
	return nil
}

// settable is the object's field, to be looked at and changed.
func (c *column) settable(obj layout.Pointer) reflect.Value {
	return reflect.ValueOf(obj.Field(c.offset).Interface(c.pointer.Elem())).Elem()
}

// isZero tells whether the object's field has the zero value, or none.
func (c *column) isZero(obj layout.Pointer) bool { return c.settable(obj).IsZero() }

// isNew tells whether the object has no key yet, in the columns that others refer to.
func isNew(obj layout.Pointer, key []*column) bool {
	for _, c := range key {
		if !c.isZero(obj) {
			return false
		}
	}
	return true
}

// slab makes new objects of the model.
func (m *mapper) slab(n int) []layout.Pointer {
	list := make([]layout.Pointer, n)
	if n > 0 {
		all := reflect.MakeSlice(reflect.SliceOf(m.typ), n, n)
		first, _ := layout.Data(all.Index(0).Addr().Interface())
		for i := range list {
			list[i] = first.Field(uintptr(i) * m.size)
		}
	}
	return list
}

// appendEncoded appends what the object holds in some columns.
func (m *mapper) appendEncoded(dst []driver.Value, obj layout.Pointer, columns []*column) ([]driver.Value, error) {
	for _, c := range columns {
		v, err := c.encode(obj)
		if err != nil {
			return dst, fault.Refuse(m.name, c.violation(err))
		}
		dst = append(dst, v)
	}
	return dst, nil
}
