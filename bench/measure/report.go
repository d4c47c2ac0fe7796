package measure

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/rowankit/rowan/bench/workload"
)

// Report is what a run found. It is made by Run.
type Report struct{ tables []table }

// table is one workload on one engine.
type table struct {
	engine   string
	workload workload.Workload
	entrants []*entrant
}

// Write writes the report as Markdown. For each engine: the ratios of the contenders' processor time, or of the time that
// passes, to that of the first reference, and the figures of each workload for one operation.
func (r *Report) Write(w io.Writer) error {
	for _, engine := range r.engines() {
		if err := engine.summary().Write(w); err != nil {
			return err
		}
		for _, t := range engine {
			if err := t.figures().Write(w); err != nil {
				return err
			}
		}
	}
	return nil
}

// tables are the workloads of one engine.
type tables []table

// engines groups the tables by engine, in the order in which engines came first.
func (r *Report) engines() (list []tables) {
	for _, t := range r.tables {
		i := slices.IndexFunc(list, func(of tables) bool { return of[0].engine == t.engine })
		if i < 0 {
			i, list = len(list), append(list, nil)
		}
		list[i] = append(list[i], t)
	}
	return list
}

// summary is a row for each contender, and a column for each workload.
func (list tables) summary() *Table {
	out := &Table{Title: list[0].engine, Words: 1, Columns: []string{""}}
	cells := map[string][]string{}
	var names []string
	for i, t := range list {
		out.Columns = append(out.Columns, t.workload.Name)
		references := t.references()
		if len(references) == 0 {
			continue
		}
		out.Note = fmt.Sprintf("%s as a ratio to that of %q in the same round: the median, and the lowest and the highest. A dash stands where a contender does not have the operation.",
			t.word(), references[0].contender.Name)
		for _, e := range t.entrants {
			row := cells[e.contender.Name]
			if row == nil {
				row = slices.Repeat([]string{"-"}, len(list))
				cells[e.contender.Name], names = row, append(names, e.contender.Name)
			}
			row[i] = ratio(e.ratios(references[0], t.wall()))
		}
	}
	for _, name := range names {
		out.Add(append([]string{name}, cells[name]...)...)
	}
	return out
}

// ratio writes the middle of sorted ratios, and both ends.
func ratio(sorted []float64) string {
	return fmt.Sprintf("%.2f (%.2f to %.2f)", middle(sorted), sorted[0], sorted[len(sorted)-1])
}

// word says what is compared.
func (t table) word() string {
	if t.wall() {
		return "The time that passes"
	}
	return "Processor time"
}

// figures is a row for each contender.
func (t table) figures() *Table {
	out := &Table{
		Title: fmt.Sprintf("%s, %s: %s", t.engine, t.workload.Name, t.workload.Title), Words: 1,
		Columns: []string{"", "processor time", "time", "allocations", "bytes"},
	}
	for _, e := range t.entrants {
		u := Median(e.rounds)
		out.Add(e.contender.Name, Short(u.CPU), Short(u.Wall), whole(u.Allocs), whole(u.Bytes))
	}
	references := t.references()
	if len(references) > 1 {
		for _, ref := range references[1:] {
			out.Columns = append(out.Columns, "to "+ref.contender.Reference)
			for i, e := range t.entrants {
				out.Rows[i] = append(out.Rows[i], ratio(e.ratios(ref, t.wall())))
			}
		}
	}
	return out
}

// whole writes a number without its fraction; "-" where it is not known.
func whole(f float64) string {
	if math.IsNaN(f) {
		return "-"
	}
	return strconv.FormatFloat(f, 'f', 0, 64)
}

// references are the entrants that all are compared with.
func (t table) references() (list []*entrant) {
	for _, e := range t.entrants {
		if e.contender.Reference != "" {
			list = append(list, e)
		}
	}
	return list
}

func (t table) close() error {
	var failed []error
	for _, e := range t.entrants {
		failed = append(failed, e.program.Close())
	}
	return errors.Join(failed...)
}

// wall tells whether the time that passes is compared, instead of the processor's.
func (t table) wall() bool { return len(t.entrants) > 0 && t.entrants[0].contender.Engine.Wall }

// ratios compares each round with the reference's, sorted from low to high.
func (e *entrant) ratios(reference *entrant, wall bool) []float64 {
	list := make([]float64, len(e.rounds))
	for i, u := range e.rounds {
		if r := reference.rounds[i]; wall {
			list[i] = float64(u.Wall) / float64(r.Wall)
		} else {
			list[i] = float64(u.CPU) / float64(r.CPU)
		}
	}
	slices.Sort(list)
	return list
}

// Median takes each figure's median for itself.
func Median(rounds []Usage) Usage {
	return Usage{
		CPU:    middleOf(rounds, func(u Usage) time.Duration { return u.CPU }),
		Wall:   middleOf(rounds, func(u Usage) time.Duration { return u.Wall }),
		Allocs: middleOf(rounds, func(u Usage) float64 { return u.Allocs }),
		Bytes:  middleOf(rounds, func(u Usage) float64 { return u.Bytes }),
	}
}

func middleOf[N time.Duration | float64](rounds []Usage, figure func(Usage) N) N {
	list := make([]N, len(rounds))
	for i, u := range rounds {
		list[i] = figure(u)
	}
	slices.Sort(list)
	return middle(list)
}

// middle is the median of a sorted list; 0 of an empty one.
func middle[N time.Duration | float64](sorted []N) N {
	n := len(sorted)
	if n == 0 {
		return 0
	}
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// Short writes a duration with three or four digits.
func Short(d time.Duration) string {
	switch {
	case d >= 10*time.Millisecond:
		return d.Round(100 * time.Microsecond).String()
	case d >= 10*time.Microsecond:
		return d.Round(100 * time.Nanosecond).String()
	}
	return d.Round(10 * time.Nanosecond).String()
}
