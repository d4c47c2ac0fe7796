package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/rowankit/rowan/bench/writers"
)

// write measures a writer beside readers.
func write(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("writers", flag.ContinueOnError)
	rounds := flags.Int("rounds", 3, "how many `turns` each side has")
	turn := flags.Duration("time", 2*time.Second, "how long a turn takes")
	readers := flags.String("r", "1,2,8,64", "beside how many `readers`")
	if err := arguments(flags, args); err != nil {
		return err
	}
	numbers, err := whole(*readers)
	if err != nil {
		return err
	}
	if *rounds < 1 {
		return fmt.Errorf("-rounds %d; at least 1 is needed", *rounds)
	}
	dir, err := os.MkdirTemp("", "rowan-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	report, err := writers.Run(ctx, writers.Options{
		Rounds: *rounds, Time: *turn, Folder: dir,
		Readers: numbers, Processors: []int{runtime.NumCPU(), 4 * runtime.NumCPU()},
		Progress: func(text string) { fmt.Fprintln(os.Stderr, text) },
	})
	if err != nil {
		return err
	}
	return report.Write(os.Stdout)
}

// whole reads whole numbers above 0, separated by commas.
func whole(text string) (list []int, err error) {
	for word := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("%q is no number of readers", word)
		}
		list = append(list, n)
	}
	return list, nil
}
