package orm

import (
	"maps"
	"slices"
)

// outlook is what relations show before a flush finds out what follows from changes, so that a flush that is refused before
// its first statement leaves them as they were.
type outlook struct {
	changes map[*held]unstored
	entries map[*entry]entry // of those that were given other parents
	pairs   map[pairKey]*pairChange
}

// outlook looks at all held objects.
func (s *Session) outlook() *outlook {
	o := &outlook{pairs: maps.Clone(s.pairs)}
	for _, x := range s.order {
		for _, e := range x.entries {
			if len(e.parents) > 0 || len(e.hidden) > 0 {
				if o.entries == nil {
					o.entries = map[*entry]entry{}
				}
				was := *e
				was.parents = slices.Clone(e.parents)
				o.entries[e] = was
			}
			for _, r := range x.m.relations {
				h := r.at(e.obj)
				if c := h.changes; c != nil {
					if o.changes == nil {
						o.changes = map[*held]unstored{}
					}
					o.changes[h] = unstored{added: slices.Clone(c.added), removed: slices.Clone(c.removed), set: c.set}
				}
			}
		}
	}
	return o
}

// restore makes relations show what they did. A new object that was forgotten meanwhile stays forgotten.
func (o *outlook) restore(s *Session) {
	s.pairs = o.pairs
	for _, x := range s.order {
		for _, e := range x.entries {
			was, changed := o.entries[e]
			e.parents, e.hidden = was.parents, was.hidden
			if changed {
				e.state = was.state
			}
			for _, r := range x.m.relations {
				h := r.at(e.obj)
				h.changes = nil
				if c, shown := o.changes[h]; shown {
					h.changes = &c
				}
			}
		}
	}
}
