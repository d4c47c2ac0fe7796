package orm

import (
	sqldriver "database/sql/driver"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"

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
	case layout.Time:
		return c.timeValue(*layout.At[time.Time](p, 0))
	case layout.Own:
		return c.ownValue(p)
	}
	return scalarValue(c.value.Kind, p)
}

// scalarValue reads the kinds that every column of theirs stores alike.
func scalarValue(k layout.Kind, p layout.Pointer) (driver.Value, error) {
	switch k {
	case layout.Bool:
		return driver.BoolValue(*layout.At[bool](p, 0)), nil
	case layout.Int8:
		return driver.IntValue(int64(*layout.At[int8](p, 0))), nil
	case layout.Int16:
		return driver.IntValue(int64(*layout.At[int16](p, 0))), nil
	case layout.Int32:
		return driver.IntValue(int64(*layout.At[int32](p, 0))), nil
	case layout.Int64:
		return driver.IntValue(*layout.At[int64](p, 0)), nil
	case layout.Uint8:
		return driver.IntValue(int64(*layout.At[uint8](p, 0))), nil
	case layout.Uint16:
		return driver.IntValue(int64(*layout.At[uint16](p, 0))), nil
	case layout.Uint32:
		return driver.IntValue(int64(*layout.At[uint32](p, 0))), nil
	case layout.Uint64:
		return uintValue(*layout.At[uint64](p, 0))
	case layout.Float32:
		return floatValue(float64(*layout.At[float32](p, 0)))
	case layout.Float64:
		return floatValue(*layout.At[float64](p, 0))
	case layout.Bytes:
		return driver.BytesValue(layout.At[[]byte](p, 0)), nil
	}
	return driver.Value{}, refuse(fault.Unsupported, "unsupported", "has a type that no column holds")
}

// refuse makes an error that carries a violation, whose field its caller fills in.
func refuse(kind fault.Kind, code, message string) error {
	return &refusedValue{fault.Violation{Kind: kind, Code: code, Message: message}}
}

// refusedValue is a value that no database may get.
type refusedValue struct{ violation fault.Violation }

func (r *refusedValue) Error() string { return r.violation.Message }

func textValue(s string) (driver.Value, error) {
	switch {
	case !utf8.ValidString(s):
		return driver.Value{}, refuse(fault.Invalid, "invalid_text", "must be valid UTF-8 text")
	case strings.IndexByte(s, 0) >= 0:
		return driver.Value{}, refuse(fault.Invalid, "control_characters", "must not contain NUL characters")
	}
	return driver.TextValue(s), nil
}

func uintValue(n uint64) (driver.Value, error) {
	if n > math.MaxInt64 {
		return driver.Value{}, refuse(fault.OutOfRange, "out_of_range", fmt.Sprintf("must be at most %d", int64(math.MaxInt64)))
	}
	return driver.IntValue(int64(n)), nil
}

func floatValue(f float64) (driver.Value, error) {
	switch {
	case math.IsNaN(f):
		return driver.Value{}, refuse(fault.OutOfRange, "out_of_range", "must be a number, not NaN")
	case math.IsInf(f, 0):
		return driver.Value{}, refuse(fault.OutOfRange, "out_of_range", "must be a finite number")
	}
	return driver.FloatValue(f + 0), nil
}

// The years that every database holds.
var (
	firstTime = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	lastTime  = time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC).UnixMicro()
)

func timeValue(t time.Time) (driver.Value, error) {
	if y := t.UTC().Year(); y < 1 || y > 9999 {
		return driver.Value{}, refuse(fault.OutOfRange, "out_of_range", "must lie between the years 1 and 9999")
	}
	return driver.TimeValue(t.UnixMicro()), nil
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
