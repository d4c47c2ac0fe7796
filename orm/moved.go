package orm

import (
	"context"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// moved makes an object load what its own foreign keys lead to anew, where they name another row by now than the one that
// was loaded: it was written, and what it holds is no longer true. The other objects from its query keep what they know.
func (m *mapper) moved(obj layout.Pointer) {
	for _, r := range m.relations {
		h := r.at(obj)
		if r.reference == nil || h.link == nil || h.link.peers.related.Load() == nil {
			continue
		}
		if loaded := h.link.related().loaded.Load(); loaded != nil && !r.names(obj, r.kind.row(loaded, h.link.i)) {
			h.forget()
		}
	}
}

// renew cuts rows that were inserted loose from those that their objects were read from, or copied of.
func (m *mapper) renew(ctx context.Context, r Reader, objs ...layout.Pointer) {
	var linked []layout.Pointer
	for _, obj := range objs {
		if len(m.relations) > 0 && m.relations[0].at(obj).link != nil { // as all of them then
			linked = append(linked, obj)
		}
	}
	m.attach(ctx, r, false, linked)
}

// names tells whether the foreign key of an object names a row, which may be none.
func (r *relation) names(obj, row layout.Pointer) bool {
	for i, c := range r.from {
		v, err := c.encode(obj)
		if err != nil {
			return false
		}
		if row.Nil() || v.Kind() == driver.Null {
			return row.Nil() && v.Kind() == driver.Null
		}
		if w, err := r.to[i].encode(row); err != nil || compareValues(v, w) != 0 {
			return false
		}
	}
	return true
}
