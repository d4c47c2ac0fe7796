package orm

import (
	"slices"
	"sync"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
)

// Derived is what a Selection reads, as a table that other queries read: see Selection.As, Selection.CTE and Recursive. The
// fields of C name its columns: those that the selection fills. It is immutable and safe to share. What is wrong with its
// selection is an error of the query that reads it.
type Derived[R any] struct {
	C *R

	table *derived
	name  string
}

// As is the selection as a table in From and Join of others, under a name (a derived table). Its conditions name no columns of
// the query around it.
//
//	sales := orm.Select(row, orm.Take(&row.CustomerID, &i.CustomerID), orm.As(&row.N, orm.Count())).From(Invoices).GroupBy(&i.CustomerID).As("sales")
//	orm.Select(best, ...).From(Customers).JoinOn(sales, orm.EqColumn(&sales.C.CustomerID, &c.ID)).Where(orm.Gt(&sales.C.N, 5))
//
// Its order matters to a Limit of its own alone.
func (s Selection[R]) As(name string) *Derived[R] {
	return &Derived[R]{C: new(R), table: newDerived(name, false, s.asking()), name: name}
}

// CTE is As, said once before the statement (a common table expression, WITH), so that it may be read several times, under
// other names by Derived.As.
func (s Selection[R]) CTE(name string) *Derived[R] {
	return &Derived[R]{C: new(R), table: newDerived(name, true, s.asking()), name: name}
}

// Recursive is a table of the rows of a first selection, of those that a step finds from them, of those that the step finds
// from these, and so on (WITH RECURSIVE). The step reads what was found by the handle that it is given, once, by From, Join or
// JoinOn, and fills the same fields. It has no groups, aggregates, Distinct, order or limit.
//
//	tree := orm.Recursive("tree",
//		orm.Select(row, orm.Take(&row.ID, &e.ID), orm.As(&row.Depth, orm.Val(int64(0)))).From(Employees).Where(orm.IsNull(&e.ReportsTo)),
//		func(found *orm.Derived[line]) orm.Selection[line] {
//			return orm.Select(row, orm.Take(&row.ID, &e.ID), orm.As(&row.Depth, orm.Col(&found.C.Depth).Plus(1))).
//				From(Employees).JoinOn(found, orm.Opt(&e.ReportsTo).EqExpr(orm.Col(&found.C.ID)))
//		})
//
// Where rows lead back to themselves it does not end, unless Distinct is said or the step counts and stops.
func Recursive[R any](name string, first Selection[R], step func(found *Derived[R]) Selection[R]) *Derived[R] {
	table := newDerived(name, true, first.asking())
	table.again = func(d *derived) *asking { return step(&Derived[R]{C: new(R), table: d, name: name}).asking() }
	return &Derived[R]{C: new(R), table: table, name: name}
}

// Distinct is a Recursive that leaves out rows that were found before, so that it ends where rows lead back to themselves.
func (d *Derived[R]) Distinct() *Derived[R] {
	return &Derived[R]{C: new(R), table: d.table.distinct(d.name), name: d.name}
}

// As is the same table under another name, so that a query may read it several times.
func (d *Derived[R]) As(name string) *Derived[R] {
	return &Derived[R]{C: new(R), table: d.table, name: name}
}

func (d *Derived[R]) source() tableRef {
	return d.table.named(d.name, layout.Of(d.C))
}

// derived is a selection that stands in others as a table.
type derived struct {
	name   string
	common bool // it is said before the statement
	once   bool // its steps find each row once
	body   *asking
	err    error

	again   func(*derived) *asking  // the step of a recursion; nil for none
	step    func() (*asking, error) // again, for this table
	columns func() (*mapper, error)
}

func newDerived(name string, common bool, body *asking) *derived {
	body.inner = true
	d := &derived{name: name, common: common, body: body, err: body.resolve()}
	if d.err == nil {
		d.err = body.parts.check(body.shape, shapeSelection)
	}
	d.find()
	return d
}

// source is the table under its own name, of which no column is named.
func (d *derived) source() tableRef { return d.named(d.name, layout.Pointer{}) }

// named is the table under a name; the fields of what lies at base name its columns.
func (d *derived) named(name string, base layout.Pointer) tableRef {
	m, err := d.columns()
	if name == "" {
		err = fault.New(fault.Invalid, "orm: a selection that is read as a table has no name; give it one")
	}
	return tableRef{m: m, base: base, as: name, derived: d, err: err}
}

// distinct is the recursion that finds each row once; a query calls it by name.
func (d *derived) distinct(name string) *derived {
	t := &derived{name: d.name, common: true, once: true, again: d.again, body: d.body, err: d.err}
	if t.again == nil {
		t.err = fault.New(fault.Invalid, "orm: Distinct of "+name+" is for what is Recursive; say Distinct of the selection")
	}
	t.find()
	return t
}

// find lets what depends on the models be found out when a query reads the table: they may not be defined before.
func (d *derived) find() {
	d.columns = sync.OnceValues(d.newColumns)
	d.step = sync.OnceValues(func() (*asking, error) {
		a := d.again(d)
		a.inner = true
		a.like = d.body.first().into
		if err := a.resolve(); err != nil {
			return a, err
		}
		return a, d.badStep(a)
	})
}

// newColumns are the columns of the table: the fields that the selection fills.
func (d *derived) newColumns() (*mapper, error) {
	shape := d.body.shape
	m := &mapper{typ: shape.typ, name: d.name, size: shape.size, table: schema.Table{Name: d.name}, exacting: true}
	if d.err != nil {
		return m, d.err
	}
	s, err := d.body.in(nil)
	if err != nil {
		return m, err
	}
	first := d.body.first()
	for i, item := range first.selectionParts.items {
		_, c := s.codec(item.n)
		if c == nil {
			continue // which the shape of the body tells of
		}
		c = first.into[i].reading(c, item.n.op == nodeColumn && len(d.body.sets) == 0)
		c.name, c.place = first.into[i].name, i
		m.columns = append(m.columns, c)
	}
	m.visible = len(m.columns)
	return m, nil
}

// badStep says what databases do not take in the step of a recursion.
func (d *derived) badStep(a *asking) error {
	reads, left := 0, false
	if a.from != nil && a.from.source().derived == d {
		reads++
	}
	for _, j := range a.parts.joins {
		if j.to != nil && j.err == "" && j.to.source().derived == d {
			reads++
			left = left || j.left
		}
	}
	gathers := slices.ContainsFunc(a.selectionParts.items, func(i Item) bool { return i.n.overRows() })
	switch {
	case reads == 0:
		return a.invalid("the step of %s reads what was found nowhere; name it once, in From, Join or JoinOn", d.name)
	case reads > 1:
		return a.invalid("the step of %s reads what was found several times; name it once, in From, Join or JoinOn", d.name)
	case left:
		return a.invalid("the step of %s reads what was found by a left join, and would not end; use JoinOn", d.name)
	case len(a.group)+len(a.having) > 0 || gathers || a.distinct || len(a.order) > 0 || a.parts.bounded() || len(a.sets) > 0:
		return a.invalid("the step of %s has groups, aggregates, Distinct, an order, a limit or a union; leave them to the query that reads %s", d.name, d.name)
	}
	return nil
}
