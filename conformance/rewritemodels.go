package conformance

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/orm"
)

type (
	// hangar may have a main one.
	hangar struct {
		ID     int64
		Name   string
		Town   string
		MainID *int64

		Main  orm.One[hangar]
		Bales orm.Many[bale]
	}
	// bale has two columns of each type that values are moved between.
	bale struct {
		ID            int64
		HangarID      *int64
		Town          string
		Was           *string
		Weight, Limit int64
		Small         int8
		Price, Fee    decimal.Decimal
		Speed, Far    float64
		At, Due       time.Time
		Tag, Code     string

		Hangar orm.One[hangar]
	}
)

func (d *hangar) Define(t *orm.Table[hangar]) {
	t.Column(&d.Name).Size(20)
	orm.BelongsTo(t, &d.Main)
}

func (p *bale) Define(t *orm.Table[bale]) {
	t.Column(&p.Town).Size(10)
	t.Column(&p.Limit).Min(0).Max(1000)
	t.Column(&p.Price).Decimal(10, 2)
	t.Column(&p.Fee).Decimal(10, 2)
	t.Column(&p.Tag).Size(20).Trim().UniqueFold()
	t.Column(&p.Code).Size(20).Trim().Folded()
	orm.BelongsTo(t, &p.Hangar).Inverse(&orm.C[hangar]().Bales)
}

var (
	hangars = orm.Define[hangar]()
	bales   = orm.Define[bale]()
)

// yard is three hangars, of which the first is the main one of the others, and four bales: two in the first hangar, one in the
// second, one in none.
func yard(t *trial) (*orm.DB, *recorder) {
	t.Helper()
	rec := &recorder{}
	db := t.observed(rec, hangars, bales)
	insert(t, db, hangars, &hangar{Name: "north", Town: "Ulm"}, &hangar{Name: "south", Town: "Aue", MainID: new(int64(1))}, &hangar{Name: "west", Town: "Rom", MainID: new(int64(1))})
	for i, where := range []*int64{new(int64(1)), new(int64(1)), new(int64(2)), nil} {
		n := int64(i + 1)
		insert(t, db, bales, &bale{
			HangarID: where, Town: fmt.Sprint("t", n), Weight: n * 10, Limit: n, Small: int8(n), Price: decimal.New(n*100+50, -2), Fee: decimal.New(n, 0),
			Speed: float64(n) / 2, Far: 1.5, At: onDay(time.Month(n), 1), Due: onDay(12, int(n)), Tag: fmt.Sprint("Tag ", n), Code: fmt.Sprint("Code ", n),
		})
	}
	rec.take()
	return db, rec
}

// sends runs something, and holds what it sends to the golden statements of the case.
func (r *recorder) sends(t *trial, what string, do func() error) {
	t.Helper()
	r.take()
	t.ok(what, do())
	name := t.Name()
	t.rewrites.sent(t, name[strings.LastIndex(name, "/")+1:]+", "+what, r.take())
}

// changes is sends for a change of so many rows.
func (r *recorder) changes(t *trial, what string, want int64, do func() (int64, error)) {
	t.Helper()
	r.sends(t, what, func() error {
		n, err := do()
		if n != want {
			t.Errorf("%s: got %d rows, want %d", what, n, want)
		}
		return err
	})
}
