package form

import (
	"fmt"
	"math"
	"reflect"
	"strings"

	"github.com/rowankit/rowan/validate"
)

// compile completes a spec, and says what is wrong with it and what to write instead.
func compile(spec Spec) (*field, []string) {
	f := &field{Spec: spec}
	f.kind, f.shape, f.base = kindOf(spec.Type)
	f.complete()
	switch {
	case f.Rows != nil:
		return f, append(append(f.misused, f.checkName()...), f.checkRows()...)
	case f.Several != nil:
		return f, append(append(f.misused, f.checkName()...), f.checkSeveral()...)
	}
	if f.kind == noKind {
		return f, []string{fmt.Sprintf("a form cannot show %v; it shows text, numbers, bools, durations, types that marshal themselves as text, and pointers to them", spec.Type)}
	}
	wrong := append(f.misused, f.checkName()...)
	wrong = append(wrong, f.checkWidget()...)
	wrong = append(wrong, f.checkText()...)
	wrong = append(wrong, f.checkNumber()...)
	wrong = append(wrong, f.checkDefault()...)
	return f, append(wrong, f.checkRules()...)
}

// complete fills in what follows from the Go name.
func (f *field) complete() {
	if f.Name == "" {
		f.Name = htmlName(f.Field)
	}
	if f.Label == "" {
		f.Label = label(f.Field)
		if f.Source != nil {
			f.Label = strings.TrimSuffix(f.Label, " ID") // a person chooses a user, not its id
		}
	}
	if f.At == nil {
		path := strings.Split(f.Field, ".")
		f.At = func(object any) reflect.Value {
			v := reflect.ValueOf(object).Elem()
			for _, name := range path {
				v = v.FieldByName(name)
			}
			return v
		}
	}
}

func (f *field) checkName() []string {
	odd := func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_')
	}
	switch {
	case f.Field == "":
		return []string{"a field needs its Go name"}
	case f.Name == TokenField:
		return []string{"the HTML name " + TokenField + " belongs to the token; set another with Name"}
	case f.Name == wasField:
		return []string{"the HTML name " + wasField + " belongs to Guard; set another with Name"}
	case strings.ContainsFunc(f.Name, odd):
		return []string{fmt.Sprintf("the HTML name %q may hold ASCII letters, digits and underscores only; set another with Name", f.Name)}
	}
	return nil
}

func (f *field) checkWidget() []string {
	if f.Widget == Auto {
		f.Widget = widgetOf(f)
	}
	if f.Widget == Select && !f.chooses() && f.kind == boolKind {
		f.Choices = yesNo
		f.Required = f.Required || f.shape == plain
	}
	switch {
	case f.Widget >= Checkboxes:
		return []string{fmt.Sprintf("the widget %s is for what Several and List declare", f.Widget)}
	case !f.Widget.suits(f.kind):
		return []string{fmt.Sprintf("the widget %s cannot show %s", f.Widget, f.Type)}
	case f.Choices != nil && f.Source != nil:
		return []string{"has choices twice; say one of Choices, ChoicesFrom and ChoicesOf"}
	case f.Widget == Select && !f.chooses():
		return []string{"a Select needs choices; say Choices, ChoicesFrom or ChoicesOf"}
	case f.chooses() && f.Widget != Select && f.Widget != Hidden:
		return []string{fmt.Sprintf("choices are shown by a Select, not by %s", f.Widget)}
	}
	return nil
}

func (f *field) checkText() []string {
	var wrong []string
	refuse := func(said bool, word string) {
		if said && f.kind != textKind {
			wrong = append(wrong, fmt.Sprintf("%s is for text, not for %s", word, f.Type))
		}
	}
	refuse(f.Size != 0, "Size")
	refuse(f.Trim, "Trim")
	refuse(f.Fold, "Fold")
	if f.Precision != 0 || f.Scale != 0 {
		wrong = append(wrong, f.checkPrecision()...)
	}
	switch {
	case f.Size < 0:
		return append(wrong, fmt.Sprintf("Size(%d) must be positive", f.Size))
	case f.Size > 0 && len(wrong) == 0:
		f.rules = append(f.rules, validate.MaxLen(f.Size))
	}
	return wrong
}

func (f *field) checkNumber() []string {
	number := f.kind != textKind && f.kind != boolKind && f.kind != writtenKind
	if f.kind == writtenKind && f.shape == plain {
		f.Required = f.Required || !f.chooses()
	}
	if number && f.shape == plain && !f.Required {
		return []string{fmt.Sprintf("a number that may be left empty needs to hold nothing; make it *%s", f.Type)}
	}
	if f.Min == nil && f.Max == nil {
		return nil
	}
	if !number {
		return []string{fmt.Sprintf("Min and Max are for numbers, not for %s; MinLen and MaxLen count characters", f.Type)}
	}
	span, err := validate.Range(f.Min, f.Max)
	if err != nil {
		return []string{strings.TrimPrefix(err.Error(), "validate: ")}
	}
	f.span = &span
	f.rules = append(f.rules, span)
	return nil
}

// checkDefault accepts a default that its base type holds without loss.
func (f *field) checkDefault() []string {
	if f.Default == nil {
		return nil
	}
	v := reflect.ValueOf(f.Default)
	if k, s, _ := kindOf(v.Type()); s == plain && fits(v, k, f) {
		return nil
	}
	return []string{fmt.Sprintf("the default %v (%T) does not fit %s", f.Default, f.Default, f.base)}
}

// fits reports whether the field's base type holds a default, given its kind, without loss.
func fits(v reflect.Value, k kind, f *field) bool {
	zero := reflect.Zero(f.base)
	switch {
	case k != intKind && k != uintKind:
		return k == f.kind && (k != writtenKind || v.Type() == f.base)
	case f.kind == intKind && k == intKind:
		return !zero.OverflowInt(v.Int())
	case f.kind == intKind:
		return v.Uint() <= math.MaxInt64 && !zero.OverflowInt(int64(v.Uint()))
	case f.kind == uintKind && k == uintKind:
		return !zero.OverflowUint(v.Uint())
	case f.kind == uintKind:
		return v.Int() >= 0 && !zero.OverflowUint(uint64(v.Int()))
	}
	return f.kind == floatKind
}

func (f *field) checkRules() []string {
	var wrong []string
	for i, r := range f.Rules {
		switch {
		case r.Type() == nil:
			wrong = append(wrong, fmt.Sprintf("rule %d of Valid is the zero Rule, which judges nothing", i+1))
		case !r.Judges(f.base):
			wrong = append(wrong, fmt.Sprintf("rule %d of Valid judges %s, not %s", i+1, r.Type(), f.base))
		}
	}
	f.rules = append(f.rules, f.Rules...)
	return wrong
}
