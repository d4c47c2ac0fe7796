package web_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rowankit/rowan/web"
)

func TestHealthAndReadiness(t *testing.T) {
	t.Parallel()
	var down atomic.Bool
	s := serve(t, web.Options{Ready: func(context.Context) error {
		if down.Load() {
			return errors.New("the database is gone")
		}
		return nil
	}}, func(*web.App) {})
	for _, c := range []struct {
		down   bool
		path   string
		status int
		body   string
	}{
		{false, "/healthz", 200, "ok\n"},
		{false, "/readyz", 200, "ready\n"},
		{true, "/healthz", 200, "ok\n"},
		{true, "/readyz", 503, "not ready\n"},
	} {
		down.Store(c.down)
		if got := s.get(c.path); got.status != c.status || got.body != c.body {
			t.Errorf("GET %s, database down %t: got %d %q, want %d %q", c.path, c.down, got.status, got.body, c.status, c.body)
		}
	}
	if !strings.Contains(s.log.String(), "the database is gone") {
		t.Errorf("the log does not say why:\n%s", s.log)
	}
	wantStatus(t, "without Options.Ready", serve(t, web.Options{}, func(*web.App) {}).get("/readyz"), 200)
}
