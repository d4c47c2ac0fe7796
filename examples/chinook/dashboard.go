package main

import (
	"context"
	"strconv"
	"time"

	"github.com/rowankit/rowan/examples/chinook/shop"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/web"
)

// sales is what the database says of a choice, all of one moment.
type sales struct {
	choice          choice
	shown           choice // the month that is shown by day; zero where nothing was ever sold
	figures         *shop.Figures
	allMonths       []*shop.MonthSales
	days            []*shop.DaySales
	countries       []*shop.CountrySales
	representatives []*shop.RepresentativeSales
	tracks          []*shop.TrackSales
	genres          []*shop.GenreSales
}

// mostTracks is how many of the most bought tracks are shown.
const mostTracks = 10

// readSales reads the sales of a choice by seven statements.
func readSales(ctx context.Context, db *orm.DB, c choice) (*sales, error) {
	s := &sales{choice: c}
	err := db.ReadTx(ctx, func(ctx context.Context, tx *orm.ReadTx) (err error) {
		if s.allMonths, err = shop.SalesByMonth(shop.Period{}).All(ctx, tx); err != nil {
			return err
		}
		if s.shown, err = c.monthIn(s.allMonths); err != nil {
			return err
		}
		if s.figures, err = shop.SalesAtAGlance(c.period()).One(ctx, tx); err != nil {
			return err
		}
		if s.shown.Year != 0 {
			if s.days, err = shop.SalesByDay(shop.Month(s.shown.Year, s.shown.Month)).All(ctx, tx); err != nil {
				return err
			}
		}
		if s.countries, err = shop.SalesByCountry(c.period()).All(ctx, tx); err != nil {
			return err
		}
		if s.representatives, err = shop.SalesByRepresentative(c.period()).All(ctx, tx); err != nil {
			return err
		}
		if s.tracks, err = shop.SalesByTrack(c.period()).Limit(mostTracks).All(ctx, tx); err != nil {
			return err
		}
		s.genres, err = shop.SalesByGenre(c.period()).All(ctx, tx)
		return err
	})
	return s, err
}

// months are those of the period, also those of no sales between the first and the last.
func (s *sales) months() (all []shop.MonthSales) {
	for _, m := range s.allMonths {
		for len(all) > 0 && s.choice.Year == 0 {
			before := all[len(all)-1]
			next := time.Date(int(before.Year), time.Month(before.Month+1), 1, 0, 0, 0, 0, time.UTC)
			if int64(next.Year()) == m.Year && int64(next.Month()) == m.Month {
				break
			}
			all = append(all, shop.MonthSales{Year: int64(next.Year()), Month: int64(next.Month())})
		}
		if s.choice.Year == 0 {
			all = append(all, *m)
		}
	}
	if s.choice.Year != 0 {
		for month := range 12 {
			all = append(all, shop.MonthSales{Year: int64(s.choice.Year), Month: int64(month + 1)})
		}
		for _, m := range s.allMonths {
			if int(m.Year) == s.choice.Year {
				all[m.Month-1] = *m
			}
		}
	}
	return all
}

// everyDay are the days of the month that is shown, also those of no sales.
func (s *sales) everyDay() []shop.DaySales {
	if s.shown.Year == 0 {
		return nil
	}
	last := time.Date(s.shown.Year, s.shown.Month+1, 0, 0, 0, 0, 0, time.UTC).Day()
	all := make([]shop.DaySales, last)
	for i := range all {
		all[i].Day = int64(i + 1)
	}
	for _, d := range s.days {
		all[d.Day-1] = *d
	}
	return all
}

// dashboard is the page of sales.
type dashboard struct {
	Title         string
	Report        string // the address of the same as text
	Years, Months []option
	Figures       []named
	Wide          []section   // over the width of the page
	Panels        [][]section // beside each other where there is room
}

// option is one of the choices of a select.
type option struct {
	Value, Text string
	Selected    bool
}

// named is a word and what stands beside it.
type named struct{ Name, Text string }

// section is one question and its answer: a table, above which a chart may stand.
type section struct {
	ID, Title string
	Columns   *columns
	Bars      *bars
	Table     table
}

func (p pages) dashboard(c *web.Context) error {
	chosen, err := readChoice(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	s, err := readSales(c.Context(), p.db, chosen)
	if err != nil {
		return err
	}
	page, err := newDashboard(c, s)
	if err != nil {
		return err
	}
	return c.Render(200, "dashboard.html", page)
}

func newDashboard(c *web.Context, s *sales) (*dashboard, error) {
	here, err := c.URL("dashboard")
	if err != nil {
		return nil, err
	}
	report, err := c.URL("report")
	if err != nil {
		return nil, err
	}
	d := &dashboard{
		Title: "Sales of " + s.choice.words(), Report: report + s.choice.query(),
		Years: yearOptions(s), Months: monthOptions(s.choice.Month), Figures: s.glance(),
	}
	d.Wide, d.Panels = s.sections(here)
	return d, nil
}

func yearOptions(s *sales) []option {
	all := []option{{"", "All years", s.choice.Year == 0}}
	if n := len(s.allMonths); n > 0 {
		for year := s.allMonths[n-1].Year; year >= s.allMonths[0].Year; year-- {
			text := strconv.FormatInt(year, 10)
			all = append(all, option{text, text, int(year) == s.choice.Year})
		}
	}
	return all
}

func monthOptions(chosen time.Month) []option {
	all := []option{{"", "The latest", chosen == 0}}
	for m := time.January; m <= time.December; m++ {
		all = append(all, option{strconv.Itoa(int(m)), m.String(), m == chosen})
	}
	return all
}
