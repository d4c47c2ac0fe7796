package orm

import (
	"context"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// Delete removes the object's row, found by its key. An error of the kind NotFound says that the row was gone
// already; of a model with a Table.Version a StaleError says that, and that the row was changed by somebody else. The
// object is told of it, if its model wants to be: see BeforeDeleter and AfterDeleter, an error of which is the one after
// which the row is gone.
func (m *Model[T]) Delete(ctx context.Context, w Writer, obj *T) error {
	mp := m.mapping()
	if obj == nil {
		return mp.invalid("Delete got nil; write the object whose row is meant")
	}
	t, err := w.database().table(mp)
	if err != nil {
		return err
	}
	before := *obj
	if err = mp.announce(ctx, w, beforeDelete, layout.Of(obj)); err == nil {
		err = t.deleteRow(ctx, w, layout.Of(obj))
	}
	if err != nil {
		*obj = before
		return err
	}
	return mp.tell(ctx, w, afterDelete, layout.Of(obj))
}

func (t *table) deleteRow(ctx context.Context, w Writer, obj layout.Pointer) error {
	s := newScratch()
	defer s.free()
	p, err := t.deletePlan()
	if err != nil {
		return err
	}
	was, err := t.m.versionIn(obj)
	if err != nil {
		return err
	}
	return t.writeRow(ctx, w, s, p, obj, was)
}
