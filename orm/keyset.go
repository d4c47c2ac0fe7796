package orm

import (
	"crypto/sha256"
	"fmt"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// keyset is a query whose rows are read from a place in their order on.
type keyset struct {
	parts  *parts
	m      *mapper
	order  []Order // with the key behind it
	at     []int   // where each term stands among what is read of a row, or behind that, from -1 down
	beside []any   // the terms that are read behind the row
	*seeking
}

// seeking is what is known of all keysets of one shape.
type seeking struct {
	mark  [sha256.Size]byte // tells the query from others, in other processes and versions of the program too
	terms []seekTerm
}

type seekTerm struct {
	column   *column // whose type the term has
	nullable bool
}

// keyset prepares for reading from some place on.
func (p *parts) keyset(db *DB, m *mapper, base layout.Pointer) (*keyset, error) {
	t, err := db.table(m)
	if err != nil {
		return nil, err
	}
	k := &keyset{parts: p, m: m}
	if err := k.places(t, base); err != nil {
		return nil, err
	}
	s := newScratch()
	defer s.free()
	first := k.page(nil, 0)
	plan, err := first.plan(t, s, base, shapeSelect)
	if err != nil {
		return nil, err
	}
	if k.seeking = plan.seek.Load(); k.seeking == nil {
		if k.seeking, err = first.seeking(t, base); err != nil {
			return nil, err
		}
		plan.seek.Store(k.seeking)
	}
	return k, nil
}

// places finds out where the values of the order are read.
func (k *keyset) places(t *table, base layout.Pointer) (err error) {
	if k.order, err = k.parts.total(k.m, base); err != nil {
		return err
	}
	for _, o := range k.order {
		at := -1
		if c := k.m.column(base, o.field); c != nil {
			at = t.scan.place(c)
		}
		if at < 0 {
			k.beside = append(k.beside, o.field)
			at = -len(k.beside)
		}
		k.at = append(k.at, at)
	}
	return nil
}

// seeking finds out what distinguishes a query whose order is total. Its mark is its text without values, and with every list
// as one of one value.
func (p *parts) seeking(t *table, base layout.Pointer) (*seeking, error) {
	b := &sqlBuilder{scope: scope{m: t.m, base: base}, db: t.db, outline: true}
	if err := b.scope.join(p.joins, false); err != nil {
		return nil, err
	}
	q := sqlast.Select{From: t.m.table.Name, Joins: b.joins(p.joins), Where: b.where(p.where)}
	b.part = "the order of PageAt"
	k, types := &seeking{}, ""
	for _, o := range p.order {
		x := b.operand(o.field)
		q.Columns = append(q.Columns, x.sql)
		q.Order = append(q.Order, sqlast.Order{Expr: x.sql, Descending: o.descending, Nullable: x.nullable, Nulls: o.nulls})
		c := *x.c
		c.computed, c.nullable = !x.plain(), x.nullable
		k.terms = append(k.terms, seekTerm{column: &c, nullable: x.nullable})
		types += fmt.Sprintf("\n%v %d", c.typ.Kind, c.typ.Scale)
	}
	if b.err != nil {
		return nil, b.err
	}
	text, err := dialect.SQL(t.db.dialect, q)
	k.mark = sha256.Sum256([]byte("rowan keyset 1\n" + text + types))
	return k, err
}

// page is the query of the rows from a place on, or from the first, and of one more than a page has.
func (k *keyset) page(from *position, size int) *parts {
	p := *k.parts
	p.limit, p.limited, p.order, p.beside = size+1, true, k.order, k.beside
	if from == nil {
		return &p
	}
	p.where = joined(p.where, []Cond{k.beyond(from)})
	if from.backward {
		p.order = make([]Order, len(k.order))
		for i, o := range k.order {
			p.order[i] = o.reversed()
		}
	}
	return &p
}

// reversed is the order that has the rows the other way round.
func (o Order) reversed() Order {
	o.descending = !o.descending
	switch o.nulls {
	case sqlast.NullsFirst:
		o.nulls = sqlast.NullsLast
	case sqlast.NullsLast:
		o.nulls = sqlast.NullsFirst
	}
	return o
}

// nullsLast tells whether rows without a value come last.
func (o Order) nullsLast() bool {
	return o.nulls == sqlast.NullsLast || o.nulls == sqlast.NullsDefault && o.descending
}

// beyond holds for the rows that come after a place, or before it: those that do so in the first term, or are equal in it and
// do so in the others.
func (k *keyset) beyond(from *position) Cond {
	var rest Cond
	for i := len(k.order) - 1; i >= 0; i-- {
		o, v := k.order[i], from.values[i]
		if from.backward {
			o = o.reversed()
		}
		same := Cond{op: opEq, field: o.field, value: v}
		var ways []Cond
		after, atLeast := opGt, opGe
		switch null := v.Kind() == driver.Null; {
		case null && !o.nullsLast():
			ways = append(ways, Cond{op: opNotNull, field: o.field})
		case null:
		default:
			if o.descending {
				after, atLeast = opLt, opLe
			}
			ways = append(ways, Cond{op: after, field: o.field, value: v})
			if k.terms[i].nullable && o.nullsLast() {
				ways = append(ways, Cond{op: opNull, field: o.field})
			}
		}
		bounded := len(ways) == 1 && i == 0 && len(k.order) > 1 && v.Kind() != driver.Null
		switch {
		case i < len(k.order)-1:
			ways = append(ways, And(same, rest))
		case from.inclusive:
			ways = append(ways, same)
		}
		if rest = Or(ways...); bounded { // says again in one comparison what an index can begin with
			rest = And(Cond{op: atLeast, field: o.field, value: v}, rest)
		}
	}
	return rest
}

// position reads the place that a cursor is about; nil for the beginning.
func (k *keyset) position(c *Cursors, cursor string) (*position, error) {
	if cursor == "" {
		return nil, nil
	}
	text, ok := c.open(k.mark, cursor)
	if ok {
		var p position
		if p, ok = parsePosition(text); ok && k.holds(p) {
			return &p, nil
		}
	}
	return nil, fault.Refuse(k.m.name, fault.Violation{Kind: fault.Invalid, Code: "invalid_cursor", Message: "the cursor is none of this list"})
}

// holds tells whether the values are such as the terms of the order have.
func (k *keyset) holds(p position) bool {
	if len(p.values) != len(k.terms) {
		return false
	}
	for i, v := range p.values {
		t := k.terms[i]
		switch {
		case v.Kind() == driver.Null && !t.nullable, !fits(v.Kind(), t.column.typ.Kind):
			return false
		case v.Kind() == driver.Decimal && v.Scale() != t.column.typ.Scale:
			return false
		}
	}
	return true
}
