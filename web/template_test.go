package web_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rowankit/rowan/web"
)

const layout = `<title>{{block "title" .}}Site{{end}}</title><main>{{block "content" .}}{{end}}</main>`

// show serves every page of a site at /NAME with data.
func show(data any) func(*web.App) {
	return func(app *web.App) {
		app.Get("/{page...}", "page", func(c *web.Context) error {
			return c.Render(200, c.Request.PathValue("page"), data)
		})
	}
}

func TestPagesStandInTheirLayout(t *testing.T) {
	t.Parallel()
	theme := files(
		"templates/layout.html", layout,
		"templates/parts/part.html", `{{define "part"}}theme {{.}}{{end}}`,
		"templates/about.html", `{{define "content"}}from the theme{{end}}`,
	)
	mine := files(
		"templates/home.html", `{{define "title"}}Home{{end}}{{define "content"}}{{template "part" .}}{{end}}`,
		"templates/untitled.html", `{{define "content"}}{{.}}{{end}}`,
		"templates/bare.html", `bare {{.}}`,
		"templates/admin/list.html", `{{define "content"}}admin{{end}}`,
		"templates/parts/part.html", `{{define "part"}}mine {{.}}{{end}}`,
		"templates/notes.txt", `{{not a template`,
		"templates/.home.html.swp", `{{nor is this`,
	)
	s := serve(t, web.Options{Files: []fs.FS{theme, mine}}, show("<i>"))
	for path, want := range map[string]string{
		"/home.html":       `<title>Home</title><main>mine &lt;i&gt;</main>`,
		"/untitled.html":   `<title>Site</title><main>&lt;i&gt;</main>`,
		"/bare.html":       `bare &lt;i&gt;`,
		"/about.html":      `<title>Site</title><main>from the theme</main>`,
		"/admin/list.html": `<title>Site</title><main>admin</main>`,
	} {
		got := s.get(path)
		if got.body != want || got.status != 200 {
			t.Errorf("GET %s: got %d %s, want 200 %s", path, got.status, got.body, want)
		}
		if kind := got.header.Get("Content-Type"); kind != "text/html; charset=utf-8" {
			t.Errorf("GET %s: got the type %q", path, kind)
		}
	}
	for _, path := range []string{"/parts/part.html", "/layout.html", "/notes.txt", "/absent.html"} {
		wantStatus(t, "GET "+path, s.get(path), 500)
	}
	wantContains(t, "the log", s.log.String(), `no page is named`)
}

func TestMistakesInTemplatesStopTheStart(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{{.Name`:                        `page.html:1`,
		`{{nope .}}`:                     `function "nope" not defined`,
		`{{template "nope" .}}`:          `"nope"`,
		`<a href={{if .}}"{{end}}>`:      `page.html`,
		`<script>var x = "{{.}}</script`: `page.html`,
	} {
		_, err := web.New(web.Options{Files: fsList("templates/layout.html", layout, "templates/page.html", text)})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("New with the template %s: got %v, want an error with %s", text, err, want)
		}
	}
	_, err := web.New(web.Options{Files: fsList("templates/a.html", `{{.A`, "templates/b.html", `{{.B`)})
	if err == nil || !strings.Contains(err.Error(), "a.html") || !strings.Contains(err.Error(), "b.html") {
		t.Errorf("New with two mistakes: got %v, want both", err)
	}
}

func TestNilFilesAreAMistake(t *testing.T) {
	t.Parallel()
	if _, err := web.New(web.Options{Files: []fs.FS{nil}}); err == nil {
		t.Error("New with a nil file system: got no error, want one")
	}
}

func TestFailingPageSendsNothingOfItself(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{Files: fsList("templates/page.html", `started {{index . 5}}`)}, show([]int{1}))
	got := s.get("/page.html")
	wantStatus(t, "a page that fails", got, 500)
	if strings.Contains(got.body, "started") || strings.Contains(got.body, "index") {
		t.Errorf("a page that fails: got %s, want nothing of the page and of the error", got.body)
	}
	wantContains(t, "the log", s.log.String(), "out of range: 5")
}

func TestMissingKeyIsAnError(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{Files: fsList("templates/page.html", `{{.Nmae}}`)}, show(map[string]string{"Name": "x"}))
	wantStatus(t, "a misspelt key of a map", s.get("/page.html"), 500)
}

func TestEditsShowAtTheNextRequestInDevelopment(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("templates/page.html", "first")
	embedded := files("templates/page.html", "embedded", "templates/other.html", `{{static "a.css"}}`, "static/a.css", "x")
	s := serve(t, web.Options{Files: []fs.FS{embedded}, Dev: dir}, show(nil))
	for _, want := range []string{"first", "second"} {
		write("templates/page.html", want)
		if got := s.get("/page.html").body; got != want {
			t.Errorf("after writing %q: got %q", want, got)
		}
	}
	before := s.get("/other.html").body
	write("static/a.css", "edited")
	after := s.get("/other.html").body
	if before == after {
		t.Errorf("after an edit of a static file: its path stayed %s", after)
	}
	if got := s.get(after).body; got != "edited" {
		t.Errorf("GET %s: got %q, want the edited file", after, got)
	}
	write("templates/page.html", "{{broken")
	wantStatus(t, "a template broken by an edit", s.get("/page.html"), 500)
	wantContains(t, "the log", s.log.String(), "page.html:1")
	write("templates/page.html", "mended")
	if got := s.get("/page.html").body; got != "mended" {
		t.Errorf("after mending the template: got %q", got)
	}
	if _, err := web.New(web.Options{Dev: filepath.Join(dir, "absent")}); err == nil {
		t.Error("New with a folder that is not there: got no error, want one")
	}
}

func TestFunctionsOfTemplates(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 29, 2, 30, 5, 123456000, time.FixedZone("", 3600))
	data := map[string]any{"At": at, "Ptr": &at, "Nil": (*time.Time)(nil), "Zero": time.Time{}, "ID": 7, "Total": int64(9)}
	const element = `<time datetime="2026-03-29T01:30:05Z">2026-03-29 01:30:05 UTC</time>`
	for text, want := range map[string]string{
		`{{time .At}}`:                    element,
		`{{time .Ptr}}`:                   element,
		`[{{time .Nil}}{{time .Zero}}]`:   `[]`,
		`<a href="{{url "page" "a b"}}">`: `<a href="/a%20b">`,
		`{{static "a.css"}}`:              `/static/a.2d711642b726.css`,
		`{{with more 2 .Total "notes of Ada" (url "page" "a")}}{{.Shown}}/{{.Total}} {{.What}} {{.URL}}{{end}}`: `2/9 notes of Ada /a`,
	} {
		s := serve(t, web.Options{Files: fsList("templates/p.html", text, "static/a.css", "x")}, show(data))
		if got := s.get("/p.html"); got.body != want || got.status != 200 {
			t.Errorf("%s: got %d %s, want %s", text, got.status, got.body, want)
		}
	}
	for _, text := range []string{`{{time .ID}}`, `{{url "nope"}}`, `{{url "page"}}`, `{{static "nope.css"}}`} {
		s := serve(t, web.Options{Files: fsList("templates/p.html", text)}, show(data))
		wantStatus(t, text, s.get("/p.html"), 500)
	}
}

func TestCSRFFieldCarriesAValidToken(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{Files: fsList("templates/p.html", `{{csrf}}`)}, func(app *web.App) {
		show(nil)(app)
		app.Post("/do", "do", func(c *web.Context) error { return text(c, "done") })
	})
	field := s.get("/p.html").body
	wantMatch(t, "{{csrf}}", field, `^<input type="hidden" name="_csrf" value="[A-Za-z0-9_-]+">$`)
	token := strings.TrimSuffix(strings.SplitAfter(field, `value="`)[1], `">`)
	got := s.send(s.browser, "POST", "/do", "_csrf="+token, "Content-Type", formType)
	wantStatus(t, "a form with the field of {{csrf}}", got, 200)
}

func TestPagesRenderedAtOnceDoNotMix(t *testing.T) {
	t.Parallel()
	const page = `{{.}} {{range flashes}}{{.}}{{end}} {{.}}`
	s := serve(t, web.Options{Files: fsList("templates/p.html", page)}, func(app *web.App) {
		app.Get("/{who}", "who", func(c *web.Context) error {
			who := c.Request.PathValue("who")
			c.Flash("for " + who)
			return c.Render(200, "p.html", who)
		})
	})
	var wait sync.WaitGroup
	for i := range 8 {
		who := string(rune('a' + i))
		wait.Go(func() {
			for range 25 {
				if got, want := s.send(s.newBrowser(), "GET", "/"+who, "").body, who+" for "+who+" "+who; got != want {
					t.Errorf("GET /%s: got %q, want %q", who, got, want)
				}
			}
		})
	}
	wait.Wait()
}
