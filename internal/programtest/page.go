package programtest

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// Page is an answer that was read.
type Page struct {
	T      *testing.T
	What   string // the request
	Status int
	Header http.Header
	Body   string
}

// WantStatus wants the answer to have a status.
func (p Page) WantStatus(want int) Page {
	p.T.Helper()
	if p.Status != want {
		p.T.Errorf("%s: got status %d, want %d; body:\n%.1500s", p.What, p.Status, want, p.Body)
	}
	return p
}

// Want wants the page to contain texts.
func (p Page) Want(parts ...string) Page {
	p.T.Helper()
	for _, part := range parts {
		if !strings.Contains(p.Body, part) {
			p.T.Errorf("%s: got\n%.1500s\nwant it to contain %q", p.What, p.Body, part)
		}
	}
	return p
}

// WantNot wants the page not to contain texts.
func (p Page) WantNot(parts ...string) Page {
	p.T.Helper()
	for _, part := range parts {
		if strings.Contains(p.Body, part) {
			p.T.Errorf("%s: got\n%.1500s\nwant it not to contain %q", p.What, p.Body, part)
		}
	}
	return p
}

// inside is what no visitor is told: words of what lies behind a site.
var inside = strings.Fields("postgres mysql sqlite SQLSTATE 127.0.0.1 connection refused strconv goroutine panic")

// WantAway wants the page that says to try again in a moment, and nothing of what lies behind it.
func (p Page) WantAway() {
	p.T.Helper()
	p.WantStatus(503).Want("Not available just now", "try again").WantNot(inside...)
	if p.Header.Get("Retry-After") == "" {
		p.T.Errorf("%s: got no Retry-After, want one", p.What)
	}
}

var tokenInput = regexp.MustCompile(`<input type="hidden" name="_csrf" value="([^"]+)">`)

// Token is the hidden token of the page's first form.
func (p Page) Token() string {
	p.T.Helper()
	found := tokenInput.FindStringSubmatch(p.Body)
	if found == nil {
		p.T.Fatalf("%s: the page has no token:\n%.1500s", p.What, p.Body)
	}
	return found[1]
}

var pagerLink = regexp.MustCompile(`<a [^>]*rel="(prev|next)" href="([^"]*)"`)

// Links are the pager's, as "next /?page=2".
func (p Page) Links() []string {
	var all []string
	for _, a := range pagerLink.FindAllStringSubmatch(p.Body, -1) {
		all = append(all, a[1]+" "+html.UnescapeString(a[2]))
	}
	return all
}

// Texts are what an expression's first group finds, without escapes.
func (p Page) Texts(expression string) []string {
	var all []string
	for _, found := range regexp.MustCompile(expression).FindAllStringSubmatch(p.Body, -1) {
		all = append(all, html.UnescapeString(found[1]))
	}
	return all
}

// Text is what stands between two pieces of markup, "" when they do not occur.
func (p Page) Text(from, to string) string {
	_, rest, ok := strings.Cut(p.Body, from)
	text, _, closed := strings.Cut(rest, to)
	if !ok || !closed {
		return ""
	}
	return html.UnescapeString(text)
}

// Control is a field of a form as a page shows it.
type Control struct {
	Label   string
	Value   string // of a select that of the chosen option
	Invalid bool   // aria-invalid
	Error   string // what aria-describedby leads to that is an error
}

var (
	controlTag = regexp.MustCompile(`<(input|textarea|select) [^>]*>`)
	attr       = regexp.MustCompile(` ([a-z-]+)="([^"]*)"`)
	chosen     = regexp.MustCompile(`<option value="([^"]*)" selected>`)
)

// Control finds a field of the form by the name of its input, textarea or select.
func (p Page) Control(name string) Control {
	p.T.Helper()
	for _, found := range controlTag.FindAllStringSubmatchIndex(p.Body, -1) {
		tag, kind := p.Body[found[0]:found[1]], p.Body[found[2]:found[3]]
		attrs := map[string]string{}
		for _, a := range attr.FindAllStringSubmatch(tag, -1) {
			attrs[a[1]] = html.UnescapeString(a[2])
		}
		if attrs["name"] != name {
			continue
		}
		inner, _, _ := strings.Cut(p.Body[found[1]:], "</"+kind+">")
		switch kind {
		case "textarea":
			attrs["value"] = html.UnescapeString(strings.TrimPrefix(inner, "\n"))
		case "select":
			if option := chosen.FindStringSubmatch(inner); option != nil {
				attrs["value"] = html.UnescapeString(option[1])
			}
		}
		return Control{
			Label: p.Text(`<label for="`+attrs["id"]+`">`, "</label>"), Value: attrs["value"],
			Invalid: attrs["aria-invalid"] == "true", Error: p.described(attrs["aria-describedby"]),
		}
	}
	p.T.Errorf("%s: got\n%.1500s\nwant a field named %q", p.What, p.Body, name)
	return Control{}
}

var checkboxTag = regexp.MustCompile(`^<input type="checkbox"`)

// Sends are the fields that the page's form sends when the visitor touches nothing, the token included.
func (p Page) Sends() url.Values {
	p.T.Helper()
	values := url.Values{}
	for _, found := range controlTag.FindAllStringSubmatchIndex(p.Body, -1) {
		tag, kind := p.Body[found[0]:found[1]], p.Body[found[2]:found[3]]
		attrs := map[string]string{}
		for _, a := range attr.FindAllStringSubmatch(tag, -1) {
			attrs[a[1]] = html.UnescapeString(a[2])
		}
		inner, _, _ := strings.Cut(p.Body[found[1]:], "</"+kind+">")
		switch {
		case checkboxTag.MatchString(tag) && !strings.Contains(tag, " checked"):
			continue
		case kind == "textarea":
			attrs["value"] = html.UnescapeString(strings.TrimPrefix(inner, "\n"))
		case kind == "select":
			if option := chosen.FindStringSubmatch(inner); option != nil {
				attrs["value"] = html.UnescapeString(option[1])
			}
		}
		values.Add(attrs["name"], attrs["value"])
	}
	return values
}

// Edit submits the form of a page with some fields in place of what it shows, by name and value; several values of one
// field stand between bars.
func (v *Visitor) Edit(path string, pairs ...string) Page {
	v.T.Helper()
	return v.Resend(v.Get(path), path, pairs...)
}

// Resend is Edit for a page that is there already, such as one that shows errors.
func (v *Visitor) Resend(p Page, path string, pairs ...string) Page {
	v.T.Helper()
	body := p.Sends()
	for i := 0; i < len(pairs); i += 2 {
		body[pairs[i]] = strings.Split(pairs[i+1], "|")
	}
	return v.Send("POST", path, body.Encode(), "Content-Type", FormType)
}

// described is the text of the errors among the elements whose ids are listed.
func (p Page) described(ids string) string {
	var texts []string
	for id := range strings.FieldsSeq(ids) {
		if strings.HasSuffix(id, "-error") {
			texts = append(texts, p.Text(`id="`+id+`">`, "</"))
		}
	}
	return strings.Join(texts, " ")
}

// Options are what a select offers, as "value label".
func (p Page) Options(name string) []string {
	p.T.Helper()
	_, rest, ok := strings.Cut(p.Body, ` name="`+name+`"`)
	inner, _, _ := strings.Cut(rest, "</select>")
	if !ok {
		p.T.Errorf("%s: got\n%.1500s\nwant a select named %q", p.What, p.Body, name)
	}
	var all []string
	for _, o := range regexp.MustCompile(`<option value="([^"]*)"(?: selected)?>([^<]*)</option>`).FindAllStringSubmatch(inner, -1) {
		all = append(all, html.UnescapeString(o[1]+" "+o[2]))
	}
	return all
}

// Shown is a text as html/template lets a page hold it: a NUL is no character of HTML, and bytes that are no text are none.
func Shown(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\ufffd")
}
