package conformance

import (
	"database/sql"
	"time"

	"github.com/rowankit/rowan/orm"
)

// lodger stays at an inn, and may leave for good.
type lodger struct {
	ID      int64
	Name    string
	Email   string
	House   string
	No      int64
	Serial  string
	Version int64
	LeftAt  *time.Time

	Stays  orm.Many[stay]
	Bills  orm.Many[folio]
	Stains orm.Many[stain]
	Card   orm.One[card]
}

func (g *lodger) Define(t *orm.Table[lodger]) {
	t.Column(&g.Name).Size(40).Unique()
	t.Column(&g.Email).Size(60).UniqueFold()
	t.Column(&g.House).Size(40)
	t.Column(&g.Serial).Size(40)
	t.Unique(&g.House, &g.No)
	t.Unique(&g.Serial).Where(orm.Ne(&g.Serial, "")).WithDeleted()
	t.Version(&g.Version)
	t.SoftDelete(&g.LeftAt)
}

// stay goes with its lodger, and with the stay that it goes on from.
type stay struct {
	ID       int64
	LodgerID int64
	AfterID  *int64
	Gone     sql.Null[time.Time]
	Version  int32

	Lodger orm.One[lodger]
	After  orm.One[stay]
}

func (s *stay) Define(t *orm.Table[stay]) {
	t.Column(&s.Gone).Micros()
	t.SoftDelete(&s.Gone)
	t.Version(&s.Version)
	orm.BelongsTo(t, &s.Lodger).OnDelete(orm.Cascade)
	orm.BelongsTo(t, &s.After).OnDelete(orm.Cascade)
}

// folio keeps its lodger; it may be deleted softly itself.
type folio struct {
	ID       int64
	LodgerID int64
	VoidAt   *time.Time
	Lodger   orm.One[lodger]
}

func (b *folio) Define(t *orm.Table[folio]) { t.SoftDelete(&b.VoidAt) }

// stain would go with its lodger if that went for good.
type stain struct {
	ID       int64
	LodgerID int64
	Lodger   orm.One[lodger]
}

func (m *stain) Define(t *orm.Table[stain]) { orm.BelongsTo(t, &m.Lodger).OnDelete(orm.Cascade) }

// card is a lodger's one card; those that were lost are deleted.
type card struct {
	ID       int64
	LodgerID int64
	LostAt   *time.Time
	Lodger   orm.One[lodger]
}

func (c *card) Define(t *orm.Table[card]) {
	t.Column(&c.LodgerID).Unique()
	t.SoftDelete(&c.LostAt)
	orm.BelongsTo(t, &c.Lodger).OnDelete(orm.Cascade)
}

var (
	lodgers = orm.Define[lodger]()
	stays   = orm.Define[stay]()
	folios  = orm.Define[folio]()
	stains  = orm.Define[stain]()
	cards   = orm.Define[card]()
)

// inn is Ann and Ben. Ann has stays 1 and 2, of which 2 follows 1, a stain and a card; stay 3 is Ben's and follows 2.
func inn(t *trial, o orm.Observer) *orm.DB {
	t.Helper()
	db := t.observed(o, lodgers, stays, folios, stains, cards)
	insert(t, db, lodgers, &lodger{Name: "Ann", Email: "ann@example.org", House: "east", No: 1, Serial: "A"}, &lodger{Name: "Ben", Email: "ben@example.org", House: "east", No: 2})
	insert(t, db, stays, &stay{LodgerID: 1}, &stay{LodgerID: 1, AfterID: new(int64(1))}, &stay{LodgerID: 2, AfterID: new(int64(2))})
	insert(t, db, stains, &stain{LodgerID: 1})
	insert(t, db, cards, &card{LodgerID: 1})
	return db
}
