package orm

import (
	"cmp"
	"context"
	"reflect"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// Load loads relations of objects at hand, as With does for those of a query: also of objects that were inserted or made by
// the program and have only their keys. What the objects knew of their relations before is forgotten.
func (m *Model[T]) Load(ctx context.Context, r Reader, objs []*T, relations ...Relation) error {
	return m.mapping().loadFor(ctx, r, untyped(objs), relations)
}

// loadFor loads relations of objects at hand.
func (m *mapper) loadFor(ctx context.Context, r Reader, objs []layout.Pointer, relations []Relation) error {
	if _, err := r.database().table(m); err != nil {
		return err
	}
	for i, obj := range objs {
		if obj.Nil() {
			return m.invalid("Load got nil as object %d of %d", i+1, len(objs))
		}
	}
	if len(m.links) == 0 && len(relations) > 0 {
		return m.invalid("has no relations to load")
	}
	with := withRelations(nil, relations)
	if err := checkLoad(m, with); err != nil {
		return err
	}
	b, err := m.gather(ctx, r, objs)
	if b == nil || err != nil {
		return err
	}
	if err := b.loadAhead(ctx, with); err != nil {
		return err
	}
	for i := range with {
		r, err := with[i].relation(m)
		if err != nil {
			return err
		}
		for _, obj := range b.objs {
			if r.column != nil && r.state(obj).known == wasRead {
				r.state(obj).known = notKnown // what was loaded now counts
			}
		}
	}
	return nil
}

// gather makes peers of objects at hand, which a session holds from then on.
func (m *mapper) gather(ctx context.Context, r Reader, objs []layout.Pointer) (*peers, error) {
	s, ok := r.(*Session)
	if !ok {
		return m.attach(ctx, r, false, objs).byHand(), nil
	}
	done, err := s.use()
	if err != nil {
		return nil, err
	}
	defer done()
	for i, obj := range objs {
		e := s.adopt(m, obj)
		if e == nil || e.obj != obj {
			return nil, m.invalid("object %d of %d is not the one that the session holds of its row; Get and Merge return that", i+1, len(objs))
		}
	}
	return s.attach(ctx, m, false, objs).byHand(), nil
}

// byHand tells that the objects come from the program.
func (b *peers) byHand() *peers {
	if b != nil {
		b.given = true
	}
	return b
}

// checkLoad refuses what cannot be loaded for objects at hand, before they forget anything.
func checkLoad(m *mapper, with []Loading) error {
	for i := range with {
		if r, err := with[i].relation(m); err == nil && with[i].joined {
			return m.invalid("%s is to be Joined, and Load has no query to join it to; remove Joined", r.field)
		}
	}
	return checkWith(m, with)
}

// Children returns the rows of a query that belong to the given objects, by a One of the queried model that leads to them:
// for a relation that is declared on that side alone. One statement reads them for all; where a limit is set, it is for
// each parent.
//
//	d := Datasets.C
//	byUser, err := orm.Children(ctx, db, Datasets.OrderBy(orm.Asc(&d.Name)), &d.User, users)
func Children[C, P any](ctx context.Context, r Reader, q Query[C], one *One[P], parents []*P) (map[*P][]*C, error) {
	kind := (*Many[C])(nil)
	objs := untyped(parents)
	a := q.question()
	rows, spans, err := a.children(ctx, r, one, kind, objs)
	if err != nil {
		return nil, err
	}
	lists := kind.share(rows, spans).([][]*C)
	byParent := make(map[*P][]*C, len(parents))
	for i, p := range parents {
		byParent[p] = lists[i]
	}
	return byParent, nil
}

// children reads the rows that belong to parents: those of the first, of the second, and so on.
func (q *question) children(ctx context.Context, r Reader, one any, kind relationField, parents []layout.Pointer) ([]layout.Pointer, []span, error) {
	m := q.m
	if _, err := r.database().table(m); err != nil {
		return nil, nil, err
	}
	rel, err := m.relationNamed(q.base, one)
	switch {
	case err != nil:
		return nil, nil, err
	case rel.reference == nil:
		return nil, nil, m.invalid("%s has no foreign key of %s, so its rows are no children by it; name a One that BelongsTo is said of", rel.field, m.name)
	case q.offset > 0:
		return nil, nil, m.invalid("Children of a query with an Offset; remove it")
	case q.lock.rows:
		return nil, nil, m.invalid("Children locks no rows; remove ForUpdate or ForShare")
	case len(q.joins) > 0:
		return nil, nil, m.invalid("Children of a query with Join or Joined; ask with orm.Any, and load with With alone")
	}
	if err := cmp.Or(checkWith(m, q.with), q.askable(scope{m: m, base: q.base})); err != nil {
		return nil, nil, err
	}
	for i, p := range parents {
		if p.Nil() {
			return nil, nil, m.invalid("Children got nil as parent %d of %d", i+1, len(parents))
		}
	}
	children := &relation{
		owner: rel.target, place: rel.place, field: rel.field, kind: kind, many: true,
		target: m, from: rel.to, to: rel.from, key: rel.key, inverse: rel,
	}
	how := Loading{field: children.kind, parts: q.parts}
	if how.parts.limited && how.parts.limit < 1 {
		return nil, nil, m.invalid("Children of a query with Limit(%d); a limit for each parent is 1 or more", how.parts.limit)
	}
	l, err := newLoader(ctx, r, children, &how)
	if err == nil {
		l.home, l.kind = l.table, shapeChildren
		err = l.run(parents)
	}
	if err != nil {
		return nil, nil, err
	}
	rows, err := m.arrive(ctx, r, q.strict, l.rows)
	if err == nil && rows != nil {
		l.stepBack(rows, parents)
		err = rows.loadAhead(ctx, q.with)
	}
	return l.rows, l.spans(), err
}

// keyOfObject is the key of an object for a document: one value, or a list of them.
func (m *mapper) keyOfObject(obj layout.Pointer) any {
	list := make([]any, len(m.key))
	for i, c := range m.key {
		list[i] = reflect.ValueOf(obj.Field(c.offset).Interface(c.pointer.Elem())).Elem().Interface()
	}
	if len(list) == 1 {
		return list[0]
	}
	return list
}
