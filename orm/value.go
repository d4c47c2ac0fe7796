package orm

import (
	sqldriver "database/sql/driver"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/validate"
)

// at returns where the column's value lies in an object, and false when it is missing.
func (c *column) at(obj layout.Pointer) (layout.Pointer, bool) {
	switch c.value.Nullable {
	case layout.ByPointer:
		p := obj.Follow(c.offset)
		return p, !p.Nil()
	case layout.ByValid:
		return obj.Field(c.offset), *layout.At[bool](obj, c.offset+c.value.Valid)
	}
	return obj.Field(c.offset), true
}

// normalize brings the object's value into the form in which it is stored: text trimmed or folded as the
// definition says, times in UTC at microseconds, negative zero as zero. A pointer gets a new value to point to:
// others may hold the old one.
func (c *column) normalize(obj layout.Pointer) {
	p, ok := c.at(obj)
	if !ok {
		return
	}
	switch c.value.Kind {
	case layout.String:
		s := *layout.At[string](p, 0)
		if n := c.normalText(s); n != s {
			*layout.At[string](c.renewed(obj, p), 0) = n
		}
	case layout.Time:
		t := *layout.At[time.Time](p, 0)
		if n := t.UTC().Truncate(time.Microsecond); n != t {
			*layout.At[time.Time](c.renewed(obj, p), 0) = n
		}
	case layout.Float64:
		if f := *layout.At[float64](p, 0); f == 0 && math.Signbit(f) {
			*layout.At[float64](c.renewed(obj, p), 0) = 0
		}
	case layout.Float32:
		if f := *layout.At[float32](p, 0); f == 0 && math.Signbit(float64(f)) {
			*layout.At[float32](c.renewed(obj, p), 0) = 0
		}
	}
}

func (c *column) normalText(s string) string {
	if c.trim {
		s = strings.TrimSpace(s)
	}
	if c.foldText {
		s = validate.Fold(s)
	}
	return s
}

// renewed returns where a changed value is to be written: in the object, or in memory of its own that the
// object's pointer then points to.
func (c *column) renewed(obj, p layout.Pointer) layout.Pointer {
	if c.value.Nullable != layout.ByPointer {
		return p
	}
	fresh := newElem(c.value.Kind)
	obj.Set(c.offset, fresh)
	return fresh
}

// encode turns the object's value into one for the database. What a database cannot hold is an error; its
// text completes "Email ...".
func (c *column) encode(obj layout.Pointer) (driver.Value, error) {
	p, ok := c.at(obj)
	if !ok {
		return driver.Value{}, nil
	}
	switch c.value.Kind {
	case layout.String:
		s := *layout.At[string](p, 0)
		if c.hidden() {
			s = validate.Fold(s)
		}
		return textValue(s)
	case layout.Bytes:
		return driver.BytesValue(layout.At[[]byte](p, 0)), nil
	case layout.Time:
		return c.timeValue(*layout.At[time.Time](p, 0))
	case layout.Own:
		return c.ownValue(p)
	}
	return scalarValue(c.value.Kind, p)
}

func (c *column) timeValue(t time.Time) (driver.Value, error) {
	v, err := timeValue(t)
	if c.auto != nil && t.IsZero() {
		return v, refuse(fault.NotNull, "required", "is required")
	}
	return c.fit(v), err
}

// fit turns a time into whole microseconds where the column stores it so.
func (c *column) fit(v driver.Value) driver.Value {
	if v.Kind() == driver.Time && c.typ.Kind == schema.Micros {
		return driver.IntValue(v.Int())
	}
	return v
}

// ownValue asks a type of the program's own for its value.
func (c *column) ownValue(p layout.Pointer) (driver.Value, error) {
	valuer, ok := p.Interface(c.value.Elem).(sqldriver.Valuer)
	if !ok {
		return driver.Value{}, refuse(fault.Invalid, "invalid", "has no Value method")
	}
	v, err := valuer.Value()
	if err != nil {
		return driver.Value{}, refuse(fault.Invalid, "invalid", err.Error())
	}
	value, err := anyValue(v)
	if err == nil && !fits(value.Kind(), c.typ.Kind) {
		return value, refuse(fault.Invalid, "invalid", fmt.Sprintf("gives a %T, and the column stores %s", v, c.typ.Kind))
	}
	return c.fit(value), err
}

// fits tells whether a value of a kind can go into a column of a kind; NULL is the database's to refuse.
func fits(v driver.Kind, k schema.Kind) bool {
	switch v {
	case driver.Null:
		return true
	case driver.Bool:
		return k == schema.Bool
	case driver.Int:
		return k.Integer() || k == schema.Micros
	case driver.Float:
		return k.Float()
	case driver.Text:
		return k == schema.Text
	case driver.Bytes:
		return k == schema.Bytes
	case driver.Time:
		return k == schema.Time || k == schema.Micros
	}
	return false
}
