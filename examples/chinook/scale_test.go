package main

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTicksAreRoundNumbersAroundAllValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		values []float64
		ticks  []string
	}{
		{nil, []string{"0"}},
		{[]float64{0, 0}, []string{"0"}},
		{[]float64{52.62, 23.76}, []string{"0", "20", "40", "60"}},
		{[]float64{50}, []string{"0", "10", "20", "30", "40", "50"}},
		{[]float64{50.01}, []string{"0", "20", "40", "60"}},
		{[]float64{0.99}, []string{"0", "0.2", "0.4", "0.6", "0.8", "1"}},
		{[]float64{0.003}, []string{"0", "0.001", "0.002", "0.003"}},
		{[]float64{1}, []string{"0", "0.2", "0.4", "0.6", "0.8", "1"}},
		{[]float64{1234}, []string{"0", "500", "1k", "1.5k"}},
		{[]float64{-3, 7}, []string{"-5", "0", "5", "10"}},
		{[]float64{-7}, []string{"-8", "-6", "-4", "-2", "0"}},
		{[]float64{2.5e6}, []string{"0", "500k", "1M", "1.5M", "2M", "2.5M"}},
		{[]float64{9e9}, []string{"0", "2G", "4G", "6G", "8G", "10G"}},
		{[]float64{math.NaN(), math.Inf(1), 4}, []string{"0", "1", "2", "3", "4"}},
		{[]float64{5e-324}, []string{"0"}},
	} {
		var got []string
		for _, tick := range newScale(c.values, 5).ticks() {
			got = append(got, tickLabel(tick))
		}
		if diff := cmp.Diff(c.ticks, got); diff != "" {
			t.Errorf("%v: ticks (-want +got):\n%s", c.values, diff)
		}
	}
}

func TestValuesStandBetweenTheFirstTickAndTheLast(t *testing.T) {
	t.Parallel()
	s := newScale([]float64{-3, 7}, 5) // from -5 to 10
	for v, want := range map[float64]float64{-5: 0, 0: 1. / 3, 2.5: .5, 10: 1, 11: 1, -6: 0, math.Inf(1): 1, math.Inf(-1): 0} {
		if got := s.at(v); math.Abs(got-want) > 1e-12 {
			t.Errorf("%v stands at %v, want %v", v, got, want)
		}
	}
	if got := s.at(math.NaN()); got != 0 {
		t.Errorf("what is no number stands at %v, want 0", got)
	}
	if got := (scale{}).at(3); got != 0 {
		t.Errorf("on the zero scale 3 stands at %v, want 0", got)
	}
}

// FuzzScale holds that any values get a few ticks in order, between which they all stand.
func FuzzScale(f *testing.F) {
	for _, v := range []float64{0, 1, -1, 0.1, 37.62, 1e17, -1e17, 1e-300, math.MaxFloat64, math.NaN(), math.Inf(-1)} {
		f.Add(v, 0.0)
		f.Add(v, 12.5)
	}
	f.Fuzz(func(t *testing.T, a, b float64) {
		s := newScale([]float64{a, b}, 5)
		ticks := s.ticks()
		if len(ticks) < 1 || len(ticks) > 6 || !slices.IsSorted(ticks) || len(slices.Compact(slices.Clone(ticks))) != len(ticks) {
			t.Fatalf("%v and %v: got the ticks %v", a, b, ticks)
		}
		for _, v := range []float64{a, b} {
			if at := s.at(v); !(at >= 0 && at <= 1) {
				t.Fatalf("%v and %v: %v stands at %v", a, b, v, at)
			}
			known := !math.IsNaN(v) && !math.IsInf(v, 0)
			if slack := 1e-9 * s.step; known && len(ticks) > 1 && (v < ticks[0]-slack || v > ticks[len(ticks)-1]+slack) {
				t.Fatalf("%v and %v: %v is beyond the ticks %v", a, b, v, ticks)
			}
		}
	})
}
