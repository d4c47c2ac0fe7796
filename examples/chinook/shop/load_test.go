package shop_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/examples/chinook/shop"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

func TestTotalsAreThoseOfTheOriginal(t *testing.T) {
	t.Parallel()
	db := filled(t)
	invoices, err := shop.Invoices.With(&shop.Invoices.C.Lines).All(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	var all decimal.Decimal
	for _, i := range invoices {
		lines, err := i.Lines.Load(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var total decimal.Decimal
		for _, l := range lines {
			total = total.Add(l.UnitPrice.Mul(decimal.NewFromInt(l.Quantity)))
		}
		if !total.Equal(i.Total) {
			t.Errorf("invoice %d: its lines come to %v, want %v", i.ID, total, i.Total)
		}
		all = all.Add(i.Total)
	}
	if !all.Equal(dollars("2328.60")) {
		t.Errorf("all invoices: got %v, want 2328.60", all)
	}
}

func TestKeysGoOnBehindThoseOfTheOriginal(t *testing.T) {
	t.Parallel()
	db := filled(t)
	a := &shop.Artist{Name: new("Another")}
	if err := shop.Artists.Insert(t.Context(), db, a); err != nil || a.ID <= 275 {
		t.Errorf("got the key %d, %v, want one above 275", a.ID, err)
	}
}

func TestLoadFillsAnEmptyShopOnly(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, shop.Shop)
	if err := shop.Employees.Insert(t.Context(), db, &shop.Employee{FirstName: "Ada", LastName: "Lovelace"}); err != nil {
		t.Fatal(err)
	}
	err := shop.Load(t.Context(), db.DB)
	if !errors.Is(err, shop.ErrNotEmpty) || !strings.Contains(err.Error(), "Employee") {
		t.Errorf("got %v, want ErrNotEmpty with the name of Employee", err)
	}
	if n, err := shop.Artists.Count(t.Context(), db); n != 0 || err != nil {
		t.Errorf("got %d artists, %v, want that nothing was written", n, err)
	}
}

// interrupt ends a context once rows of a model have been inserted.
type interrupt struct {
	model string
	end   context.CancelFunc
}

func (i interrupt) Observe(_ context.Context, e orm.Event) {
	if e.Model == i.model && strings.Contains(e.Statement, "INSERT INTO") {
		i.end()
	}
}

func TestLoadThatIsStoppedFillsNothing(t *testing.T) {
	t.Parallel()
	ctx, end := context.WithCancel(t.Context())
	db := ormtest.OpenWith(t, shop.Shop, orm.Options{Observer: interrupt{"Invoice", end}})
	if err := shop.Load(ctx, db.DB); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want that it was canceled", err)
	}
	if n, err := shop.Artists.Count(t.Context(), db); n != 0 || err != nil {
		t.Errorf("got %d artists, %v, want none", n, err)
	}
	if err := shop.Load(t.Context(), db.DB); err != nil {
		t.Errorf("once more: %v", err)
	}
}
