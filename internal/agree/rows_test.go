package agree_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/orm"
)

// texts are few, so that there are ties, and such as engines might tell apart in ways of their own.
var texts = []string{"", "a", "A", "b", "ab", "aB", " a", "a ", "ä", "a\u0308", "ß", "ss", "Ω", "日本", "😀", "%", "a_b", `\`, "0", "-1", "a'b"}

func textFrom(n int) string { return texts[n%len(texts)] }

func numberFrom(n int) int64 { return int64([]int{0, 1, 2, 3, -1, -7, 40, 1000, -999}[n%9]) }

// floatFrom is exact, and so are its sums, in any order.
func floatFrom(n int) float64 { return []float64{0, 1, 0.5, -0.125, 2.25, -100, 1000.75}[n%7] }

// decimalFrom is exact in floating point too, and so are its means.
func decimalFrom(n int) decimal.Decimal {
	return decimal.New(int64([]int{0, 100, 150, -25, 99975, -12350, 25}[n%7]), -2)
}

var moments = []time.Time{
	time.Date(2024, 2, 29, 12, 30, 59, 999999000, time.UTC), time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC),
	time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1969, 12, 31, 23, 59, 59, 999999000, time.UTC),
	time.Date(1905, 6, 30, 7, 0, 1, 1000, time.UTC), time.Date(31, 1, 2, 3, 4, 5, 6000, time.UTC), time.Date(2024, 12, 31, 23, 0, 0, 500000000, time.UTC),
}

func momentFrom(n int) time.Time { return moments[n%len(moments)] }

func maybe[V any](r *rand.Rand, v V) *V {
	if r.IntN(3) == 0 {
		return nil
	}
	return &v
}

// dig is the same random rows for every engine.
type dig struct {
	sites []*site
	finds []*find
	marks []*mark
	pairs [][2]int64 // of a find and a mark
}

func newDig(r *rand.Rand) *dig {
	d := &dig{}
	for i := range 10 {
		s := &site{Name: textFrom(r.IntN(100)), Size: maybe(r, numberFrom(r.IntN(100)))}
		if i > 0 {
			s.UpID = maybe(r, int64(r.IntN(i)+1))
		}
		d.sites = append(d.sites, s)
	}
	for range 30 {
		d.finds = append(d.finds, &find{
			SiteID: maybe(r, int64(r.IntN(10)+1)), Title: textFrom(r.IntN(100)), Note: maybe(r, textFrom(r.IntN(100))),
			Count: numberFrom(r.IntN(100)), Pieces: int32(r.IntN(9) - 3), Grade: maybe(r, numberFrom(r.IntN(100))),
			Weight: floatFrom(r.IntN(100)), Mass: maybe(r, floatFrom(r.IntN(100))),
			Price: decimalFrom(r.IntN(100)), Fee: maybe(r, decimalFrom(r.IntN(100))),
			At: momentFrom(r.IntN(100)), Until: maybe(r, momentFrom(r.IntN(100))), Kept: r.IntN(2) == 0, Sold: maybe(r, r.IntN(2) == 0),
		})
	}
	for range 5 {
		d.marks = append(d.marks, &mark{Name: textFrom(r.IntN(100)), Worth: numberFrom(r.IntN(100))})
	}
	for f := range int64(30) {
		for m := range int64(5) {
			if r.IntN(5) == 0 {
				d.pairs = append(d.pairs, [2]int64{f + 1, m + 1})
			}
		}
	}
	return d
}

// store writes the rows, which are numbered from 1 on every engine.
func (d *dig) store(t *testing.T, db *orm.DB) {
	t.Helper()
	ok := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	clones := func() (s []*site, f []*find, m []*mark) {
		for _, x := range d.sites {
			c := *x
			s = append(s, &c)
		}
		for _, x := range d.finds {
			c := *x
			f = append(f, &c)
		}
		for _, x := range d.marks {
			c := *x
			m = append(m, &c)
		}
		return s, f, m
	}
	s, f, m := clones()
	ok("InsertAll of sites", sites.InsertAll(t.Context(), db, s))
	ok("InsertAll of finds", finds.InsertAll(t.Context(), db, f))
	ok("InsertAll of marks", marks.InsertAll(t.Context(), db, m))
	for _, p := range d.pairs {
		ok("Link", orm.Link(t.Context(), db, &finds.C.Marks, f[p[0]-1], m[p[1]-1]))
	}
}
