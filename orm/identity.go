package orm

import (
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// identities is what a session holds of one model: its identity map.
type identities struct {
	session   *Session
	table     *table
	m         *mapper
	deep      []*column // those whose values can change without the object's own memory changing
	stretches []stretch
	pointed   []*column
	set       []byte // of columns, while they are looked at
	sets      map[string][]*column
	copy      layout.Pointer // of the object that is looked at, to be normalized
	copied    bool
	entries   []*entry // in the order in which they came; some are gone
	gone      int      // how many of them
	ints      map[int64]*entry
	texts     map[string]*entry
	fresh     map[layout.Pointer]*entry
	brought   map[*foreignKey]map[string]*entry // new objects by the keys that they bring, during a flush
}

// entry is one object that a session holds.
type entry struct {
	of      *identities
	obj     layout.Pointer
	was     layout.Pointer // a copy of the object as its row is; nowhere for a new object
	deep    []driver.Value // what was holds in the columns of identities.deep
	state   state
	expired bool // the row may have changed
	told    bool // Before events of this flush have run
	parents []parentChange
	hidden  []*pairChange // that come back with an object that was to be removed
	flush   int           // the last that has remembered it
	number  int           // of its task, while a flush writes
}

// state is what a session is to do with an object's row.
type state uint8

const (
	pending    state = iota // insert it
	persistent              // update it where the object has changed
	deleted                 // delete it
	detached                // nothing: the row was deleted, or the session has let go of the object
)

// identities returns what the session holds of a model.
func (s *Session) identities(m *mapper) (*identities, error) {
	if x := s.held[m]; x != nil {
		return x, nil
	}
	t, err := s.database().table(m)
	if err != nil {
		return nil, err
	}
	x := &identities{session: s, table: t, m: m, deep: m.deepColumns(), stretches: m.stretches(), pointed: m.pointedColumns(), fresh: map[layout.Pointer]*entry{}}
	if len(m.key) == 1 && m.key[0].whole() {
		x.ints = map[int64]*entry{}
	} else {
		x.texts = map[string]*entry{}
	}
	s.held[m] = x
	s.order = append(s.order, x)
	return x, nil
}

// find returns the entry of the row that has the key of an object, or nil.
func (x *identities) find(obj layout.Pointer) *entry {
	if x.ints != nil {
		v, err := x.m.key[0].encode(obj)
		if err != nil {
			return nil
		}
		return x.ints[v.Int()]
	}
	key, err := x.m.identity(obj, x.m.key)
	if err != nil {
		return nil
	}
	return x.texts[string(key)]
}

// findKey returns the entry of the row with a key of one value, or nil.
func (x *identities) findKey(v driver.Value) *entry {
	if x.ints != nil {
		return x.ints[v.Int()]
	}
	return x.texts[string(appendIdentity(nil, []driver.Value{v}))]
}

// identity is what an object holds in some columns, as bytes.
func (m *mapper) identity(obj layout.Pointer, columns []*column) ([]byte, error) {
	var room [4]driver.Value
	values, err := m.appendEncoded(room[:0], obj, columns)
	return appendIdentity(nil, values), err
}

// keep makes the entry be found by the key that its object has.
func (x *identities) keep(e *entry) {
	delete(x.fresh, e.obj)
	if x.ints != nil {
		if v, err := x.m.key[0].encode(e.obj); err == nil {
			x.ints[v.Int()] = e
		}
	} else if key, err := x.m.identity(e.obj, x.m.key); err == nil {
		x.texts[string(key)] = e
	}
}

// drop makes the entry be found no more.
func (x *identities) drop(e *entry) {
	delete(x.fresh, e.obj)
	at := e.obj
	if !e.was.Nil() {
		at = e.was // the program may have changed the key since
	}
	if x.ints != nil {
		if v, err := x.m.key[0].encode(at); err == nil && x.ints[v.Int()] == e {
			delete(x.ints, v.Int())
		}
	} else if key, err := x.m.identity(at, x.m.key); err == nil && x.texts[string(key)] == e {
		delete(x.texts, string(key))
	}
}

// enter adds an entry.
func (x *identities) enter(e *entry) *entry {
	e.of = x
	if x.gone > len(x.entries)/2+16 && x.session.depth == 0 { // Nested may bring back who has left
		x.tidy()
	}
	x.entries = append(x.entries, e)
	if e.state == pending {
		x.fresh[e.obj] = e
	} else {
		x.keep(e)
	}
	return e
}

func (x *identities) tidy() {
	kept := make([]*entry, 0, len(x.entries)-x.gone+16)
	for _, e := range x.entries {
		if e.state != detached {
			kept = append(kept, e)
		}
	}
	x.entries, x.gone = kept, 0
}

// entryOf is what the session holds of an object, or nil.
func (s *Session) entryOf(m *mapper, obj layout.Pointer) *entry {
	x := s.held[m]
	if x == nil || obj.Nil() {
		return nil
	}
	if e := x.fresh[obj]; e != nil {
		return e
	}
	if e := x.find(obj); e != nil && e.obj == obj {
		return e
	}
	if len(m.relations) > 0 { // a key that was changed leads elsewhere
		if l := m.relations[0].at(obj).link; l != nil && l.peers.reader == Reader(s) {
			return x.scan(obj)
		}
	}
	return nil
}

func (x *identities) scan(obj layout.Pointer) *entry {
	for _, e := range x.entries {
		if e.obj == obj && e.state != detached {
			return e
		}
	}
	return nil
}

// letGo makes the object be on its own: relations show what was loaded of them, and load no more.
func (s *Session) letGo(e *entry) {
	m := e.of.m
	for _, r := range m.links {
		h := r.at(e.obj)
		if h.link != nil {
			h.link = h.link.left()
		}
	}
	if e.state != detached {
		e.state = detached
		e.of.gone++
	}
}

// expunge forgets an object and what was to be done with it.
func (s *Session) expunge(e *entry) {
	e.of.drop(e)
	for i := range e.parents {
		e.parents[i].back(s, e)
	}
	for key, p := range s.pairs {
		if p.near == e || p.far == e {
			p.back()
			delete(s.pairs, key)
		}
	}
	e.parents = nil
	s.letGo(e)
}
