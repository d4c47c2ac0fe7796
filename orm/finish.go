package orm

import (
	"slices"

	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
	"github.com/rowankit/rowan/validate"
)

// finish checks what the definition says and makes the mapper. It goes on after mistakes, to report them all.
func (d *definition) finish() *mapper {
	m := &mapper{typ: d.typ, name: d.typ.Name(), size: d.typ.Size(), constraints: map[string]constraint{}}
	if problem := nameProblem(d.table); problem != "" {
		d.add("", "has a table name that %s; give it another with t.Name", problem)
	}
	m.table.Name = d.table
	m.columns, m.visible = d.columns, len(d.columns)
	if len(d.columns) == 0 {
		d.add("", "has no columns; add exported fields, such as ID int64")
	}
	for _, c := range d.columns {
		d.settle(c)
	}
	d.names(m)
	d.primaryKey(m)
	d.folded(m)
	for i, c := range m.columns {
		c.place = i
		m.table.Columns = append(m.table.Columns, schema.Column{
			Name: c.name, Type: c.typ, Nullable: c.nullable, Default: c.defaultExpr(), Generated: c.generated,
		})
	}
	d.indexesOf(m)
	d.checksOf(m)
	m.nameConstraints()
	m.mistakes = d.mistakes.list
	return m
}

// settle checks one column by itself, once all of its words are known.
func (d *definition) settle(c *column) {
	if c.value.Kind == layout.Own {
		c.typ.Kind = c.storedAs
		if c.storedAs == schema.NoKind {
			d.add(c.field, "has the type %s with its own Value and Scan; say what it is stored as with .StoredAs(schema.Text) or another kind", c.goType())
		}
	}
	if c.micros {
		c.typ.Kind = schema.Micros
	}
	if c.unique && c.uniqueFold {
		d.add(c.field, "is Unique and UniqueFold; keep UniqueFold, which says more")
	}
	for _, r := range c.rules {
		if !r.Judges(c.value.Elem) {
			d.add(c.field, "is %s and has a rule for %s; use a rule for its own type", c.goType(), r.Type())
		}
	}
	if c.min != nil || c.max != nil {
		c.bounds, _ = validate.Range(c.min, c.max) // an empty range is a mistake noted already
		c.bounded = true
	}
	c.plain = c.typ.Size == 0 && !c.required && !c.bounded && len(c.rules) == 0
	if c.def != nil {
		d.settleDefault(c)
	}
}

func (d *definition) names(m *mapper) {
	seen := map[string]string{}
	fields := map[string]bool{}
	for _, c := range m.columns {
		if problem := nameProblem(c.name); problem != "" {
			d.add(c.field, "has a column name that %s; give it another with Name", problem)
		}
		if other, taken := seen[c.name]; taken {
			d.add(c.field, "has the column name %s, which %s has already; give it another with Name or a db tag", c.name, other)
		} else if fields[c.field] {
			d.add(c.field, "stands in two embedded structs; rename one of the fields")
		}
		seen[c.name], fields[c.field] = c.field, true
	}
}

func (d *definition) primaryKey(m *mapper) {
	m.key = d.key
	if d.key == nil {
		if i := slices.IndexFunc(d.columns, func(c *column) bool { return c.field == "ID" }); i >= 0 {
			m.key = d.columns[i : i+1]
		}
	}
	if len(m.key) == 0 && len(d.columns) > 0 {
		d.add("", "has no key; add ID int64, or name the key's fields with t.Key(&x.Field)")
		return
	}
	names := make([]string, len(m.key))
	for i, c := range m.key {
		names[i] = c.name
		switch {
		case c.nullable:
			d.add(c.field, "belongs to the key and may be null; make it %s", c.value.Elem)
		case c.typ.Kind.Float():
			d.add(c.field, "belongs to the key and is a float, which is never equal for sure; use whole numbers or text")
		case c.uniqueFold:
			d.add(c.field, "belongs to the key and is UniqueFold; use Fold, which stores the key folded")
		}
	}
	m.table.Key = schema.Key{Name: schema.KeyName(m.table.Name), Columns: names}
	if len(m.key) == 1 && m.key[0].typ.Kind.Integer() && m.key[0].value.Kind != layout.Own {
		m.generated = m.key[0]
		m.generated.generated = true
		if m.generated.def != nil || m.generated.server != nil {
			d.add(m.generated.field, "is a key that the database generates, and has a default; remove the default")
		}
	}
}

// folded adds the hidden columns that hold folded text.
func (d *definition) folded(m *mapper) {
	for _, c := range d.columns {
		if !c.uniqueFold || c.value.Kind != layout.String {
			continue
		}
		c.fold = &column{
			name: c.name + "_fold", foldOf: c, offset: c.offset, value: c.value, pointer: c.pointer,
			typ: schema.Type{Kind: schema.Text}, nullable: c.nullable,
		}
		m.columns = append(m.columns, c.fold)
	}
}

// defaultExpr is what the database fills in: the server default, the time for Auto, or the Default.
func (c *column) defaultExpr() schema.Expr {
	switch {
	case c.server != nil:
		return c.server
	case c.auto != nil && c.typ.Kind == schema.Time:
		return sqlast.Now{}
	case c.def != nil:
		return sqlast.Literal{Value: c.literal}
	}
	return nil
}
