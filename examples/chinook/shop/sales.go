package shop

import (
	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/orm"
)

// Figures are sales at a glance.
type Figures struct {
	Revenue   decimal.Decimal
	Invoices  int64
	Customers int64 // who bought
	Tracks    int64 // that were sold
}

// Define gives money its digits.
func (f *Figures) Define(t *orm.Table[Figures]) { t.Column(&f.Revenue).Decimal(10, 2) }

// SalesAtAGlance reads one row, of zeros where nothing was sold.
func SalesAtAGlance(p Period) orm.Selection[Figures] {
	row, i, tracks := new(Figures), Invoices.C, new(struct{ Sold int64 })
	bought := Invoices.As("bought")
	sold := orm.Select(tracks, orm.As(&tracks.Sold, Sold)).From(InvoiceLines).
		Join(bought.Along(&InvoiceLines.C.Invoice)).Where(p.holds(&bought.C.InvoiceDate)...)
	return orm.Select(row,
		orm.As(&row.Revenue, Paid),
		orm.As(&row.Invoices, orm.Count()),
		orm.As(&row.Customers, orm.CountDistinct(orm.Col(&i.CustomerID))),
		orm.As(&row.Tracks, orm.Coalesce(orm.ValueOf(sold, &tracks.Sold), 0)),
	).From(Invoices).Where(p.holds(&i.InvoiceDate)...)
}

// MonthSales are the sales of a month, January being 1.
type MonthSales struct {
	Year, Month int64
	Invoices    int64
	Revenue     decimal.Decimal
}

// Define gives money its digits.
func (s *MonthSales) Define(t *orm.Table[MonthSales]) { t.Column(&s.Revenue).Decimal(10, 2) }

// SalesByMonth reads the months of a period in order, without those of no sales.
func SalesByMonth(p Period) orm.Selection[MonthSales] {
	row, i := new(MonthSales), Invoices.C
	return orm.Select(row,
		orm.As(&row.Year, orm.YearOf(orm.Col(&i.InvoiceDate))),
		orm.As(&row.Month, orm.MonthOf(orm.Col(&i.InvoiceDate))),
		orm.As(&row.Invoices, orm.Count()),
		orm.As(&row.Revenue, Paid),
	).From(Invoices).Where(p.holds(&i.InvoiceDate)...).
		GroupBy(&row.Year, &row.Month).OrderBy(orm.Asc(&row.Year), orm.Asc(&row.Month))
}

// DaySales are the sales of a day of a month, the first being 1.
type DaySales struct {
	Day      int64
	Invoices int64
	Revenue  decimal.Decimal
}

// Define gives money its digits.
func (s *DaySales) Define(t *orm.Table[DaySales]) { t.Column(&s.Revenue).Decimal(10, 2) }

// SalesByDay reads the days of a period, which is a month or less, in order and without those of no sales.
func SalesByDay(p Period) orm.Selection[DaySales] {
	row, i := new(DaySales), Invoices.C
	return orm.Select(row,
		orm.As(&row.Day, orm.DayOf(orm.Col(&i.InvoiceDate))),
		orm.As(&row.Invoices, orm.Count()),
		orm.As(&row.Revenue, Paid),
	).From(Invoices).Where(p.holds(&i.InvoiceDate)...).GroupBy(&row.Day).OrderBy(orm.Asc(&row.Day))
}

// CountrySales are the sales to a country, or to those who name none.
type CountrySales struct {
	BillingCountry *string
	Invoices       int64
	Revenue        decimal.Decimal
}

// Define gives money its digits.
func (s *CountrySales) Define(t *orm.Table[CountrySales]) { t.Column(&s.Revenue).Decimal(10, 2) }

// SalesByCountry reads the countries that something was sold to, the best first.
func SalesByCountry(p Period) orm.Selection[CountrySales] {
	row, i := new(CountrySales), Invoices.C
	return orm.Select(row,
		orm.Take(&row.BillingCountry, &i.BillingCountry),
		orm.As(&row.Invoices, orm.Count()),
		orm.As(&row.Revenue, Paid),
	).From(Invoices).Where(p.holds(&i.InvoiceDate)...).
		GroupBy(&row.BillingCountry).OrderBy(orm.Desc(&row.Revenue), orm.Asc(&row.BillingCountry))
}

// RepresentativeSales are the sales to the customers of an employee.
type RepresentativeSales struct {
	ID                  int64
	FirstName, LastName string
	Customers           int64 // who bought
	Invoices            int64
	Revenue             decimal.Decimal
}

// Define gives money its digits.
func (s *RepresentativeSales) Define(t *orm.Table[RepresentativeSales]) {
	t.Column(&s.Revenue).Decimal(10, 2)
}

// SalesByRepresentative reads the employees whose customers bought, the best first.
func SalesByRepresentative(p Period) orm.Selection[RepresentativeSales] {
	row, e, c := new(RepresentativeSales), Employees.C, Customers.C
	return orm.Select(row,
		orm.Take(&row.ID, &e.ID),
		orm.Take(&row.FirstName, &e.FirstName),
		orm.Take(&row.LastName, &e.LastName),
		orm.As(&row.Customers, orm.CountDistinct(orm.Col(&c.ID))),
		orm.As(&row.Invoices, orm.Count()),
		orm.As(&row.Revenue, Paid),
	).From(Employees).Join(&e.Customers, &c.Invoices).Where(p.holds(&Invoices.C.InvoiceDate)...).
		GroupBy(&e.ID).OrderBy(orm.Desc(&row.Revenue), orm.Asc(&row.ID))
}
