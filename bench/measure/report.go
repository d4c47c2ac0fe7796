package measure

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"text/tabwriter"
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

// Write writes the report as text: per contender the medians of its rounds for one operation, and the ratios of
// its processor time, or of the time that passes, to that of each reference.
func (r *Report) Write(w io.Writer) error {
	for _, t := range r.tables {
		if err := t.write(w); err != nil {
			return fmt.Errorf("measure: report: %w", err)
		}
	}
	return nil
}

func (t table) write(w io.Writer) error {
	references, word := t.references(), "cpu"
	if t.wall() {
		word = "wall"
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%s  %s, %s\n", t.workload.Name, t.workload.Title, t.engine)
	fmt.Fprint(tw, "    contender\tcpu/op\twall/op\tallocs/op\tB/op")
	for _, ref := range references {
		fmt.Fprintf(tw, "\t%s to %s\t(lowest, highest)", word, ref.contender.Reference)
	}
	fmt.Fprintln(tw)
	for _, e := range t.entrants {
		u := Median(e.rounds)
		fmt.Fprintf(tw, "    %s\t%s\t%s\t%s\t%s", e.contender.Name, Short(u.CPU), Short(u.Wall), whole(u.Allocs), whole(u.Bytes))
		for _, ref := range references {
			ratios := e.ratios(ref, t.wall())
			fmt.Fprintf(tw, "\t%.2f\t(%.2f, %.2f)", middle(ratios), ratios[0], ratios[len(ratios)-1])
		}
		fmt.Fprintln(tw)
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w)
	return err
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
