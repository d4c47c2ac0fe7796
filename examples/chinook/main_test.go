package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/rowankit/rowan/examples/chinook/shop"
	"github.com/rowankit/rowan/internal/programtest"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

func TestMain(m *testing.M) { programtest.Main(m, main) }

var chinook = programtest.Site{Models: shop.Shop, App: program.App}

func TestSite(t *testing.T) { t.Parallel(); chinook.Check(t) }

// open serves the shop with all its rows.
func open(t *testing.T) (*programtest.Visitor, *ormtest.DB) {
	t.Helper()
	v, db := chinook.Open(t)
	if err := fill(t.Context(), db.DB); err != nil {
		t.Fatal(err)
	}
	return v, db
}

// wantInvoices wants so many invoices to be stored.
func wantInvoices(t *testing.T, db orm.Reader, want int64) {
	t.Helper()
	if n, err := shop.Invoices.Count(t.Context(), db); n != want || err != nil {
		t.Errorf("got %d invoices, %v, want %d", n, err, want)
	}
}

func TestTheFirstStartFillsTheShopAndLaterOnesKeepIt(t *testing.T) {
	t.Parallel()
	programtest.AboutFiles(t)
	folder := t.TempDir()
	p := programtest.Start(t, folder, "")
	p.Visit().Get("/").WantStatus(200).Want("2,328.60 USD")
	p.End(syscall.SIGTERM)
	if p.Err != nil {
		t.Errorf("SIGTERM: got %v, want a graceful end; it said:\n%s", p.Err, p.Log.String())
	}
	file := filepath.Join(folder, "instance/database.db")
	if _, err := os.Stat(file); err != nil {
		t.Fatal(err)
	}
	db := chinook.OpenURL(t, programtest.FileURL(file))
	if _, err := shop.InvoiceLines.Where(orm.Gt(&shop.InvoiceLines.C.InvoiceID, 400)).Delete(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	if _, err := shop.Invoices.Where(orm.Gt(&shop.Invoices.C.ID, 400)).Delete(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	programtest.Start(t, folder, "").Visit().Get("/").WantStatus(200).WantNot("2,328.60")
	wantInvoices(t, db, 400)
}

func TestProcessesThatStartTogetherFillTheShopOnce(t *testing.T) {
	t.Parallel()
	folder, url := t.TempDir(), ormtest.URL(t)
	processes := make([]*programtest.Process, 4)
	for i := range processes {
		processes[i] = programtest.Start(t, folder, url)
	}
	for _, p := range processes {
		p.Visit().Get("/").WantStatus(200).Want("2,328.60 USD")
	}
	wantInvoices(t, chinook.OpenURL(t, url), 412)
}
