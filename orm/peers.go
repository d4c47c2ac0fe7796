package orm

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// peers is what the objects of one query share: how to load, for all of them, what they lead to. Any number of
// goroutines may hold an object each and touch its relations. One object that is kept keeps its peers.
type peers struct {
	m      *mapper
	reader Reader
	ctx    context.Context
	strict bool
	given  bool // by the program, and not read by a query: what is read of their own rows is held to scopes
	whole  bool // objs are all rows of the table, as it was when they were read
	objs   []layout.Pointer
	// related has an entry for each relation of the model, made when the first is touched.
	related atomic.Pointer[[]related]
}

// link is what a field of an object points to: the object's place in its peers, and the relation.
type link struct {
	peers *peers
	i     int32 // in peers.objs
	place int16 // in peers.m.links
	alone bool  // the object has left its session: what was loaded stays, and nothing more is
}

// left is the link of an object that has left its session.
func (l *link) left() *link {
	alone := *l
	alone.alone = true
	return &alone
}

// held is what a Many or One holds, at the same place.
type held struct {
	link    *link
	changes *unstored // Add, Remove and Set of which nothing is stored yet; nil for none
}

// related is what peers have loaded of one relation.
type related struct {
	peers    *peers
	relation *relation
	// loaded is what share made, once it is there.
	loaded atomic.Value
	counts atomic.Pointer[[]int64]

	mu      sync.Mutex
	running chan struct{} // closed when the load that runs has ended; nil when none does
}

// fewRelations is how many relations of a single object have room beside its peers.
const fewRelations = 4

// solo is the peers of a single object in one piece of memory.
type solo struct {
	peers peers
	objs  [1]layout.Pointer
	links [fewRelations]link
}

// attach makes peers of objects that were read together. Nothing is made for a model without relations.
func (m *mapper) attach(ctx context.Context, r Reader, strict bool, objs []layout.Pointer) *peers {
	if len(m.links) == 0 || len(objs) == 0 {
		return nil
	}
	b := &peers{m: m, reader: r, ctx: ctx, strict: strict, objs: objs}
	b.join(make([]link, len(objs)*len(m.links)))
	return b
}

// attachOne is attach for a single object.
func (m *mapper) attachOne(ctx context.Context, r Reader, strict bool, obj layout.Pointer) *peers {
	if len(m.links) == 0 {
		return nil
	}
	s := &solo{peers: peers{m: m, reader: r, ctx: ctx, strict: strict}}
	s.objs[0] = obj
	s.peers.objs = s.objs[:]
	links := s.links[:]
	if len(m.links) > fewRelations {
		links = make([]link, len(m.links))
	}
	s.peers.join(links)
	return &s.peers
}

// join lets the relations of all objects point to the peers.
func (b *peers) join(links []link) {
	for i, obj := range b.objs {
		for place, r := range b.m.links {
			l := &links[0]
			links = links[1:]
			*l = link{peers: b, i: int32(i), place: int16(place)}
			r.at(obj).link = l
		}
	}
}

// of returns what is known of a relation.
func (b *peers) of(place int32) *related {
	all := b.related.Load()
	if all == nil {
		list := make([]related, len(b.m.links))
		for i := range list {
			list[i].peers, list[i].relation = b, b.m.links[i]
		}
		if all = &list; !b.related.CompareAndSwap(nil, all) {
			all = b.related.Load()
		}
	}
	return &(*all)[place]
}

func (l *link) related() *related { return l.peers.of(int32(l.place)) }

// ensure loads the relation for all peers, unless the object has left them.
func (l *link) ensure(ctx context.Context) error {
	r := l.related()
	if l.alone && r.loaded.Load() == nil {
		return r.notLoaded("the object has left the session that read it")
	}
	return r.ensure(ctx)
}

func (l *link) ensureCounts(ctx context.Context) error {
	r := l.related()
	if l.alone && r.counts.Load() == nil {
		return r.notLoaded("the object has left the session that read it")
	}
	return r.ensureCounts(ctx)
}

// ensure loads the relation for all peers unless it is there. One goroutine loads, and the others wait for it.
func (r *related) ensure(ctx context.Context) error {
	return r.once(ctx, func() bool { return r.loaded.Load() != nil }, func() error { return r.load(ctx, Loading{}) })
}

// once runs do unless what it brings is there, for one goroutine at a time.
func (r *related) once(ctx context.Context, there func() bool, do func() error) error {
	for {
		if there() {
			return nil
		}
		if s, ok := r.peers.reader.(*Session); ok && !s.holds() {
			return r.notLoaded("the session that read the object is over; load it within, or ask for it with With")
		}
		if r.peers.strict {
			return r.notLoaded("the query is strict (see Query.Strict and Stream); ask for it with With")
		}
		if err := ctx.Err(); err != nil {
			return r.failed(err)
		}
		r.mu.Lock()
		if there() {
			r.mu.Unlock()
			return nil
		}
		wait := r.running
		if wait == nil {
			r.running = make(chan struct{})
			r.mu.Unlock()
			defer r.ended()
			return do()
		}
		r.mu.Unlock()
		select {
		case <-wait:
		case <-ctx.Done():
			return r.failed(ctx.Err())
		}
	}
}

// ended lets those go on that wait for a load, also after a panic.
func (r *related) ended() {
	r.mu.Lock()
	defer r.mu.Unlock()
	close(r.running)
	r.running = nil
}

// touched is the context of a load that names none: that of the query which read the object.
func (l *link) touched() (context.Context, error) {
	ctx := l.peers.ctx
	if err := ctx.Err(); err != nil {
		if r := l.related(); r.loaded.Load() == nil {
			return nil, r.failed(fmt.Errorf("the context of the query that read the object is over; use Load, which takes one: %w", err))
		}
	}
	return ctx, nil
}

func (r *related) notLoaded(why string) error {
	return &fault.Error{Kind: fault.NotLoaded, Model: r.peers.m.name, Detail: r.relation.field + " is not loaded: " + why}
}

func (r *related) failed(err error) error { return r.relation.failed(err) }

// failed names the relation in an error of a load that did not get as far as the database.
func (r *relation) failed(err error) error {
	return &fault.Error{Kind: fault.KindOf(err), Model: r.owner.name, Detail: r.field + " was not loaded", Err: err}
}

// unattached is the error of touching a relation of an object that no query has read.
func unattached(what string) error {
	return &fault.Error{Kind: fault.NotLoaded, Detail: "orm: " + what + " of an object that was not read from a database is not loaded; read the object, or use the Load of its model's handle"}
}

// strangers are the links of objects that have no peers and load nothing.
func (m *mapper) strangers() []link {
	if len(m.links) == 0 {
		return nil
	}
	p := &peers{m: m, ctx: context.Background(), strict: true}
	links := make([]link, len(m.links))
	for place := range links {
		links[place] = link{peers: p, place: int16(place)}
	}
	return links
}
