package orm

import (
	"context"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// InsertWith stores a new object together with what was added to its relations, or set in them: those that are named, in
// one transaction, all or nothing, with as few statements as InsertAll takes.
//
//	user := &User{Name: "Ada"}
//	user.Datasets.Add(&Dataset{Name: "iris"}, &Dataset{Name: "penguins"})
//	user.Projects.Add(project)
//	err := Users.InsertWith(ctx, db, user, &u.Datasets, &u.Projects)
//
// What refers to the object by a foreign key is new too: it gets the object's key and is inserted. Of a many-to-many, rows
// without a key are inserted first, and all are then joined with the object (see Link for what an association must be).
// What a One with a foreign key of this object was set to gives its key to it, after it is inserted if it has none itself.
// Relations of those rows are named within Load:
//
//	err := Users.InsertWith(ctx, db, user, orm.Load(&u.Datasets).With(&d.Tags))
//
// An object with changes of a relation that is not named, of what was removed, or of a row that exists and is to refer to
// another, is refused. Then nothing is pending: the relations of the new objects hold what was stored, as if they were
// loaded, and load the rest when touched. After an error nothing is stored and all objects are as they were, changes
// included; only of the kind CommitUnknown nobody knows. So they are too when the caller's transaction rolls back, which may
// then be done again with the same objects.
//
// All new objects are told that they are to be inserted before the first is, and what they then add to relations that are
// named comes along; they are told of it together, at the end.
func (m *Model[T]) InsertWith(ctx context.Context, w Writer, obj *T, relations ...Relation) error {
	return m.mapping().insertWith(ctx, w, layout.Of(obj), relations)
}

func (m *mapper) insertWith(ctx context.Context, w Writer, obj layout.Pointer, relations []Relation) error {
	if obj.Nil() {
		return m.invalid("InsertWith got nil; write the object to store")
	}
	if _, err := w.database().table(m); err != nil {
		return err
	}
	n := newGraph{r: w, m: m, obj: obj, with: withRelations(nil, relations)}
	if err := n.gather(ctx); err != nil {
		return err
	}
	var tx *transaction
	err := w.atomically(ctx, func(ctx context.Context, l *lease) error {
		if tx != nil { // another transaction got in the way of the first
			n.told.restore()
		}
		tx = l.tx
		s := storing{ctx: ctx, lease: l, stage: map[layout.Pointer]stage{}}
		return s.family(n.root)
	})
	if err != nil {
		n.given.restore()
		return err
	}
	tx.undo = append(tx.undo, n.given.restore)
	for _, f := range n.families {
		f.settle(ctx, w)
	}
	for _, f := range n.families {
		if err := f.table.m.tell(ctx, w, afterInsert, f.fresh...); err != nil {
			return err
		}
	}
	return nil
}

// newGraph is a new object and what is stored with it.
type newGraph struct {
	r    Reader
	m    *mapper
	obj  layout.Pointer
	with []Loading

	root     *family
	families []*family
	given    memory // what the objects were
	told     memory // and after they were told that they are to be inserted
}

// gatherAtMost is how often events may bring further objects.
const gatherAtMost = 100

// gather finds out what is to be stored, and tells it so, which may bring more.
func (n *newGraph) gather(ctx context.Context) error {
	for range gatherAtMost {
		g := gathering{db: n.r.database(), seen: map[layout.Pointer]bool{}}
		root, err := g.family(n.m, []layout.Pointer{n.obj}, n.with, asNew, nil)
		fresh := false
		if err == nil {
			n.root, n.families = root, g.families
			fresh, err = n.announce(ctx)
		}
		switch {
		case err != nil:
			n.given.restore()
			return err
		case !fresh:
			n.told.keep(n.families)
			return nil
		}
	}
	n.given.restore()
	return n.m.invalid("BeforeInsert brings new objects without an end, of which each brings another")
}

// announce tells the objects that are new since the last time, and whether any of them was told.
func (n *newGraph) announce(ctx context.Context) (told bool, err error) {
	for _, k := range n.given.keep(n.families) {
		told = told || k.m.tells(beforeInsert)
		if err := k.m.tell(ctx, n.r, beforeInsert, k.objs...); err != nil {
			return told, err
		}
	}
	return told, nil
}

// family is objects of one model that come along the same relation, with what they bring themselves.
type family struct {
	table *table
	objs  []layout.Pointer // each once, those that another family has brought too
	own   []layout.Pointer // those that no family before has brought
	fresh []layout.Pointer // of own: those that are inserted
	isNew map[layout.Pointer]bool
	kin   []*kinship

	back    *relation                         // along which own lead back to what they belong to, or nil
	parents map[layout.Pointer]layout.Pointer // what each belongs to
}

// kinship is what objects of a family lead to along one relation.
type kinship struct {
	relation *relation
	owners   []layout.Pointer   // those with changes
	lists    [][]layout.Pointer // what each leads to now; nowhere for a One that was set to nil
	family   *family
	pairs    *pairs // of a many-to-many
}
