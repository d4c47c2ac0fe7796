package orm

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
)

// collect makes the columns that convention gives the struct.
func (d *definition) collect() []layout.Part {
	fields, parts := layout.Walk(d.typ)
	for _, f := range fields {
		switch {
		case f.Tag == "-":
		case f.Malformed:
			d.add(f.Name, "has a db tag without quotes; write `db:\"name\"`")
		case f.Embedded && !f.Exported && f.Value.Kind == layout.None:
			d.collectField(f) // its own fields may be exported, and would be missed silently
		case !f.Exported && f.Tagged:
			d.add(f.Name, "has a db tag but is not exported; write its name with a capital letter")
		case !f.Exported && isRelation(f.Type):
			d.add(f.Name, "is a relation and not exported; write its name with a capital letter, or tag it db:\"-\"")
		case f.Exported:
			d.collectField(f)
		}
	}
	for _, p := range parts {
		if isRelation(p.Type) {
			d.add("", "embeds a relation, which needs a field of its own; write Books orm.Many[Book]")
		}
	}
	return parts
}

// isRelation tells the types orm.Many and orm.One.
func isRelation(t reflect.Type) bool { return reflect.PointerTo(t).Implements(relationFieldType) }

func (d *definition) collectField(f layout.Field) {
	var lazy *relation
	switch p := reflect.PointerTo(f.Type); {
	case p.Implements(deferredFieldType):
		f, lazy = d.collectDeferred(f)
	case p.Implements(relationFieldType):
		d.collectRelation(f)
		return
	}
	if problem := fieldProblem(f); problem != "" {
		d.add(f.Name, "%s", problem)
		return
	}
	name := f.Tag
	if name == "" {
		name = snake(f.Name)
	}
	c := &column{
		field: f.Name, name: name, index: f.Index, offset: f.Offset,
		pointer: reflect.PointerTo(f.Type), value: f.Value,
		nullable: f.Value.Nullable != layout.NotNull, label: title(f.Name), deferred: lazy,
	}
	if lazy != nil {
		lazy.column = c
	}
	c.typ = schema.Type{Kind: kinds[f.Value.Kind], Elem: kinds[f.Value.Item]}
	d.columns = append(d.columns, c)
}

// fieldProblem says why a field can be no column, and what to write instead; "" when it can.
func fieldProblem(f layout.Field) string {
	switch {
	case f.Tagged && f.Tag == "":
		return "has an empty db tag; write a column's name into it, or remove it"
	case f.Tag != strings.TrimSpace(f.Tag):
		return fmt.Sprintf("has the tag db:%q with spaces around the name; remove them", f.Tag)
	case strings.ContainsAny(f.Tag, ",;:"):
		return fmt.Sprintf("has the tag db:%q; a db tag holds a column's name or -, the rest is said in Define", f.Tag)
	case f.Type.Size() == 0:
		return fmt.Sprintf("has a type without size, %s, whose address is not its own; tag it db:\"-\" or remove it", f.Type)
	case f.Type.Kind() == reflect.Pointer && isRelation(f.Type.Elem()):
		return "is a pointer to a relation; remove the *"
	case f.Type.Kind() == reflect.Slice && isRelation(f.Type.Elem()):
		return "is a list of relations, and an orm.Many leads to any number of rows by itself; remove the []"
	case f.Value.Kind == layout.None && f.Embedded && f.Tagged:
		return fmt.Sprintf("is embedded and has the tag db:%q; remove the tag to share its columns, or write db:\"-\" to leave them out", f.Tag)
	case f.Value.Kind == layout.None && f.Embedded:
		return fmt.Sprintf("is embedded as a %s, which no column holds; embed the struct by value to share its columns, or tag the field db:\"-\"", f.Type)
	case f.Value.Kind != layout.Own && f.Value.Kind != layout.UUID:
		return halfOwn(f.Value.Elem)
	}
	return ""
}

// unheld says what is wrong with a type that no column holds, unless Define says JSON.
func unheld(t reflect.Type) string {
	return fmt.Sprintf("has the type %s, which no column holds; %s", t, advice(t))
}

// advice says what to write instead of a field whose type no column holds.
func advice(t reflect.Type) string {
	switch k := t.Kind(); {
	case k == reflect.Pointer && t.Elem().Kind() == reflect.Pointer:
		return "one pointer is enough for a nullable column"
	case k == reflect.Pointer && modelName(t) != "":
		return "write orm.One[" + modelName(t) + "] if it is a row of another model, embed the struct by value to share its columns, store it with .JSON(), or tag the field db:\"-\""
	case k == reflect.Slice && modelName(t.Elem()) != "":
		return "write orm.Many[" + modelName(t.Elem()) + "] if they are rows of another model, store it with .JSON(), or tag the field db:\"-\""
	case k == reflect.Pointer && t.Elem().Kind() == reflect.Struct && t.Elem() != timeType:
		return "embed the struct by value to share its columns, store it with .JSON(), or tag the field db:\"-\""
	case k == reflect.Struct && t.PkgPath() == "database/sql":
		return "give sql.Null a type that a column holds, such as sql.Null[string], or store it with .JSON()"
	case k == reflect.Struct && t.ConvertibleTo(timeType):
		return "write time.Time"
	case k == reflect.Struct:
		return "embed the struct to share its columns, store it with .JSON(), give it Value and Scan methods, or tag the field db:\"-\""
	case unmarshalable(t):
		return "write another type, or tag the field db:\"-\""
	case k == reflect.Array && t.Len() == 16 && t.Elem().Kind() == reflect.Uint8:
		return "give it a MarshalText method to store it as a UUID (as uuid.UUID of github.com/google/uuid has), store it with .JSON(), or tag the field db:\"-\""
	}
	return "store it with .JSON(), or tag the field db:\"-\""
}

// modelName is the name of a struct, or of the one that a pointer points to, that may be meant as a row of another model;
// "" for other types.
func modelName(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == timeType || t.PkgPath() == "database/sql" {
		return ""
	}
	return t.Name()
}

// unmarshalable tells a type that JSON cannot be read into.
func unmarshalable(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer:
		return unmarshalable(t.Elem())
	case reflect.Func, reflect.Chan, reflect.Complex64, reflect.Complex128, reflect.UnsafePointer:
		return !reflect.PointerTo(t).Implements(unmarshalerType)
	case reflect.Interface:
		return t.NumMethod() > 0
	}
	return false
}

var (
	timeType        = reflect.TypeFor[time.Time]()
	valuerType      = reflect.TypeFor[driver.Valuer]()
	scannerType     = reflect.TypeFor[sql.Scanner]()
	unmarshalerType = reflect.TypeFor[json.Unmarshaler]()
)

// halfOwn says what is wrong with a type that converts itself in one direction only: what it writes is then
// not what it reads.
func halfOwn(t reflect.Type) string {
	p := reflect.PointerTo(t)
	switch {
	case t == timeType || p.Implements(valuerType) == p.Implements(scannerType):
		return ""
	case p.Implements(valuerType):
		return fmt.Sprintf("has the type %s with a Value method and no Scan method; give it both, or none", t)
	}
	return fmt.Sprintf("has the type %s with a Scan method and no Value method; give it both, or none", t)
}

// kinds maps the way a value lies in memory to what its column holds by convention.
var kinds = [...]schema.Kind{
	layout.Bool: schema.Bool,
	layout.Int8: schema.Int8, layout.Int16: schema.Int16, layout.Int32: schema.Int32, layout.Int64: schema.Int64,
	layout.Uint8: schema.Uint8, layout.Uint16: schema.Uint16, layout.Uint32: schema.Uint32, layout.Uint64: schema.Uint64,
	layout.Float32: schema.Float32, layout.Float64: schema.Float64,
	layout.String: schema.Text, layout.Bytes: schema.Bytes, layout.Time: schema.Time, layout.Own: schema.NoKind,
	layout.UUID: schema.UUID, layout.Raw: schema.JSON, layout.Array: schema.Array, layout.Any: schema.JSON,
}

// collectRelation notes a field that leads to other rows.
func (d *definition) collectRelation(f layout.Field) {
	if f.Tagged {
		d.add(f.Name, "is a relation and has a db tag; remove the tag, or write db:\"-\"")
		return
	}
	kind := reflect.Zero(reflect.PointerTo(f.Type)).Interface().(relationField)
	d.relations = append(d.relations, &relation{
		place: len(d.relations), field: f.Name, index: f.Index, offset: f.Offset, pointer: reflect.PointerTo(f.Type), kind: kind, many: kind.many(),
	})
}
