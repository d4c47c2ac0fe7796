package orm

import (
	"reflect"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// Relation is a field that queries leave out: a *Many, *One or *Lazy of a prototype, or a Loading of one. It is what With is given.
type Relation interface {
	loading() Loading
}

// relationField is a *Many, *One or *Lazy of any model; its methods say what the type parameter is, on a nil pointer too.
type relationField interface {
	Relation
	target() reflect.Type
	many() bool
	// slab makes zeroed memory for n objects of the target, one behind the other.
	slab(n int) layout.Pointer
	// share makes what objects hold of what was loaded for them: of a Many, the objects of a span each;
	// of a One, the object of each, which may point nowhere.
	share(objs []layout.Pointer, spans []span) any
	// row is what an object holds of that, of a One; of a Many it points nowhere.
	row(shared any, i int32) layout.Pointer
	// list is what it holds of it, of a Many or One, and put changes that, for objects that one session holds.
	list(shared any, i int32) []layout.Pointer
	put(shared any, i int32, objs []layout.Pointer)
}

var relationFieldType = reflect.TypeFor[relationField]()

// relation is one side of a relationship between models. What linking finds out is immutable from then on.
type relation struct {
	owner   *mapper
	place   int // in owner.links
	field   string
	index   []int // for reflect
	offset  uintptr
	pointer reflect.Type // of the field's address
	kind    relationField
	many    bool
	column  *column // of a Lazy, which leads to a value of the same row; nil where it leads to other rows

	// What the definition says, at most one of them.
	reference *Reference     // the foreign key that the owner itself has
	through   *ManyToManyRef // the association that the owner declares

	// What linking finds out.
	target  *mapper
	from    []*column    // of the owner: their values lead
	to      []*column    // of the target, or of the association's table: they are equal to from
	via     *association // nil where the foreign key joins the two tables
	key     *foreignKey  // nil with an association
	inverse *relation    // the other side, or nil
}

func (r *relation) String() string { return r.owner.name + "." + r.field }

// at returns what an object holds of the relation.
func (r *relation) at(obj layout.Pointer) *held { return layout.At[held](obj, r.offset) }

// relation finds the relation that a pointer into the prototype at base names, or nil.
func (m *mapper) relation(base layout.Pointer, field any) *relation {
	p, ok := layout.Data(field)
	if !ok {
		return nil
	}
	offset, inside := p.OffsetIn(base, m.size)
	if !inside {
		return nil
	}
	t := reflect.TypeOf(field)
	for _, r := range m.relations {
		if r.offset == offset && r.pointer == t {
			return r
		}
	}
	return nil
}

// relationNamed finds the relation that a field pointer names, or says what is wrong with it.
func (m *mapper) relationNamed(base layout.Pointer, field any) (*relation, error) {
	if r := m.relation(base, field); r != nil {
		return r, nil
	}
	if c := m.column(base, field); c != nil && c.deferred != nil {
		return c.deferred, nil
	}
	return nil, m.invalid("%s is no relation of %s; write a pointer of its prototype, such as &%s.C.Field", describe(field), m.name, m.name)
}
