package orm

import (
	"context"

	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// Delete removes the object's row, found by its key. An error of the kind NotFound says that the row was gone
// already; of a model with a Table.Version a StaleError says that, and that the row was changed by somebody else.
func (m *Model[T]) Delete(ctx context.Context, w Writer, obj *T) error {
	mp := m.mapping()
	if obj == nil {
		return mp.invalid("Delete got nil; write the object whose row is meant")
	}
	if err := mp.direct(layout.Of(obj)); err != nil {
		return err
	}
	t, err := w.database().table(mp)
	if err != nil {
		return err
	}
	s := newScratch()
	defer s.free()
	p, err := t.plan([]byte{shapeDelete}, func() (draft, error) {
		return draft{statement: sqlast.Delete{From: mp.table.Name, Where: t.byVersion()}}, nil
	})
	if err != nil {
		return err
	}
	was, err := mp.versionIn(layout.Of(obj))
	if err != nil {
		return err
	}
	return t.writeRow(ctx, w, s, p, layout.Of(obj), was)
}
