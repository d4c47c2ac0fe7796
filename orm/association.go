package orm

import (
	"go/token"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
)

// association is a table of pairs as the relation that declares it sees it.
type association struct {
	m         *mapper   // the table: a model of its own, or one made for the relation
	made      bool      // it has no model of its own
	from, to  []*column // of the relation's owner, and of its target
	near, far []*column // of the table: near is equal to from, and far to to
}

// reversed is the association as the other side sees it.
func (a *association) reversed() *association {
	return &association{m: a.m, made: a.made, from: a.to, to: a.from, near: a.far, far: a.near}
}

// resolution is what a declared many-to-many relation has found out, once.
type resolution struct {
	once    sync.Once
	found   *association
	problem string
}

// association finds or makes the table of pairs; a problem completes "User.Projects ...".
func (x *ManyToManyRef) association() (*association, string) {
	x.resolution.once.Do(func() {
		twin := x.twin()
		switch {
		case x.link != nil:
			x.resolution.found, x.resolution.problem = x.modelled()
		case twin != nil && twin.before(x):
			if a, _ := twin.association(); a != nil { // what is wrong with it is told there
				x.resolution.found = a.reversed()
			}
		default:
			x.resolution.found, x.resolution.problem = x.make()
		}
	})
	return x.resolution.found, x.resolution.problem
}

// twin is the declaration of the same table by the other side, or nil.
func (x *ManyToManyRef) twin() *ManyToManyRef {
	target := mapperOfType(x.relation.kind.target())
	for _, r := range target.relations {
		if y := r.through; y != nil && y != x && y.link == nil && x.link == nil && r.kind.target() == x.relation.owner.typ && y.tableName() == x.tableName() {
			return y
		}
	}
	return nil
}

// before decides which of two declarations of one table makes it.
func (x *ManyToManyRef) before(y *ManyToManyRef) bool {
	a, b := x.relation, y.relation
	return strings.Compare(a.owner.typ.String()+"."+a.field, b.owner.typ.String()+"."+b.field) < 0
}

// inverse finds the other side, or nil.
func (x *ManyToManyRef) inverse() *relation {
	target := mapperOfType(x.relation.kind.target())
	if x.inverseOf != nil {
		return target.relation(prototypeOf(target.typ), x.inverseOf)
	}
	if y := x.twin(); y != nil {
		return y.relation
	}
	for _, r := range target.relations {
		if r.reference != nil || r.through != nil || r.kind.target() != x.relation.owner.typ {
			continue
		}
		if back, _ := r.back(); back.through == x {
			return r
		}
	}
	return nil
}

func (x *ManyToManyRef) inverseProblem(inverse *relation) string {
	owner, target := x.relation.owner, x.relation.leadsTo()
	switch {
	case x.inverseOf == nil:
		return ""
	case inverse == nil:
		return "has an Inverse that is no relation of " + target.name + "; write .Inverse(&orm.C[" + target.name + "]().Field)"
	case inverse == x.relation:
		return "has itself as its Inverse; remove it"
	case !inverse.many || inverse.kind.target() != owner.typ:
		return "has the Inverse " + inverse.String() + ", which is no Many of " + owner.name + "; name one that is"
	case inverse.through != nil && x.twin() != inverse.through && (x.link == nil || inverse.through.link == nil):
		return "has the Inverse " + inverse.String() + ", which has a table of its own; declare ManyToMany on one of the two sides"
	}
	return ""
}

// rival is a declaration by the other side that says nothing of itself either, so that there would be two tables; or nil.
func (x *ManyToManyRef) rival() *relation {
	if x.table != "" || x.inverseOf != nil {
		return nil
	}
	for _, r := range x.relation.leadsTo().relations {
		if y := r.through; y != nil && y.table == "" && y.inverseOf == nil && y.link == nil && r.owner != x.relation.owner && r.kind.target() == x.relation.owner.typ {
			return r
		}
	}
	return nil
}

// modelled takes the rows of a model as pairs.
func (x *ManyToManyRef) modelled() (*association, string) {
	p, ok := layout.Data(x.link)
	if !ok || p.Nil() {
		return nil, "goes Through " + describe(x.link) + "; write .Through(orm.C[Membership]())"
	}
	owner, target := x.relation.owner, mapperOfType(x.relation.kind.target())
	link := mapperOfType(reflect.TypeOf(x.link).Elem())
	if len(x.by) != 0 && len(x.by) != 2 {
		return nil, "goes Through " + link.name + " by " + count(len(x.by), "field") + "; name two, the way to " + owner.name + " and the way to " + target.name
	}
	var ends [2]*foreignKey
	for i, end := range []*mapper{owner, target} {
		var problem string
		if len(x.by) == 2 {
			ends[i], problem = link.wayBy(x.by[i], end)
		} else {
			ends[i], problem = link.wayTo(end, owner == target)
		}
		if problem != "" {
			return nil, "goes Through " + link.name + ", " + problem
		}
	}
	near, far := ends[0], ends[1]
	return &association{m: link, from: near.references, near: near.columns, to: far.references, far: far.columns}, ""
}

// wayTo finds the one foreign key that leads to a model.
func (m *mapper) wayTo(end *mapper, several bool) (found *foreignKey, problem string) {
	for _, ref := range m.references {
		if k := ref.resolve(m); k != nil && k.target == end {
			if found != nil {
				several = true
			}
			found = k
		}
	}
	switch {
	case found == nil:
		return nil, "which does not lead to " + end.name + "; give it " + end.name + "ID and " + end.name + " orm.One[" + end.name + "]"
	case several:
		return nil, "which has several ways to " + end.name + "; name the two that are meant, as in .Through(orm.C[" + m.name + "](), &link.Near, &link.Far)"
	}
	return found, ""
}

// wayBy finds the foreign key that a field names: one of its columns, or the One that goes with it.
func (m *mapper) wayBy(field any, end *mapper) (*foreignKey, string) {
	base := prototypeOf(m.typ)
	c, r := m.column(base, field), m.relation(base, field)
	for _, ref := range m.references {
		if k := ref.resolve(m); k != nil && k.target == end && (r != nil && ref.relation == r || c != nil && k.columns[0] == c) {
			return k, ""
		}
	}
	return nil, "which does not lead to " + end.name + " by " + describe(field) + "; name a field of orm.C[" + m.name + "]()"
}

func (x *ManyToManyRef) tableName() string {
	if x.table != "" {
		return x.table
	}
	return snake(x.relation.owner.name) + "_" + snake(x.relation.kind.target().Name())
}

// make makes the mapper of a table that has no model: a struct type with a field for each column of the two keys, so that
// pairs are read and written as all rows are.
func (x *ManyToManyRef) make() (*association, string) {
	owner, target := x.relation.owner, mapperOfType(x.relation.kind.target())
	ends := slices.Concat(owner.key, target.key)
	columns := x.columns
	if columns == nil {
		columns = slices.Concat(referring(owner), referring(target))
	}
	rival := x.rival()
	switch {
	case len(owner.key) == 0 || len(target.key) == 0:
		return nil, "" // told where the model is defined
	case rival != nil && x.before(rival.through):
		return nil, "has ManyToMany, and so has " + rival.String() + ", which would be two tables; declare it on one side, or give both one .Table"
	case rival != nil:
		return nil, "" // told by the other side
	case len(columns) != len(ends):
		return nil, "has " + count(len(columns), "column") + " in .Table, and the two keys have " + count(len(ends), "column") + "; name as many"
	case repeated(columns):
		return nil, "joins " + owner.name + " with itself, so the columns need names; write .Table(\"" + x.tableName() + "\", \"near_id\", \"far_id\")"
	}
	fields := make([]reflect.StructField, len(ends))
	for i, c := range ends {
		name := goName(columns[i])
		if !token.IsIdentifier(name) || !token.IsExported(name) {
			name = "Column" + strconv.Itoa(i+1)
		}
		fields[i] = reflect.StructField{Name: name, Type: c.value.Elem}
	}
	typ := reflect.StructOf(fields)
	d := newDefinition(typ, prototypeOf(typ))
	d.table, d.name = x.tableName(), goName(x.tableName())
	d.collect()
	if len(d.columns) != len(ends) {
		return nil, "joins by a key that no column holds; give both models a plain key"
	}
	for i, c := range d.columns {
		c.name, c.label = columns[i], title(fields[i].Name)
		c.typ, c.storedAs, c.micros, c.decimal = ends[i].typ, ends[i].storedAs, ends[i].micros, ends[i].decimal
	}
	d.key = d.columns
	near, far := d.columns[:len(owner.key)], d.columns[len(owner.key):]
	d.indexes = append(d.indexes, &Index{columns: far, word: "Index"})
	m := d.finish()
	for _, k := range []*foreignKey{
		{columns: near, target: owner, references: owner.key, onDelete: schema.Cascade, onUpdate: schema.Cascade},
		{columns: far, target: target, references: target.key, onDelete: schema.Cascade, onUpdate: schema.Cascade},
	} {
		k.name = schema.ForeignKeyName(m.table.Name, columnNames(k.columns)...)
		m.addForeignKey(&d.mistakes, k)
	}
	m.mistakes = d.mistakes.list
	return &association{m: m, made: true, from: owner.key, to: target.key, near: near, far: far}, ""
}

// referring are the names of columns that lead to a model's key: user_id.
func referring(m *mapper) []string {
	names := make([]string, len(m.key))
	for i, c := range m.key {
		names[i] = snake(m.name) + "_" + c.name
	}
	return names
}

func repeated(names []string) bool {
	for i, n := range names {
		if slices.ContainsFunc(names[:i], func(o string) bool { return strings.EqualFold(o, n) }) {
			return true
		}
	}
	return false
}

// goName turns the name of a table or column into one of Go: user_id -> UserID.
func goName(name string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(name, "_") {
		switch {
		case strings.EqualFold(word, "id"):
			b.WriteString("ID")
		case word != "":
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}
