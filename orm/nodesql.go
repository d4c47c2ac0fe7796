package orm

import (
	"cmp"

	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// operand is a column or an expression as a statement has it.
type operand struct {
	sql      sqlast.Expr
	c        *column // whose type it has
	m        *mapper // whose column that is
	nullable bool
	proposed bool // Excluded
}

// plain tells a column by itself, of a row that is stored or proposed.
func (o operand) plain() bool {
	_, is := o.sql.(sqlast.Column)
	return is || o.proposed
}

// beside is another column of the same row.
func (o operand) beside(c *column) sqlast.Expr {
	at, is := o.sql.(sqlast.Column)
	if !is && o.proposed {
		return sqlast.Typed{Type: c.typ}
	}
	return sqlast.Column{Of: at.Of, Name: c.name}
}

// operand says what the pointer of a field, or an expression, stands for.
func (b *sqlBuilder) operand(field any) operand {
	n, computed := field.(*node)
	if computed {
		return b.node(n)
	}
	in, c := b.column(field)
	o := operand{sql: in.sql(c), c: c, m: in.m, nullable: c.nullable || in.left}
	if c.isVirtual() {
		b.metFormula(in, field, c)
	} else if _, _, place := b.find(field); b.groupable(place) {
		b.groups.met(b, in, o)
	}
	return o
}

// groupable tells a table of the query's own from those of conditions across relations, and from those around a subquery.
func (b *sqlBuilder) groupable(place int) bool {
	return place >= b.inner && (b.own == 0 || place < b.inner+b.own)
}

// node says an expression.
func (b *sqlBuilder) node(n *node) (o operand) {
	if (n.filters || n.once) && n.op != nodeAggregate {
		b.fail(b.m.invalid("Filter and Distinct are for aggregates, such as orm.Count and orm.Sum"))
	}
	switch n.op {
	case nodeColumn:
		return b.operand(n.field)
	case nodeExcluded:
		return b.excluded(n)
	}
	if g := b.groups; g != nil && b.gathered == 0 && g.has(n) {
		if n.bindsValues() && (g.item == nil || !sameNode(g.item, n)) {
			b.fail(b.m.invalid("a grouped expression with a value is a part of another, or stands in Having, and not every database knows it there; read it by itself, or ask of it in Where"))
		}
		b.groups = nil // its columns need not be grouped by themselves
		defer func() {
			b.groups = g
			if !b.db.capabilities.GroupsByParts && (g.item == nil || !sameNode(g.item, n)) {
				o.sql = sqlast.Aggregate{Gather: sqlast.Least, X: o.sql, Type: o.c.typ} // of a group, which has one alone
			}
		}()
	}
	m, c := b.codec(n)
	if c == nil {
		c = &column{} // what is wrong was found out when the shape was written, or is where its parts are said
	}
	o = operand{c: c, m: m}
	switch n.op {
	case nodeValue:
		if o.sql = (sqlast.Typed{Type: c.typ}); b.literal {
			o.sql = b.value(c, n.value)
		}
	case nodeAggregate:
		o.sql, o.nullable = b.aggregate(n), n.gather != sqlast.Counted
	case nodeArithmetic:
		o.sql, o.nullable = b.calculation(n, c)
	case nodeFloat:
		x := b.numeric(n.args[0], "Float")
		o.sql, o.nullable = sqlast.Cast{X: x.sql, From: x.c.typ, To: schema.Type{Kind: schema.Float64}}, x.nullable
	case nodeRatio:
		x, y := b.node(n.args[0]), b.node(n.args[1])
		o.sql, o.nullable = sqlast.Quotient{Left: x.sql, Right: y.sql}, true
	case nodeCase:
		o.sql, o.nullable = b.cases(n)
	case nodeCoalesce:
		o.sql, o.nullable = b.coalesce(n)
	case nodeConcat, nodeSubstring, nodeLength:
		o.sql, o.nullable = b.text(n)
	case nodeTimePart, nodeTimeStart:
		o.sql, o.nullable = b.time(n)
	case nodeOver:
		o.sql, o.nullable = b.over(n)
	case nodeCall:
		o.sql, o.nullable = b.call(n)
	case nodeRank:
		o.sql = sqlast.Rank{Ranking: n.ranking, N: n.rows}
	case nodePlaced:
		o.sql, o.nullable = sqlast.Placed{X: b.node(n.args[0]).sql, N: n.rows}, true
	case nodeSubquery:
		o.sql, o.nullable = b.subquery(n)
	case nodeNeighbour:
		o.sql, o.nullable = sqlast.Neighbour{X: b.node(n.args[0]).sql, Rows: n.rows, After: n.after}, true
	}
	return o
}

// numeric is an operand that is to be a number.
func (b *sqlBuilder) numeric(n *node, word string) operand {
	x := b.node(n)
	if k := x.c.typ.Kind; b.err == nil && !k.Integer() && !k.Float() && k != schema.Decimal {
		b.fail(x.m.invalid("%s of %s, which is stored as %s; it is for numbers", word, x.c.field, k))
	}
	return x
}

var gatherNames = [...]string{sqlast.Counted: "Count", sqlast.Sum: "Sum", sqlast.Average: "Avg", sqlast.Least: "Min", sqlast.Greatest: "Max"}

func (b *sqlBuilder) aggregate(n *node) sqlast.Expr {
	name := gatherNames[n.gather]
	switch {
	case b.gathered > 0:
		b.fail(b.m.invalid("%s stands within another aggregate; compute one of the two in a query of its own", name))
	case b.part != "":
		b.fail(b.m.invalid("%s stands in %s, which is about single rows; conditions on groups are for Having", name, b.part))
	}
	if b.groups != nil && b.gathered == 0 {
		b.groups.aggregates = true
	}
	b.gathered++
	defer func() { b.gathered-- }()
	e := sqlast.Aggregate{Gather: n.gather, Distinct: n.once}
	if n.filters {
		e.Where = flat(b.conditions(n.conds))
	}
	if len(n.args) == 0 {
		if n.once {
			b.fail(b.m.invalid("Count counts rows, which are all distinct; use CountDistinct of a column"))
		}
		return e
	}
	var x operand
	switch n.gather {
	case sqlast.Sum:
		x = b.numeric(n.args[0], name)
	case sqlast.Average:
		x = b.numeric(floatNode(n.args[0]), name)
	default:
		if x = b.node(n.args[0]); n.gather != sqlast.Counted && x.c.incomparable() {
			b.fail(x.m.incomparable(x.c))
		}
	}
	e.X, e.Type = x.sql, x.c.typ
	return e
}

func (b *sqlBuilder) conditions(list []Cond) []sqlast.Expr {
	all := make([]sqlast.Expr, len(list))
	for i := range list {
		all[i] = b.cond(&list[i])
	}
	return all
}

var operationNames = [...]string{sqlast.Plus: "Plus", sqlast.Minus: "Minus", sqlast.Times: "Times"}

func (b *sqlBuilder) calculation(n *node, c *column) (sqlast.Expr, bool) {
	name := operationNames[n.operation]
	x, y := b.numeric(n.args[0], name), b.numeric(n.args[1], name)
	switch {
	case b.err != nil:
	case n.operation == sqlast.Times && !y.c.typ.Kind.Integer():
		b.fail(y.m.invalid("Times %s, which is no whole number; multiply by a whole number, or make both sides a Float", y.c.field))
	case n.operation != sqlast.Times && (x.c.typ.Kind == schema.Decimal) != (y.c.typ.Kind == schema.Decimal), x.c.typ.Kind == schema.Decimal && n.operation != sqlast.Times && x.c.typ.Scale != y.c.typ.Scale:
		b.fail(x.m.invalid("%s of %s and %s, which are not stored alike; make both sides a Float", name, x.c.field, y.c.field))
	}
	return sqlast.Arithmetic{Op: n.operation, Left: x.sql, Right: y.sql, Type: c.typ}, x.nullable || y.nullable
}

func (b *sqlBuilder) cases(n *node) (sqlast.Expr, bool) {
	e, nullable := sqlast.Case{}, len(n.args) == len(n.conds)
	for i := range n.conds {
		when := b.cond(&n.conds[i])
		then := b.node(n.args[i])
		nullable = nullable || then.nullable
		e.Whens = append(e.Whens, sqlast.When{If: when, Then: then.sql})
	}
	if len(n.args) > len(n.conds) {
		last := b.node(n.args[len(n.conds)])
		e.Else, nullable = last.sql, nullable || last.nullable
	}
	return e, nullable
}

func (b *sqlBuilder) coalesce(n *node) (sqlast.Expr, bool) {
	e, nullable := sqlast.Call{Function: sqlast.Coalesce}, true
	for _, x := range n.args {
		o := b.node(x)
		e.Args, nullable = append(e.Args, o.sql), nullable && o.nullable
	}
	return e, nullable
}

func (b *sqlBuilder) text(n *node) (sqlast.Expr, bool) {
	var args []sqlast.Expr
	nullable := false
	for i, x := range n.args {
		o := b.node(x)
		if (i == 0 || n.op == nodeConcat) && o.c.typ.Kind != schema.Text && b.err == nil {
			b.fail(o.m.invalid("%s is stored as %s, and Concat, Length and Substring are for text", o.c.field, o.c.typ.Kind))
		}
		args, nullable = append(args, o.sql), nullable || o.nullable
	}
	switch n.op {
	case nodeLength:
		return sqlast.Length{X: args[0]}, nullable
	case nodeSubstring:
		return sqlast.Call{Function: sqlast.Substring, Args: args}, nullable
	}
	return sqlast.Call{Function: sqlast.Concat, Args: args}, nullable
}

func (b *sqlBuilder) time(n *node) (sqlast.Expr, bool) {
	x := b.node(n.args[0])
	switch {
	case n.unit < Year || n.unit > Weekday:
		b.fail(b.m.invalid("there is no unit of time %d; write orm.Year and so on", n.unit))
		return sqlast.One{}, false
	case n.unit == Weekday && n.op == nodeTimeStart:
		b.fail(b.m.invalid("Weekday is a number that a day has, and begins nowhere; write orm.Day or orm.Week"))
	case x.c.typ.Kind != schema.Time && b.err == nil:
		b.fail(x.m.invalid("%s is stored as %s; parts of a time are taken from one", x.c.field, x.c.typ.Kind))
	}
	if n.op == nodeTimePart {
		return sqlast.TimePart{Unit: n.unit, X: x.sql}, x.nullable
	}
	return sqlast.TimeStart{Unit: n.unit, X: x.sql}, x.nullable
}

// over says what is computed of a window. It looks at the rows that the query has, so an aggregate in it is none of a group.
func (b *sqlBuilder) over(n *node) (sqlast.Expr, bool) {
	if part := cmp.Or(b.part, b.windowless); part != "" {
		b.fail(b.m.invalid("a window stands in %s, and is computed of the rows that this leaves; ask of it in a query around", part))
	}
	if b.gathered > 0 {
		b.fail(b.m.invalid("a window stands within an aggregate, which looks at rows before there are windows; compute it in a query of its own"))
	}
	x := n.args[0]
	switch {
	case x.op == nodeNeighbour, x.op == nodePlaced, x.op == nodeRank && x.ranking != sqlast.RowNumber:
		if len(n.window.order) == 0 {
			b.fail(b.m.invalid("the place of a row and its neighbours depend on an order; say OrderBy of the window"))
		}
	case x.op == nodeAggregate, x.op == nodeRank:
	default:
		b.fail(b.m.invalid("Over is for aggregates, such as orm.Sum"))
	}
	if x.op == nodeAggregate && x.once {
		b.fail(b.m.invalid("an aggregate over a window looks at every row; leave out Distinct"))
	}
	switch {
	case x.op == nodePlaced && x.rows < 0, x.ranking == sqlast.Ntile && x.rows < 1:
		b.fail(b.m.invalid("rows of a window and parts of it are counted from 1"))
	}
	if x.op != nodeAggregate && x.op != nodePlaced && n.window.frame != nil || x.op == nodeNeighbour && x.rows < 0 {
		b.fail(b.m.invalid("a row's place and its neighbours need no Rows, and neighbours lie 0 or more rows away"))
	}
	o := b.windowed(x)
	e := sqlast.Over{X: o.sql, Frame: n.window.frame}
	for _, by := range n.window.partition {
		e.Partition = append(e.Partition, b.node(by).sql)
	}
	for _, t := range n.window.order {
		e.Order = append(e.Order, b.term(t))
	}
	return e, o.nullable
}

// windowed says an aggregate over a window. What it looks at are the values that rows have behind grouping.
func (b *sqlBuilder) windowed(x *node) operand {
	if x.op != nodeAggregate {
		return b.node(x)
	}
	b.gathered-- // so that the aggregate itself counts as none
	defer func() { b.gathered++ }()
	return b.node(x)
}

// term is one term of an order.
func (b *sqlBuilder) term(o Order) sqlast.Order {
	x := b.operand(o.field)
	return sqlast.Order{Expr: x.sql, Descending: o.descending, Nullable: x.nullable || o.movesNulls() && isComputed(o.field), Nulls: o.nulls}
}
