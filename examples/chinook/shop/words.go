package shop

import "github.com/rowankit/rowan/orm"

// What questions about sales have in common: expressions, which stand wherever the tables of their columns are read. They
// are immutable.
var (
	// Paid is what invoices come to together, in US dollars; zero where there are none.
	Paid = orm.Total(orm.Col(&Invoices.C.Total))
	// Sold is how many tracks lines have sold together.
	Sold = orm.Total(orm.Col(&InvoiceLines.C.Quantity))
	// Earned is what lines come to together, in US dollars.
	Earned = orm.Total(orm.Times(orm.Col(&InvoiceLines.C.UnitPrice), orm.Col(&InvoiceLines.C.Quantity)))
)

// Percent is how much a number is of another one, from 0 to 100 for a part of a whole. Of zero it is 0.
func Percent[V, W any](x orm.Expr[V], of orm.Expr[W]) orm.Expr[float64] {
	return orm.Coalesce(orm.Ratio(orm.Times(x, orm.Val(100)), of), 0)
}
