package main

import (
	"strconv"
	"time"

	"github.com/rowankit/rowan/examples/chinook/shop"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/site"
	"github.com/rowankit/rowan/web"
)

// How many customers a page lists, and how many purchases.
const (
	customersPerPage = 20
	purchasesPerPage = 50
)

// list is a table with a pager.
type list struct {
	Table         table
	Number, Pages int
}

// customers lists the customers by name, with what each has bought: one statement counts them, one reads a page.
func (p pages) customers(c *web.Context) error {
	by := shop.Customers.C
	buyers := shop.Buyers().OrderBy(orm.Asc(&by.LastName), orm.Asc(&by.FirstName), orm.Asc(&by.ID))
	page, err := site.Page(c, p.db, buyers, customersPerPage)
	if err != nil {
		return err
	}
	t := table{
		Caption: "Customers",
		Heads:   []cell{words("Name"), words("City"), words("Country"), figure("Invoices"), figure("Spent (" + currency + ")")},
	}
	for _, b := range page.Items {
		at, err := c.URL("customer", b.ID)
		if err != nil {
			return err
		}
		t.Rows = append(t.Rows, []cell{
			{Text: b.LastName + ", " + b.FirstName, URL: at}, words(known(b.City)), words(known(b.Country)),
			figure(count(b.Invoices)), figure(amount(b.Spent)),
		})
	}
	return c.Render(200, "customers.html", list{t, page.Number, page.Pages()})
}

// customerPage is a customer with the purchases.
type customerPage struct {
	Name      string
	About     []named
	Purchases list
}

// customer shows one customer: one statement reads the row, one the representative, one counts the purchases, and one
// reads a page of them.
func (p pages) customer(c *web.Context) error {
	customer, err := site.Row(c, p.db, shop.Customers.With(&shop.Customers.C.SupportRep))
	if err != nil {
		return err
	}
	theirs := orm.Eq(&shop.Invoices.C.CustomerID, customer.ID)
	purchases, err := site.Page(c, p.db, shop.Purchases().Where(theirs), purchasesPerPage)
	if err != nil {
		return err
	}
	t := table{
		Caption: "Purchases",
		Heads:   []cell{words("Invoice"), words("Date"), figure("Total (" + currency + ")"), figure("Total so far (" + currency + ")")},
	}
	for _, row := range purchases.Items {
		t.Rows = append(t.Rows, []cell{
			words(strconv.FormatInt(row.ID, 10)), words(row.InvoiceDate.UTC().Format(time.DateOnly)), figure(amount(row.Total)), figure(amount(row.SoFar)),
		})
	}
	known, err := about(customer)
	if err != nil {
		return err
	}
	name := customer.FirstName + " " + customer.LastName
	return c.Render(200, "customer.html", customerPage{name, known, list{t, purchases.Number, purchases.Pages()}})
}

// about is what is known of a customer. The representative has been read.
func about(c *shop.Customer) (all []named, err error) {
	add := func(name string, text *string) {
		if text != nil {
			all = append(all, named{name, *text})
		}
	}
	add("Company", c.Company)
	add("Address", c.Address)
	add("City", c.City)
	add("State", c.State)
	add("Postal code", c.PostalCode)
	add("Country", c.Country)
	add("Phone", c.Phone)
	add("Email", &c.Email)
	e, err := c.SupportRep.Get()
	if err == nil && e != nil {
		all = append(all, named{"Representative", e.FirstName + " " + e.LastName})
	}
	return all, err
}
