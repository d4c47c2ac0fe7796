package main

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/examples/chinook/shop"
	"github.com/rowankit/rowan/internal/programtest"
	"github.com/rowankit/rowan/orm"
)

var (
	tableRow  = regexp.MustCompile(`<tr>(.*)</tr>`)
	tableCell = regexp.MustCompile(`<t[dh][^>]*>(?:<a [^>]*>)?([^<]*)`)
)

// rows are the lines of all tables of a page, heads included, with a space between the cells.
func rows(p programtest.Page) (all []string) {
	for _, row := range tableRow.FindAllStringSubmatch(p.Body, -1) {
		var cells []string
		for _, c := range tableCell.FindAllStringSubmatch(row[1], -1) {
			cells = append(cells, html.UnescapeString(c[1]))
		}
		all = append(all, strings.Join(cells, " "))
	}
	return all
}

func wantRows(t *testing.T, p programtest.Page, want ...string) {
	t.Helper()
	got := rows(p)
	for _, row := range want {
		if !slices.Contains(got, row) {
			t.Errorf("%s: got the rows\n%s\nwant %q among them", p.What, strings.Join(got, "\n"), row)
		}
	}
}

func TestTheDashboardShowsWhatTheShopHasSold(t *testing.T) {
	t.Parallel()
	v, _ := open(t)
	p := v.Get("/").WantStatus(200).Want(
		"<title>Sales of all years</title>", "<h1>Sales of all years</h1>", "<h2>Sales of December 2025 by day</h2>", `href="/report.txt"`,
		"<dd>2,328.60 USD</dd>", "<dd>412</dd>", "<dd>59</dd>", "<dd>2,240</dd>",
	)
	wantRows(t, p, "Month Invoices Sales (USD)", "January 2021 6 35.64", "January 2022 7 52.62", "2025-12-01 0 0.00", "2025-12-31 0 0.00",
		"USA 91 523.06", "United Kingdom 21 112.86", "Jane Peacock 21 146 833.04", "The Woman King 2 3.98", "Rock 835 826.65 35.5%")
	if got := p.Texts(`<a href="([^"]*)">January 2022`); !slices.Equal(got, []string{"/?month=1&year=2022#days"}) {
		t.Errorf("got %q, want a link to the days of January 2022", got)
	}

	p = v.Get("/?year=2024&month=8").WantStatus(200).Want(
		"<h1>Sales of 2024</h1>", "<h2>Sales of August 2024 by day</h2>", `href="/report.txt?month=8&amp;year=2024"`,
		"<dd>477.53 USD</dd>", "<dd>83</dd>", "<dd>47</dd>", "<dd>447</dd>", `<option value="2024" selected>`, `<option value="8" selected>August</option>`,
	)
	wantRows(t, p, "August 2024 7 47.62", "USA 21 127.98", "Margaret Park 17 29 197.20", "Rock 164 162.36 34.0%")
	if got := v.Get("/?month=10").Texts(`<h2>(Sales of [^<]*)</h2>`); !slices.Equal(got, []string{"Sales of October 2025 by day"}) {
		t.Errorf("a month without a year: got %q, want that of the last year", got)
	}
	if got := v.Get("/?year=2023").Options("year"); !slices.Equal(got, []string{" All years", "2025 2025", "2024 2024", "2023 2023", "2022 2022", "2021 2021"}) {
		t.Errorf("got the years %q", got)
	}
}

func TestAYearAndAMonthAreNumbersOfTheShop(t *testing.T) {
	t.Parallel()
	v, db := open(t)
	for _, path := range []string{"/", "/report.txt"} {
		for query, want := range map[string]string{
			"year=": "200", "month=": "200", "year=2021&month=": "200", "year=&month=1": "200", "other=3": "200", "month=12": "200",
			"year=abc": "400 year=2024", "year=02024": "400 year=2024", "year=%2B2024": "400 year=2024", "year=2024.0": "400 year=2024",
			"year=-1": "400 year=2024", "year=0": "400 year=2024", "year=10000": "400 year=2024", "year=2024&year=2023": "400 year=2024",
			"year=9223372036854775808": "400 year=2024", "year=%D9%A2": "400 year=2024", "year=2024%00": "400 year=2024", "year=%20": "400 year=2024",
			"month=0": "400 month=1", "month=13": "400 month=1", "month=Jan": "400 month=1", "month=01": "400 month=1", "month=1&month=1": "400 month=1",
			"year=%zz":  "400 could not be understood",
			"year=1999": "404 There are no sales of 1999. There are some of the years from 2021 to 2025.", "year=2026": "404 no sales of 2026", "year=9999": "404 no sales",
		} {
			status, words, _ := strings.Cut(want, " ")
			p := v.Get(path + "?" + query)
			if fmt.Sprint(p.Status) != status {
				t.Errorf("%s: got the status %d, want %s", p.What, p.Status, status)
			}
			p.Want(words).WantNot("strconv", "invalid syntax")
		}
	}
	v.T = t
	db.Statements()
	v.Get("/?year=abc").WantStatus(400)
	if sent := db.Statements(); len(sent) > 0 {
		t.Errorf("a year that is none was asked for: %q", sent)
	}
}

func TestPagesCostFewStatements(t *testing.T) {
	t.Parallel()
	v, db := open(t)
	const transaction = 2
	for path, most := range map[string]int{
		"/": 7 + transaction, "/?year=2024": 7 + transaction, "/report.txt": 7 + transaction,
		"/customers": 2, "/customers?page=3": 2, "/customers/1": 4,
	} {
		v.CheckStatements(db, path, most)
	}
}

func TestTheReportHasTheNumbersOfThePage(t *testing.T) {
	t.Parallel()
	v, _ := open(t)
	for _, query := range []string{"", "?year=2024", "?year=2022&month=1"} {
		page, report := v.Get("/"+query), v.Get("/report.txt"+query).WantStatus(200)
		if got := report.Header.Get("Content-Type"); got != "text/plain; charset=utf-8" {
			t.Errorf("got the type %q", got)
		}
		want := page.Texts(`<h1>([^<]*)</h1>`)
		names, values := page.Texts(`<dt>([^<]*)</dt>`), page.Texts(`<dd>([^<]*)</dd>`)
		for i, name := range names {
			want = append(want, name+" "+values[i])
		}
		headed := regexp.MustCompile(`(?s)<h2>([^<]*)</h2>(.*?)</section>`)
		for _, section := range headed.FindAllStringSubmatch(page.Body, -1) {
			want = append(want, html.UnescapeString(section[1]))
			want = append(want, rows(programtest.Page{Body: section[2]})...)
		}
		var got []string
		for line := range strings.Lines(report.Body) {
			if cells := strings.Join(strings.Fields(line), " "); strings.Trim(cells, "-=") != "" {
				got = append(got, cells)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: lines (-page +report):\n%s", report.What, diff)
		}
	}
}

func TestChartsHaveTheNumbersOfTheirTables(t *testing.T) {
	t.Parallel()
	v, _ := open(t)
	p := v.Get("/?year=2024").WantStatus(200)
	charts := regexp.MustCompile(`(?s)<svg [^>]*role="img" aria-labelledby="([a-z]+)-title" aria-describedby="[a-z]+-summary".*?</svg>\s*<details>(.*?)</details>`)
	found := charts.FindAllStringSubmatch(p.Body, -1)
	if len(found) != 4 {
		t.Fatalf("got %d charts with a table below, want those of months, days, countries and representatives:\n%s", len(found), p.Body)
	}
	for _, chart := range found {
		id := chart[1]
		p.Want(`<title id="`+id+`-title">Sales`, `<desc id="`+id+`-summary">`)
		table := rows(programtest.Page{Body: chart[2]})[1:]
		words := programtest.Page{Body: chart[0]}.Texts(`<rect [^>]*><title>([^<]*)</title></rect>`)
		for i, text := range words {
			name, value, _ := strings.Cut(text, ": ")
			if name == "8 others together" {
				if value != "62.37 USD" || i != 12 {
					t.Errorf("%s: got %q as bar %d", id, text, i)
				}
				continue
			}
			if row := table[i]; !strings.HasPrefix(row, name+" ") || !strings.HasSuffix(row, " "+strings.TrimSuffix(value, " USD")) {
				t.Errorf("%s: got %q in the chart and %q in the table", id, text, row)
			}
		}
		if want := map[string]int{"months": 12, "days": 31, "countries": 13, "representatives": 3}[id]; len(words) != want {
			t.Errorf("%s: got %d columns or bars, want %d", id, len(words), want)
		}
	}
	p.Want("12 values, from 37.62 USD (January 2024) to 47.62 USD (August 2024).")
}

func TestPagesObeyTheirPolicy(t *testing.T) {
	t.Parallel()
	v, _ := open(t)
	for _, path := range []string{"/", "/?year=2024&month=2", "/customers", "/customers/5"} {
		p := v.Get(path).WantStatus(200).WantNot("<style", "<script", " style=", "javascript:", "url(")
		if got := p.Texts(`\s(on[a-z]+)=`); len(got) > 0 {
			t.Errorf("%s: got the handlers %q", path, got)
		}
		if policy := p.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: got the policy %q", path, policy)
		}
		css := p.Text(`<link rel="stylesheet" href="/static/shop.`, `"`)
		v.Get("/static/shop."+css).WantStatus(200).Want(".chart").WantNot("@import", "url(", "#", "rgb(")
	}
}

func TestAnEmptyShopHasPages(t *testing.T) {
	t.Parallel()
	v, _ := chinook.Open(t)
	p := v.Get("/").WantStatus(200).Want("<dd>0.00 USD</dd>", "No sales.").WantNot("<svg", "by day</h2>", "NaN")
	if got := p.Options("year"); !slices.Equal(got, []string{" All years"}) {
		t.Errorf("got the years %q", got)
	}
	v.Get("/report.txt").WantStatus(200).Want("0.00 USD", "(none)")
	v.Get("/?year=2024").WantStatus(404).Want("Nothing was sold yet")
	v.Get("/customers").WantStatus(200).Want("Nobody is here yet.")
	v.Get("/customers/1").WantStatus(404)
}

// sell stores an invoice of one track to a new customer.
func sell(t *testing.T, db orm.Writer, c *shop.Customer, i *shop.Invoice, track string) {
	t.Helper()
	media := &shop.MediaType{}
	err := shop.MediaTypes.Insert(t.Context(), db, media)
	k := &shop.Track{Name: track, MediaTypeID: media.ID, UnitPrice: i.Total}
	if err == nil {
		err = shop.Tracks.Insert(t.Context(), db, k)
	}
	if err == nil {
		err = shop.Customers.Insert(t.Context(), db, c)
	}
	i.CustomerID = c.ID
	if err == nil {
		err = shop.Invoices.Insert(t.Context(), db, i)
	}
	if err == nil {
		err = shop.InvoiceLines.Insert(t.Context(), db, &shop.InvoiceLine{InvoiceID: i.ID, TrackID: k.ID, UnitPrice: i.Total, Quantity: 1})
	}
	if err != nil {
		t.Fatal(err)
	}
}
