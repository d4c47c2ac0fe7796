package orm

import (
	"maps"
	"slices"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// What is changed on one side of a relation is changed on the other side at once, as soon as a session holds the object
// that it is changed on. What the session then knows is which parent each child is to have by each foreign key, and which
// pairs are to be joined or parted; what objects hold themselves (held.changes) is what their relations show.

// parentChange is the parent that an object is to have by a foreign key.
type parentChange struct {
	key    *foreignKey
	parent *entry // nil for none
}

// sides are the relations along a foreign key, from the child and from the parent; nil where none is declared.
func (k *foreignKey) sides(from *mapper) (child, parent *relation) {
	for _, r := range from.relations {
		if r.key == k && r.reference != nil {
			child = r
		}
	}
	for _, r := range k.target.relations {
		if r.key == k && r.reference == nil {
			parent = r
		}
	}
	return child, parent
}

// seat is a place for one child whose present child nobody has looked for.
type seat struct {
	parent *entry
	along  *relation
}

// parentOf is the parent that the session holds of a child, or nil.
func (s *Session) parentOf(child *entry, k *foreignKey) *entry {
	if i := child.changeOf(k); i >= 0 {
		return child.parents[i].parent
	}
	return s.referred(k, child.obj)
}

// changeOf is where the change of a foreign key stands; -1 for none.
func (e *entry) changeOf(k *foreignKey) int {
	return slices.IndexFunc(e.parents, func(p parentChange) bool { return p.key == k })
}

// referred is the held object that the columns of a foreign key lead to, or nil.
func (s *Session) referred(k *foreignKey, obj layout.Pointer) *entry {
	x := s.held[k.target]
	if x == nil {
		return nil
	}
	for _, c := range k.columns {
		if _, there := c.at(obj); !there {
			return nil
		}
	}
	if slices.Equal(k.references, x.m.key) {
		if x.ints != nil {
			v, err := k.columns[0].encode(obj)
			if err != nil {
				return nil
			}
			return x.ints[v.Int()]
		}
		key, err := x.m.identity(obj, k.columns)
		if err != nil {
			return nil
		}
		return x.texts[string(key)]
	}
	for _, e := range x.entries {
		if e.state == persistent && k.leads(obj, e.obj) {
			return e
		}
	}
	return nil
}

// leads tells whether the columns of the child hold what the parent is referred to by.
func (k *foreignKey) leads(child, parent layout.Pointer) bool {
	for i, c := range k.columns {
		if _, there := c.at(child); !there {
			return false
		}
		v, err := c.encode(child)
		if err != nil {
			return false
		}
		if w, err := k.references[i].encode(parent); err != nil || !sameValue(v, w) {
			return false
		}
	}
	return true
}

// empty tells whether the child refers to nothing by the foreign key: a column is NULL, or all are zero.
func (k *foreignKey) empty(child layout.Pointer) bool {
	zero := true
	for _, c := range k.columns {
		if _, there := c.at(child); !there {
			return true
		}
		zero = zero && c.isZero(child)
	}
	return zero
}

// setParent gives a child a parent by a foreign key, or none.
func (s *Session) setParent(k *foreignKey, child, parent *entry) {
	below, above := k.sides(child.of.m)
	old := s.parentOf(child, k)
	pending := child.changeOf(k)
	if old == parent && (parent != nil || pending >= 0) {
		if parent != nil && above != nil && !above.many && above.at(parent.obj).changes != nil {
			above.give(parent.obj, child.obj) // whose place was to be empty
		}
		return
	}
	if old != nil && above != nil {
		above.take(old.obj, child.obj)
	}
	if pending < 0 {
		pending = len(child.parents)
		child.parents = append(child.parents, parentChange{key: k})
	}
	child.parents[pending].parent = parent
	if below != nil {
		h := below.at(child.obj)
		h.changes = &unstored{}
		if parent != nil {
			h.changes.set = parent.obj
		}
	}
	switch {
	case parent == nil || above == nil:
	case above.many:
		above.give(parent.obj, child.obj)
	default:
		s.seatChild(above, parent, child)
	}
}

// seatChild gives a parent its one child, in place of the one that it has.
func (s *Session) seatChild(above *relation, parent, child *entry) {
	before, known := above.present(parent.obj)
	if !known {
		before, known = s.seated(above, parent, child)
	}
	if !known && parent.state != pending {
		s.unseated = append(s.unseated, seat{parent, above})
	}
	above.at(parent.obj).changes = &unstored{set: child.obj}
	if !before.Nil() && before != child.obj {
		if e := s.adopt(above.target, before); e != nil && s.parentOf(e, above.key) == parent {
			s.setParent(above.key, e, nil)
			above.at(parent.obj).changes = &unstored{set: child.obj}
		}
	}
}

// seated is the held object that has the place of another.
func (s *Session) seated(above *relation, parent, but *entry) (row layout.Pointer, known bool) {
	if x := s.held[above.target]; x != nil {
		for _, e := range x.entries {
			if e != but && (e.state == pending || e.state == persistent) && s.parentOf(e, above.key) == parent {
				return e.obj, true
			}
		}
	}
	return row, false
}

// present is the row that a One of an object shows, if that is known.
func (r *relation) present(obj layout.Pointer) (row layout.Pointer, known bool) {
	h := r.at(obj)
	if h.changes != nil {
		return h.changes.set, true
	}
	if h.link == nil {
		return row, false
	}
	if loaded := h.link.related().loaded.Load(); loaded != nil {
		return r.kind.row(loaded, h.link.i), true
	}
	return row, false
}

// stillLeads tells whether an object is to lead where its columns say: in a session it may be removed, or have been given
// another parent.
func stillLeads(r Reader, along *relation, obj layout.Pointer) bool {
	s, held := r.(*Session)
	if !held || along.reference == nil {
		return true
	}
	e := s.entryOf(along.owner, obj)
	return e != nil && e.state == persistent && e.changeOf(along.key) < 0
}

// give shows an object among the rows that another leads to, and take no longer.
func (r *relation) give(owner, obj layout.Pointer) {
	h := r.at(owner)
	if !r.many {
		h.changes = &unstored{set: obj}
		return
	}
	c := h.unstored()
	if i := slices.Index(c.removed, obj); i >= 0 {
		c.removed = slices.Delete(c.removed, i, i+1)
	} else if !slices.Contains(c.added, obj) {
		c.added = append(c.added, obj)
	}
	h.tidy()
}

func (r *relation) take(owner, obj layout.Pointer) {
	h := r.at(owner)
	if !r.many {
		if row, known := r.present(owner); !known || row == obj {
			h.changes = &unstored{}
		}
		return
	}
	c := h.unstored()
	if i := slices.Index(c.added, obj); i >= 0 {
		c.added = slices.Delete(c.added, i, i+1)
	} else if !slices.Contains(c.removed, obj) {
		c.removed = append(c.removed, obj)
	}
	h.tidy()
}

// back takes a change of a child's parent out of what both parents show.
func (p *parentChange) back(s *Session, child *entry) {
	below, above := p.key.sides(child.of.m)
	if below != nil {
		below.at(child.obj).changes = nil
	}
	if above == nil {
		return
	}
	if p.parent != nil {
		above.untold(p.parent.obj, child.obj)
		s.stayEmpty(above, p.parent)
	}
	if old := s.referred(p.key, child.obj); old != nil && old != p.parent {
		above.untold(old.obj, child.obj)
	}
}

// stayEmpty keeps a place for one child empty that a child has lost to another one, which has left it in turn.
func (s *Session) stayEmpty(above *relation, parent *entry) {
	if above.many {
		return
	}
	row, known := above.present(parent.obj)
	if !known || row.Nil() {
		return
	}
	if e := s.entryOf(above.target, row); e != nil && s.parentOf(e, above.key) != parent {
		above.at(parent.obj).changes = &unstored{}
	}
}

// untold forgets what was changed about one object among those that another leads to.
func (r *relation) untold(owner, obj layout.Pointer) {
	h := r.at(owner)
	c := h.changes
	switch {
	case c == nil:
	case r.many:
		same := func(x layout.Pointer) bool { return x == obj }
		c.added, c.removed = slices.DeleteFunc(c.added, same), slices.DeleteFunc(c.removed, same)
		h.tidy()
	case c.set == obj || c.set.Nil():
		h.changes = nil
	}
}

// pairKey tells the pairs of an association apart, whichever side they are seen from.
type pairKey struct {
	table     *mapper
	near, far *entry
}

// pairChange is a pair that is to be joined or parted.
type pairChange struct {
	along     *relation
	near, far *entry // along leads from near to far
	join      bool
	number    int // in the order in which they were changed
}

func (s *Session) setPair(r *relation, near, far *entry, join bool) {
	key := pairKey{r.via.m, near, far}
	if r.via.near[0].place > r.via.far[0].place {
		if key.near, key.far = far, near; r.inverse != nil {
			r, near, far = r.inverse, far, near
		}
	}
	before := s.pairs[key]
	p := &pairChange{r, near, far, join, s.paired}
	joined, known := p.stored()
	asked := known && joined == join
	switch {
	case before == nil && asked, before != nil && before.join == join:
		return
	case asked:
		delete(s.pairs, key)
	default:
		if s.pairs == nil {
			s.pairs = map[pairKey]*pairChange{}
		}
		s.paired++
		s.pairs[key] = p
	}
	p.show(join)
}

// stored tells whether the pair is there, if one of its objects has loaded that.
func (p *pairChange) stored() (joined, known bool) {
	if joined, known = p.along.leads(p.near.obj, p.far.obj); !known && p.along.inverse != nil {
		joined, known = p.along.inverse.leads(p.far.obj, p.near.obj)
	}
	return joined, known
}

// leads tells whether a Many has loaded an object; a list that holds it not may be a part of all.
func (r *relation) leads(from, to layout.Pointer) (leads, known bool) {
	l := r.at(from).link
	if l == nil {
		return false, false
	}
	of := l.related()
	loaded := of.loaded.Load()
	if loaded == nil {
		return false, false
	}
	list := r.kind.list(loaded, l.i)
	if slices.Contains(list, to) {
		return true, true
	}
	counts := of.counts.Load()
	return false, counts != nil && (*counts)[l.i] == int64(len(list))
}

// pairsInOrder are those that are to be written.
func (s *Session) pairsInOrder() []*pairChange {
	return slices.SortedFunc(maps.Values(s.pairs), func(a, b *pairChange) int { return a.number - b.number })
}

// show lets both sides show the pair, or no longer.
func (p *pairChange) show(join bool) {
	change := (*relation).give
	if !join {
		change = (*relation).take
	}
	change(p.along, p.near.obj, p.far.obj)
	if p.along.inverse != nil {
		change(p.along.inverse, p.far.obj, p.near.obj)
	}
}

// beside is the other one of the pair.
func (p *pairChange) beside(e *entry) *entry {
	if p.near == e {
		return p.far
	}
	return p.near
}

func (p *pairChange) back() { p.show(!p.join) }
