package orm

import (
	"reflect"
	"strings"

	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/validate"
)

// column is one column of a model: where its field lies, what it holds, and what its definition says.
type column struct {
	field    string // Go name
	name     string // in the database
	place    int    // in mapper.columns
	index    []int  // for reflect
	offset   uintptr
	pointer  reflect.Type // the type of &object.Field
	value    layout.Value
	deferred *relation // of a Lazy; its pointer is another name of the column
	typ      schema.Type

	nullable  bool
	computed  bool                       // of no table: by an expression, which may go beyond its type
	generated bool                       // the database hands out its values
	auto      func(layout.Pointer) error // fills a zero value, for Auto
	def       any                        // Default, as the field's own type
	literal   any                        // Default, as a constant of the schema
	formula   *node                      // what it is computed of; it is never written
	stored    bool                       // by the database, in a column; otherwise each query computes it
	server    schema.Expr                // what the database fills in by itself
	trim      bool
	foldText  bool
	required  bool          // not only NOT NULL but filled
	optional  bool          // forms do not insist on it
	min, max  any           // bounds: int64, time.Duration or float64, or as given until settle knows a decimal; nil for none
	bounds    validate.Rule // what Min and Max say together
	limits    *limits       // what they say of a decimal
	bounded   bool
	plain     bool // any value of its type will do
	rules     []validate.Rule
	enum      *enum
	label     string
	help      string

	unique, uniqueFold, folded, indexed bool
	fold                                *column // the hidden column that holds the folded text, for UniqueFold
	foldOf                              *column // the column whose folded text this hidden one holds
	storedAs                            schema.Kind
	micros, json, decimal               bool
	unsized                             bool // a mistake that was noted
}

// isNamed tells whether a pointer of a type names the column, at its offset.
func (c *column) isNamed(t reflect.Type) bool {
	return c.pointer == t || c.deferred != nil && c.deferred.pointer == t
}

// hidden tells a column without a field.
func (c *column) hidden() bool { return c.foldOf != nil }

// shown is the Go name under which a visitor or a developer knows the column.
func (c *column) shown() string {
	if c.foldOf != nil {
		return c.foldOf.field
	}
	return c.field
}

// Column says how a field's column differs from the convention. It is only valid inside Define.
type Column struct {
	d *definition
	c *column
}

// Column returns the column of a field, named by its pointer: t.Column(&u.Email).
func (t *Table[T]) Column(field any) *Column {
	c := t.d.resolve(field, "Column")
	if c == nil {
		// The mistake is noted; what follows is said to a column that nobody looks at.
		return &Column{d: &definition{}, c: &column{pointer: reflect.TypeFor[*string]()}}
	}
	return &Column{t.d, c}
}

func (c *Column) mistake(format string, args ...any) *Column {
	c.d.add(c.c.field, format, args...)
	return c
}

// Name gives the column another name than its field's in snake case.
func (c *Column) Name(name string) *Column { c.c.name = name; return c }

// Label is what forms and tables call the field; without it the Go name in words ("Created At").
func (c *Column) Label(label string) *Column { c.c.label = label; return c }

// Help is a sentence that forms show beside the field.
func (c *Column) Help(text string) *Column { c.c.help = text; return c }

// Size is the number of characters that a text may have, or of bytes that a []byte may. Without it they are unbounded,
// and stand in no key, unique or index.
func (c *Column) Size(n int) *Column {
	switch k := c.c.value.Kind; {
	case k != layout.String && k != layout.Bytes && k != layout.Own:
		return c.mistake("is %s, and Size is for text and bytes; remove it", c.c.goType())
	case n < 1 && k == layout.Bytes:
		return c.mistake("has Size(%d); write the number of bytes, at least 1", n)
	case n < 1:
		return c.mistake("has Size(%d); write the number of characters, at least 1", n)
	}
	c.c.typ.Size = n
	return c
}

// Trim removes spaces around the text in every write.
func (c *Column) Trim() *Column {
	c.c.trim = true
	return c.text("Trim")
}

// Fold folds the text in every write, so that letters of either case are stored alike (see validate.Fold).
func (c *Column) Fold() *Column {
	c.c.foldText = true
	return c.text("Fold")
}

func (c *Column) text(word string) *Column {
	if c.c.value.Kind != layout.String {
		return c.mistake("is %s, and %s is for text; remove it", c.c.goType(), word)
	}
	return c
}

// Unique refuses a value that another row has.
func (c *Column) Unique() *Column { c.c.unique = true; return c }

// UniqueFold refuses a text that another row has in any case of letters or Unicode form. A hidden column
// beside this one keeps the folded text.
func (c *Column) UniqueFold() *Column {
	c.c.uniqueFold = true
	return c.text("UniqueFold")
}

// Folded keeps a folded copy of the text (see validate.Fold) in a hidden column beside it, which is what LikeFold and
// EqFold look at: databases fold letters by rules of their own. UniqueFold keeps one too. Every write keeps the copy in
// step; rows that other programs write have to bring it themselves.
func (c *Column) Folded() *Column {
	c.c.folded = true
	return c.text("Folded")
}

// Index makes an index over the column.
func (c *Column) Index() *Column { c.c.indexed = true; return c }

// Required refuses the empty text: in forms, in every write, and by a check in the database.
func (c *Column) Required() *Column {
	c.c.required = true
	if c.c.optional {
		c.mistake("is Required and Optional; keep one")
	}
	return c.text("Required")
}

// Optional lets forms leave the field empty although its column is NOT NULL.
func (c *Column) Optional() *Column {
	c.c.optional = true
	if c.c.required {
		c.mistake("is Required and Optional; keep one")
	}
	return c
}

// Min refuses lower numbers, in writes and by a check in the database. The bound is a whole number for a
// column of whole numbers, any number for one of floats, and a time.Duration for one of durations. For a decimal it is
// a number, a decimal, or a text such as "0.01".
func (c *Column) Min(bound any) *Column {
	c.c.min = c.bound("Min", bound)
	return c.ordered()
}

// Max refuses higher numbers, as Min refuses lower ones.
func (c *Column) Max(bound any) *Column {
	c.c.max = c.bound("Max", bound)
	return c.ordered()
}

// Valid adds rules that every written value fulfils; an absent value is not judged.
func (c *Column) Valid(rules ...validate.Rule) *Column {
	if len(rules) == 0 {
		return c.mistake("has Valid without a rule; write one, such as Valid(validate.Email)")
	}
	c.c.rules = append(c.c.rules, rules...)
	return c
}

// Default is the value that New and a new form show, and that the database fills in for rows that do not
// name the column. An insert never applies it by itself: a zero value is a value.
func (c *Column) Default(value any) *Column {
	switch {
	case value == nil:
		return c.mistake("has Default(nil); write a value, or remove it: a column without a default is empty")
	case c.c.def != nil:
		return c.mistake("has Default twice; keep one")
	}
	c.c.def = value
	return c
}

// ServerNow lets the database fill in its time for rows that do not name the column (see Omit).
func (c *Column) ServerNow() *Column { return c.serverDefault("ServerNow", nowExpr) }

// ServerDefault lets the database compute the value for rows that do not name the column (see Omit), by an
// expression in the database's own SQL.
func (c *Column) ServerDefault(sql ConstText) *Column {
	if strings.TrimSpace(string(sql)) == "" {
		return c.mistake("has an empty ServerDefault; write an expression in the database's own SQL, such as \"lower(hex(randomblob(16)))\"")
	}
	return c.serverDefault("ServerDefault", rawExpr(sql))
}

func (c *Column) serverDefault(word string, e schema.Expr) *Column {
	if c.c.server != nil {
		return c.mistake("has two server defaults; keep one (%s came second)", word)
	}
	c.c.server = e
	return c
}

// goType is the field's type as its owner wrote it.
func (c *column) goType() string { return c.pointer.Elem().String() }
