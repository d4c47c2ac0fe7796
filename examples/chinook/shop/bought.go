package shop

import (
	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/orm"
)

// TrackSales are the sales of a track.
type TrackSales struct {
	ID      int64
	Name    string
	Sold    int64
	Revenue decimal.Decimal
}

// Define gives money its digits.
func (s *TrackSales) Define(t *orm.Table[TrackSales]) { t.Column(&s.Revenue).Decimal(10, 2) }

// SalesByTrack reads the tracks that were sold, the most bought first. There may be thousands; see Selection.Limit.
func SalesByTrack(p Period) orm.Selection[TrackSales] {
	row, k, l := new(TrackSales), Tracks.C, InvoiceLines.C
	return orm.Select(row,
		orm.Take(&row.ID, &k.ID),
		orm.Take(&row.Name, &k.Name),
		orm.As(&row.Sold, Sold),
		orm.As(&row.Revenue, Earned),
	).From(Tracks).Join(&k.Lines, &l.Invoice).Where(p.holds(&Invoices.C.InvoiceDate)...).
		GroupBy(&k.ID).OrderBy(orm.Desc(&row.Sold), orm.Desc(&row.Revenue), orm.Asc(&row.ID))
}

// GenreSales are the sales of a genre, and how many percent they are of those of all genres.
type GenreSales struct {
	Name    *string
	Sold    int64
	Revenue decimal.Decimal
	Part    float64
}

// Define gives money its digits.
func (s *GenreSales) Define(t *orm.Table[GenreSales]) { t.Column(&s.Revenue).Decimal(10, 2) }

// SalesByGenre reads the genres of which something was sold, the best first.
func SalesByGenre(p Period) orm.Selection[GenreSales] {
	row, g, k, l := new(GenreSales), Genres.C, Tracks.C, InvoiceLines.C
	return orm.Select(row,
		orm.Take(&row.Name, &g.Name),
		orm.As(&row.Sold, Sold),
		orm.As(&row.Revenue, Earned),
		orm.As(&row.Part, Percent(Earned, orm.Total(Earned).Over(orm.Window{}))),
	).From(Genres).Join(&g.Tracks, &k.Lines, &l.Invoice).Where(p.holds(&Invoices.C.InvoiceDate)...).
		GroupBy(&g.ID).OrderBy(orm.Desc(&row.Revenue), orm.Asc(&row.Name))
}
