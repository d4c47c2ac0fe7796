package orm

import (
	"context"
	"sync/atomic"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// Session is a unit of work: what its queries read it holds, one object for each row, and what the program changes in
// those objects and in their relations it finds out and writes when it is flushed. It is a Reader, so all queries take it;
// direct writes do not (see Bulk).
//
// A Session is for one goroutine, and only inside of the function that DB.Session runs. It holds every object that came
// through it until it ends; see Clear, Model.Expunge and Query.Stream for work on more rows than should be held.
type Session struct {
	t transaction

	held     map[*mapper]*identities
	order    []*identities // as their models came first
	pairs    map[pairKey]*pairChange
	paired   int // how many pairs were ever changed
	unseated []seat
	words    map[word]bool // of the program
	mistakes []error
	log      changeLog
	depth    int   // of Nested
	wrote    int   // how many statements of Bulk have written
	broken   error // why nothing of it can be stored any more

	flushing atomic.Bool
	telling  atomic.Bool // an event of a model runs, which may use the session
	over     atomic.Bool
	using    atomic.Bool // a method runs
	misused  atomic.Bool // another goroutine called a method meanwhile
}

// SessionOptions are the choices of a session. The zero value is what DB.Session has.
type SessionOptions struct {
	Isolation Isolation
	// ReadOnly is for a session that only reads: it sees one moment, on SQLite beside a writer, and a flush that finds
	// changes is an error of the kind ReadOnly.
	ReadOnly bool
	// Retries is how often the function runs again, with a new session, when another transaction got in the way; 0 is
	// 12 times, and a negative number never.
	Retries int
	// RetryStale also runs the function again when a version column shows a lost update (StaleError): for a function
	// that reads what it changes.
	RetryStale bool
}

// Session runs a function with a session in a transaction: when the function returns nil it flushes and commits, and when
// the function returns an error or panics everything is rolled back. The function's context is marked, as that of DB.Tx.
//
//	err := db.Session(ctx, func(ctx context.Context, s *orm.Session) error {
//		user, err := Users.Get(ctx, s, 7)
//		if err != nil {
//			return err
//		}
//		user.Name = "Ada"
//		user.Datasets.Add(&Dataset{Name: "iris"})
//		return nil
//	})
//
// When another transaction got in the way (the kind Serialization, deadlocks included) nothing is stored, and the whole
// function runs again with a new session, after a short while of random length; so it should do nothing outside of the
// session that must not happen twice.
//
// After a rollback what the session wrote into objects is taken back: generated keys, foreign keys, versions, times and
// normalized values, unless the program has changed them since. What the program changed stays, changes of relations
// included, so that a form can show the objects and another session can store them. In any case the objects are on their
// own afterwards: relations show what was loaded, and touching another is an error of the kind NotLoaded.
func (db *DB) Session(ctx context.Context, do func(ctx context.Context, s *Session) error) error {
	return db.SessionWith(ctx, SessionOptions{}, do)
}

// SessionWith is Session with options.
func (db *DB) SessionWith(ctx context.Context, o SessionOptions, do func(ctx context.Context, s *Session) error) error {
	if o.Isolation > Serializable {
		return fault.New(fault.Invalid, "orm: SessionOptions has an isolation that is none; write orm.Snapshot, orm.ReadCommitted or orm.Serializable")
	}
	a := again{most: o.Retries, stale: o.RetryStale}
	for {
		s := newSession(db, o)
		err := s.run(ctx, do)
		if err == nil || !a.wait(ctx, err) {
			return err
		}
	}
}

func newSession(db *DB, o SessionOptions) *Session {
	s := &Session{held: map[*mapper]*identities{}, t: transaction{origin: &db.home, isolation: driver.Isolation(o.Isolation)}}
	if o.ReadOnly {
		s.t.access = driver.ReadOnly
	}
	return s
}

func (s *Session) run(ctx context.Context, do func(ctx context.Context, s *Session) error) error {
	defer s.end()
	s.t.undo = append(s.t.undo, s.rollBack)
	return s.t.run(ctx, func(ctx context.Context) error {
		if err := do(ctx, s); err != nil {
			return err
		}
		if s.broken != nil {
			return s.broken
		}
		return s.flush(ctx)
	})
}

// rollBack makes objects what they were, as far as the session has changed them. Those without a row are new again.
func (s *Session) rollBack() {
	changed := make([]*entry, 0, len(s.log.objects))
	for i := range s.log.objects { // of which those that were removed are held no longer
		changed = append(changed, s.log.objects[i].e)
	}
	s.takeBack(0, 0)
	for _, x := range s.order {
		for _, e := range x.entries {
			s.unsay(x.m, e.obj)
			if e.was.Nil() {
				x.m.renewed(e.obj)
			}
		}
	}
	for _, e := range changed {
		s.unsay(e.of.m, e.obj)
	}
}

// end lets go of all objects: what they keep of the session holds no others.
func (s *Session) end() {
	s.over.Store(true)
	s.held, s.order, s.pairs, s.unseated, s.words, s.log = nil, nil, nil, nil, nil, changeLog{}
}

// Flush writes what has changed so far, in the order that the database needs, and returns what is wrong with it. A session
// flushes by itself before it commits, and before a query that reads a table with changes. All objects are held to
// their models' rules before the first statement (see ObjectErrors): what is refused there may be mended, and flushed again.
// After an error of a statement nothing of the session can be stored any more, except what Nested keeps apart.
func (s *Session) Flush(ctx context.Context) error {
	done, err := s.use()
	if err != nil {
		return err
	}
	defer done()
	return s.flush(ctx)
}

// use keeps a second goroutine out, and what comes after the end.
func (s *Session) use() (done func(), err error) {
	switch {
	case s.over.Load():
		return nil, sessionOver()
	case s.broken != nil:
		return nil, s.broken
	case s.using.CompareAndSwap(false, true):
		return func() { s.using.Store(false) }, nil
	case s.telling.Load():
		return func() {}, nil
	}
	s.misused.Store(true)
	return nil, sessionShared()
}

func sessionOver() error {
	return fault.New(fault.Invalid, "orm: the session is over; use it only inside of the function it was given to")
}

func sessionShared() error {
	return fault.New(fault.Invalid, "orm: the session is in use by another goroutine; a session is for one")
}

// mistake notes what the next flush returns.
func (s *Session) mistake(err error) { s.mistakes = append(s.mistakes, err) }

func (s *Session) database() *DB { return s.t.origin.db }

func (s *Session) begin(ctx context.Context, access driver.Access) (lease, error) {
	switch {
	case s.over.Load():
		return lease{}, sessionOver()
	case s.broken != nil:
		return lease{}, s.broken
	}
	return s.t.begin(ctx)
}

var _ Reader = (*Session)(nil)

// Add says that an object is a new row, to be inserted by the next flush together with what its relations have added. An
// object that the session holds stays as it is; one that was to be removed stays after all. Add of an object that was read
// elsewhere is a mistake, which the flush returns: Merge is for those.
func (m *Model[T]) Add(s *Session, objs ...*T) {
	s.each(m.mapping(), "Add", untyped(objs), s.add)
}

// Remove says that rows go, with the next flush; what refers to them goes along, or loses its reference, or keeps them from
// going, as OnDelete of the foreign keys says. An object that was only added is forgotten. One that the session does
// not hold is found by its key.
func (m *Model[T]) Remove(s *Session, objs ...*T) {
	s.each(m.mapping(), "Remove", untyped(objs), s.remove)
}

// each does to objects what a method of their model's handle says.
func (s *Session) each(m *mapper, word string, objs []layout.Pointer, do func(*mapper, layout.Pointer)) {
	s.change(func() {
		for i, obj := range objs {
			if obj.Nil() {
				s.mistake(m.invalid("%s got nil as object %d of %d", word, i+1, len(objs)))
			} else {
				do(m, obj)
			}
		}
	})
}

// Expunge lets go of objects: the session forgets them, with what was changed and not flushed, and another query reads
// their rows anew.
func (m *Model[T]) Expunge(s *Session, objs ...*T) {
	s.expungeAll(m.mapping(), untyped(objs))
}

func (s *Session) expungeAll(m *mapper, objs []layout.Pointer) {
	s.change(func() {
		for _, obj := range objs {
			if e := s.entryOf(m, obj); e != nil {
				s.expunge(e)
			}
		}
	})
}

// Clear flushes and then lets go of every object: for work on more rows than should be held at once. What was written into
// those objects is not taken back when the session is rolled back after all; within Nested it is.
func (s *Session) Clear(ctx context.Context) error {
	if err := s.Flush(ctx); err != nil {
		return err
	}
	s.change(func() {
		for _, x := range s.order {
			for _, e := range x.entries {
				x.drop(e)
				s.letGo(e)
			}
		}
		if s.depth == 0 {
			s.held, s.order, s.log = map[*mapper]*identities{}, nil, changeLog{flush: s.log.flush}
		}
	})
	return nil
}

// change runs what a method without an error does; what is wrong is told by the next flush.
func (s *Session) change(do func()) {
	if done, err := s.use(); err == nil {
		defer done()
		do()
	}
}

// holds tells whether the session may be asked for objects.
func (s *Session) holds() bool { return !s.over.Load() }
