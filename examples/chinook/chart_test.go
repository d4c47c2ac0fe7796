package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// length reads a length of a unit.
func length(t *testing.T, text, unit string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(strings.TrimSuffix(text, unit), 64)
	if err != nil || !strings.HasSuffix(text, unit) || math.IsNaN(v) || math.IsInf(v, 0) {
		t.Fatalf("%q is no length in %s", text, unit)
	}
	return v
}

func pointsOf(values ...float64) (all []point) {
	for i, v := range values {
		all = append(all, point{Name: fmt.Sprint("day ", i+1), Label: fmt.Sprint(i + 1), Value: v, Text: fmt.Sprint(v)})
	}
	return all
}

func TestColumnsStayInTheirChart(t *testing.T) {
	t.Parallel()
	for _, values := range [][]float64{nil, {0}, {5}, {0, 0, 0}, {1, 2, 3}, {-1, 2, -3}, {1e15, 1}, {0.01}, make([]float64, 60)} {
		c := newColumns("c", "C", pointsOf(values...))
		bottom := 0.0
		for _, l := range c.Lines {
			bottom = max(bottom, length(t, l.Y, "em"))
		}
		if len(c.Lines) == 0 || len(c.Columns) != len(values) {
			t.Fatalf("%v: got %d lines and %d columns", values, len(c.Lines), len(c.Columns))
		}
		right := 0.0
		for i, col := range c.Columns {
			x, y, w, h := length(t, col.X, "%"), length(t, col.Y, "em"), length(t, col.Width, "%"), length(t, col.Height, "em")
			if x < right || x+w > 100.01 || w <= 0 || y < columnTop-.01 || h < 0 || y+h > bottom+.02 || values[i] == 0 && h != 0 {
				t.Errorf("%v: column %d is %+v", values, i, col)
			}
			right = x + w
		}
	}
}

func TestColumnsAreAsHighAsTheirValues(t *testing.T) {
	t.Parallel()
	c := newColumns("c", "C", pointsOf(10, 5, 0, -5))
	want := []column{
		{"2.5%", "0.75em", "20%", "7.33em", "day 1: 10"}, {"27.5%", "4.42em", "20%", "3.67em", "day 2: 5"},
		{"52.5%", "8.08em", "20%", "0em", "day 3: 0"}, {"77.5%", "8.08em", "20%", "3.67em", "day 4: -5"},
	}
	if diff := cmp.Diff(want, c.Columns); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	if c.Summary != "4 values, from -5 (day 4) to 10 (day 1)." {
		t.Errorf("got the summary %q", c.Summary)
	}
}

// The narrowest phone has 320 pixels, of which some 250 are left for a chart of text of 12 pixels.
func TestLabelsFitOnAPhone(t *testing.T) {
	t.Parallel()
	const width, character = 250.0, 7.5
	labels := func(n, every int, text string) []point {
		all := make([]point, n)
		for i := range all {
			if i%every == 0 {
				all[i].Label = text
			}
		}
		return all
	}
	for what, points := range map[string][]point{
		"months": labels(12, 1, "Nov"), "days": labels(31, 5, "30"), "five years": labels(60, 12, "2025"), "ten years": labels(120, 12, "2025"),
		"one": labels(1, 1, "2025"), "last": labels(13, 12, "2025"),
	} {
		end := math.Inf(-1)
		for _, l := range newColumns("c", "C", points).Labels {
			if l.Spare {
				continue
			}
			half := float64(len(l.Text)) * character / 2
			at := length(t, l.X, "%") * width / 100
			if l.Anchor == "end" {
				at -= half
			}
			if at-half < end || at+half > width+4 || at-half < -3*12 {
				t.Errorf("%s: %+v stands from %.0f to %.0f, the one before it ends at %.0f", what, l, at-half, at+half, end)
			}
			end = at + half
		}
	}
}

func TestBarsAreAsLongAsTheirValues(t *testing.T) {
	t.Parallel()
	b := newBars("b", "B", []point{
		{Name: "A country of a name that is long", Value: 8, Text: "8.00 USD"}, {Name: "Peru", Value: 2, Text: "2.00 USD"}, {Name: "Chad", Value: -1, Text: "-1.00 USD"},
	})
	want := &bars{ID: "b", Title: "B", Summary: "3 values, from -1.00 USD (Chad) to 8.00 USD (A country of a name that is long).", Height: "6.75em", Bars: []bar{
		{"A country of a name t…", "8.00 USD", "1em", "1.35em", "0.5em", "100%", "A country of a name that is long: 8.00 USD"},
		{"Peru", "2.00 USD", "3.25em", "3.6em", "0.5em", "25%", "Peru: 2.00 USD"},
		{"Chad", "-1.00 USD", "5.5em", "5.85em", "0.5em", "0%", "Chad: -1.00 USD"},
	}}
	if diff := cmp.Diff(want, b); diff != "" {
		t.Errorf("bars (-want +got):\n%s", diff)
	}
	for _, values := range [][]float64{nil, {0}, {0, 0}} {
		for _, bar := range newBars("b", "B", pointsOf(values...)).Bars {
			if bar.Width != "0%" {
				t.Errorf("%v: got a bar of %s, want 0%%", values, bar.Width)
			}
		}
	}
}

func TestNumbersAreWrittenInGroups(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{
		"0": "0.00 USD", "0.99": "0.99 USD", "999.999": "1,000.00 USD", "1234567.8": "1,234,567.80 USD", "-123": "-123.00 USD", "-1234.5": "-1,234.50 USD",
	} {
		if got := money(decimal.RequireFromString(number)); got != want {
			t.Errorf("%s: got %q, want %q", number, got, want)
		}
	}
	if got := count(-1234567) + " " + count(12) + " " + share(35.49987); got != "-1,234,567 12 35.5%" {
		t.Errorf("got %q", got)
	}
}

func TestATableOfTextIsAligned(t *testing.T) {
	t.Parallel()
	tab := table{Heads: []cell{words("Näme"), figure("Sold")}, Rows: [][]cell{
		{words("Motörhead"), figure("12")}, {words(strings.Repeat("é", 41)), figure("1,234,567")}, {words("a\tb\nc\x1b[2J\u202e"), figure("0")},
	}}
	want := "" +
		"Näme" + strings.Repeat(" ", 36) + "       Sold\n" +
		"Motörhead" + strings.Repeat(" ", 31) + "         12\n" +
		strings.Repeat("é", 39) + "…  1,234,567\n" +
		"a?b?c?[2J?" + strings.Repeat(" ", 30) + "          0\n"
	if diff := cmp.Diff(want, tab.text()); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	if got := (table{Heads: tab.Heads}).text(); got != "(none)\n" {
		t.Errorf("no rows: got %q", got)
	}
}
