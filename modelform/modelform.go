// Package modelform makes forms from models: what a model says of a field (its size, its bounds, whether it
// may be absent, its rules and label) the form knows without being told again, and what the database refuses
// becomes an error beside the field. It imports orm, schema and form.
//
//	var userForm = modelform.Define(Users, func(f *modelform.Fields, u *User) {
//		f.Field(&u.Name)
//		f.Field(&u.Email).As(form.Email)
//	})
//
//	func addUser(c *web.Context) error {
//		f := userForm.Blank()
//		stored, err := f.Insert(c, db)
//		switch {
//		case err != nil:
//			return err
//		case stored:
//			return c.Redirect("users")
//		}
//		return c.Render(f.Status(), "add.html", f) // {{.HTML}} inside <form method="post" novalidate>
//	}
//
// A field that refers to another row is chosen by name, from rows that are read when the form is used:
//
//	var datasetForm = modelform.Define(Datasets, func(f *modelform.Fields, d *Dataset) {
//		u := Users.C
//		f.Field(&d.Name)
//		modelform.Choice(f, &d.UserID, Users.OrderBy(orm.Asc(&u.Name)), &u.Name)
//	})
//
// A form may also show what belongs to the object: its rows as a list (List), and what it is joined with as checkboxes
// (Choices). Edit stores a change of all that by one session, which finds out what changed.
//
// DefinePlain makes such forms of structs that are no models.
package modelform

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/schema"
)

// Definition is a form for objects of the model T, made by Define. It is immutable and safe for many
// goroutines.
type Definition[T any] struct {
	model *orm.Model[T]
	built func() built
}

// built is what the definition's function said.
type built struct {
	model    string // its name; empty where there is none
	set      *form.Fieldset
	blank    *form.Fieldset // of a new object
	pointers []any          // of the model's C, in the form's order
	choices  []choice
	related  []orm.Relation
	err      error
}

// Define declares a form of some of the model's fields, named by pointer; no other field is ever written. The
// function runs once, when the definition is first used, on the model's C. Mistakes are reported together by
// Err and by everything made from the definition.
//
// A form that changes an object of a model with a version column (orm.Table.Version) carries the version of the object that
// the page shows, hidden, unless the function names it. What somebody else has changed between the page and its submission
// is then told on the page, and what was typed is kept; see Form.Update and Plain.Fail.
func Define[T any](model *orm.Model[T], define func(f *Fields, object *T)) *Definition[T] {
	return &Definition[T]{model: model, built: sync.OnceValue(func() built {
		if _, err := model.Fields(); err != nil {
			return built{err: err} // the model's own mistakes
		}
		f := fieldsOf(model)
		define(f, model.C)
		return f.versioned(model)
	})}
}

// Err returns every mistake of the definition, or nil. Ask it in a test or when the program starts.
func (d *Definition[T]) Err() error { return d.built().err }

// Fields collects the fields of a form inside Define's function, in the order in which they are shown.
type Fields struct {
	add       func(pointer any) *form.Field
	prototype reflect.Value // of the model; not valid without
	fields    []*form.Field
	pointers  []any
	relations []orm.Relation
	choices   []choice
	mistakes  []string
}

// fieldsOf collects fields of a model.
func fieldsOf[T any](model *orm.Model[T]) *Fields {
	f := &Fields{prototype: reflect.ValueOf(model.C).Elem()}
	f.add = func(pointer any) *form.Field { return f.describe(pointer, model.Field) }
	return f
}

// Field adds the field that pointer points to, with all that its model says of it. The result takes more
// words: a widget, a label, further rules.
func (f *Fields) Field(pointer any) *form.Field { return f.add(pointer) }

// describe adds a field with what its model says of it.
func (f *Fields) describe(pointer any, describe func(any) (orm.Field, error)) *form.Field {
	d, err := describe(pointer)
	switch {
	case err != nil:
		f.mistakes = append(f.mistakes, err.Error())
		return form.NewField(form.Spec{})
	case d.Key && d.Filled:
		f.mistakes = append(f.mistakes, d.Name+": is a key that the database generates, so no form asks for it; leave it out")
		return form.NewField(form.Spec{})
	}
	if d.Computed {
		f.mistakes = append(f.mistakes, d.Name+": is computed of other columns and never written, so no form asks for it; leave it out")
		return form.NewField(form.Spec{})
	}
	field := form.NewField(specOf(d))
	f.fields = append(f.fields, field)
	f.pointers = append(f.pointers, pointer)
	return field
}

// specOf says in the words of a form what the model says of a field.
func specOf(d orm.Field) form.Spec {
	if d.Kind == schema.Decimal {
		d.Min, d.Max = nil, nil // only the model can compare a type that a form knows as text
	}
	return form.Spec{
		Field: d.Name, Name: d.Column, Type: d.Type, Label: d.Label, Help: d.Help,
		Required: d.Required && !slices.Contains(d.Allowed, ""),
		Size:     d.Size, Precision: d.Precision, Scale: d.Scale, Min: d.Min, Max: d.Max, Trim: d.Trim, Fold: d.Fold,
		Default: d.Default, Rules: d.Rules, Choices: choicesOf(d.Allowed),
		At: d.At,
	}
}

// choicesOf offers the only values that a text may have. One that is empty is what choosing nothing means.
func choicesOf(allowed []string) func(context.Context) ([]form.Choice, error) {
	if allowed == nil {
		return nil
	}
	var choices []form.Choice
	for _, value := range allowed {
		if value != "" {
			choices = append(choices, form.Choice{Value: value, Label: value})
		}
	}
	return func(context.Context) ([]form.Choice, error) { return choices, nil }
}

// build checks what was said. A form of which some fields are unknown is checked as far as it is known.
func (f *Fields) build(model string) built {
	mistakes := report(model, f.mistakes)
	if mistakes != nil && len(f.fields) == 0 {
		return built{err: mistakes}
	}
	set, err := form.NewFieldset(model, f.specs()...)
	return built{model: model, set: set, pointers: f.pointers, choices: f.choices, related: f.relations, err: errors.Join(mistakes, err)}
}

// specs are what was said of the fields.
func (f *Fields) specs() []form.Spec {
	specs := make([]form.Spec, len(f.fields))
	for i, x := range f.fields {
		specs[i] = x.Spec()
	}
	return specs
}

// report makes one error of all mistakes.
func report(model string, mistakes []string) error {
	switch len(mistakes) {
	case 0:
		return nil
	case 1:
		return errors.New("modelform: a mistake in the form of " + model + "\n  " + mistakes[0])
	}
	return fmt.Errorf("modelform: %d mistakes in the form of %s\n  %s", len(mistakes), model, strings.Join(mistakes, "\n  "))
}
