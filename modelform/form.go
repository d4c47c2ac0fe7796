package modelform

import (
	"context"
	"errors"

	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/orm"
)

// Form is one page's use of a definition: a form.Form that can store its object. It belongs to one request,
// so goroutines must not share it.
type Form[T any] struct {
	Plain[T]

	model *orm.Model[T]
}

// Blank returns a form for a new object, which holds the model's defaults.
func (d *Definition[T]) Blank() *Form[T] {
	b := d.built()
	return &Form[T]{newPlain(b, b.blank, d.model.New(), (*form.Fieldset).Blank), d.model}
}

// New returns a form that shows the values of an object, for changing it.
func (d *Definition[T]) New(object *T) *Form[T] {
	b := d.built()
	return &Form[T]{newPlain(b, b.set, object, (*form.Fieldset).New), d.model}
}

// Insert stores the object when the request submits the form and everything in it is valid, and reports
// whether it did. A field that the database refuses, such as a value that is taken, becomes an error of the
// form. When it returns false and nil, the page with the form is to be shown.
func (f *Form[T]) Insert(req form.Request, w orm.Writer) (bool, error) {
	return f.Save(req, w, func(ctx context.Context) error {
		if len(f.built.related) > 0 {
			return f.model.InsertWith(ctx, w, f.Object, f.built.related...)
		}
		return f.model.Insert(ctx, w, f.Object)
	})
}

// Update writes the form's fields, none of which may belong to the key, to the object's row when the request submits
// the form and everything in it is valid, and reports whether it did; see Insert. An error of the kind NotFound says
// that the row is gone. Of a model with a version column the row is written only if it is still what the page showed;
// otherwise the page says what it is now, or that it is gone, and keeps what was typed. To send it again writes over that.
func (f *Form[T]) Update(req form.Request, w orm.Writer) (bool, error) {
	if f.built.err == nil && len(f.built.related) > 0 {
		return false, errors.New("modelform: the form of " + f.built.model + " changes relations; use Edit")
	}
	return f.Save(req, w, func(ctx context.Context) error { return f.model.Update(ctx, w, f.Object, f.built.pointers...) })
}
