package orm

import (
	"context"
	"fmt"
	"reflect"
	"runtime"
	"strings"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// hook is a method of the model, or of a struct embedded in it, that is told of an event.
type hook struct {
	occasion *occasion
	typ      reflect.Type
	offset   uintptr
}

// tells reports whether the model is told of any of the events.
func (m *mapper) tells(events event) bool { return m.events&events != 0 }

// tell tells the objects of an event. It costs nothing where the model has no method for it.
func (m *mapper) tell(ctx context.Context, r Reader, e event, objs ...layout.Pointer) error {
	if m.events&e == 0 {
		return nil
	}
	return m.tellEach(ctx, r, e, objs)
}

func (m *mapper) tellEach(ctx context.Context, r Reader, e event, objs []layout.Pointer) error {
	for _, obj := range objs {
		for _, h := range m.hooks {
			if h.occasion.event != e {
				continue
			}
			if err := h.occasion.tell(ctx, r, obj.Field(h.offset).Interface(h.typ)); err != nil {
				return &ObjectError{Object: obj.Interface(m.typ), Err: fmt.Errorf("%s: %w", h.occasion.name, err)}
			}
		}
	}
	return nil
}

// announce tells objects that they are to be written, and refuses those that a direct write would not store whole: before
// they are told, and for what they changed then.
func (m *mapper) announce(ctx context.Context, r Reader, e event, objs ...layout.Pointer) error {
	if err := m.allDirect(objs); err != nil || !m.tells(e) {
		return err
	}
	if err := m.tell(ctx, r, e, objs...); err != nil {
		return err
	}
	return m.allDirect(objs)
}

func (m *mapper) allDirect(objs []layout.Pointer) error {
	for i, obj := range objs {
		switch err := m.direct(obj); {
		case err != nil && len(objs) > 1:
			return nth(err, i, len(objs))
		case err != nil:
			return err
		}
	}
	return nil
}

// silent refuses to write rows of an association's model, of which there are no objects, where it is told of that.
func (p *pairs) silent(word string, events event, cure string) error {
	m := p.table.m
	if m.deleted != nil {
		return p.relation.owner.invalid("%s goes through %s, whose rows are deleted softly, which %s knows nothing of; %s rows of %s", p.relation.field, m.name, word, cure, m.name)
	}
	if m.tells(events) {
		return p.relation.owner.invalid("%s goes through %s, whose %s %s does not run; %s rows of %s", p.relation.field, m.name, m.names(events), word, cure, m.name)
	}
	return nil
}

// names lists those of the events that the model is told of.
func (m *mapper) names(events event) string {
	var list []string
	for i := range occasions {
		if o := &occasions[i]; m.events&events&o.event != 0 {
			list = append(list, o.name)
		}
	}
	return strings.Join(list, " and ")
}

var eventSignature = reflect.TypeFor[func(context.Context, Reader) error]()

// events finds the methods that are told of events: those that the embedded structs declare, and the model's own.
func (d *definition) events() (events event, hooks []hook) {
	var visit func(t reflect.Type, offset uintptr)
	visit = func(t reflect.Type, offset uintptr) {
		parts := directParts(t)
		for _, p := range parts {
			visit(p.Type, offset+p.Offset)
		}
		for i := range occasions {
			if o := &occasions[i]; d.hears(t, parts, o) {
				events, hooks = events|o.event, append(hooks, hook{o, t, offset})
			}
		}
	}
	visit(d.typ, 0)
	return events, hooks
}

// directParts are the structs that t embeds itself, and not within another.
func directParts(t reflect.Type) (direct []layout.Part) {
	_, parts := layout.Walk(t)
	for i := 0; i < len(parts); i++ {
		direct = append(direct, parts[i])
		_, inner := layout.Walk(parts[i].Type)
		i += len(inner)
	}
	return direct
}

// hears tells whether t, apart from the parts that it embeds, has a method for the event, and notes what is wrong with it.
func (d *definition) hears(t reflect.Type, parts []layout.Part, o *occasion) bool {
	method, ok := o.find(reflect.PointerTo(t))
	if !ok {
		return false
	}
	declared := method
	byValue, onValue := o.find(t)
	if onValue {
		declared = byValue
	}
	if compiled(declared) {
		for _, p := range parts {
			if _, ok := o.find(reflect.PointerTo(p.Type)); ok {
				return false // it is the part's
			}
		}
		onValue = false // it comes from a pointer or an interface that t embeds
	}
	cure := fmt.Sprintf("write func (x *%s) %s(ctx context.Context, r orm.Reader) error", t.Name(), o.name)
	switch s := signature(method.Type); {
	case s != eventSignature:
		d.mistakes.add(t.Name(), o.name, "is %s; %s, or give it another name", s, cure)
	case onValue:
		d.mistakes.add(t.Name(), o.name, "has a value receiver, so what it changes is a copy; %s", cure)
	default:
		return true
	}
	return false
}

// compiled tells whether the compiler made a method, to lead to that of an embedded struct, and nobody declared it. Code
// of others may stand in it where it was inlined, so all of it is looked through.
func compiled(m reflect.Method) bool {
	entry := m.Func.Pointer()
	for pc := entry; ; pc++ {
		f := runtime.FuncForPC(pc)
		if f == nil || f.Entry() != entry {
			return false
		}
		if file, _ := f.FileLine(pc); file == "<autogenerated>" && strings.HasSuffix(f.Name(), "."+m.Name) {
			return true
		}
	}
}
