package orm

import (
	"fmt"
	"reflect"
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// Auto fills a zero time, or a zero UUID, when a row is inserted. Its argument makes the value: time.Now or another
// func() time.Time for a time, and for a UUID a function such as uuid.New or uuid.NewV7, which returns one, or one and
// an error. The database fills in its own time for rows that come from elsewhere. The zero value is never stored in such
// a column.
func (c *Column) Auto(fill any) *Column {
	k := c.c.value.Kind
	switch {
	case k != layout.Time && k != layout.UUID || c.c.nullable:
		return c.mistake("is %s, and Auto fills a time.Time or a UUID that is not null; an integer key needs no Auto, and other types take Default", c.c.goType())
	case c.c.auto != nil:
		return c.mistake("has Auto twice; keep one")
	case k == layout.Time:
		return c.autoTime(fill)
	}
	return c.autoUUID(fill)
}

func (c *Column) autoTime(fill any) *Column {
	now, ok := fill.(func() time.Time)
	if !ok || now == nil {
		return c.mistake("has Auto(%s); write Auto(time.Now)", typeOf(fill))
	}
	c.c.auto = func(p layout.Pointer) error {
		if t := layout.At[time.Time](p, 0); t.IsZero() {
			*t = now().UTC().Truncate(time.Microsecond)
		}
		return nil
	}
	return c
}

func (c *Column) autoUUID(fill any) *Column {
	f := reflect.ValueOf(fill)
	if !makes(f, c.c.value.Elem) {
		return c.mistake("has Auto(%s); write a function that returns a %s, such as Auto(uuid.New)", typeOf(fill), c.c.value.Elem)
	}
	c.c.auto = func(p layout.Pointer) error {
		id := layout.At[[16]byte](p, 0)
		if *id != [16]byte{} {
			return nil
		}
		out := f.Call(nil)
		if len(out) == 2 && !out[1].IsNil() {
			return out[1].Interface().(error)
		}
		*id = out[0].Convert(reflect.TypeFor[[16]byte]()).Interface().([16]byte)
		return nil
	}
	return c
}

// makes tells a function without arguments that returns a value of type t, or one and an error.
func makes(f reflect.Value, t reflect.Type) bool {
	if f.Kind() != reflect.Func || f.IsNil() {
		return false
	}
	typ := f.Type()
	return typ.NumIn() == 0 && (typ.NumOut() == 1 || typ.NumOut() == 2 && typ.Out(1) == reflect.TypeFor[error]()) && typ.Out(0) == t
}

// typeOf is what a mistake says of an argument that is no function of the right kind.
func typeOf(v any) string {
	if v == nil || reflect.ValueOf(v).Kind() == reflect.Func && reflect.ValueOf(v).IsNil() {
		return "nil"
	}
	return fmt.Sprintf("a %T", v)
}

// fillAuto fills the zero values of the Auto columns among those written.
func (m *mapper) fillAuto(obj layout.Pointer, written []*column) error {
	m.beginVersion(obj)
	for _, c := range written {
		if c.auto == nil {
			continue
		}
		if err := c.auto(obj.Field(c.offset)); err != nil {
			return &fault.Error{Kind: fault.Other, Model: m.name, Detail: c.field + " got no value from Auto", Err: err}
		}
	}
	return nil
}
