package orm

import (
	"fmt"
	"slices"

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
	for _, c := range m.visibleColumns() {
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
		if c.fold != nil && ix.unique {
			stored[i] = c.fold.name
		}
	}
	name := ix.name
	if name == "" && ix.unique {
		name = schema.UniqueName(m.table.Name, names...)
	} else if name == "" {
		name = schema.IndexName(m.table.Name, names...)
	}
	if problem := nameProblem(name); problem != "" {
		d.add(ix.columns[0].field, "has the index %s, whose name %s; give it another with .Name", name, problem)
	}
	if slices.ContainsFunc(m.table.Indexes, func(x schema.Index) bool { return x.Name == name }) {
		d.add(ix.columns[0].field, "has the index %s twice; remove one, or give it another name with .Name", name)
		return
	}
	where := d.condition(ix.where, ix.word)
	m.table.Indexes = append(m.table.Indexes, schema.Index{Name: name, Columns: stored, Unique: ix.unique, Where: where})
	if ix.unique {
		m.uniques = append(m.uniques, unique{fields: ix.columns, columns: stored, where: where})
		m.constraints[name] = taken(ix.columns)
	}
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
		d.add("", "has a condition of %s that cannot be stored: %v", word, err)
		return nil
	}
	return e
}

func (d *definition) constant(c Cond) (sqlast.Expr, error) {
	if len(c.terms) == 1 && c.op == opAnd {
		c = c.terms[0]
	}
	m := &mapper{typ: d.typ, name: d.typ.Name(), size: d.typ.Size(), columns: d.columns, visible: len(d.columns)}
	b := &sqlBuilder{m: m, base: d.base, literal: true}
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
			d.add("", "has a check whose name %s; write t.Check(\"dates\", condition, message)", orText(problem, "is empty"))
			continue
		}
		e, err := d.constant(c.cond)
		if err != nil {
			d.add("", "has the check %q that cannot be stored: %v", c.name, err)
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
	if c.bounded {
		var terms []sqlast.Expr
		if c.min != nil {
			terms = append(terms, sqlast.Compare{Op: sqlast.Ge, Left: x, Right: sqlast.Literal{Value: c.min}})
		}
		if c.max != nil {
			terms = append(terms, sqlast.Compare{Op: sqlast.Le, Left: x, Right: sqlast.Literal{Value: c.max}})
		}
		d.check(m, schema.BoundsName(m.table.Name, c.name), sqlast.And{Terms: terms}, constraint{
			kind: fault.OutOfRange, code: "out_of_range", fields: []string{c.field}, message: "is out of range",
		})
	}
}

func (d *definition) check(m *mapper, name string, e sqlast.Expr, what constraint) {
	if slices.ContainsFunc(m.table.Checks, func(x schema.Check) bool { return x.Name == name }) {
		d.add("", "has the check %s twice; give one another name", name)
		return
	}
	m.table.Checks = append(m.table.Checks, schema.Check{Name: name, Expr: e})
	m.constraints[name] = what
}

// nameConstraints adds what the names that engines make by convention mean.
func (m *mapper) nameConstraints() {
	key := taken(m.key)
	m.constraints[m.table.Key.Name] = key
	for _, c := range m.visibleColumns() {
		field := []string{c.field}
		m.constraints[schema.SizeName(m.table.Name, c.name)] = constraint{
			fault.TooLong, field, "too_long", fmt.Sprintf("must be at most %s", count(c.typ.Size, "character")),
		}
		low, high := c.typ.Kind.Range()
		m.constraints[schema.RangeName(m.table.Name, c.name)] = constraint{
			fault.OutOfRange, field, "out_of_range", fmt.Sprintf("must be between %d and %d", low, high),
		}
		m.constraints[schema.FormName(m.table.Name, c.name)] = constraint{
			fault.Invalid, field, "invalid", "is malformed",
		}
	}
}

// fieldsOf names the fields that an expression reads.
func fieldsOf(m *mapper, e schema.Expr) []string {
	var fields []string
	for _, name := range e.ColumnNames() {
		for _, c := range m.columns {
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
