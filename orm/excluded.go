package orm

import (
	"database/sql"

	"github.com/rowankit/rowan/sqlast"
)

// Excluded is the value that InsertOrUpdate proposes for a column: that of the object, normalized, when a row is there already
// (SQL calls the new row excluded). It stands in Conflict.Set and Conflict.Where alone. A column that the database generates or
// computes has none. The value of a column that may be NULL is ExcludedOpt.
func Excluded[V any](field *V) Expr[V] { return Expr[V]{excludedValue[V](field)} }

// ExcludedOpt is Excluded of a column that may be NULL and whose field is a pointer.
func ExcludedOpt[V any](field **V) NullExpr[V] { return NullExpr[V]{excludedValue[V](field)} }

// ExcludedOptNull is ExcludedOpt for a field that is a sql.Null.
func ExcludedOptNull[V any](field *sql.Null[V]) NullExpr[V] {
	return NullExpr[V]{excludedValue[V](field)}
}

func excludedValue[V any](field any) Value[V] { return Value[V]{&node{op: nodeExcluded, field: field}} }

// excluded writes the shape of a proposed value.
func (s *shaper) excluded(n *node) {
	if s.upsert == nil {
		s.fail(s.m.misplacedExcluded(n))
		return
	}
	c, err := s.upsert.m.resolve(s.upsert.base, n.field)
	switch {
	case err != nil:
		s.fail(err)
		return
	case c.isDerived():
		s.fail(s.upsert.m.invalid("%s is computed of other columns, so that no object proposes a value of it; compute with those", c.field))
	}
	s.number(c.place)
	s.upsert.proposed = append(s.upsert.proposed, c)
}

// excluded says a proposed value: by the name that databases have for it, or as a parameter where they have none.
func (b *sqlBuilder) excluded(n *node) operand {
	m, c := b.codec(n)
	if b.upsert == nil || c == nil {
		b.fail(b.m.misplacedExcluded(n))
		return operand{sql: sqlast.One{}, c: &column{}, m: m}
	}
	o := operand{c: c, m: m, nullable: c.nullable, proposed: true}
	if o.sql = (sqlast.Typed{Type: c.typ}); b.db.namesProposed() {
		o.sql = sqlast.Column{Of: sqlast.ExcludedName, Name: c.name}
	}
	return o
}

// excluded lists a proposed value, where it is a parameter.
func (b *binder) excluded(n *node) {
	if b.upsert == nil || b.upsert.written == nil {
		return
	}
	_, c := b.codec(n)
	b.proposed(c)
}

func (b *binder) proposed(c *column) {
	b.values = appendValues(b.values, b.upsert.row, b.upsert.written, []*column{c})
}

// namesProposed tells a database whose INSERT names the row that it proposes.
func (db *DB) namesProposed() bool {
	return db.capabilities.ConflictTargets && db.capabilities.Returning
}

func (m *mapper) misplacedExcluded(n *node) error {
	named := describe(n.field)
	if typ, known := prototypeAround(n.field); known {
		named = mapperOfType(typ).fieldAt(n.field)
	}
	return m.invalid("Excluded of %s is the value that InsertOrUpdate proposes, and stands in Set and Where of orm.On alone; the column itself is orm.Col", named)
}
