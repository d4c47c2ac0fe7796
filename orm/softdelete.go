package orm

import (
	"reflect"
	"slices"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// NotDeleted is the scope of every model with Table.SoftDelete: it holds for the rows that are not deleted. Where it is lifted,
// as in Users.Unscoped(orm.NotDeleted), deleted rows are read as well.
var NotDeleted = NewScope("not deleted")

// SoftDelete says that rows of the model are deleted by noting when, in a time that may be missing (*time.Time or
// sql.Null[time.Time]), and stay in the table:
//
//	t.SoftDelete(&u.DeletedAt)
//
// The model then has the scope NotDeleted, so that deleted rows are met nowhere unless it is lifted. Model.Delete, DeleteAll,
// Query.Delete and Model.Remove of a session set the time, in UTC and at microseconds by the program's clock; Restore takes it away again,
// and Purge removes rows for good. A row that is deleted already is not met again. Of a model with a Table.Version the version
// rises, and is asked for, as by an update.
//
// Every unique of the model is about the rows that are not deleted, so that a deleted row blocks no value, unless the unique
// says Index.WithDeleted; the key is taken all the same. To restore a row whose values were taken meanwhile is an error of
// the kind Unique.
//
// The database does not know that the row is as good as gone, so Rowan does what the foreign keys of others say: where
// OnDelete is Cascade, rows of models that have SoftDelete too are deleted with it, at the same time, and come back when
// it is restored; where it is Refuse, the kind ForeignKey tells of a row that is not deleted and refers to it, unless one is
// written at the same moment. Everything else keeps its reference, which leads to no row that is shown.
func (t *Table[T]) SoftDelete(field any) {
	d := t.d
	c := d.resolve(field, "SoftDelete")
	switch {
	case c == nil:
	case d.deleted == c:
		d.add(c.field, "is named by SoftDelete twice; name it once")
	case d.deleted != nil:
		d.add(c.field, "is the second time of SoftDelete, beside %s; keep one", d.deleted.field)
	default:
		d.deleted = c
		d.restrict(restriction{scope: NotDeleted, conds: []Cond{d.absent(c)}})
	}
}

// absent is the condition that a column of the receiver has no value.
func (d *definition) absent(c *column) Cond {
	return Cond{op: opNull, field: d.base.Field(c.offset).Interface(c.pointer.Elem())}
}

// deletionOf checks the time of SoftDelete, once all else of the model is known.
func (d *definition) deletionOf(m *mapper) {
	c := d.deleted
	if c == nil {
		return
	}
	m.deleted = c
	switch {
	case c.value.Kind != layout.Time || c.deferred != nil:
		d.add(c.field, "is the time of SoftDelete and has the type %s; make it *time.Time", c.goType())
	case !c.nullable:
		d.add(c.field, "is the time of SoftDelete, which rows that are not deleted have none of; make its type *time.Time")
	case c.server != nil || c.def != nil:
		d.add(c.field, "is the time of SoftDelete and has a default, by which new rows would be deleted; remove it")
	}
	if slices.Contains(m.key, c) {
		d.add(c.field, "is the time of SoftDelete and belongs to the key, which never changes; name another field")
	}
}

// WithDeleted lets a Unique of a model with SoftDelete look at deleted rows too: their values stay taken.
func (x *Index) WithDeleted() *Index { x.withDeleted = true; return x }

// conditions are those of an index; a unique of a model with SoftDelete is about the rows that are not deleted.
func (d *definition) conditions(ix *Index) []Cond {
	if d.deleted == nil || !ix.unique || ix.withDeleted {
		return ix.where
	}
	return append(slices.Clone(ix.where), d.absent(d.deleted))
}

// now is the time of a deletion, as every database keeps it.
func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// markDeleted gives an object the time of its deletion.
func (m *mapper) markDeleted(obj layout.Pointer, at time.Time) {
	m.deleted.setElem(m.deleted.settable(obj), reflect.ValueOf(at))
}

// deletedIn is the time at which an object was deleted, as its column stores it; NULL for none.
func (m *mapper) deletedIn(obj layout.Pointer) driver.Value {
	v, err := m.deleted.encode(obj)
	if err != nil {
		return driver.Value{} // a time that no row has
	}
	return v
}

// isDeleted tells an object of a row that is deleted.
func (m *mapper) isDeleted(obj layout.Pointer) bool {
	return m.deleted != nil && m.deletedIn(obj).Kind() != driver.Null
}

// storedTime is a time as the model's column keeps it.
func (m *mapper) storedTime(at time.Time) driver.Value {
	obj := m.slab(1)[0]
	m.markDeleted(obj, at)
	return m.deletedIn(obj)
}

// shows tells whether the scopes of the model are known to show a row that a session holds.
func (e *entry) shows() bool {
	m := e.of.m
	switch {
	case len(m.restrictions) == 0:
		return true
	case len(m.restrictions) > 1 || m.deleted == nil || e.was.Nil():
		return false
	}
	return !m.isDeleted(e.was) && !m.isDeleted(e.obj)
}

// touched tells whether a write of some columns may give up or take what is unique.
func (u *unique) touched(columns []*column) bool {
	return share(u.fields, columns) || u.living != nil && slices.Contains(columns, u.living)
}

// takenOf is what an object takes of a unique; false when it takes nothing.
func (m *mapper) takenOf(u unique, obj layout.Pointer, columns []*column) (string, bool) {
	if u.living != nil && m.isDeleted(obj) {
		return "", false
	}
	return m.taken(obj, columns)
}
