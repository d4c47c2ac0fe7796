package modelform

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/orm"
)

// relation is a field of a model that leads to any number of rows.
type relation struct {
	field string // its Go name
	index []int
}

// relationAt finds the relation that pointer points to, in the prototype of a model.
func (f *Fields) relationAt(pointer any) (relation, error) {
	p := reflect.ValueOf(pointer)
	switch {
	case !f.prototype.IsValid():
		return relation{}, fmt.Errorf("the %T belongs to a form of a model; use Define", pointer)
	case p.IsNil():
		return relation{}, fmt.Errorf("the %T is nil; name a relation of the model's C", pointer)
	}
	found, ok := searchRelation(f.prototype, p)
	if !ok {
		return relation{}, fmt.Errorf("the %T points to no relation of %s; name one of what the function was given", pointer, f.prototype.Type().Name())
	}
	return found, nil
}

func searchRelation(in, p reflect.Value) (relation, bool) {
	for i := range in.NumField() {
		v, f := in.Field(i), in.Type().Field(i)
		if v.Type() == p.Type().Elem() && v.Addr().UnsafePointer() == p.UnsafePointer() {
			return relation{f.Name, []int{i}}, f.IsExported()
		}
		if !f.Anonymous || v.Kind() != reflect.Struct {
			continue
		}
		if inner, ok := searchRelation(v, p); ok {
			inner.index = append([]int{i}, inner.index...)
			return inner, true
		}
	}
	return relation{}, false
}

// manyOf returns the relation inside an object.
func manyOf[T any](object any, r relation) *orm.Many[T] {
	return reflect.ValueOf(object).Elem().FieldByIndex(r.index).Addr().Interface().(*orm.Many[T])
}

// addRelation adds the field of a relation, or notes why there is none.
func (f *Fields) addRelation(r relation, pointer any, field *form.Field, err error) *form.Field {
	if err != nil {
		f.mistakes = append(f.mistakes, strings.TrimPrefix(r.field+": "+err.Error(), ": "))
		return form.NewField(form.Spec{})
	}
	f.fields = append(f.fields, field)
	f.relations = append(f.relations, pointer.(orm.Relation))
	return field
}
