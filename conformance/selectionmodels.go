package conformance

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/orm"
)

// agent sells, and may report to another.
type agent struct {
	ID      int64
	Name    string
	ChiefID *int64
	Chief   orm.One[agent]
	Team    orm.Many[agent]
	Deals   orm.Many[deal]
}

func (a *agent) Define(t *orm.Table[agent]) {
	orm.BelongsTo(t, &a.Chief).Inverse(&a.Team)
}

// deal is of an agent, and is marked by any number of rosettes.
type deal struct {
	ID      int64
	AgentID int64
	Town    string
	Price   decimal.Decimal
	Pieces  int32
	Weight  *float64
	At      time.Time

	Agent    orm.One[agent]
	Rosettes orm.Many[rosette]
}

func (d *deal) Define(t *orm.Table[deal]) {
	t.Column(&d.Price).Decimal(10, 2)
	orm.BelongsTo(t, &d.Agent)
	orm.ManyToMany(t, &d.Rosettes)
}

type rosette struct {
	ID    int64
	Name  string
	Deals orm.Many[deal]
}

// summand has numbers that are too large for their sum.
type summand struct {
	ID int64
	N  int64
	F  float64
}

var (
	sums     = orm.Define[summand]()
	agents   = orm.Define[agent]()
	deals    = orm.Define[deal]()
	rosettes = orm.Define[rosette]()
)

func onDay(month time.Month, day int) time.Time {
	return time.Date(2024, month, day, 13, 45, 30, 123456000, time.UTC)
}

// bazaar is three agents, of whom Ann leads the others, and Cid has sold nothing; five deals in two towns; two rosettes, one of
// which is on two deals.
func bazaar(t *trial) *orm.DB {
	t.Helper()
	db := t.tables(agents, deals, rosettes)
	insert(t, db, agents, &agent{Name: "Ann"}, &agent{Name: "Ben", ChiefID: new(int64(1))}, &agent{Name: "Cid", ChiefID: new(int64(1))})
	insert(t, db, deals,
		&deal{AgentID: 1, Town: "Ulm", Price: dec("1.50"), Pieces: 2, Weight: new(2.5), At: onDay(1, 5)},
		&deal{AgentID: 1, Town: "Ulm", Price: dec("2.25"), Pieces: 4, At: onDay(1, 9)},
		&deal{AgentID: 1, Town: "Aue", Price: dec("0.99"), Pieces: 1, Weight: new(0.5), At: onDay(2, 1)},
		&deal{AgentID: 2, Town: "Aue", Price: dec("9.00"), Pieces: 1, Weight: new(4.0), At: onDay(2, 2)},
		&deal{AgentID: 2, Town: "Ulm", Price: dec("9.00"), Pieces: 3, At: onDay(3, 31)},
	)
	insert(t, db, rosettes, &rosette{Name: "gold"}, &rosette{Name: "tin"})
	for _, pair := range [][2]int64{{1, 1}, {4, 1}, {4, 2}} {
		t.ok("Link", orm.Link(t.Context(), db, &deals.C.Rosettes, &deal{ID: pair[0]}, &rosette{ID: pair[1]}))
	}
	return db
}
