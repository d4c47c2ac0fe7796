package agree_test

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/orm"
)

// site may lie within another one, whose key is less.
type site struct {
	ID   int64
	Name string
	Size *int64
	UpID *int64

	Up    orm.One[site]
	Parts orm.Many[site]
	Finds orm.Many[find]
}

func (s *site) Define(t *orm.Table[site]) {
	orm.BelongsTo(t, &s.Up).Inverse(&s.Parts)
}

// find has columns of every kind that is computed with, with and without NULL.
type find struct {
	ID     int64
	SiteID *int64
	Title  string
	Note   *string
	Count  int64
	Pieces int32
	Grade  *int64
	Weight float64
	Mass   *float64
	Price  decimal.Decimal
	Fee    *decimal.Decimal
	At     time.Time
	Until  *time.Time
	Kept   bool
	Sold   *bool

	Site  orm.One[site]
	Marks orm.Many[mark]
}

func (f *find) Define(t *orm.Table[find]) {
	t.Column(&f.Price).Decimal(10, 2)
	t.Column(&f.Fee).Decimal(10, 2)
	orm.BelongsTo(t, &f.Site).Inverse(&orm.C[site]().Finds)
	orm.ManyToMany(t, &f.Marks)
}

// mark is on many finds.
type mark struct {
	ID    int64
	Name  string
	Worth int64
	Finds orm.Many[find]
}

var (
	sites = orm.Define[site]()
	finds = orm.Define[find]()
	marks = orm.Define[mark]()
)

// answer is the row of every selection: fields of each kind, which a selection fills some of.
type answer struct {
	N1, N2, N3 *int64
	T1, T2     *string
	F1, F2     *float64
	D1         *decimal.Decimal
	W1         *time.Time
	B1         *bool
	K          int64
	L          string
}
