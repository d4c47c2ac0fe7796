package orm

import (
	"database/sql"
	"slices"
	"unicode/utf8"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/validate"
)

// enum is the values that a text may have.
type enum struct {
	allowed []string
	rule    validate.Rule
	refusal fault.Violation
}

// Enum says which values a text has, in every write and by a check in the database. The field is of a string type, or a
// nullable one of it; the empty text is a value only when it is among them. Forms offer the values as choices
// (Field.Allowed), and without a Size of its own the column is as long as the longest:
//
//	orm.Enum(t, &o.Status, Draft, Live).Default(Draft)
func Enum[T any, S ~string, F *S | **S | *sql.Null[S]](t *Table[T], field F, allowed ...S) *Column {
	c := t.Column(field)
	texts := make([]string, len(allowed))
	for i, v := range allowed {
		texts[i] = string(v)
	}
	if !c.allow(texts) {
		return c
	}
	c.c.enum = &enum{allowed: texts, rule: validate.OneOf(slices.Clone(allowed)...)}
	c.c.enum.refusal, _ = c.c.enum.rule.Judge(S(foreign(texts)))
	return c
}

// allow notes what is wrong with the values of an Enum.
func (c *Column) allow(texts []string) bool {
	switch {
	case c.c.value.Kind != layout.String:
		c.mistake("is %s with its own Value and Scan, and Enum is for plain text; write a rule with Valid", c.c.goType())
	case len(texts) == 0:
		c.mistake("has an Enum without a value; write those that it may have")
	case c.c.enum != nil:
		c.mistake("has Enum twice; keep one")
	default:
		for i, s := range texts {
			if _, err := textValue(s); err != nil {
				c.mistake("has %q among its values, which %v", s, err)
				return false
			}
			if slices.Contains(texts[:i], s) {
				c.mistake("has %q twice among its values; write it once", s)
				return false
			}
		}
		return true
	}
	return false
}

// foreign returns a text that is none of the given ones.
func foreign(texts []string) string {
	s := "?"
	for slices.Contains(texts, s) {
		s += "?"
	}
	return s
}

// settleEnum holds the values against the column's other words.
func (d *definition) settleEnum(c *column) {
	if c.enum == nil {
		return
	}
	longest := 0
	for _, s := range c.enum.allowed {
		longest = max(longest, utf8.RuneCountInString(s))
		if c.normalText(s) != s {
			d.add(c.field, "has %q among its values, which Trim or Fold would change; write it as it is stored", s)
		}
		if s == "" && c.required {
			d.add(c.field, "is Required and has \"\" among its values; keep one of the two")
		}
	}
	if c.optional && !slices.Contains(c.enum.allowed, "") {
		d.add(c.field, "is Optional and has no \"\" among its values; add it, or make its type *%s", c.value.Elem)
	}
	switch {
	case c.typ.Size == 0:
		c.typ.Size = max(longest, 1)
	case c.typ.Size < longest:
		d.add(c.field, "has Size(%d), and its longest value has %s; make it longer, or remove Size", c.typ.Size, count(longest, "character"))
	}
	c.rules = append([]validate.Rule{c.enum.rule}, c.rules...)
}
