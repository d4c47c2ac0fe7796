package web_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rowankit/rowan/web"
)

// echoForm answers with the fields of the form, read twice.
func echoForm(app *web.App) {
	tokenRoute(app)
	app.Post("/form", "form", func(c *web.Context) error {
		if _, err := c.PostForm(); err != nil {
			return err
		}
		fields, err := c.PostForm()
		if err != nil {
			return err
		}
		return text(c, fmt.Sprintf("%q", fields["name"]))
	})
}

func TestPostFormTakesWhatBrowsersSend(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{}, echoForm)
	token := s.token(s.browser)
	for _, c := range []struct{ what, kind, body, want string }{
		{"one value", formType, "name=Ada", `["Ada"]`},
		{"UTF-8 said aloud", formType + "; charset=UTF-8", "name=%C3%A9", `["é"]`},
		{"a value sent twice", formType, "name=a&name=b", `["a" "b"]`},
		{"NUL and invalid UTF-8 are the form's to judge", formType, "name=%00%FF", `["\x00\xff"]`},
		{"no fields", formType, "", `[]`},
	} {
		got := s.send(s.browser, "POST", "/form?name=query", c.body, "Content-Type", c.kind, web.TokenHeader, token)
		wantStatus(t, c.what, got, 200)
		if got.body != c.want {
			t.Errorf("%s: got %s, want %s", c.what, got.body, c.want)
		}
	}
}

func TestPostFormTakesMultipartWithoutFiles(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{}, echoForm)
	send := func(file bool) reply {
		var body bytes.Buffer
		m := multipart.NewWriter(&body)
		m.WriteField(web.TokenField, s.token(s.browser))
		m.WriteField("name", "Ada")
		if file {
			part, _ := m.CreateFormFile("photo", "photo.png")
			io.WriteString(part, "bytes")
		}
		m.Close()
		return s.send(s.browser, "POST", "/form?name=query", body.String(), "Content-Type", m.FormDataContentType())
	}
	if got := send(false); got.status != 200 || got.body != `["Ada"]` {
		t.Errorf("multipart: got %d %s, want 200 [\"Ada\"]", got.status, got.body)
	}
	got := send(true)
	wantStatus(t, "multipart with a file", got, 415)
	wantContains(t, "multipart with a file", got.body, "Files cannot be sent here")
}

func TestPostFormRefusesOtherBodies(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{MaxBody: 1000}, echoForm)
	long := "name=" + strings.Repeat("x", 2000)
	for _, c := range []struct {
		what, body string
		header     []string
		status     int
	}{
		{"JSON", `{"name":"Ada"}`, []string{"Content-Type", "application/json"}, 415},
		{"text", "name=Ada", []string{"Content-Type", "text/plain"}, 415},
		{"no type", "name=Ada", nil, 415},
		{"a malformed type", "name=Ada", []string{"Content-Type", "/;;"}, 415},
		{"another charset", "name=%E9", []string{"Content-Type", formType + "; charset=iso-8859-1"}, 415},
		{"compressed", "name=Ada", []string{"Content-Type", formType, "Content-Encoding", "gzip"}, 415},
		{"a bad escape", "name=%zz", []string{"Content-Type", formType}, 400},
		{"a semicolon", "name=a;b=c", []string{"Content-Type", formType}, 400},
		{"multipart without a boundary", "x", []string{"Content-Type", "multipart/form-data"}, 400},
		{"multipart cut short", "--x\r\nContent-Disposition: form-data; name=a\r\n\r\nval", []string{"Content-Type", "multipart/form-data; boundary=x"}, 400},
		{"too long", long, []string{"Content-Type", formType}, 413},
		{"too long multipart", "--x\r\n\r\n" + long, []string{"Content-Type", "multipart/form-data; boundary=x"}, 413},
	} {
		wantStatus(t, c.what, s.send(s.browser, "POST", "/form", c.body, c.header...), c.status)
		// The same with a token that is right: the guard then leaves the body to the handler.
		withToken := append(c.header, web.TokenHeader, s.token(s.browser))
		wantStatus(t, c.what+", with a token", s.send(s.browser, "POST", "/form", c.body, withToken...), c.status)
	}
}

func TestBodyOfUnknownLengthIsLimited(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{MaxBody: 1000}, echoForm)
	req, err := http.NewRequest("POST", s.URL+"/form", io.MultiReader(strings.NewReader(strings.Repeat("x", 2000))))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", formType)
	wantStatus(t, "a chunked body", s.do(s.browser, req), 413)
}

func TestHandlerThatReadsTooMuchIsToldSo(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{MaxBody: 1000}, func(app *web.App) {
		tokenRoute(app)
		app.Post("/raw", "raw", func(c *web.Context) error {
			_, err := io.ReadAll(c.Request.Body)
			return err
		})
	})
	got := s.send(s.browser, "POST", "/raw", strings.Repeat("x", 2000), web.TokenHeader, s.token(s.browser))
	wantStatus(t, "a raw body", got, 413)
}

// zeros is an endless body that counts what was taken of it.
type zeros struct{ taken atomic.Int64 }

func (z *zeros) Read(p []byte) (int, error) { z.taken.Add(int64(len(p))); return len(p), nil }

func TestHugeBodyIsNotRead(t *testing.T) { // alone: it looks at the memory of the process
	const size = 200 << 20
	s := serve(t, web.Options{}, echoForm)
	for _, length := range []int64{size, -1} {
		body := new(zeros)
		req, err := http.NewRequest("POST", s.URL+"/form", io.LimitReader(body, size))
		if err != nil {
			t.Fatal(err)
		}
		req.ContentLength = length
		req.Header.Set("Content-Type", formType)

		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		res, err := s.browser.Do(req)
		runtime.ReadMemStats(&after)
		if err == nil { // a client that is still sending may find the connection closed instead
			res.Body.Close()
			if res.StatusCode != 413 {
				t.Errorf("200 MB, length %d: got status %d, want 413", length, res.StatusCode)
			}
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 16<<20 {
			t.Errorf("200 MB, length %d: %d bytes were allocated, want less than 16 MiB", length, grown)
		}
		if taken := body.taken.Load(); taken > 64<<20 {
			t.Errorf("200 MB, length %d: %d bytes were taken, want less than 64 MiB", length, taken)
		}
	}
}

func TestTooManyFieldsAreRefused(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{}, echoForm)
	body := strings.Repeat("a&", 100_000)
	got := s.send(s.browser, "POST", "/form", body, "Content-Type", formType, web.TokenHeader, s.token(s.browser))
	wantStatus(t, "100,000 fields", got, 400)
	if got := s.post("/form", url.Values{"name": make([]string, 100)}); got.status != 200 {
		t.Errorf("100 values: got status %d, want 200", got.status)
	}
}
