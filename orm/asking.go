package orm

import (
	"fmt"
	"iter"
	"slices"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// asking is a Selection on its way to the database.
type asking struct {
	selectionParts
	row   layout.Pointer // whose fields name the items
	shape *mapper
	into  []*column // the fields of the items
	group []*node
	held  []Cond    // Having, with the items in the place of the row's fields
	order []Order   // fields of the row in it are items
	only  int       // the item that alone is read, from 1; 0 for all
	items []int     // the item that each term of the order is, from 1; 0 for none
	like  []*column // the fields that are to be filled, in this order; nil for any
	inner bool      // it stands in others as a table, whose columns have the names of the fields
	picks bool      // the fields are of Values and its like
}

// resolve finds the fields that the items, groups and orders name.
func (a *asking) resolve() error {
	if len(a.sets) > 0 {
		return a.resolveSets()
	}
	if a.from == nil && a.needsTable() {
		return fault.New(fault.Invalid, "orm: a Selection reads no table; say From")
	}
	if len(a.selectionParts.items) == 0 || a.row.Nil() {
		return a.invalid("Select names no value; write orm.As(&row.Field, ...) with the fields of its row")
	}
	if err := a.resolveItems(); err != nil {
		return err
	}
	for _, g := range a.selectionParts.group {
		n, _ := a.item(g)
		a.group = append(a.group, n)
	}
	a.held = a.itemsIn(a.having)
	a.resolveOrder()
	return nil
}

// needsTable tells a selection of more than values, and what queries of their own find.
func (a *asking) needsTable() bool {
	if len(a.selectionParts.items) == 0 || len(a.parts.joins)+len(a.parts.where)+len(a.selectionParts.group)+len(a.having) > 0 {
		return true
	}
	return slices.ContainsFunc(a.selectionParts.items, func(i Item) bool { return i.n.ofRows() })
}

// resolveItems finds the fields that take values.
func (a *asking) resolveItems() error {
	for _, item := range a.selectionParts.items {
		c := a.field(item.into)
		switch {
		case c == nil:
			return a.invalid("%s is no field of the row that Select was given", describe(item.into))
		case item.n == nil:
			return a.invalid("%s takes an empty expression; make them with orm.Col and so on", c.field)
		}
		if slices.Contains(a.into, c) {
			return a.invalid("%s takes two values; give each a field of its own", c.field)
		}
		a.into = append(a.into, c)
	}
	return a.arrange()
}

// arrange puts the items into the order of the fields that others fill before them.
func (a *asking) arrange() error {
	if a.like == nil {
		return nil
	}
	items := make([]Item, 0, len(a.like))
	for _, c := range a.like {
		i := slices.Index(a.into, c)
		if i < 0 {
			return a.invalid("%s is filled by the first of the queries that are put together, and not by all; fill the same fields in each", c.field)
		}
		items = append(items, a.selectionParts.items[i])
	}
	if len(a.into) > len(items) {
		i := slices.IndexFunc(a.into, func(c *column) bool { return !slices.Contains(a.like, c) })
		return a.invalid("%s is not filled by the first of the queries that are put together; fill the same fields in each", a.into[i].field)
	}
	a.selectionParts.items, a.into = items, a.like
	return nil
}

// resolveOrder finds the fields of the row that the order names.
func (a *asking) resolveOrder() {
	for _, o := range a.parts.order {
		n, place := a.item(o.field)
		if place > 0 || a.fills(o.field) {
			o.field = n
		}
		a.order, a.items = append(a.order, o), append(a.items, place)
	}
}

func (a *asking) invalid(format string, args ...any) error {
	return &fault.Error{Kind: fault.Invalid, Model: a.shape.name, Detail: fmt.Sprintf(format, args...)}
}

// field is the column of the row that a pointer names.
func (a *asking) field(p any) *column {
	if _, ok := layout.Data(p); !ok {
		return nil
	}
	return a.shape.column(a.row, p)
}

// fills tells the field of an item.
func (a *asking) fills(field any) bool {
	return slices.ContainsFunc(a.selectionParts.items, func(item Item) bool { return item.into == field })
}

// item is the expression that a field of the row takes, and its place among those that are read, from 1; or what is named
// otherwise, and 0.
func (a *asking) item(field any) (*node, int) {
	if !isComputed(field) {
		for i, item := range a.selectionParts.items {
			if item.into == field {
				return item.n, a.place(i)
			}
		}
	}
	n := nodeOf(field)
	if n.bindsValues() { // which is the same value only by its place
		for i, item := range a.selectionParts.items {
			if sameNode(item.n, n) {
				return n, a.place(i)
			}
		}
	}
	return n, 0
}

// itemsIn puts the items into the place of the row's fields that conditions name.
func (a *asking) itemsIn(conditions []Cond) []Cond {
	all := slices.Clone(conditions)
	for i := range all {
		c := &all[i]
		for _, field := range []*any{&c.field, &c.other} {
			if a.fills(*field) {
				*field, _ = a.item(*field)
			}
		}
		if c.op == opAnd || c.op == opOr || c.op == opNot {
			c.terms = a.itemsIn(c.terms)
		}
	}
	return all
}

// misplaced says that a pointer which names nothing is a field of the row.
func (a *asking) misplaced(field any) error {
	if c := a.field(field); c != nil {
		return a.invalid("%s is a field of the row, which GroupBy, Having and OrderBy may name where an Item fills it; write the expression itself", c.field)
	}
	return nil
}

// read are the items that are read, one after the other.
func (a *asking) read() iter.Seq2[int, Item] {
	return func(yield func(int, Item) bool) {
		for i, item := range a.selectionParts.items {
			if (a.only == 0 || a.only == i+1) && !yield(i, item) {
				return
			}
		}
	}
}

// place is where an item stands among those that are read, from 1; 0 for one that is not.
func (a *asking) place(i int) int {
	switch a.only {
	case 0:
		return i + 1
	case i + 1:
		return 1
	}
	return 0
}
