package orm

import (
	"reflect"
	"slices"
	"sync"

	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
)

// Action is what happens to a row when the row that it refers to goes, or changes its key.
type Action = schema.Action

// The actions.
const (
	// Refuse leaves both rows as they are: the change is an error of the kind ForeignKey.
	Refuse = schema.NoAction
	// Cascade removes the referring row too, or changes its reference.
	Cascade = schema.Cascade
	// SetNull leaves the referring row without a reference; its columns are nullable.
	SetNull = schema.SetNull
)

// Reference says how a foreign key differs from the convention. It is only valid inside Define.
type Reference struct {
	d          *definition
	relation   *relation // the One that goes with it, or nil
	by         []*column
	references []any
	inverseOf  any
	onDelete   Action
	onUpdate   Action
	orphans    bool // are deleted
	unindexed  bool
	name       string
	mistaken   bool // its fields have a mistake that is noted already

	once     sync.Once
	problem  string // why it leads nowhere
	target   *mapper
	to       []*column
	resolved *foreignKey
}

// BelongsTo says that a One is the row that a foreign key of this table refers to. By convention that is so for a field
// User beside a column UserID, and the words that follow say what differs.
func BelongsTo[T, R any](t *Table[T], field *One[R]) *Reference {
	r := t.d.relationOf(field, "BelongsTo")
	if r == nil {
		return &Reference{d: &definition{}}
	}
	if r.reference != nil {
		t.d.add(r.field, "has BelongsTo twice; keep one")
		return r.reference
	}
	r.reference = &Reference{d: t.d, relation: r}
	t.d.references = append(t.d.references, r.reference)
	return r.reference
}

// ForeignKey says that fields refer to a row of another model, for a table without a One of it:
//
//	t.ForeignKey(&d.UserID).References(&orm.C[User]().ID)
func (t *Table[T]) ForeignKey(fields ...any) *Reference {
	r := &Reference{d: t.d}
	r.refersBy(fields, "ForeignKey")
	t.d.references = append(t.d.references, r)
	return r
}

// By names the fields whose columns hold the reference, in the order of the other model's key.
func (r *Reference) By(fields ...any) *Reference {
	switch {
	case r.relation != nil:
		r.refersBy(fields, "By")
	case !r.mistaken:
		r.mistaken = true
		r.d.add(r.field(), "has By after ForeignKey, which names the fields already; remove By")
	}
	return r
}

func (r *Reference) refersBy(fields []any, word string) {
	if len(fields) == 0 && r.relation != nil {
		r.d.add(r.field(), "has By without a field; write .By(&x.Field)")
	} else {
		r.by = r.d.resolveAll(fields, word)
	}
	r.mistaken = len(r.by) == 0 || len(r.by) != len(fields)
}

// References names the other model's fields that are referred to, which are its key or one of its uniques. Without it
// they are the key.
func (r *Reference) References(fields ...any) *Reference {
	r.references = slices.Clone(fields)
	return r
}

// Inverse names the Many, or the One, of the other model that is the other side: orm.C[User]().Datasets. It needs no
// saying where only one relation leads back.
func (r *Reference) Inverse(field Relation) *Reference {
	r.inverseOf = orNothing(field)
	return r
}

// nothing stands for a relation that is nil, which none is.
type nothing struct{}

func orNothing(field Relation) any {
	if field == nil {
		return nothing{}
	}
	return field
}

// OnDelete says what happens when the row that is referred to goes. Without it that is refused.
func (r *Reference) OnDelete(a Action) *Reference { r.onDelete = a; return r }

// OnUpdate says what happens when the row that is referred to changes its key. Without it that is refused.
func (r *Reference) OnUpdate(a Action) *Reference { r.onUpdate = a; return r }

// DeleteOrphans says that a row which a session takes out of the Many or One on the other side, or whose own One it sets to
// nil, is deleted unless it is given to another row. Without it the reference becomes NULL, and where that may not be the
// flush is refused. It is of what sessions do in objects; OnDelete says what the database does when the other row goes.
func (r *Reference) DeleteOrphans() *Reference { r.orphans = true; return r }

// Unindexed leaves out the index that every foreign key has.
func (r *Reference) Unindexed() *Reference { r.unindexed = true; return r }

// Name gives the foreign key another name than the one made of its table and columns.
func (r *Reference) Name(name string) *Reference { r.name = name; return r }

// field is where a mistake of the reference is noted.
func (r *Reference) field() string {
	switch {
	case r.relation != nil:
		return r.relation.field
	case len(r.by) > 0:
		return r.by[0].field
	}
	return ""
}

// resolve finds out where the reference leads, from what the two models say of themselves.
func (r *Reference) resolve(m *mapper) *foreignKey {
	r.once.Do(func() {
		if r.target, r.problem = r.leadsTo(); r.target == nil || r.mistaken || r.problem != "" {
			return
		}
		if r.references == nil && len(r.target.key) == 0 {
			return // told where the model is defined
		}
		if r.to = r.target.key; r.references != nil {
			r.to = r.referred()
		}
		if r.problem == "" {
			r.problem = r.unfit()
		}
		if r.problem != "" {
			return
		}
		name := r.name
		if name == "" {
			name = schema.ForeignKeyName(m.table.Name, columnNames(r.by)...)
		}
		r.resolved = &foreignKey{
			name: name, columns: r.by, target: r.target, references: r.to, onDelete: r.onDelete, onUpdate: r.onUpdate, deleteOrphans: r.orphans,
		}
	})
	return r.resolved
}

// leadsTo is the model that is referred to, or why there is none.
func (r *Reference) leadsTo() (m *mapper, problem string) {
	if r.relation != nil {
		return mapperOfType(r.relation.kind.target()), ""
	}
	if len(r.references) == 0 {
		return nil, "leads to no model; write .References(&orm.C[Other]().ID)"
	}
	t, ok := prototypeAround(r.references[0])
	if !ok {
		return nil, "References got " + describe(r.references[0]) + ", which is no field of another model; write .References(&orm.C[Other]().ID)"
	}
	return mapperOfType(t), ""
}

// referred are the other model's columns that References names.
func (r *Reference) referred() []*column {
	list := make([]*column, 0, len(r.references))
	for _, f := range r.references {
		c := r.target.column(prototypeOf(r.target.typ), f)
		if c == nil {
			r.problem = "References got " + describe(f) + ", which is no column of " + r.target.name + "; write .References(&orm.C[" + r.target.name + "]().Field)"
			return nil
		}
		list = append(list, c)
	}
	return list
}

// unfit says why the columns cannot refer to those of the other model, or "".
func (r *Reference) unfit() string {
	switch {
	case len(r.by) == 0:
		return "does not say by which columns it leads to " + r.target.name + "; add the field " + r.suggested() + ", or write .By(&x.Field)"
	case len(r.by) != len(r.to):
		return "refers by " + count(len(r.by), "column") + " to " + count(len(r.to), "column") + " of " + r.target.name + "; name as many with .By"
	case !r.target.uniqueOver(r.to) && r.target.uniqueAmongLiving(r.to):
		return "refers to columns of " + r.target.name + " that are unique among the rows alone that are not deleted; refer to the key, or say WithDeleted of that Unique"
	case !r.target.uniqueOver(r.to):
		return "refers to columns of " + r.target.name + " that are neither its key nor a unique of it; refer to the key, or make them unique"
	}
	for i, c := range r.by {
		if to := r.to[i]; !joinable(c, to) {
			return "refers by " + c.field + ", a " + c.value.Elem.String() + ", to " + r.target.name + "." + to.field + ", a " + to.value.Elem.String() + "; give both one type"
		}
		if c.deferred != nil {
			return "refers by " + c.field + ", which is Lazy, and a reference is always read; make its type " + c.goType()
		}
		if c.fold != nil || c.generated && r.relation == nil && r.target.typ == r.d.typ {
			return "refers by " + c.field + ", which cannot be a reference; use a column of its own"
		}
		if (r.onDelete == SetNull || r.onUpdate == SetNull) && !c.nullable {
			return "is set to NULL with the row that it refers to, and " + c.field + " may not be; make its type " + reflect.PointerTo(c.value.Elem).String()
		}
	}
	return ""
}

// suggested is the field that convention would find.
func (r *Reference) suggested() string {
	if r.relation == nil || len(r.to) != 1 {
		return "of the key"
	}
	return r.relation.field + "ID " + r.to[0].value.Elem.String()
}

// joinable tells whether two columns hold values that every database compares as they are.
func joinable(a, b *column) bool {
	return a.typ.Kind == b.typ.Kind && a.typ.Scale == b.typ.Scale && a.typ.Precision == b.typ.Precision && !a.incomparable()
}

// uniqueOver tells whether no two rows have the same values in the columns, and none is left out of that.
func (m *mapper) uniqueOver(columns []*column) bool {
	return slices.ContainsFunc(m.uniques, func(u unique) bool {
		return u.where == nil && sameColumns(u.fields, columns) && slices.Equal(u.columns, columnNames(u.fields))
	})
}

// uniqueAmongLiving tells whether no two rows that are not deleted softly have the same values in the columns.
func (m *mapper) uniqueAmongLiving(columns []*column) bool {
	return slices.ContainsFunc(m.uniques, func(u unique) bool {
		return u.living != nil && sameColumns(u.fields, columns) && slices.Equal(u.columns, columnNames(u.fields))
	})
}

func sameColumns(a, b []*column) bool {
	if len(a) != len(b) {
		return false
	}
	for _, c := range a {
		if !slices.Contains(b, c) {
			return false
		}
	}
	return true
}

// relationOf finds the relation of a field pointer into the receiver; a mistake is noted when there is none.
func (d *definition) relationOf(field relationField, word string) *relation {
	p, ok := layout.Data(field)
	if !ok || p.Nil() {
		d.add("", "%s got nil, not a field's pointer; write orm.%s(t, &x.Field)", word, word)
		return nil
	}
	offset, inside := p.OffsetIn(d.base, d.typ.Size())
	for _, r := range d.relations {
		if inside && r.offset == offset && r.pointer == reflect.TypeOf(field) {
			return r
		}
	}
	d.add("", "%s got a pointer that is no field of the receiver; name the fields of the value that Define is called on", word)
	return nil
}

// referencesOf finds the references that convention makes, and the columns of those that do not name them.
func (d *definition) referencesOf(m *mapper) {
	for _, r := range d.relations {
		r.owner = m
		own := d.columnNamed(r.field + "ID")
		switch {
		case r.many || r.through != nil:
			continue
		case r.reference == nil && own != nil:
			r.reference = &Reference{d: d, relation: r}
			d.references = append(d.references, r.reference)
		case r.reference == nil:
			continue
		}
		if r.reference.by == nil && own != nil {
			r.reference.by = []*column{own}
		}
	}
	m.relations, m.references = d.relations, d.references
}

// columnNamed finds the column of a field by its Go name.
func (d *definition) columnNamed(field string) *column {
	i := slices.IndexFunc(d.columns, func(c *column) bool { return c.field == field })
	if i < 0 {
		return nil
	}
	return d.columns[i]
}

// foreignKeyIndexes gives every foreign key an index, unless one begins with its columns already.
func (d *definition) foreignKeyIndexes(m *mapper) {
	for _, r := range d.references {
		names := columnNames(r.by)
		begins := func(columns []string) bool {
			return len(columns) >= len(names) && slices.Equal(columns[:len(names)], names)
		}
		switch {
		case len(names) == 0 || r.unindexed || begins(m.table.Key.Columns):
		case slices.ContainsFunc(m.table.Indexes, func(x schema.Index) bool { return x.Where == nil && begins(x.Columns) }):
		default:
			d.index(m, &Index{columns: r.by, word: "Index"})
		}
	}
}
