package orm

import (
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
)

// Micros stores a time as a whole number of microseconds since 1970, which takes half the space of the
// default and is quicker to read, but is no longer readable in the database's own tools.
func (c *Column) Micros() *Column {
	if c.c.value.Kind != layout.Time {
		return c.mistake("is %s, and Micros is for time.Time; remove it", c.c.goType())
	}
	c.c.micros = true
	return c
}

// JSON stores a value of any type as JSON, by encoding/json and in one form on every database: keys sorted, numbers
// without an exponent, no spaces. Only a type that a column holds as it is needs another word; json.RawMessage is JSON
// without saying, and slices of plain values are arrays without it. A nil map or slice is JSON's null; a column that may
// be NULL has a pointer or a sql.Null around the type. Such a column is compared with nothing but nil.
func (c *Column) JSON() *Column {
	switch k := c.c.value.Kind; {
	case k == layout.None && unmarshalable(c.c.value.Elem):
		return c // which is told of its type already
	case k == layout.None, k == layout.Array, k == layout.Raw:
		c.c.json = true
		return c
	case k == layout.Own:
		return c.mistake("is %s with its own Value and Scan; write StoredAs(schema.JSON)", c.c.goType())
	case k == layout.Bytes:
		return c.mistake("is %s, which is stored as it is; write json.RawMessage for JSON text", c.c.goType())
	}
	return c.mistake("is %s, which a column holds as it is; remove JSON", c.c.goType())
}

// Decimal stores an exact number of so many digits (precision, at most 18), scale of them behind the point. It is for
// types with Value and Scan methods that give and take the digits as text, such as decimal.Decimal of
// github.com/shopspring/decimal. A number with more digits is refused, in writes and conditions; nothing is rounded.
func (c *Column) Decimal(precision, scale int) *Column {
	switch {
	case c.c.value.Kind != layout.Own:
		return c.mistake("is %s, and Decimal is for types with Value and Scan methods, such as decimal.Decimal", c.c.goType())
	case c.c.decimal:
		return c.mistake("has Decimal twice; keep one")
	case precision < 1 || precision > schema.MaxPrecision || scale < 0 || scale > precision:
		c.mistake("has Decimal(%d, %d); write 1 to %d digits in all, and 0 to all of them behind the point", precision, scale, schema.MaxPrecision)
		precision, scale = schema.MaxPrecision, 0
	}
	c.c.decimal, c.c.typ.Precision, c.c.typ.Scale = true, precision, scale
	return c
}

// StoredAs says what a type with its own Value and Scan methods is stored as. Scan gets what it would get from
// database/sql: of UUIDs the text of 36 characters, of JSON a []byte in its one form.
func (c *Column) StoredAs(kind schema.Kind) *Column {
	if c.c.value.Kind != layout.Own {
		return c.mistake("is %s, whose column type is known; remove StoredAs", c.c.goType())
	}
	c.c.storedAs = kind
	switch {
	case kind == schema.Decimal:
		c.c.storedAs = schema.Text // so that the same is not missed again
		return c.mistake("has StoredAs(schema.Decimal); say how many digits it has, with Decimal(precision, scale)")
	case kind == schema.NoKind || kind > schema.JSON:
		c.c.storedAs = schema.Text
		return c.mistake("has StoredAs(%d), which is no kind of a single value; write schema.Text or another of its constants", kind)
	}
	return c
}
