package main

import (
	"log/slog"
	"net/http/httptest"
	"testing"

	"github.com/rowankit/rowan/bench/page/content"
	"github.com/rowankit/rowan/bench/page/contenttest"
	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/web"
)

// app is the site on a database in a file, as the measured program has it, without its log.
func app(t testing.TB) *web.App {
	t.Helper()
	db, err := connect.Open(t.Context(), "sqlite:///"+t.TempDir()+"/shop.db", program.Models)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := db.CreateTables(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := fill(t.Context(), db, nil); err != nil {
		t.Fatal(err)
	}
	quiet := program
	quiet.Options.Logger = slog.New(slog.DiscardHandler)
	a, err := quiet.App(db, []byte("a secret of the tests alone"))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestPages(t *testing.T) {
	t.Parallel()
	contenttest.Check(t, app(t))
}

func BenchmarkList(b *testing.B) { benchmark(b, "/") }

func BenchmarkForm(b *testing.B) { benchmark(b, content.FormPath) }

func benchmark(b *testing.B, path string) {
	a := app(b)
	b.ReportAllocs()
	for b.Loop() {
		answer := httptest.NewRecorder()
		a.ServeHTTP(answer, httptest.NewRequest("GET", path, nil))
		if answer.Code != 200 {
			b.Fatal(answer.Code)
		}
	}
}
