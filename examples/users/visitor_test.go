package main

import (
	"context"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// visitor is a browser with cookies that does not follow redirects.
type visitor struct {
	t      *testing.T
	url    string
	client *http.Client
}

func newVisitor(t *testing.T, url string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t, url, &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// open serves the site on a database of its own, on the engine that ROWAN_TEST_URL names, and returns a visitor and
// the database.
func open(t *testing.T) (*visitor, *orm.DB) {
	t.Helper()
	db := openURL(t, ormtest.URL(t))
	if err := db.CreateTables(context.Background()); err != nil {
		t.Fatal(err)
	}
	app, err := newApp(db, []byte("a secret of the tests alone"))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(app)
	t.Cleanup(server.Close)
	return newVisitor(t, server.URL), db
}

// openURL opens a database, also beside a program that serves it.
func openURL(t *testing.T, url string) *orm.DB {
	t.Helper()
	db, err := connect.Open(context.Background(), url, Models)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// page is an answer that was read.
type page struct {
	t      *testing.T
	what   string // the request
	status int
	header http.Header
	body   string
}

// try sends a request, whose headers are given by name and value.
func (v *visitor) try(method, path, body string, header ...string) (page, error) {
	req, err := http.NewRequest(method, v.url+path, strings.NewReader(body))
	if err != nil {
		return page{}, err
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := v.client.Do(req)
	if err != nil {
		return page{}, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return page{v.t, method + " " + path, res.StatusCode, res.Header, string(text)}, err
}

func (v *visitor) send(method, path, body string, header ...string) page {
	v.t.Helper()
	p, err := v.try(method, path, body, header...)
	if err != nil {
		v.t.Fatalf("%s %s: %v", method, path, err)
	}
	return p
}

func (v *visitor) get(path string) page { v.t.Helper(); return v.send("GET", path, "") }

const formType = "application/x-www-form-urlencoded"

// token is the hidden token of the form.
func (v *visitor) token() string {
	v.t.Helper()
	return tokenOf(v.t, v.get("/add"))
}

func tokenOf(t *testing.T, p page) string {
	t.Helper()
	found := regexp.MustCompile(`<input type="hidden" name="_csrf" value="([^"]+)">`).FindStringSubmatch(p.body)
	if found == nil {
		t.Fatalf("%s: the page has no token:\n%s", p.what, p.body)
	}
	return found[1]
}

// submit sends the form as a browser does, with the token and what stands in an encoded body besides.
func (v *visitor) submit(body string) page {
	v.t.Helper()
	return v.send("POST", "/add", body+"&_csrf="+v.token(), "Content-Type", formType)
}

// add fills in the form.
func (v *visitor) add(name, email string) page {
	v.t.Helper()
	return v.submit(url.Values{"name": {name}, "email": {email}}.Encode())
}

func (p page) wantStatus(want int) page {
	p.t.Helper()
	if p.status != want {
		p.t.Errorf("%s: got status %d, want %d; body:\n%s", p.what, p.status, want, p.body)
	}
	return p
}

func (p page) want(parts ...string) page {
	p.t.Helper()
	for _, part := range parts {
		if !strings.Contains(p.body, part) {
			p.t.Errorf("%s: got\n%s\nwant it to contain %q", p.what, p.body, part)
		}
	}
	return p
}

func (p page) wantNot(parts ...string) page {
	p.t.Helper()
	for _, part := range parts {
		if strings.Contains(p.body, part) {
			p.t.Errorf("%s: got\n%s\nwant it not to contain %q", p.what, p.body, part)
		}
	}
	return p
}

// control is a field of the form as a page shows it.
type control struct {
	Label   string
	Value   string
	Invalid bool   // aria-invalid
	Error   string // the text that aria-describedby leads to
}

var (
	inputTag = regexp.MustCompile(`<input [^>]*>`)
	attr     = regexp.MustCompile(` ([a-z-]+)="([^"]*)"`)
)

// control finds a field of the form by the name of its input.
func (p page) control(name string) control {
	p.t.Helper()
	for _, tag := range inputTag.FindAllString(p.body, -1) {
		attrs := map[string]string{}
		for _, a := range attr.FindAllStringSubmatch(tag, -1) {
			attrs[a[1]] = html.UnescapeString(a[2])
		}
		if attrs["name"] == name {
			return control{
				Label: p.text(`<label for="`+attrs["id"]+`">`, "</label>"), Value: attrs["value"],
				Invalid: attrs["aria-invalid"] == "true", Error: p.described(attrs["aria-describedby"]),
			}
		}
	}
	p.t.Errorf("%s: got\n%s\nwant an input named %q", p.what, p.body, name)
	return control{}
}

// described is the text of the elements whose ids are listed.
func (p page) described(ids string) string {
	var texts []string
	for id := range strings.FieldsSeq(ids) {
		texts = append(texts, p.text(`id="`+id+`">`, "</"))
	}
	return strings.Join(texts, " ")
}

// text is what stands between two pieces of markup, "" when they do not occur.
func (p page) text(from, to string) string {
	_, rest, ok := strings.Cut(p.body, from)
	text, _, closed := strings.Cut(rest, to)
	if !ok || !closed {
		return ""
	}
	return html.UnescapeString(text)
}

var tableRow = regexp.MustCompile(`<tr><td class="number">(\d+)</td><td>([^<]*)</td><td>([^<]*)</td><td>(.*?)</td></tr>`)

// row is a line of the table of users.
type row struct{ ID, Name, Email, CreatedAt string }

func (p page) rows() []row {
	var all []row
	for _, cells := range tableRow.FindAllStringSubmatch(p.body, -1) {
		all = append(all, row{cells[1], html.UnescapeString(cells[2]), html.UnescapeString(cells[3]), cells[4]})
	}
	return all
}

// stored returns the users that the database holds.
func stored(t *testing.T, db *orm.DB) []*User {
	t.Helper()
	all, err := Users.All(context.Background(), db)
	if err != nil {
		t.Fatal(err)
	}
	return all
}
