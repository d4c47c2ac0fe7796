package form

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/rowankit/rowan/fault"
)

// AddViolations puts each violation beside the field it names, by its Go name or its HTML name, or at the top
// of the form when it names none that the form shows. Use it for what only the handler knows.
func (f *Form) AddViolations(violations ...fault.Violation) {
	for _, v := range violations {
		f.found = append(f.found, v)
		c := f.control(v.Field)
		switch {
		case c == nil && v.Field == "":
			f.top = append(f.top, capital(v.Message))
		case c == nil:
			f.top = append(f.top, label(v.Field)+" "+v.Message)
		case c.Widget == Hidden:
			f.top = append(f.top, c.Label+" "+v.Message)
		default:
			c.errors = append(c.errors, c.Label+" "+v.Message)
			if v.Code == "foreign_key" && c.source != nil {
				c.withdraw()
			}
		}
	}
}

// Fail shows what a failed write says of its fields, such as a unique value that is taken already. It reports
// false when err says nothing of the kind (nil included), and the caller should return err.
//
//	if err := save(&user); err != nil && !f.Fail(err) {
//		return err
//	}
func (f *Form) Fail(err error) bool {
	violations := fault.Violations(err)
	f.AddViolations(violations...)
	return len(violations) > 0
}

// Violations returns what was found, fields in the form's order and then what was added. The slice is a copy.
func (f *Form) Violations() []fault.Violation { return slices.Clone(f.found) }

// control finds a field by its Go name or its HTML name; nil when the form has none.
func (f *Form) control(name string) *control {
	for _, c := range f.controls {
		if name == c.Field || name == c.Name {
			return c
		}
	}
	return nil
}

// capital returns a sentence fragment with its first letter in upper case.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}
