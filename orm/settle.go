package orm

import (
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
	"github.com/rowankit/rowan/validate"
)

// settle checks one column by itself, once all of its words are known.
func (d *definition) settle(c *column) {
	d.settleKind(c)
	if c.unique && c.uniqueFold {
		d.add(c.field, "is Unique and UniqueFold; keep UniqueFold, which says more")
	}
	for _, r := range c.rules {
		switch {
		case r.Type() == nil:
			d.add(c.field, "has an empty rule; write one of package validate, such as validate.Email")
		case !r.Judges(c.value.Elem):
			d.add(c.field, "is %s and has a rule for %s; use a rule for its own type", c.goType(), r.Type())
		}
	}
	if c.min != nil || c.max != nil {
		c.bounds, _ = validate.Range(c.min, c.max) // an empty range is a mistake noted already
		c.bounded = true
	}
	c.plain = c.typ.Size == 0 && !c.required && !c.bounded && len(c.rules) == 0
	d.settleDefaults(c)
}

// settleKind finds what the column holds where convention does not know it.
func (d *definition) settleKind(c *column) {
	if c.micros {
		c.typ.Kind = schema.Micros
	}
	if c.value.Kind != layout.Own {
		return
	}
	c.typ.Kind = c.storedAs
	switch {
	case c.storedAs == schema.NoKind:
		d.add(c.field, "has the type %s with its own Value and Scan; say what it is stored as with .StoredAs(schema.Text) or another kind", c.goType())
	case c.typ.Size > 0 && c.storedAs != schema.Text:
		d.add(c.field, "is stored as %s, and Size is for text; remove it", c.storedAs)
	}
}

// settleDefaults holds the words that fill in a value against each other.
func (d *definition) settleDefaults(c *column) {
	_, now := c.server.(sqlast.Now)
	switch {
	case c.auto != nil && c.def != nil:
		d.add(c.field, "has Auto and Default; keep one")
	case c.auto != nil && c.server != nil:
		d.add(c.field, "has Auto and a server default; keep Auto, which lets the database fill in its time too")
	case c.def != nil && c.server != nil:
		d.add(c.field, "has Default and a server default; keep one")
	case now && c.typ.Kind != schema.Time && c.typ.Kind != schema.Micros:
		d.add(c.field, "is %s, and ServerNow is for times; write ServerDefault", c.goType())
	case c.def != nil:
		d.settleDefault(c)
	}
}
