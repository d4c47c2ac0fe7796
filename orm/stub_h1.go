package orm

import (
	"context"

	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

type removals struct {
	table *table
	objs  []layout.Pointer
}

func (r removals) run(ctx context.Context, l *lease) error {
	t := r.table
	p, err := t.plan([]byte{shapeDelete}, func() (draft, error) {
		return draft{statement: sqlast.Delete{From: t.m.table.Name, Where: t.byKey}}, nil
	})
	if err != nil {
		return err
	}
	for _, obj := range r.objs {
		values, err := t.m.keyOf(nil, obj)
		if err != nil {
			return err
		}
		result, err := l.exec(ctx, t.m, &p.statement, values)
		if err != nil {
			return t.explainRow(ctx, l, err, nil, values)
		}
		if result.Rows == 0 {
			return t.gone(values)
		}
	}
	return nil
}

func (b *batch) reserve(ctx context.Context, l *lease) error {
	panic("not yet")
}

func (p *pairs) part(ctx context.Context, l *lease) error {
	t, a := p.table, p.relation.via
	for _, row := range p.rows {
		near, err := a.m.appendEncoded(nil, row, a.near)
		if err != nil {
			return err
		}
		far, err := a.m.appendEncoded(nil, row, a.far)
		if err != nil {
			return err
		}
		u := unlinking{pairs: p, near: near, far: far}
		if err := u.remove(ctx, l); err != nil {
			return err
		}
	}
	_ = t
	return nil
}

// reservable: batch.reserve stands.
const reservable = false
