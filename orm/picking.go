package orm

import (
	"context"
	"reflect"
	"slices"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// Queryable is what Values, Scalar and Pairs read: a Query, a Selection, or the handle of a model, for all of its rows.
type Queryable interface{ reads() readable }

// readable is a query or a selection apart from its type.
type readable interface {
	// pick reads values into memory, and calls take for each row.
	pick(ctx context.Context, r Reader, p *picking, take func() error) error
	// holds is the field of what is read that a pointer names.
	holds(field any) (*column, error)
	// called is the model's name.
	called() string
}

// picking is values of rows on their way into memory that is the same for each row.
type picking struct {
	row   layout.Pointer
	shape func() *mapper // of that memory
	items []picked
	most  int // how many rows are needed; 0 for all
}

// picked is a value that is read: the column that a pointer names, or an expression.
type picked struct {
	field  any
	n      *node
	null   bool // the expression may be missing
	offset uintptr
	typ    reflect.Type
}

// pickedAs is a value that is read into a V.
func pickedAs[V any](x picked, offset uintptr) picked {
	x.offset, x.typ = offset, reflect.TypeFor[V]()
	return x
}

// offsetOf is how far a field lies behind its struct.
func offsetOf[S, V any](s *S, field *V) uintptr {
	offset, _ := layout.Of(field).OffsetIn(layout.Of(s), reflect.TypeFor[S]().Size())
	return offset
}

// clear takes the values of the row before out of the memory.
func (p *picking) clear() {
	for _, x := range p.items {
		reflect.ValueOf(p.row.Field(x.offset).Interface(x.typ)).Elem().SetZero()
	}
}

var (
	_ Queryable = Query[struct{}]{}
	_ Queryable = Selection[struct{}]{}
	_ Queryable = (*Model[struct{}])(nil)
)

func (m *Model[T]) reads() readable { return &question{m: m.mapping(), base: m.base()} }

func (q Query[T]) reads() readable {
	a := q.question()
	return &a
}

func (s Selection[R]) reads() readable { return s.asking() }

func (q *question) called() string { return q.m.name }
func (a *asking) called() string   { return a.shape.name }

// source is the table that the query reads.
func (q *question) source() tableRef { return tableRef{m: q.m, base: q.base} }

// pick reads the rows of the selection as they are, since what it groups by, or leaves out as equal, may be more than what is
// picked.
func (a *asking) pick(ctx context.Context, r Reader, p *picking, take func() error) error {
	from := make([]*column, len(p.items))
	for i, x := range p.items {
		if x.field == nil {
			return a.invalid("an expression is read of a Query; read it into a field of the selection, and name that")
		}
		if from[i] = a.field(x.field); from[i] == nil || !a.fills(x.field) {
			return a.invalid("%s is no field that the selection reads; name one of its row", describe(x.field))
		}
	}
	if p.most > 0 {
		a.parts.atMost(p.most)
	}
	list, err := a.all(ctx, r, func(n int) layout.Pointer { return a.shape.slab(n)[0] })
	if err != nil {
		return err
	}
	for _, obj := range list {
		for i, x := range p.items {
			layout.Copy(p.row.Field(x.offset), obj.Field(from[i].offset), x.typ)
		}
		if err := take(); err != nil {
			return err
		}
	}
	return nil
}

func (q *question) pick(ctx context.Context, r Reader, p *picking, take func() error) (err error) {
	t, err := r.database().table(q.m)
	if err != nil {
		return err
	}
	parts, held, err := q.restrictedBy(ctx, t.db, t.m)
	if err != nil {
		return err
	}
	a, err := parts.picking(q, p, held)
	if err != nil {
		return err
	}
	run, err := a.open(ctx, r, t)
	if err != nil {
		return err
	}
	defer func() { err = run.close(err) }()
	scan := run.valueScanner()
	for {
		more, err := run.next()
		if err != nil || !more {
			return err
		}
		p.clear()
		if err := scan.row(p.row); err != nil {
			return err
		}
		if err := take(); err != nil {
			return err
		}
	}
}

// picking is the selection that reads some values of a query's rows, in their order. Held is what the query is held to.
func (p *parts) picking(from Source, what *picking, held *restricting) (*asking, error) {
	of := from.source()
	s := scope{m: of.m, base: of.base}
	if err := s.join(p.joins, false); err != nil {
		return nil, err
	}
	if err := p.check(of.m, shapeSelect); err != nil {
		return nil, err
	}
	a := &asking{shape: &mapper{name: of.m.name, serial: what.shape().serial}, picks: true}
	a.from, a.parts = from, *p
	a.parts.with, a.parts.joins = nil, slices.Clone(p.joins)
	for i := range a.parts.joins {
		a.parts.joins[i].load = false
	}
	gathers := false
	for i, x := range what.items {
		into, err := s.picked(&x)
		if err != nil {
			return nil, err
		}
		into.place = i
		if held != nil {
			if x.n = held.node(&s, x.n); held.err != nil {
				return nil, held.err
			}
		}
		a.into = append(a.into, into)
		a.selectionParts.items = append(a.selectionParts.items, Item{n: x.n, null: x.null})
		gathers = gathers || x.n.aggregates()
	}
	switch {
	case gathers && p.bounded():
		return nil, of.m.invalid("an aggregate of a query with a Limit or Offset, which is computed of all rows; leave them out")
	case gathers:
		a.parts.order = nil
	default:
		order, err := p.total(of.m, of.base)
		if err != nil {
			return nil, err
		}
		a.order = order
		if what.most > 0 && (!p.limited || p.limit > what.most) {
			a.parts.limit, a.parts.limited = what.most, true
		}
	}
	a.items = make([]int, len(a.order))
	return a, nil
}

// picked finds out how a value is read.
func (s *scope) picked(x *picked) (*column, error) {
	into := &column{field: "the value", offset: x.offset, pointer: reflect.PointerTo(x.typ), value: layout.ValueOf(x.typ)}
	if x.field == nil {
		return into, nil
	}
	_, c, _ := s.find(x.field)
	switch {
	case c == nil:
		return nil, s.pointerProblem(x.field)
	case c.deferred != nil && reflect.TypeOf(x.field) == c.deferred.pointer:
		return nil, s.m.invalid("%s is Lazy; name its value by orm.Of", c.field)
	}
	into.field, into.value = c.field, c.value
	x.n, x.null = &node{op: nodeColumn, field: x.field}, c.value.Nullable != layout.NotNull
	return into, nil
}
