package orm

import (
	"context"
	"slices"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// arrive makes peers of objects that were read together, or returns nil for a model without relations. In a session each
// row has one object, so those that it holds take the place of what was read.
func (m *mapper) arrive(ctx context.Context, r Reader, strict bool, objs []layout.Pointer) (*peers, error) {
	if s, ok := r.(*Session); ok {
		return s.arrive(ctx, m, strict, objs)
	}
	b := m.attach(ctx, r, strict, objs)
	return b, m.tell(ctx, r, afterLoad, objs...)
}

// arriveOne is arrive for a single object, which it returns, or the one that takes its place.
func (m *mapper) arriveOne(ctx context.Context, r Reader, strict bool, obj layout.Pointer) (layout.Pointer, *peers, error) {
	if s, ok := r.(*Session); ok {
		one := [1]layout.Pointer{obj}
		b, err := s.arrive(ctx, m, strict, one[:])
		return one[0], b, err
	}
	b := m.attachOne(ctx, r, strict, obj)
	if m.events&afterLoad == 0 {
		return obj, b, nil
	}
	return obj, b, m.tell(ctx, r, afterLoad, obj)
}

// arrives tells whether anything is to be done about objects that were read.
func (m *mapper) arrives(r Reader) bool {
	_, held := r.(*Session)
	return held || len(m.links) > 0 || m.events&afterLoad != 0
}

// arrive puts the object that the session holds of each row into its place, and holds the others.
func (s *Session) arrive(ctx context.Context, m *mapper, strict bool, objs []layout.Pointer) (*peers, error) {
	x, err := s.identities(m)
	if err != nil {
		return nil, err
	}
	var first []*entry
	var room []entry
	for i, obj := range objs {
		if e := x.find(obj); e != nil {
			if e.expired {
				e.renew(obj)
				first = append(first, e)
			}
			objs[i] = e.obj
			continue
		}
		if len(room) == 0 {
			room = make([]entry, len(objs)-i)
		}
		e := &room[0]
		room = room[1:]
		e.obj, e.state = obj, persistent
		first = append(first, x.enter(e))
	}
	b := s.attach(ctx, m, strict, objs)
	x.snapshots(first)
	if m.events&afterLoad != 0 {
		for _, e := range first {
			if err := s.tell(ctx, m, afterLoad, e.obj); err != nil {
				return nil, err
			}
		}
	}
	return b, nil
}

// renew takes over the columns of a row that was read anew.
func (e *entry) renew(row layout.Pointer) {
	m := e.of.m
	m.copyColumns(e.obj, row, m.queried())
	m.forgetDeferred(e.obj, nil)
}

// attach makes peers of objects that the session holds. An object leaves its former ones, but where it has loaded a
// relation with them already.
func (s *Session) attach(ctx context.Context, m *mapper, strict bool, objs []layout.Pointer) *peers {
	if len(m.links) == 0 || len(objs) == 0 {
		return nil
	}
	b := &peers{m: m, reader: s, ctx: ctx, strict: strict, objs: objs}
	links := make([]link, len(objs)*len(m.links))
	for i, obj := range objs {
		for place, r := range m.links {
			l := &links[i*len(m.links)+place]
			*l = link{peers: b, i: int32(i), place: int16(place)}
			if h := r.at(obj); h.link == nil || h.link.alone || h.link.peers.reader != Reader(s) || !h.link.related().begun() {
				h.link = l
			}
		}
	}
	return b
}

// present lists the objects that a relation is loaded for: nil in place of those that have left their session.
func (b *peers) present(r *relation) []layout.Pointer {
	if _, held := b.reader.(*Session); !held {
		return b.objs
	}
	list := b.objs
	for i, obj := range b.objs {
		if l := r.at(obj).link; l == nil || l.alone || l.peers.reader != b.reader {
			if &list[0] == &b.objs[0] {
				list = slices.Clone(list)
			}
			list[i] = layout.Pointer{}
		}
	}
	return list
}

// rejoin makes all objects of peers share what was loaded of a relation.
func (b *peers) rejoin(r *relation) {
	for i, obj := range b.objs {
		if h := r.at(obj); h.link.peers != b {
			h.link = &link{peers: b, i: int32(i), place: int16(r.place)}
		}
	}
}

// streamed reads in the session's transaction what the session does not hold: streams.
type streamed struct{ *Session }

// ready flushes a session before a statement that reads some tables, where there are changes of them.
func ready(ctx context.Context, r Reader, tables ...*mapper) error {
	if s, ok := r.(*Session); ok {
		return s.ready(ctx, tables)
	}
	return nil
}

func (s *Session) ready(ctx context.Context, tables []*mapper) error {
	if s.flushing.Load() || s.over.Load() || s.broken != nil || !s.changed(tables) {
		return nil
	}
	return s.Flush(ctx)
}

// reads lists the models whose tables the query reads; nil among them stands for any.
func (p *parts) reads(m *mapper, base layout.Pointer) []*mapper {
	list := []*mapper{m}
	about := scope{m: m, base: base}
	if about.join(p.joins, false) != nil {
		return list // which the statement tells of
	}
	for x := about.next; x != nil; x = x.next {
		list = append(list, x.m)
	}
	for i := range p.joins {
		list = about.reads(list, p.joins[i].on)
	}
	p.nested(func(d *derived, inner *asking) {
		if d != nil {
			for _, part := range d.parts() {
				list = part.readsToo(list, []*derived{d})
			}
		}
	})
	for i := range p.order {
		list = fieldReads(list, p.order[i].field)
	}
	return about.reads(list, p.where)
}

func (s scope) reads(list []*mapper, conditions []Cond) []*mapper {
	for i := range conditions {
		c := &conditions[i]
		switch c.op {
		case opAnyRow, opEveryRow, opNoRow:
			if _, r, _ := s.relation(c.field); r != nil {
				list = append(list, r.target)
				if r.via != nil {
					list = append(list, r.via.m)
				}
				list = s.within(r).reads(list, c.terms)
			}
		case opOf:
			list = s.of(int(c.value.Int())).reads(list, c.terms)
		case opRaw:
			list = append(list, nil)
		default:
			list = fieldReads(fieldReads(list, c.field), c.other)
			list = s.reads(list, c.terms)
		}
	}
	return list
}
