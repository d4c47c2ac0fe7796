package form

import (
	"slices"

	"github.com/rowankit/rowan/validate"
)

// Widget is how a field is shown. The zero value lets the field's type decide: text, numbers by their kind, a
// checkbox for a bool, a select for whatever has choices and for a bool that may be absent, and what nothing else can show by
// the widget of its own.
type Widget uint8

// The widgets. None of them makes a browser refuse what it thinks is wrong: the server says it better.
const (
	Auto       Widget = iota // chosen by the field's type
	Text                     // one line of text
	Email                    // one line, with the keyboard and the completion for addresses; UTF-8 allowed
	Whole                    // a whole number
	Decimal                  // a number with a fraction
	Checkbox                 // yes or no; not ticked is no
	Select                   // one of the choices
	TextArea                 // text of several lines
	Hidden                   // not shown; its errors appear at the top of the form, or of its row
	Checkboxes               // any number of the choices
	Subforms                 // rows, each of which is a form
	widgetCount
)

var widgetNames = [widgetCount]string{
	"Auto", "Text", "Email", "Whole", "Decimal", "Checkbox", "Select", "TextArea", "Hidden", "Checkboxes", "Subforms",
}

// String returns the widget's name as it stands in Go.
func (w Widget) String() string {
	if w < widgetCount {
		return widgetNames[w]
	}
	return "unknown"
}

// suits reports whether a widget can show values of a kind.
func (w Widget) suits(k kind) bool {
	switch w {
	case Hidden, Select:
		return true
	case Text:
		return k != boolKind
	case Email, TextArea:
		return k == textKind || w == TextArea && k == writtenKind
	case Whole:
		return k == intKind || k == uintKind
	case Decimal:
		return k == floatKind || k == writtenKind
	case Checkbox:
		return k == boolKind
	}
	return false
}

// widgetOf chooses the widget of a field that asks for none.
func widgetOf(f *field) Widget {
	switch {
	case f.chooses(), f.kind == boolKind && f.shape != plain:
		return Select
	case f.kind == boolKind:
		return Checkbox
	case f.kind == floatKind, f.Precision > 0:
		return Decimal
	case f.kind == intKind, f.kind == uintKind:
		return Whole
	case slices.ContainsFunc(f.Rules, func(r validate.Rule) bool { return r.Code() == validate.Email.Code() }):
		return Email
	}
	return Text
}
