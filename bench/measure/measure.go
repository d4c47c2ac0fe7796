// Package measure runs contenders side by side and tells what their operations cost.
//
// Figures of one moment cannot be compared with those of another: machines throttle and share their processors.
// So contenders take turns, a short block each, in rounds; each round starts with another contender; a
// contender is compared with a reference's block of the same round, and the table shows the median of these
// ratios with the lowest and the highest.
//
//	report, err := measure.Run(ctx, measure.Options{Rounds: 10, Folder: dir, Data: data}, contender.All(), workload.All())
//	report.Write(os.Stdout)
package measure

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/rowankit/rowan/bench/contender"
	"github.com/rowankit/rowan/bench/workload"
)

// Options say how to measure.
type Options struct {
	// Rounds is how many blocks of each contender count; one more, to warm up, does not.
	Rounds int
	// Folder is where databases are made.
	Folder string
	// Data is what they hold.
	Data workload.Data
	// Progress is told of each workload before it begins; nil tells nobody.
	Progress func(engine, workload string)
}

// Run measures the workloads one after the other, on each engine. ctx is what every operation gets.
func Run(ctx context.Context, o Options, contenders []contender.Contender, workloads []workload.Workload) (*Report, error) {
	r := &Report{}
	for _, w := range workloads {
		for _, group := range byEngine(contenders) {
			if o.Progress != nil {
				o.Progress(group[0].Engine.Name, w.Name)
			}
			t, err := run(ctx, o, group, w)
			if err != nil {
				return nil, err
			}
			r.tables = append(r.tables, t)
		}
	}
	return r, nil
}

// byEngine groups contenders that follow each other.
func byEngine(all []contender.Contender) (groups [][]contender.Contender) {
	for i, c := range all {
		if i == 0 || c.Engine.Name != all[i-1].Engine.Name {
			groups = append(groups, nil)
		}
		last := len(groups) - 1
		groups[last] = append(groups[last], c)
	}
	return groups
}

// entrant is a contender with its open database.
type entrant struct {
	contender contender.Contender
	program   *workload.Program
	rounds    []Usage // of one operation
}

// run measures one workload on one engine.
func run(ctx context.Context, o Options, group []contender.Contender, w workload.Workload) (t table, err error) {
	t = table{engine: group[0].Engine.Name, workload: w}
	defer func() { err = errors.Join(err, t.close()) }()
	for _, c := range group {
		if c.Only != "" && c.Only != w.Name {
			continue
		}
		source, err := c.Engine.Fresh(ctx, o.Folder, o.Data)
		if err != nil {
			return t, fmt.Errorf("%s: %w", c.Engine.Name, err)
		}
		p, err := c.Open(ctx, source)
		if err != nil {
			return t, fmt.Errorf("%s: %w", c.Name, err)
		}
		e := &entrant{contender: c, program: p}
		if p.Alone == nil && !w.Offered(p) {
			if err := p.Close(); err != nil {
				return t, fmt.Errorf("%s: %w", c.Name, err)
			}
			continue
		}
		t.entrants = append(t.entrants, e)
	}
	for round := range o.Rounds + 1 {
		for i := range t.entrants {
			e := t.entrants[(round+i)%len(t.entrants)]
			u, err := e.block(ctx, w, o.Data)
			if err != nil {
				return t, fmt.Errorf("%s: %s: %w", e.contender.Name, w.Name, err)
			}
			if round > 0 {
				e.rounds = append(e.rounds, u)
			}
		}
	}
	return t, nil
}

// aloneShare is how many times fewer operations a program in another process does in a block: such a program is so slow that
// they are enough.
const aloneShare = 4

// block runs the workload's operations once.
func (e *entrant) block(ctx context.Context, w workload.Workload, d workload.Data) (Usage, error) {
	if e.program.Alone != nil {
		n := max(1, w.Ops/aloneShare)
		cpu, wall, err := e.program.Alone(ctx, w.Name, n, d)
		return Usage{CPU: cpu, Wall: wall, Allocs: math.NaN(), Bytes: math.NaN()}.Per(n), err
	}
	watch := &Stopwatch{}
	err := w.Run(ctx, e.program, d, w.Ops, watch)
	return watch.Total.Per(w.Ops), err
}
