package orm_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

type (
	crew struct {
		ID      int64
		Name    string
		Players orm.Many[player]
		Seats   orm.Many[membership]
	}
	player struct {
		ID    int64
		Name  string
		Crews orm.Many[crew]
	}
	// membership is a pair with a rank of its own.
	membership struct {
		CrewID   int64
		PlayerID int64
		Rank     int64

		Crew   orm.One[crew]
		Player orm.One[player]
	}
)

func (c *crew) Define(t *orm.Table[crew]) { orm.ManyToMany(t, &c.Players).Through(orm.C[membership]()) }

func (m *membership) Define(t *orm.Table[membership]) { t.Key(&m.CrewID, &m.PlayerID) }

var (
	crews       = orm.Define[crew]()
	players     = orm.Define[player]()
	memberships = orm.Define[membership]()
)

func TestPairsOfAModelOfTheirOwnMayBeAskedAbout(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, orm.Models(crews, players, memberships))
	ctx, c, p, m := t.Context(), crews.C, players.C, memberships.C
	for i := range 3 {
		if err := crews.Insert(ctx, db, &crew{Name: fmt.Sprintf("crew %d", i+1)}); err != nil {
			t.Fatal(err)
		}
		if err := players.Insert(ctx, db, &player{Name: fmt.Sprintf("player %d", i+1)}); err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range []*membership{{CrewID: 1, PlayerID: 1, Rank: 3}, {CrewID: 1, PlayerID: 2, Rank: 2}, {CrewID: 1, PlayerID: 3, Rank: 1}, {CrewID: 2, PlayerID: 3, Rank: 2}} {
		if err := memberships.Insert(ctx, db, x); err != nil {
			t.Fatal(err)
		}
	}
	list, err := crews.With(orm.Load(&c.Players).Where(orm.Lt(&m.Rank, 3), orm.Ne(&p.Name, "")).OrderBy(orm.Asc(&m.Rank)), orm.Load(&c.Seats).With(&m.Player)).All(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	var got [][]string
	for _, x := range list {
		names := []string{}
		ps, err := x.Players.All()
		if err != nil {
			t.Fatal(err)
		}
		for _, y := range ps {
			names = append(names, y.Name)
		}
		got = append(got, names)
	}
	if diff := cmp.Diff([][]string{{"player 3", "player 2"}, {"player 3"}, {}}, got); diff != "" {
		t.Errorf("players by rank (-want +got):\n%s", diff)
	}
	ormtest.Statements(t, db, 0, func() {
		seats, _ := list[0].Seats.All()
		if len(seats) != 3 {
			t.Fatalf("%d seats, want 3", len(seats))
		}
		if y, err := seats[2].Player.Get(); y == nil || y.Name != "player 3" || err != nil {
			t.Errorf("the third seat is of %v, %v", y, err)
		}
	})
}
