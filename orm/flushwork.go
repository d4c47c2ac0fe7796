package orm

import (
	"context"
	"errors"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/orm/internal/workorder"
)

// work is what one flush writes.
type work struct {
	session *Session
	ctx     context.Context
	order   []*task
	swept   map[*entry]*entry // those that go with a row that they refer to, and the one of these that is deleted
	nulled  []*entry          // lose a reference with one
	before  int               // in the session's log
	room    []task            // for those to come
	calls   []func()          // what the objects show once all is written
}

// task is one row that is written.
type task struct {
	e       *entry
	kind    workorder.Kind
	columns []*column      // of an update
	waits   []parentChange // for the keys of rows that are inserted first
}

func (w *work) empty() bool { return len(w.order) == 0 && len(w.session.pairs) == 0 }

// refused tells why nothing may be written.
func (w *work) refused() error {
	if w.empty() || w.session.t.access != driver.ReadOnly {
		return nil
	}
	f := &fault.Error{Kind: fault.ReadOnly, Detail: "orm: the session only reads, and pairs were joined or parted"}
	if len(w.order) == 0 {
		return f
	}
	e := w.order[0].e
	f.Detail = "the session only reads, and " + [...]string{pending: "an object was added", persistent: "an object was changed", deleted: "an object was removed"}[e.state]
	f.Model = e.of.m.name
	return e.blame(f)
}

// blame says which object an error is about.
func (e *entry) blame(err error) error {
	return &ObjectError{Object: e.obj.Interface(e.of.m.typ), Err: err}
}

// collect makes the tasks.
func (w *work) collect() error {
	var refused []error
	s := w.session
	w.byHand()
	w.orphans()
	for i := 0; i < len(s.order); i++ {
		x := s.order[i]
		for j := 0; j < len(x.entries); j++ {
			if e := x.entries[j]; e.waits() {
				if err := w.add(e); err != nil {
					refused = append(refused, e.blame(err))
				}
			}
		}
	}
	w.sweep()
	w.order = slices.DeleteFunc(w.order, func(t *task) bool { return w.swept[t.e] != nil })
	for _, t := range w.order {
		if err := t.judge(); err != nil {
			refused = append(refused, t.e.blame(err))
		}
	}
	for _, p := range s.pairs {
		if err := p.storable(s); err != nil {
			refused = append(refused, err)
		}
	}
	return errors.Join(refused...)
}

// storable refuses pairs that cannot be written without an object for them.
func (p *pairChange) storable(s *Session) error {
	pairs, err := p.along.pairs(s.database())
	switch {
	case err != nil:
		return err
	case p.join:
		return pairs.storable("a session")
	}
	return pairs.silent("a session", beforeDelete|afterDelete, "remove")
}

// byHand finds foreign keys that were changed in the columns alone, so that both sides show it.
func (w *work) byHand() {
	s := w.session
	for _, x := range s.order {
		if len(x.m.foreignKeys) == 0 {
			continue
		}
		for _, e := range x.entries {
			if e.state != pending && (e.state != persistent || e.same()) {
				continue
			}
			for _, k := range x.m.foreignKeys {
				if e.changeOf(k) < 0 {
					w.follow(e, k)
				}
			}
		}
	}
}

// follow shows the parent that the columns of a child name.
func (w *work) follow(e *entry, k *foreignKey) {
	s := w.session
	below, above := k.sides(e.of.m)
	if e.state == pending {
		if k.empty(e.obj) {
			return
		}
		if p := s.pendingParent(k, e.obj); p != nil {
			e.parents = append(e.parents, parentChange{k, p})
			if above != nil {
				above.give(p.obj, e.obj)
			}
			return
		}
	} else if sameColumnsOf(k.columns, e.obj, e.was) {
		return
	}
	now := s.referred(k, e.obj)
	if above != nil {
		if e.state == persistent {
			if old := s.referred(k, e.was); old != nil && old != now {
				above.take(old.obj, e.obj)
			}
		}
		if now != nil {
			above.give(now.obj, e.obj)
		}
	}
	if below == nil {
		return
	}
	if h := below.at(e.obj); now != nil {
		h.changes = &unstored{set: now.obj}
	} else {
		w.calls = append(w.calls, func() { h.link = h.link.apart() })
	}
}

func sameColumnsOf(columns []*column, a, b layout.Pointer) bool {
	for _, c := range columns {
		v, err := c.encode(a)
		if err != nil {
			return false
		}
		if w, err := c.encode(b); err != nil || !sameValue(v, w) {
			return false
		}
	}
	return true
}

// pendingParent is the new object that the columns of a foreign key name: one that brings its key.
func (s *Session) pendingParent(k *foreignKey, obj layout.Pointer) *entry {
	x := s.held[k.target]
	if x == nil || len(x.fresh) == 0 {
		return nil
	}
	return x.byReference(k, obj)
}

// orphans decides what becomes of children that were taken away from their parents.
func (w *work) orphans() {
	s := w.session
	for _, x := range s.order {
		for _, e := range x.entries {
			if e.state != pending && e.state != persistent {
				continue
			}
			for _, p := range e.parents {
				if p.parent == nil && p.key.deleteOrphans {
					s.remove(x.m, e.obj)
					break
				}
			}
		}
	}
}

// add makes the task of an object.
func (w *work) add(e *entry) error {
	if len(w.room) == 0 {
		w.room = make([]task, 64)
	}
	t := &w.room[0]
	w.room = w.room[1:]
	t.e = e
	switch e.state {
	case pending:
		t.kind = workorder.Insert
		if err := e.of.m.fillAuto(e.obj, e.of.m.visibleColumns()); err != nil {
			return err
		}
	case deleted:
		t.kind = workorder.Delete
	default:
		t.kind = workorder.Update
	}
	if t.kind != workorder.Delete {
		for _, p := range e.parents {
			if err := t.refer(p); err != nil {
				return err
			}
		}
	}
	if t.kind == workorder.Update {
		t.columns = e.changed()
		for _, c := range t.columns {
			if slices.Contains(e.of.m.key, c) {
				return e.of.m.invalid("%s belongs to the key of a row that is stored, and was changed; a key stays: remove the object and add another", c.field)
			}
		}
		for _, p := range t.waits {
			for _, c := range p.key.columns {
				if !slices.Contains(t.columns, c) {
					t.columns = append(t.columns[:len(t.columns):len(t.columns)], c)
				}
			}
		}
		if v := e.of.m.version; v != nil && slices.Contains(t.columns, v) {
			t.columns = slices.DeleteFunc(slices.Clone(t.columns), func(c *column) bool { return c == v })
		}
		if len(t.columns) == 0 {
			return nil
		}
	}
	w.order = append(w.order, t)
	return nil
}

// refer gives a child the key of its parent, or lets it wait for that.
func (t *task) refer(p parentChange) error {
	e, k := t.e, p.key
	byHand := e.state == pending && !k.empty(e.obj) || e.state == persistent && !sameColumnsOf(k.columns, e.obj, e.was)
	switch {
	case p.parent == nil && byHand && !k.empty(e.obj):
		return e.disagree(p)
	case p.parent == nil:
		for _, c := range k.columns {
			if !c.nullable && !slices.Contains(e.of.m.key, c) {
				return e.of.m.orphan(k, c)
			}
			if c.nullable {
				c.settable(e.obj).SetZero()
			}
		}
		return nil
	case p.parent.state == deleted || p.parent.state == detached:
		below, _ := k.sides(e.of.m)
		name := k.columns[0].field
		if below != nil {
			name = below.field
		}
		return e.of.m.invalid("%s leads to an object of %s that is removed; give it another, or remove it too", name, k.target.name)
	case isNew(p.parent.obj, k.references):
		if byHand {
			return e.disagree(p)
		}
		t.waits = append(t.waits, p)
		return nil
	case byHand && !k.leads(e.obj, p.parent.obj):
		return e.disagree(p)
	}
	if p.parent.state == pending {
		t.waits = append(t.waits, p)
	}
	return refer(e.obj, k.columns, p.parent.obj, k.references)
}

// disagree is the error of a key and a relation that were both changed, each to lead elsewhere.
func (e *entry) disagree(p parentChange) error {
	below, above := p.key.sides(e.of.m)
	field := p.key.columns[0].field
	switch {
	case below != nil:
		return e.of.m.invalid("%s and %s were both changed, and lead to different objects of %s; change one of them", below.field, field, p.key.target.name)
	case above != nil:
		return e.of.m.invalid("%s and %s were both changed, and lead to different objects of %s; change one of them", above, field, p.key.target.name)
	}
	return e.of.m.invalid("%s was changed twice, to lead to different objects of %s", field, p.key.target.name)
}

// orphan is the error of a child that was taken from its parent and may not be without one.
func (m *mapper) orphan(k *foreignKey, c *column) error {
	return &fault.Error{
		Kind: fault.NotNull, Model: m.name,
		Violations: []fault.Violation{{Field: c.field, Kind: fault.NotNull, Code: "required", Message: "is required"}},
		Detail:     "it was taken from its " + k.target.name + "; give it another, remove it, or say DeleteOrphans with BelongsTo",
	}
}

// judge holds what the task writes to the model's rules.
func (t *task) judge() error {
	if t.kind == workorder.Delete {
		return nil
	}
	m := t.e.of.m
	columns := t.columns
	if t.kind == workorder.Insert {
		columns = m.visibleColumns()
	}
	var violations []fault.Violation
	for _, c := range columns {
		if c.generated && c.isZero(t.e.obj) || t.awaits(c) {
			continue
		}
		if v, bad := c.judge(t.e.obj); bad {
			violations = append(violations, v)
		}
	}
	if violations != nil {
		return fault.Refuse(m.name, violations...)
	}
	return nil
}

// awaits tells a column whose value is that of a row which is inserted first.
func (t *task) awaits(c *column) bool {
	return slices.ContainsFunc(t.waits, func(p parentChange) bool { return slices.Contains(p.key.columns, c) })
}
