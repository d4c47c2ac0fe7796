package form

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rowankit/rowan/fault"
)

// AddViolations puts each violation beside the field it names, by its Go name or its HTML name, or at the top
// of the form when it names none that the form shows. Use it for what only the handler knows.
func (f *Form) AddViolations(violations ...fault.Violation) {
	for _, v := range violations {
		f.found = append(f.found, v)
		c, r := f.find(v.Field)
		f.beside(c, r, v)
	}
}

// AddRowViolations is AddViolations for a row of a list, given by the pointer to it: each violation is put beside the field
// of the row that it names, or at the top of the row. It reports false, and does nothing, when no list of the form shows
// the row.
func (f *Form) AddRowViolations(object any, violations ...fault.Violation) bool {
	for _, c := range f.controls {
		for _, r := range c.rows.shown {
			if r.Object == nil || r.Object != object {
				continue
			}
			for _, v := range violations {
				inner := findIn(r.controls, v.Field)
				v.Field = strings.TrimSuffix(r.path+"."+v.Field, ".")
				f.found = append(f.found, v)
				f.beside(inner, r, v)
			}
			return true
		}
	}
	return false
}

// beside shows a violation where it belongs: beside its field, or on top of its row or of the form.
func (f *Form) beside(c *control, r *row, v fault.Violation) {
	top := &f.top
	if r != nil {
		top = &r.errors
	}
	switch {
	case c == nil && (v.Field == "" || r != nil && v.Field == r.path):
		*top = append(*top, capital(v.Message))
	case c == nil:
		name := v.Field
		if r != nil {
			name = strings.TrimPrefix(strings.TrimPrefix(name, r.path+"."), r.name+".")
		}
		*top = append(*top, label(name)+" "+v.Message)
	case c.Widget == Hidden:
		*top = append(*top, c.Label+" "+v.Message)
	default:
		c.errors = append(c.errors, c.Label+" "+v.Message)
		if v.Code == "foreign_key" && c.source != nil {
			c.withdraw()
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

// Violations returns what was found, fields in the form's order and then what was added; a field of a row is named
// with its list and its place, "Datasets.0.Name". The slice is a copy.
func (f *Form) Violations() []fault.Violation { return slices.Clone(f.found) }

// find looks for a field, or a row, by its Go name or its HTML name; both are nil when the form has none.
func (f *Form) find(name string) (*control, *row) {
	if c := findIn(f.controls, name); c != nil {
		return c, nil
	}
	for _, c := range f.controls {
		for _, r := range c.rows.shown {
			for _, prefix := range []string{r.path, r.name} {
				if rest, ok := strings.CutPrefix(name, prefix); ok && (rest == "" || rest[0] == '.') {
					return findIn(r.controls, strings.TrimPrefix(rest, ".")), r
				}
			}
		}
	}
	return nil, nil
}

// control finds a field by its Go name or its HTML name; nil when the form has none.
func (f *Form) control(name string) *control {
	c, _ := f.find(name)
	return c
}

// findIn finds a field among some.
func findIn(controls []*control, name string) *control {
	for _, c := range controls {
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
