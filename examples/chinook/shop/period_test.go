package shop_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/examples/chinook/shop"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// revenue is the sum over all rows, which a query must not lack.
func revenue[T any](t *testing.T, db orm.Reader, s orm.Selection[T], of func(*T) decimal.Decimal) string {
	t.Helper()
	rows, err := s.All(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	var sum decimal.Decimal
	for _, row := range rows {
		sum = sum.Add(of(row))
	}
	return sum.StringFixed(2)
}

func TestAllSalesOfAPeriodComeToOneSum(t *testing.T) {
	t.Parallel()
	db := filled(t)
	for want, p := range map[string]shop.Period{
		"2328.60": {}, "477.53": shop.Year(2024), "52.62": shop.Month(2022, time.January), "0.00": shop.Year(9999),
		"1878.02": {Until: day(2025, 1, 1)}, "450.58": {From: day(2025, 1, 1)},
	} {
		got := map[string]string{
			"figures":         revenue(t, db, shop.SalesAtAGlance(p), func(s *shop.Figures) decimal.Decimal { return s.Revenue }),
			"months":          revenue(t, db, shop.SalesByMonth(p), func(s *shop.MonthSales) decimal.Decimal { return s.Revenue }),
			"days":            revenue(t, db, shop.SalesByDay(p), func(s *shop.DaySales) decimal.Decimal { return s.Revenue }),
			"countries":       revenue(t, db, shop.SalesByCountry(p), func(s *shop.CountrySales) decimal.Decimal { return s.Revenue }),
			"representatives": revenue(t, db, shop.SalesByRepresentative(p), func(s *shop.RepresentativeSales) decimal.Decimal { return s.Revenue }),
			"tracks":          revenue(t, db, shop.SalesByTrack(p), func(s *shop.TrackSales) decimal.Decimal { return s.Revenue }),
			"genres":          revenue(t, db, shop.SalesByGenre(p), func(s *shop.GenreSales) decimal.Decimal { return s.Revenue }),
		}
		for what, sum := range got {
			if sum != want {
				t.Errorf("%v, %s: got %s, want %s", p, what, sum, want)
			}
		}
	}
}

func TestAShopThatSoldNothingHasFiguresAndBuyers(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, shop.Shop)
	if err := shop.Customers.Insert(t.Context(), db, &shop.Customer{FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.org"}); err != nil {
		t.Fatal(err)
	}
	figures, err := shop.SalesAtAGlance(shop.Period{}).One(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&shop.Figures{}, figures); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
	buyers, err := shop.Buyers().All(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]*shop.Buyer{{ID: 1, FirstName: "Ada", LastName: "Lovelace"}}, buyers); diff != "" {
		t.Errorf("buyers (-want +got):\n%s", diff)
	}
}
