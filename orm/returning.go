package orm

import (
	"context"
	"reflect"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// Returned is an Update or Delete of a query's rows that gives them back: as objects (Query.Returning), or as values in structs
// of the program (Returning). It is an immutable value, safe to share and to run again. The zero value is refused.
type Returned[R any] struct{ what returning }

// Returning lets Update and Delete give back the rows that they change or remove, as objects in the order of their keys:
//
//	gone, err := Users.Where(orm.Lt(&u.Seen, t)).Returning().Delete(ctx, db) // []*User
//
// An object is the row as it is after an Update, and as it was before a Delete. Its model's AfterLoad runs, and its relations
// load when they are touched; an error of AfterLoad comes when the rows are changed already. Within a session (Bulk) an Update
// gives back the session's own objects of those rows, with what is stored now. An Update that changes a column of the key is
// refused. What Query.Update and Query.Delete say holds here too.
func (q Query[T]) Returning() Returned[T] {
	return Returned[T]{returning{steps: q.steps, model: q.model}}
}

// Returning is Query.Returning of values in structs like row, as Select reads them: of columns of the row that is changed or
// removed, and of what is computed of them alone.
//
//	row := new(struct{ ID, Total int64 })
//	paid, err := orm.Returning(Invoices.Where(orm.Eq(&i.Open, true)), row, orm.Take(&row.ID, &i.ID), orm.Take(&row.Total, &i.Total)).
//		Update(ctx, db, orm.Set(&i.Open, false))
func Returning[T, R any](q Query[T], row *R, items ...Item) Returned[R] {
	return Returned[R]{returning{q.steps, q.model, returnedItems(layout.Of(row), rowShapeOf[R](), items)}}
}

// Update changes the rows, as Query.Update does, and returns what they are then.
func (r Returned[R]) Update(ctx context.Context, w Writer, settings ...Setting) ([]*R, error) {
	return returned[R](r.what.run(ctx, w, reflect.TypeFor[R](), settings, shapeUpdateWhere))
}

// Delete removes the rows, as Query.Delete does, and returns what they were.
func (r Returned[R]) Delete(ctx context.Context, w Writer) ([]*R, error) {
	return returned[R](r.what.run(ctx, w, reflect.TypeFor[R](), nil, shapeDeleteWhere))
}

func returned[R any](objs []layout.Pointer, err error) ([]*R, error) {
	if err != nil {
		return nil, err
	}
	return typed[R](objs), nil
}

// returning is what a Returned consists of, apart from its type.
type returning struct {
	steps steps
	model Source
	items *asking // nil for objects
}

func returnedItems(row layout.Pointer, shape *mapper, items []Item) *asking {
	return &asking{selectionParts: selectionParts{items: slices.Clone(items)}, row: row, shape: shape}
}

// run changes or removes the rows.
func (r *returning) run(ctx context.Context, w Writer, typ reflect.Type, settings []Setting, kind byte) ([]layout.Pointer, error) {
	if r.model == nil {
		return nil, fault.New(fault.Invalid, "orm: there is no query whose rows are to be given back; make it with Query.Returning or orm.Returning")
	}
	of, parts := r.model.source(), r.steps.parts()
	s := newScratch()
	defer s.free()
	g := giving{rewriting: rewriting{parts: &parts, base: of.base, kind: kind}, m: of.m, typ: typ}
	if err := g.prepare(ctx, w.database(), r.items, s, settings); err != nil {
		return nil, err
	}
	if err := w.atomically(ctx, g.write); err != nil {
		return nil, err
	}
	return g.arrived(ctx, w)
}

// giving is a rewriting that gives back its rows.
type giving struct {
	rewriting
	m        *mapper
	typ      reflect.Type // of what is given back
	gives    []*column    // columns that are given back, or tell whose the values behind them are
	computes *asking      // those values; nil for none
	inSteps  bool         // no statement of the database both changes rows and tells them
	key      []byte       // the shape of the statement
	values   []driver.Value
	found    []givenRow
}

// givenRow is what is given back of one row, and its key.
type givenRow struct {
	obj layout.Pointer
	key []driver.Value
}

// prepare chooses the statement and makes its values, before any connection is asked for.
func (g *giving) prepare(ctx context.Context, db *DB, items *asking, s *scratch, settings []Setting) error {
	if g.m.deleted != nil && g.kind == shapeDeleteWhere {
		return g.m.invalid("rows of %s are deleted softly, by statements that give none back; read them before, and leave out Returning", g.m.name)
	}
	g.gives = g.m.queried()
	if items != nil {
		ask := *items
		if len(ask.selectionParts.items) == 0 || ask.row.Nil() {
			return ask.invalid("Returning names no value; write orm.Take(&row.Field, ...) with the fields of its row, or say Returning of the query, for objects")
		}
		if err := ask.resolveItems(); err != nil {
			return err
		}
		g.gives, g.computes = g.m.key, &ask
	}
	g.inSteps = !db.capabilities.Returning || g.kind == shapeUpdateWhere && !db.capabilities.UpdateReturning
	if !g.inSteps {
		g.back, g.items = g.gives, g.computes
	}
	if err := g.rewriting.prepare(ctx, db, g.m, s, settings); err != nil {
		return err
	}
	for _, c := range g.change.columns() {
		if g.m.inKey(c) {
			return g.m.invalid("%s belongs to the key, by which rows that are given back are told; leave it out, or leave out Returning", c.field)
		}
	}
	g.key, g.values = slices.Clone(s.key), slices.Clone(s.values)
	if g.inSteps {
		r := g.looking(true)
		_, err := r.look(s, nil)
		return err
	}
	return nil
}

// write changes or removes the rows, and reads what is given back.
func (g *giving) write(ctx context.Context, l *lease) error {
	if g.inSteps {
		return g.stepwise(ctx, l)
	}
	err := l.rows(ctx, g.table, g.plan, g.values, func(rows driver.Rows) error { return g.take(&g.rewriting, g.plan, rows) })
	return g.explain(ctx, l, err, g.values)
}

// take reads the rows of a statement, each into an object of its own.
func (g *giving) take(r *rewriting, p *plan, rows driver.Rows) error {
	g.found = nil
	typ := g.typ
	if r.items == nil {
		typ = g.m.typ
	}
	s := scanner{plan: &p.back, rows: rows, trusted: r.items == nil && g.table.trusted.Load()}
	var keys *pairScanner
	if r.items != nil {
		keys = newPairScanner(g.table, g.m.key, rows, 0)
		s.rows = shifted{rows, len(g.m.key)}
	}
	for {
		more, err := rows.Next()
		if err != nil || !more {
			return err
		}
		var row givenRow
		row.obj, _ = layout.Data(reflect.New(typ).Interface())
		if err := s.row(row.obj); err != nil {
			return err
		}
		of := row.obj
		if keys != nil {
			of = keys.obj
			if err := keys.s.row(of); err != nil {
				return err
			}
		}
		if row.key, err = g.m.keyOf(nil, of); err != nil {
			return err
		}
		g.found = append(g.found, row)
	}
}

// arrived lists what is given back in the order of the keys. Objects that the session holds take the place of those that were
// read of the same rows.
func (g *giving) arrived(ctx context.Context, w Writer) ([]layout.Pointer, error) {
	slices.SortFunc(g.found, func(a, b givenRow) int { return slices.CompareFunc(a.key, b.key, compareValues) })
	objs := make([]layout.Pointer, len(g.found))
	for i, row := range g.found {
		objs[i] = row.obj
	}
	reader := Reader(w)
	if b, is := w.(bulk); is && g.kind == shapeUpdateWhere {
		reader = b.session
	}
	if g.computes != nil || !g.m.arrives(reader) {
		return objs, nil
	}
	_, err := g.m.arrive(ctx, reader, g.strict, objs)
	return objs, err
}

// shapeItems writes the shape of what is given back of each row.
func (r *rewriting) shapeItems(sh *shaper) {
	if r.items == nil {
		sh.number(0)
		return
	}
	sh.number(int(r.items.shape.serial))
	sh.number(len(r.items.into))
	for i, item := range r.items.selectionParts.items {
		if sh.roams(item.n) {
			sh.fail(r.items.invalid("%s takes what is not of the changed row of %s alone; read joined rows and queries by a Select of their own", r.items.into[i].field, sh.m.name))
		}
		sh.number(r.items.into[i].place)
		sh.byte(flag(item.null))
		sh.node(item.n)
	}
}

// returned says what is given back of each row: columns, what is computed behind them, and how all that is read.
func (r *rewriting) returned(b *sqlBuilder) (names []string, computed []sqlast.Expr, back []*column) {
	for _, c := range r.back {
		if c.isDerived() { // which stand behind the others
			computed = append(computed, b.m.sql(b.as, c))
		} else {
			names = append(names, c.name)
		}
	}
	if r.items == nil {
		return names, computed, r.back
	}
	before := b.part
	b.part = "Returning"
	for i, item := range r.items.selectionParts.items {
		o, into := b.node(item.n), r.items.into[i]
		if b.err == nil {
			b.fail(r.items.taken(into, item, o))
		}
		computed, back = append(computed, o.sql), append(back, into.reading(o.c, o.plain()))
	}
	b.part = before
	return names, computed, back
}

// bindItems lists the values of what is given back.
func (r *rewriting) bindItems(b *binder) {
	if r.items == nil {
		return
	}
	for _, item := range r.items.selectionParts.items {
		b.node(item.n)
	}
}
