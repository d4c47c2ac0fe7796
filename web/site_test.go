package web_test

import (
	"bytes"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/rowankit/rowan/web"
)

// journal is a log that tests read while the server writes it.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// site is an App behind a real server, and a browser with cookies that does not follow redirects.
type site struct {
	*httptest.Server
	t       *testing.T
	log     *journal
	browser *http.Client
}

func newApp(t *testing.T, o web.Options) (*web.App, *journal) {
	t.Helper()
	log := new(journal)
	o.Logger = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	app, err := web.New(o)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return app, log
}

func serve(t *testing.T, o web.Options, routes func(*web.App)) *site {
	t.Helper()
	app, log := newApp(t, o)
	routes(app)
	s := &site{Server: httptest.NewServer(app), t: t, log: log}
	t.Cleanup(s.Close)
	s.browser = s.newBrowser()
	return s
}

func (s *site) newBrowser() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &http.Client{
		Jar:           jar,
		Transport:     s.Client().Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// reply is a response that was read.
type reply struct {
	status int
	header http.Header
	body   string
}

func (s *site) send(browser *http.Client, method, path, body string, header ...string) reply {
	s.t.Helper()
	req, err := http.NewRequest(method, s.URL+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return s.do(browser, req)
}

func (s *site) do(browser *http.Client, req *http.Request) reply {
	s.t.Helper()
	res, err := browser.Do(req)
	if err != nil {
		s.t.Fatalf("%s %s: %v", req.Method, req.URL, err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatalf("%s %s: reading the answer: %v", req.Method, req.URL, err)
	}
	return reply{res.StatusCode, res.Header, string(text)}
}

func (s *site) get(path string) reply { s.t.Helper(); return s.send(s.browser, "GET", path, "") }

const formType = "application/x-www-form-urlencoded"

// post sends a form with the token that the page at the path "/token" shows this browser.
func (s *site) post(path string, fields url.Values) reply {
	s.t.Helper()
	all := url.Values{web.TokenField: {s.token(s.browser)}}
	for name, values := range fields {
		all[name] = values
	}
	return s.send(s.browser, "POST", path, all.Encode(), "Content-Type", formType)
}

func (s *site) token(browser *http.Client) string {
	s.t.Helper()
	return s.send(browser, "GET", "/token", "").body
}

// tokenRoute shows the visitor's token as plain text.
func tokenRoute(app *web.App) {
	app.Get("/token", "token", func(c *web.Context) error { return text(c, c.CSRFToken()) })
}

func text(c *web.Context, s string) error {
	_, err := io.WriteString(c.Writer, s)
	return err
}

// files makes a file system from names and contents.
func files(pairs ...string) fs.FS {
	m := make(fstest.MapFS)
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return m
}

func wantStatus(t *testing.T, what string, got reply, want int) {
	t.Helper()
	if got.status != want {
		t.Errorf("%s: got status %d, want %d; body:\n%s", what, got.status, want, got.body)
	}
}

func wantContains(t *testing.T, what, got, want string) {
	t.Helper()
	if !strings.Contains(got, want) {
		t.Errorf("%s: got\n%s\nwant it to contain %q", what, got, want)
	}
}

func wantMatch(t *testing.T, what, got, pattern string) {
	t.Helper()
	if !regexp.MustCompile(pattern).MatchString(got) {
		t.Errorf("%s: got\n%s\nwant it to match %q", what, got, pattern)
	}
}

func fsList(pairs ...string) []fs.FS { return []fs.FS{files(pairs...)} }
