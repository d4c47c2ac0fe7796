package main

import (
	"net/url"
	"strings"
	"testing"
)

const someone = "name=Ada&email=ada@example.org"

func TestPostWithoutTheSitesOwnTokenIsRefused(t *testing.T) {
	t.Parallel()
	v, db := open(t)
	token := v.token()
	stranger := newVisitor(t, v.url)
	strangers := stranger.token()
	damaged := []byte(token)
	damaged[len(damaged)/2] ^= 1
	for _, c := range []struct {
		what   string
		by     *visitor
		body   string
		header []string
		helps  string
	}{
		{"no token", v, someone, nil, "reload the page"},
		{"empty token", v, someone + "&_csrf=", nil, "reload the page"},
		{"made-up token", v, someone + "&_csrf=abc", nil, "reload the page"},
		{"damaged token", v, someone + "&_csrf=" + string(damaged), nil, "reload the page"},
		{"another visitor's token", v, someone + "&_csrf=" + strangers, nil, "reload the page"},
		{"no cookie", newVisitor(t, v.url), someone + "&_csrf=" + token, nil, "Allow cookies"},
		{"forged cookie", newVisitor(t, v.url), someone + "&_csrf=" + token, []string{"Cookie", "rowan_x=AQ"}, "Allow cookies"},
		{"another origin", v, someone + "&_csrf=" + token, []string{"Origin", "https://evil.example"}, "another site"},
		{"no origin at all", v, someone + "&_csrf=" + token, []string{"Origin", "null"}, "another site"},
		{"cross-site fetch", v, someone + "&_csrf=" + token, []string{"Sec-Fetch-Site", "cross-site"}, "another site"},
		{"another port of this host", v, someone + "&_csrf=" + token, []string{"Sec-Fetch-Site", "same-site"}, "another site"},
	} {
		p := c.by.send("POST", "/add", c.body, append(c.header, "Content-Type", formType)...)
		if p.status != 403 || !strings.Contains(p.body, c.helps) || !strings.Contains(p.body, "nothing was changed") {
			t.Errorf("%s: got %d and\n%s\nwant 403 and a page that says %q", c.what, p.status, p.body, c.helps)
		}
	}
	if all := stored(t, db); len(all) != 0 {
		t.Errorf("got %d users, want none", len(all))
	}
	v.send("POST", "/add", someone+"&_csrf="+token, "Content-Type", formType, "Origin", v.url, "Sec-Fetch-Site", "same-origin").wantStatus(303)
}

func TestTokenDiffersOnEveryPage(t *testing.T) {
	t.Parallel()
	v, _ := open(t)
	if first, second := v.token(), v.token(); first == second {
		t.Errorf("got the token %s twice, want it masked anew", first)
	}
	p := v.add("", "").wantStatus(422)
	v.send("POST", "/add", someone+"&_csrf="+tokenOf(t, p), "Content-Type", formType).wantStatus(303)
}

func TestBodyOfAnotherTypeIsRefused(t *testing.T) {
	t.Parallel()
	v, db := open(t)
	token := v.token()
	for _, kind := range []string{"application/json", "text/plain", "application/xml", "", "nonsense", formType + "; charset=utf-16"} {
		header := []string{"X-CSRF-Token", token}
		if kind != "" {
			header = append(header, "Content-Type", kind)
		}
		v.send("POST", "/add", `{"name": "Ada", "email": "ada@example.org"}`, header...).wantStatus(415).want("Nothing was changed")
	}
	v.send("POST", "/add", `{"name": "Ada"}`, "Content-Type", "application/json").wantStatus(415)
	if all := stored(t, db); len(all) != 0 {
		t.Errorf("got %d users, want none", len(all))
	}
}

func TestBodyThatIsTooLargeIsRefused(t *testing.T) {
	t.Parallel()
	v, db := open(t)
	body := url.Values{"name": {strings.Repeat("x", 2<<20)}, "email": {"ada@example.org"}, "_csrf": {v.token()}}.Encode()
	p, err := v.try("POST", "/add", body, "Content-Type", formType)
	if err == nil { // the connection may also be cut while the rest is still being sent
		p.wantStatus(413).want("larger than this site takes")
	}
	v.get("/").wantStatus(200)
	if all := stored(t, db); len(all) != 0 {
		t.Errorf("got %d users, want none", len(all))
	}
}

func TestMalformedBodyIsRefused(t *testing.T) {
	t.Parallel()
	v, db := open(t)
	for _, body := range []string{"name=%zz&email=a@example.org", "name=Ada;email=a@example.org", "%"} {
		v.send("POST", "/add", body, "Content-Type", formType, "X-CSRF-Token", v.token()).wantStatus(400)
	}
	if all := stored(t, db); len(all) != 0 {
		t.Errorf("got %d users, want none", len(all))
	}
}
