package conformance

import (
	"context"

	"github.com/rowankit/rowan/orm"
)

// What a run asks of objects without knowing their models.

// asGraph is an object of a model, or nil.
func asGraph[T any](o graphObject) *T {
	if o == nil {
		return nil
	}
	return any(o).(*T)
}

// graphModel is a model of the graph.
type graphModel interface {
	add(s *orm.Session, o graphObject)
	remove(s *orm.Session, o graphObject)
	get(ctx context.Context, r orm.Reader, id int64) (graphObject, error)
	all(ctx context.Context, r orm.Reader) ([]graphObject, error)
	merge(ctx context.Context, s *orm.Session, o graphObject) (graphObject, error)
	// renote changes the notes of all rows that have one, on the server.
	renote(ctx context.Context, w orm.Writer, from, to int64) error
	clear(ctx context.Context, w orm.Writer) error
}

var graphModels = [graphKinds]graphModel{
	graphOf[crate, *crate]{crates}, graphOf[jar, *jar]{jars}, graphOf[sticker, *sticker]{stickers},
	graphOf[lid, *lid]{lids}, graphOf[ribbon, *ribbon]{ribbons}, graphOf[twig, *twig]{twigs},
}

// ofGraph is a pointer to an object of the graph.
type ofGraph[T any] interface {
	*T
	graphObject
}

type graphOf[T any, P ofGraph[T]] struct{ *orm.Model[T] }

func (m graphOf[T, P]) add(s *orm.Session, o graphObject)    { m.Add(s, asGraph[T](o)) }
func (m graphOf[T, P]) remove(s *orm.Session, o graphObject) { m.Remove(s, asGraph[T](o)) }

func (m graphOf[T, P]) get(ctx context.Context, r orm.Reader, id int64) (graphObject, error) {
	x, err := m.Get(ctx, r, id)
	return P(x), err
}

func (m graphOf[T, P]) all(ctx context.Context, r orm.Reader) ([]graphObject, error) {
	list, err := m.All(ctx, r)
	return asObjects[T, P](list), err
}

func (m graphOf[T, P]) merge(ctx context.Context, s *orm.Session, o graphObject) (graphObject, error) {
	x, err := m.Merge(ctx, s, asGraph[T](o))
	return P(x), err
}

func (m graphOf[T, P]) renote(ctx context.Context, w orm.Writer, from, to int64) error {
	_, _, note := P(m.C).fields()
	_, err := m.Where(orm.Eq(note, from)).Update(ctx, w, orm.Set(note, to))
	return err
}

func (m graphOf[T, P]) clear(ctx context.Context, w orm.Writer) error {
	_, err := m.Every().Delete(ctx, w)
	return err
}

// setLead changes the side that has the foreign key; to nil for nowhere.
func setLead(o, to graphObject) {
	switch o := o.(type) {
	case *crate:
		o.Best.Set(asGraph[jar](to))
	case *jar:
		o.Crate.Set(asGraph[crate](to))
	case *sticker:
		o.Crate.Set(asGraph[crate](to))
	case *lid:
		o.Crate.Set(asGraph[crate](to))
	case *twig:
		o.Parent.Set(asGraph[twig](to))
	}
}

// addLead and dropLead change the other side, which a crate's best has not.
func addLead(o, to graphObject) {
	switch o := o.(type) {
	case *jar:
		asGraph[crate](to).Jars.Add(o)
	case *sticker:
		asGraph[crate](to).Stickers.Add(o)
	case *lid:
		asGraph[crate](to).Lid.Set(o)
	case *twig:
		asGraph[twig](to).Children.Add(o)
	}
}

func dropLead(o, to graphObject) {
	switch o := o.(type) {
	case *jar:
		asGraph[crate](to).Jars.Remove(o)
	case *sticker:
		asGraph[crate](to).Stickers.Remove(o)
	case *lid:
		asGraph[crate](to).Lid.Set(nil)
	case *twig:
		asGraph[twig](to).Children.Remove(o)
	}
}

// leadOf is what the side with the foreign key shows, if it is loaded or asked to load.
func leadOf(ctx context.Context, o graphObject, load bool) (loaded bool, to graphObject, err error) {
	switch o := o.(type) {
	case *crate:
		return theRowOf(ctx, o.Best, load)
	case *jar:
		return theRowOf(ctx, o.Crate, load)
	case *sticker:
		return theRowOf(ctx, o.Crate, load)
	case *lid:
		return theRowOf(ctx, o.Crate, load)
	case *twig:
		return theRowOf(ctx, o.Parent, load)
	}
	return false, nil, nil
}

// followersOf is what the other side shows of a kind.
func followersOf(ctx context.Context, o graphObject, k graphKind, load bool) (loaded bool, list []graphObject, err error) {
	switch o := o.(type) {
	case *crate:
		switch k {
		case jarKind:
			return theRowsOf(ctx, o.Jars, load)
		case stickerKind:
			return theRowsOf(ctx, o.Stickers, load)
		case ribbonKind:
			return theRowsOf(ctx, o.Ribbons, load)
		case lidKind:
			loaded, one, err := theRowOf(ctx, o.Lid, load)
			if one != nil {
				list = append(list, one)
			}
			return loaded, list, err
		}
	case *ribbon:
		if k == crateKind {
			return theRowsOf(ctx, o.Crates, load)
		}
	case *twig:
		if k == twigKind {
			return theRowsOf(ctx, o.Children, load)
		}
	}
	return false, nil, nil
}

func theRowOf[T any, P ofGraph[T]](ctx context.Context, one orm.One[T], load bool) (bool, graphObject, error) {
	if !load && !one.Loaded() {
		return false, nil, nil
	}
	x, err := one.Load(ctx)
	if x == nil || err != nil {
		return err == nil, nil, err
	}
	return true, P(x), nil
}

func theRowsOf[T any, P ofGraph[T]](ctx context.Context, many orm.Many[T], load bool) (bool, []graphObject, error) {
	if !load && !many.Loaded() {
		return false, nil, nil
	}
	list, err := many.Load(ctx)
	return err == nil, asObjects[T, P](list), err
}

func asObjects[T any, P ofGraph[T]](list []*T) []graphObject {
	objs := make([]graphObject, len(list))
	for i, x := range list {
		objs[i] = P(x)
	}
	return objs
}
