// Package start measures what many models cost before anything is done with them: the time and memory of a program that
// opens its database, and of compiling the program, beside programs with other libraries. The programs are made of
// templates in a temporary folder, compiled and run.
//
//	report, err := start.Run(ctx, start.Options{Rounds: 5, Builds: 2, Folder: dir, Cases: start.Cases()})
//	report.Write(os.Stdout)
package start

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// Options say how to measure.
type Options struct {
	// Rounds is how often each program is run, and Builds how often it is made; the last one made is run.
	Rounds, Builds int
	// Folder is where programs and databases are made.
	Folder string
	// Cases are what is measured.
	Cases []Case
	// Progress is told of each case before it begins; nil tells nobody.
	Progress func(text string)
}

// Case is a program with so many models.
type Case struct {
	kind   kind
	models int

	built  []built
	first  []opened // with a new database
	opened []opened // with one that has its tables
}

// opened is what opening took.
type opened struct {
	took          time.Duration
	heap, highest int64 // bytes
}

// Name says what it is.
func (c Case) Name() string {
	if c.models == 1 {
		return c.kind.name + ", 1 model"
	}
	return fmt.Sprintf("%s, %d models", c.kind.name, c.models)
}

// Cases are those of the table in docs/performance.md.
func Cases() []Case {
	return []Case{
		{kind: hand, models: 2}, {kind: rowan, models: 2}, {kind: gorm, models: 2}, {kind: ent, models: 2},
		{kind: rowan, models: 1}, {kind: rowan, models: 100}, {kind: gorm, models: 100}, {kind: ent, models: 100},
		{kind: rowan, models: 500},
	}
}

// Run measures one case after the other.
func Run(ctx context.Context, o Options) (*Report, error) {
	warm := map[string]bool{}
	for i := range o.Cases {
		c := &o.Cases[i]
		if o.Progress != nil {
			o.Progress(c.Name())
		}
		if !warm[c.kind.name] { // so that the libraries are compiled
			if _, err := c.build(ctx, o.Folder); err != nil {
				return nil, fmt.Errorf("%s: %w", c.Name(), err)
			}
			warm[c.kind.name] = true
		}
		if err := c.measure(ctx, o); err != nil {
			return nil, fmt.Errorf("%s: %w", c.Name(), err)
		}
	}
	return &Report{options: o}, nil
}

func (c *Case) build(ctx context.Context, folder string) (built, error) {
	dir, err := os.MkdirTemp(folder, "program")
	if err != nil {
		return built{}, err
	}
	return c.kind.build(ctx, dir, c.models)
}

func (c *Case) measure(ctx context.Context, o Options) error {
	for range max(1, o.Builds) {
		b, err := c.build(ctx, o.Folder)
		if err != nil {
			return err
		}
		c.built = append(c.built, b)
	}
	program := c.built[len(c.built)-1].path
	for i := range o.Rounds {
		path := filepath.Join(filepath.Dir(program), strconv.Itoa(i)+".db")
		for _, list := range []*[]opened{&c.first, &c.opened} {
			_, out, err := command(ctx, o.Folder, program, path)
			if err != nil {
				return err
			}
			var nanoseconds, kilobytes int64
			r := opened{}
			if _, err := fmt.Sscan(out, &nanoseconds, &r.heap, &kilobytes); err != nil {
				return fmt.Errorf("the program has said %q: %w", out, err)
			}
			r.took, r.highest = time.Duration(nanoseconds), kilobytes<<10
			*list = append(*list, r)
		}
	}
	return nil
}
