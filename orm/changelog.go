package orm

import (
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// changeLog is what a session's flushes have done to objects, so that it can be taken back.
type changeLog struct {
	objects []objectChange
	views   []viewChange
	flush   int // the number of the flush that writes
}

// objectChange is an object before a flush, and after it.
type objectChange struct {
	e             *entry
	before, after layout.Pointer // copies of the object; after is nowhere while the flush runs
	was           layout.Pointer
	deep          []driver.Value
	state         state
}

// viewChange is what an object showed of a relation before a flush.
type viewChange struct {
	relation *relation
	obj      layout.Pointer
	link     *link
	changes  *unstored
	loaded   bool
	list     []layout.Pointer // what was loaded
	count    int64
}

// remember keeps what objects of one model are before a flush touches them, once each.
func (c *changeLog) remember(list ...*entry) {
	list = slices.DeleteFunc(list, func(e *entry) bool { return e.flush == c.flush })
	if len(list) == 0 {
		return
	}
	m := list[0].of.m
	c.objects = slices.Grow(c.objects, len(list))
	for i, at := range m.slab(len(list)) {
		e := list[i]
		e.flush = c.flush
		layout.Copy(at, e.obj, m.typ)
		c.objects = append(c.objects, objectChange{e: e, before: at, was: e.was, deep: e.deep, state: e.state})
	}
}

// forget takes back what was written into objects since a moment, when no statement was sent.
func (c *changeLog) forget(objects int) {
	kept := map[spot]bool{}
	for _, x := range slices.Backward(c.objects[objects:]) {
		x.restore(kept)
	}
	c.objects = c.objects[:objects]
}

// show makes what was changed of a relation what is loaded of it.
func (c *changeLog) show(r *relation, obj layout.Pointer) {
	h := r.at(obj)
	v := viewChange{relation: r, obj: obj, link: h.link, changes: h.changes}
	if h.link != nil {
		of := h.link.related()
		if loaded := of.loaded.Load(); loaded != nil {
			v.loaded, v.list = true, r.kind.list(loaded, h.link.i)
			r.kind.put(loaded, h.link.i, h.changes.applied(v.list, r.many))
		}
		if counts := of.counts.Load(); counts != nil && r.many {
			v.count = (*counts)[h.link.i]
			(*counts)[h.link.i] += int64(len(h.changes.added) - len(h.changes.removed))
		}
	}
	h.changes = nil
	c.views = append(c.views, v)
}

// applied is a list with the changes.
func (c *unstored) applied(list []layout.Pointer, many bool) []layout.Pointer {
	if !many {
		return []layout.Pointer{c.set}
	}
	out := make([]layout.Pointer, 0, len(list)+len(c.added))
	for _, p := range list {
		if !slices.Contains(c.removed, p) {
			out = append(out, p)
		}
	}
	for _, p := range c.added {
		if !slices.Contains(list, p) {
			out = append(out, p)
		}
	}
	return out
}

// takeBack makes a relation show what it did, with what was changed since.
func (v *viewChange) takeBack() {
	h := v.relation.at(v.obj)
	since := h.changes
	h.changes = v.changes
	if v.link != nil && v.loaded {
		v.relation.kind.put(v.link.related().loaded.Load(), v.link.i, v.list)
	}
	if counts := v.link.counts(); counts != nil && v.relation.many {
		(*counts)[v.link.i] = v.count
	}
	switch {
	case since == nil:
	case !v.relation.many:
		h.changes = since
	default:
		for _, p := range since.added {
			v.relation.give(v.obj, p)
		}
		for _, p := range since.removed {
			v.relation.take(v.obj, p)
		}
	}
}

func (l *link) counts() *[]int64 {
	if l == nil {
		return nil
	}
	return l.related().counts.Load()
}

// takeBack undoes what the session has done to objects since a moment: what the program has changed itself stays.
func (s *Session) takeBack(objects, views int) {
	for _, v := range slices.Backward(s.log.views[views:]) {
		v.takeBack()
	}
	kept := map[spot]bool{}
	for _, c := range slices.Backward(s.log.objects[objects:]) {
		c.takeBack(kept)
	}
	s.log.objects, s.log.views = s.log.objects[:objects], s.log.views[:views]
}

func (c *objectChange) takeBack(kept map[spot]bool) {
	c.restore(kept)
	c.e.was, c.e.deep, c.e.state = c.was, c.deep, c.state
}

// spot is a column of an object.
type spot struct {
	e      *entry
	column *column
}

// restore gives the object the values that it had, but where the program has changed them since: these are kept, whatever
// was before.
func (c *objectChange) restore(kept map[spot]bool) {
	m := c.e.of.m
	for _, x := range m.visibleColumns() {
		switch at := (spot{c.e, x}); {
		case kept[at]:
			continue
		case !c.after.Nil() && !x.sameIn(c.e.obj, c.after):
			kept[at] = true
			continue
		case !x.sameIn(c.e.obj, c.before):
			layout.Copy(c.e.obj.Field(x.offset), c.before.Field(x.offset), x.pointer.Elem())
		}
		if x.deferred != nil && x.deferred.state(c.e.obj).known == wasRead {
			x.deferred.state(c.e.obj).known = x.deferred.state(c.before).known
		}
	}
}
