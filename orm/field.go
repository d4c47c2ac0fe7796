package orm

import (
	"reflect"
	"slices"

	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/validate"
)

// Field is what a model says of one of its fields, for code that makes forms, pages or documents from models.
// It is a copy; its slices must not be changed.
type Field struct {
	Name     string       // the Go name, "CreatedAt"
	Column   string       // the name in the database, "created_at"
	Label    string       // what people call it, "Created At"
	Help     string       // a sentence beside it in a form; may be empty
	Type     reflect.Type // as declared
	Index    []int        // for reflect.Value.FieldByIndex
	Nullable bool         // may be absent
	Required bool         // a form insists on a value: it cannot be absent, is neither Optional nor a truth value nor an array, or is Required
	Trim     bool
	Fold     bool
	Kind     schema.Kind // what its column holds
	Elem     schema.Kind // of the elements of an Array
	Size     int         // characters a text may have, or bytes; 0 any number
	// Precision and Scale are of a Decimal: how many digits it has at most, and how many of them behind the point.
	Precision, Scale int
	Min, Max         any             // int64, float64, or time.Duration for durations; nil for no bound
	Rules            []validate.Rule // beyond size and bounds
	Allowed          []string        // the only values that a text may have (Enum); nil for any
	Default          any             // of the field's type without pointer or sql.Null; nil for none
	Key              bool
	Unique           bool // another row with this value is refused
	Filled           bool // by the database, a query or Auto: a form need not ask for it
	Deferred         bool // the field is a Lazy, and Type the type of its value
	Version          bool // counts the changes of its row (Table.Version)
	Computed         bool // of other columns, by the database or each query (Column.Generated, Column.Computed): it is never written
}

// At returns the field's value in an object, given by its pointer, to be looked at and changed. A deferred column is loaded
// for it, by the context of the query that read the object, and then counts as Set; where it cannot be loaded, what is
// changed of it reaches no object.
func (f Field) At(object any) reflect.Value {
	v := reflect.ValueOf(object).Elem().FieldByIndex(f.Index)
	if f.Deferred {
		return v.Addr().Interface().(deferredField).shown()
	}
	return v
}

// Field returns what the model says of the field that a pointer of C names.
func (m *Model[T]) Field(field any) (Field, error) {
	return m.mapping().fieldOf(m.base(), field)
}

func (m *mapper) fieldOf(base layout.Pointer, field any) (Field, error) {
	if err := m.err(); err != nil {
		return Field{}, err
	}
	c, err := m.resolve(base, field)
	if err != nil {
		return Field{}, err
	}
	return m.describe(c), nil
}

// Fields returns what the model says of all its fields, in order.
func (m *Model[T]) Fields() ([]Field, error) { return m.mapping().fields() }

func (m *mapper) fields() ([]Field, error) {
	if err := m.err(); err != nil {
		return nil, err
	}
	columns := slices.Concat(m.visibleColumns(), m.derived)
	slices.SortFunc(columns, func(a, b *column) int { return slices.Compare(a.index, b.index) })
	list := make([]Field, len(columns))
	for i, c := range columns {
		list[i] = m.describe(c)
	}
	return list, nil
}

// Name returns the model's name, that of its Go type.
func (m *Model[T]) Name() string { return m.mapping().name }

func (m *mapper) describe(c *column) Field {
	f := Field{
		Name: c.field, Column: c.name, Label: c.label, Help: c.help, Type: c.pointer.Elem(), Index: c.index,
		Nullable: c.nullable, Trim: c.trim, Fold: c.foldText, Size: c.typ.Size, Min: c.min, Max: c.max,
		Kind: c.typ.Kind, Elem: c.typ.Elem, Precision: c.typ.Precision, Scale: c.typ.Scale,
		Rules: c.rules, Default: c.def, Unique: c.unique || c.uniqueFold || len(m.key) == 1 && m.key[0] == c, Filled: c.auto != nil || c.generated || c == m.version || c == m.deleted || c.isDerived(), Deferred: c.deferred != nil,
		Version: c == m.version, Computed: c.isDerived(),
	}
	f.Required = c.required || !c.isDerived() && !c.nullable && !c.optional && c.value.Kind != layout.Bool && c.value.Kind != layout.Array
	if c.enum != nil {
		f.Allowed = c.enum.allowed
	}
	for _, k := range m.key {
		f.Key = f.Key || k == c
	}
	return f
}
