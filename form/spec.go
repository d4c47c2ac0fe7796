package form

import (
	"context"
	"reflect"

	"github.com/rowankit/rowan/validate"
)

// Spec is the definition of one field as plain data. Field builds one from a pointer; whatever knows fields
// from elsewhere, such as a model, fills it in by itself. NewFieldset checks it.
type Spec struct {
	// Field is the Go name ("Email"), by which violations name it; required, unique within the form. Fields of
	// a nested struct are written with dots.
	Field string
	// Name is the HTML name; empty means Field in snake case ("created_at"). Letters, digits and underscores.
	Name string
	// Type is the type of the Go field: a string, an integer, a float, a bool, a type made from one, a
	// time.Duration, a type that marshals itself as text and back (encoding.TextMarshaler and TextUnmarshaler, such
	// as a UUID or a decimal), a pointer to any of these, or a sql.Null of one.
	Type reflect.Type
	// At returns the field inside an object (the pointer that New was given), settable and of type Type. Nil
	// means that Field is the path from a pointer to a struct.
	At func(object any) reflect.Value
	// Label is the text before the field; empty means Field as words ("Created At").
	Label string
	// Help is a sentence below the field; empty for none.
	Help string
	// Widget is how the field is shown; Auto lets Type decide.
	Widget Widget
	// Required refuses an empty field. On a checkbox it means that it has to be ticked. A number that cannot
	// be nil must be required: an empty field is not zero.
	Required bool
	// Size is the most characters a text may have; 0 is no limit.
	Size int
	// Min and Max bound a number, both included; nil is no bound. Any integer or float type will do.
	Min, Max any
	// Precision and Scale are of a decimal that marshals itself: how many digits it has at most, and how many of
	// them behind the point. With Precision 0 the type alone judges its text.
	Precision, Scale int
	// Trim removes white space from both ends of a text, Fold makes it what validate.Fold returns.
	Trim, Fold bool
	// Default is what a form made by Blank shows; nil for nothing. It has the type that Type holds.
	Default any
	// Rules judge a value that is present, in order, until one does not hold.
	Rules []validate.Rule
	// Choices returns the only values that are accepted. It is called once per form, with the request's context.
	Choices func(ctx context.Context) ([]Choice, error)
	// Source is where the only values come from that are accepted, when they may be many. Set one of the two.
	Source Source
	// Several makes the field one that holds any number of its choices; Type, and what else judges a value, is then left
	// out. Nil for one value.
	Several *SeveralSpec
	// Rows makes the field a list of sub-forms; only Field, Name, Label, Help and Required are said besides. Nil for none.
	Rows *RowsSpec

	misused []string // words that were said and do not fit
}

// Choice is one entry of a Select: the text that is sent, which is the value as the field would show it, and
// the text that a person reads.
type Choice struct{ Value, Label string }
