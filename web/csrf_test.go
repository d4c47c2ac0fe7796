package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/rowankit/rowan/web"
)

func counted(n *int) func(*web.App) {
	return func(app *web.App) {
		tokenRoute(app)
		app.Post("/do", "do", func(c *web.Context) error { *n++; return text(c, "done") })
	}
}

func TestPostRunsOnlyWithTheSessionsToken(t *testing.T) {
	t.Parallel()
	var ran int
	s := serve(t, web.Options{}, counted(&ran))
	mine, stranger := s.token(s.browser), s.token(s.newBrowser())
	altered := strings.Map(func(r rune) rune {
		if r == 'A' {
			return 'B'
		}
		return 'A'
	}, mine)
	const reload, cookie, site = "reload the page", "Allow cookies", "sent from another site"
	for _, c := range []struct {
		what    string
		browser *http.Client
		token   string
		header  []string
		status  int
		says    string
	}{
		{"the session's token", s.browser, mine, nil, 200, "done"},
		{"the token, from this site", s.browser, mine, []string{"Sec-Fetch-Site", "same-origin"}, 200, "done"},
		{"the token, from this origin", s.browser, mine, []string{"Origin", s.URL}, 200, "done"},
		{"the token in the header", s.browser, "", []string{web.TokenHeader, mine}, 200, "done"},
		{"no token", s.browser, "", nil, 403, reload},
		{"a stranger's token", s.browser, stranger, nil, 403, reload},
		{"an altered token", s.browser, altered, nil, 403, reload},
		{"a token cut short", s.browser, mine[:len(mine)-4], nil, 403, reload},
		{"a token of line breaks", s.browser, strings.Repeat("\n", len(mine)-4) + "AAAA", nil, 403, reload},
		{"a token with a line break in it", s.browser, mine[:40] + "\n" + mine[40:], nil, 403, reload},
		{"a token that is no base64", s.browser, strings.Repeat("*", len(mine)), nil, 403, reload},
		{"a wrong header beside the right field", s.browser, mine, []string{web.TokenHeader, stranger}, 403, reload},
		{"the token without the cookie", s.newBrowser(), mine, nil, 403, cookie},
		{"the token, from another site", s.browser, mine, []string{"Sec-Fetch-Site", "cross-site"}, 403, site},
		{"the token, from a sister site", s.browser, mine, []string{"Sec-Fetch-Site", "same-site"}, 403, site},
		{"the token, from another origin", s.browser, mine, []string{"Origin", "https://evil.example"}, 403, site},
		{"the token, from a sandbox", s.browser, mine, []string{"Origin", "null"}, 403, site},
	} {
		before := ran
		fields := url.Values{web.TokenField: {c.token}}.Encode()
		got := s.send(c.browser, "POST", "/do", fields, append(c.header, "Content-Type", formType)...)
		wantStatus(t, c.what, got, c.status)
		wantContains(t, c.what, got.body, c.says)
		if did := ran > before; did != (c.status == 200) {
			t.Errorf("%s: the handler ran: %t, want %t", c.what, did, c.status == 200)
		}
	}
}

func TestEveryUnsafeRequestWithoutABodyIsRefused(t *testing.T) {
	t.Parallel()
	var ran int
	s := serve(t, web.Options{}, counted(&ran))
	wantStatus(t, "POST without a body", s.send(s.browser, "POST", "/do", ""), 403)
	// A field in the address is no proof: it leaks into logs and referrers.
	wantStatus(t, "a token in the address",
		s.send(s.browser, "POST", "/do?_csrf="+s.token(s.browser), "", "Content-Type", formType), 403)
	if ran != 0 {
		t.Errorf("the handler ran %d times, want 0", ran)
	}
}

func TestTrustedOriginMaySend(t *testing.T) {
	t.Parallel()
	var ran int
	s := serve(t, web.Options{TrustedOrigins: []string{"https://www.example.org"}}, counted(&ran))
	fields := url.Values{web.TokenField: {s.token(s.browser)}}.Encode()
	got := s.send(s.browser, "POST", "/do", fields, "Content-Type", formType, "Origin", "https://www.example.org")
	wantStatus(t, "a trusted origin", got, 200)

	_, err := web.New(web.Options{TrustedOrigins: []string{"www.example.org"}})
	if err == nil || !strings.Contains(err.Error(), `"www.example.org"`) {
		t.Errorf("New with an origin without a scheme: got %v, want an error that names it", err)
	}
}

func TestTokenIsMaskedAnewAndStaysValid(t *testing.T) {
	t.Parallel()
	var ran int
	s := serve(t, web.Options{}, counted(&ran))
	first := s.token(s.browser)
	seen := map[string]bool{first: true}
	for range 5 {
		seen[s.token(s.browser)] = true
	}
	if len(seen) != 6 {
		t.Errorf("six pages showed %d different tokens, want 6", len(seen))
	}
	fields := url.Values{web.TokenField: {first}}.Encode()
	wantStatus(t, "the first of six tokens", s.send(s.browser, "POST", "/do", fields, "Content-Type", formType), 200)
}

func TestSessionOfAnotherSecretIsNoSession(t *testing.T) {
	t.Parallel()
	var ran int
	a := serve(t, web.Options{Secret: []byte("the secret of one site")}, counted(&ran))
	b := serve(t, web.Options{Secret: []byte("the secret of another")}, counted(&ran))
	fields := url.Values{web.TokenField: {a.token(a.browser)}}.Encode()
	wantStatus(t, "a token of another secret", b.send(a.browser, "POST", "/do", fields, "Content-Type", formType), 403)

	same := serve(t, web.Options{Secret: []byte("the secret of one site")}, counted(&ran))
	wantStatus(t, "a second process with the secret", same.send(a.browser, "POST", "/do", fields, "Content-Type", formType), 200)
}
