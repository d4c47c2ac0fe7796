package main

import (
	"strconv"
	"time"

	"github.com/rowankit/rowan/examples/chinook/shop"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/site"
	"github.com/rowankit/rowan/web"
)

// customersPerPage is how many customers a page lists.
const customersPerPage = 20

// customerList is a page of customers.
type customerList struct {
	Table         table
	Number, Pages int
}

// customers lists the customers by name, with what each has bought: one statement counts them, one reads a page.
func (p pages) customers(c *web.Context) error {
	number, err := c.Page()
	if err != nil {
		return err
	}
	total, err := shop.Customers.Count(c.Context(), p.db)
	if err != nil {
		return err
	}
	list := customerList{
		Table: table{
			Caption: "Customers",
			Heads:   []cell{words("Name"), words("City"), words("Country"), figure("Invoices"), figure("Spent (" + currency + ")")},
		},
		Number: number,
		Pages:  (&orm.Page[shop.Buyer]{Size: customersPerPage, Total: total}).Pages(),
	}
	if number > list.Pages {
		return fault.New(fault.NotFound, "there is no page "+strconv.Itoa(number)+" of customers")
	}
	by := shop.Customers.C
	buyers, err := shop.Buyers().OrderBy(orm.Asc(&by.LastName), orm.Asc(&by.FirstName), orm.Asc(&by.ID)).
		Limit(customersPerPage).Offset((number-1)*customersPerPage).All(c.Context(), p.db)
	if err != nil {
		return err
	}
	for _, b := range buyers {
		at, err := c.URL("customer", b.ID)
		if err != nil {
			return err
		}
		list.Table.Rows = append(list.Table.Rows, []cell{
			{Text: b.LastName + ", " + b.FirstName, URL: at}, words(known(b.City)), words(known(b.Country)),
			figure(count(b.Invoices)), figure(amount(b.Spent)),
		})
	}
	return c.Render(200, "customers.html", list)
}

// customerPage is a customer with all purchases.
type customerPage struct {
	Name      string
	About     []named
	Purchases table
}

// customer shows one customer: one statement reads the row, one the representative, and one the purchases.
func (p pages) customer(c *web.Context) error {
	customer, err := site.Row(c, p.db, shop.Customers.With(&shop.Customers.C.SupportRep))
	if err != nil {
		return err
	}
	purchases, err := shop.Purchases().Where(orm.Eq(&shop.Invoices.C.CustomerID, customer.ID)).All(c.Context(), p.db)
	if err != nil {
		return err
	}
	page := customerPage{Name: customer.FirstName + " " + customer.LastName}
	if page.About, err = about(customer); err != nil {
		return err
	}
	page.Purchases = table{
		Caption: "Purchases",
		Heads:   []cell{words("Invoice"), words("Date"), figure("Total (" + currency + ")"), figure("Total so far (" + currency + ")")},
	}
	for _, row := range purchases {
		page.Purchases.Rows = append(page.Purchases.Rows, []cell{
			words(strconv.FormatInt(row.ID, 10)), words(row.InvoiceDate.UTC().Format(time.DateOnly)), figure(amount(row.Total)), figure(amount(row.SoFar)),
		})
	}
	return c.Render(200, "customer.html", page)
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
