// Package writers measures what one writer gets done beside readers who never pause, on one SQLite file: with Rowan, and with
// database/sql on mattn by hand.
//
//	report, err := writers.Run(ctx, writers.Options{Rounds: 3, Time: 2 * time.Second, Folder: dir, Readers: []int{1, 2, 8, 64}})
//	report.Write(os.Stdout)
package writers

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rowankit/rowan/bench/contender"
	"github.com/rowankit/rowan/bench/workload"
)

// Options say how to measure.
type Options struct {
	// Rounds is how often each side has its turn.
	Rounds int
	// Time is how long a turn takes.
	Time time.Duration
	// Folder is where files are made.
	Folder string
	// Readers are the numbers of readers.
	Readers []int
	// Processors are the numbers of processors that Go may use at a time (GOMAXPROCS).
	Processors []int
	// Progress is told of each case before it begins; nil tells nobody.
	Progress func(text string)
}

// Run measures all cases, one after the other, the sides in turn. It sets GOMAXPROCS meanwhile.
func Run(ctx context.Context, o Options) (*Report, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	r := &Report{options: o}
	for _, processors := range o.Processors {
		for _, lists := range []bool{false, true} {
			for _, readers := range o.Readers {
				c := beside{processors: processors, lists: lists, readers: readers}
				if o.Progress != nil {
					o.Progress(fmt.Sprintf("%d readers of %s, %d processors", readers, c.what(), processors))
				}
				runtime.GOMAXPROCS(processors)
				if err := c.measure(ctx, o); err != nil {
					return nil, err
				}
				r.cases = append(r.cases, c)
			}
		}
	}
	return r, nil
}

// beside is a number of readers beside the writer.
type beside struct {
	processors, readers int
	lists               bool
	turns               [][]turn // of each side
}

// what is read at a time.
func (c *beside) what() string {
	if c.lists {
		return "1,000 rows"
	}
	return "a row by its key"
}

func (c *beside) measure(ctx context.Context, o Options) error {
	c.turns = make([][]turn, len(sides()))
	for range o.Rounds {
		for i, s := range sides() {
			t, err := c.turn(ctx, o, s)
			if err != nil {
				return fmt.Errorf("%s, %d readers: %w", s.name, c.readers, err)
			}
			c.turns[i] = append(c.turns[i], t)
		}
	}
	return nil
}

// turn is what a side got done, and for how long the slowest hundredth of the writes took at least.
type turn struct {
	writes, reads float64 // a second
	slow          time.Duration
}

// turn gives a side a file of its own.
func (c *beside) turn(ctx context.Context, o Options, s side) (t turn, err error) {
	d := workload.NewData(100, 10_000)
	path, err := contender.Engines()[0].Fresh(ctx, o.Folder, d)
	if err != nil {
		return t, err
	}
	p, err := s.open(ctx, path)
	if err != nil {
		return t, err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	runtime.GC()
	var reads atomic.Int64
	stop := c.read(ctx, p, d, &reads)
	time.Sleep(o.Time / 10) // until all of them read
	before, began := reads.Load(), time.Now()
	took, err := write(ctx, p, began.Add(o.Time))
	passed, read := time.Since(began).Seconds(), reads.Load()-before
	if err := errors.Join(err, stop()); err != nil {
		return t, err
	}
	n, err := p.count(ctx)
	if want := int64(len(d.Predictions) + len(took)); err == nil && n != want {
		err = fmt.Errorf("there are %d rows, want %d", n, want)
	}
	slices.Sort(took)
	return turn{float64(len(took)) / passed, float64(read) / passed, took[len(took)*99/100]}, err
}

// read has the readers read until stop is called, which returns their error.
func (c *beside) read(ctx context.Context, p *program, d workload.Data, reads *atomic.Int64) (stop func() error) {
	var over atomic.Bool
	var all sync.WaitGroup
	failed := make([]error, c.readers)
	for r := range c.readers {
		all.Go(func() {
			for i := r; !over.Load(); i += c.readers {
				if failed[r] = p.read(ctx, c.lists, i, d); failed[r] != nil {
					return
				}
				reads.Add(1)
			}
		})
	}
	return func() error {
		over.Store(true)
		all.Wait()
		return errors.Join(failed...)
	}
}

// write writes until then, and returns how long each write took.
func write(ctx context.Context, p *program, until time.Time) (took []time.Duration, err error) {
	for now := time.Now(); len(took) == 0 || now.Before(until); {
		if err := p.write(ctx, workload.NewPrediction(len(took), 100)); err != nil {
			return took, err
		}
		after := time.Now()
		took, now = append(took, after.Sub(now)), after
	}
	return took, nil
}
