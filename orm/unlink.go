package orm

import (
	"context"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// unlinking is pairs on their way out of an association's table.
type unlinking struct {
	pairs *pairs
	near  []driver.Value // of the one parent that all pairs have; nil where list has it
	list  rowList        // of the children, or of both sides
}

// unlinking parts a parent from children.
func (p *pairs) unlinking(parent layout.Pointer, children []layout.Pointer) (*unlinking, error) {
	if err := p.silent("orm.Unlink", beforeDelete|afterDelete, "delete"); err != nil {
		return nil, err
	}
	a := p.relation.via
	near, err := p.relation.owner.appendEncoded(nil, parent, a.from)
	if err != nil {
		return nil, err
	}
	var values []driver.Value
	for i, child := range children {
		values, err = p.relation.target.appendEncoded(append(values, near...), child, a.to)
		if err != nil {
			return nil, nth(err, i, len(children))
		}
	}
	return p.without(values), nil
}

// part removes the pairs, of any parents, that are among the rows.
func (p *pairs) part(ctx context.Context, l *lease) (err error) {
	a := p.relation.via
	columns := slices.Concat(a.near, a.far)
	values := make([]driver.Value, 0, len(p.rows)*len(columns))
	for _, row := range p.rows {
		if values, err = a.m.appendEncoded(values, row, columns); err != nil {
			return err
		}
	}
	return p.without(values).remove(ctx, l)
}

// without removes pairs of values: those of a parent, then those of a child. Where all are of one parent, which is known by
// one value as its children are, it is named once.
func (p *pairs) without(values []driver.Value) *unlinking {
	a := p.relation.via
	u := &unlinking{pairs: p, list: rowList{table: p.table, columns: slices.Concat(a.near, a.far), values: values}}
	if len(u.list.columns) > 2 || len(values) == 0 {
		return u
	}
	first := appendIdentity(nil, values[:1])
	far := make([]driver.Value, 0, len(values)/2)
	var next []byte
	for i := 0; i < len(values); i += 2 {
		if next = appendIdentity(next[:0], values[i:i+1]); !slices.Equal(first, next) {
			return u
		}
		far = append(far, values[i+1])
	}
	u.near, u.list.columns, u.list.values = values[:1:1], a.far, far
	return u
}

// remove removes the pairs, a portion with each statement.
func (u *unlinking) remove(ctx context.Context, l *lease) error {
	n, size := u.list.len(), u.list.portion()
	for from := 0; from < n; from += size {
		if err := u.send(ctx, l, from, min(size, n-from)); err != nil {
			return err
		}
	}
	return nil
}

// send removes some pairs: those of the parent with a list of children, or a list of pairs in full.
func (u *unlinking) send(ctx context.Context, l *lease, from, n int) error {
	t := u.pairs.table
	s := newScratch()
	defer s.free()
	s.key = append(s.key[:0], shapeUnlink, flag(u.near != nil))
	var terms []sqlast.Expr
	if u.near != nil {
		near := u.pairs.relation.via.near
		s.key, s.values = appendPlaces(s.key, near), append(s.values, u.near...)
		terms = append(terms, sqlast.Compare{Op: sqlast.Eq, Left: sqlast.Column{Name: near[0].name}, Right: sqlast.Param{}})
	}
	where := u.list.among(s, from, n)
	if terms != nil {
		where = sqlast.And{Terms: append(terms, where)}
	}
	p, err := t.plan(s.key, func() (draft, error) {
		return draft{statement: sqlast.Delete{From: t.m.table.Name, Where: where}}, nil
	})
	if err != nil {
		return err
	}
	return l.later(ctx, t.m, &p.statement, s.values, func(a answer) error {
		if a.err == nil {
			return nil
		}
		return attempt{table: t, deletes: true, where: where, bound: a.values}.explain(ctx, a.lease, a.err)
	})
}
