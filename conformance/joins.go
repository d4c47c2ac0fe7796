package conformance

import (
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func joinedRelations() theme {
	return theme{"joins", []testCase{
		{"columns of joined rows stand in conditions and orders", joinColumns},
		{"Join leaves out rows that lead nowhere and LeftJoin keeps them", joinLeft},
		{"an absent row is ordered as an absent value", joinOrder},
		{"joins are chained", joinChained},
		{"every way to read sees the joined rows alone", joinReads},
		{"conditions across relations stand beside joins", joinAcross},
		{"relations to many and second ways to a table are refused", joinRefused},
		{"a change looks at joined rows", joinChanges},
	}}
}

func joinColumns(t *trial) {
	db, m, p := smallLeague().store(t), squads.C, players.C
	q := players.Join(&p.Squad)
	picks(t, db, "a condition", q.Where(orm.Eq(&m.Name, "red")), 1, 2)
	picks(t, db, "conditions on both", q.Where(orm.Gt(&m.Size, new(int64(2))), orm.Gt(&p.Age, new(int64(35)))), 2)
	picks(t, db, "columns of both", q.Where(orm.GtColumn(&p.Age, &m.Size)), 1, 2)
	picks(t, db, "columns of one name", q.Where(orm.LtColumn(&p.Name, &m.Name), orm.Eq(&m.ID, 1), orm.Gt(&p.ID, 1)), 2)
	picks(t, db, "an order", q.OrderBy(orm.Desc(&m.Name), orm.Desc(&p.Name)), 2, 1, 4, 3)
	picks(t, db, "an order by its key, then by the own", q.OrderBy(orm.Desc(&m.ID)), 4, 3, 1, 2)
	picks(t, db, "Like and In", q.Where(orm.Like(&m.Name, "%e%"), orm.In(&m.ID, 2, 3)), 3)
	list, err := q.Where(orm.Eq(&m.Name, "gray")).All(t.Context(), db)
	t.ok("All", err)
	if len(list) != 1 || list[0].Name != "Dee" || *list[0].Age != 50 || !list[0].Born.Equal(longAgo) {
		t.Errorf("got %+v, want Dee as she is", list)
	}
}

func joinLeft(t *trial) {
	db, m, p := smallLeague().store(t), squads.C, players.C
	picks(t, db, "Join", players.Join(&p.Squad), 1, 2, 3, 4)
	picks(t, db, "LeftJoin", players.LeftJoin(&p.Squad), 1, 2, 3, 4, 5)
	picks(t, db, "an absent row", players.LeftJoin(&p.Squad).Where(orm.IsNull(&m.ID)), 5)
	picks(t, db, "a row that is there", players.LeftJoin(&p.Squad).Where(orm.IsNotNull(&m.ID), orm.IsNull(&m.Size)), 4)
	picks(t, db, "no comparison holds for an absent row", players.LeftJoin(&p.Squad).Where(orm.Ne(&m.Name, "red")), 3, 4)
	picks(t, db, "Join after LeftJoin", players.LeftJoin(&p.Squad).Join(&p.Squad), 1, 2, 3, 4)
	picks(t, db, "LeftJoin after Join", players.Join(&p.Squad).LeftJoin(&p.Squad), 1, 2, 3, 4, 5)
}

func joinOrder(t *trial) {
	db, m, p := smallLeague().store(t), squads.C, players.C
	q := players.LeftJoin(&p.Squad)
	picks(t, db, "from low to high", q.OrderBy(orm.Asc(&m.Name)), 5, 3, 4, 1, 2)
	picks(t, db, "from high to low", q.OrderBy(orm.Desc(&m.Name)), 1, 2, 4, 3, 5)
	picks(t, db, "last", q.OrderBy(orm.Asc(&m.Name).NullsLast()), 3, 4, 1, 2, 5)
	picks(t, db, "first", q.OrderBy(orm.Desc(&m.ID).NullsFirst()), 5, 4, 3, 1, 2)
}

// room is on a floor, which is of a house: two steps that lead to one row each.
type (
	room struct {
		ID      int64
		FloorID int64
		Floor   orm.One[floor]
	}
	floor struct {
		ID      int64
		Name    string
		HouseID *int64
		House   orm.One[house]
		Rooms   orm.Many[room]
	}
	house struct {
		ID    int64
		Name  string
		Cover orm.One[cover]
	}
	// cover is a house's own: the house leads to one row that leads to it.
	cover struct {
		ID      int64
		HouseID int64
		House   orm.One[house]
		Paid    bool
	}
)

func (c *cover) Define(t *orm.Table[cover]) { t.Column(&c.HouseID).Unique() }

var (
	rooms  = orm.Define[room]()
	floors = orm.Define[floor]()
	houses = orm.Define[house]()
	covers = orm.Define[cover]()
)

// twoHouses are, by key: house 1 with floors 1 and 2 and cover 1, house 2 without; floor 3 of no house; and on floor n
// the room n, with room 4 on floor 1.
func twoHouses(t *trial) *orm.DB {
	t.Helper()
	db := t.tables(rooms, floors, houses, covers)
	insert(t, db, houses, &house{Name: "old"}, &house{Name: "new"})
	insert(t, db, floors, &floor{Name: "low", HouseID: new(int64(1))}, &floor{Name: "high", HouseID: new(int64(2))}, &floor{Name: "tent"})
	insert(t, db, rooms, &room{FloorID: 1}, &room{FloorID: 2}, &room{FloorID: 3}, &room{FloorID: 1})
	insert(t, db, covers, &cover{HouseID: 1, Paid: true})
	return db
}

func joinChained(t *trial) {
	db, r, f, h, c := twoHouses(t), rooms.C, floors.C, houses.C, covers.C
	picks(t, db, "two steps", rooms.Join(&r.Floor).Join(&f.House).Where(orm.Eq(&h.Name, "old")), 1, 4)
	picks(t, db, "in one call", rooms.Join(&r.Floor, &f.House).OrderBy(orm.Asc(&h.Name), orm.Desc(&r.ID)), 2, 4, 1)
	picks(t, db, "to a row that leads back", rooms.Join(&r.Floor, &f.House, &h.Cover).Where(orm.Eq(&c.Paid, true)), 1, 4)
	picks(t, db, "a left one behind", rooms.Join(&r.Floor).LeftJoin(&f.House, &h.Cover).Where(orm.IsNull(&c.ID)), 2, 3)
	picks(t, db, "three left ones", rooms.LeftJoin(&r.Floor, &f.House, &h.Cover).OrderBy(orm.Asc(&c.ID), orm.Desc(&h.ID)), 2, 3, 1, 4)
	picks(t, db, "an inner one behind a left one", rooms.LeftJoin(&r.Floor).Join(&f.House), 1, 2, 4)
}

func joinReads(t *trial) {
	db, m, p, ctx := smallLeague().store(t), squads.C, players.C, t.Context()
	q := players.Join(&p.Squad).Where(orm.Gt(&m.Size, new(int64(2)))).OrderBy(orm.Desc(&m.Name), orm.Desc(&p.Name))
	picks(t, db, "All", q, 2, 1, 3)
	first, err := q.First(ctx, db)
	t.ok("First", err)
	t.same("First", first.ID, int64(2))
	one, err := q.Where(orm.Eq(&m.Name, "blue")).One(ctx, db)
	t.ok("One", err)
	t.same("One", one.ID, int64(3))
	got, err := q.Get(ctx, db, 3)
	t.ok("Get", err)
	t.same("Get", got.Name, "Cy")
	_, err = q.Get(ctx, db, 4)
	t.kind("Get of another", err, fault.NotFound)
	t.same("Limit and Offset", ids(t, db, q.Limit(1).Offset(1)), []int64{1})
	page, err := q.Page(ctx, db, 2, 2)
	t.ok("Page", err)
	t.same("Page", []int64{page.Total, int64(len(page.Items)), page.Items[0].ID}, []int64{3, 1, 3})
	var streamed []int64
	for obj, err := range q.Stream(ctx, db) {
		t.ok("Stream", err)
		streamed = append(streamed, obj.ID)
	}
	t.same("Stream", streamed, []int64{2, 1, 3})
	n, err := q.Limit(2).Count(ctx, db)
	t.ok("Count", err)
	t.same("Count", n, int64(2))
}

func joinAcross(t *trial) {
	db, m, p, c := smallLeague().store(t), squads.C, players.C, cups.C
	q := players.Join(&p.Squad)
	picks(t, db, "of the joined row", q.Where(orm.Any(&m.Cups, orm.Eq(&c.Name, "tin"))), 1, 2)
	picks(t, db, "naming both", q.Where(orm.Any(&m.Cups, orm.GtColumn(&c.Worth, &p.ID), orm.Eq(&m.Name, "blue"))), 3)
	picks(t, db, "of the joined row to its own table", q.Where(orm.Any(&m.Above, orm.Eq(&m.Name, "red"))), 3)
	picks(t, db, "where the joined row is absent", players.LeftJoin(&p.Squad).Where(orm.None(&m.Cups)), 4, 5)
}

func joinRefused(t *trial) {
	db, m, p := smallLeague().store(t), squads.C, players.C
	var object player
	for what, q := range map[string]orm.Query[player]{
		"a relation to many": players.Join(&p.Squad, &m.Players), "the table again": players.Join(&p.Squad, &m.Above), "nil": players.Join(nil),
		"a Loading": players.Join(orm.Load(&p.Squad)), "a relation of what is not joined": players.Join(&m.Above), "one of an object": players.LeftJoin(&object.Squad),
		"a column of what is not joined": players.Where(orm.Eq(&m.Name, "red")), "an order by it": players.OrderBy(orm.Asc(&m.Name)), "another model's": players.Join(&p.Squad).Where(orm.Eq(&cups.C.Name, "x")),
	} {
		_, err := q.All(t.Context(), db)
		t.kind("All with "+what, err, fault.Invalid)
		_, err = q.Count(t.Context(), db)
		if what != "an order by it" { // Count has no order
			t.kind("Count with "+what, err, fault.Invalid)
		}
	}
	_, err := squads.Join(&m.Above).All(t.Context(), db)
	t.kind("the model itself", err, fault.Invalid)
	_, err = orm.Children(t.Context(), db, players.Join(&p.Squad), &p.Squad, []*squad{{ID: 1}})
	t.kind("Children", err, fault.Invalid)
}

func joinChanges(t *trial) {
	db, m, p, ctx := smallLeague().store(t), squads.C, players.C, t.Context()
	q := players.Join(&p.Squad).Where(orm.Eq(&m.Name, "red"))
	n, err := q.Update(ctx, db, orm.Set(&p.Name, "x"))
	t.ok("Update", err)
	t.same("changed", n, int64(2))
	picks(t, db, "those that were changed", players.Where(orm.Eq(&p.Name, "x")), 1, 2)
	n, err = q.Delete(ctx, db)
	t.ok("Delete", err)
	t.same("deleted", n, int64(2))
	count(t, db, players, 3)
}
