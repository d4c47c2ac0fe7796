package orm

import (
	"context"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// Delete removes the object's row, found by its key. An error of the kind NotFound says that the row was gone
// already; of a model with a Table.Version a StaleError says that, and that the row was changed by somebody else. The
// object is told of it, if its model wants to be: see BeforeDeleter and AfterDeleter, an error of which is the one after
// which the row is gone.
//
// Of a model with Table.SoftDelete the row stays, and row and object get the time of their deletion.
func (m *Model[T]) Delete(ctx context.Context, w Writer, obj *T) error {
	return m.remove(ctx, w, obj, false)
}

func (m *Model[T]) remove(ctx context.Context, w Writer, obj *T, purge bool) error {
	if obj == nil {
		return m.mapping().invalid("Delete got nil; write the object whose row is meant")
	}
	before := *obj
	gone, err := m.mapping().delete(ctx, w, layout.Of(obj), purge)
	if !gone {
		*obj = before
	}
	return err
}

// delete removes the row of an object; false when this is to be as it was before.
func (m *mapper) delete(ctx context.Context, w Writer, obj layout.Pointer, purge bool) (gone bool, err error) {
	t, err := w.database().table(m)
	if err != nil {
		return false, err
	}
	if err = m.announce(ctx, w, beforeDelete, obj); err == nil {
		err = t.deleteRow(ctx, w, obj, purge)
	}
	if err != nil {
		return false, err
	}
	return true, m.tell(ctx, w, afterDelete, obj)
}

func (t *table) deleteRow(ctx context.Context, w Writer, obj layout.Pointer, purge bool) error {
	if t.m.deleted != nil && !purge {
		r := removals{table: t, objs: []layout.Pointer{obj}}
		if err := r.prepare(); err != nil {
			return err
		}
		if t.db.follows(t.m) {
			return w.atomically(ctx, r.kept)
		}
		l, err := w.begin(ctx, driver.ReadWrite)
		if err != nil {
			return t.m.failed(err)
		}
		defer l.end()
		return r.kept(ctx, &l)
	}
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
