package form

import (
	"encoding"
	"reflect"
	"strings"
	"time"

	"github.com/rowankit/rowan/fault"
)

// This file is about types that are written as text in a way of their own: durations, and whatever marshals itself
// as text and back, such as UUIDs and decimals.

var (
	durationType    = reflect.TypeFor[time.Duration]()
	timeType        = reflect.TypeFor[time.Time]()
	marshalerType   = reflect.TypeFor[encoding.TextMarshaler]()
	unmarshalerType = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// isWritten tells a type that marshals itself. A time does so too, but not in a form that people type.
func isWritten(t reflect.Type) bool {
	return t != timeType && t.Implements(marshalerType) && reflect.PointerTo(t).Implements(unmarshalerType)
}

// parseDuration reads a duration as Go writes it.
func (c *control) parseDuration(typed string, v reflect.Value) *fault.Violation {
	d, err := time.ParseDuration(strings.ReplaceAll(typed, " ", ""))
	if err != nil {
		return invalid("not_a_duration", "must be a duration such as 1h30m or 45s")
	}
	v.SetInt(int64(d))
	return nil
}

// parseWritten lets the type read its own text. Its error is not shown: it was written for programmers.
func (c *control) parseWritten(typed string, v reflect.Value) *fault.Violation {
	if c.Precision > 0 {
		if violation := c.checkDecimal(typed); violation != nil {
			return violation
		}
	}
	if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(typed)); err != nil {
		return invalid("invalid", "is not written as it should be")
	}
	return nil
}

// formatWritten writes a value as its type does. A type that cannot write its own value shows nothing.
func formatWritten(v reflect.Value) string {
	text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
	if err != nil {
		return ""
	}
	return string(text)
}
