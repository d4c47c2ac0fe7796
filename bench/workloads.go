package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime/pprof"
	"slices"
	"strings"

	"github.com/rowankit/rowan/bench/contender"
	"github.com/rowankit/rowan/bench/measure"
	"github.com/rowankit/rowan/bench/workload"
)

// choice is what the command line asks for.
type choice struct {
	rounds      int
	workloads   string
	contenders  string
	engines     string
	cancellable bool
	profile     string
}

func parse(args []string) (choice, error) {
	c := choice{}
	flags := flag.NewFlagSet("workloads", flag.ContinueOnError)
	flags.IntVar(&c.rounds, "rounds", 10, "how many `rounds` count")
	flags.StringVar(&c.workloads, "w", "", "only these workloads, by `names` such as W1,W3")
	flags.StringVar(&c.contenders, "c", "", "only contenders whose name holds one of these `words`, such as Rowan,mattn")
	flags.StringVar(&c.engines, "e", "", "only engines whose name holds one of these `words`, such as SQLite,Maria")
	flags.BoolVar(&c.cancellable, "cancel", false, "give operations a context that can be cancelled, as a web handler's")
	flags.StringVar(&c.profile, "cpuprofile", "", "write a processor profile to this `file`")
	if err := arguments(flags, args); err != nil {
		return c, err
	}
	if c.rounds < 1 {
		return c, fmt.Errorf("-rounds %d; at least 1 is needed", c.rounds)
	}
	return c, nil
}

// workloads measures the workloads by all contenders that the arguments leave.
func workloads(ctx context.Context, args []string) error {
	c, err := parse(args)
	if err != nil {
		return err
	}
	list := chosen(workload.All(), c.workloads, func(w workload.Workload, word string) bool { return w.Name == word })
	holds := func(name, word string) bool { return strings.Contains(name, word) }
	contenders := chosen(contender.All(), c.contenders, func(x contender.Contender, word string) bool { return holds(x.Name, word) })
	contenders = chosen(contenders, c.engines, func(x contender.Contender, word string) bool { return holds(x.Engine.Name, word) })
	if len(list) == 0 || len(contenders) == 0 {
		return fmt.Errorf("nothing is left to measure by -w %q -c %q -e %q", c.workloads, c.contenders, c.engines)
	}
	if c.cancellable {
		var cancel context.CancelFunc
		ctx, cancel = context.WithCancel(ctx)
		defer cancel()
	}
	if c.profile != "" {
		f, err := os.Create(c.profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	return c.measure(ctx, contenders, list)
}

// chosen keeps what one of the words, separated by commas, names; no words keep all.
func chosen[T any](all []T, words string, named func(T, string) bool) []T {
	if words == "" {
		return all
	}
	return slices.DeleteFunc(all, func(x T) bool {
		return !slices.ContainsFunc(strings.Split(words, ","), func(word string) bool { return named(x, word) })
	})
}

func (c choice) measure(ctx context.Context, contenders []contender.Contender, workloads []workload.Workload) error {
	dir, err := os.MkdirTemp("", "rowan-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	report, err := measure.Run(ctx, measure.Options{
		Rounds: c.rounds, Folder: dir, Data: workload.NewData(100, 10_000),
		Progress: func(engine, name string) { fmt.Fprintf(os.Stderr, "measuring %s on %s\n", name, engine) },
	}, contenders, workloads)
	if err != nil {
		return err
	}
	fmt.Printf("Medians of %d rounds, for one operation.\n\n", c.rounds)
	return report.Write(os.Stdout)
}
