package conformance

import (
	"slices"
	"time"

	"github.com/rowankit/rowan/orm"
)

// squad is of a squad above it or of none, and has players, squads below it and cups.
type squad struct {
	ID      int64
	Name    string
	Size    *int64
	AboveID *int64

	Above   orm.One[squad]
	Below   orm.Many[squad]
	Players orm.Many[player]
	Cups    orm.Many[cup]
}

func (m *squad) Define(t *orm.Table[squad]) {
	orm.BelongsTo(t, &m.Above).Inverse(&m.Below).OnDelete(orm.SetNull)
	orm.ManyToMany(t, &m.Cups).Table("squad_cup", "squad_id", "cup_id").Inverse(&orm.C[cup]().Squads)
}

// player is of a squad or of none. Born is stored as a number.
type player struct {
	ID      int64
	Name    string
	Age     *int64
	Born    time.Time
	SquadID *int64

	Squad orm.One[squad]
}

func (m *player) Define(t *orm.Table[player]) {
	t.Column(&m.Born).Micros()
	orm.BelongsTo(t, &m.Squad).OnDelete(orm.SetNull)
}

// cup has the name for a table that statements of more than one might give to another.
type cup struct {
	ID    int64
	Name  string
	Worth int64

	Squads orm.Many[squad]
}

func (*cup) Define(t *orm.Table[cup]) { t.Name("t1") }

var (
	squads  = orm.Define[squad]()
	players = orm.Define[player]()
	cups    = orm.Define[cup]()
)

// league is what a case has stored.
type league struct {
	squads  []*squad
	players []*player
	cups    []*cup
	won     [][2]int64 // squad, cup
}

var longAgo = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func (l *league) store(t *trial) *orm.DB {
	t.Helper()
	db := t.tables(squads, players, cups)
	insert(t, db, squads, l.squads...)
	insert(t, db, players, l.players...)
	insert(t, db, cups, l.cups...)
	for _, w := range l.won {
		_, err := orm.Exec(t.Context(), db, orm.SQL("INSERT INTO squad_cup (squad_id, cup_id) VALUES (?, ?)", w[0], w[1]))
		t.ok("INSERT", err)
	}
	return db
}

// smallLeague is, by key: the squads 1 red (size 3), 2 blue (size 5, below 1), 3 gray (no size, below 2) and 4 lone; the
// players 1 Ada 30 and 2 Bob 40 of red, 3 Cy of blue, whose age is absent, 4 Dee 50 of gray, 5 Eve 20 of none;
// the cups 1 gold 100, which red and blue have, 2 tin 1, which red has, and 3 new 5, which nobody has.
func smallLeague() *league {
	n := func(n int64) *int64 { return &n }
	return &league{
		squads: []*squad{{Name: "red", Size: n(3)}, {Name: "blue", Size: n(5), AboveID: n(1)}, {Name: "gray", AboveID: n(2)}, {Name: "lone", Size: n(1)}},
		players: []*player{
			{Name: "Ada", Age: n(30), Born: longAgo, SquadID: n(1)}, {Name: "Bob", Age: n(40), Born: longAgo.Add(time.Hour), SquadID: n(1)},
			{Name: "Cy", Born: longAgo, SquadID: n(2)}, {Name: "Dee", Age: n(50), Born: longAgo, SquadID: n(3)}, {Name: "Eve", Age: n(20), Born: longAgo},
		},
		cups: []*cup{{Name: "gold", Worth: 100}, {Name: "tin", Worth: 1}, {Name: "new", Worth: 5}},
		won:  [][2]int64{{1, 1}, {2, 1}, {1, 2}},
	}
}

func (l *league) playersOf(m *squad) (list []*player) {
	for _, p := range l.players {
		if p.SquadID != nil && *p.SquadID == m.ID {
			list = append(list, p)
		}
	}
	return list
}

func (l *league) squadOf(id *int64) []*squad {
	if id == nil {
		return nil
	}
	return l.squads[*id-1 : *id]
}

func (l *league) below(m *squad) (list []*squad) {
	for _, x := range l.squads {
		if x.AboveID != nil && *x.AboveID == m.ID {
			list = append(list, x)
		}
	}
	return list
}

func (l *league) cupsOf(m *squad) (list []*cup) {
	for _, c := range l.cups {
		if slices.Contains(l.won, [2]int64{m.ID, c.ID}) {
			list = append(list, c)
		}
	}
	return list
}

func (l *league) squadsWith(c *cup) (list []*squad) {
	for _, m := range l.squads {
		if slices.Contains(l.won, [2]int64{m.ID, c.ID}) {
			list = append(list, m)
		}
	}
	return list
}
