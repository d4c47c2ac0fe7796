package modelform

import (
	"fmt"
	"reflect"

	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/orm"
)

// List adds a relation as a list of sub-forms: each row that belongs to the object, with the fields that define names, a
// checkbox by which it is removed, and empty rows for new ones.
//
//	modelform.List(f, &u.Datasets, func(f *modelform.Fields, d *Dataset) {
//		f.Field(&d.Name)
//		f.Field(&d.Size)
//	}).Empty(3)
//
// Rows are told apart by their key, which must be one field. A row is changed only when the object has it: a key that is
// made up, or another's, or of a row that somebody has removed meanwhile, is refused beside the row. Rows that are not sent
// are left alone. Of a model with a version column each row carries its version. A row that is removed leaves the relation: what becomes of it the reference says, see
// orm.Reference.DeleteOrphans.
//
// Such a form is used with Edit, or with Insert for an object that does not exist yet. The object must have been read with
// the relation, or it is read by a statement of its own.
func List[T any](f *Fields, pointer *orm.Many[T], define func(f *Fields, row *T)) *form.Field {
	r, err := f.relationAt(pointer)
	if err != nil {
		return f.addRelation(r, pointer, nil, err)
	}
	l, mistakes := newLister(r, define)
	if len(mistakes) > 0 {
		for _, m := range mistakes {
			f.mistakes = append(f.mistakes, r.field+": "+m)
		}
		return form.NewField(form.Spec{})
	}
	return f.addRelation(r, pointer, form.NewField(form.Spec{Field: r.field, Rows: &form.RowsSpec{
		Fields: l.specs,
		Row:    l.model.Name(),
		Empty:  1,
		New:    func() any { return l.model.New() },
		List:   l.list,
		Change: l.change,
	}}), nil)
}

// lister is what a definition knows of the rows of a list.
type lister[T any] struct {
	relation
	model *orm.Model[T]
	key   orm.Field
	specs []form.Spec
}

func newLister[T any](r relation, define func(f *Fields, row *T)) (l *lister[T], mistakes []string) {
	l = &lister[T]{relation: r, model: orm.Define[T]()} // any handle of the model knows its fields
	fields, err := l.model.Fields()
	if err != nil {
		return nil, []string{err.Error()}
	}
	keys := 0
	for _, d := range fields {
		if d.Key {
			l.key, keys = d, keys+1
		}
	}
	if keys != 1 || !isKey(l.key.Type) {
		return nil, []string{fmt.Sprintf("lists %s, whose key is no single number or text; list a model whose key is", l.model.Name())}
	}
	inner := fieldsOf(l.model)
	define(inner, l.model.C)
	if len(inner.choices)+len(inner.relations) > 0 {
		inner.mistakes = append(inner.mistakes, "a row holds single values, which are not chosen from other rows")
	}
	if version := inner.version(l.model); version != nil {
		inner.Field(version).As(form.Hidden).Default(0)
	}
	l.specs = inner.specs()
	return l, inner.mistakes
}

// list returns the rows of an object.
func (l *lister[T]) list(object any) ([]form.Row, error) {
	list, err := manyOf[T](object, l.relation).All()
	if err != nil {
		return nil, err
	}
	rows := make([]form.Row, len(list))
	for i, x := range list {
		rows[i] = form.Row{Key: textOf(reflect.ValueOf(x).Elem().FieldByIndex(l.key.Index)), Object: x}
	}
	return rows, nil
}

// change adds rows to an object and removes others.
func (l *lister[T]) change(object any, added, removed []any) error {
	many := manyOf[T](object, l.relation)
	many.Add(rowsOf[T](added)...)
	many.Remove(rowsOf[T](removed)...)
	return nil
}

func rowsOf[T any](list []any) []*T {
	rows := make([]*T, len(list))
	for i, x := range list {
		rows[i] = x.(*T)
	}
	return rows
}
