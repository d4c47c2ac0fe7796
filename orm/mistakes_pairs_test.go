package orm_test

import "github.com/rowankit/rowan/orm"

// north and south are joined by pairs in the way that K says. South does not know.
type (
	north[K any] struct {
		ID     int64
		Souths orm.Many[south[K]]
	}
	south[K any] struct {
		ID int64
	}
	// pairing leads to north, and twice to south.
	pairing[K any] struct {
		ID      int64
		NorthID int64
		SouthID int64
		LastID  int64
		North   orm.One[north[K]]
		South   orm.One[south[K]]
		Last    orm.One[south[K]]
	}
	// yin and yang know each other.
	yin[K any] struct {
		ID    int64
		Yangs orm.Many[yang[K]]
	}
	yang[K any] struct {
		ID   int64
		Yins orm.Many[yin[K]]
	}
	// like is joined with its like.
	like[K any] struct {
		ID    int64
		Likes orm.Many[like[K]]
	}
)

// The ways of pairs.
type (
	onBothSides  struct{}
	fewColumns   struct{}
	throughNil   struct{}
	throughOther struct{}
	throughTwice struct{}
	throughOne   struct{}
	throughWrong struct{}
	wrongInverse struct{}
	nilInverse   struct{}
	ownInverse   struct{}
	twoTables    struct{}
	sameColumns  struct{}
	takenName    struct{}
	throughWay   struct{}
)

func (n *north[K]) Define(t *orm.Table[north[K]]) {
	t.Name("north")
	p, x := orm.C[pairing[K]](), orm.ManyToMany(t, &n.Souths).Table("pair")
	switch any(*new(K)).(type) {
	case fewColumns:
		x.Table("pair", "north_id")
	case throughNil:
		x.Through((*pairing[K])(nil))
	case throughOther:
		x.Through(orm.C[lodge]())
	case throughTwice:
		x.Through(p)
	case throughOne:
		x.Through(p, &p.North)
	case throughWrong:
		x.Through(p, &p.North, &p.NorthID)
	case throughWay:
		x.Through(p, &p.North, &p.Last)
	case wrongInverse:
		x.Inverse(&orm.C[keeper]().Lodges)
	case nilInverse:
		x.Inverse(nil)
	case takenName:
		x.Table("south")
	}
}

func (s *south[K]) Define(t *orm.Table[south[K]])     { t.Name("south") }
func (p *pairing[K]) Define(t *orm.Table[pairing[K]]) { t.Name("pairing") }

func (x *yin[K]) Define(t *orm.Table[yin[K]]) {
	t.Name("yin")
	pairs := orm.ManyToMany(t, &x.Yangs)
	if _, ok := any(*new(K)).(twoTables); ok {
		pairs.Table("pair").Inverse(&orm.C[yang[K]]().Yins)
	} else {
		pairs.Table("")
	}
}

func (x *yang[K]) Define(t *orm.Table[yang[K]]) {
	t.Name("yang")
	pairs := orm.ManyToMany(t, &x.Yins)
	if _, ok := any(*new(K)).(twoTables); ok {
		pairs.Table("other_pair")
	}
}

func (x *like[K]) Define(t *orm.Table[like[K]]) {
	t.Name("like")
	pairs := orm.ManyToMany(t, &x.Likes).Table("pair")
	if _, ok := any(*new(K)).(ownInverse); ok {
		pairs.Table("pair", "near_id", "far_id").Inverse(&x.Likes)
	}
}

func norths[K any](name string) mistaken {
	return mistaken{name, models(orm.Define[north[K]](), orm.Define[south[K]](), orm.Define[pairing[K]](), orm.Define[lodge]())}
}

func mistakenPairs() []mistaken {
	return []mistaken{
		norths[fewColumns]("pairs with too few columns"), norths[throughNil]("Through nil"), norths[throughOther]("Through a model that leads nowhere"),
		norths[throughTwice]("Through a model with several ways"), norths[throughOne]("Through one way"), norths[throughWrong]("Through a wrong way"),
		norths[wrongInverse]("pairs with an Inverse of another model"), norths[nilInverse]("pairs with an Inverse of nil"), norths[takenName]("pairs in a table that is there"),
		{"pairs declared on both sides", models(orm.Define[yin[onBothSides]](), orm.Define[yang[onBothSides]]())},
		{"pairs in two tables that are each other's inverse", models(orm.Define[yin[twoTables]](), orm.Define[yang[twoTables]]())},
		{"pairs of one model without columns", models(orm.Define[like[sameColumns]]())},
		{"pairs that are their own inverse", models(orm.Define[like[ownInverse]]())},
		{"Through a model that is not in the set", models(orm.Define[north[throughWay]](), orm.Define[south[throughWay]]())},
	}
}
