package orm

import (
	sqldriver "database/sql/driver"
	"fmt"
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
// definition says, times in UTC at microseconds, negative zero as zero.
func (c *column) normalize(obj layout.Pointer) {
	p, ok := c.at(obj)
	if !ok {
		return
	}
	switch c.value.Kind {
	case layout.String:
		s := layout.At[string](p, 0)
		if c.trim {
			*s = strings.TrimSpace(*s)
		}
		if c.foldText {
			*s = validate.Fold(*s)
		}
	case layout.Time:
		t := layout.At[time.Time](p, 0)
		*t = t.UTC().Truncate(time.Microsecond)
	case layout.Float64:
		*layout.At[float64](p, 0) += 0 // -0 + 0 is 0
	case layout.Float32:
		*layout.At[float32](p, 0) += 0
	}
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
