package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/rowankit/rowan/examples/chinook/shop"
	"github.com/rowankit/rowan/web"
)

// choice is what a visitor wants to see: the sales of a year, or of all time where it is 0, and those of a month by day.
type choice struct {
	Year  int
	Month time.Month // 0 leaves it to the shop
}

// readChoice reads the parameters year and month of an address, of which either may be missing or empty. What is no year
// or no month is an error of the status 400 that says so.
func readChoice(query string) (choice, error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return choice{}, &web.StatusError{Status: http.StatusBadRequest, Err: err}
	}
	year, err := readNumber(values["year"], 9999, "The year is not understood. Write it as a number such as year=2024, once.")
	if err != nil {
		return choice{}, err
	}
	month, err := readNumber(values["month"], 12, "The month is not understood. Write it as a number from month=1 to month=12, once.")
	return choice{year, time.Month(month)}, err
}

// readNumber reads a number from 1 to another one; 0 where it is missing. Only one spelling of a number is understood.
func readNumber(given []string, most int, otherwise string) (int, error) {
	if len(given) == 0 || len(given) == 1 && given[0] == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(given[0])
	if len(given) > 1 || err != nil || n < 1 || n > most || given[0] != strconv.Itoa(n) {
		return 0, &web.StatusError{Status: http.StatusBadRequest, Message: otherwise}
	}
	return n, nil
}

// period is what the year stands for.
func (c choice) period() shop.Period {
	if c.Year == 0 {
		return shop.Period{}
	}
	return shop.Year(c.Year)
}

// words say what the year stands for.
func (c choice) words() string {
	if c.Year == 0 {
		return "all years"
	}
	return strconv.Itoa(c.Year)
}

// query is the part of an address that makes this choice, "" where nothing is chosen.
func (c choice) query() string {
	values := url.Values{}
	if c.Year != 0 {
		values.Set("year", strconv.Itoa(c.Year))
	}
	if c.Month != 0 {
		values.Set("month", strconv.Itoa(int(c.Month)))
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

// monthIn is the month to be shown by day, with its year: that of the choice, or the latest of which there are sales. The
// months are those of all sales, in order; a year that they do not reach is an error of the status 404.
func (c choice) monthIn(months []*shop.MonthSales) (choice, error) {
	if len(months) == 0 {
		if c.Year == 0 {
			return choice{}, nil
		}
		return choice{}, &web.StatusError{Status: http.StatusNotFound, Message: "Nothing was sold yet, in no year."}
	}
	first, last := int(months[0].Year), int(months[len(months)-1].Year)
	if c.Year != 0 && (c.Year < first || c.Year > last) {
		return choice{}, &web.StatusError{Status: http.StatusNotFound,
			Message: fmt.Sprintf("There are no sales of %d. There are some of the years from %d to %d.", c.Year, first, last)}
	}
	shown := choice{c.Year, c.Month}
	if shown.Year == 0 {
		shown.Year = last
	}
	for _, m := range months {
		if c.Month == 0 && int(m.Year) == shown.Year {
			shown.Month = time.Month(m.Month)
		}
	}
	if shown.Month == 0 { // a year of no sales, between others
		shown.Month = time.January
	}
	return shown, nil
}
