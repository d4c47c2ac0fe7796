package orm

import (
	"context"
	"slices"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// add holds a new object.
func (s *Session) add(m *mapper, obj layout.Pointer) {
	e := s.entryOf(m, obj)
	switch {
	case e != nil && e.state == deleted:
		s.restore(e)
	case e != nil:
	case s.foreign(m, obj):
	case m.read(obj):
		s.mistake(m.invalid("Add got an object that was read elsewhere; Merge brings its values into the session, and Get its row"))
	default:
		s.enterFresh(m, obj)
	}
}

// adopt holds an object that something which is held leads to: a new one, or one whose row exists. Of a row that the
// session holds already it returns that object.
func (s *Session) adopt(m *mapper, obj layout.Pointer) *entry {
	e := s.entryOf(m, obj)
	switch {
	case e != nil && e.state == deleted:
		s.restore(e)
		return e
	case e != nil:
		return e
	case s.foreign(m, obj):
		return nil
	case !m.read(obj) && (m.generated == nil || m.generated.isZero(obj)):
		return s.enterFresh(m, obj)
	}
	x, err := s.identities(m)
	if err != nil {
		s.mistake(err)
		return nil
	}
	if e := x.find(obj); e != nil {
		return e
	}
	e = s.enterStored(x, obj)
	e.expired = true
	s.replay(e)
	return e
}

// enterStored holds an object whose row exists, as it is.
func (s *Session) enterStored(x *identities, obj layout.Pointer) *entry {
	e := x.enter(&entry{obj: obj, state: persistent})
	s.attach(context.Background(), x.m, false, []layout.Pointer{obj}).byHand()
	x.snapshots([]*entry{e})
	return e
}

// foreign notes an object that another session holds.
func (s *Session) foreign(m *mapper, obj layout.Pointer) bool {
	if !m.read(obj) {
		return false
	}
	l := m.links[0].at(obj).link
	if other, ok := l.peers.reader.(*Session); ok && other != s && other.holds() && !l.alone {
		s.mistake(m.invalid("an object belongs to another session; Merge brings its values into this one"))
		return true
	}
	return false
}

// read tells whether the object was read from a row, or stored as one, as far as it knows.
func (m *mapper) read(obj layout.Pointer) bool {
	if len(m.links) == 0 {
		return false
	}
	l := m.links[0].at(obj).link
	return l != nil && int(l.i) < len(l.peers.objs) && l.peers.objs[l.i] == obj
}

// enterFresh holds an object without a row.
func (s *Session) enterFresh(m *mapper, obj layout.Pointer) *entry {
	x, err := s.identities(m)
	if err != nil {
		s.mistake(err)
		return nil
	}
	e := x.enter(&entry{obj: obj, state: pending})
	s.attachFresh(m, obj)
	s.replay(e)
	return e
}

// attachFresh lets a new object lead to nothing but what it is given; what it refers to itself it may load.
func (s *Session) attachFresh(m *mapper, obj layout.Pointer) {
	if len(m.relations) == 0 {
		return
	}
	b := &peers{m: m, reader: s, ctx: context.Background(), objs: []layout.Pointer{obj}}
	links := make([]link, len(m.relations))
	for place, r := range m.relations {
		links[place] = link{peers: b, place: int16(place)}
		r.at(obj).link = &links[place]
		switch {
		case r.reference != nil:
		case r.many:
			of := b.of(int32(place))
			of.loaded.Store(r.kind.share(nil, make([]span, 1)))
			of.counts.Store(&[]int64{0})
		default:
			b.of(int32(place)).loaded.Store(r.kind.share(make([]layout.Pointer, 1), nil))
		}
	}
}

// replay links what was changed in the relations of an object before the session held it.
func (s *Session) replay(e *entry) {
	relations := e.of.m.relations
	before := make([]*unstored, len(relations)) // all of them first: what one brings may show in another
	for i, r := range relations {
		h := r.at(e.obj)
		before[i], h.changes = h.changes, nil
	}
	for i, r := range relations {
		c := before[i]
		if c == nil {
			continue
		}
		if !r.many {
			s.setOne(r, e, c.set)
			continue
		}
		s.joinAll(r, e, c.added)
		s.partAll(r, e, c.removed)
	}
}

func (s *Session) joinAll(r *relation, owner *entry, objs []layout.Pointer) {
	for _, obj := range objs {
		if owner != nil {
			s.say(r, owner.obj, obj)
			s.join(r, owner, obj)
		}
	}
}

func (s *Session) partAll(r *relation, owner *entry, objs []layout.Pointer) {
	for _, obj := range objs {
		if owner != nil {
			s.say(r, owner.obj, obj)
			s.part(r, owner, obj)
		}
	}
}

func (s *Session) setOne(r *relation, owner *entry, obj layout.Pointer) {
	if owner != nil {
		s.say(r, owner.obj, obj)
		s.set(r, owner, obj)
	}
}

// join gives an object another one along a Many.
func (s *Session) join(r *relation, owner *entry, obj layout.Pointer) {
	other := s.other(r, obj)
	switch {
	case other == nil:
	case r.via != nil:
		s.setPair(r, owner, other, true)
	default:
		s.setParent(r.key, other, owner)
	}
}

// part takes one away.
func (s *Session) part(r *relation, owner *entry, obj layout.Pointer) {
	other := s.other(r, obj)
	switch {
	case other == nil:
	case r.via != nil:
		s.setPair(r, owner, other, false)
	case s.parentOf(other, r.key) == owner:
		s.setParent(r.key, other, nil)
	case other.changeOf(r.key) < 0: // nobody has taken it meanwhile
		s.mistake(r.owner.invalid("%s had an object removed that does not belong to it", r.field))
	}
}

// set gives an object the row that its One leads to, or none.
func (s *Session) set(r *relation, owner *entry, obj layout.Pointer) {
	var other *entry
	if !obj.Nil() {
		if other = s.adopt(r.target, obj); other == nil {
			return
		}
	}
	if owner.state == deleted && other != nil {
		s.restore(owner)
	}
	switch {
	case r.reference != nil:
		s.setParent(r.key, owner, other)
	case other != nil:
		s.setParent(r.key, other, owner)
	default:
		s.unseat(r, owner)
	}
}

// unseat takes away the one child that an object has.
func (s *Session) unseat(r *relation, owner *entry) {
	before, known := r.present(owner.obj)
	if !known {
		before, known = s.seated(r, owner, nil)
	}
	switch {
	case !known && owner.state != pending:
		s.unseated = append(s.unseated, seat{owner, r})
	case !before.Nil():
		if e := s.adopt(r.target, before); e != nil && s.parentOf(e, r.key) == owner {
			s.setParent(r.key, e, nil)
		}
	}
	r.at(owner.obj).changes = &unstored{}
}

func (s *Session) other(r *relation, obj layout.Pointer) *entry {
	if obj.Nil() {
		s.mistake(r.owner.invalid("%s was changed by nil; name an object", r.field))
		return nil
	}
	return s.adopt(r.target, obj)
}

// remove says that an object's row goes.
func (s *Session) remove(m *mapper, obj layout.Pointer) {
	e := s.entryOf(m, obj)
	if e == nil {
		if m.generated != nil && m.generated.isZero(obj) {
			s.mistake(m.invalid("Remove got an object without a key, so its row is not known"))
			return
		}
		if s.foreign(m, obj) {
			return
		}
		x, err := s.identities(m)
		if err != nil {
			s.mistake(err)
			return
		}
		if e = x.find(obj); e == nil {
			e = s.enterStored(x, obj)
		}
	}
	switch e.state {
	case pending:
		s.hide(e)
		s.leave(e)
		s.expunge(e)
		m.renewed(e.obj)
	case persistent:
		s.hide(e)
		e.state = deleted
	}
}

// leave takes a new object that goes away from those that were to refer to it: new ones go along where the database would
// have removed them.
func (s *Session) leave(parent *entry) {
	for _, x := range s.order {
		for _, e := range slices.Clone(x.entries) {
			for _, p := range slices.Clone(e.parents) {
				switch {
				case p.parent != parent || e == parent:
				case e.state == pending && (p.key.onDelete == Cascade || p.key.deleteOrphans):
					s.remove(x.m, e.obj)
				default:
					s.setParent(p.key, e, nil)
				}
			}
		}
	}
}

// renewed makes an object that was never stored be as new.
func (m *mapper) renewed(obj layout.Pointer) {
	for _, r := range m.links {
		r.at(obj).link = nil
	}
}

// hide takes an object that goes out of what others show, and restore shows it again.
func (s *Session) hide(e *entry) {
	s.neighbours(e, (*relation).take)
	for _, k := range e.of.m.foreignKeys { // whose columns may have been changed since
		if _, above := k.sides(e.of.m); above != nil && !e.was.Nil() {
			if p := s.referred(k, e.was); p != nil && p != s.parentOf(e, k) {
				above.take(p.obj, e.obj)
			}
		}
	}
	for key, p := range s.pairs {
		if p.near == e || p.far == e {
			if p.join {
				p.show(false)
			}
			delete(s.pairs, key)
			e.hidden = append(e.hidden, p)
		}
	}
}

func (s *Session) restore(e *entry) {
	e.state = persistent
	s.neighbours(e, (*relation).give)
	hidden := e.hidden
	e.hidden = nil
	for _, p := range hidden {
		if other := p.beside(e); other.state == pending || other.state == persistent {
			s.setPair(p.along, p.near, p.far, p.join)
		}
	}
}

// neighbours changes what held objects show that lead to the given one.
func (s *Session) neighbours(e *entry, change func(r *relation, owner, obj layout.Pointer)) {
	m := e.of.m
	for _, k := range m.foreignKeys {
		if _, above := k.sides(m); above != nil {
			if p := s.parentOf(e, k); p != nil && p != e {
				change(above, p.obj, e.obj)
			}
		}
	}
	for _, r := range m.relations {
		x := s.held[r.target]
		if r.via == nil || r.inverse == nil || x == nil {
			continue
		}
		for _, other := range x.entries {
			if leads, _ := r.inverse.leads(other.obj, e.obj); leads && other.state != detached {
				change(r.inverse, other.obj, e.obj)
			}
		}
	}
}
