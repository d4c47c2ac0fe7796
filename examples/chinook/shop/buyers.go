package shop

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/orm"
)

// Buyer is a customer with what this one has bought.
type Buyer struct {
	ID                  int64
	FirstName, LastName string
	City, Country       *string
	Invoices            int64
	Spent               decimal.Decimal
}

// Define gives money its digits.
func (b *Buyer) Define(t *orm.Table[Buyer]) { t.Column(&b.Spent).Decimal(10, 2) }

// Buyers reads all customers, also those who have bought nothing, in no order: OrderBy may name the columns of Customers,
// and Paid.
func Buyers() orm.Selection[Buyer] {
	row, c := new(Buyer), Customers.C
	return orm.Select(row,
		orm.Take(&row.ID, &c.ID),
		orm.Take(&row.FirstName, &c.FirstName),
		orm.Take(&row.LastName, &c.LastName),
		orm.Take(&row.City, &c.City),
		orm.Take(&row.Country, &c.Country),
		orm.As(&row.Invoices, orm.CountOf(orm.Col(&Invoices.C.ID))),
		orm.As(&row.Spent, Paid),
	).From(Customers).LeftJoin(&c.Invoices).GroupBy(&c.ID)
}

// Purchase is an invoice of a customer, and what the customer had paid when it was.
type Purchase struct {
	CustomerID, ID int64
	InvoiceDate    time.Time
	Total, SoFar   decimal.Decimal
}

// Define gives money its digits.
func (p *Purchase) Define(t *orm.Table[Purchase]) {
	t.Column(&p.Total).Decimal(10, 2)
	t.Column(&p.SoFar).Decimal(10, 2)
}

// Purchases reads the invoices of all customers, those of one together and the oldest first. Where may choose customers:
// running totals are each customer's own.
func Purchases() orm.Selection[Purchase] {
	row, i := new(Purchase), Invoices.C
	sofar := orm.Partition(&i.CustomerID).OrderBy(orm.Asc(&i.InvoiceDate), orm.Asc(&i.ID))
	return orm.Select(row,
		orm.Take(&row.CustomerID, &i.CustomerID),
		orm.Take(&row.ID, &i.ID),
		orm.Take(&row.InvoiceDate, &i.InvoiceDate),
		orm.Take(&row.Total, &i.Total),
		orm.As(&row.SoFar, orm.Total(orm.Col(&i.Total)).Over(sofar)),
	).From(Invoices).OrderBy(orm.Asc(&row.CustomerID), orm.Asc(&row.InvoiceDate), orm.Asc(&row.ID))
}
