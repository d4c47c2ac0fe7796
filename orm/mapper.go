package orm

import (
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
)

// mapper is what is known of a model once its definition has been read: immutable from then on.
type mapper struct {
	typ         reflect.Type
	name        string
	size        uintptr
	table       schema.Table
	columns     []*column // those with a field, in order, then the hidden ones
	visible     int       // how many have a field
	derived     []*column // that are computed of others, behind them
	key         []*column
	generated   *column // the key column that the database fills in, or nil
	version     *column // that counts the changes of a row, or nil
	deleted     *column // that holds when a row was deleted softly, or nil
	exacting    bool    // some column does not store every value as it is given
	uniques     []unique
	constraints map[string]constraint // by the name in the database
	mistakes    []mistake
	events      event // that the model is told of
	hooks       []hook

	serial       int32 // of the shape of a row that is no model
	relations    []*relation
	restrictions []restriction // what scopes say of it
	deferred     []*relation   // the columns that queries leave out
	links        []*relation   // both: what objects load when it is touched
	references   []*Reference

	// What link finds out, once all models have said what they are.
	linked       sync.Once
	foreignKeys  []*foreignKey
	linkMistakes []mistake
}

// unique is what an insert can conflict with: the fields that name it, and the index behind it.
type unique struct {
	fields  []*column // as a person names them
	columns []string  // in the database, with hidden columns in place of folded ones
	where   schema.Expr
	living  *column // of SoftDelete, where rows are left out for that alone; or nil
}

// mappers holds the one mapper of each type. What a type says of itself never changes, so the cache holds
// derived, immutable facts alone.
var mappers sync.Map // reflect.Type -> *mapper

func mapperOf[T any]() *mapper {
	return mapperOfType(reflect.TypeFor[T]())
}

// newMapper reads the definition of a type on a prototype.
func newMapper(t reflect.Type, prototype layout.Pointer) *mapper {
	d := newDefinition(t, prototype)
	if t.Kind() != reflect.Struct {
		if t.Kind() == reflect.Pointer {
			d.add("", "is a pointer; write the struct itself, orm.Define[%s]()", t.Elem().Name())
		} else {
			d.add("", "is no struct; a model is a struct with a field for each column")
		}
		return &mapper{typ: t, name: d.name, mistakes: d.mistakes.list}
	}
	if d.table = snake(t.Name()); strings.Contains(d.table, "[") {
		d.table = ""
	}
	parts := d.collect()
	d.define(parts)
	events, hooks := d.events()
	m := d.finish()
	m.events, m.hooks = events, hooks
	return m
}

// visibleColumns are the columns with a field, in order.
func (m *mapper) visibleColumns() []*column { return m.columns[:m.visible] }

// indexed tells whether an index, or the key, begins with a column.
func (m *mapper) indexed(name string) bool {
	first := func(columns []string) bool { return len(columns) > 0 && columns[0] == name }
	return first(m.table.Key.Columns) ||
		slices.ContainsFunc(m.table.Indexes, func(i schema.Index) bool { return first(i.Columns) })
}

// column finds the column of a field pointer of the prototype at base, or nil.
func (m *mapper) column(base layout.Pointer, field any) *column {
	p, ok := layout.Data(field)
	if !ok {
		return nil
	}
	offset, inside := p.OffsetIn(base, m.size)
	if !inside {
		return nil
	}
	t := reflect.TypeOf(field)
	for _, list := range [...][]*column{m.visibleColumns(), m.derived} {
		for _, c := range list {
			if c.offset == offset && c.isNamed(t) {
				return c
			}
		}
	}
	return nil
}

// resolve finds the column of a field pointer, or says what is wrong with the pointer.
func (m *mapper) resolve(base layout.Pointer, field any) (*column, error) {
	if c := m.column(base, field); c != nil {
		return c, nil
	}
	return nil, m.pointerProblem(base, field)
}

// writable finds the column of a field pointer that may be written, or says what is wrong with the pointer.
func (m *mapper) writable(base layout.Pointer, field any) (*column, error) {
	c, err := m.resolve(base, field)
	if err == nil && c.isDerived() {
		return nil, m.invalid("%s is computed of other columns and never written; leave it out", c.field)
	}
	return c, err
}

func (m *mapper) pointerProblem(base layout.Pointer, field any) error {
	p, ok := layout.Data(field)
	if !ok || p.Nil() {
		return m.invalid("%s names no column; write a pointer of the C that orm.Define[%s]() returned, such as &handle.C.%s", describe(field), m.name, m.anyField())
	}
	if _, inside := p.OffsetIn(base, m.size); inside {
		return m.invalid("the pointer of type %T names no column of %s", field, m.name)
	}
	return m.invalid("the pointer of type %T is no field of the C of %s's handle: it names a column of another model, or a field of an object instead of the column", field, m.name)
}

func (m *mapper) anyField() string {
	if len(m.columns) > 0 {
		return m.columns[0].field
	}
	return "Field"
}
