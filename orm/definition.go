package orm

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
)

// Table is what a model's Define method receives to say how the table differs from the convention:
//
//	func (u *User) Define(t *orm.Table[User]) {
//		t.Column(&u.Name).Size(100)
//		t.Column(&u.Email).Size(120).Trim().UniqueFold().Valid(validate.Email)
//	}
//
// It is valid only while Define runs. What is wrong is reported when the models are opened.
type Table[T any] struct {
	d *definition
}

// Name gives the table another name than the model's in snake case.
func (t *Table[T]) Name(name string) { t.d.table = name }

// Key says which fields make the primary key, in order. Without it a field named ID does.
func (t *Table[T]) Key(fields ...any) {
	if t.d.key != nil {
		t.d.add("", "has two keys; call t.Key once with all fields")
		return
	}
	t.d.key = t.d.resolveAll(fields, "Key")
}

// Unique refuses a combination of values that another row has.
func (t *Table[T]) Unique(fields ...any) *Index { return t.index("Unique", true, fields) }

// Index makes an index over the fields, in order.
func (t *Table[T]) Index(fields ...any) *Index { return t.index("Index", false, fields) }

func (t *Table[T]) index(word string, unique bool, fields []any) *Index {
	ix := &Index{columns: t.d.resolveAll(fields, word), unique: unique, word: word}
	t.d.indexes = append(t.d.indexes, ix)
	return ix
}

// Check refuses rows for which the condition does not hold. The name tells checks apart in errors and in
// the database; message is what a visitor reads ("must not end before it begins").
func (t *Table[T]) Check(name string, condition Cond, message string) {
	t.d.checks = append(t.d.checks, check{name: name, cond: condition, message: message})
}

// Index says how an index differs from the convention. It is only valid inside Define.
type Index struct {
	name    string
	columns []*column
	unique  bool
	where   []Cond
	word    string
}

// Name gives the index another name than the one made of its table and columns.
func (x *Index) Name(name string) *Index { x.name = name; return x }

// Where limits the index to the rows for which the conditions hold.
func (x *Index) Where(conditions ...Cond) *Index {
	x.where = append(x.where, conditions...)
	return x
}

type check struct {
	name    string
	cond    Cond
	message string
}

// definition gathers what a model says of itself, until finish makes a mapper of it.
type definition struct {
	typ      reflect.Type
	base     layout.Pointer // the prototype that Define's receiver is
	table    string
	columns  []*column
	key      []*column
	indexes  []*Index
	checks   []check
	mistakes mistakes
}

func (d *definition) add(field, format string, args ...any) {
	name := ""
	if d.typ != nil {
		name = d.typ.Name()
	}
	d.mistakes.add(name, field, format, args...)
}

// resolve finds the column of a field pointer; a mistake is noted and nil returned when there is none.
func (d *definition) resolve(field any, word string) *column {
	p, ok := layout.Data(field)
	if !ok || p.Nil() {
		d.add("", "%s got %s, not a field's pointer; write %s(&x.Field)", word, describe(field), word)
		return nil
	}
	offset, inside := p.OffsetIn(d.base, d.typ.Size())
	if !inside {
		d.add("", "%s got a pointer that is no field of the receiver; name the fields of the value that Define is called on", word)
		return nil
	}
	for _, c := range d.columns {
		if c.offset == offset && c.pointer == reflect.TypeOf(field) {
			return c
		}
	}
	d.add("", "%s got the pointer of a field of type %T that is no column", word, field)
	return nil
}

func (d *definition) resolveAll(fields []any, word string) []*column {
	list := make([]*column, 0, len(fields))
	if len(fields) == 0 {
		d.add("", "%s names no field; write t.%s(&x.Field)", word, word)
	}
	for _, f := range fields {
		c := d.resolve(f, word)
		if c == nil {
			continue
		}
		for _, other := range list {
			if other == c {
				d.add(c.field, "stands twice in one %s; name it once", word)
			}
		}
		list = append(list, c)
	}
	return list
}

func describe(v any) string {
	if v == nil {
		return "nil"
	}
	return fmt.Sprintf("a %T", v)
}

// collect makes the columns that convention gives the struct.
func (d *definition) collect() []layout.Part {
	fields, parts := layout.Walk(d.typ)
	for _, f := range fields {
		if f.Tag == "-" {
			continue
		}
		if !f.Exported {
			if f.Tagged {
				d.add(f.Name, "has a db tag but is not exported; write its name with a capital letter")
			}
			continue
		}
		d.collectField(f)
	}
	return parts
}

func (d *definition) collectField(f layout.Field) {
	switch {
	case strings.ContainsAny(f.Tag, ",;:"):
		d.add(f.Name, "has the tag db:%q; a db tag holds a column's name or -, the rest is said in Define", f.Tag)
		return
	case f.Type.Size() == 0:
		d.add(f.Name, "has a type without size, %s, whose address is not its own; tag it db:\"-\" or remove it", f.Type)
		return
	case f.Value.Kind == layout.None:
		d.add(f.Name, "has the type %s, which no column holds; %s", f.Type, advice(f.Type))
		return
	}
	name := f.Tag
	if name == "" {
		name = snake(f.Name)
	}
	c := &column{
		field: f.Name, name: name, index: f.Index, offset: f.Offset,
		pointer: reflect.PointerTo(f.Type), value: f.Value,
		nullable: f.Value.Nullable != layout.NotNull, label: title(f.Name),
	}
	c.typ.Kind = kinds[f.Value.Kind]
	d.columns = append(d.columns, c)
}

func advice(t reflect.Type) string {
	switch {
	case t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Pointer:
		return "one pointer is enough for a nullable column"
	case t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct:
		return "embed the struct by value to share its columns, or tag the field db:\"-\""
	case t.Kind() == reflect.Struct:
		return "embed the struct to share its columns, give it Value and Scan methods, or tag the field db:\"-\""
	}
	return "give it Value and Scan methods and say StoredAs, or tag the field db:\"-\""
}

// kinds maps the way a value lies in memory to what its column holds by convention.
var kinds = [...]schema.Kind{
	layout.Bool: schema.Bool,
	layout.Int8: schema.Int8, layout.Int16: schema.Int16, layout.Int32: schema.Int32, layout.Int64: schema.Int64,
	layout.Uint8: schema.Uint8, layout.Uint16: schema.Uint16, layout.Uint32: schema.Uint32, layout.Uint64: schema.Uint64,
	layout.Float32: schema.Float32, layout.Float64: schema.Float64,
	layout.String: schema.Text, layout.Bytes: schema.Bytes, layout.Time: schema.Time, layout.Own: schema.NoKind,
}
