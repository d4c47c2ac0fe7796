package orm

import (
	"bytes"
	sqldriver "database/sql/driver"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/canon"
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
// definition says, times in UTC at microseconds, negative zero as zero, JSON text in its one form. A pointer gets a new
// value to point to, and a slice a new array: others may hold the old one.
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
	case layout.Raw:
		raw := *layout.At[json.RawMessage](p, 0)
		if n, err := canonical(raw, canon.Anything); err == nil && !bytes.Equal(n, raw) {
			*layout.At[json.RawMessage](c.renewed(obj, p), 0) = n
		}
	case layout.Array:
		c.normalizeArray(obj, p)
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
	fresh := newElem(c.value)
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
	case layout.UUID:
		return c.uuidValue(*layout.At[[16]byte](p, 0))
	case layout.Raw:
		return rawValue(*layout.At[json.RawMessage](p, 0))
	case layout.Any:
		return jsonValue(p.Interface(c.value.Elem))
	case layout.Array:
		return arrayValue(c.value, p)
	}
	return scalarValue(c.value.Kind, p)
}

func (c *column) timeValue(t time.Time) (driver.Value, error) {
	v, err := timeValue(t)
	if c.auto != nil && t.IsZero() {
		return v, errRequired
	}
	if err == nil && c.typ.Kind == schema.Micros {
		return driver.IntValue(v.Int()), nil
	}
	return v, err
}

func (c *column) uuidValue(u [16]byte) (driver.Value, error) {
	if c.auto != nil && u == [16]byte{} {
		return driver.Value{}, errRequired
	}
	return driver.UUIDValue(u), nil
}

var errRequired = refuse(fault.NotNull, "required", "is required")

// fit turns a value into what the column stores: a time into whole microseconds, and what a type's own Value gives into
// a decimal, a UUID or JSON. An error says why it cannot be.
func (c *column) fit(v driver.Value) (driver.Value, error) {
	switch c.typ.Kind {
	case schema.Micros:
		if v.Kind() == driver.Time {
			return driver.IntValue(v.Int()), nil
		}
	case schema.Decimal:
		return exactly(v, c.typ)
	case schema.UUID:
		if c.value.Kind == layout.Own {
			return asUUID(v)
		}
	case schema.JSON:
		return asJSON(v)
	}
	return v, nil
}

// exacting tells a column that does not store every value as it is given.
func (c *column) exacting() bool {
	switch c.typ.Kind {
	case schema.Micros, schema.Decimal, schema.JSON, schema.Array:
		return true
	case schema.UUID:
		return c.value.Kind == layout.Own
	}
	return false
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
	if err == nil {
		value, err = c.fit(value)
	}
	if err == nil && !fits(value.Kind(), c.typ.Kind) {
		return value, refuse(fault.Invalid, "invalid", fmt.Sprintf("gives a %T, and the column stores %s", v, c.typ.Kind))
	}
	return value, err
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
		return k == schema.Text || k == schema.JSON
	case driver.Bytes:
		return k == schema.Bytes
	case driver.Time:
		return k == schema.Time || k == schema.Micros
	case driver.UUID:
		return k == schema.UUID
	case driver.Decimal:
		return k == schema.Decimal
	case driver.List:
		return k == schema.Array
	}
	return false
}
