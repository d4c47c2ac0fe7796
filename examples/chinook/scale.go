package main

import (
	"math"
	"strconv"
)

// scale is where values stand along an axis, from its lowest tick to its highest. Zero is always on it. The zero scale is
// that of values which are all zero: one tick, and everything stands on it.
type scale struct {
	step      float64
	low, high int // the first tick and the last, in steps
}

// newScale makes the scale of values, with at most so many steps, two or more, of 1, 2 or 5 times a power of ten. Values
// that are no finite numbers are left out.
func newScale(values []float64, most int) scale {
	low, high := 0.0, 0.0
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			low, high = min(low, v), max(high, v)
		}
	}
	power := math.Pow(10, math.Floor(math.Log10((high-low)/float64(most))))
	if power == 0 || math.IsInf(power, 0) {
		return scale{}
	}
	for ; ; power *= 10 {
		for _, times := range []float64{1, 2, 5} {
			step := times * power
			s := scale{step, int(math.Floor(low / step)), int(math.Ceil(high / step))}
			if s.high-s.low <= most {
				return s
			}
		}
	}
}

// at is where a value stands: 0 at the lowest tick, 1 at the highest, and never beyond them.
func (s scale) at(v float64) float64 {
	if s.step == 0 || math.IsNaN(v) {
		return 0
	}
	return min(max((v/s.step-float64(s.low))/float64(s.high-s.low), 0), 1)
}

// ticks are the values to be written along the axis, the lowest first.
func (s scale) ticks() []float64 {
	ticks := []float64{}
	for i := s.low; i <= s.high; i++ {
		ticks = append(ticks, float64(i)*s.step)
	}
	return ticks
}

// tickLabel writes a tick in few characters: 2000 is 2k.
func tickLabel(tick float64) string {
	for _, unit := range []struct {
		size float64
		name string
	}{{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		if math.Abs(tick) >= unit.size {
			return short(tick/unit.size) + unit.name
		}
	}
	return short(tick)
}

// short writes a tick, which is a few steps and so has few digits.
func short(v float64) string { return strconv.FormatFloat(v, 'g', 3, 64) }

// percent writes a part of a whole as a length of SVG.
func percent(part float64) string { return decimals(100*part) + "%" }

// em writes a height in lines of text as a length of SVG.
func em(lines float64) string { return decimals(lines) + "em" }

// decimals writes a number with at most two decimals.
func decimals(v float64) string {
	return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
}
