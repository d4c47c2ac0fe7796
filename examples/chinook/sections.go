package main

import (
	"fmt"
	"strconv"
	"time"

	"github.com/shopspring/decimal"
)

// This file says how sales are shown: which table, and which chart, answers which question.

// glance is the sales at a glance.
func (s *sales) glance() []named {
	return []named{
		{"Sales", money(s.figures.Revenue)},
		{"Invoices", count(s.figures.Invoices)},
		{"Customers who bought", count(s.figures.Customers)},
		{"Tracks sold", count(s.figures.Tracks)},
	}
}

// sections are all questions. Addresses of the page begin with here.
func (s *sales) sections(here string) (wide []section, panels [][]section) {
	wide = []section{s.byMonth(here)}
	if s.shown.Year != 0 {
		wide = append(wide, s.byDay())
	}
	return wide, [][]section{{s.byCountry(), s.byTrack()}, {s.byRepresentative(), s.byGenre()}}
}

// revenue is the head of a column of money.
var revenue = figure("Sales (" + currency + ")")

func (s *sales) byMonth(here string) section {
	t := table{Caption: "Sales by month", Heads: []cell{words("Month"), figure("Invoices"), revenue}}
	var points []point
	months := s.months()
	years := everyFew(len(months)/12, maxYears)
	for _, m := range months {
		month := time.Month(m.Month)
		name := fmt.Sprintf("%s %d", month, m.Year)
		label := ""
		if len(months) <= 12 {
			label = month.String()[:3]
		} else if month == time.January && int(m.Year)%years == 0 {
			label = strconv.FormatInt(m.Year, 10)
		}
		at := here + choice{int(m.Year), month}.query() + "#days"
		t.Rows = append(t.Rows, []cell{{Text: name, URL: at}, figure(count(m.Invoices)), figure(amount(m.Revenue))})
		points = append(points, point{name, label, m.Revenue.InexactFloat64(), money(m.Revenue)})
	}
	return section{ID: "months", Title: t.Caption, Table: t, Columns: newColumns("months", t.Caption+" in "+currency, points)}
}

// maxYears is how many years are named below a chart of months.
const maxYears = 10

// everyFew is how many of so many things to go on by, that no more than the most are met.
func everyFew(things, most int) int { return max((things+most-1)/most, 1) }

func (s *sales) byDay() section {
	title := fmt.Sprintf("Sales of %s %d by day", s.shown.Month, s.shown.Year)
	t := table{Caption: title, Heads: []cell{words("Day"), figure("Invoices"), revenue}}
	var points []point
	for _, d := range s.everyDay() {
		date := fmt.Sprintf("%04d-%02d-%02d", s.shown.Year, s.shown.Month, d.Day)
		label := ""
		if d.Day == 1 || d.Day%5 == 0 {
			label = strconv.FormatInt(d.Day, 10)
		}
		t.Rows = append(t.Rows, []cell{words(date), figure(count(d.Invoices)), figure(amount(d.Revenue))})
		points = append(points, point{date, label, d.Revenue.InexactFloat64(), money(d.Revenue)})
	}
	return section{ID: "days", Title: title, Table: t, Columns: newColumns("days", title+", in "+currency, points)}
}

// barsShown is how many bars a chart has. What is behind them is one more together; the table has each.
const barsShown = 12

func (s *sales) byCountry() section {
	t := table{Caption: "Sales by country", Heads: []cell{words("Country"), figure("Invoices"), revenue}}
	var points []point
	var others decimal.Decimal
	for i, row := range s.countries {
		t.Rows = append(t.Rows, []cell{words(known(row.BillingCountry)), figure(count(row.Invoices)), figure(amount(row.Revenue))})
		if i < barsShown {
			points = append(points, point{Name: known(row.BillingCountry), Value: row.Revenue.InexactFloat64(), Text: money(row.Revenue)})
		} else {
			others = others.Add(row.Revenue)
		}
	}
	if n := len(s.countries) - barsShown; n > 0 {
		name := fmt.Sprintf("%d others together", n)
		points = append(points, point{Name: name, Value: others.InexactFloat64(), Text: money(others)})
	}
	return section{ID: "countries", Title: t.Caption, Table: t, Bars: newBars("countries", t.Caption+" in "+currency, points)}
}

func (s *sales) byRepresentative() section {
	t := table{Caption: "Sales by representative", Heads: []cell{words("Name"), figure("Customers"), figure("Invoices"), revenue}}
	var points []point
	for _, row := range s.representatives {
		name := row.FirstName + " " + row.LastName
		t.Rows = append(t.Rows, []cell{
			words(name), figure(count(row.Customers)), figure(count(row.Invoices)), figure(amount(row.Revenue)),
		})
		points = append(points, point{Name: name, Value: row.Revenue.InexactFloat64(), Text: money(row.Revenue)})
	}
	return section{
		ID: "representatives", Title: t.Caption, Table: t, Bars: newBars("representatives", t.Caption+" in "+currency, points),
	}
}

func (s *sales) byTrack() section {
	t := table{Caption: "Most bought tracks", Heads: []cell{words("Track"), figure("Sold"), revenue}}
	for _, row := range s.tracks {
		t.Rows = append(t.Rows, []cell{words(row.Name), figure(count(row.Sold)), figure(amount(row.Revenue))})
	}
	return section{ID: "tracks", Title: t.Caption, Table: t}
}

func (s *sales) byGenre() section {
	t := table{Caption: "Sales by genre", Heads: []cell{words("Genre"), figure("Sold"), revenue, figure("Share")}}
	for _, row := range s.genres {
		t.Rows = append(t.Rows, []cell{
			words(known(row.Name)), figure(count(row.Sold)), figure(amount(row.Revenue)), figure(share(row.Part)),
		})
	}
	return section{ID: "genres", Title: t.Caption, Table: t}
}
