package web

import (
	"net/url"
	"strconv"

	"github.com/rowankit/rowan/fault"
)

// maxPage keeps the first row of a page, page times page size, far from overflowing.
const maxPage = 1_000_000_000

// Page returns the number of the page that the visitor asked for in the parameter "page", 1 when there is none.
// Anything but one plain number from 1 to 1,000,000,000 is a fault.NotFound for the handler to return. Whether so
// many pages exist is for the handler to find out.
func (c *Context) Page() (int, error) {
	n, err := parsePage(c.Request.URL.RawQuery)
	if err != nil {
		return 0, err
	}
	return n, nil
}

func parsePage(query string) (int, error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return 0, fault.Wrap(fault.NotFound, err)
	}
	given := values["page"]
	if len(given) == 0 {
		return 1, nil
	}
	if len(given) > 1 {
		return 0, fault.New(fault.NotFound, "web: the parameter page was sent twice")
	}
	n, err := strconv.ParseUint(given[0], 10, 32)
	// Only one spelling of a number is an address: "+2" and "02" are not.
	if err != nil || n < 1 || n > maxPage || given[0] != strconv.FormatUint(n, 10) {
		return 0, fault.New(fault.NotFound, "web: the parameter page is "+strconv.Quote(given[0])+", not a page number")
	}
	return int(n), nil
}

// Pager is where a page of a longer list stands and which pages lie beside it, for the pager of a theme.
type Pager struct {
	Page, Pages int    // the number of this page, from 1, and of all
	Prev, Next  string // the addresses of the pages beside it; empty when there is none
}

// More says that a page shows the first of several rows, for the part "more" of a theme.
type More struct {
	Shown int    // how many
	Total int64  // of how many
	What  string // what they are, "datasets of Ada"
	URL   string // where all of them are
}

func newMore(shown int, total int64, what, url string) More { return More{shown, total, what, url} }

// newPager keeps the other parameters of the address, so that a filtered list stays filtered.
func newPager(at *url.URL, page, pages int) Pager {
	p := Pager{Page: page, Pages: pages}
	if page > 1 {
		p.Prev = pageURL(at, page-1)
	}
	if page < pages {
		p.Next = pageURL(at, page+1)
	}
	return p
}

func pageURL(at *url.URL, page int) string {
	query := at.Query()
	query.Set("page", strconv.Itoa(page))
	if page == 1 {
		query.Del("page")
	}
	target := url.URL{Path: at.Path, RawQuery: query.Encode()}
	return target.RequestURI()
}
