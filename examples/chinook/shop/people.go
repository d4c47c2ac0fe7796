package shop

import (
	"time"

	"github.com/rowankit/rowan/orm"
)

// Employee works for the shop. All but the general manager report to somebody.
type Employee struct {
	ID         int64
	LastName   string
	FirstName  string
	Title      *string
	ReportsTo  *int64
	BirthDate  *time.Time
	HireDate   *time.Time
	Address    *string
	City       *string
	State      *string
	Country    *string
	PostalCode *string
	Phone      *string
	Fax        *string
	Email      *string

	Manager   orm.One[Employee]  // whom ReportsTo names
	Reports   orm.Many[Employee] // who report to this one
	Customers orm.Many[Customer] // whom this one serves
}

// Define gives texts their sizes, and leads from employees to their managers and back.
func (e *Employee) Define(t *orm.Table[Employee]) {
	t.Column(&e.LastName).Size(20)
	t.Column(&e.FirstName).Size(20)
	t.Column(&e.Title).Size(30)
	t.Column(&e.Address).Size(70)
	t.Column(&e.City).Size(40)
	t.Column(&e.State).Size(40)
	t.Column(&e.Country).Size(40)
	t.Column(&e.PostalCode).Size(10)
	t.Column(&e.Phone).Size(24)
	t.Column(&e.Fax).Size(24)
	t.Column(&e.Email).Size(60)
	orm.BelongsTo(t, &e.Manager).By(&e.ReportsTo)
}

// Customer buys, and has an employee to turn to.
type Customer struct {
	ID           int64
	FirstName    string
	LastName     string
	Company      *string
	Address      *string
	City         *string
	State        *string
	Country      *string
	PostalCode   *string
	Phone        *string
	Fax          *string
	Email        string
	SupportRepID *int64

	SupportRep orm.One[Employee]
	Invoices   orm.Many[Invoice]
}

// Define gives texts their sizes.
func (c *Customer) Define(t *orm.Table[Customer]) {
	t.Column(&c.FirstName).Size(40)
	t.Column(&c.LastName).Size(20)
	t.Column(&c.Company).Size(80)
	t.Column(&c.Address).Size(70)
	t.Column(&c.City).Size(40)
	t.Column(&c.State).Size(40)
	t.Column(&c.Country).Size(40)
	t.Column(&c.PostalCode).Size(10)
	t.Column(&c.Phone).Size(24)
	t.Column(&c.Fax).Size(24)
	t.Column(&c.Email).Size(60)
}
