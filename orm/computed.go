package orm

import (
	"slices"

	"github.com/rowankit/rowan/schema"
)

// Generated lets the database compute the column of others of its row, and store it, whoever writes the row:
//
//	t.Column(&i.Total).Generated(orm.Times(orm.Col(&i.Price), orm.Col(&i.Pieces)))
//
// The expression is of the type of the field, and its values are constants of the program. Nothing else is written to the
// column: writes of objects read it into the object behind the row, by a statement for each that is updated, and changes by condition
// leave the objects as they were. It may stand in an Index or Unique and in checks.
func (c *Column) Generated(x Expression) *Column {
	c.c.stored = true
	return c.derive("Generated", x)
}

// Computed lets each query of the model compute the field of columns of its row; the table has no such column. It stands in
// conditions, orders and selections as a column does, and is never written:
//
//	t.Column(&u.Label).Computed(orm.Concat(orm.Col(&u.Name), orm.Val(" <"), orm.Col(&u.Email), orm.Val(">")))
//
// The expression is of the type of the field, and its values are constants of the program; it may name what is Generated. A
// write leaves the field as it was until a query reads it. Where a LEFT JOIN finds no row there is no value, whatever the
// expression makes of NULL.
func (c *Column) Computed(x Expression) *Column { return c.derive("Computed", x) }

func (c *Column) derive(word string, x Expression) *Column {
	switch {
	case c.c.formula != nil:
		return c.mistake("is computed twice; keep one of Generated and Computed")
	case x == nil || x.expression() == nil:
		return c.mistake("has %s of an empty expression; make one with orm.Col and the other functions", word)
	}
	c.c.formula = x.expression()
	return c
}

// isDerived tells a column that is computed of others.
func (c *column) isDerived() bool { return c.formula != nil }

// isVirtual tells a column that the table does not have.
func (c *column) isVirtual() bool { return c.formula != nil && !c.stored }

// derivedBy is the word of the definition that says what a column is computed of.
func (c *column) derivedBy() string {
	if c.stored {
		return "Generated"
	}
	return "Computed"
}

// split tells the columns that are written from those that are computed of them.
func split(columns []*column) (written, derived []*column) {
	for _, c := range columns {
		if c.isDerived() {
			derived = append(derived, c)
		} else {
			written = append(written, c)
		}
	}
	return written, derived
}

// formulas says what the computed columns are computed of.
func (d *definition) formulas(m *mapper) {
	for i, c := range m.derived {
		c.place = len(m.columns) + i
		m.exacting = m.exacting || c.exacting()
	}
	for _, c := range m.derived {
		switch {
		case c.def != nil || c.server != nil || c.auto != nil || c.trim || c.foldText || c.required || c.bounded || len(c.rules) > 0 || c.enum != nil || c.uniqueFold || c.folded:
			d.add(c.field, "is %s, and has words for what is written; remove them", c.derivedBy())
		case c.deferred != nil:
			d.add(c.field, "is %s and Lazy; make its type %s", c.derivedBy(), c.goType())
		case slices.Contains(d.key, c):
			d.add(c.field, "is %s and belongs to the key; name other fields", c.derivedBy())
		}
		e, err := m.formulaOf(c, "")
		switch {
		case err != nil:
			d.add(c.field, "is %s of what cannot be: %s", c.derivedBy(), reason(err))
		case c.stored:
			m.table.Columns = append(m.table.Columns, schema.Column{Name: c.name, Type: c.typ, Nullable: c.nullable, Formula: e})
		}
	}
}

// misplaced refuses computed columns where a table needs what is stored, or what is written.
func (d *definition) misplaced(m *mapper) {
	for _, c := range m.derived {
		indexed := c.unique || c.indexed || slices.ContainsFunc(d.indexes, func(ix *Index) bool { return slices.Contains(ix.columns, c) })
		switch {
		case indexed && c.isVirtual():
			d.add(c.field, "is Computed by each query, so no index holds it; write Generated, or remove Unique and Index")
		case d.version == c:
			d.add(c.field, "is %s and the version, which an update raises; name another field", c.derivedBy())
		case d.deleted == c:
			d.add(c.field, "is %s and the time of SoftDelete, which a deletion sets; name another field", c.derivedBy())
		case slices.ContainsFunc(d.references, func(r *Reference) bool { return slices.Contains(r.by, c) }):
			d.add(c.field, "is %s and belongs to a foreign key; name what is written", c.derivedBy())
		}
	}
}

// kept are the columns of the table, with those that the database computes.
func (m *mapper) kept() []*column {
	if m.derived == nil {
		return m.columns
	}
	return append(slices.Clone(m.columns), m.storedFormulas()...)
}

// queried are the columns of the objects that a query reads.
func (m *mapper) queried() []*column {
	if m.derived == nil {
		return m.readColumns()
	}
	return append(slices.Clone(m.readColumns()), m.derived...)
}

// storedFormulas are the columns that the database computes when a row is written; nil for none.
func (m *mapper) storedFormulas() (list []*column) {
	for _, c := range m.derived {
		if c.stored {
			list = append(list, c)
		}
	}
	return list
}

// returned are the columns that a write gives back of a whole row.
func (m *mapper) returned() []*column {
	if m.derived == nil {
		return m.readColumns()
	}
	return append(slices.Clone(m.readColumns()), m.storedFormulas()...)
}
