package orm

import (
	"context"
	"errors"
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
	n := nesting{session: s, objects: len(s.log.objects), views: len(s.log.views), mistakes: len(s.mistakes), names: savepointsAt(s.depth)}
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
			_ = n.back(ctx)
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
		kept = err == nil
		return err
	}
	return both(err, n.back(ctx))
}

// nesting is one call of Nested.
type nesting struct {
	session                  *Session
	objects, views, mistakes int // in the session's log and mistakes, when it began
	names                    savepoints
	before                   map[*entry]bool
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
	n.before = map[*entry]bool{}
	for _, x := range n.session.order {
		for _, e := range x.entries {
			if e.state == persistent {
				n.before[e] = true
			}
		}
	}
}

// back makes database and objects what they were.
func (n *nesting) back(ctx context.Context) error {
	s := n.session
	if s.t.lost != nil {
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	if err := errors.Join(n.control(ctx, n.names.back), n.control(ctx, n.names.release)); err != nil {
		return err
	}
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
	return s.reread(ctx, touched)
}

// touched lists the objects that were changed, in their columns or rows.
func (n *nesting) touched() []*entry {
	seen := map[*entry]bool{}
	var list []*entry
	add := func(e *entry) {
		if n.before[e] && !seen[e] {
			seen[e] = true
			list = append(list, e)
		}
	}
	for _, c := range n.session.log.objects[n.objects:] {
		add(c.e)
	}
	for e := range n.before {
		if e.state == persistent && e.dirty() {
			add(e)
		}
	}
	return list
}

// restore makes the session hold an object as it did, or no longer.
func (n *nesting) restore(e *entry) {
	e.parents = nil
	if !n.before[e] {
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
		l, err := newLoader(ctx, streamed{s}, along, &Loading{})
		if err != nil {
			return err
		}
		scan := newScanPlan(m, m.readColumns())
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
