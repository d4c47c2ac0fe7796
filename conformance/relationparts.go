package conformance

import (
	"github.com/rowankit/rowan/orm"
)

// credit is a part of other models: who made something.
type credit struct {
	MakerID *int64
	Maker   orm.One[maker]
}

func (c *credit) Define(t *orm.Table[credit]) { orm.BelongsTo(t, &c.Maker) }

type maker struct {
	ID    int64
	Bowls orm.Many[bowl]
	Mugs  orm.Many[mug]
}

type bowl struct {
	ID int64
	credit
}

type mug struct {
	Size int16
	credit
	ID int64
}

func relateEmbedded(t *trial) {
	makers, bowls, mugs := orm.Define[maker](), orm.Define[bowl](), orm.Define[mug]()
	db, ctx := t.tables(makers, bowls, mugs), t.Context()
	insert(t, db, makers, &maker{}, &maker{})
	by := credit{MakerID: new(int64(2))}
	insert(t, db, bowls, &bowl{credit: by}, &bowl{}, &bowl{credit: by})
	insert(t, db, mugs, &mug{credit: by})
	for i, m := range all(t, db, makers) {
		t.same("bowls", keysOf[bowl](t)(m.Bowls.Load(ctx)), [][]int64{{}, {1, 3}}[i])
		t.same("mugs", keysOf[mug](t)(m.Mugs.Load(ctx)), [][]int64{{}, {1}}[i])
	}
	list, err := bowls.With(&bowls.C.Maker).All(ctx, db)
	t.ok("All", err)
	for i, b := range list {
		t.same("the maker", keyOf[maker](t)(b.Maker.Load(ctx)), []int64{2, 0, 2}[i])
	}
}
