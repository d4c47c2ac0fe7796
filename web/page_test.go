package web_test

import (
	"net/url"
	"strconv"
	"testing"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/web"
)

func TestPageIsOnePlainNumber(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]int{
		"": 1, "q=x": 1, "page=1": 1, "page=20": 20, "page=1000000000": 1_000_000_000, "q=x&page=3": 3,
	} {
		if got, err := web.ParsePage(query); got != want || err != nil {
			t.Errorf("page of %q: got %d, %v; want %d", query, got, err, want)
		}
	}
	for _, query := range []string{
		"page=", "page=0", "page=-1", "page=+2", "page=02", "page=1.0", "page=1e3", "page=abc", "page=%202", "page=2%0A",
		"page=1_0", "page=%D9%A3", "page=1000000001", "page=4294967297", "page=9223372036854775808",
		"page=1&page=2", "page=%zz", "a;b",
	} {
		if got, err := web.ParsePage(query); got != 0 || fault.KindOf(err) != fault.NotFound {
			t.Errorf("page of %q: got %d, %v; want a fault.NotFound", query, got, err)
		}
	}
}

func FuzzPage(f *testing.F) {
	f.Add("page=2")
	f.Add("page=%31&q=%zz")
	f.Add("page=18446744073709551616")
	f.Fuzz(func(t *testing.T, query string) {
		n, err := web.ParsePage(query)
		if err != nil {
			if n != 0 || fault.KindOf(err) != fault.NotFound {
				t.Errorf("page of %q: got %d and the kind %s, want 0 and not found", query, n, fault.KindOf(err))
			}
			return
		}
		if given := parseQuery(query)["page"]; n != 1 && (len(given) != 1 || given[0] != strconv.Itoa(n)) {
			t.Errorf("page of %q: got %d from %q", query, n, given)
		}
		if n < 1 || n > 1_000_000_000 {
			t.Errorf("page of %q: got %d, want 1 to 1,000,000,000", query, n)
		}
	})
}

func TestPagerLeadsToThePagesBeside(t *testing.T) {
	t.Parallel()
	const page = `{{with pager .At .Of}}prev="{{.Prev}}" {{.Page}}/{{.Pages}} next="{{.Next}}"{{end}}`
	type list struct{ At, Of int }
	s := serve(t, web.Options{Files: fsList("templates/list.html", page)}, func(app *web.App) {
		show := func(c *web.Context) error {
			n, err := c.Page()
			if err != nil {
				return err
			}
			return c.Render(200, "list.html", list{n, 3})
		}
		app.Get("/", "home", show)
	})
	for path, want := range map[string]string{
		"/":                          `prev="" 1/3 next="/?page=2"`,
		"/?page=2":                   `prev="/" 2/3 next="/?page=3"`,
		"/?page=3":                   `prev="/?page=2" 3/3 next=""`,
		"/?q=a%26b&page=2&sort=x%22": `prev="/?q=a%26b&amp;sort=x%22" 2/3 next="/?page=3&amp;q=a%26b&amp;sort=x%22"`,
	} {
		if got := s.get(path); got.body != want {
			t.Errorf("GET %s: got %s, want %s", path, got.body, want)
		}
	}
	wantStatus(t, "GET /?page=x", s.get("/?page=x"), 404)
}

func parseQuery(q string) url.Values { v, _ := url.ParseQuery(q); return v }
