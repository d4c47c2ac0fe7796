package web_test

import (
	"strings"
	"testing"

	"github.com/rowankit/rowan/web"
)

func TestEveryResponseIsGuardedByHeaders(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{Files: fsList("static/a.css", "x")}, func(app *web.App) {
		routes(app)
		app.Get("/panic", "panic", func(*web.Context) error { panic("x") })
	})
	want := map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
			"form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
		"X-Content-Type-Options":     "nosniff",
		"X-Frame-Options":            "DENY",
		"Referrer-Policy":            "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin",
	}
	for _, path := range []string{"/", "/nothing", "/panic", "/static/a.css", "/healthz", "/leave", "//add"} {
		got := s.get(path).header
		for name, value := range want {
			if got.Get(name) != value {
				t.Errorf("GET %s: got %s: %s, want %s", path, name, got.Get(name), value)
			}
		}
		wantMatch(t, "GET "+path, got.Get("X-Request-Id"), `^[a-z2-7]{16}$`)
		if hsts := got.Get("Strict-Transport-Security"); hsts != "" {
			t.Errorf("GET %s over plain HTTP: got Strict-Transport-Security %q, want none", path, hsts)
		}
	}
}

func TestScriptsAreAllowedFromFilesAlone(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{Scripts: true}, routes)
	policy := s.get("/").header.Get("Content-Security-Policy")
	wantContains(t, "the policy", policy, "default-src 'none'; script-src 'self'; connect-src 'self'; style-src")
	if strings.Contains(policy, "unsafe") {
		t.Errorf("the policy allows inline code: %s", policy)
	}
}

func TestRequestIDIsNeverTheVisitors(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{}, routes)
	got := s.send(s.browser, "GET", "/", "", "X-Request-Id", "forged").header.Get("X-Request-Id")
	if again := s.get("/").header.Get("X-Request-Id"); got == "forged" || got == again {
		t.Errorf("got the ids %q and %q, want two made by the site", got, again)
	}
}

func TestLogLeavesOutTheQuery(t *testing.T) {
	t.Parallel()
	s := serve(t, web.Options{}, routes)
	s.get("/?secret=1")
	wantContains(t, "the log", s.log.String(), "path=/ ")
	if strings.Contains(s.log.String(), "secret") {
		t.Errorf("the log holds the query:\n%s", s.log)
	}
}
