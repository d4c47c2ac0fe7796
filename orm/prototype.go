package orm

import (
	"reflect"
	"sync"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// prototypes holds the one prototype of each model: an object that is never read or written, whose fields' addresses
// name columns and relations.
var prototypes sync.Map // reflect.Type -> a pointer to the struct

// C returns the prototype of a model, whose fields name its columns and relations: what the C of its handle is too.
// Inside of a Define method it is the way to name another model, as the handles may not be there yet:
//
//	func (d *Dataset) Define(t *orm.Table[Dataset]) {
//		u := orm.C[User]()
//		orm.BelongsTo(t, &d.User).Inverse(&u.Datasets)
//	}
func C[T any]() *T {
	if p, ok := prototypes.Load(reflect.TypeFor[T]()); ok {
		return p.(*T)
	}
	p, _ := prototypes.LoadOrStore(reflect.TypeFor[T](), new(T))
	return p.(*T)
}

// prototypeOf is C for a type that is known by reflection.
func prototypeOf(t reflect.Type) layout.Pointer {
	p, ok := prototypes.Load(t)
	if !ok {
		p, _ = prototypes.LoadOrStore(t, reflect.New(t).Interface())
	}
	at, _ := layout.Data(p)
	return at
}

// prototypeAround finds the model in whose prototype a field pointer lies.
func prototypeAround(field any) (reflect.Type, bool) {
	p, ok := layout.Data(field)
	if !ok || p.Nil() {
		return nil, false
	}
	var found reflect.Type
	prototypes.Range(func(t, prototype any) bool {
		base, _ := layout.Data(prototype)
		if _, inside := p.OffsetIn(base, t.(reflect.Type).Size()); inside {
			found = t.(reflect.Type)
		}
		return found == nil
	})
	return found, found != nil
}
