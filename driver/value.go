package driver

import (
	"fmt"
	"math"
	"time"

	"github.com/rowankit/rowan/fault"
)

// Kind is the kind of a Value.
type Kind uint8

// The kinds of values. Null is the zero value.
const (
	Null Kind = iota
	Bool
	Int
	Float
	Text
	Bytes
	Time
	UUID
	Decimal
	List
)

// Value is one value on its way to a database: a union without an allocation. The zero value is NULL.
type Value struct {
	kind  Kind
	scale uint8
	bits  uint64
	text  string
	bytes *[]byte
	list  *[]Value
}

// BoolValue returns a truth value.
func BoolValue(b bool) Value {
	v := Value{kind: Bool}
	if b {
		v.bits = 1
	}
	return v
}

// IntValue returns a whole number.
func IntValue(n int64) Value { return Value{kind: Int, bits: uint64(n)} }

// FloatValue returns a floating-point number.
func FloatValue(f float64) Value { return Value{kind: Float, bits: math.Float64bits(f)} }

// TextValue returns a text.
func TextValue(s string) Value { return Value{kind: Text, text: s} }

// BytesValue returns the bytes that b points to, shared with the caller. A nil slice is an empty value, not
// NULL. The pointer, which is not nil, spares an allocation where the slice lies in a struct already.
func BytesValue(b *[]byte) Value { return Value{kind: Bytes, bytes: b} }

// TimeValue returns an instant as microseconds since 1970.
func TimeValue(micros int64) Value { return Value{kind: Time, bits: uint64(micros)} }

// UUIDValue returns a universally unique identifier (RFC 9562).
func UUIDValue(u [16]byte) Value { return Value{kind: UUID, text: string(u[:])} }

// DecimalValue returns the number unscaled / 10^scale, of at most 18 digits.
func DecimalValue(unscaled int64, scale uint8) Value {
	return Value{kind: Decimal, bits: uint64(unscaled), scale: scale}
}

// ListValue returns a list of values of one kind: a packed list of a condition, an array, or the values that many
// rows have in one column, which may be NULL and lists themselves.
func ListValue(values []Value) Value { return Value{kind: List, list: &values} }

// ValuesOf returns the elements of an array that stands in a definition as a constant: bool, int64, float64, string or
// time.Time. Any other is an error of the kind Invalid.
func ValuesOf(elements []any) ([]Value, error) {
	values := make([]Value, len(elements))
	for i, e := range elements {
		switch e := e.(type) {
		case bool:
			values[i] = BoolValue(e)
		case int64:
			values[i] = IntValue(e)
		case float64:
			values[i] = FloatValue(e)
		case string:
			values[i] = TextValue(e)
		case time.Time:
			values[i] = TimeValue(e.UnixMicro())
		default:
			return nil, fault.New(fault.Invalid, fmt.Sprintf("driver: no element of type %T in an array", e))
		}
	}
	return values, nil
}

// Kind returns the kind.
func (v Value) Kind() Kind { return v.kind }

// Int returns a whole number, microseconds of a time, 1 and 0 of a truth value, or a decimal without its point.
func (v Value) Int() int64 { return int64(v.bits) }

// Scale returns how many digits of a decimal stand behind the point.
func (v Value) Scale() int { return int(v.scale) }

// Float returns a floating-point number.
func (v Value) Float() float64 { return math.Float64frombits(v.bits) }

// Text returns a text, or the 16 bytes of a UUID.
func (v Value) Text() string { return v.text }

// Bytes returns bytes, still shared.
func (v Value) Bytes() []byte {
	if v.bytes == nil {
		return nil
	}
	return *v.bytes
}

// List returns the elements of a list.
func (v Value) List() []Value {
	if v.list == nil {
		return nil
	}
	return *v.list
}

// Any returns the value as Go's own type, for logs and messages: nil, bool, int64, float64, string, []byte,
// time.Time or []any. A UUID and a decimal are texts there.
func (v Value) Any() any {
	switch v.kind {
	case Bool:
		return v.bits != 0
	case Int:
		return v.Int()
	case Float:
		return v.Float()
	case Text:
		return v.text
	case Bytes:
		return v.Bytes()
	case Time:
		return time.UnixMicro(v.Int()).UTC()
	case UUID:
		return uuidText(v.text)
	case Decimal:
		return decimalText(v.Int(), v.Scale())
	case List:
		all := make([]any, len(v.List()))
		for i, e := range v.List() {
			all[i] = e.Any()
		}
		return all
	}
	return nil
}
