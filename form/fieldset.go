package form

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/rowankit/rowan/validate"
)

// TokenField is the name of the hidden field that carries the token against forged requests.
const TokenField = "_csrf"

// Fieldset is a checked list of fields: the engine below Define, for forms whose fields are known only when
// the program runs. It is immutable and safe for many goroutines.
type Fieldset struct {
	fields []*field
}

// field is a Spec that was checked and completed.
type field struct {
	Spec
	kind  kind
	shape shape
	base  reflect.Type   // what the Go field holds when it has a value
	span  *validate.Rule // Min and Max; nil without
	rules []validate.Rule

	rowFields []*field // of a list
	rowLabel  string
}

// NewFieldset checks specs and completes what they leave open. The name of the form ("Contact") opens the
// error, which holds every mistake at once.
func NewFieldset(name string, specs ...Spec) (*Fieldset, error) { return newFieldset(name, specs, nil) }

func newFieldset(name string, specs []Spec, mistakes []string) (*Fieldset, error) {
	fields, wrong := compileAll(specs)
	mistakes = append(mistakes, wrong...)
	if len(specs) == 0 && len(mistakes) == 0 {
		mistakes = append(mistakes, "has no fields; name them with f.Field(&object.Field)")
	}
	if err := report(name, mistakes); err != nil {
		return nil, err
	}
	return &Fieldset{fields}, nil
}

// compileAll completes the fields of a form, or of the rows of a list, and says what is wrong with them.
func compileAll(specs []Spec) (fields []*field, mistakes []string) {
	goNames, htmlNames := map[string]bool{}, map[string]bool{}
	for _, spec := range specs {
		f, wrong := compile(spec)
		if goNames[f.Field] {
			wrong = append(wrong, "is declared twice")
		} else if htmlNames[f.Name] {
			wrong = append(wrong, fmt.Sprintf("has the HTML name %q of another field; set another with Name", f.Name))
		}
		goNames[f.Field], htmlNames[f.Name] = true, true
		if f.Source != nil {
			htmlNames[f.searchName()] = true
		}
		for _, w := range wrong {
			mistakes = append(mistakes, f.Field+": "+w)
		}
		fields = append(fields, f)
	}
	return fields, mistakes
}

// report makes one error of all mistakes.
func report(name string, mistakes []string) error {
	switch len(mistakes) {
	case 0:
		return nil
	case 1:
		return errors.New("form: a mistake in the form of " + name + "\n  " + mistakes[0])
	}
	return fmt.Errorf("form: %d mistakes in the form of %s\n  %s", len(mistakes), name, strings.Join(mistakes, "\n  "))
}

// New returns a form that shows the values of object, a pointer that every field's At accepts. The object is
// written only by a valid submission.
func (s *Fieldset) New(object any) *Form {
	form := s.form(object)
	for _, c := range form.controls {
		if err := c.showOf(object); err != nil {
			return &Form{err: err}
		}
	}
	return form
}

// showOf shows what an object holds.
func (c *control) showOf(object any) error {
	switch {
	case c.Rows != nil:
		return c.readRows(object)
	case c.Several != nil:
		return c.readSeveral(object)
	}
	if v, ok := c.read(c.At(object)); ok {
		c.raw = c.format(v)
	}
	return nil
}

// Blank returns a form that shows the defaults and is otherwise empty, for an object that does not exist yet.
// A valid submission writes to object.
func (s *Fieldset) Blank(object any) *Form {
	form := s.form(object)
	for _, c := range form.controls {
		if c.raw = c.initial(); c.Rows != nil {
			c.addEmpty()
		}
	}
	return form
}

// initial is what a field shows of an object that does not exist yet: the default.
func (c *control) initial() string {
	if c.Default == nil {
		return ""
	}
	return c.format(reflect.ValueOf(c.Default).Convert(c.base))
}

func (s *Fieldset) form(object any) *Form {
	form := &Form{object: object, controls: make([]*control, len(s.fields))}
	for i, f := range s.fields {
		form.controls[i] = &control{field: f, source: f.Source}
	}
	return form
}

// yesNo are the choices of a bool that is shown as a Select.
func yesNo(context.Context) ([]Choice, error) {
	return []Choice{{Value: "true", Label: "Yes"}, {Value: "false", Label: "No"}}, nil
}
