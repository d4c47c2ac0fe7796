package growth

import (
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/rowankit/rowan/bench/measure"
)

// limit is how much dearer a row may be than one of 1,000 before the report points at it, and fuller how much more a stream
// of ten times the rows may hold: as much as the collector is late by now and then, as it runs ten times as often.
const (
	limit  = 1.3
	fuller = 2
)

// Report is what a run found. It is made by Run.
type Report struct {
	rounds int
	tables []table
}

// Write writes a table for each engine as Markdown.
func (r *Report) Write(w io.Writer) error {
	for _, t := range r.tables {
		m := t.markdown()
		if err := m.Write(w); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, `Medians of %d rounds, in which the numbers of rows take turns; the ratio is the median of those of each round: of the
processor's time on SQLite, of the time that passes on a server. A ratio beyond %.1f is in bold. Objects, parents and
statements are divided among the rows, so 10 rows pay for a whole statement. A relation has 10 rows for each parent.
The peak is the most that Go's heap held above what was there before, seen by looking 5,000 times a second in runs of
their own, the least of %d, in which the collector leaves no more than %d %% of garbage; that of a
stream is in bold if it is more than %d times that of a tenth of its rows.

`, r.rounds, limit, looks, eager, fuller)
	return err
}

func (t table) markdown() measure.Table {
	m := measure.Table{
		Title: "Cost per row, " + t.engine.Name, Words: 1,
		Columns: []string{"rows", "number", "CPU per row", "time per row", "to that of 1,000", "allocations per row", "peak heap"},
	}
	for i := range t.lines {
		l := &t.lines[i]
		u := measure.Median(l.rounds)
		m.Add(l.operation.name, thousands(l.rows), measure.Short(u.CPU), measure.Short(u.Wall),
			t.cost(l), fmt.Sprintf("%.3f", u.Allocs), t.held(l))
	}
	return m
}

// find returns the line of the same operation with another number of rows; nil if there is none.
func (t table) find(l *line, rows int) *line {
	i := slices.IndexFunc(t.lines, func(o line) bool { return o.operation.name == l.operation.name && o.rows == rows })
	if i < 0 {
		return nil
	}
	return &t.lines[i]
}

// ratio compares the cost of a row with that among 1,000, round by round; 0 where that was not measured. Fewer rows than
// that are no growth.
func (t table) ratio(l *line) float64 {
	b := t.find(l, base)
	if b == nil {
		return 0
	}
	list := make([]float64, len(l.rounds))
	for i, u := range l.rounds {
		if list[i] = float64(u.CPU) / float64(b.rounds[i].CPU); t.engine.Wall {
			list[i] = float64(u.Wall) / float64(b.rounds[i].Wall)
		}
	}
	slices.Sort(list)
	return list[len(list)/2]
}

// cost writes the ratio of a row to one among 1,000.
func (t table) cost(l *line) string {
	ratio := t.ratio(l)
	if ratio == 0 {
		return ""
	}
	return pointed(fmt.Sprintf("%.2f", ratio), l.rows > base && ratio > limit)
}

// unseen is what the runtime may hand out before its figures show it.
const unseen = 32 << 10

// held writes the highest use of the heap.
func (t table) held(l *line) string {
	less := t.find(l, l.rows/10)
	grows := l.operation.streams && less != nil && l.peak > fuller*less.peak
	switch {
	case l.peak < unseen:
		return fmt.Sprintf("under %d KiB", unseen>>10)
	case l.peak < 1<<20:
		return pointed(fmt.Sprintf("%.1f KiB", float64(l.peak)/(1<<10)), grows)
	}
	return pointed(fmt.Sprintf("%.1f MiB", float64(l.peak)/(1<<20)), grows)
}

// pointed is in bold where it has to be seen.
func pointed(text string, seen bool) string {
	if seen {
		return "**" + text + "**"
	}
	return text
}

// thousands writes a number with commas.
func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}
