package validate_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/rowankit/rowan/validate"
)

func TestBoundsAreIncluded(t *testing.T) {
	t.Parallel()
	check(t, []judged{
		{"at least", validate.Min(0), 0, ""},
		{"below", validate.Min(0), -1, "out_of_range"},
		{"at most", validate.Max(9), 9, ""},
		{"above", validate.Max(9), 10, "out_of_range"},
		{"lower end", validate.Between(0.0, 1.0), 0.0, ""},
		{"upper end", validate.Between(0.0, 1.0), 1.0, ""},
		{"just above", validate.Between(0.0, 1.0), math.Nextafter(1, 2), "out_of_range"},
		{"95 where 0.95 was meant", validate.Between(0.0, 1.0), 95.0, "out_of_range"},
		{"minus zero", validate.Min(0), math.Copysign(0, -1), ""},
	})
}

func TestNaNNeverHolds(t *testing.T) {
	t.Parallel()
	check(t, []judged{
		{"Min", validate.Min(0), math.NaN(), "out_of_range"},
		{"Max", validate.Max(0), math.NaN(), "out_of_range"},
		{"Min of minus infinity", validate.Min(math.Inf(-1)), math.NaN(), "out_of_range"},
		{"float32", validate.Min(0), float32(math.NaN()), "out_of_range"},
		{"infinity above", validate.Max(1e308), math.Inf(1), "out_of_range"},
		{"infinity below an open end", validate.Max(0), math.Inf(-1), ""},
	})
}

func TestEveryWidthIsJudged(t *testing.T) {
	t.Parallel()
	values := []any{
		int(5), int8(5), int16(5), int32(5), int64(5), uint(5), uint8(5), uint16(5), uint32(5), uint64(5), float32(5), float64(5),
		new(int(5)), new(int8(5)), new(int16(5)), new(int32(5)), new(int64(5)), new(uint(5)), new(uint8(5)),
		new(uint16(5)), new(uint32(5)), new(uint64(5)), new(float32(5)), new(float64(5)),
	}
	for _, v := range values {
		check(t, []judged{
			{"5 is at least 5", validate.Min(5), v, ""},
			{"5 is not above 5.5", validate.Min(5.5), v, "out_of_range"},
			{"5 is at most 5", validate.Max(uint8(5)), v, ""},
			{"5 is not below -5", validate.Max(-5), v, "out_of_range"},
		})
	}
}

func TestNumbersAreComparedExactly(t *testing.T) {
	t.Parallel()
	check(t, []judged{
		{"2^53+1 against 2^53 as a float", validate.Max(float64(1 << 53)), int64(1<<53 + 1), "out_of_range"},
		{"2^63 as a float against MaxInt64", validate.Max(int64(math.MaxInt64)), float64(1 << 63), "out_of_range"},
		{"MaxUint64 against MaxInt64", validate.Max(int64(math.MaxInt64)), uint64(math.MaxUint64), "out_of_range"},
		{"MinInt64 against MinInt64", validate.Min(int64(math.MinInt64)), int64(math.MinInt64), ""},
		{"MinInt64 against one more", validate.Min(int64(math.MinInt64 + 1)), int64(math.MinInt64), "out_of_range"},
		{"infinity against MaxUint64", validate.Max(uint64(math.MaxUint64)), math.Inf(1), "out_of_range"},
	})
}

// FuzzRange holds the comparison of an integer and a float against that of arbitrary precision.
func FuzzRange(f *testing.F) {
	f.Add(int64(1<<53+1), float64(1<<53))
	f.Add(int64(math.MaxInt64), float64(1<<63))
	f.Add(int64(math.MinInt64), -float64(1<<63))
	f.Add(int64(0), -0.5)
	f.Fuzz(func(t *testing.T, n int64, bound float64) {
		rule, err := validate.Range(bound, nil)
		if math.IsNaN(bound) {
			if err == nil {
				t.Fatal("Range(NaN, nil) made a rule")
			}
			return
		}
		want := new(big.Float).SetInt64(n).Cmp(big.NewFloat(bound)) >= 0
		if _, got := rule.Judge(n); got != want {
			t.Errorf("%d >= %g: got %t, want %t", n, bound, got, want)
		}
	})
}
