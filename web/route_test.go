package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/rowankit/rowan/web"
)

func routes(app *web.App) {
	tokenRoute(app)
	app.Get("/", "home", func(c *web.Context) error { return text(c, "home") })
	app.Form("/add", "add", func(c *web.Context) error { return text(c, c.Method()) })
	app.Get("/user/{id}/edit", "edit", func(c *web.Context) error { return text(c, c.Request.PathValue("id")) })
	app.Get("/doc/{path...}", "doc", func(c *web.Context) error { return text(c, c.Request.PathValue("path")) })
	app.Post("/leave", "leave", func(c *web.Context) error { return c.Redirect("edit", "a/b ü") })
	app.Get("/user/", "list", func(c *web.Context) error { return text(c, "list") })
}

func TestRoutesAnswerTheirOwnPathAlone(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{}, routes)
	for _, c := range []struct {
		method, path string
		status       int
		body, allow  string
	}{
		{"GET", "/", 200, "home", ""},
		{"HEAD", "/", 200, "", ""},
		{"GET", "/?page=2", 200, "home", ""},
		{"GET", "/nothing", 404, "Page not found", ""},
		{"GET", "/add/", 404, "Page not found", ""},
		{"POST", "/nothing", 404, "Page not found", ""},
		{"GET", "/user/", 200, "list", ""},
		{"GET", "/user/7", 404, "Page not found", ""},
		{"GET", "/user/7/edit", 200, "7", ""},
		{"GET", "/user/%2e%2e%2f/edit", 200, "../", ""},
		{"GET", "/doc/a/b", 200, "a/b", ""},
		{"GET", "/leave", 405, "Not possible here", "POST"},
		{"DELETE", "/add", 405, "Not possible here", "GET, HEAD, POST"},
		{"POST", "/", 405, "Not possible here", "GET, HEAD"},
		{"GET", "//add", 307, "", ""},
		{"GET", "/user", 307, "", ""},
	} {
		got := s.send(s.browser, c.method, c.path, "")
		wantStatus(t, c.method+" "+c.path, got, c.status)
		wantContains(t, c.method+" "+c.path, got.body, c.body)
		if allow := got.header.Get("Allow"); allow != c.allow {
			t.Errorf("%s %s: got Allow %q, want %q", c.method, c.path, allow, c.allow)
		}
	}
}

func TestFormServesBothMethods(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{}, routes)
	if got := s.get("/add").body; got != "GET" {
		t.Errorf("GET /add: got %q, want GET", got)
	}
	if got := s.post("/add", nil).body; got != "POST" {
		t.Errorf("POST /add: got %q, want POST", got)
	}
}

func TestURLFillsAndEscapesWildcards(t *testing.T) {
	t.Parallel()
	app, _ := newApp(t, web.Options{})
	routes(app)
	for _, c := range []struct {
		name string
		args []any
		want string
	}{
		{"home", nil, "/"},
		{"list", nil, "/user/"},
		{"edit", []any{7}, "/user/7/edit"},
		{"edit", []any{"a/b ü?#"}, "/user/a%2Fb%20%C3%BC%3F%23/edit"},
		{"doc", []any{"a b/c"}, "/doc/a%20b/c"},
	} {
		got, err := app.URL(c.name, c.args...)
		if got != c.want || err != nil {
			t.Errorf("URL(%q, %v): got %q, %v; want %q", c.name, c.args, got, err, c.want)
		}
	}
}

func TestURLRefusesWhatLeadsNowhere(t *testing.T) {
	t.Parallel()
	app, _ := newApp(t, web.Options{})
	routes(app)
	for _, c := range []struct {
		name string
		args []any
		want string
	}{
		{"nobody", nil, `no route is named "nobody"`},
		{"edit", nil, `the URL of "edit" takes 1 arguments (/user/{id}/edit), not 0`},
		{"edit", []any{1, 2}, `takes 1 arguments (/user/{id}/edit), not 2`},
		{"edit", []any{""}, `argument 1, for {id}, is empty`},
	} {
		got, err := app.URL(c.name, c.args...)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("URL(%q, %v): got %q, %v; want an error with %q", c.name, c.args, got, err, c.want)
		}
	}
}

func TestRedirectIsSeeOtherToTheRoute(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{}, routes)
	got := s.post("/leave", nil)
	wantStatus(t, "POST /leave", got, http.StatusSeeOther)
	if location := got.header.Get("Location"); location != "/user/a%2Fb%20%C3%BC/edit" {
		t.Errorf("POST /leave: got Location %q, want /user/a%%2Fb%%20%%C3%%BC/edit", location)
	}
}

func TestMistakenRoutesPanicAtTheStart(t *testing.T) {
	t.Parallel()
	h := func(c *web.Context) error { return nil }
	for what, register := range map[string]func(*web.App){
		"a path without a slash":     func(a *web.App) { a.Get("add", "add", h) },
		"a path with a method":       func(a *web.App) { a.Get("/GET /add", "add", h) },
		"a route without a name":     func(a *web.App) { a.Get("/add", "", h) },
		"a route without a handler":  func(a *web.App) { a.Get("/add", "add", nil) },
		"one name for two paths":     func(a *web.App) { a.Get("/add", "add", h); a.Post("/new", "add", h) },
		"two handlers for one path":  func(a *web.App) { a.Get("/add", "add", h); a.Get("/add", "add", h) },
		"a malformed wildcard":       func(a *web.App) { a.Get("/{id", "x", h) },
		"the path of a health check": func(a *web.App) { a.Get("/healthz", "x", h) },
	} {
		app, _ := newApp(t, web.Options{})
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: got no panic, want one", what)
				}
			}()
			register(app)
		}()
	}
}
