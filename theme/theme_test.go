package theme_test

import (
	"html/template"
	"io/fs"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rowankit/rowan/theme"
)

func styleSheet(t *testing.T) string {
	t.Helper()
	css, err := fs.ReadFile(theme.Files, "static/theme.css")
	if err != nil {
		t.Fatal(err)
	}
	return string(css)
}

func TestStyleSheetIsSmall(t *testing.T) {
	t.Parallel()
	if n := len(styleSheet(t)); n >= 8<<10 {
		t.Errorf("theme.css has %d bytes, want less than 8 KiB", n)
	}
}

func TestColoursContrast(t *testing.T) {
	t.Parallel()
	light, dark, found := strings.Cut(styleSheet(t), "prefers-color-scheme: dark")
	if !found {
		t.Fatal("theme.css has no dark colours")
	}
	dark, _, _ = strings.Cut(dark, "\n}\n")
	// WCAG 2.2: 4.5 for text (1.4.3), 3 for the edges of inputs and the focus ring (1.4.11).
	for _, c := range []struct {
		front, back string
		min         float64
	}{
		{"text", "page", 7}, {"text", "raised", 7}, {"text", "good", 4.5}, {"text", "bad-page", 4.5},
		{"muted", "page", 4.5}, {"muted", "raised", 4.5}, {"accent", "page", 4.5}, {"accent", "raised", 4.5},
		{"on-accent", "accent", 4.5}, {"bad", "page", 4.5}, {"bad", "bad-page", 4.5},
		{"edge", "page", 3}, {"edge", "raised", 3},
	} {
		for scheme, css := range map[string]string{"light": light, "dark": dark} {
			if got := contrast(luminance(t, css, c.front), luminance(t, css, c.back)); got < c.min {
				t.Errorf("%s: --%s on --%s has contrast %.2f, want at least %.1f", scheme, c.front, c.back, got, c.min)
			}
		}
	}
}

func contrast(a, b float64) float64 { return (max(a, b) + 0.05) / (min(a, b) + 0.05) }

// luminance is the relative luminance of a custom property, as WCAG defines it.
func luminance(t *testing.T, css, name string) float64 {
	t.Helper()
	m := regexp.MustCompile(`--` + name + `: #([0-9a-f]{6});`).FindStringSubmatch(css)
	if m == nil {
		t.Fatalf("no colour --%s in\n%s", name, css)
	}
	rgb, err := strconv.ParseUint(m[1], 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	linear := func(shift uint) float64 {
		v := float64(rgb>>shift&0xff) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(16) + 0.7152*linear(8) + 0.0722*linear(0)
}

// functions stand for those of package web.
var functions = template.FuncMap{
	"static":  func(name string) string { return "/static/" + name },
	"flashes": func() []string { return []string{"<saved>"} },
}

func parse(t *testing.T, page string) *template.Template {
	t.Helper()
	templates := template.Must(template.New("").Funcs(functions).ParseFS(theme.Files, "templates/layout.html", "templates/parts/*.html"))
	return template.Must(templates.Parse(page))
}

func execute(t *testing.T, page string, data any) string {
	t.Helper()
	var b strings.Builder
	if err := parse(t, page).ExecuteTemplate(&b, "layout.html", data); err != nil {
		t.Fatalf("%s: %v", page, err)
	}
	return b.String()
}

func TestLayoutHoldsThePage(t *testing.T) {
	t.Parallel()
	got := execute(t, `{{define "title"}}Users{{end}}{{define "header"}}<a href="/">Shop</a>{{end}}{{define "content"}}<h1>{{.}}</h1>{{end}}`, "<i>")
	for _, want := range []string{
		"<!doctype html>\n<html lang=\"en\">", "<title>Users</title>", `<header><a href="/">Shop</a></header>`, "<h1>&lt;i&gt;</h1>",
		`<link rel="stylesheet" href="/static/theme.css">`, `<p class="flash" role="status">&lt;saved&gt;</p>`, `name="viewport"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page: got\n%s\nwant it to contain %s", got, want)
		}
	}
}

func TestNothingIsInline(t *testing.T) {
	t.Parallel()
	inline := regexp.MustCompile(`(?i)<script|<style|\sstyle=|\son[a-z]+=|javascript:|https?://`)
	err := fs.WalkDir(theme.Files, "templates", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(theme.Files, path)
		if found := inline.Find(text); found != nil {
			t.Errorf("%s has %q, which a strict Content-Security-Policy forbids", path, found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if found := regexp.MustCompile(`url\(|@import`).FindString(styleSheet(t)); found != "" {
		t.Errorf("theme.css loads something by %s, want it alone", found)
	}
}

type pager struct {
	Page, Pages int
	Prev, Next  string
}

func TestPagerLinksToThePagesBeside(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		data            pager
		contain, absent string
	}{
		{pager{1, 3, "", "/?page=2"}, `rel="next" href="/?page=2"`, `rel="prev"`},
		{pager{2, 3, "/", "/?page=3"}, `rel="prev" href="/"`, `javascript`},
		{pager{3, 3, "/?page=2", ""}, `Page 3 of 3`, `rel="next"`},
		{pager{1, 1, "", ""}, `<main>`, `<nav`},
		{pager{1, 0, "", ""}, `<main>`, `<nav`},
	} {
		got := execute(t, `{{define "content"}}{{template "pager" .}}{{end}}`, c.data)
		if !strings.Contains(got, c.contain) || strings.Contains(got, c.absent) {
			t.Errorf("pager %+v: got\n%s\nwant %s and no %s", c.data, got, c.contain, c.absent)
		}
	}
}

type more struct {
	Shown, Total int64
	What, URL    string
}

func TestMoreSaysHowMuchOfAListIsShown(t *testing.T) {
	t.Parallel()
	const part = `{{define "content"}}{{template "more" .}}{{end}}`
	got := execute(t, part, more{20, 53, "datasets of <i>", "/users/7?a=1&b=2"})
	if want := `<p class="more">20 of 53. <a href="/users/7?a=1&amp;b=2">All datasets of &lt;i&gt;</a></p>`; !strings.Contains(got, want) {
		t.Errorf("got\n%s\nwant it to contain %s", got, want)
	}
	for _, all := range []more{{Shown: 20, Total: 20}, {}, {Shown: 5, Total: 4}} {
		if got := execute(t, part, all); strings.Contains(got, "more") {
			t.Errorf("%+v: got\n%s\nwant nothing", all, got)
		}
	}
}

// fields are a form.
type fields string

func (f fields) HTML() (template.HTML, error) { return template.HTML(f), nil }

func TestPageOfAForm(t *testing.T) {
	t.Parallel()
	text, err := fs.ReadFile(theme.Files, "templates/form.html")
	if err != nil {
		t.Fatal(err)
	}
	got := execute(t, string(text), theme.FormPage{Title: "Add <User>", Back: "/?page=2", Form: fields("<input>")})
	for _, want := range []string{
		"<title>Add &lt;User&gt;</title>", "<h1>Add &lt;User&gt;</h1>", "<form method=\"post\" novalidate>\n<input>\n",
		`<button type="submit">Add &lt;User&gt;</button>`, `<a class="button quiet" href="/?page=2">Back</a>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("got\n%s\nwant it to contain %s", got, want)
		}
	}
}
