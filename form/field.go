package form

import (
	"context"
	"slices"

	"github.com/rowankit/rowan/validate"
)

// Field adjusts one field while a form is being defined, with the words that models use. Its methods return
// it, so that they chain; mistakes are collected and reported by the definition. It is not meant to be kept.
type Field struct {
	spec    Spec
	decided bool // Required or Optional was said
}

// NewField returns a field that starts as spec, for packages that know more of a field than its pointer.
func NewField(spec Spec) *Field {
	spec.Rules = slices.Clone(spec.Rules)
	return &Field{spec: spec, decided: true}
}

// Spec returns what has been said of the field.
func (f *Field) Spec() Spec {
	spec := f.spec
	spec.Rules = slices.Clone(spec.Rules)
	spec.misused = slices.Clone(spec.misused)
	return spec
}

// Name sets the HTML name, which is otherwise the Go name in snake case.
func (f *Field) Name(name string) *Field { f.spec.Name = name; return f }

// Label sets the text before the field, which is otherwise made from the Go name.
func (f *Field) Label(text string) *Field { f.spec.Label = text; return f }

// Help sets a sentence below the field.
func (f *Field) Help(text string) *Field { f.spec.Help = text; return f }

// As sets the widget, which is otherwise chosen by the type.
func (f *Field) As(w Widget) *Field { f.spec.Widget = w; return f }

// Size sets the most characters that a text may have.
func (f *Field) Size(n int) *Field { f.spec.Size = n; return f }

// Trim removes white space from both ends of a text before it is checked and written.
func (f *Field) Trim() *Field { f.spec.Trim = true; return f }

// Fold writes a text without regard to case, as validate.Fold does.
func (f *Field) Fold() *Field { f.spec.Fold = true; return f }

// Required refuses an empty field, and a checkbox that is not ticked. Text and numbers that cannot be nil are
// required unless Optional is said.
func (f *Field) Required() *Field { f.spec.Required, f.decided = true, true; return f }

// Optional accepts an empty text.
func (f *Field) Optional() *Field { f.spec.Required, f.decided = false, true; return f }

// Default sets what a form made by Blank shows.
func (f *Field) Default(v any) *Field { f.spec.Default = v; return f }

// Decimal says how many digits a number that marshals itself as text has at most, and how many of them stand behind
// the point.
func (f *Field) Decimal(precision, scale int) *Field {
	f.spec.Precision, f.spec.Scale = precision, scale
	return f
}

// Min sets the least number, of any integer or float type.
func (f *Field) Min(n any) *Field { f.spec.Min = n; return f }

// Max sets the greatest number, of any integer or float type.
func (f *Field) Max(n any) *Field { f.spec.Max = n; return f }

// Valid adds rules. They are asked in order, of values that are present.
func (f *Field) Valid(rules ...validate.Rule) *Field {
	f.spec.Rules = append(f.spec.Rules, rules...)
	return f
}

// Choices sets the values that are accepted, when they are always the same. The slice is copied.
func (f *Field) Choices(choices ...Choice) *Field {
	choices = slices.Clone(choices)
	return f.ChoicesFrom(func(context.Context) ([]Choice, error) { return choices, nil })
}

// ChoicesFrom sets a function that fetches the values that are accepted, once per form. Many goroutines may
// call it at once; a form does not change what it returns.
func (f *Field) ChoicesFrom(fetch func(ctx context.Context) ([]Choice, error)) *Field {
	f.spec.Choices = fetch
	return f
}
