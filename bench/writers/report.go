package writers

import (
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/rowankit/rowan/bench/measure"
)

// share is how much of what mattn by hand gives it Rowan's writer has to get, before the report points at it.
const share = 0.5

// Report is what a run found. It is made by Run.
type Report struct {
	options Options
	cases   []beside
}

// Write writes the table as Markdown.
func (r *Report) Write(w io.Writer) error {
	t := measure.Table{
		Title: "One writer beside readers on SQLite", Words: 1,
		Columns: []string{
			"each reads", "GOMAXPROCS", "readers", "Rowan writes/s", "mattn writes/s", "ratio", "Rowan reads/s", "mattn reads/s",
			"ratio", "Rowan slowest 1 %", "mattn slowest 1 %",
		},
		Note: fmt.Sprintf(`The writer stores one row after the other, each in its own transaction; the readers never pause. Both sides have a file of
their own, a connection for the writer, and as many for readers; mattn is database/sql by hand with prepared statements.
They take turns of %v, %d each; figures and ratios are medians. Rowan's writer has to get %.1f of mattn's: less is in bold.
The slowest 1 %% of the writes took the time in the last columns, or longer.`, r.options.Time, r.options.Rounds, share),
	}
	for _, c := range r.cases {
		by, own := c.turns[0], c.turns[1]
		writes := ratio(own, by, turn.written)
		cell := fmt.Sprintf("%.2f", writes)
		if writes < share {
			cell = "**" + cell + "**"
		}
		t.Add(c.what(), strconv.Itoa(c.processors), strconv.Itoa(c.readers),
			fmt.Sprintf("%.0f", middle(own, turn.written)), fmt.Sprintf("%.0f", middle(by, turn.written)), cell,
			fmt.Sprintf("%.0f", middle(own, turn.read)), fmt.Sprintf("%.0f", middle(by, turn.read)),
			fmt.Sprintf("%.2f", ratio(own, by, turn.read)), slowest(own), slowest(by))
	}
	return t.Write(w)
}

func (t turn) written() float64 { return t.writes }
func (t turn) read() float64    { return t.reads }

func middle(turns []turn, figure func(turn) float64) float64 {
	list := make([]float64, len(turns))
	for i, t := range turns {
		list[i] = figure(t)
	}
	slices.Sort(list)
	return list[len(list)/2]
}

func ratio(a, b []turn, figure func(turn) float64) float64 {
	list := make([]float64, len(a))
	for i := range a {
		list[i] = figure(a[i]) / figure(b[i])
	}
	slices.Sort(list)
	return list[len(list)/2]
}

func slowest(turns []turn) string {
	return fmt.Sprintf("%.2f ms", middle(turns, func(t turn) float64 { return t.slow.Seconds() * 1000 }))
}
