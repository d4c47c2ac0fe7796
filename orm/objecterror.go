package orm

import (
	"errors"
	"reflect"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// ObjectError is what is wrong with one object of a write of many, or with what an event of it did. fault.KindOf,
// fault.Violations, errors.Is and errors.As see the error within. The zero value says nothing. It is immutable once
// returned; the object is the program's.
type ObjectError struct {
	// Object is the object as it was given to the model's methods: a *T of an orm.Model[T].
	Object any
	// Err is what is wrong with it.
	Err error
}

// Error names the model and the key, "User 7: ...", or says "new User: ..." of an object without a key.
func (e *ObjectError) Error() string {
	name, model := e.named()
	f, ok := e.Err.(*fault.Error)
	switch {
	case e.Err == nil:
		return name
	case ok && f != nil && f.Model == model:
		named := *f
		named.Model = name
		return named.Error()
	}
	return name + ": " + e.Err.Error()
}

// named says which object it is, and of which model.
func (e *ObjectError) named() (name, model string) {
	t := reflect.TypeOf(e.Object)
	p, ok := layout.Data(e.Object)
	if !ok || p.Nil() || t.Elem().Kind() != reflect.Struct {
		return describe(e.Object), ""
	}
	m := mapperOfType(t.Elem())
	if len(m.mistakes) > 0 || len(m.key) == 0 || isNew(p, m.key) {
		return "new " + m.name, m.name
	}
	key, err := m.keyOf(nil, p)
	if err != nil {
		return m.name, m.name
	}
	return m.name + " " + keyText(key), m.name
}

// Unwrap returns what is wrong with the object.
func (e *ObjectError) Unwrap() error { return e.Err }

// ObjectErrors lists the objects of which an error tells, in its order: of a session's flush all that were refused, of
// which the error itself is the joined one. It is nil when the error names no object.
func ObjectErrors(err error) (list []*ObjectError) {
	switch e := err.(type) {
	case *ObjectError:
		if e != nil {
			return []*ObjectError{e}
		}
	case interface{ Unwrap() []error }:
		for _, err := range e.Unwrap() {
			list = append(list, ObjectErrors(err)...)
		}
	case interface{ Unwrap() error }:
		return ObjectErrors(errors.Unwrap(err))
	}
	return list
}
