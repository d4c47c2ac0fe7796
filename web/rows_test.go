package web_test

import (
	"fmt"
	"html/template"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rowankit/rowan/web"
)

type shout string

func (s shout) String() string { return strings.ToUpper(string(s)) + "<" }

type part struct{ Deep string }

type tableRow struct {
	Text   string
	Whole  int64
	Small  uint8
	Float  float64
	Yes    bool
	Markup template.HTML
	Named  shout
	Any    any
	Link   *string
	part
}

// Method is no field.
func (r *tableRow) Method() string { return "method of " + r.Text }

// lists are what a range may meet.
func lists() map[string]any {
	var every strings.Builder
	for i := range 256 {
		every.WriteByte(byte(i))
	}
	link := "<linked>"
	rows := []tableRow{
		{Text: `<b a="1" c='2'>&+` + "\x00é\ufffd\U0001F600", Whole: -5, Small: 200, Float: 1e21, Yes: true, Markup: "<i>", Named: "x", Any: "<y>", Link: &link},
		{Text: every.String(), Whole: 1 << 62, Float: -0.5, Markup: "&", Any: 7, part: part{"deep"}},
		{},
	}
	pointers := []*tableRow{&rows[0], &rows[1], &rows[2]}
	return map[string]any{
		"rows": rows, "pointers": pointers, "a pointer to them": &pointers, "an array": [1]tableRow{rows[1]}, "one nil": []*tableRow{&rows[0], nil},
		"none": []tableRow{}, "a nil slice": []*tableRow(nil), "nil": nil, "values of any type": []any{rows[0], &rows[1]},
		"a map": map[string]tableRow{"a": rows[0]}, "texts": []string{"a"}, "maps": []map[string]string{{"Text": "<a>"}}, "a number": 3,
		"pointers to pointers": []**tableRow{&pointers[0]}, "other rows": []struct{ Text int }{{1}}, "no such field": []struct{ A string }{{"x"}},
		"an unexported field": []part{{"a"}}, "embedded": []struct{ tableRow }{{rows[0]}},
	}
}

// bodies are what a range may hold.
var bodies = []string{
	`<tr><td>{{.Text}}</td></tr>`, `{{.Text}}`, `<p title="{{.Text}}" class='{{.Whole}}'>{{.Whole}}, {{.Small}}, {{.Float}}, {{.Yes}}</p> `,
	`{{.Whole}}{{.Text}}{{.Float}}`, `<br>`, `{{.}}`, `{{.Method}}`, `{{.Markup}}`, `{{.Named}}`, `{{.Any}}`, `{{.Link}}`, `{{.Deep}}`, `{{.part}}`,
	`{{.Text | len}}`, `{{len .Text}}`, `{{html .Text}}`, `{{$x := .Text}}{{$x}}`, `{{if .Yes}}{{.Text}}{{end}}`, `{{.Text}}{{break}}`,
	`<p title={{.Text}}>`, `<a href="{{.Text}}">{{.Text}}</a>`, `<a href="/?q={{.Text}}">{{.Whole}}</a>`, `<script>var x = {{.Text}};</script>`,
	`<textarea>{{.Text}}</textarea>`, `<style>p { color: {{.Text}} }</style>`, `<!-- {{.Text}} -->{{.Whole}}`, `<p {{.Text}}>`, `{{/* nothing */}}{{.Text}}`,
	`{{template "cell" .}}`, `{{.Text}} {{$.}}`,
}

// TestRowsAreWrittenAsByTheTemplate compares what a site sends with what html/template writes by itself.
func TestRowsAreWrittenAsByTheTemplate(t *testing.T) {
	t.Parallel()
	const around = `{{define "cell"}}[{{.Text}}]{{end}}%s`
	ways := []string{
		`{{range .}}%s{{end}}|`, `{{range .}}%s{{else}}none{{end}}`, `{{with .}}{{range .}}%s{{end}}{{end}}`, `{{range $i, $r := .}}%s{{end}}`,
		`{{range $r := .}}%s{{end}}`, `{{$l := .}}{{range $l}}%s{{else}}none{{end}}{{range $l}}%[1]s{{end}}`,
		`{{if true}}{{else}}-{{end}}{{range (slice . 0)}}%s{{end}}`, `{{define "list"}}{{range .}}%s{{end}}{{end}}<ul>{{template "list" .}}</ul>`,
		`<p title="{{range .}}%s{{end}}">`,
	}
	for _, way := range ways {
		for _, body := range bodies {
			page := fmt.Sprintf(around, fmt.Sprintf(way, body))
			compare(t, page)
		}
	}
}

func compare(t *testing.T, page string) {
	t.Helper()
	plain, parseErr := template.New("p.html").Option("missingkey=error").Parse(page)
	app, err := web.New(web.Options{Files: fsList("templates/p.html", page), Logger: slog.New(slog.DiscardHandler)})
	if err != nil || parseErr != nil {
		if parseErr == nil {
			parseErr = plain.Execute(&strings.Builder{}, lists()["rows"])
		}
		if (err == nil) != (parseErr == nil) {
			t.Errorf("%s: got the mistake %v, and html/template %v", page, err, parseErr)
		}
		return
	}
	var data any
	app.Get("/", "home", func(c *web.Context) error { return c.Render(200, "p.html", data) })
	for what, list := range lists() {
		data = list
		var want strings.Builder
		wantErr := plain.Execute(&want, list)
		for range 2 { // the second page is written by what the first one left
			w := httptest.NewRecorder()
			app.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
			if failed := w.Code != 200; failed != (wantErr != nil) || !failed && w.Body.String() != want.String() {
				t.Errorf("%s, %s: got %d %.300q, want %q, %v", page, what, w.Code, w.Body, want.String(), wantErr)
			}
		}
	}
}

// FuzzRows holds any text in a cell against html/template.
func FuzzRows(f *testing.F) {
	const page = `{{range .}}<p title="{{.Text}}">{{.Text}}{{.Float}}</p>{{end}}`
	plain := template.Must(template.New("").Parse(page))
	app, err := web.New(web.Options{Files: fsList("templates/p.html", page), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		f.Fatal(err)
	}
	var data []tableRow
	app.Get("/", "home", func(c *web.Context) error { return c.Render(200, "p.html", data) })
	f.Add("<&>\"'+\x00", 1e300)
	f.Fuzz(func(t *testing.T, text string, number float64) {
		data = []tableRow{{Text: text, Float: number}}
		var want strings.Builder
		if err := plain.Execute(&want, data); err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		app.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		if w.Body.String() != want.String() {
			t.Errorf("got %q, want %q", w.Body, want.String())
		}
	})
}

// manyRows is a page with a table of a thousand rows.
func manyRows(t testing.TB) func() {
	app, err := web.New(web.Options{
		Files:  fsList("templates/p.html", `<table>{{range .}}<tr><td>{{.Text}}</td><td class="number">{{.Whole}}</td></tr>{{end}}</table>`),
		Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]*tableRow, 1000)
	for i := range rows {
		rows[i] = &tableRow{Text: fmt.Sprint("dataset ", i), Whole: int64(i)}
	}
	app.Get("/", "home", func(c *web.Context) error { return c.Render(200, "p.html", rows) })
	request := httptest.NewRequest("GET", "/", nil)
	w := httptest.NewRecorder()
	return func() {
		w.Body.Reset()
		app.ServeHTTP(w, request)
	}
}

// TestRowsKeepTheirBudget holds that cells cost no allocation.
func TestRowsKeepTheirBudget(t *testing.T) { // alone: it counts allocations
	serve := manyRows(t)
	serve()
	const budget = 100
	if got := testing.AllocsPerRun(20, serve); got > budget {
		t.Errorf("a page of 1,000 rows: %.0f allocations, want at most %d", got, budget)
	}
}

func BenchmarkRows(b *testing.B) {
	serve := manyRows(b)
	b.ReportAllocs()
	for b.Loop() {
		serve()
	}
}
