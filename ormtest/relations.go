package ormtest

import (
	"context"
	"reflect"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/orm"
)

// Relations lets go-cmp compare objects with relations, which it cannot look into by itself:
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
		func(p cmp.Path) bool { return p.Last().Type() != nil && isRelation(p.Last().Type()) },
		cmp.Transformer("Relations", func(relation any) any { return follow(reflect.ValueOf(relation)) }),
	)
}

// notLoaded is what a relation is that has not been loaded.
type notLoaded struct{}

// ormPath is where relations are declared.
var ormPath = reflect.TypeFor[orm.DB]().PkgPath()

// isRelation tells whether a type is an orm.Many or an orm.One of whatever model.
func isRelation(t reflect.Type) bool {
	return t.PkgPath() == ormPath && (strings.HasPrefix(t.Name(), "Many[") || strings.HasPrefix(t.Name(), "One["))
}

// over is a context for asking what there is without sending anything.
var over = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

// loaded returns the objects that a relation leads to; not ok when nobody knows without asking a database.
func loaded(relation reflect.Value) (objs []reflect.Value, ok bool) {
	answer := relation.MethodByName("Load").Call([]reflect.Value{reflect.ValueOf(over)})
	if !answer[1].IsNil() {
		return nil, false
	}
	switch list := answer[0]; {
	case list.Kind() == reflect.Slice:
		for i := range list.Len() {
			objs = append(objs, list.Index(i))
		}
	case !list.IsNil():
		objs = append(objs, list)
	}
	return objs, true
}
