package orm

import (
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
func Define[T any]() *Model[T] { return &Model[T]{C: C[T]()} }

// AnyModel is the handle of any model: a *Model of some type.
type AnyModel interface {
	mapping() *mapper
}

// mapping returns what is known of the model, read from its definition once per type.
func (m *Model[T]) mapping() *mapper {
	if m == nil { // of a zero Query, which asks for all rows
		return mapperOf[T]()
	}
	if r := m.resolved.Load(); r != nil {
		return r
	}
	r := mapperOf[T]()
	if m.C == nil {
		return &mapper{typ: r.typ, name: r.name, mistakes: []mistake{{r.name, "", "has a handle that nobody made; write orm.Define[" + r.name + "]()"}}}
	}
	m.resolved.Store(r)
	return r
}

func (m *Model[T]) base() layout.Pointer {
	if m == nil {
		return layout.Of(C[T]())
	}
	return layout.Of(m.C)
}

// New returns a new object whose columns hold their defaults (Default), not yet stored.
func (m *Model[T]) New() *T {
	obj := new(T)
	m.mapping().fillDefaults(layout.Of(obj))
	return obj
}
