package form

import (
	"reflect"

	"github.com/rowankit/rowan/fault"
)

// parseBool reads yes or no. A checkbox that is not ticked sends nothing, which is no.
func (c *control) parseBool(typed string, v reflect.Value) *fault.Violation {
	switch {
	case isYes(typed):
		v.SetBool(true)
		return nil
	case !isNo(typed):
		return invalid("not_a_bool", "must be yes or no")
	case c.Widget == Checkbox && c.Required:
		return required("must be ticked")
	}
	return nil
}

func isYes(s string) bool { return s == "on" || s == "true" || s == "1" || s == "yes" }

func isNo(s string) bool {
	return s == "" || s == "off" || s == "false" || s == "0" || s == "no" || s == "n"
}
