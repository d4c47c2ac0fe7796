package orm

import (
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// rowShapes holds how rows of the program's own SQL fill each type of struct, as mappers does for models.
var rowShapes sync.Map // reflect.Type -> *mapper

// shapes counts the shapes.
var shapes atomic.Int32

// rowShapeOf returns the columns of a struct. A struct that is no model needs no key and no Define.
func rowShapeOf[T any]() *mapper { return rowShape(reflect.TypeFor[T]()) }

func rowShape(t reflect.Type) *mapper {
	if m, ok := rowShapes.Load(t); ok {
		return m.(*mapper)
	}
	prototype, _ := layout.Data(reflect.New(t).Interface())
	m, _ := rowShapes.LoadOrStore(t, newRowShape(t, prototype))
	return m.(*mapper)
}

func newRowShape(t reflect.Type, prototype layout.Pointer) *mapper {
	d := newDefinition(t, prototype)
	m := &mapper{typ: t, name: d.name, size: t.Size(), serial: shapes.Add(1)}
	if t.Kind() != reflect.Struct {
		d.add("", "is %s; Rows fills structs", t)
		m.mistakes = d.mistakes.list
		return m
	}
	parts := d.collect()
	d.define(parts)
	for i, c := range d.columns {
		c.place = i
		c.chooseKind()
		if c.value.Kind == layout.None {
			d.add(c.field, "%s", unheld(c.pointer.Elem()))
		}
	}
	m.columns, m.visible, m.mistakes = d.columns, len(d.columns), d.mistakes.list
	return m
}

// err reports what is wrong with the struct itself.
func (m *mapper) err() error {
	found := mistakes{m.mistakes}
	return found.err()
}

// scanPlanFor matches the columns of a result with the struct's.
func (m *mapper) scanPlanFor(names []string) (scanPlan, error) {
	columns := make([]*column, len(names))
	for i, name := range names {
		for _, c := range m.columns {
			if c.name == name {
				columns[i] = c
			}
		}
		if name == "" {
			return scanPlan{}, &fault.Error{Kind: fault.Invalid, Model: m.name,
				Detail: "a column of the result has no name, or the name of a later one; give each a name of its own with AS"}
		}
		if columns[i] == nil {
			return scanPlan{}, &fault.Error{Kind: fault.Invalid, Model: m.name,
				Detail: "no field takes the column " + name + " of the result; add one, or leave the column out"}
		}
	}
	return newScanPlan(m, columns), nil
}
