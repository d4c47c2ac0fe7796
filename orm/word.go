package orm

import (
	"slices"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// word is one thing that the program has said of a relation: that an object is, or is no longer, among what another leads
// to. What the other side shows of it is the session's doing.
type word struct {
	relation   *relation
	owner, obj layout.Pointer
}

// say notes what the program says of a relation.
func (s *Session) say(r *relation, owner, obj layout.Pointer) {
	if s.words == nil {
		s.words = map[word]bool{}
	}
	s.words[word{r, owner, obj}] = true
}

// unsay takes out of an object's relations what the session alone has put there, so that an object which the program made
// for this session is not known to others that outlive it.
func (s *Session) unsay(m *mapper, obj layout.Pointer) {
	strange := func(r *relation) func(layout.Pointer) bool {
		return func(x layout.Pointer) bool { return !s.words[word{r, obj, x}] }
	}
	for _, r := range m.relations {
		h := r.at(obj)
		switch c := h.changes; {
		case c == nil:
		case !r.many:
			if strange(r)(c.set) {
				h.changes = nil
			}
		default:
			h.changes = &unstored{added: slices.DeleteFunc(slices.Clone(c.added), strange(r)), removed: slices.DeleteFunc(slices.Clone(c.removed), strange(r))}
			h.tidy()
		}
	}
}
