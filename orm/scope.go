package orm

import (
	"reflect"
	"strings"

	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// scope is the tables whose columns and relations a condition may name, the first that has one first: its own, those that
// the query joins, then those of the conditions around it. Most often it is one table, and next is nil.
type scope struct {
	m     *mapper
	base  layout.Pointer
	as    string    // what the statement calls the table; "" where it writes columns without it
	along *relation // the join that brought it, or nil
	owner string    // what the statement calls the table that along leads from
	left  bool      // a LEFT JOIN: its columns may be NULL
	load  bool      // its row is read too
	next  *scope
	row   *asking // of a Selection, whose fields name no column

	derived *derived // the table is a selection
}

// find returns the column of a field pointer, its table, and how many others come before that; nil when no table has it.
func (s *scope) find(field any) (in *scope, c *column, place int) {
	for in = s; in != nil; in = in.next {
		if c = in.m.column(in.base, field); c != nil {
			return in, c, place
		}
		place++
	}
	return nil, nil, 0
}

// relation returns the relation of a field pointer, its table, and how many others come before that; nil when no table
// has it.
func (s *scope) relation(field any) (in *scope, r *relation, place int) {
	if r, is := field.(*relation); is {
		return s, r, 0
	}
	for in = s; in != nil; in = in.next {
		if r = in.m.relation(in.base, field); r != nil {
			return in, r, place
		}
		place++
	}
	return nil, nil, 0
}

// within is the scope of conditions on the rows that a relation leads to. Behind them come the pairs that lead there, where
// scopes may ask something of these.
func (s *scope) within(r *relation) scope {
	around := *s
	around.as = s.called()
	inner := scope{m: r.target, base: prototypeOf(r.target.typ), next: &around}
	if r.limitsPairs() {
		inner.next = &scope{m: r.via.m, base: prototypeOf(r.via.m.typ), next: &around}
	}
	return inner
}

// limitsPairs tells a relation by pairs whose model has scopes.
func (r *relation) limitsPairs() bool { return r.via != nil && len(r.via.m.restrictions) > 0 }

// of is the scope of conditions on one of the tables alone, the one behind so many others.
func (s *scope) of(place int) scope {
	x := s
	for range place {
		x = x.next
	}
	around := *s
	return scope{m: x.m, base: prototypeOf(x.m.typ), as: x.as, next: &around}
}

// called is the table's name in the statement.
func (s *scope) called() string {
	if s.as != "" {
		return s.as
	}
	return s.m.table.Name
}

// name is the column as its table's statement writes it.
func (s *scope) name(c *column) sqlast.Column { return sqlast.Column{Of: s.as, Name: c.name} }

// models lists the models whose columns may be named: "Dataset", or "Dataset or User".
func (s *scope) models() string {
	var names []string
	for ; s != nil; s = s.next {
		names = append(names, s.m.name)
	}
	return strings.Join(names, " or ")
}

// pointerProblem says what is wrong with a field pointer that names no column.
func (s *scope) pointerProblem(field any) error {
	if s.row != nil {
		if err := s.row.misplaced(field); err != nil {
			return err
		}
	}
	p, ok := layout.Data(field)
	for in := s; in != nil && ok; in = in.next {
		if in.derived != nil && in.derived.body.field(field) != nil {
			return in.m.invalid("%s is a field of the row that %s fills; name it by the C of that", in.derived.body.field(field).field, in.as)
		}
		if _, inside := p.OffsetIn(in.base, in.m.size); inside {
			return in.m.pointerProblem(in.base, field)
		}
	}
	switch typ, known := prototypeAround(field); {
	case known && s.aliased(typ) != "":
		return s.m.invalid("%s is read as the alias %s; name its columns by the C of that", mapperOfType(typ).name, s.aliased(typ))
	case known:
		other := mapperOfType(typ)
		return s.m.invalid("%s is no column of %s but of %s, which the query does not read; ask with orm.Any of a relation to it, or add it with Join", other.fieldAt(field), s.models(), other.name)
	case s.next == nil:
		return s.m.pointerProblem(s.base, field)
	}
	return s.m.invalid("%s names no column; write a pointer of the C of the handle of %s", describe(field), s.models())
}

// aliased is the name under which alone a model's table is read; "" for its own.
func (s *scope) aliased(t reflect.Type) string {
	for ; s != nil; s = s.next {
		if s.m.typ == t && s.base != prototypeOf(t) {
			return s.as
		}
	}
	return ""
}

// fieldAt is the name of the field that a pointer into the prototype leads to.
func (m *mapper) fieldAt(field any) string {
	base := prototypeOf(m.typ)
	if c := m.column(base, field); c != nil {
		return c.field
	}
	if r := m.relation(base, field); r != nil {
		return r.field
	}
	return describe(field)
}

// relationProblem says what is wrong with a field pointer that names no relation.
func (s *scope) relationProblem(field any) error {
	if typ, known := prototypeAround(field); known && s.aliased(typ) != "" {
		return s.m.invalid("%s is read as the alias %s; name its relations by the C of that", mapperOfType(typ).name, s.aliased(typ))
	} else if known {
		other := mapperOfType(typ)
		return s.m.invalid("%s of %s is no relation of %s; name one of these", other.fieldAt(field), other.name, s.models())
	}
	return s.m.invalid("%s is no relation of %s; write a pointer of the C of its handle", describe(field), s.models())
}
