package orm

import (
	"context"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// unlinking is pairs on their way out of an association's table.
type unlinking struct {
	pairs *pairs
	near  []driver.Value // of the parent
	far   []driver.Value // of the children, one behind the other
}

func (p *pairs) unlinking(parent layout.Pointer, children []layout.Pointer) (u *unlinking, err error) {
	u, a := &unlinking{pairs: p}, p.relation.via
	if err = p.silent("orm.Unlink", beforeDelete|afterDelete, "delete"); err != nil {
		return nil, err
	}
	if u.near, err = p.relation.owner.appendEncoded(nil, parent, a.from); err != nil {
		return nil, err
	}
	for i, child := range children {
		if u.far, err = p.relation.target.appendEncoded(u.far, child, a.to); err != nil {
			return nil, nth(err, i, len(children))
		}
	}
	return u, nil
}

// remove removes the pairs, a portion with each statement.
func (u *unlinking) remove(ctx context.Context, l *lease) error {
	width := len(u.pairs.relation.via.far)
	n, size := len(u.far)/width, u.portion()
	for from := 0; from < n; from += size {
		if err := u.send(ctx, l, u.far[from*width:min(from+size, n)*width]); err != nil {
			return err
		}
	}
	return nil
}

// portion is how many pairs one statement names.
func (u *unlinking) portion() int {
	can, width := u.pairs.table.db.capabilities, len(u.near)+len(u.pairs.relation.via.far)
	if width == 2 && can.PackedFrom > 0 {
		return maxPortion
	}
	size := 1
	for size*2 <= maxRowList && size*2*width <= can.Parameters {
		size *= 2
	}
	return size
}

// maxPortion is how many values a statement names that takes a list of any length.
const maxPortion = 1 << 16

// send removes some pairs: those of the parent with a list of children, or, where a key has several columns, a list of
// pairs in full.
func (u *unlinking) send(ctx context.Context, l *lease, far []driver.Value) error {
	t, a := u.pairs.table, u.pairs.relation.via
	s := newScratch()
	defer s.free()
	n, width := len(far)/len(a.far), len(a.far)
	var where sqlast.Expr
	s.key = appendPlaces(appendPlaces(append(s.key[:0], shapeUnlink), a.near), a.far)
	if len(u.near) == 1 && width == 1 {
		in := sqlast.In{X: sqlast.Column{Name: a.far[0].name}, N: bucket(n)}
		if travelsPacked(n, t.db.capabilities.PackedFrom) {
			in = sqlast.In{X: in.X, Packed: true, Long: n > longList, Type: a.far[0].typ}
		}
		where = sqlast.And{Terms: []sqlast.Expr{sqlast.Compare{Op: sqlast.Eq, Left: sqlast.Column{Name: a.near[0].name}, Right: sqlast.Param{}}, in}}
		s.key = append(s.key, flag(in.Packed)<<1|flag(in.Long))
		s.values = append(s.values[:0], u.near...)
		if in.Packed {
			s.values = append(s.values, driver.ListValue(far))
		} else {
			s.values = padded(append(s.values, far...), far[n-1:], in.N-n)
		}
	} else {
		rows := sqlast.InRows{N: bucket(n)}
		for _, c := range append(a.near[:len(a.near):len(a.near)], a.far...) {
			rows.X = append(rows.X, sqlast.Column{Name: c.name})
		}
		where, s.values = rows, s.values[:0]
		for i := range n {
			s.values = append(append(s.values, u.near...), far[i*width:(i+1)*width]...)
		}
		s.values = padded(s.values, append([]driver.Value(nil), s.values[len(s.values)-len(rows.X):]...), rows.N-n)
	}
	if len(s.values) > 2 || s.values[len(s.values)-1].Kind() != driver.List {
		s.key = append(s.key, byte(bucket(n)), byte(bucket(n)>>8), byte(bucket(n)>>16))
	}
	p, err := t.plan(s.key, func() (draft, error) {
		return draft{statement: sqlast.Delete{From: t.m.table.Name, Where: where}}, nil
	})
	if err != nil {
		return err
	}
	_, err = l.exec(ctx, t.m, &p.statement, s.values)
	if err != nil {
		err = attempt{table: t, deletes: true, where: where, bound: s.values}.explain(ctx, l, err)
	}
	return err
}

// appendPlaces writes columns into the shape of a statement.
func appendPlaces(key []byte, columns []*column) []byte {
	key = append(key, byte(len(columns)))
	for _, c := range columns {
		key = append(key, byte(c.place), byte(c.place>>8))
	}
	return key
}

// padded appends a row of values so many times.
func padded(list, row []driver.Value, times int) []driver.Value {
	for range times {
		list = append(list, row...)
	}
	return list
}
