package orm

import (
	"fmt"
	"reflect"

	"github.com/rowankit/rowan/orm/internal/layout"
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

	withDeleted bool
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
	typ          reflect.Type
	name         string
	base         layout.Pointer // the prototype that Define's receiver is
	table        string
	columns      []*column
	key          []*column
	version      *column
	deleted      *column
	relations    []*relation
	deferred     []*relation
	references   []*Reference
	indexes      []*Index
	checks       []check
	restrictions []restriction
	mistakes     mistakes
}

// newDefinition begins the definition of a type on a prototype.
func newDefinition(t reflect.Type, prototype layout.Pointer) *definition {
	d := &definition{typ: t, base: prototype, name: t.Name()}
	if d.name == "" {
		d.name = t.String()
	}
	return d
}

func (d *definition) add(field, format string, args ...any) {
	d.mistakes.add(d.name, field, format, args...)
}

// resolve finds the column of a field pointer; a mistake is noted and nil returned when there is none.
func (d *definition) resolve(field any, word string) *column {
	p, ok := layout.Data(field)
	if !ok || p.Nil() {
		d.add("", "%s got %s, not a field's pointer; write t.%s(&x.Field)", word, describe(field), word)
		return nil
	}
	offset, inside := p.OffsetIn(d.base, d.typ.Size())
	if !inside {
		d.add("", "%s got a pointer that is no field of the receiver; name the fields of the value that Define is called on", word)
		return nil
	}
	for _, c := range d.columns {
		if c.offset == offset && c.isNamed(reflect.TypeOf(field)) {
			return c
		}
	}
	d.notColumn(reflect.TypeOf(field).Elem(), offset, word)
	return nil
}

// notColumn notes what a pointer into the receiver names when it names no column. A field that has a mistake
// of its own gets no second one.
func (d *definition) notColumn(t reflect.Type, offset uintptr, word string) {
	fields, _ := layout.Walk(d.typ)
	for _, f := range fields {
		switch {
		case f.Offset != offset || f.Type != t:
		case f.Tag == "-":
			d.add(f.Name, "is tagged db:\"-\" and stands in %s; remove one of the two", word)
			return
		case !f.Exported && !f.Tagged:
			d.add(f.Name, "is not exported, so it is no column and cannot stand in %s; write its name with a capital letter", word)
			return
		default:
			return
		}
	}
	d.add("", "%s got the pointer of a whole %s; name one of its fields, as in t.%s(&x.Field)", word, t.Name(), word)
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
	if p, ok := layout.Data(v); ok && p.Nil() {
		return fmt.Sprintf("a nil %T", v)
	}
	return fmt.Sprintf("a value of type %T", v)
}
