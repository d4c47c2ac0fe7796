package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/rowankit/rowan/bench/contender"
	"github.com/rowankit/rowan/bench/growth"
)

// grows measures what rows cost, the more there are.
func grows(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("growth", flag.ContinueOnError)
	rounds := flags.Int("rounds", 5, "how many `rounds` count")
	engines := flags.String("e", "", "only engines whose name holds one of these `words`, such as SQLite,Maria")
	if err := arguments(flags, args); err != nil {
		return err
	}
	list := chosen(contender.Engines(), *engines, func(e contender.Engine, word string) bool { return strings.Contains(e.Name, word) })
	if len(list) == 0 || *rounds < 1 {
		return fmt.Errorf("nothing is left to measure by -e %q -rounds %d", *engines, *rounds)
	}
	dir, err := os.MkdirTemp("", "rowan-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	report, err := growth.Run(ctx, growth.Options{
		Rounds: *rounds, Folder: dir, Rows: growth.Rows, Block: growth.Block,
		Progress: func(engine, operation string) { fmt.Fprintf(os.Stderr, "%s: %s\n", engine, operation) },
	}, list)
	if err != nil {
		return err
	}
	return report.Write(os.Stdout)
}

// arguments reads the flags, which are all that there may be.
func arguments(flags *flag.FlagSet, args []string) error {
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%q is no flag; see -help", flags.Arg(0))
	}
	return nil
}
