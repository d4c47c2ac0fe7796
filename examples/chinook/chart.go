package main

import (
	"fmt"
	"unicode/utf8"
)

// Charts are SVG that html/template writes. Lengths from left to right are parts of the width, those from top to bottom
// lines of text, so a chart fits any width with text of one size, and grows with the text of the visitor.

// point is a value that a chart shows.
type point struct {
	Name  string // of what it is, in full
	Label string // on the axis, "" for none
	Value float64
	Text  string // the value in words, "523.06 USD"
}

// summary tells of points what can be seen of them at first sight, for those who do not see them.
func summary(points []point) string {
	if len(points) == 0 {
		return "There is nothing to show."
	}
	most, least := points[0], points[0]
	for _, p := range points {
		if p.Value > most.Value {
			most = p
		}
		if p.Value < least.Value {
			least = p
		}
	}
	if most.Value == least.Value {
		if len(points) == 1 {
			return fmt.Sprintf("%s: %s.", most.Name, most.Text)
		}
		return fmt.Sprintf("%d values, each %s.", len(points), most.Text)
	}
	return fmt.Sprintf("%d values, from %s (%s) to %s (%s).", len(points), least.Text, least.Name, most.Text, most.Name)
}

// columns is a chart of values side by side.
type columns struct {
	ID, Title, Summary string
	Height             string
	Lines              []gridLine
	Columns            []column
	Labels             []axisLabel
}

type gridLine struct {
	Y, TextY, Label string
}

type column struct {
	X, Y, Width, Height, Words string
}

// axisLabel stands below a column. Where there is little room, every second one is left out: those are Spare.
type axisLabel struct {
	X, Y, Anchor, Text string
	Spare              bool
}

// The heights of a chart of columns, in lines of text.
const (
	columnTop    = 0.75 // half of the highest tick's label
	columnRoom   = 11.0
	columnHeight = columnTop + columnRoom + 2
)

// What the narrowest screen has room for: so many labels side by side, and half of a character, as a part of the width.
const (
	roomyLabels   = 7
	halfCharacter = .0125
)

func newColumns(id, title string, points []point) *columns {
	values := make([]float64, len(points))
	for i, p := range points {
		values[i] = p.Value
	}
	s := newScale(values, 5)
	y := func(v float64) float64 { return columnTop + columnRoom*(1-s.at(v)) }
	c := &columns{ID: id, Title: title, Summary: summary(points), Height: em(columnHeight)}
	for _, tick := range s.ticks() {
		c.Lines = append(c.Lines, gridLine{em(y(tick)), em(y(tick) + .35), tickLabel(tick)})
	}
	slot, labels := 1/float64(max(len(points), 1)), 0
	for i, p := range points {
		left := float64(i) * slot
		top, bottom := y(max(p.Value, 0)), y(min(p.Value, 0))
		c.Columns = append(c.Columns, column{
			percent(left + slot/10), em(top), percent(slot * 8 / 10), em(bottom - top), p.Name + ": " + p.Text,
		})
		if p.Label == "" {
			continue
		}
		l := axisLabel{percent(left + slot/2), em(columnHeight - .5), "middle", p.Label, labels%2 == 1}
		if left+slot/2+halfCharacter*float64(utf8.RuneCountInString(p.Label)) > 1 {
			l.X, l.Anchor = "100%", "end"
		}
		c.Labels = append(c.Labels, l)
		labels++
	}
	if labels <= roomyLabels {
		for i := range c.Labels {
			c.Labels[i].Spare = false
		}
	}
	return c
}

// bars is a chart of values below each other, each under its name.
type bars struct {
	ID, Title, Summary string
	Height             string
	Bars               []bar
}

type bar struct {
	Label, Text, TextY, Y, Height, Width, Words string
}

// The heights of a chart of bars, in lines of text.
const (
	barRow    = 2.25
	barText   = 1.0
	barTop    = 1.35
	barHeight = 0.5
)

// longestLabel is how many characters of a name fit beside its value on the narrowest screen.
const longestLabel = 22

// newBars makes a chart of values that are not below zero; one that is has no bar.
func newBars(id, title string, points []point) *bars {
	highest := 0.0
	for _, p := range points {
		highest = max(highest, p.Value)
	}
	b := &bars{ID: id, Title: title, Summary: summary(points), Height: em(barRow * float64(len(points)))}
	for i, p := range points {
		top, width := float64(i)*barRow, 0.0
		if highest > 0 {
			width = max(p.Value/highest, 0)
		}
		b.Bars = append(b.Bars, bar{
			cut(p.Name, longestLabel), p.Text, em(top + barText), em(top + barTop), em(barHeight), percent(width), p.Name + ": " + p.Text,
		})
	}
	return b
}

// cut leaves of a text so many characters, the last of which is an ellipsis where there were more.
func cut(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}
