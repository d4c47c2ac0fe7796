package orm

import (
	"reflect"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// builder is a *Table of any model, as found by reflection.
type builder interface {
	modelType() reflect.Type
	use(d *definition)
}

func (t *Table[T]) modelType() reflect.Type { return reflect.TypeFor[T]() }
func (t *Table[T]) use(d *definition)       { t.d = d }

var builderType = reflect.TypeFor[builder]()

// define calls the Define methods of the embedded parts, inner before outer, and then the model's own.
// Go promotes the method of one embedded part and silently none when two have one; the type of Define's
// argument tells whose it is, so each is called once on its own part.
func (d *definition) define(parts []layout.Part) {
	for i := len(parts) - 1; i >= 0; i-- {
		d.call(parts[i].Type, d.base.Field(parts[i].Offset))
	}
	d.call(d.typ, d.base)
}

// call runs the Define method of t on the value at p. A method promoted from one of the parts is not t's.
func (d *definition) call(t reflect.Type, p layout.Pointer) {
	method, ok := reflect.PointerTo(t).MethodByName("Define")
	if !ok {
		return
	}
	f := method.Type // receiver first
	if f.NumIn() != 2 || f.NumOut() != 0 || f.IsVariadic() || !f.In(1).Implements(builderType) {
		d.add("Define", "is %s; write func (x *%s) Define(t *orm.Table[%s])", signature(f), t.Name(), t.Name())
		return
	}
	arg := reflect.New(f.In(1).Elem())
	b := arg.Interface().(builder)
	if b.modelType() != t {
		if !promoted(b.modelType(), t) {
			d.add("Define", "takes a *orm.Table[%s]; write func (x *%s) Define(t *orm.Table[%s])", b.modelType().Name(), t.Name(), t.Name())
		}
		return
	}
	if _, byValue := t.MethodByName("Define"); byValue {
		d.add("Define", "has a value receiver, so its pointers name a copy; write func (x *%s)", t.Name())
		return
	}
	b.use(d)
	method.Func.Call([]reflect.Value{reflect.ValueOf(p.Interface(t)), arg})
}

// promoted tells whether a Define for part can be the promoted method of a struct embedded in t.
func promoted(part, t reflect.Type) bool {
	_, parts := layout.Walk(t)
	for _, p := range parts {
		if p.Type == part {
			return true
		}
	}
	return false
}

func signature(f reflect.Type) string {
	in := make([]reflect.Type, 0, f.NumIn())
	for i := 1; i < f.NumIn(); i++ {
		in = append(in, f.In(i))
	}
	out := make([]reflect.Type, 0, f.NumOut())
	for i := range f.NumOut() {
		out = append(out, f.Out(i))
	}
	return reflect.FuncOf(in, out, f.IsVariadic()).String()
}
