package modelform

import (
	"context"
	"errors"
	"reflect"
	"sync"

	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/orm"
)

// PlainDefinition is a form for structs of type T, which is no model, made by DefinePlain. It is immutable and safe for
// many goroutines.
type PlainDefinition[T any] struct {
	built func() built
}

// DefinePlain declares a form of a struct that is no model, such as the two keys of a link, whose fields may be choices
// among rows. It is form.Define for forms that are used with a database.
func DefinePlain[T any](define func(f *Fields, object *T)) *PlainDefinition[T] {
	return &PlainDefinition[T]{sync.OnceValue(func() built {
		f := new(Fields)
		set, err := form.Define(func(fields *form.Fields, object *T) {
			f.add = fields.Field
			define(f, object)
		}).Fieldset()
		return built{set: set, blank: set, choices: f.choices, err: errors.Join(report(reflect.TypeFor[T]().Name(), f.mistakes), err)}
	})}
}

// Err returns every mistake of the definition, or nil. Ask it in a test or when the program starts.
func (d *PlainDefinition[T]) Err() error { return d.built().err }

// Blank returns a form for a new object.
func (d *PlainDefinition[T]) Blank() *Plain[T] {
	b := d.built()
	return new(newPlain(b, b.blank, new(T), (*form.Fieldset).Blank))
}

// New returns a form that shows the values of an object, for changing it.
func (d *PlainDefinition[T]) New(object *T) *Plain[T] {
	b := d.built()
	return new(newPlain(b, b.set, object, (*form.Fieldset).New))
}

// Plain is one page's use of a definition: a form.Form whose choices are read from a database. It belongs to one
// request, so goroutines must not share it.
type Plain[T any] struct {
	*form.Form
	// Object is what a valid submission fills in. Its fields that the form does not name are the handler's to
	// set, before the object is stored.
	Object *T

	built built
}

func newPlain[T any](b built, set *form.Fieldset, object *T, make func(*form.Fieldset, any) *form.Form) Plain[T] {
	f := Plain[T]{Form: new(form.Form), Object: object, built: b}
	if b.err == nil {
		f.Form = make(set, object)
	}
	return f
}

// Save calls a function when the request submits the form and everything in it is valid, and reports whether the
// function did its work; the Object is filled in by then. What the function is refused, such as a link to a row that is
// gone, becomes an error of the form. When Save returns false and nil, the page with the form is to be shown.
func (f *Plain[T]) Save(req form.Request, r orm.Reader, save func(ctx context.Context) error) (bool, error) {
	if err := f.bind(r); err != nil {
		return false, err
	}
	ok, err := f.Submitted(req)
	if err != nil || !ok {
		return false, err
	}
	if err := save(req.Context()); err != nil {
		if f.Fail(err) {
			return false, nil
		}
		return false, err
	}
	return true, nil
}

// Show gives the form what a page needs that only shows it: the token and the choices. Insert, Update and Save have
// done it already.
func (f *Plain[T]) Show(req form.Request, r orm.Reader) error {
	if err := f.bind(r); err != nil {
		return err
	}
	return f.Attach(req)
}

// bind says where the choices are read.
func (f *Plain[T]) bind(r orm.Reader) error {
	if f.built.err != nil {
		return f.built.err
	}
	for _, c := range f.built.choices {
		f.ChooseFrom(c.field, c.from(r))
	}
	return nil
}
