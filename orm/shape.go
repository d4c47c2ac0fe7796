package orm

import (
	"github.com/rowankit/rowan/driver"
)

// shaper writes the shape of a statement as bytes: operators, columns, which values are nil, how long lists
// are (in buckets), order and limits, but no value. Statements of one shape have one SQL text, so the shape
// is the key under which the text is kept.
type shaper struct {
	scope
	packed int
	key    []byte
	err    error
	terms  []*node    // what the rows of a Selection are grouped by
	around *scope     // the tables of the statement that a subquery stands in
	tables []*derived // whose shape is written
	limits bool       // there are scopes, and what is written is held to them
	upsert *upserting // whose Set and Where are written
}

// held refuses what is not held to scopes, which would show rows that they hide.
func (s *shaper) held(settled bool) {
	if s.limits && !settled {
		s.fail(s.m.invalid("a query that scopes hide rows of is not held to them, which is a defect of Rowan; it was not sent"))
	}
}

// travelsPacked tells whether a list of a length goes as one value, to a database that is best sent lists so from
// some length on (0: never).
func travelsPacked(n, from int) bool { return from > 0 && n >= from }

// longList is the length above which a packed list is said to be long (sqlast.In.Long).
const longList = 1000

// bucket rounds the length of a list up to a power of two, so that few lengths make few statements; what is
// too many is filled with the last value again.
func bucket(n int) int {
	if n == 0 {
		return 0
	}
	b := 1
	for b < n {
		b *= 2
	}
	return b
}

func (s *shaper) byte(b byte) { s.key = append(s.key, b) }

func (s *shaper) number(n int) {
	s.key = append(s.key, byte(n), byte(n>>8), byte(n>>16))
}

func (s *shaper) text(text string) {
	s.number(len(text))
	s.key = append(s.key, text...)
}

func (s *shaper) column(field any) {
	c := s.m.column(s.base, field)
	if c == nil {
		s.further(field)
		return
	}
	s.key = append(s.key, byte(c.place), byte(c.place>>8))
}

// further writes a column of another table than the first, behind a place that no column has.
func (s *shaper) further(field any) {
	if n, computed := field.(*node); computed {
		s.key = append(s.key, 0xff, 0xfe)
		s.node(n)
		return
	}
	_, c, place := s.find(field)
	if c == nil {
		s.fail(s.pointerProblem(field))
		return
	}
	s.key = append(s.key, 0xff, 0xff)
	s.number(place)
	s.number(c.place)
}

func (s *shaper) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

func (s *shaper) conds(list []Cond) {
	s.number(len(list))
	for i := range list {
		s.cond(&list[i])
	}
}

func (s *shaper) cond(c *Cond) {
	s.byte(byte(c.op))
	if s.m.exacting || c.err != nil || s.next != nil || isComputed(c.field) {
		if err := s.condProblem(c); err != nil {
			s.fail(err)
		}
	}
	switch c.op {
	case opAnd, opOr, opNot:
		s.conds(c.terms)
	case opAnyRow, opEveryRow, opNoRow:
		s.across(c)
	case opOf:
		s.of(c)
	case opRaw:
		s.number(len(c.value.List()))
		s.number(len(c.raw))
		s.key = append(s.key, c.raw...)
	case opIn:
		s.column(c.field)
		n := len(c.value.List())
		if travelsPacked(n, s.packed) {
			s.number(1<<24 - 1)
			s.byte(flag(n > longList))
		} else {
			s.number(bucket(n))
		}
		s.byte(flag(c.nulls))
	case opEqColumn, opNeColumn, opLtColumn, opLeColumn, opGtColumn, opGeColumn, opInQuery:
		s.column(c.field)
		s.column(c.other)
	case opBetween:
		s.column(c.field)
		s.byte(flag(c.value.Kind() == driver.Null) | flag(c.high.Kind() == driver.Null)<<1)
	default:
		s.column(c.field)
		s.byte(flag(c.value.Kind() == driver.Null))
	}
}

// of writes the shape of a condition on one of the tables by itself.
func (s *shaper) of(c *Cond) {
	place := int(c.value.Int())
	s.number(place)
	around := s.scope
	s.scope = around.of(place)
	s.conds(c.terms)
	s.scope = around
}

func (s *shaper) orders(list []Order) {
	s.number(len(list))
	for i := range list {
		s.column(list[i].field)
		if s.m.exacting || s.next != nil || isComputed(list[i].field) {
			s.ordered(list[i].field)
		}
		s.byte(flag(list[i].descending))
		s.byte(byte(list[i].nulls))
	}
}

// ordered refuses an order by what databases order in different ways.
func (s *shaper) ordered(field any) {
	if m, c := s.codec(field); c != nil && c.incomparable() {
		s.fail(m.invalid("%s is stored as %s, which has no order", c.field, c.typ.Kind))
	}
}

// isComputed tells an expression from the pointer of a field.
func isComputed(field any) bool {
	_, computed := field.(*node)
	return computed
}

func flag(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// binder lists the values of conditions in the order of their parameters.
type binder struct {
	scope
	packed  int
	repeats bool // a term of an order that says where NULL stands is written twice
	values  []driver.Value
	around  *scope // the tables of the statement that a subquery stands in
	named   bool   // the common table expressions of the statement were listed
	upsert  *upserting
}

// fields lists the values of what fields and expressions stand for.
func (b *binder) fields(list []any) {
	for _, field := range list {
		if n, computed := field.(*node); computed {
			b.node(n)
		}
	}
}

// join adds the tables that a query joins; what is wrong with them was found out when the shape was written.
func (b *binder) join(p *parts) {
	if len(p.joins) == 0 {
		b.fields(p.beside)
		return
	}
	_ = b.scope.join(p.joins, false)
	if p.derives() {
		b.named = true
		for _, d := range p.commons() {
			b.derived(d)
		}
	}
	b.fields(p.beside)
	x := &b.scope
	for i := range p.joins {
		x = x.next
		b.table(x)
		b.joinedOn(x, &p.joins[i])
	}
}

// orders lists the values of orders.
func (b *binder) orders(list []Order) {
	for _, o := range list {
		b.order(o)
	}
}

func (b *binder) order(o Order) {
	n, computed := o.field.(*node)
	if !computed {
		return
	}
	b.node(n)
	if b.repeats && o.movesNulls() {
		b.node(n)
	}
}

// joinedOn lists the values of the conditions of a join.
func (b *binder) joinedOn(x *scope, j *joining) {
	if len(j.pairs) > 0 {
		around := b.scope
		b.scope = around.pairs(x.along)
		b.conds(j.pairs)
		b.scope = around
	}
	b.conds(j.on)
}

func (b *binder) conds(list []Cond) {
	for i := range list {
		b.cond(&list[i])
	}
}

func (b *binder) cond(c *Cond) {
	if n, computed := c.field.(*node); computed && (c.op != opIn || len(c.value.List()) > 0) { // nothing is looked for in no list
		b.node(n)
	}
	switch c.op {
	case opAnd, opOr, opNot:
		b.conds(c.terms)
	case opAnyRow, opEveryRow, opNoRow:
		b.across(c)
	case opOf:
		around := b.scope
		b.scope = around.of(int(c.value.Int()))
		b.conds(c.terms)
		b.scope = around
	case opNull, opNotNull:
	case opEqColumn, opNeColumn, opLtColumn, opLeColumn, opGtColumn, opGeColumn, opInQuery:
		if n, computed := c.other.(*node); computed {
			b.node(n)
		}
	case opRaw:
		b.values = append(b.values, c.value.List()...)
	case opIn:
		b.list(c)
	case opBetween:
		b.values = append(b.values, b.fit(c, c.value), b.fit(c, c.high))
	default:
		if c.value.Kind() != driver.Null {
			b.values = append(b.values, b.fit(c, c.value))
		}
	}
}

// fit turns a value into what the column stores. That it can be was found out when the shape was written.
func (b *binder) fit(c *Cond, v driver.Value) driver.Value {
	if b.m.exacting || b.next != nil || isComputed(c.field) {
		_, col := b.codec(c.field)
		v, _ = col.fit(v)
	}
	return v
}

// exacting tells whether the values of a condition have to be fitted.
func (b *binder) exacting(c *Cond) bool {
	if !b.m.exacting && b.next == nil && !isComputed(c.field) {
		return false
	}
	_, col := b.codec(c.field)
	return col.exacting()
}

func (b *binder) list(c *Cond) {
	list := c.value.List()
	if b.exacting(c) {
		fitted := make([]driver.Value, len(list))
		for i, v := range list {
			fitted[i] = b.fit(c, v)
		}
		list = fitted
	}
	if travelsPacked(len(list), b.packed) {
		b.values = append(b.values, driver.ListValue(list))
	} else {
		b.values = append(b.values, list...)
		for range bucket(len(list)) - len(list) {
			b.values = append(b.values, list[len(list)-1])
		}
	}
	if n, computed := c.field.(*node); computed && c.nulls {
		b.node(n) // which IS NULL looks at
	}
}
