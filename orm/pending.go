package orm

import (
	"slices"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// unstored is what was done to a relation of an object and is not stored yet.
type unstored struct {
	added, removed []layout.Pointer
	set            layout.Pointer // of a One; nowhere for none
}

// Add says that rows belong to this one. Of an object that a session holds they join the session, lead back to the object at
// once, and are stored by its flush: new ones are inserted, others leave the row that they belonged to. Otherwise they are
// stored when a session holds the object, or by Model.InsertWith, which takes new objects and, for a many-to-many, also
// some that exist. (orm.Link joins rows that exist at once.) Until then All and Load return them behind what is stored,
// and a direct write of the object is refused. A copy of the object shares what is added. Add is for one goroutine alone.
func (m *Many[T]) Add(objs ...*T) {
	if s, r, owner := m.held.session(); s != nil {
		s.change(func() { s.joinAll(r, owner, untyped(objs)) })
		return
	}
	c := m.held.unstored()
	for _, x := range objs {
		p := layout.Of(x)
		if i := slices.Index(c.removed, p); i >= 0 {
			c.removed = slices.Delete(c.removed, i, i+1)
		} else {
			c.added = append(c.added, p)
		}
	}
	m.held.tidy()
}

// Remove takes back what Add added, or says that rows no longer belong to this one. (orm.Unlink parts rows at once.) In a
// session the pair goes, or the row loses its reference, or is deleted itself (Reference.DeleteOrphans). Until
// that is stored All and Load leave them out, and a direct write of the object is refused. It is for one goroutine alone.
func (m *Many[T]) Remove(objs ...*T) {
	if s, r, owner := m.held.session(); s != nil {
		s.change(func() { s.partAll(r, owner, untyped(objs)) })
		return
	}
	c := m.held.unstored()
	for _, x := range objs {
		p, n := layout.Of(x), len(c.added)
		c.added = slices.DeleteFunc(c.added, func(a layout.Pointer) bool { return a == p })
		if len(c.added) == n && !slices.Contains(c.removed, p) {
			c.removed = append(c.removed, p)
		}
	}
	m.held.tidy()
}

// Set says which row this one leads to, nil for none. Of an object that a session holds the other side shows it at once, and
// the flush stores it. Otherwise it is stored when a session holds the object, or by Model.InsertWith, together with this
// object; a row that exists is named by the columns of the foreign key instead. Until then Load returns it, and a direct
// write of the object is refused. A copy of the object made before does not know of it. Set is for one goroutine alone.
func (o *One[T]) Set(obj *T) {
	if s, r, owner := o.held.session(); s != nil {
		s.change(func() { s.setOne(r, owner, layout.Of(obj)) })
		return
	}
	o.held.changes = &unstored{set: layout.Of(obj)}
}

// session is that which holds the object, with the relation; nil for an object on its own, or a copy of one.
func (h *held) session() (*Session, *relation, *entry) {
	l := h.link
	if l == nil || l.alone {
		return nil, nil, nil
	}
	s, ok := l.peers.reader.(*Session)
	if !ok || !s.holds() {
		return nil, nil, nil
	}
	obj, r := l.peers.objs[l.i], l.peers.m.links[l.place]
	if r.at(obj) != h {
		return nil, nil, nil
	}
	return s, r, s.entryOf(l.peers.m, obj)
}

// unstored is where changes are noted.
func (h *held) unstored() *unstored {
	if h.changes == nil {
		h.changes = &unstored{}
	}
	return h.changes
}

// tidy forgets changes that took each other back.
func (h *held) tidy() {
	if c := h.changes; len(c.added) == 0 && len(c.removed) == 0 {
		h.changes = nil
	}
}

// direct refuses a direct write of an object whose relations were changed, which it would not store.
func (m *mapper) direct(obj layout.Pointer) error {
	for _, r := range m.relations {
		if r.at(obj).changes != nil {
			return m.changed(r)
		}
	}
	return nil
}

func (m *mapper) changed(r *relation) error {
	cure := "for a new object use InsertWith, which stores both"
	switch {
	case r.reference != nil:
		cure = "set " + r.reference.by[0].field + " instead, or " + cure
	case r.via != nil:
		cure += "; for one that exists take the change back, and use orm.Link and orm.Unlink"
	default:
		cure += "; for one that exists take the change back, and write the rows of " + r.target.name + " with their " + r.to[0].field
	}
	return m.invalid("%s was changed, and a direct write stores columns alone; %s", r.field, cure)
}
