package contender_test

import (
	"cmp"
	"context"
	"slices"
	"testing"

	"github.com/rowankit/rowan/bench/contender"
	"github.com/rowankit/rowan/bench/workload"
)

type clock struct {
	running bool
	starts  int
	t       *testing.T
}

func (c *clock) Start() { c.set(true); c.starts++ }
func (c *clock) Stop()  { c.set(false) }

func (c *clock) set(running bool) {
	if c.running == running {
		c.t.Errorf("clock: running is set to %t twice", running)
	}
	c.running = running
}

// TestContenders runs every workload of every contender twice, since the second run meets what the first left. Those
// that only read come first, as they look for the data that was there at first.
func TestContenders(t *testing.T) {
	t.Parallel()
	workloads := slices.SortedStableFunc(slices.Values(workload.All()), func(a, b workload.Workload) int {
		return cmp.Compare(order(a), order(b))
	})
	d := workload.NewData(40, 300)
	for _, c := range contender.All() {
		t.Run(c.Engine.Name+"/"+c.Name, func(t *testing.T) {
			t.Parallel()
			p := open(t, c, d)
			for _, w := range workloads {
				t.Run(w.Name, func(t *testing.T) {
					if c.Only != "" && c.Only != w.Name || p.Alone == nil && !w.Offered(p) {
						t.Skip("the contender does not have it")
					}
					runTwice(t, p, d, w)
				})
			}
		})
	}
}

func order(w workload.Workload) int {
	if w.Writes {
		return 1
	}
	return 0
}

func runTwice(t *testing.T, p *workload.Program, d workload.Data, w workload.Workload) {
	t.Helper()
	for range 2 {
		if p.Alone != nil {
			if cpu, wall, err := p.Alone(t.Context(), w.Name, 2, d); err != nil || cpu <= 0 || wall <= 0 {
				t.Fatal(cpu, wall, err)
			}
			continue
		}
		watch := &clock{t: t}
		if err := w.Run(t.Context(), p, d, min(w.Ops, 20), watch); err != nil {
			t.Fatal(err)
		}
		if watch.starts == 0 || watch.running {
			t.Errorf("the clock was started %d times, and runs: %t", watch.starts, watch.running)
		}
	}
}

func open(t *testing.T, c contender.Contender, d workload.Data) *workload.Program {
	t.Helper()
	source, err := c.Engine.Fresh(t.Context(), t.TempDir(), d)
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.Open(t.Context(), source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// TestWrongResults makes sure that what a contender gets wrong does not pass for speed.
func TestWrongResults(t *testing.T) {
	t.Parallel()
	d := workload.NewData(40, 300)
	other := workload.NewData(40, 300)
	for i := range other.Models {
		other.Models[i].Name += "?"
	}
	for i := range other.Predictions {
		other.Predictions[i].Result++
	}
	for _, w := range workload.All() {
		if w.Writes {
			continue
		}
		p := open(t, contender.All()[0], other)
		if err := w.Run(context.Background(), p, d, 5, &clock{t: t}); err == nil {
			t.Errorf("%s: other data than the workload's passed its check", w.Name)
		}
	}
}

// TestWrongWrites does the same for what is written.
func TestWrongWrites(t *testing.T) {
	t.Parallel()
	d := workload.NewData(40, 300)
	p := open(t, contender.All()[0], d)
	insert, insertMany, changeMany := p.Insert, p.InsertMany, p.ChangeMany
	p.Insert = func(ctx context.Context, r workload.Prediction) (int64, error) {
		id, err := insert(ctx, r)
		return id + 1, err
	}
	p.InsertMany = func(list []workload.Prediction) workload.Batch {
		b := insertMany(list)
		keys := b.Keys
		b.Keys = func() []int64 { return keys()[:len(list)-1] }
		return b
	}
	p.ChangeMany = func(list []workload.Prediction) func(context.Context) error { return changeMany(list[1:]) }
	for _, w := range workload.All() {
		if w.Writes && w.Run(t.Context(), p, d, 5, &clock{t: t}) == nil {
			t.Errorf("%s: what is wrong passed its check", w.Name)
		}
	}
}
