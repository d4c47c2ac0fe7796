package orm

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// constraint is what a name in the database means to a person.
type constraint struct {
	kind    fault.Kind
	fields  []string
	code    string
	message string
}

// indexesOf makes the indexes that columns and table ask for.
func (d *definition) indexesOf(m *mapper) {
	m.uniques = append(m.uniques, unique{fields: m.key, columns: m.table.Key.Columns})
	for _, c := range slices.Concat(m.visibleColumns(), m.derived) {
		if c.unique || c.uniqueFold && c.fold != nil {
			d.index(m, &Index{columns: []*column{c}, unique: true, word: "Unique"})
		}
		if c.indexed {
			d.index(m, &Index{columns: []*column{c}, word: "Index"})
		}
	}
	for _, ix := range d.indexes {
		if len(ix.columns) > 0 {
			d.index(m, ix)
		}
	}
}

func (d *definition) index(m *mapper, ix *Index) {
	names := make([]string, len(ix.columns))
	stored := make([]string, len(ix.columns))
	for i, c := range ix.columns {
		names[i], stored[i] = c.name, c.name
		if c.uniqueFold && c.fold != nil && ix.unique {
			stored[i] = c.fold.name
		}
	}
	name := ix.name
	if name == "" && ix.unique {
		name = schema.UniqueName(m.table.Name, names...)
	} else if name == "" {
		name = schema.IndexName(m.table.Name, names...)
	}
	if !d.indexFits(m, ix, name) {
		return
	}
	where := d.condition(d.conditions(ix), ix.word)
	m.table.Indexes = append(m.table.Indexes, schema.Index{Name: name, Columns: stored, Unique: ix.unique, Where: where})
	if !ix.unique {
		return
	}
	m.constraints[name] = taken(ix.columns)
	if !slices.ContainsFunc(ix.columns, (*column).isDerived) { // whose values no object brings
		u := unique{fields: ix.columns, columns: stored, where: where}
		if where != nil && len(ix.where) == 0 {
			u.living = d.deleted
		}
		m.uniques = append(m.uniques, u)
	}
}

// indexFits notes what is wrong with an index, and tells whether it can stand beside the others.
func (d *definition) indexFits(m *mapper, ix *Index, name string) bool {
	field := ix.columns[0].field
	problem := relationProblem(name)
	switch {
	case problem != "":
		d.add(field, "has the index %s, whose name %s; give it another, as in t.%s(&x.%s).Name(\"...\")", name, problem, ix.word, field)
	case len(ix.columns) > maxIndexed:
		d.add("", "has the index %s over %d fields, and an index takes %d; leave some out", name, len(ix.columns), maxIndexed)
	case ix.where == nil && len(m.key) == 1 && m.key[0].fold == nil && slices.Equal(ix.columns, m.key):
		d.add(field, "is the key, which is unique and has an index already; remove %s", ix.word)
	case slices.ContainsFunc(m.table.Indexes, func(x schema.Index) bool { return strings.EqualFold(x.Name, name) }):
		d.add(field, "has the index %s twice; remove one, or give it another name, as in t.%s(&x.%s).Name(\"...\")", name, ix.word, field)
		return false
	default:
		d.indexable(ix.columns, "the index "+name, ix.unique)
	}
	return true
}

func taken(columns []*column) constraint {
	c := constraint{kind: fault.Unique, code: "unique", message: "is already taken"}
	for _, x := range columns {
		c.fields = append(c.fields, x.shown())
	}
	if len(columns) > 1 {
		c.message = "is already taken in this combination"
	}
	return c
}

// condition turns the conditions of an index into an expression of constants; nil for none.
func (d *definition) condition(conditions []Cond, word string) schema.Expr {
	if len(conditions) == 0 {
		return nil
	}
	e, err := d.constant(And(conditions...))
	if err != nil {
		d.add("", "has a condition of %s that cannot be stored: %s", word, reason(err))
		return nil
	}
	return e
}

// reason is what an error says beyond the model's name, which a mistake begins with.
func reason(err error) string {
	f, ok := errors.AsType[*fault.Error](err)
	switch {
	case ok && f.Detail != "":
		return f.Detail
	case ok && len(f.Violations) > 0:
		return f.Violations[0].Field + " " + f.Violations[0].Message
	}
	return err.Error()
}

func (d *definition) constant(c Cond) (sqlast.Expr, error) {
	if len(c.terms) == 1 && c.op == opAnd {
		c = c.terms[0]
	}
	m := &mapper{typ: d.typ, name: d.name, size: d.typ.Size()}
	m.columns, m.derived = split(d.columns)
	m.visible = len(m.columns)
	b := &sqlBuilder{scope: scope{m: m, base: d.base}, literal: true}
	e := b.cond(&c)
	return e, b.err
}

// checksOf makes the checks that the model names, and those that hold columns to what they say.
func (d *definition) checksOf(m *mapper) {
	for _, c := range m.visibleColumns() {
		d.columnChecks(m, c)
	}
	for _, c := range d.checks {
		name := schema.CheckName(m.table.Name, c.name)
		if problem := nameProblem(name); problem != "" || c.name == "" {
			d.add("", "has a check whose name %s; write a short name of its own, as in t.Check(\"dates\", condition, message)", orText(problem, "is empty"))
			continue
		}
		e, err := d.constant(c.cond)
		if err != nil {
			d.add("", "has the check %q that cannot be stored: %s", c.name, reason(err))
			continue
		}
		d.check(m, name, e, constraint{
			kind: fault.Check, code: c.name, fields: fieldsOf(m, e), message: orText(c.message, "does not fulfil "+c.name),
		})
	}
}

func (d *definition) columnChecks(m *mapper, c *column) {
	x := sqlast.Column{Name: c.name}
	if c.required && c.value.Kind == layout.String {
		d.check(m, schema.FilledName(m.table.Name, c.name),
			sqlast.Compare{Op: sqlast.Ne, Left: x, Right: sqlast.Literal{Value: ""}},
			constraint{kind: fault.NotNull, code: "required", fields: []string{c.field}, message: "is required"})
	}
	if c.enum != nil {
		in := sqlast.In{X: x}
		for _, v := range c.enum.allowed {
			in.Literals = append(in.Literals, sqlast.Literal{Value: v})
		}
		v := c.enum.refusal
		d.check(m, schema.EnumName(m.table.Name, c.name), in, constraint{kind: v.Kind, code: v.Code, fields: []string{c.field}, message: v.Message})
	}
	if c.bounded {
		var terms []sqlast.Expr
		low, high := c.boundaries()
		if low != nil {
			terms = append(terms, sqlast.Compare{Op: sqlast.Ge, Left: x, Right: sqlast.Literal{Value: low}})
		}
		if high != nil {
			terms = append(terms, sqlast.Compare{Op: sqlast.Le, Left: x, Right: sqlast.Literal{Value: high}})
		}
		d.check(m, schema.BoundsName(m.table.Name, c.name), sqlast.And{Terms: terms}, constraint{
			kind: fault.OutOfRange, code: "out_of_range", fields: []string{c.field}, message: "is out of range",
		})
	}
}

func (d *definition) check(m *mapper, name string, e sqlast.Expr, what constraint) {
	if slices.ContainsFunc(m.table.Checks, func(x schema.Check) bool { return strings.EqualFold(x.Name, name) }) {
		d.add("", "has the check %s twice; give one another name", name)
		return
	}
	m.table.Checks = append(m.table.Checks, schema.Check{Name: name, Expr: e})
	m.constraints[name] = what
}

// nameConstraints adds what the names that engines make by convention mean.
func (d *definition) nameConstraints(m *mapper) {
	m.constraints[m.table.Key.Name] = taken(m.key)
	for _, c := range m.kept() {
		name := schema.RangeName(m.table.Name, c.name)
		low, high := c.typ.Kind.Range()
		switch k := c.typ.Kind; {
		case c.typ.Size > 0:
			d.conventional(m, c, schema.SizeName(m.table.Name, c.name), constraint{fault.TooLong, nil, "too_long", "must be at most " + c.sizeText()})
		case k == schema.Decimal:
			d.conventional(m, c, name, constraint{fault.OutOfRange, nil, "out_of_range", wholeLimit(c.typ.Precision, c.typ.Scale)})
		case k.Integer() && k != schema.Int64:
			d.conventional(m, c, name, constraint{fault.OutOfRange, nil, "out_of_range", fmt.Sprintf("must be between %d and %d", low, high)})
		case k == schema.Bool, k == schema.Time, k == schema.UUID, k == schema.JSON, k == schema.Array:
			d.conventional(m, c, schema.FormName(m.table.Name, c.name), constraint{fault.Invalid, nil, "invalid", "is malformed"})
		}
	}
}

// sizeText says how much a column holds, of what a person sees of it.
func (c *column) sizeText() string {
	switch {
	case c.foldOf != nil:
		return c.foldOf.sizeText()
	case c.typ.Kind == schema.Bytes:
		return count(c.typ.Size, "byte")
	}
	return count(c.typ.Size, "character")
}

// conventional adds the meaning of a check that an engine makes for a column.
func (d *definition) conventional(m *mapper, c *column, name string, what constraint) {
	if _, taken := m.constraints[name]; taken {
		d.add(c.shown(), "needs the check %s for what its definition says, and t.Check has made one of that name; give that one another", name)
	}
	what.fields = []string{c.shown()}
	m.constraints[name] = what
}

// fieldsOf names the fields that an expression reads.
func fieldsOf(m *mapper, e schema.Expr) []string {
	var fields []string
	for _, name := range e.ColumnNames() {
		for _, c := range m.kept() {
			if c.name == name {
				fields = append(fields, c.shown())
			}
		}
	}
	return fields
}

func orText(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
