package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/examples/chinook/shop"
)

func TestCustomersAreListedByNameOnPages(t *testing.T) {
	t.Parallel()
	v, _ := open(t)
	p := v.Get("/customers").WantStatus(200).Want(`<a href="/customers/12">Almeida, Roberto</a>`, `<a class="button quiet" rel="next" href="/customers?page=2">`)
	if got := rows(p); len(got) != 21 || got[0] != "Name City Country Invoices Spent (USD)" || got[1] != "Almeida, Roberto Rio de Janeiro Brazil 7 37.62" {
		t.Errorf("got %d rows, %q", len(got), got)
	}
	if got := rows(v.Get("/customers?page=3")); len(got) != 20 || !strings.HasPrefix(got[19], "Zimmermann, Fynn Frankfurt Germany 7 ") {
		t.Errorf("the last page: got %d rows, %q", len(got), got)
	}
	v.CheckPages("/customers", 3)
}

func TestACustomerHasPurchasesWithTheirRunningTotal(t *testing.T) {
	t.Parallel()
	v, db := open(t)
	p := v.Get("/customers/1").WantStatus(200).Want("<h1>Luís Gonçalves</h1>", "<dt>Representative</dt><dd>Jane Peacock</dd>", "<dd>luisg@embraer.com.br</dd>")
	want := []string{
		"Invoice Date Total (USD) Total so far (USD)", "98 2022-03-11 3.98 3.98", "121 2022-06-13 3.96 7.94", "143 2022-09-15 5.94 13.88",
		"195 2023-05-06 0.99 14.87", "316 2024-10-27 1.98 16.85", "327 2024-12-07 13.86 30.71", "382 2025-08-07 8.91 39.62",
	}
	if diff := cmp.Diff(want, rows(p)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	v.Get("/customers/2").WantStatus(200).WantNot("Company")
	many := make([]*shop.Invoice, 100)
	for i := range many {
		many[i] = &shop.Invoice{CustomerID: 2, InvoiceDate: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), Total: decimal.NewFromInt(1)}
	}
	if err := shop.Invoices.InsertAll(t.Context(), db, many); err != nil {
		t.Fatal(err)
	}
	v.CheckPages("/customers/2", 3)
	v.CheckStatements(db, "/customers/2?page=2", 4)
	if got := rows(v.Get("/customers/2?page=3")); len(got) != 8 || !strings.HasSuffix(got[7], " 2030-01-01 1.00 137.62") {
		t.Errorf("the last page: got %q, want running totals that go on", got)
	}
	for _, id := range []string{"0", "60", "-1", "01", "x", "1.0", "9223372036854775808", "1/"} {
		v.Get("/customers/" + id).WantStatus(404).Want("Page not found")
	}
}

func TestWhatPeopleWroteIsTextOnPagesAndTerminals(t *testing.T) {
	t.Parallel()
	v, db := chinook.Open(t)
	const evil = "</title><script>alert(1)</script>\x1b[31m\u202e"
	c := &shop.Customer{FirstName: evil[:20], LastName: `"><b>`, Email: evil, Country: new(evil[:38])}
	sell(t, db, c, &shop.Invoice{InvoiceDate: time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), BillingCountry: new(evil[:38])}, evil)
	for _, path := range []string{"/", "/customers", "/customers/1"} {
		v.Get(path).WantStatus(200).WantNot("<script", "<b>", "</title></title>")
	}
	v.Get("/").Want("<h2>Sales of February 2024 by day</h2>", "&lt;script&gt;").WantNot("NaN")
	v.Get("/report.txt").WantStatus(200).Want("2024-02-29", "alert(1)").WantNot("\x1b", "\u202e")
}

func TestTheShopOfOneInvoiceAndOfNoneForYears(t *testing.T) {
	t.Parallel()
	v, db := chinook.Open(t)
	at := func(year int, month time.Month) *shop.Invoice {
		return &shop.Invoice{InvoiceDate: time.Date(year, month, 1, 0, 0, 0, 0, time.UTC), Total: decimal.RequireFromString("1234567.5")}
	}
	sell(t, db, &shop.Customer{FirstName: "Ada", LastName: "Lovelace", Email: "a@example.org"}, at(2021, time.December), "one")
	p := v.Get("/").WantStatus(200).Want("1,234,567.50 USD", "<desc id=\"months-summary\">December 2021: 1,234,567.50 USD.</desc>", "(unknown)", ">1M<")
	wantRows(t, p, "December 2021 1 1,234,567.50", "(unknown) 1 1,234,567.50")
	sell(t, db, &shop.Customer{FirstName: "Eve", LastName: "Lovelace", Email: "e@example.org"}, at(2023, time.January), "two")
	p = v.Get("/").WantStatus(200)
	wantRows(t, p, "December 2021 1 1,234,567.50", "January 2022 0 0.00", "December 2022 0 0.00", "January 2023 1 1,234,567.50")
	if got := strings.Count(p.Body, `#days"`); got != 14 {
		t.Errorf("got %d months, want 14 from the first to the last", got)
	}
	p = v.Get("/?year=2022").WantStatus(200).Want("Sales of January 2022 by day", "12 values, each 0.00 USD.").WantNot("NaN", "Inf")
	if got := strings.Count(p.Body, "<section"); got != 6 {
		t.Errorf("a year of no sales: got %d sections, want 6", got)
	}
	for i := range 3 {
		wantRows(t, p, fmt.Sprintf("2022-01-%02d 0 0.00", i+1))
	}
}
