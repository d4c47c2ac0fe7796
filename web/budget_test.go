package web_test

import (
	"net/http/httptest"
	"testing"

	"github.com/rowankit/rowan/web"
)

// TestRenderKeepsItsBudget holds what a page costs beyond its own data: templates are cloned and escaped once, and
// their buffers are used again.
func TestRenderKeepsItsBudget(t *testing.T) { // alone: it counts allocations
	app, _ := newApp(t, web.Options{Files: fsList(
		"templates/layout.html", `<title>{{block "title" .}}{{end}}</title>{{static "a.css"}}{{block "content" .}}{{end}}`,
		"templates/p.html", `{{define "content"}}<a href="{{url "home"}}">{{.}}</a>{{end}}`,
		"static/a.css", "x",
	)})
	app.Get("/", "home", func(c *web.Context) error { return c.Render(200, "p.html", "Ada") })
	request := httptest.NewRequest("GET", "/", nil)
	serve := func() { app.ServeHTTP(httptest.NewRecorder(), request) }
	serve()
	const budget = 90
	if got := testing.AllocsPerRun(100, serve); got > budget {
		t.Errorf("a page with a layout, a link and a static file: %.0f allocations, want at most %d", got, budget)
	}
}

func BenchmarkPage(b *testing.B) {
	app, err := web.New(web.Options{Files: fsList("templates/p.html", `<p>{{.}}</p>`)})
	if err != nil {
		b.Fatal(err)
	}
	app.Get("/", "home", func(c *web.Context) error { return c.Render(200, "p.html", "Ada") })
	request := httptest.NewRequest("GET", "/", nil)
	for b.Loop() {
		app.ServeHTTP(httptest.NewRecorder(), request)
	}
}
