package orm

import (
	"reflect"
	"strings"
	"time"

	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/validate"
)

// column is one column of a model: where its field lies, what it holds, and what its definition says.
type column struct {
	field   string // Go name
	name    string // in the database
	place   int    // in mapper.columns
	index   []int  // for reflect
	offset  uintptr
	pointer reflect.Type // the type of &object.Field
	value   layout.Value
	typ     schema.Type

	nullable  bool
	generated bool             // the database hands out its values
	auto      func() time.Time // fills a zero time
	def       any              // Default, as the field's own type
	literal   any              // Default, as a constant of the schema
	server    schema.Expr      // what the database fills in by itself
	trim      bool
	foldText  bool
	required  bool          // not only NOT NULL but filled
	optional  bool          // forms do not insist on it
	min, max  any           // int64 or float64 bounds; nil for none
	bounds    validate.Rule // what Min and Max say together
	bounded   bool
	plain     bool // any value of its type will do
	rules     []validate.Rule
	label     string
	help      string

	unique, uniqueFold, folded, indexed bool
	fold                        *column // the hidden column that holds the folded text, for UniqueFold
	foldOf                      *column // the column whose folded text this hidden one holds
	storedAs                    schema.Kind
	micros                      bool
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

// Size is the number of characters that a text may have. Without it a text is unbounded.
func (c *Column) Size(characters int) *Column {
	switch {
	case c.c.value.Kind != layout.String && c.c.value.Kind != layout.Own:
		return c.mistake("is %s, and Size is for text; remove it", c.c.goType())
	case characters < 1:
		return c.mistake("has Size(%d); write the number of characters, at least 1", characters)
	}
	c.c.typ.Size = characters
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

// Folded keeps a folded copy of the text in a hidden column beside it, which LikeFold and EqFold look at. UniqueFold
// keeps one too.
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
// column of whole numbers, and any number for one of floats.
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

// Auto fills a zero time with now when a row is inserted, and lets the database do so for rows that come
// from elsewhere. A zero time is never stored in such a column.
func (c *Column) Auto(now func() time.Time) *Column {
	switch {
	case c.c.value.Kind != layout.Time || c.c.nullable:
		return c.mistake("is %s, and Auto fills a time.Time that is not null; an integer key needs no Auto, and other types take Default", c.c.goType())
	case now == nil:
		return c.mistake("has Auto(nil); write Auto(time.Now)")
	}
	if c.c.auto != nil {
		return c.mistake("has Auto twice; keep one")
	}
	c.c.auto = now
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

// Micros stores a time as a whole number of microseconds since 1970, which takes half the space of the
// default and is quicker to read, but is no longer readable in the database's own tools.
func (c *Column) Micros() *Column {
	if c.c.value.Kind != layout.Time {
		return c.mistake("is %s, and Micros is for time.Time; remove it", c.c.goType())
	}
	c.c.micros = true
	return c
}

// StoredAs says what a type with its own Value and Scan methods is stored as.
func (c *Column) StoredAs(kind schema.Kind) *Column {
	if c.c.value.Kind != layout.Own {
		return c.mistake("is %s, whose column type is known; remove StoredAs", c.c.goType())
	}
	if kind == schema.NoKind || kind > schema.Micros {
		c.c.storedAs = schema.Text // so that the same is not missed again
		return c.mistake("has StoredAs(%d), which is no kind; write schema.Text or another of its constants", kind)
	}
	c.c.storedAs = kind
	return c
}

// goType is the field's type as its owner wrote it.
func (c *column) goType() string { return c.pointer.Elem().String() }
