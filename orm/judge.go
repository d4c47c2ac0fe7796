package orm

import (
	"errors"
	"unicode/utf8"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/validate"
)

// take normalizes the object's value, judges it, and returns it for the database.
func (c *column) take(obj layout.Pointer) (v driver.Value, violation fault.Violation, bad bool) {
	c.normalize(obj)
	v, err := c.encode(obj)
	if err != nil {
		return v, c.violation(err), true
	}
	if c.plain || v.Kind() == driver.Null {
		return v, violation, false
	}
	violation, bad = c.rule(obj, v)
	return v, violation, bad
}

// judge says what is wrong with the object's value.
func (c *column) judge(obj layout.Pointer) (fault.Violation, bool) {
	_, violation, bad := c.take(obj)
	return violation, bad
}

// rule holds a present value to the column's size, bounds and rules.
func (c *column) rule(obj layout.Pointer, v driver.Value) (fault.Violation, bool) {
	if v.Kind() == driver.Text {
		s := v.Text()
		if n := c.typ.Size; n > 0 && c.enum == nil && len(s) > n && utf8.RuneCountInString(s) > n {
			violation, _ := validate.MaxLen(n).Judge(s)
			return c.named(violation), true
		}
		if c.required && s == "" {
			return c.named(fault.Violation{Kind: fault.NotNull, Code: "required", Message: "is required"}), true
		}
		if c.optional && s == "" {
			return fault.Violation{}, false // left empty: there is nothing to judge
		}
	}
	switch {
	case v.Kind() == driver.Bytes && c.typ.Size > 0 && len(v.Bytes()) > c.typ.Size:
		return c.named(fault.Violation{Kind: fault.TooLong, Code: "too_long", Message: "must be at most " + c.sizeText()}), true
	case c.limits != nil && !c.limits.hold(v):
		return c.named(fault.Violation{Kind: fault.OutOfRange, Code: "out_of_range", Message: c.limits.message}), true
	case len(c.rules) == 0 && !c.bounded:
		return fault.Violation{}, false
	}
	p, _ := c.at(obj)
	value := p.Interface(c.value.Elem)
	if c.bounded && c.limits == nil {
		if violation, ok := c.bounds.Judge(value); !ok {
			return c.named(violation), true
		}
	}
	for _, r := range c.rules {
		if violation, ok := r.Judge(value); !ok {
			return c.named(violation), true
		}
	}
	return fault.Violation{}, false
}

func (c *column) named(v fault.Violation) fault.Violation {
	v.Field = c.shown()
	return v
}

// violation turns an error of encode into one of the field's.
func (c *column) violation(err error) fault.Violation {
	if r, ok := errors.AsType[*refusedValue](err); ok {
		return c.named(r.violation)
	}
	return c.named(fault.Violation{Kind: fault.Invalid, Code: "invalid", Message: err.Error()})
}

// values appends the values of the columns for one object, after holding all of them to their rules.
func (m *mapper) values(dst []driver.Value, obj layout.Pointer, columns []*column) ([]driver.Value, error) {
	var violations []fault.Violation
	if m.deferred != nil {
		if err := m.takeDeferred(obj, columns, true); err != nil {
			return dst, err
		}
	}
	for _, c := range columns {
		v, violation, bad := c.take(obj)
		if bad && !c.hidden() { // a hidden column repeats what its visible one says
			violations = append(violations, violation)
		}
		dst = append(dst, v)
	}
	if violations != nil {
		return dst, fault.Refuse(m.name, violations...)
	}
	return dst, nil
}
