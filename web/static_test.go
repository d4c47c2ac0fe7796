package web_test

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"testing"

	"github.com/rowankit/rowan/web"
)

func TestStaticFiles(t *testing.T) {
	t.Parallel()
	theme := files("static/app.css", "theme", "static/img/logo.svg", "<svg/>", "static/script.js", "1", "static/noext", "n")
	mine := files("static/app.css", "x", "templates/p.html", "secret", "static/.hidden", "h", "static/.git/config", "g")
	s := serve(t, web.Options{Files: []fs.FS{theme, mine}}, func(*web.App) {})
	const forever, ask = "public, max-age=31536000, immutable", "no-cache"
	for _, c := range []struct {
		path, body, cache, kind string
		status                  int
	}{
		{"/static/app.2d711642b726.css", "x", forever, "text/css; charset=utf-8", 200},
		{"/static/app.css", "x", ask, "text/css; charset=utf-8", 200},
		{"/static/img/logo.svg", "<svg/>", ask, "image/svg+xml", 200},
		{"/static/script.js", "1", ask, "text/javascript; charset=utf-8", 200},
		{"/static/noext", "n", ask, "application/octet-stream", 200},
		{"/static/noext.1b16b1df538b", "n", forever, "application/octet-stream", 200},
	} {
		got := s.get(c.path)
		cache, kind := got.header.Get("Cache-Control"), got.header.Get("Content-Type")
		if got.status != c.status || got.body != c.body || cache != c.cache || kind != c.kind {
			t.Errorf("GET %s: got %d %q %q %q, want %d %q %q %q", c.path,
				got.status, got.body, cache, kind, c.status, c.body, c.cache, c.kind)
		}
		if got.header.Get("X-Content-Type-Options") != "nosniff" || got.header.Get("Set-Cookie") != "" {
			t.Errorf("GET %s: got the headers %v, want nosniff and no cookie", c.path, got.header)
		}
	}
	for _, path := range []string{
		"/static/", "/static/img", "/static/img/", "/static/absent.css", "/static/app.000000000000.css", "/static/.hidden", "/static/.git/config",
		"/static/..%2ftemplates%2fp.html", "/static/%2e%2e/templates/p.html", "/static/%2fetc%2fpasswd",
	} {
		if got := s.get(path); got.status != 404 && got.status != 307 {
			t.Errorf("GET %s: got %d %q, want 404", path, got.status, got.body)
		}
	}
	wantStatus(t, "POST to a file", s.send(s.browser, "POST", "/static/app.css", ""), 405)
}

func TestStaticFileIsSentOnlyWhenItChanged(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{Files: fsList("static/app.css", "x")}, func(*web.App) {})
	tag := s.get("/static/app.css").header.Get("Etag")
	same := s.send(s.browser, "GET", "/static/app.css", "", "If-None-Match", tag)
	if same.status != 304 || same.body != "" {
		t.Errorf("with the tag %s: got %d %q, want 304 and nothing", tag, same.status, same.body)
	}
	wantStatus(t, "with another tag", s.send(s.browser, "GET", "/static/app.css", "", "If-None-Match", `"other"`), 200)
	part := s.send(s.browser, "GET", "/static/app.css", "", "Range", "bytes=0-0")
	wantStatus(t, "a range", part, 206)
}

func TestStaticFilesOfAnArchive(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	f, err := archive.Create("static/app.css")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("packed")); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	packed, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, web.Options{Files: []fs.FS{packed}}, func(*web.App) {})
	if got := s.get("/static/app.css"); got.body != "packed" {
		t.Errorf("a file that cannot seek: got %d %q, want packed", got.status, got.body)
	}
}
