package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/rowankit/rowan/bench/start"
)

// starts measures what models cost before anything is done with them.
func starts(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("start", flag.ContinueOnError)
	rounds := flags.Int("rounds", 5, "how many `runs` of each program count")
	builds := flags.Int("builds", 2, "how many `times` each program is compiled")
	programs := flags.String("c", "", "only programs whose name holds one of these `words`, such as Rowan,GORM")
	if err := arguments(flags, args); err != nil {
		return err
	}
	cases := chosen(start.Cases(), *programs, func(c start.Case, word string) bool { return strings.Contains(c.Name(), word) })
	if len(cases) == 0 || *rounds < 1 || *builds < 1 {
		return errors.New("nothing is left to measure")
	}
	dir, err := os.MkdirTemp("", "rowan-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	report, err := start.Run(ctx, start.Options{
		Rounds: *rounds, Builds: *builds, Folder: dir, Cases: cases,
		Progress: func(text string) { fmt.Fprintln(os.Stderr, text) },
	})
	if err != nil {
		return err
	}
	return report.Write(os.Stdout)
}
