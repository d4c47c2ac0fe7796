package orm

import (
	"context"
	"slices"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// rewriteRow is writeRow of a model of which the database computes columns: these are read into the object, in the transaction
// that wrote them, so that they are of what the object holds.
func (t *table) rewriteRow(ctx context.Context, w Writer, s *scratch, p *plan, obj layout.Pointer, was int64) error {
	values := slices.Clone(s.values)
	err := w.atomically(ctx, func(ctx context.Context, l *lease) error {
		s.values = append(s.values[:0], values...)
		err := t.sendRow(ctx, l, s, p, obj, was)
		if err == nil {
			err = t.recompute(ctx, l, []layout.Pointer{obj})
		}
		return err
	})
	if err != nil && t.m.version != nil {
		t.m.takeBackVersion(obj, was)
	}
	return err
}

// recompute reads what the database has computed of rows that were written into their objects, by the connection that wrote
// them.
func (t *table) recompute(ctx context.Context, l *lease, objs []layout.Pointer) error {
	columns := t.m.storedFormulas()
	if columns == nil {
		return nil
	}
	back := newScanPlan(t.m, columns)
	in := insertion{table: t, ctx: ctx, scratch: newScratch()}
	defer in.scratch.free()
	for _, obj := range objs {
		if err := in.readBack(l, back, obj); err != nil {
			return err
		}
	}
	return nil
}
