package orm

import (
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// Version says which field counts the changes of a row, so that nobody writes over what they have not seen:
//
//	t.Version(&d.Version)
//
// The field is a whole number, not null, outside of the key and of every foreign key. An insert writes 1 where it is 0.
// Update, UpdateAll and Delete ask for the row with the version that the object has, and an update raises it by one in row
// and object; when the row has another version, or is gone, nothing is written and the error is a StaleError. Query.Update
// raises it in every row that it changes, unless a Set says otherwise, and InsertOrUpdate in a row that exists; neither asks
// for one, and nor does Query.Delete. Naming the field itself, as in Update(ctx, db, d, &d.Version), raises it and nothing
// else.
func (t *Table[T]) Version(field any) {
	c := t.d.resolve(field, "Version")
	switch {
	case c == nil:
	case t.d.version == c:
		t.d.add(c.field, "is named by Version twice; name it once")
	case t.d.version != nil:
		t.d.add(c.field, "is the second version of the model, beside %s; keep one", t.d.version.field)
	default:
		t.d.version = c
	}
}

// versionOf checks the version column, once all else of the model is known.
func (d *definition) versionOf(m *mapper) {
	c := d.version
	if c == nil {
		return
	}
	m.version = c
	switch {
	case c.deferred != nil:
		d.add(c.field, "is the version and Lazy; make its type %s", c.goType())
	case c.value.Kind == layout.Own || !c.typ.Kind.Integer() || c.value.Elem == durationType:
		d.add(c.field, "is the version and has the type %s; make it int64", c.goType())
	case c.nullable:
		d.add(c.field, "is the version and may be null; make its type %s", c.value.Elem)
	}
	if slices.Contains(m.key, c) {
		d.add(c.field, "is the version and belongs to the key, which never changes; name another field")
	}
	if c.auto != nil || c.def != nil || c.server != nil {
		d.add(c.field, "is the version, which begins with 1, and has Auto or a default; remove that")
	}
	if c.bounded || len(c.rules) > 0 {
		d.add(c.field, "is the version, which rises by itself, and has bounds or rules; remove them")
	}
	if slices.ContainsFunc(m.references, func(r *Reference) bool { return slices.Contains(r.by, c) }) {
		d.add(c.field, "is the version and belongs to a foreign key; name another field")
	}
}

// firstVersion is what an insert writes into a new row.
const firstVersion = 1

// beginVersion gives an object that is inserted the first version, unless it brings one.
func (m *mapper) beginVersion(obj layout.Pointer) {
	if m.version != nil && m.version.isZero(obj) {
		integer(m.version.value.Kind, obj.Field(m.version.offset), firstVersion) // every type holds it
	}
}

// versionIn is the object's version; 0 of a model without.
func (m *mapper) versionIn(obj layout.Pointer) (int64, error) {
	if m.version == nil {
		return 0, nil
	}
	v, err := m.version.encode(obj)
	if err != nil {
		return 0, fault.Refuse(m.name, m.version.violation(err))
	}
	return v.Int(), nil
}

// raised is the version that follows one.
func (m *mapper) raised(version int64) (int64, error) {
	if _, top := m.version.typ.Kind.Range(); version >= top {
		return 0, fault.Refuse(m.name, fault.Violation{Field: m.version.field, Kind: fault.OutOfRange, Code: "out_of_range", Message: "has no more values to count with"})
	}
	return version + 1, nil
}

// setVersion gives the object a version that its field holds.
func (m *mapper) setVersion(obj layout.Pointer, version int64) {
	integer(m.version.value.Kind, obj.Field(m.version.offset), version)
}

// takeBackVersion makes a version what it was, unless the program has changed it since it was raised.
func (m *mapper) takeBackVersion(obj layout.Pointer, was int64) {
	if now, err := m.versionIn(obj); err == nil && now == was+1 {
		m.setVersion(obj, was)
	}
}

// updated appends what an update writes of an object: the values of some columns and, of a model with a version, the next
// one after was.
func (m *mapper) updated(dst []driver.Value, obj layout.Pointer, columns []*column, was int64) ([]driver.Value, error) {
	dst, err := m.values(dst, obj, columns)
	if err != nil || m.version == nil {
		return dst, err
	}
	next, err := m.raised(was)
	return append(dst, driver.IntValue(next)), err
}

// raise gives an object the version that its row has got, until the caller's transaction rolls back.
func (l *lease) raise(m *mapper, obj layout.Pointer, was int64) {
	m.setVersion(obj, was+1)
	l.takesBack(func() { m.takeBackVersion(obj, was) })
}

// takesBack notes what is to be done when the transaction rolls back.
func (l *lease) takesBack(undo func()) {
	if l.tx != nil {
		l.tx.undo = append(l.tx.undo, undo)
	}
}

// found appends the key's values and, of a model with a version, the one that the object had: what a statement finds its
// row by.
func (m *mapper) found(dst []driver.Value, obj layout.Pointer, was int64) ([]driver.Value, error) {
	dst, err := m.keyOf(dst, obj)
	if err == nil && m.version != nil {
		dst = append(dst, driver.IntValue(was))
	}
	return dst, err
}

// finders are the columns whose values found appends.
func (m *mapper) finders() []*column {
	if m.version == nil {
		return m.key
	}
	return append(m.key[:len(m.key):len(m.key)], m.version)
}

// byVersion is the condition on the values that found appends.
func (t *table) byVersion() sqlast.Expr {
	if t.m.version == nil {
		return t.byKey
	}
	return equalTo(t.m.finders())
}

// oneMore is the assignment that raises a version in the database.
func oneMore(version *column) sqlast.Assignment {
	return sqlast.Assignment{Column: version.name, Value: sqlast.Arithmetic{
		Op: sqlast.Plus, Left: sqlast.Column{Name: version.name}, Right: sqlast.One{}, Type: version.typ, Stored: true,
	}}
}

// raising are the columns whose values updated appends.
func (m *mapper) raising(columns []*column) []*column {
	if m.version == nil {
		return columns
	}
	return append(columns[:len(columns):len(columns)], m.version)
}

// unversioned are columns without the version, which no update takes from the object.
func (m *mapper) unversioned(columns []*column) []*column {
	if m.version == nil || !slices.Contains(columns, m.version) {
		return columns
	}
	return slices.DeleteFunc(slices.Clone(columns), func(c *column) bool { return c == m.version })
}
