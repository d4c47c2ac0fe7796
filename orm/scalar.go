package orm

import (
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// scalarValue reads the kinds that every column of theirs stores alike. It keeps nothing of p, so that what a
// condition is given stays on the stack.
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

// timeValue takes the years that every database holds.
func timeValue(t time.Time) (driver.Value, error) {
	if y := t.UTC().Year(); y < 1 || y > 9999 {
		return driver.Value{}, refuse(fault.OutOfRange, "out_of_range", "must lie between the years 1 and 9999")
	}
	return driver.TimeValue(t.UnixMicro()), nil
}
