package orm

import (
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// sqlBuilder turns conditions into expressions: with parameters for a statement, with constants for a
// definition. It runs once per shape of statement; shaper and binder visit conditions in the same order.
type sqlBuilder struct {
	scope
	literal bool
	aliases int  // how many there are
	packed  int  // from which length on a list travels as one value
	outline bool // what is said tells shapes apart, whatever the lengths of lists are
	err     error
	db      *DB

	around     *scope    // the tables of the statement that a subquery stands in
	own        int       // how many of the scope's tables are the subquery's own; 0 for all
	windowless string    // the part that may hold aggregates and no window
	inner      int       // how many of the scope's tables are of conditions across relations
	part       string    // of the statement that is being said, where it matters to what is computed
	groups     *grouping // of a Selection that has some
	gathered   int       // how many aggregates are around
	inSet      bool      // of combined queries
	named      bool      // the common table expressions of the statement were said
	commons    []string  // what they are called
	upsert     *upserting
}

func (b *sqlBuilder) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

// column finds the column of a field pointer, and its table.
func (b *sqlBuilder) column(field any) (*scope, *column) {
	in, c, _ := b.find(field)
	switch {
	case c != nil:
		return in, c
	case b.literal:
		b.fail(b.m.invalid("it names no column of the receiver; name the fields of the value that Define is called on"))
	default:
		b.fail(b.pointerProblem(field))
	}
	return &b.scope, &column{}
}

// value is the next parameter, or the constant itself.
func (b *sqlBuilder) value(c *column, v driver.Value) sqlast.Expr {
	if !b.literal {
		return sqlast.Param{}
	}
	v, err := c.fit(v)
	if err != nil {
		b.fail(fault.Refuse(b.m.name, c.violation(err)))
	}
	return sqlast.Literal{Value: constant(v)}
}

// beside is a value that is compared with an operand. Beside a calculated decimal a database may take it for a
// floating-point number.
func (b *sqlBuilder) beside(x operand, v driver.Value) sqlast.Expr {
	if x.c.typ.Kind == schema.Decimal && (!x.plain() || x.proposed || x.c.computed) && !b.literal {
		return sqlast.Typed{Type: x.c.typ}
	}
	return b.value(x.c, v)
}

var compareOps = map[op]sqlast.Op{
	opEq: sqlast.Eq, opNe: sqlast.Ne, opLt: sqlast.Lt, opLe: sqlast.Le, opGt: sqlast.Gt, opGe: sqlast.Ge,
	opEqColumn: sqlast.Eq, opNeColumn: sqlast.Ne, opLtColumn: sqlast.Lt, opLeColumn: sqlast.Le,
	opGtColumn: sqlast.Gt, opGeColumn: sqlast.Ge,
}

func (b *sqlBuilder) cond(c *Cond) sqlast.Expr {
	if err := b.condProblem(c); err != nil {
		b.fail(err)
	}
	switch c.op {
	case opEq, opNe, opLt, opLe, opGt, opGe:
		return b.compare(c)
	case opEqColumn, opNeColumn, opLtColumn, opLeColumn, opGtColumn, opGeColumn:
		return b.columns(c)
	case opInQuery:
		return b.inQuery(c)
	case opBetween:
		x := b.operand(c.field)
		if c.value.Kind() == driver.Null || c.high.Kind() == driver.Null {
			b.fail(x.m.invalid("%s lies between nil and something, which no value does; use Ge or Le", x.c.field))
		}
		return sqlast.Between{X: x.sql, Low: b.beside(x, c.value), High: b.beside(x, c.high)}
	case opIn:
		return b.in(c)
	case opLike, opLikeFold, opEqFold:
		return b.like(c)
	case opNull, opNotNull:
		return sqlast.IsNull{X: b.operand(c.field).sql, Not: c.op == opNotNull}
	case opAnd:
		return sqlast.And{Terms: b.terms(c)}
	case opOr:
		return sqlast.Or{Terms: b.terms(c)}
	case opNot:
		return sqlast.Not{X: b.cond(&c.terms[0])}
	case opAnyRow, opEveryRow, opNoRow:
		return b.across(c)
	case opOf:
		return b.of(c)
	case opRaw:
		return b.raw(c)
	}
	b.fail(b.m.invalid("a condition is empty; make conditions with orm.Eq and the other functions"))
	return sqlast.One{}
}

// of says a condition on one of the tables by itself.
func (b *sqlBuilder) of(c *Cond) sqlast.Expr {
	around := b.scope
	b.scope = around.of(int(c.value.Int()))
	b.inner++
	e := flat(b.terms(c))
	b.inner--
	b.scope = around
	return e
}

// columns compares two columns, which are stored alike.
func (b *sqlBuilder) columns(c *Cond) sqlast.Expr {
	near, far := b.operand(c.field), b.operand(c.other)
	left, right := near.c, far.c
	switch {
	case b.err != nil:
	case left.typ.Kind != right.typ.Kind:
		b.fail(b.m.invalid("%s is stored as %s and %s as %s, so they cannot be compared; store both alike", left.field, left.typ.Kind, right.field, right.typ.Kind))
	case left.typ.Scale != right.typ.Scale:
		b.fail(b.m.invalid("%s has %s behind the point and %s has %d, so they cannot be compared; give both as many", left.field, count(left.typ.Scale, "digit"), right.field, right.typ.Scale))
	case right.incomparable():
		b.fail(far.m.incomparable(right))
	}
	return sqlast.Compare{Op: compareOps[c.op], Left: near.sql, Right: far.sql}
}

// inQuery looks for a value among those that a query reads.
func (b *sqlBuilder) inQuery(c *Cond) sqlast.Expr {
	e, _ := b.columns(c).(sqlast.Compare)
	list, _ := e.Right.(sqlast.Subquery)
	return sqlast.InSelect{X: e.Left, Select: list.Select}
}

func (b *sqlBuilder) terms(c *Cond) []sqlast.Expr {
	terms := make([]sqlast.Expr, len(c.terms))
	for i := range c.terms {
		terms[i] = b.cond(&c.terms[i])
	}
	return terms
}

func (b *sqlBuilder) compare(c *Cond) sqlast.Expr {
	in := b.operand(c.field)
	x, col := in.sql, in.c
	if c.value.Kind() == driver.Null {
		if c.op != opEq && c.op != opNe {
			b.fail(in.m.invalid("%s is compared with nil, which is neither less nor more than anything; use IsNull or IsNotNull", col.field))
		}
		return sqlast.IsNull{X: x, Not: c.op == opNe}
	}
	return sqlast.Compare{Op: compareOps[c.op], Left: x, Right: b.beside(in, c.value)}
}

func (b *sqlBuilder) in(c *Cond) sqlast.Expr {
	in := b.operand(c.field)
	x, col := in.sql, in.c
	list := c.value.List()
	if n, computed := c.field.(*node); computed && len(list) == 0 && !c.nulls && n.aggregates() {
		return sqlast.IsNull{X: sqlast.Aggregate{Gather: sqlast.Counted}} // never, and an aggregate still, which makes the query one
	}
	e := sqlast.In{X: x}
	switch {
	case b.literal:
		for _, v := range list {
			e.Literals = append(e.Literals, b.value(col, v))
		}
	case b.outline:
		e.N = min(len(list), 1)
	case travelsPacked(len(list), b.packed):
		e.Packed, e.Long, e.Type = true, len(list) > longList, col.typ
	default:
		e.N = bucket(len(list))
	}
	if !c.nulls {
		return e
	}
	return sqlast.Or{Terms: []sqlast.Expr{e, sqlast.IsNull{X: x}}}
}

func (b *sqlBuilder) like(c *Cond) sqlast.Expr {
	in := b.operand(c.field)
	x, col := in.sql, in.c
	switch {
	case isComputed(c.field) && c.op != opLike && col.fold != nil && !in.plain():
		b.fail(in.m.invalid("what is computed of %s keeps no folded text; compare the column itself", col.field))
	case col.typ.Kind != schema.Text && b.err == nil:
		b.fail(in.m.invalid("%s is stored as %s, and Like is for text", col.field, col.typ.Kind))
	case c.op == opEqFold && col.fold == nil:
		b.fail(in.m.invalid("%s keeps no folded text for EqFold to look at; say Folded or UniqueFold in Define", col.field))
	case c.op == opLikeFold && col.fold == nil && b.err == nil:
		b.fail(in.m.invalid("%s keeps no folded text for LikeFold to look at; say Folded in Define, or use Like", col.field))
	case c.op == opEqFold:
		return sqlast.Compare{Op: sqlast.Eq, Left: in.beside(col.fold), Right: b.value(col, c.value)}
	case c.op == opLikeFold && col.fold != nil:
		x = in.beside(col.fold)
	}
	column, _ := x.(sqlast.Column)
	return sqlast.Like{X: x, Pattern: b.value(col, c.value), Indexed: in.m.indexed(column.Name)}
}

func (b *sqlBuilder) raw(c *Cond) sqlast.Expr {
	if b.literal && len(c.value.List()) > 0 {
		b.fail(b.m.invalid("Raw takes no values in a definition; write them into its text"))
	}
	return sqlast.Raw{SQL: c.raw, Params: len(c.value.List())}
}
