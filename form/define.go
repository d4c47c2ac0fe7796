package form

import (
	"fmt"
	"reflect"
	"sync"
)

// Definition is a form for structs of type T, made by Define. It is immutable and safe for many goroutines.
type Definition[T any] struct {
	resolve func() (*Fieldset, error)
}

// Define declares a form. The function runs once, when the definition is first used, on an empty T whose
// fields it names by pointer. Mistakes are reported together by Err and by everything made from the definition.
func Define[T any](define func(f *Fields, object *T)) *Definition[T] {
	return &Definition[T]{resolve: sync.OnceValues(func() (*Fieldset, error) {
		prototype := new(T)
		fields := &Fields{prototype: reflect.ValueOf(prototype).Elem()}
		if fields.prototype.Kind() != reflect.Struct {
			return nil, fmt.Errorf("form: %s is not a struct", fields.prototype.Type())
		}
		define(fields, prototype)
		return fields.fieldset()
	})}
}

// Err returns every mistake of the definition, or nil. Ask it in a test or when the program starts.
func (d *Definition[T]) Err() error {
	_, err := d.resolve()
	return err
}

// Fieldset returns what the definition says, without its type.
func (d *Definition[T]) Fieldset() (*Fieldset, error) { return d.resolve() }

// New returns a form that shows the values of object, for changing it. The object is written only by a valid
// submission.
func (d *Definition[T]) New(object *T) *Form { return d.form(object, (*Fieldset).New) }

// Blank returns a form for an object that does not exist yet: it shows the defaults and is otherwise empty, so
// that a number left alone is missing instead of 0. A valid submission writes to object.
func (d *Definition[T]) Blank(object *T) *Form { return d.form(object, (*Fieldset).Blank) }

func (d *Definition[T]) form(object *T, make func(*Fieldset, any) *Form) *Form {
	set, err := d.resolve()
	if err == nil && object == nil {
		err = fmt.Errorf("form: the form of %s needs an object, not nil", reflect.TypeFor[T]())
	}
	if err != nil {
		return &Form{err: err}
	}
	return make(set, object)
}

// Fields collects the fields of a form inside Define's function, in the order in which they are shown.
type Fields struct {
	prototype reflect.Value
	fields    []*Field
	mistakes  []string
}

// Field adds the field that pointer points to, which must be one of the object that Define's function was given.
func (f *Fields) Field(pointer any) *Field {
	field := new(Field)
	found, err := locate(f.prototype, pointer)
	if err != nil {
		f.mistakes = append(f.mistakes, fmt.Sprintf("field %d: %s", len(f.fields)+1, err))
	} else {
		field.spec = Spec{Field: found.path, Type: found.typ, At: found.at}
	}
	f.fields = append(f.fields, field)
	return field
}

// fieldset decides what was left open, and checks the whole.
func (f *Fields) fieldset() (*Fieldset, error) {
	return newFieldset(f.prototype.Type().Name(), f.specs(), f.mistakes)
}

// specs are what was said of the fields.
func (f *Fields) specs() []Spec {
	var specs []Spec
	for _, field := range f.fields {
		if field.spec.Field == "" {
			continue
		}
		spec := field.Spec()
		if !field.decided {
			k, s, _ := kindOf(spec.Type)
			spec.Required = s == plain && k != boolKind
		}
		specs = append(specs, spec)
	}
	return specs
}
