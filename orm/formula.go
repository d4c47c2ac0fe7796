package orm

import (
	"github.com/rowankit/rowan/sqlast"
)

// formulaOf says what a column is computed of, in a statement that calls its table by a name.
func (m *mapper) formulaOf(c *column, as string) (sqlast.Expr, error) {
	b := &sqlBuilder{scope: scope{m: m, base: prototypeOf(m.typ), as: as}, literal: true, part: "what a column is computed of"}
	if err := b.computable(c); err != nil {
		return nil, err
	}
	sh := shaper{scope: b.scope}
	if sh.node(c.formula); sh.err != nil {
		return nil, sh.err
	}
	o := b.node(c.formula)
	switch {
	case b.err != nil:
		return nil, b.err
	case o.c.typ.Kind != c.typ.Kind || o.c.typ.Scale != c.typ.Scale:
		return nil, m.invalid("the expression is stored as %s, and the field as %s; give the field the type of the expression", o.c.typ.Kind, c.typ.Kind)
	case o.nullable && !c.nullable:
		return nil, m.invalid("the expression may be missing, and %s is %s; make it a pointer, or use orm.Coalesce", c.field, c.goType())
	}
	return sqlast.Call{Function: sqlast.Formula, Args: []sqlast.Expr{o.sql}, Type: c.typ}, nil
}

// computable refuses what a column is computed of when that is more than its row's columns. It goes before anything is made
// of them: columns may be computed of each other in circles.
func (b *sqlBuilder) computable(c *column) (err error) {
	fail := func(format string, args ...any) {
		if err == nil {
			err = b.m.invalid(format, args...)
		}
	}
	c.formula.walk(func(x *Cond) {
		switch x.op {
		case opAnyRow, opEveryRow, opNoRow, opInQuery:
			fail("a condition asks for rows of another table; load them with the objects, or select it")
		case opRaw:
			if !c.stored {
				fail("Raw names columns without their table, which queries may join with others; write the condition with orm.Eq and the other functions")
			}
		}
	}, func(n *node) bool {
		switch n.op {
		case nodeSubquery:
			fail("a query reads other rows; load what it counts with the objects, or select it")
		case nodeTimeStart:
			if c.stored {
				fail("PostgreSQL stores of no column when a unit of time begins; write Computed")
			}
		case nodeColumn:
			_, x, _ := b.find(n.field)
			switch {
			case x == nil || !x.isDerived():
			case x == c:
				fail("it names %s itself; write what that is computed of", c.field)
			case c.stored, !x.stored:
				fail("it names %s, which is %s itself; write what that is computed of", x.field, x.derivedBy())
			}
		}
		return true
	})
	return err
}

// sql is what a statement reads of a column, whose table it calls by a name.
func (m *mapper) sql(as string, c *column) sqlast.Expr {
	if !c.isVirtual() {
		return sqlast.Column{Of: as, Name: c.name}
	}
	e, err := m.formulaOf(c, as)
	if err != nil { // which the definition told of
		return sqlast.One{}
	}
	return e
}

// sql is what a statement reads of a column. Where a LEFT JOIN finds no row, nothing is computed of that.
func (s *scope) sql(c *column) sqlast.Expr {
	e := s.m.sql(s.as, c)
	if s.left && c.isVirtual() {
		there := sqlast.IsNull{X: s.name(s.m.key[0]), Not: true}
		e = sqlast.Case{Whens: []sqlast.When{{If: there, Then: e}}}
	}
	return e
}

// metFormula notes the columns that a computed one is computed of, unless groups are made of that itself. As of expressions
// with values, not every database knows it then but as a whole, among the columns that are read.
func (b *sqlBuilder) metFormula(in *scope, field any, c *column) {
	_, _, place := b.find(field)
	if b.groups == nil || !b.groupable(place) {
		return
	}
	for _, t := range b.groups.terms {
		if t == nil || t.op != nodeColumn {
			continue
		}
		if _, x, at := b.find(t.field); x != c || at != place {
			continue
		}
		if i := b.groups.item; b.gathered <= 0 && (i == nil || i.op != nodeColumn || !sameNode(i, nodeOf(field))) {
			b.fail(in.m.invalid("%s is computed and grouped, and is a part of an expression or stands in Having, where not every database knows it; read it by itself, or ask of it in Where", c.field))
		}
		return
	}
	own := scope{m: in.m, base: prototypeOf(in.m.typ)}
	c.formula.walk(func(*Cond) {}, func(n *node) bool {
		if n.op == nodeColumn {
			if _, x, _ := own.find(n.field); x != nil {
				b.groups.met(b, in, operand{sql: in.name(x), c: x, m: in.m, nullable: x.nullable || in.left})
			}
		}
		return true
	})
	if in.left {
		b.groups.met(b, in, operand{sql: in.name(in.m.key[0]), c: in.m.key[0], m: in.m, nullable: true})
	}
}

// formulaItem is the place of a column that queries compute among what a selection reads, from 1; 0 where it is none of that.
func (a *asking) formulaItem(b *sqlBuilder, n *node) int {
	if n == nil || n.op != nodeColumn {
		return 0
	}
	if _, c, _ := b.find(n.field); c == nil || !c.isVirtual() {
		return 0
	}
	for i, item := range a.selectionParts.items {
		if sameNode(item.n, n) {
			return a.place(i)
		}
	}
	return 0
}
