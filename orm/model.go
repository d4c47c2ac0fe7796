package orm

import (
	"reflect"
	"sync/atomic"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// Model is the handle of a model: what queries and writes of its table start from. C is a prototype whose
// fields name the columns; it is never read or written, and &Users.C.Email means the column of Email.
// A Model is made by Define, usually in a package variable, and is safe for concurrent use.
type Model[T any] struct {
	C *T

	resolved atomic.Pointer[mapper]
}

// Define returns the handle of the model T, a struct. It only allocates: the definition is read, and its
// mistakes are reported, when the models are opened, so package variables may be declared in any order.
func Define[T any]() *Model[T] { return &Model[T]{C: new(T)} }

// AnyModel is the handle of any model: a *Model of some type.
type AnyModel interface {
	mapping() *mapper
}

// mapping returns what is known of the model, read from its definition once per type.
func (m *Model[T]) mapping() *mapper {
	if r := m.resolved.Load(); r != nil {
		return r
	}
	r := mapperOf[T]()
	m.resolved.Store(r)
	return r
}

func (m *Model[T]) base() layout.Pointer { return layout.Of(m.C) }

// New returns a new object whose columns hold their defaults (Default), not yet stored.
func (m *Model[T]) New() *T {
	obj := new(T)
	m.mapping().fillDefaults(layout.Of(obj))
	return obj
}

// ModelSet is the models of one database: what is checked, created and queried together.
// It is immutable and safe to share; one set may be opened on several databases.
type ModelSet struct {
	models []AnyModel
}

// Models returns the set of the given models.
func Models(models ...AnyModel) *ModelSet {
	return &ModelSet{models: append([]AnyModel(nil), models...)}
}

// Check reports every mistake of the definitions at once, or nil. Opening a database does it too.
func (s *ModelSet) Check() error {
	_, err := s.mappers()
	return err
}

// mappers resolves the models in their order.
func (s *ModelSet) mappers() ([]*mapper, error) {
	var all []*mapper
	var found mistakes
	tables := map[string]string{}
	for i, m := range s.models {
		if m == nil || reflect.ValueOf(m).IsNil() {
			found.add("", "", "Models got nil as number %d; write orm.Models(Users, ...) with what orm.Define returned", i+1)
			continue
		}
		r := m.mapping()
		found.list = append(found.list, r.mistakes...)
		switch other, taken := tables[r.table.Name]; {
		case taken && other == r.name:
			found.add(r.name, "", "is in Models twice; name each model once")
		case taken && r.table.Name != "":
			found.add(r.name, "", "has the table %s, which %s has already; give one of them another with t.Name", r.table.Name, other)
		}
		tables[r.table.Name] = r.name
		all = append(all, r)
	}
	return all, found.err()
}
