package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/rowankit/rowan/bench/page"
)

// wholePage measures a whole page.
func wholePage(ctx context.Context, args []string) error {
	o := page.Options{Log: os.Stderr}
	flags := flag.NewFlagSet("page", flag.ContinueOnError)
	flags.IntVar(&o.Rounds, "rounds", 10, "how many `rounds` count")
	flags.DurationVar(&o.Turn, "turn", 3*time.Second, "how `long` a contender is asked in each round")
	flags.IntVar(&o.Connections, "connections", 16, "how `many` ask at once")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 || o.Rounds < 1 || o.Turn <= 0 || o.Connections < 1 {
		return fmt.Errorf("page takes flags above 0, not %q", args)
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	return page.Run(ctx, o, os.Stdout)
}
