package modelform

import (
	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/orm"
)

// Form is one page's use of a definition: a form.Form that can store its object. It belongs to one request,
// so goroutines must not share it.
type Form[T any] struct {
	*form.Form
	// Object is what a valid submission fills in. Its fields that the form does not name are the handler's to
	// set, before Insert or Update.
	Object *T

	model *orm.Model[T]
	built built
}

// Blank returns a form for a new object, which holds the model's defaults.
func (d *Definition[T]) Blank() *Form[T] { return d.use(d.model.New(), (*form.Fieldset).Blank) }

// New returns a form that shows the values of an object, for changing it.
func (d *Definition[T]) New(object *T) *Form[T] { return d.use(object, (*form.Fieldset).New) }

func (d *Definition[T]) use(object *T, make func(*form.Fieldset, any) *form.Form) *Form[T] {
	b := d.built()
	f := &Form[T]{Form: new(form.Form), Object: object, model: d.model, built: b}
	if b.err == nil {
		f.Form = make(b.set, object)
	}
	return f
}

// Insert stores the object when the request submits the form and everything in it is valid, and reports
// whether it did. A field that the database refuses, such as a value that is taken, becomes an error of the
// form. When it returns false and nil, the page with the form is to be shown.
func (f *Form[T]) Insert(req form.Request, w orm.Writer) (bool, error) {
	return f.write(req, func() error { return f.model.Insert(req.Context(), w, f.Object) })
}

// Update writes the form's fields, none of which may belong to the key, to the object's row when the request submits the form and everything in it
// is valid, and reports whether it did; see Insert. An error of the kind NotFound says that the row is gone.
func (f *Form[T]) Update(req form.Request, w orm.Writer) (bool, error) {
	return f.write(req, func() error { return f.model.Update(req.Context(), w, f.Object, f.built.pointers...) })
}

func (f *Form[T]) write(req form.Request, store func() error) (bool, error) {
	if f.built.err != nil {
		return false, f.built.err
	}
	ok, err := f.Submitted(req)
	if err != nil || !ok {
		return false, err
	}
	if err := store(); err != nil {
		if f.Fail(err) {
			return false, nil
		}
		return false, err
	}
	return true, nil
}
