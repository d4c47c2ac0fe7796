package programtest

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/rowankit/rowan/ormtest"
)

// Check holds a site, whose forms it knows if it has any, to what is the same for all: what a post must carry, what it must not, and
// what every answer has.
func (s Site) Check(t *testing.T, forms ...Form) {
	for _, f := range forms {
		name := strings.TrimPrefix(f.Path, "/")
		for what, check := range map[string]func(Form, *testing.T, Site){
			"needs the token of its own site":   Form.checkTokens,
			"takes no body of another kind":     Form.checkBodies,
			"takes what is sent or says why":    Form.CheckInput,
			"knows its fields":                  Form.CheckFields,
			"is multipart too":                  Form.checkMultipart,
			"stores what is sent at once, once": Form.checkAtOnce,
		} {
			t.Run(name+" "+what, func(t *testing.T) { t.Parallel(); check(f, t, s) })
		}
	}
	t.Run("every answer has security headers", func(t *testing.T) { t.Parallel(); s.checkHeaders(t, forms) })
	t.Run("unknown paths are not found", func(t *testing.T) { t.Parallel(); s.checkPaths(t, forms) })
	t.Run("health and readiness", func(t *testing.T) { t.Parallel(); s.checkHealth(t) })
}

// checkTokens sends posts that do not come from the site's own page.
func (f Form) checkTokens(t *testing.T, s Site) {
	v, db := f.open(t, s)
	token, before, body := v.Token(f.Path), f.count(t, db), f.Valid(0).Encode()
	strangers := NewVisitor(t, v.URL).Token(f.Path)
	damaged := []byte(token)
	damaged[len(damaged)/2] ^= 1
	for _, c := range []struct {
		what   string
		by     *Visitor
		body   string
		header []string
		helps  string
	}{
		{"no token", v, body, nil, "reload the page"},
		{"empty token", v, body + "&_csrf=", nil, "reload the page"},
		{"made-up token", v, body + "&_csrf=abc", nil, "reload the page"},
		{"damaged token", v, body + "&_csrf=" + string(damaged), nil, "reload the page"},
		{"another visitor's token", v, body + "&_csrf=" + strangers, nil, "reload the page"},
		{"no cookie", NewVisitor(t, v.URL), body + "&_csrf=" + token, nil, "Allow cookies"},
		{"forged cookie", NewVisitor(t, v.URL), body + "&_csrf=" + token, []string{"Cookie", "rowan_x=AQ"}, "Allow cookies"},
		{"another origin", v, body + "&_csrf=" + token, []string{"Origin", "https://evil.example"}, "another site"},
		{"no origin at all", v, body + "&_csrf=" + token, []string{"Origin", "null"}, "another site"},
		{"cross-site fetch", v, body + "&_csrf=" + token, []string{"Sec-Fetch-Site", "cross-site"}, "another site"},
		{"another port of this host", v, body + "&_csrf=" + token, []string{"Sec-Fetch-Site", "same-site"}, "another site"},
	} {
		p := c.by.Send("POST", f.Path, c.body, append(c.header, "Content-Type", FormType)...)
		if p.Status != 403 || !strings.Contains(p.Body, c.helps) || !strings.Contains(p.Body, "nothing was changed") {
			t.Errorf("%s: got %d and\n%s\nwant 403 and a page that says %q", c.what, p.Status, p.Body, c.helps)
		}
		f.WantCount(t, db, c.what, before)
	}
	if again := v.Token(f.Path); again == token {
		t.Errorf("got the token %s twice, want it masked anew", token)
	}
	v.Send("POST", f.Path, body+"&_csrf="+token, "Content-Type", FormType, "Origin", v.URL, "Sec-Fetch-Site", "same-origin").WantStatus(303)
	f.WantCount(t, db, "its own token", before+1)
}

// checkBodies sends bodies that are no form, too large, or malformed.
func (f Form) checkBodies(t *testing.T, s Site) {
	v, db := f.open(t, s)
	token, before := v.Token(f.Path), f.count(t, db)
	for _, kind := range []string{"application/json", "text/plain", "application/xml", "", "nonsense", FormType + "; charset=utf-16"} {
		header := []string{"X-CSRF-Token", token}
		if kind != "" {
			header = append(header, "Content-Type", kind)
		}
		v.Send("POST", f.Path, `{"name": "Ada"}`, header...).WantStatus(415).Want("Nothing was changed")
	}
	v.Send("POST", f.Path, `{"name": "Ada"}`, "Content-Type", "application/json").WantStatus(415)
	for _, body := range []string{"name=%zz", "name=Ada;email=a@example.org", "%"} {
		v.Send("POST", f.Path, body, "Content-Type", FormType, "X-CSRF-Token", token).WantStatus(400)
	}
	large := f.Valid(0)
	large.Set("name", strings.Repeat("x", 2<<20))
	p, err := v.Try("POST", f.Path, large.Encode()+"&_csrf="+token, "Content-Type", FormType)
	if err == nil { // the connection may also be cut while the rest is still being sent
		p.T = t
		p.WantStatus(413).Want("larger than this site takes")
	}
	v.Get("/").WantStatus(200)
	f.WantCount(t, db, "bodies that are no form", before)
}

func (f Form) checkMultipart(t *testing.T, s Site) {
	v, db := f.open(t, s)
	const edge = "----edge"
	body, before := "", f.count(t, db)
	fields := f.Valid(0)
	fields.Set("_csrf", v.Token(f.Path))
	for name := range fields {
		body += "--" + edge + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + fields.Get(name) + "\r\n"
	}
	v.Send("POST", f.Path, body+"--"+edge+"--\r\n", "Content-Type", "multipart/form-data; boundary="+edge).WantStatus(303)
	f.WantCount(t, db, "as multipart", before+1)
}

// checkAtOnce sends sixteen different forms at once, all of which are stored.
func (f Form) checkAtOnce(t *testing.T, s Site) {
	v, db := f.open(t, s)
	token, before := v.Token(f.Path), f.count(t, db)
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			p, err := v.Try("POST", f.Path, f.Valid(i).Encode()+"&_csrf="+token, "Content-Type", FormType)
			if err != nil || p.Status != 303 {
				t.Errorf("post %d: got %d, %v; want 303", i, p.Status, err)
			}
		})
	}
	all.Wait()
	f.WantCount(t, db, "sixteen at once", before+16)
}

// checkHeaders looks at answers of every sort.
func (s Site) checkHeaders(t *testing.T, forms []Form) {
	v, _ := s.Open(t)
	answers := []Page{v.Get("/"), v.Get("/nothing"), v.Get("/healthz")}
	for _, f := range forms {
		answers = append(answers, v.Get(f.Path), v.Submit(f.Path, ""), v.Send("POST", f.Path, ""))
	}
	for _, p := range answers {
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := p.Header.Get(name); got != want {
				t.Errorf("%s: got %s %q, want %q", p.What, name, got, want)
			}
		}
		policy := p.Header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: got the policy %q, want it to contain %q", p.What, policy, part)
			}
		}
		if strings.Contains(policy, "unsafe") || p.Header.Get("Referrer-Policy") == "" || p.Header.Get("Permissions-Policy") == "" {
			t.Errorf("%s: got the headers %v, want a policy without exceptions, Referrer-Policy and Permissions-Policy", p.What, p.Header)
		}
		p.WantNot("<style", "<script", " style=", " onclick=", " onload=", "javascript:")
	}
	if len(forms) == 0 {
		return // nothing starts a session
	}
	for _, set := range NewVisitor(t, v.URL).Get(forms[0].Path).Header.Values("Set-Cookie") {
		for _, part := range []string{"HttpOnly", "SameSite=Lax", "Path=/"} {
			if !strings.Contains(set, part) {
				t.Errorf("got the cookie %q, want it to contain %s", set, part)
			}
		}
	}
}

func (s Site) checkHealth(t *testing.T) {
	v, db := s.Open(t)
	v.Get("/healthz").WantStatus(200).Want("ok")
	v.Get("/readyz").WantStatus(200).Want("ready")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	v.Get("/healthz").WantStatus(200)
	v.Get("/readyz").WantStatus(503).Want("not ready")
	v.Get("/").WantStatus(503).WantNot("closed").WantNot(inside...)
}

func (s Site) checkPaths(t *testing.T, forms []Form) {
	v, _ := s.Open(t)
	paths := []string{"/nothing", "/index.html", "/templates/form.html", "/static/", "/%2e%2e/main.go", "/instance/database.db"}
	for _, f := range forms {
		paths = append(paths, f.Path+"/", f.Path+"/1")
		allow := v.Send("DELETE", f.Path, "").WantStatus(405).Header.Get("Allow")
		if !strings.Contains(allow, "GET") || !strings.Contains(allow, "POST") {
			t.Errorf("DELETE %s: got Allow %q, want it to name GET and POST", f.Path, allow)
		}
	}
	for _, path := range paths {
		v.Get(path).WantStatus(404).Want("Page not found", `href="/"`)
	}
	v.Send("POST", "/", "").WantStatus(405)
}

// CheckPages wants a list of so many pages: none beyond, and only one spelling of each.
func (v *Visitor) CheckPages(path string, pages int) {
	v.T.Helper()
	for n := 1; n <= pages; n++ {
		want := []string{}
		if n == 2 {
			want = append(want, "prev "+path)
		} else if n > 2 {
			want = append(want, fmt.Sprintf("prev %s?page=%d", path, n-1))
		}
		if n < pages {
			want = append(want, fmt.Sprintf("next %s?page=%d", path, n+1))
		}
		p := v.Get(fmt.Sprintf("%s?page=%d", path, n)).WantStatus(200)
		if got := p.Links(); strings.Join(got, ", ") != strings.Join(want, ", ") {
			v.T.Errorf("%s: got the links %q, want %q", p.What, got, want)
		}
	}
	for _, number := range []string{
		fmt.Sprint(pages + 1), "0", "-1", "+1", "01", "abc", "", "1.0", "1e0", "9223372036854775807", "9223372036854775808", "18446744073709551617",
		"%D9%A1", "1%00", "2&page=2", "2%20", "1;DROP TABLE user",
	} {
		v.Get(path + "?page=" + strings.ReplaceAll(number, " ", "%20")).WantStatus(404).Want("Page not found")
	}
	v.Get(path + "?other=3").WantStatus(200)
}

// CheckStatements wants a page to cost at most so many statements.
func (v *Visitor) CheckStatements(db *ormtest.DB, path string, most int) {
	v.T.Helper()
	ormtest.Statements(v.T, db, most, func() { v.Get(path).WantStatus(200) })
}
