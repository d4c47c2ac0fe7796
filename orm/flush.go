package orm

import (
	"context"
	"errors"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// mostRounds is how often one flush goes over the objects again, because events of models have changed some.
const mostRounds = 100

// flush writes what has changed. What is found wrong before the first statement leaves the session as it is.
func (s *Session) flush(ctx context.Context) error {
	if !s.flushing.CompareAndSwap(false, true) {
		return nil // within an event
	}
	defer s.flushing.Store(false)
	for range mostRounds {
		w, err := s.gather(ctx)
		if err != nil {
			return err
		}
		if w.empty() {
			if len(s.log.objects) > w.before {
				w.finish() // what was changed is as it was
			}
			return nil
		}
		if err = w.write(ctx); err == nil {
			err = w.tell(ctx)
		}
		if err != nil {
			s.broken = err
			return err
		}
	}
	return fault.New(fault.Invalid, "orm: the events of models change objects each time they are told of a flush, which does not end")
}

// changed tells whether rows of some tables wait to be written; nil among them stands for any.
func (s *Session) changed(tables []*mapper) bool {
	if slices.Contains(tables, nil) {
		tables = make([]*mapper, len(s.order))
		for i, x := range s.order {
			tables[i] = x.m
		}
		if len(s.pairs) > 0 {
			return true
		}
	}
	for _, m := range tables {
		if x := s.held[m]; x != nil && x.changed() || s.follows(m) {
			return true
		}
	}
	for key := range s.pairs {
		if slices.Contains(tables, key.table) {
			return true
		}
	}
	return slices.ContainsFunc(s.unseated, func(x seat) bool { return slices.Contains(tables, x.along.target) })
}

func (x *identities) changed() bool {
	return slices.ContainsFunc(x.entries, (*entry).waits)
}

// follows tells whether rows of a table go, or lose a reference, along with those that wait to be deleted.
func (s *Session) follows(m *mapper) bool {
	for _, x := range s.order {
		if slices.ContainsFunc(x.entries, func(e *entry) bool { return e.state == deleted }) && reaches(s.database(), x.m, m, nil) {
			return true
		}
	}
	return false
}

// reaches tells whether the deletion of rows changes those of another table.
func reaches(db *DB, from, to *mapper, seen []*mapper) bool {
	for _, r := range db.foreignKeys.to[from] {
		if r.key.onDelete == Refuse || slices.Contains(seen, r.from) {
			continue
		}
		if r.from == to || r.key.onDelete == Cascade && reaches(db, r.from, to, append(seen, r.from)) {
			return true
		}
	}
	return false
}

// gather finds out what is to be written, and holds it to the models' rules.
func (s *Session) gather(ctx context.Context) (*work, error) {
	if s.misused.Load() {
		return nil, sessionShared()
	}
	if err := errors.Join(s.mistakes...); err != nil {
		return nil, err
	}
	if err := s.sitDown(ctx); err != nil {
		return nil, err
	}
	s.log.flush++
	w := &work{session: s, ctx: ctx, swept: map[*entry]*entry{}, before: len(s.log.objects)}
	err := w.announce()
	if err == nil {
		before := s.outlook()
		if err = w.collect(); err == nil {
			err = w.refused()
		}
		if err != nil {
			before.restore(s)
		}
	}
	if err != nil {
		s.log.forget(w.before)
	}
	return w, err
}

// sitDown looks for the rows that have a place which another was given.
func (s *Session) sitDown(ctx context.Context) error {
	for len(s.unseated) > 0 {
		x := s.unseated[0]
		s.unseated = s.unseated[1:]
		if x.parent.state != persistent {
			continue
		}
		l, err := newLoader(ctx, s, x.along, &Loading{})
		if err != nil {
			return err
		}
		if err := l.run([]layout.Pointer{x.parent.obj}); err != nil {
			return err
		}
		if _, err := s.arrive(ctx, x.along.target, false, l.rows); err != nil {
			return err
		}
		now, _ := x.along.present(x.parent.obj)
		for _, row := range l.rows {
			if e := s.entryOf(x.along.target, row); e != nil && row != now && e.state == persistent && s.parentOf(e, x.along.key) == x.parent {
				s.setParent(x.along.key, e, nil)
				x.along.at(x.parent.obj).changes = &unstored{set: now}
			}
		}
	}
	return nil
}

// announce tells objects that they are about to be written, which may change them and others.
func (w *work) announce() error {
	defer w.calm()
	s := w.session
	for range mostRounds {
		told := 0
		for i := 0; i < len(s.order); i++ { // which may grow meanwhile
			x := s.order[i]
			list := x.untold()
			s.log.remember(slices.Clone(list)...)
			told += len(list)
			for _, e := range list {
				if err := s.tell(w.ctx, x.m, [...]event{pending: beforeInsert, persistent: beforeUpdate, deleted: beforeDelete}[e.state], e.obj); err != nil {
					return err
				}
			}
		}
		if told == 0 || !s.eventful() {
			return nil
		}
	}
	return fault.New(fault.Invalid, "orm: the events of models change more objects each time they are told of a flush, which does not end")
}

// untold lists the objects that wait to be written and were not told.
func (x *identities) untold() (list []*entry) {
	for _, e := range x.entries {
		if !e.told && e.waits() {
			e.told = true
			list = append(list, e)
		}
	}
	return list
}

// calm forgets who was told.
func (w *work) calm() {
	for _, c := range w.session.log.objects[w.before:] {
		c.e.told = false
	}
}

// tell tells an object of an event, which may use the session.
func (s *Session) tell(ctx context.Context, m *mapper, e event, obj layout.Pointer) error {
	if !m.tells(e) {
		return nil
	}
	s.telling.Store(true)
	defer s.telling.Store(false)
	return m.tell(ctx, s, e, obj)
}

func (s *Session) eventful() bool {
	return slices.ContainsFunc(s.order, func(x *identities) bool { return x.m.tells(beforeInsert | beforeUpdate | beforeDelete) })
}

// waits tells an object that is to be written.
func (e *entry) waits() bool {
	switch e.state {
	case pending, deleted:
		return true
	case persistent:
		return len(e.parents) > 0 || e.dirty()
	}
	return false
}

// get is the object of a key, if the session holds it.
func (s *Session) get(ctx context.Context, m *mapper, key driver.Value) (layout.Pointer, error) {
	x := s.held[m]
	if x == nil {
		return layout.Pointer{}, s.ready(ctx, []*mapper{m})
	}
	e := x.findKey(key)
	switch {
	case e != nil && e.state == persistent && !e.expired && !s.over.Load() && s.broken == nil && e.shows():
		return e.obj, nil
	case e == nil && len(x.fresh) == 0 && len(s.unseated) == 0 && !s.follows(m) && !s.eventful():
		return layout.Pointer{}, nil // what was changed in the rows that are held is not about this one
	}
	return layout.Pointer{}, s.ready(ctx, []*mapper{m})
}

// refresh makes a held object what its row is, and forgets what was changed in it.
func (s *Session) refresh(ctx context.Context, m *mapper, obj, row layout.Pointer) error {
	e := s.entryOf(m, obj)
	if e == nil || e.state != persistent {
		return m.invalid("Refresh got an object that the session does not hold with a row; Get reads the row")
	}
	for i := range e.parents {
		e.parents[i].back(s, e)
	}
	e.parents = nil
	e.renew(row)
	for _, r := range m.links {
		r.at(obj).link = nil
	}
	s.attach(ctx, m, false, []layout.Pointer{obj})
	e.of.snapshots([]*entry{e})
	return s.tell(ctx, m, afterLoad, obj)
}
