package ormtest

import (
	"context"
	"reflect"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/orm"
)

// Relations lets go-cmp compare objects with relations and deferred columns, which it cannot look into by itself:
//
//	if diff := cmp.Diff(want, got, ormtest.Relations()); diff != "" { ... }
//
// What is loaded is compared by value, however deep it goes, and whether two ways lead to one object or to two that are
// equal; rows that lead back to each other are no trouble. What is not loaded equals only what is not loaded either. Of
// an object that no query has read, what was added to it counts as loaded. Nothing is sent to a database.
//
// The columns of related objects are compared under the same options as everything else. In a difference, the objects
// that a relation leads to are listed once each, with the numbers of those that they lead to.
func Relations() cmp.Option {
	return cmp.FilterPath(
		func(p cmp.Path) bool {
			t := p.Last().Type()
			return t != nil && (isRelation(t) || isLazy(t))
		},
		cmp.Transformer("Relations", func(field any) any {
			if v := reflect.ValueOf(field); isRelation(v.Type()) {
				return follow(v)
			}
			if value, ok := ask(reflect.ValueOf(field)); ok {
				return value.Interface()
			}
			return notLoaded{}
		}),
	)
}

// notLoaded is what a relation or a deferred column is that has not been loaded.
type notLoaded struct{}

// ormPath is where relations are declared.
var ormPath = reflect.TypeFor[orm.DB]().PkgPath()

// isRelation tells whether a type is an orm.Many or an orm.One of whatever model.
func isRelation(t reflect.Type) bool {
	return t.PkgPath() == ormPath && (strings.HasPrefix(t.Name(), "Many[") || strings.HasPrefix(t.Name(), "One["))
}

// isLazy tells whether a type is an orm.Lazy of whatever type.
func isLazy(t reflect.Type) bool {
	return t.PkgPath() == ormPath && strings.HasPrefix(t.Name(), "Lazy[")
}

// over is a context for asking what there is without sending anything.
var over = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

// ask returns what a relation or a deferred column loads; not ok when nobody knows without asking a database.
func ask(field reflect.Value) (answer reflect.Value, ok bool) {
	answers := field.MethodByName("Load").Call([]reflect.Value{reflect.ValueOf(over)})
	return answers[0], answers[1].IsNil()
}

// loaded returns the objects that a relation leads to; not ok when nobody knows.
func loaded(relation reflect.Value) (objs []reflect.Value, ok bool) {
	answer, ok := ask(relation)
	switch {
	case !ok:
	case answer.Kind() == reflect.Slice:
		for i := range answer.Len() {
			objs = append(objs, answer.Index(i))
		}
	case !answer.IsNil():
		objs = append(objs, answer)
	}
	return objs, ok
}
