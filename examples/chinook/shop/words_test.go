package shop_test

import (
	"github.com/rowankit/rowan/examples/chinook/shop"
	"github.com/rowankit/rowan/orm"
)

// The prototypes, whose fields name columns and relations.
var (
	artist    = shop.Artists.C
	album     = shop.Albums.C
	track     = shop.Tracks.C
	genre     = shop.Genres.C
	mediaType = shop.MediaTypes.C
	playlist  = shop.Playlists.C
	employee  = shop.Employees.C
	customer  = shop.Customers.C
	invoice   = shop.Invoices.C
	line      = shop.InvoiceLines.C
)

// What several questions ask for.
var (
	all    = orm.Window{}
	paid   = shop.Paid
	sold   = shop.Sold
	earned = shop.Earned
	year   = orm.YearOf(orm.Col(&invoice.InvoiceDate))
	month  = orm.MonthOf(orm.Col(&invoice.InvoiceDate))
)

// percent is how much a number is of another one.
func percent[V, W any](x orm.Expr[V], of orm.Expr[W]) orm.Expr[float64] {
	return shop.Percent(x, of)
}
