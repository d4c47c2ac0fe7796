package orm

import (
	"context"
	"reflect"
	"slices"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// deferredField is a *Lazy of any type.
type deferredField interface {
	relationField
	// deferred is the type of the value, and how far behind it lies what is known of it.
	deferred() (value reflect.Type, state uintptr)
	// take brings a value that was loaded into the object, unless one is there; false when none was.
	take() bool
	shown() reflect.Value
}

var deferredFieldType = reflect.TypeFor[deferredField]()

// collectDeferred turns a field into that of its value, and notes how the objects lead to it.
func (d *definition) collectDeferred(f layout.Field) (layout.Field, *relation) {
	pointer := reflect.PointerTo(f.Type)
	kind := reflect.Zero(pointer).Interface().(deferredField)
	value, state := kind.deferred()
	r := &relation{field: f.Name, index: f.Index, offset: f.Offset + state, pointer: pointer, kind: kind}
	f.Type, f.Value = value, layout.ValueOf(value)
	d.deferred = append(d.deferred, r)
	return f, r
}

// deferrals gives the deferred columns their place behind the relations.
func (d *definition) deferrals(m *mapper) {
	m.deferred = d.deferred
	m.links = slices.Concat(m.relations, d.deferred)
	for i, r := range m.links {
		r.place = i
	}
	for _, r := range m.deferred {
		r.owner, r.target = m, m
	}
	for _, c := range m.key {
		if c.deferred != nil {
			d.add(c.field, "belongs to the key and is Lazy; make its type %s", c.goType())
		}
	}
}

// readColumns are the columns that a query reads.
func (m *mapper) readColumns() []*column {
	if m.deferred == nil {
		return m.visibleColumns()
	}
	return slices.DeleteFunc(slices.Clone(m.visibleColumns()), func(c *column) bool { return c.deferred != nil })
}

// state is what the object knows of a deferred column.
func (r *relation) state(obj layout.Pointer) *deferral { return layout.At[deferral](obj, r.offset) }

// lazy is the object's field.
func (r *relation) lazy(obj layout.Pointer) deferredField {
	return obj.Field(r.column.offset).Interface(r.pointer.Elem()).(deferredField)
}

// skips tells a deferred column that the object has no value for.
func (c *column) skips(obj layout.Pointer) bool {
	return c.deferred != nil && c.deferred.state(obj).known != wasSet
}

// setMask appends which deferred columns were Set on the object: statements that write all it has differ by that.
func (m *mapper) setMask(key []byte, obj layout.Pointer) []byte {
	for _, r := range m.deferred {
		key = append(key, flag(r.state(obj).known == wasSet))
	}
	return key
}

// takeDeferred brings loaded values into an object that is to be written. A value that nobody knows is not replaced by the
// zero value: only an object that no query has read may leave it unsaid, in an insert.
func (m *mapper) takeDeferred(obj layout.Pointer, write []*column, unsaid bool) error {
	for _, r := range m.deferred {
		if slices.Contains(write, r.column) && !r.lazy(obj).take() && (!unsaid || r.at(obj).link != nil) {
			return m.invalid("%s is to be written and is not loaded; load it or Set it first", r.field)
		}
	}
	return nil
}

// storedDeferred notes that what the object holds of deferred columns is what the database holds.
func (m *mapper) storedDeferred(obj layout.Pointer) {
	for _, r := range m.deferred {
		if s := r.state(obj); s.known == notKnown {
			s.known = wasRead
		}
	}
}

// forgetDeferred makes the object know nothing of those deferred columns that some do not hold.
func (m *mapper) forgetDeferred(obj layout.Pointer, but []*column) {
	for _, r := range m.deferred {
		if !slices.Contains(but, r.column) {
			r.column.settable(obj).SetZero()
			*r.state(obj) = deferral{}
		}
	}
}

// loadColumn loads a deferred column of all peers, by their keys.
func (r *related) loadColumn(ctx context.Context) error {
	m, c := r.peers.m, r.relation.column
	along := &relation{owner: m, place: r.relation.place, field: r.relation.field, kind: rowsOf{m}, target: m, from: m.key, to: m.key}
	l, err := newLoader(ctx, r.peers.reader, along, &Loading{parts: parts{settled: !r.peers.given}})
	if err != nil {
		return err
	}
	scan := newScanPlan(m, append(slices.Clone(m.key), c))
	l.kind, l.scan = shapeDeferred, &scan
	if err := l.run(r.peers.objs); err != nil {
		return err
	}
	values := l.single()
	for i, row := range values {
		if !row.Nil() {
			values[i] = row.Field(c.offset)
		}
	}
	r.loaded.Store(r.relation.kind.share(values, nil))
	return nil
}

// rowsOf makes objects of a model that is known by reflection.
type rowsOf struct{ m *mapper }

func (k rowsOf) loading() Loading                   { return Loading{} }
func (k rowsOf) target() reflect.Type               { return k.m.typ }
func (k rowsOf) many() bool                         { return false }
func (k rowsOf) slab(n int) layout.Pointer          { return k.m.slab(n)[0] }
func (k rowsOf) share([]layout.Pointer, []span) any { return nil }
func (k rowsOf) row(any, int32) layout.Pointer      { return layout.Pointer{} }
func (k rowsOf) list(any, int32) []layout.Pointer   { return nil }
func (k rowsOf) put(any, int32, []layout.Pointer)   {}
