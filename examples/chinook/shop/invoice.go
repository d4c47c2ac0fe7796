package shop

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/orm"
)

// Invoice is a purchase: what a customer bought at one time, and where the bill went.
type Invoice struct {
	ID                int64
	CustomerID        int64
	InvoiceDate       time.Time // midnight of the day, in UTC
	BillingAddress    *string
	BillingCity       *string
	BillingState      *string
	BillingCountry    *string
	BillingPostalCode *string
	Total             decimal.Decimal // what its lines come to

	Customer orm.One[Customer]
	Lines    orm.Many[InvoiceLine]
}

// Define gives texts their sizes, and money its digits.
func (i *Invoice) Define(t *orm.Table[Invoice]) {
	t.Column(&i.BillingAddress).Size(70)
	t.Column(&i.BillingCity).Size(40)
	t.Column(&i.BillingState).Size(40)
	t.Column(&i.BillingCountry).Size(40)
	t.Column(&i.BillingPostalCode).Size(10)
	t.Column(&i.Total).Decimal(10, 2)
}

// InvoiceLine is one track of a purchase.
type InvoiceLine struct {
	ID        int64
	InvoiceID int64
	TrackID   int64
	UnitPrice decimal.Decimal // at the time of the purchase
	Quantity  int64

	Invoice orm.One[Invoice]
	Track   orm.One[Track]
}

// Define gives money its digits.
func (l *InvoiceLine) Define(t *orm.Table[InvoiceLine]) { t.Column(&l.UnitPrice).Decimal(10, 2) }
