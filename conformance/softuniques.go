package conformance

import (
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func softUnique(t *trial) {
	db := inn(t, nil)
	ctx := t.Context()
	ann, err := lodgers.Get(ctx, db, 1)
	t.ok("Get", err)
	taken := &lodger{Name: "Ann", Email: "x", House: "x"}
	t.refused("a name", lodgers.Insert(ctx, db, taken), fault.Unique, "lodger", "Name")
	t.ok("Delete", lodgers.Delete(ctx, db, ann))
	again := &lodger{Name: "Ann", Email: "ANN@example.org", House: "east", No: 1}
	t.ok("Insert", lodgers.Insert(ctx, db, again))
	t.refused("a name", lodgers.Insert(ctx, db, &lodger{Name: "Ann", Email: "x", House: "x"}), fault.Unique, "lodger", "Name")
	t.refused("a folded text", lodgers.Insert(ctx, db, &lodger{Name: "Eve", Email: "Ann@Example.org", House: "x"}), fault.Unique, "lodger", "Email")
	t.refused("a combination", lodgers.Insert(ctx, db, &lodger{Name: "Eve", Email: "e", House: "east", No: 1}), fault.Unique, "lodger", "House", "No")
	t.refused("what deleted rows keep", lodgers.Insert(ctx, db, &lodger{Name: "Eve", Email: "e", House: "e", Serial: "A"}), fault.Unique, "lodger", "Serial")
	t.refused("the key", lodgers.Insert(ctx, db, &lodger{ID: 1, Name: "Eve", Email: "e", House: "e"}), fault.Unique, "lodger", "ID")
	ben, err := lodgers.Get(ctx, db, 2)
	t.ok("Get", err)
	ben.Name = "Ann"
	t.refused("an update", lodgers.Update(ctx, db, ben), fault.Unique, "lodger", "Name")
	_, err = lodgers.Where(orm.Eq(&lodgers.C.ID, 2)).Update(ctx, db, orm.Set(&lodgers.C.Email, "aNN@example.org"))
	t.refused("an update of a query", err, fault.Unique, "lodger", "Email")
	err = lodgers.InsertAll(ctx, db, []*lodger{{Name: "F", Email: "f", House: "f"}, {Name: "F", Email: "g", House: "g"}})
	t.refused("one of many", err, fault.Unique, "lodger", "Name")
	t.names("one of many", err, "object 2 of 2")
	gone := time.Now()
	t.ok("rows that are deleted from the beginning", lodgers.InsertAll(ctx, db, []*lodger{{Name: "F", Email: "f", House: "f", LeftAt: &gone}, {Name: "F", Email: "f", House: "f", LeftAt: &gone}, {Name: "F", Email: "f", House: "f"}}))
	card1, err := cards.Unscoped(orm.NotDeleted).First(ctx, db)
	t.ok("First", err)
	t.same("a card went along", card1.LostAt != nil, true)
	t.ok("another card", cards.Insert(ctx, db, &card{LodgerID: again.ID}))
	t.refused("a second card", cards.Insert(ctx, db, &card{LodgerID: again.ID}), fault.Unique, "card", "LodgerID")
}

func softConflicts(t *trial) {
	db, g := inn(t, nil), lodgers.C
	ctx := t.Context()
	ann, err := lodgers.Get(ctx, db, 1)
	t.ok("Get", err)
	ok, err := lodgers.InsertOrIgnore(ctx, db, &lodger{Name: "Ann", Email: "n", House: "n"}, &g.Name)
	t.ok("InsertOrIgnore", err)
	t.same("a row that is there", ok, false)
	t.ok("Delete", lodgers.Delete(ctx, db, ann))
	next := &lodger{Name: "Ann", Email: "n", House: "n"}
	ok, err = lodgers.InsertOrIgnore(ctx, db, next, &g.Name)
	t.ok("InsertOrIgnore", err)
	t.same("a row that was deleted", ok, true)
	up := &lodger{Name: "Ann", Email: "up", House: "up"}
	t.ok("InsertOrUpdate", lodgers.InsertOrUpdate(ctx, db, up, orm.On(&g.Name)))
	t.same("the row that is there", up.ID, next.ID)
	t.ok("Delete", lodgers.Delete(ctx, db, up))
	more := &lodger{Name: "Ann", Email: "more", House: "more"}
	t.ok("InsertOrUpdate", lodgers.InsertOrUpdate(ctx, db, more, orm.On(&g.Email)))
	present(t, db, "what is left", lodgers.Query(), 2, more.ID)
	back := &lodger{ID: 1, Name: "Anna", Email: "anna", House: "anna"}
	t.ok("InsertOrUpdate by the key", lodgers.InsertOrUpdate(ctx, db, back, orm.On(&g.ID)))
	present(t, db, "by its key a deleted row comes back", lodgers.Query(), 1, 2, more.ID)
}

// stranger is the table of a lodger as it was before it was deleted softly.
type stranger struct {
	ID     int64
	Name   string
	LeftAt *time.Time
}

func (s *stranger) Define(t *orm.Table[stranger]) {
	t.Name("boarder")
	t.Column(&s.Name).Size(40).Unique()
}

type boarder struct {
	ID     int64
	Name   string
	LeftAt *time.Time
}

func (l *boarder) Define(t *orm.Table[boarder]) {
	t.Column(&l.Name).Size(40).Unique()
	t.SoftDelete(&l.LeftAt)
}

func softTables(t *trial) {
	strangers, boarders := orm.Define[stranger](), orm.Define[boarder]()
	t.tables(strangers)
	other := t.open(orm.Models(boarders), orm.Options{})
	err := other.CreateTables(t.Context())
	t.kind("CreateTables", err, fault.SchemaMismatch)
	t.names("CreateTables", err, "uq_boarder_name")
}
