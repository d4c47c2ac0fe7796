package form

import (
	"reflect"
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/validate"
)

// bind reads what was sent for a field, keeps it for the page, and returns what the Go field would hold.
func (c *control) bind(sent []string) (reflect.Value, *fault.Violation) {
	c.raw = ""
	if len(sent) > 0 {
		c.raw = sent[0]
	}
	if len(sent) > 1 {
		return reflect.Value{}, invalid("sent_twice", "must be sent only once")
	}
	if c.unfound != nil {
		return reflect.Value{}, c.unfound
	}
	typed, violation := c.clean(c.raw)
	if violation != nil {
		return reflect.Value{}, violation
	}
	if c.Widget != Checkbox && c.missing(typed) {
		if c.Required {
			return reflect.Value{}, required("is required")
		}
		return c.absent(), nil
	}
	v := reflect.New(c.base).Elem()
	if violation := c.parse(typed, v); violation != nil {
		return reflect.Value{}, violation
	}
	return c.wrap(v), c.judge(v)
}

// lineEnds undoes what browsers do to the line ends of what they send.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// clean refuses what is no text at all, and applies the normalisers. A choice is compared as it was sent.
func (c *control) clean(raw string) (string, *fault.Violation) {
	multiline := c.Widget == TextArea || c.Widget == Hidden
	if v, ok := validate.Text(raw, multiline); !ok {
		return "", &v
	}
	switch {
	case c.chooses():
		return raw, nil
	case c.kind != textKind:
		return strings.TrimSpace(raw), nil
	case multiline:
		raw = lineEnds.Replace(raw)
	}
	if c.Trim {
		raw = strings.TrimSpace(raw)
	}
	if c.Fold {
		raw = validate.Fold(raw)
	}
	return raw, nil
}

// missing reports whether a field was left empty. A required text of white space is missing too.
func (c *control) missing(typed string) bool {
	return typed == "" || c.Required && strings.TrimSpace(typed) == ""
}

// parse reads what was typed into a value of the base type.
func (c *control) parse(typed string, v reflect.Value) *fault.Violation {
	if c.chooses() && !c.offers(typed) {
		return invalid("choice", "must be one of the choices")
	}
	switch c.kind {
	case intKind:
		return c.parseInt(typed, v)
	case uintKind:
		return c.parseUint(typed, v)
	case floatKind:
		return c.parseFloat(typed, v)
	case boolKind:
		return c.parseBool(typed, v)
	case durationKind:
		return c.parseDuration(typed, v)
	case writtenKind:
		return c.parseWritten(typed, v)
	}
	v.SetString(typed)
	return nil
}

// offers reports whether a value is among the choices.
func (c *control) offers(value string) bool {
	for _, choice := range c.choices {
		if choice.Value == value {
			return true
		}
	}
	return false
}

// judge asks the rules, in order, until one does not hold.
func (c *control) judge(v reflect.Value) *fault.Violation {
	for _, rule := range c.rules {
		if violation, ok := rule.Judge(v.Addr().Interface()); !ok {
			return &violation
		}
	}
	return nil
}

func invalid(code, message string) *fault.Violation {
	return &fault.Violation{Kind: fault.Invalid, Code: code, Message: message}
}

func required(message string) *fault.Violation {
	return &fault.Violation{Kind: fault.NotNull, Code: "required", Message: message}
}
