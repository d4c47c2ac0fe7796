package orm

import (
	"slices"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// gathering finds out what is to be stored with an object, before any connection is asked for.
type gathering struct {
	db       *DB
	families []*family
	seen     map[layout.Pointer]bool
}

// novelty says which objects of a family are inserted.
type novelty bool

const (
	asNew  novelty = true  // all of them
	byKeys novelty = false // those without a key
)

// family gathers objects and what they bring; come is the relation along which they came.
func (g *gathering) family(m *mapper, objs []layout.Pointer, with []Loading, n novelty, come *kinship) (*family, error) {
	t, err := g.db.table(m)
	if err != nil {
		return nil, err
	}
	f := &family{table: t, isNew: map[layout.Pointer]bool{}}
	g.families = append(g.families, f)
	if come != nil && come.relation.via == nil && come.relation.reference == nil {
		f.back = come.relation.inverse
		if f.parents, err = come.parents(); err != nil {
			return nil, err
		}
	}
	listed := make(map[layout.Pointer]bool, len(objs))
	for _, obj := range objs {
		if listed[obj] {
			continue
		}
		listed[obj] = true
		f.objs = append(f.objs, obj)
		if g.seen[obj] {
			continue
		}
		g.seen[obj] = true
		f.own = append(f.own, obj)
		if n == asNew || isNew(obj, m.key) {
			f.fresh, f.isNew[obj] = append(f.fresh, obj), true
		}
	}
	return f, g.kin(f, with)
}

// kin gathers what a family leads to along the relations that are named, and refuses changes of others.
func (g *gathering) kin(f *family, with []Loading) error {
	m := f.table.m
	named := make([]*Loading, len(m.relations))
	for i := range with {
		r, err := with[i].storing(m)
		if err != nil {
			return err
		}
		named[r.place] = &with[i]
	}
	for _, r := range m.relations {
		k := &kinship{relation: r}
		for _, obj := range f.own {
			c := r.at(obj).changes
			switch {
			case c == nil:
			case named[r.place] != nil:
				if err := k.add(f, obj, c); err != nil {
					return err
				}
			case r != f.back:
				return m.invalid("%s was changed and is not named; name it, as in InsertWith(ctx, db, x, &x.%s), or within orm.Load(...).With", r.field, r.field)
			case c.set != f.parents[obj]:
				return m.invalid("%s is set to another object than the one that this was added to", r.field)
			}
		}
		if named[r.place] != nil {
			if err := g.follow(k, named[r.place].parts.with); err != nil {
				return err
			}
			f.kin = append(f.kin, k)
		}
	}
	return nil
}

// storing finds the relation that InsertWith names, of which nothing is said but what comes with it.
func (l *Loading) storing(m *mapper) (*relation, error) {
	r, err := l.relation(m)
	switch {
	case err != nil:
		return nil, err
	case r.column != nil:
		return nil, m.invalid("%s is a column, which is stored without being named; remove it", r.field)
	case l.counted || l.joined || l.parts.limited || len(l.parts.where) > 0 || len(l.parts.order) > 0:
		return nil, m.invalid("%s is named with Where, OrderBy, Limit, Counted or Joined, which are for loading; keep only With", r.field)
	}
	return r, nil
}

// add notes what one object leads to.
func (k *kinship) add(f *family, obj layout.Pointer, c *unstored) error {
	r := k.relation
	list := c.added
	if !r.many {
		list = []layout.Pointer{c.set}
	}
	switch {
	case len(c.removed) > 0:
		return r.owner.invalid("%s had objects removed, and InsertWith only adds; use orm.Unlink, or remove the rows", r.field)
	case r.many && slices.ContainsFunc(list, layout.Pointer.Nil):
		return r.owner.invalid("%s had nil added; add objects", r.field)
	case r.reference != nil && !f.isNew[obj]:
		return r.owner.invalid("%s of a row that exists was set; set %s and Update the row", r.field, r.from[0].field)
	case r.reference != nil && c.set.Nil() && !r.from[0].nullable:
		return r.owner.invalid("%s is set to nil, and %s may not be empty", r.field, r.from[0].field)
	}
	k.owners, k.lists = append(k.owners, obj), append(k.lists, distinct(list))
	return nil
}

// distinct is a list without what stands in it twice.
func distinct(list []layout.Pointer) []layout.Pointer {
	seen := make(map[layout.Pointer]bool, len(list))
	return slices.DeleteFunc(slices.Clone(list), func(p layout.Pointer) bool {
		again := seen[p]
		seen[p] = true
		return again
	})
}

// follow gathers what the objects lead to.
func (g *gathering) follow(k *kinship, with []Loading) (err error) {
	r, n := k.relation, byKeys
	switch {
	case r.via != nil:
		if k.pairs, err = r.pairs(g.db); err == nil {
			err = k.pairs.storable("InsertWith")
		}
		if err != nil {
			return err
		}
	case r.reference == nil:
		n = asNew
	}
	var objs []layout.Pointer
	for _, list := range k.lists {
		for _, p := range list {
			if !p.Nil() {
				objs = append(objs, p)
			}
		}
	}
	k.family, err = g.family(r.target, objs, with, n, k)
	return err
}

// parents tells whose each object is, which is one's alone.
func (k *kinship) parents() (map[layout.Pointer]layout.Pointer, error) {
	parents := map[layout.Pointer]layout.Pointer{}
	for i, owner := range k.owners {
		for _, p := range k.lists[i] {
			if _, taken := parents[p]; taken {
				return nil, k.relation.owner.invalid("%s of two objects had the same %s added, which belongs to one", k.relation.field, k.relation.target.name)
			}
			parents[p] = owner
		}
	}
	return parents, nil
}
