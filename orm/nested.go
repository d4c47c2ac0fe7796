package orm

import (
	"context"
	"strconv"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// Nested flushes, and runs a function whose work holds or fails by itself, behind a savepoint; it flushes at the end. When
// the function returns an error, or panics, or that flush fails, what it has written is rolled back: objects that it
// added leave the session, with what the program has set in them and without what the session has; and objects that the
// session held before are again what they were before, in columns and relations. The session then goes on, and
// the error is returned.
func (s *Session) Nested(ctx context.Context, do func(ctx context.Context) error) error {
	if err := s.Flush(ctx); err != nil {
		return err
	}
	n := nesting{session: s, objects: len(s.log.objects), views: len(s.log.views), mistakes: len(s.mistakes), wrote: s.wrote, names: savepointsAt(s.depth)}
	if err := n.control(ctx, n.names.set); err != nil {
		return err
	}
	n.hold()
	s.depth++
	kept := false
	var err error
	defer func() {
		s.depth--
		if !kept && err == nil { // do has panicked
			_ = n.back(ctx) // what is wrong with it breaks the session
		}
	}()
	if err = do(ctx); err == nil && s.broken != nil {
		err = s.broken
	}
	if err == nil {
		err = s.Flush(ctx)
	}
	if err == nil {
		err = n.control(ctx, n.names.release)
	}
	if kept = err == nil; kept {
		return nil
	}
	return both(err, n.back(ctx))
}

// nesting is one call of Nested.
type nesting struct {
	session                  *Session
	objects, views, mistakes int // in the session's log and mistakes, when it began
	wrote                    int // by Bulk
	names                    savepoints
	before                   map[*entry]layout.Pointer // what the held objects were
}

// savepoints are the statements about one savepoint.
type savepoints struct{ set, release, back *driver.Statement }

// nestings are those of the depths that programs use. A Statement is the key of the connections' caches.
var nestings = func() (all [8]savepoints) {
	for depth := range all {
		all[depth] = newSavepoints(depth)
	}
	return all
}()

func savepointsAt(depth int) savepoints {
	if depth < len(nestings) {
		return nestings[depth]
	}
	return newSavepoints(depth)
}

// newSavepoints names the savepoint by its depth: not every database keeps two of one name apart.
func newSavepoints(depth int) savepoints {
	name := "rowan_" + strconv.Itoa(depth)
	return savepoints{
		set:     &driver.Statement{SQL: "SAVEPOINT " + name, Savepoint: true},
		release: &driver.Statement{SQL: "RELEASE SAVEPOINT " + name, Savepoint: true},
		back:    &driver.Statement{SQL: "ROLLBACK TO SAVEPOINT " + name, Savepoint: true},
	}
}

func (n *nesting) control(ctx context.Context, s *driver.Statement) error {
	l, err := n.session.t.begin(ctx)
	if err != nil {
		return err
	}
	defer l.end()
	return l.control(ctx, s)
}

// hold notes which objects the session holds.
func (n *nesting) hold() {
	n.before = map[*entry]layout.Pointer{}
	for _, x := range n.session.order {
		for _, e := range x.entries {
			if e.state == persistent {
				n.before[e] = e.was
			}
		}
	}
}

// back makes database and objects what they were. When it fails the session cannot go on.
func (n *nesting) back(ctx context.Context) error {
	s := n.session
	touched := n.restoreAll()
	if s.t.lost != nil { // and all of the session with it
		n.recall(touched)
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	err := n.control(ctx, n.names.back)
	if err == nil {
		err = n.control(ctx, n.names.release)
	}
	if err == nil {
		err = s.reread(ctx, touched)
	}
	if err != nil {
		s.broken = err
		n.recall(touched)
	}
	return err
}

// recall gives objects the values that they had, where their rows cannot be read any more.
func (n *nesting) recall(list []*entry) {
	for _, e := range list {
		e.of.m.copyColumns(e.obj, n.before[e], e.of.m.queried())
	}
}

// restoreAll makes the objects what they were, but for the columns of those that it returns.
func (n *nesting) restoreAll() []*entry {
	s := n.session
	touched := n.touched()
	s.takeBack(n.objects, n.views)
	s.pairs, s.unseated, s.broken = nil, nil, nil
	s.mistakes = s.mistakes[:min(n.mistakes, len(s.mistakes))]
	for _, x := range s.order {
		for _, e := range x.entries {
			n.restore(e)
		}
		s.forget(x) // what was loaded since may be of what is no more
	}
	return touched
}

// touched lists the objects that were changed, in their columns or rows. What Bulk has changed nobody knows.
func (n *nesting) touched() []*entry {
	seen := map[*entry]bool{}
	var list []*entry
	add := func(e *entry) {
		if !n.before[e].Nil() && !seen[e] {
			seen[e] = true
			list = append(list, e)
		}
	}
	for _, c := range n.session.log.objects[n.objects:] {
		add(c.e)
	}
	for e := range n.before {
		if n.session.wrote > n.wrote || e.dirty() {
			add(e)
		}
	}
	return list
}

// restore makes the session hold an object as it did, or no longer.
func (n *nesting) restore(e *entry) {
	e.parents = nil
	if n.before[e].Nil() {
		if e.state == detached {
			return
		}
		e.of.drop(e)
		if e.was.Nil() {
			e.of.m.renewed(e.obj)
		}
		n.session.letGo(e)
		return
	}
	if e.state == detached {
		e.of.gone--
	}
	e.state = persistent
	e.of.keep(e)
	for _, r := range e.of.m.relations {
		r.at(e.obj).changes = nil
	}
}

// reread fills held objects from their rows.
func (s *Session) reread(ctx context.Context, list []*entry) error {
	byModel := map[*identities][]layout.Pointer{}
	for _, e := range list {
		e.expired = true
		byModel[e.of] = append(byModel[e.of], e.obj)
	}
	for x, objs := range byModel {
		m := x.m
		along := &relation{owner: m, field: "its row", kind: rowsOf{m}, target: m, from: m.key, to: m.key}
		l, err := newLoader(ctx, streamed{s}, along, &Loading{parts: parts{settled: true}})
		if err != nil {
			return err
		}
		scan := newScanPlan(m, m.queried())
		l.kind, l.scan = shapeReread, &scan
		if err := l.run(objs); err != nil {
			return err
		}
		var again []*entry
		for _, row := range l.rows {
			if e := x.find(row); e != nil {
				e.renew(row)
				again = append(again, e)
			}
		}
		s.attach(ctx, m, false, objs)
		x.snapshots(again)
	}
	return nil
}
