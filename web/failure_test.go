package web_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/web"
)

// failing serves a handler at /fail.
func failing(h web.Handler) func(*web.App) {
	return func(app *web.App) { app.Get("/fail", "fail", h) }
}

// kindStatus is for failures that concern no field. Invalid is then a mistake of the program's.
var kindStatus = map[fault.Kind]int{
	fault.Other: 500, fault.NotFound: 404, fault.Multiple: 500, fault.Unique: 422, fault.ForeignKey: 422, fault.NotNull: 422,
	fault.Check: 422, fault.TooLong: 422, fault.OutOfRange: 422, fault.Invalid: 500, fault.Stale: 409, fault.Serialization: 409,
	fault.NotLoaded: 500, fault.Unsupported: 500, fault.SchemaMismatch: 500, fault.Timeout: 503, fault.Canceled: 503,
	fault.Unavailable: 503, fault.CommitUnknown: 500, fault.ReadOnly: 503, fault.DiskFull: 503, fault.Denied: 503,
}

func TestEveryKindOfFaultHasItsStatus(t *testing.T) {
	t.Parallel()
	for _, kind := range fault.Kinds() {
		t.Run(kind.String(), func(t *testing.T) {
			t.Parallel()
			want, known := kindStatus[kind]
			if !known {
				t.Fatalf("the kind %s has no status here", kind)
			}
			s := serve(t, web.Options{}, failing(func(*web.Context) error {
				return fmt.Errorf("shop: %w", &fault.Error{Kind: kind, Model: "User", Constraint: "uq_secret", Detail: "INSERT secret"})
			}))
			got := s.get("/fail")
			wantStatus(t, kind.String(), got, want)
			if strings.Contains(got.body, "secret") || strings.Contains(got.body, "shop") {
				t.Errorf("%s: the page shows what only the log may:\n%s", kind, got.body)
			}
			id := got.header.Get("X-Request-Id")
			wantMatch(t, "the request id", id, `^[a-z2-7]{16}$`)
			wantContains(t, "the page", got.body, id)
			wantMatch(t, "the log", s.log.String(), `id=`+id+` .* status=`+fmt.Sprint(want)+` .*INSERT secret`)
			if cache := got.header.Get("Cache-Control"); cache != "no-store" {
				t.Errorf("%s: got Cache-Control %q, want no-store", kind, cache)
			}
		})
	}
}

func TestSomeFailuresHaveTheirOwnSentence(t *testing.T) {
	t.Parallel()
	for kind, want := range map[fault.Kind]string{
		fault.DiskFull: "no space left", fault.ReadOnly: "not change it", fault.CommitUnknown: "Look whether it is there",
		fault.Stale: "Somebody else has changed this", fault.Unavailable: "try again in a moment",
	} {
		s := serve(t, web.Options{}, failing(func(*web.Context) error { return kind.Err() }))
		wantContains(t, kind.String(), s.get("/fail").body, want)
	}
}

func TestInvalidValueIsTheVisitors(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{}, failing(func(*web.Context) error {
		return fault.Refuse("User", fault.Violation{Field: "Email", Kind: fault.Invalid, Code: "not_an_email", Message: "must be an address"})
	}))
	wantStatus(t, "an invalid value of a field", s.get("/fail"), 422)
}

func TestViolationsAreShownEscaped(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{}, failing(func(*web.Context) error {
		return fault.Refuse("User", fault.Violation{Field: "Email", Kind: fault.Unique, Message: "is <already> taken"})
	}))
	wantContains(t, "the page", s.get("/fail").body, "Email is &lt;already&gt; taken")
}

func TestStatusErrorSpeaksToTheVisitor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err    *web.StatusError
		status int
		body   string
	}{
		{&web.StatusError{Status: 418, Message: "Tea <only>."}, 418, "Tea &lt;only&gt;."},
		{&web.StatusError{Status: 403}, 403, "You may not do this."},
		{&web.StatusError{Status: 429}, 429, "Too Many Requests"},
		{&web.StatusError{Status: 200, Message: "no failure at all"}, 500, "Something went wrong"},
		{&web.StatusError{}, 500, "Something went wrong"},
	} {
		s := serve(t, web.Options{}, failing(func(*web.Context) error { return fmt.Errorf("wrapped: %w", c.err) }))
		got := s.get("/fail")
		wantStatus(t, c.err.Error(), got, c.status)
		wantContains(t, c.err.Error(), got.body, c.body)
	}
}

func TestPanicIsA500WithItsStackInTheLog(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{}, failing(func(*web.Context) error { panic(fault.NotFound.Err()) }))
	got := s.get("/fail")
	wantStatus(t, "a panic", got, 500)
	wantContains(t, "the log", s.log.String(), "failure_test.go")
	if strings.Contains(got.body, "goroutine") || strings.Contains(got.body, "panic") {
		t.Errorf("the page shows the panic:\n%s", got.body)
	}
	wantStatus(t, "the next request", s.get("/healthz"), 200)
}

func TestErrorPageIsTheSites(t *testing.T) {
	t.Parallel()
	const page = `{{define "content"}}{{.Status}} {{.Title}}: {{.Message}} {{.RequestID}}{{range .Violations}}{{.Field}}{{end}}{{end}}`
	s := serve(t, web.Options{Files: fsList("templates/layout.html", layout, "templates/error.html", page)}, routes)
	got := s.get("/nothing")
	wantStatus(t, "GET /nothing", got, 404)
	wantMatch(t, "GET /nothing", got.body, `<main>404 Page not found: There is nothing at this address\..* [a-z2-7]{16}</main>`)
	wantContains(t, "HEAD /nothing", s.send(s.browser, "HEAD", "/nothing", "").header.Get("Content-Type"), "text/html")
}

func TestErrorPageThatFailsIsReplaced(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{Files: fsList("templates/error.html", `half {{.Nope}}`)}, routes)
	got := s.get("/nothing")
	wantStatus(t, "GET /nothing", got, 404)
	wantContains(t, "GET /nothing", got.body, "<h1>Page not found</h1>")
	wantContains(t, "the log", s.log.String(), "Nope")
}

func TestErrorAfterPartOfAPageCutsTheConnection(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{}, failing(func(c *web.Context) error {
		connection := http.NewResponseController(c.Writer)
		err := errors.Join(connection.SetWriteDeadline(time.Time{}), text(c, "half a page"), connection.Flush())
		return errors.Join(err, fmt.Errorf("and then %s broke", c.RequestID()))
	}))
	res, err := s.browser.Get(s.URL + "/fail")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	reader := bufio.NewReader(res.Body)
	if rest, err := reader.ReadString(0); err == nil || err.Error() != "unexpected EOF" {
		t.Errorf("got %q and %v, want the body to end in an unexpected EOF", rest, err)
	}
	s.Close() // waits until the handler is done
	wantMatch(t, "the log", s.log.String(), `level=ERROR .*error="and then `+res.Header.Get("X-Request-Id")+` broke"`)
}

func TestHandlersHeadersDoNotReachTheErrorPage(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{}, failing(func(c *web.Context) error {
		for _, h := range []string{"Content-Encoding", "Content-Disposition", "Etag", "Content-Length"} {
			c.Writer.Header().Set(h, "1")
		}
		c.Writer.Header().Set("Cache-Control", "public, max-age=3600")
		return fault.NotFound.Err()
	}))
	got := s.get("/fail")
	for _, h := range []string{"Content-Encoding", "Content-Disposition", "Etag"} {
		if v := got.header.Get(h); v != "" {
			t.Errorf("the error page has %s: %s, want none", h, v)
		}
	}
	wantContains(t, "the page", got.body, "</html>")
}

func TestSlowHandlerEndsIn503(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{Timeout: 20 * time.Millisecond}, failing(func(c *web.Context) error {
		<-c.Context().Done()
		return c.Context().Err()
	}))
	got := s.get("/fail")
	wantStatus(t, "a handler that waits for ever", got, 503)
	if retry := got.header.Get("Retry-After"); retry == "" {
		t.Error("503 came without Retry-After")
	}
}

func TestVisitorWhoLeftIsNoFailureOfTheSite(t *testing.T) {
	t.Parallel()
	entered := make(chan struct{})
	s := serve(t, web.Options{}, failing(func(c *web.Context) error {
		close(entered)
		<-c.Context().Done()
		return fault.Wrap(fault.Canceled, c.Context().Err())
	}))
	ctx, leave := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, "GET", s.URL+"/fail", nil)
	if err != nil {
		t.Fatal(err)
	}
	go func() { <-entered; leave() }()
	if res, err := s.browser.Do(req); err == nil {
		res.Body.Close()
		t.Fatal("the request was answered, want it given up")
	}
	s.Close()
	wantMatch(t, "the log", s.log.String(), `level=INFO .*status=499`)
}

func TestNilPointerAsAnErrorIsAFailure(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{"fault.Error": (*fault.Error)(nil), "StatusError": (*web.StatusError)(nil)} {
		s := serve(t, web.Options{}, failing(func(*web.Context) error { return err }))
		wantStatus(t, "a nil *"+name, s.get("/fail"), 500)
	}
}
