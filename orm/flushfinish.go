package orm

import (
	"context"

	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/orm/internal/workorder"
)

// finish notes that all is written: objects are what their rows are, and relations show what is stored.
func (w *work) finish() {
	s := w.session
	for _, call := range w.calls {
		call()
	}
	var known []*entry
	for _, t := range w.order {
		e := t.e
		e.parents = nil
		if t.kind == workorder.Delete {
			w.leave(e)
			continue
		}
		e.of.m.storedDeferred(e.obj)
		for _, r := range e.of.m.deferred {
			if st := r.state(e.obj); st.known == wasSet {
				st.known = wasRead
			}
		}
		if e.state == pending {
			e.state = persistent
			e.of.keep(e)
			s.attachStored(e)
		}
		known = append(known, e)
	}
	for e := range w.swept {
		w.leave(e)
	}
	known = append(known, w.nulled...)
	s.pairs = nil
	w.show()
	w.settle(known)
}

// leave lets an object go whose row is gone.
func (w *work) leave(e *entry) {
	e.parents = nil
	e.of.drop(e)
	w.session.letGo(e)
}

// settle takes the snapshots of what was written, and completes the log.
func (w *work) settle(known []*entry) {
	byModel := map[*identities][]*entry{}
	for _, e := range known {
		if e.state == persistent {
			byModel[e.of] = append(byModel[e.of], e)
		}
	}
	for x, list := range byModel {
		x.snapshots(list)
	}
	log := w.session.log.objects[w.before:]
	for i := range log {
		c := &log[i]
		switch m := c.e.of.m; {
		case c.e.state != detached:
			c.after = c.e.was
		case m.deleted != nil: // the object holds when
			c.after = m.slab(1)[0]
			layout.Copy(c.after, c.e.obj, m.typ)
		default:
			c.after = c.before
		}
	}
	for _, x := range w.session.order {
		x.brought = nil
		for _, e := range x.entries {
			if len(e.parents) > 0 { // a reference that already was as it was to be
				e.parents = nil
			}
		}
	}
}

// show lets relations hold what was changed in them.
func (w *work) show() {
	s := w.session
	for _, x := range s.order {
		for _, e := range x.entries {
			for _, r := range x.m.relations {
				if r.at(e.obj).changes != nil && e.state != detached {
					s.log.show(r, e.obj)
				}
			}
		}
	}
}

// attachStored lets an object that was inserted load its deferred columns.
func (s *Session) attachStored(e *entry) {
	m := e.of.m
	for _, r := range m.deferred {
		r.at(e.obj).link = nil
	}
	if len(m.deferred) == 0 {
		return
	}
	b := &peers{m: m, reader: s, ctx: context.Background(), objs: []layout.Pointer{e.obj}}
	for _, r := range m.deferred {
		r.at(e.obj).link = &link{peers: b, place: int16(r.place)}
	}
}

// tell tells the objects what has become of them.
func (w *work) tell(ctx context.Context) error {
	for _, t := range w.order {
		if err := w.session.tell(ctx, t.e.of.m, [...]event{workorder.Insert: afterInsert, workorder.Update: afterUpdate, workorder.Delete: afterDelete}[t.kind], t.e.obj); err != nil {
			return err
		}
	}
	return nil
}
