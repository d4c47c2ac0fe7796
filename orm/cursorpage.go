package orm

import (
	"context"
	"math"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
)

// CursorPage is one page of a long list, with the cursors of those beside it.
type CursorPage[T any] struct {
	Items    []*T
	Size     int    // how many items a full page has
	Previous string // the cursor of the page before; empty at the beginning of the list
	Next     string // the cursor of the page after; empty at its end
}

// HasPrevious reports whether there is a page before this one.
func (p *CursorPage[T]) HasPrevious() bool { return p.Previous != "" }

// HasNext reports whether there is a page after this one.
func (p *CursorPage[T]) HasNext() bool { return p.Next != "" }

// PageAt returns a page of the query's rows, of at most so many, by keyset pagination: the first one for the cursor "", and
// others for the cursors that a page has of those beside it. It costs the same however far the page is from the beginning, and
// while rows are inserted and deleted between two pages no other row is shown twice or left out, as it may be with Page. A page
// may be short, or empty, when its rows were deleted meanwhile; a row whose place in the order changes may be met again.
//
//	page, err := Users.OrderBy(orm.Desc(&u.CreatedAt)).PageAt(ctx, db, cursors, r.FormValue("cursor"), 20)
//
// Any order will do: of several terms, up and down, with values that are missing, of joined tables, of expressions; the key
// comes behind it. It should begin with the columns of an index. The cursor holds the values of the order, and is as long as
// they are.
//
// A cursor that was altered, or made of another secret, model, order or other conditions (whose values may differ), is refused
// as what a visitor sent: an error of the kind Invalid, with the code invalid_cursor. A query with a Limit or an Offset, a size
// below 1 and Cursors without a secret are errors of the kind Invalid, too.
func (q Query[T]) PageAt(ctx context.Context, r Reader, cursors *Cursors, cursor string, size int) (*CursorPage[T], error) {
	a := q.question()
	page, objs, err := a.pageAt(ctx, r, slab[T], cursors, cursor, size)
	if err != nil {
		return nil, err
	}
	return &CursorPage[T]{Items: layout.List[T](objs), Size: size, Previous: page.previous, Next: page.next}, nil
}

// neighbours are the cursors of the pages beside one.
type neighbours struct{ previous, next string }

func (q *question) pageAt(ctx context.Context, r Reader, slab func(n int) layout.Pointer, cursors *Cursors, cursor string, size int) (b neighbours, objs []layout.Pointer, err error) {
	switch {
	case size < 1 || size == math.MaxInt:
		return b, nil, q.m.invalid("PageAt with pages of %d rows; they hold at least 1", size)
	case q.bounded():
		return b, nil, q.m.invalid("PageAt of a query with a Limit or Offset; leave them to PageAt")
	case cursors.empty():
		return b, nil, q.m.invalid("PageAt without a secret; make Cursors with orm.NewCursors")
	}
	held, err := q.restricted(ctx, r.database(), q.m)
	if err != nil {
		return b, nil, err
	}
	k, err := held.keyset(r.database(), q.m, q.base)
	if err != nil {
		return b, nil, err
	}
	from, err := k.position(cursors, cursor)
	if err != nil {
		return b, nil, err
	}
	part := k.page(from, size)
	run, err := part.open(ctx, r, q.m, q.base, shapeSelect)
	if err != nil {
		return b, nil, err
	}
	objs, ends, err := run.upTo(k, slab, size)
	if err == nil && q.m.arrives(r) {
		err = part.arrive(ctx, r, run, objs)
	}
	if err != nil {
		return b, nil, err
	}
	if from != nil && from.backward {
		slices.Reverse(objs)
	}
	return k.cursors(cursors, from, ends), objs, nil
}

// ends are the places of the first and the last row of a page, in the order in which they were read.
type ends struct {
	first, last []driver.Value
	more        bool // there are rows behind it
}

// cursors says where the pages beside one begin, which was read from a place on.
func (k *keyset) cursors(c *Cursors, from *position, e ends) (b neighbours) {
	backward := from != nil && from.backward
	if from != nil {
		back := from.opposite()
		if e.first != nil {
			back = position{values: e.first, backward: !backward}
		}
		b.previous = c.close(k.mark, back.append(nil))
	}
	if e.more {
		b.next = c.close(k.mark, position{values: e.last, backward: backward}.append(nil))
	}
	if backward {
		b.previous, b.next = b.next, b.previous
	}
	return b
}

// upTo reads the rows of a page and gives the connection back.
func (run *reading) upTo(k *keyset, slab func(n int) layout.Pointer, size int) (objs []layout.Pointer, e ends, err error) {
	defer func() { err = run.close(err) }()
	from := slabs{size: run.m.size, next: min(size, maxSlab)}
	objs = make([]layout.Pointer, 0, from.next)
	s := run.scanner()
	for {
		more, err := run.next()
		if err != nil || !more {
			return objs, e, err
		}
		if len(objs) == size {
			e.more = true
			return objs, e, nil
		}
		obj := from.room(slab)
		if err := run.read(&s, obj); err != nil {
			return nil, e, err
		}
		objs = append(objs, obj)
		if len(objs) == 1 {
			if e.first, err = run.placed(&s, k); err != nil {
				return nil, e, err
			}
		}
		if len(objs) == size {
			if e.last, err = run.placed(&s, k); err != nil {
				return nil, e, err
			}
		}
	}
}

// placed reads the values that the current row has in the terms of an order.
func (run *reading) placed(s *scanner, k *keyset) ([]driver.Value, error) {
	behind := len(run.table.scan.steps)
	for _, j := range run.joined {
		behind += len(j.scan.plan.steps)
	}
	values := make([]driver.Value, len(k.at))
	for i, at := range k.at {
		if at < 0 {
			at = behind - at - 1
		}
		var err error
		if values[i], err = s.value(at, k.terms[i].column); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// value reads a value as it is sent to the database again.
func (s *scanner) value(i int, c *column) (driver.Value, error) {
	if problem := s.mistrust(i, c); problem != "" {
		return driver.Value{}, s.malformed(c, i, problem, nil)
	}
	if s.rows.Kind(i) == driver.Null {
		return driver.Value{}, nil
	}
	switch k := c.typ.Kind; {
	case k == schema.Bool:
		return driver.BoolValue(s.rows.Int(i) != 0), nil
	case k.Integer(), k == schema.Micros:
		return driver.IntValue(s.rows.Int(i)), nil
	case k.Float():
		return driver.FloatValue(s.rows.Float(i)), nil
	case k == schema.Text:
		return driver.TextValue(string(s.rows.Bytes(i))), nil
	case k == schema.Bytes:
		b := append([]byte{}, s.rows.Bytes(i)...)
		return driver.BytesValue(&b), nil
	case k == schema.Time:
		if micros, ok := s.rows.Time(i); ok {
			return driver.TimeValue(micros), nil
		}
	case k == schema.UUID:
		if u, ok := parseUUID(s.rows.Bytes(i)); ok {
			return driver.UUIDValue(u), nil
		}
	case k == schema.Decimal && s.rows.Kind(i) == driver.Int:
		return driver.DecimalValue(s.rows.Int(i), uint8(c.typ.Scale)), nil
	case k == schema.Decimal:
		n, err := parseDecimal(string(s.rows.Bytes(i)), 18, c.typ.Scale)
		if err == nil {
			return driver.DecimalValue(n, uint8(c.typ.Scale)), nil
		}
	}
	return driver.Value{}, s.malformed(c, i, "cannot be a place in an order", nil)
}
