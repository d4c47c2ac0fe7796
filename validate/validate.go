// Package validate holds rules that judge one value, and says with a code and a sentence what a value
// breaks.
//
// A rule knows nothing of models, forms or databases, so one rule serves them all: orm asks it before a
// write, a form asks it before it shows a value as accepted. It imports only the standard library, fault,
// and golang.org/x for internationalised domain names and Unicode folding.
//
//	rule := validate.MaxLen(100)
//	if v, holds := rule.Judge(&user.Name); !holds {
//		fmt.Println("Name", v.Message) // Name must be at most 100 characters
//	}
//
// Violations carry these codes: too_short, too_long, out_of_range, pattern, choice, not_an_email, not_a_url,
// invalid_text, control_characters, wrong_type, and whatever code a Func was given.
package validate

import (
	"reflect"

	"github.com/rowankit/rowan/fault"
)

// Rule judges values of one type. It is immutable, so goroutines may share it. The zero Rule judges no type:
// Type returns nil, every value holds, and a definition should refuse it.
type Rule struct {
	typ       reflect.Type
	number    bool // judges every integer and float, whatever typ is
	check     func(v any) verdict
	violation fault.Violation
}

// verdict is what a check says of a value.
type verdict uint8

const (
	foreign verdict = iota // not a value of the check's own type
	holds
	fails
)

// Func returns a rule of one's own. The violation carries code ("even_number") and message, a sentence
// without the field's name ("must be even"). holds is called by many goroutines at once, never for an
// absent value. Func panics when an argument is empty, so that a mistake shows at start-up.
func Func[T any](code, message string, holds func(T) bool) Rule {
	if code == "" || message == "" || holds == nil {
		panic("validate: Func needs a code, a message and a function")
	}
	return newRule(fault.Violation{Kind: fault.Invalid, Code: code, Message: message}, holds)
}

// newRule makes a rule for T from a function.
func newRule[T any](v fault.Violation, accept func(T) bool) Rule {
	return Rule{typ: reflect.TypeFor[T](), violation: v, check: func(v any) verdict {
		switch v := v.(type) {
		case T:
			return verdictOf(accept(v))
		case *T:
			if v == nil {
				return holds
			}
			return verdictOf(accept(*v))
		}
		return foreign
	}}
}

func verdictOf(ok bool) verdict {
	if ok {
		return holds
	}
	return fails
}

// Judge reports whether v holds, and if not, what it breaks; the violation names no field, for a rule knows
// none. v is a T or a *T, where a pointer spares an allocation; nil and a nil pointer are absent values,
// which hold. A type whose underlying kind is that of T ("type Plan string" for a rule of string) is
// converted. Any other type is refused with the code wrong_type: nothing passes unjudged.
func (r Rule) Judge(v any) (fault.Violation, bool) {
	if r.check == nil {
		return fault.Violation{}, true
	}
	said := r.check(v)
	if said == foreign {
		said = r.checkConverted(v)
	}
	switch said {
	case holds:
		return fault.Violation{}, true
	case fails:
		return r.violation, false
	}
	return fault.Violation{Kind: fault.Invalid, Code: "wrong_type", Message: "has a type that its rule cannot judge"}, false
}

// checkConverted judges a value whose type differs from the rule's in name only.
func (r Rule) checkConverted(v any) verdict {
	rv := reflect.ValueOf(v)
	if !rv.IsValid() {
		return holds
	}
	if !r.Judges(rv.Type()) {
		return foreign
	}
	if rv.Kind() == reflect.Pointer {
		if rv.IsNil() {
			return holds
		}
		rv = rv.Elem()
	}
	if r.number {
		return r.check(wide(rv))
	}
	return r.check(rv.Convert(r.typ).Interface())
}

// Type returns the type of value that the rule judges, nil for the zero Rule. For Min, Max and Between it is
// the type of the bound, though they judge every number; Judges is what a definition should ask.
func (r Rule) Type() reflect.Type { return r.typ }

// Code returns the code that the rule's violations carry, empty for the zero Rule. A form tells by it that a
// text is an address.
func (r Rule) Code() string { return r.violation.Code }

// Judges reports whether the rule can judge values of type t, or of what t points to: t is the rule's type,
// or has the same underlying type, or both are numbers and the rule is one about numbers.
func (r Rule) Judges(t reflect.Type) bool {
	if r.typ == nil || t == nil {
		return false
	}
	if t.AssignableTo(r.typ) {
		return true
	}
	if t.Kind() == reflect.Pointer && t.Name() == "" {
		t = t.Elem()
	}
	if r.number {
		return isNumber(t.Kind())
	}
	return t.AssignableTo(r.typ) || t.Kind() == r.typ.Kind() && t.ConvertibleTo(r.typ)
}
