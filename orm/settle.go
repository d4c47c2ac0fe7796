package orm

import (
	"reflect"

	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
	"github.com/rowankit/rowan/validate"
)

// settle checks one column by itself, once all of its words are known.
func (d *definition) settle(c *column) {
	c.chooseKind()
	if problem := c.kindProblem(); problem != "" {
		d.add(c.field, "%s", problem)
		return
	}
	switch {
	case c.unique && c.uniqueFold:
		d.add(c.field, "is Unique and UniqueFold; keep UniqueFold, which says more")
	case c.folded && c.uniqueFold:
		d.add(c.field, "is Folded and UniqueFold; keep UniqueFold, which keeps folded text too")
	}
	for _, r := range c.rules {
		switch {
		case r.Type() == nil:
			d.add(c.field, "has an empty rule; write one of package validate, such as validate.Email")
		case !r.Judges(c.value.Elem):
			d.add(c.field, "is %s and has a rule for %s; use a rule for its own type", c.goType(), r.Type())
		}
	}
	d.settleEnum(c)
	d.settleBounds(c)
	c.plain = c.typ.Size == 0 && !c.required && !c.bounded && len(c.rules) == 0
	d.settleDefaults(c)
}

// chooseKind says what the column holds where convention does not know it.
func (c *column) chooseKind() {
	switch {
	case c.micros:
		c.typ.Kind = schema.Micros
	case c.json:
		c.typ = schema.Type{Kind: schema.JSON}
		if c.value.Kind != layout.Raw {
			c.value.Kind = layout.Any
		}
	case c.decimal:
		c.typ.Kind = schema.Decimal
	case c.value.Kind == layout.Own:
		c.typ.Kind = c.storedAs
	}
}

// kindProblem says why the column holds nothing, or "".
func (c *column) kindProblem() string {
	switch own := c.value.Kind == layout.Own; {
	case c.value.Kind == layout.None:
		return unheld(c.pointer.Elem())
	case c.decimal && c.storedAs != schema.NoKind:
		return "has Decimal and StoredAs; keep Decimal"
	case own && c.typ.Kind == schema.NoKind && decimalLike(c.value.Elem):
		return "has the type " + c.goType() + "; say how many digits it has with .Decimal(precision, scale), or store its text with .StoredAs(schema.Text)"
	case own && c.typ.Kind == schema.NoKind:
		return "has the type " + c.goType() + " with its own Value and Scan; say what it is stored as with .StoredAs(schema.Text) or another kind"
	case own && c.typ.Size > 0 && c.typ.Kind != schema.Text && c.typ.Kind != schema.Bytes:
		return "is stored as " + c.typ.Kind.String() + ", and Size is for text and bytes; remove it"
	}
	return ""
}

// decimalLike tells the decimal types of the known libraries by their name.
func decimalLike(t reflect.Type) bool { return t.Name() == "Decimal" || t.Name() == "NullDecimal" }

// settleBounds makes a rule of Min and Max. An empty range is a mistake noted already.
func (d *definition) settleBounds(c *column) {
	switch {
	case c.min == nil && c.max == nil:
		return
	case c.value.Kind == layout.Own:
		d.settleLimits(c)
	default:
		c.bounds, _ = validate.Range(c.min, c.max)
	}
	c.bounded = true
}

// settleDefaults holds the words that fill in a value against each other.
func (d *definition) settleDefaults(c *column) {
	_, now := c.server.(sqlast.Now)
	switch {
	case c.auto != nil && c.def != nil:
		d.add(c.field, "has Auto and Default; keep one")
	case c.auto != nil && c.server != nil && c.value.Kind == layout.Time:
		d.add(c.field, "has Auto and a server default; keep Auto, which lets the database fill in its time too")
	case c.def != nil && c.server != nil:
		d.add(c.field, "has Default and a server default; keep one")
	case now && c.typ.Kind != schema.Time && c.typ.Kind != schema.Micros:
		d.add(c.field, "is %s, and ServerNow is for times; write ServerDefault", c.goType())
	case c.def != nil:
		d.settleDefault(c)
	}
}
