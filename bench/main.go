// Command bench measures Rowan beside code written by hand and beside other libraries, and prints what was found as text.
// It has a command for each thing that is measured:
//
//	go run . workloads -rounds 20 -w W1,W3
//	go run . growth -e SQLite
//	go run . writers -time 1s
//	go run . start -c Rowan
//	go run . page -rounds 5 -turn 2s
//
// Workloads are operations on a database, each in the way of every contender: they take turns in one process. Package
// measure says how figures come about, package workload what is measured, and package contender who takes part. With
// -cpuprofile, -c names the contender to look at:
//
//	go run . workloads -w W2 -c Rowan -cpuprofile w2.prof && go tool pprof -top w2.prof
//
// Growth is what a row costs, the more there are, see package growth; writers is what one gets done beside readers;
// start is what models cost before anything is done with them. Page is a whole web page over HTTP, see package page.
package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// commands are what can be measured, by the word that asks for it, and what writes it down.
var commands = map[string]func(ctx context.Context, args []string) error{
	"document":  documents,
	"growth":    grows,
	"page":      wholePage,
	"start":     starts,
	"workloads": workloads,
	"writers":   write,
}

func run(ctx context.Context, args []string) error {
	if len(args) > 0 && commands[args[0]] != nil {
		return commands[args[0]](ctx, args[1:])
	}
	return fmt.Errorf("say what to measure: %s", strings.Join(slices.Sorted(maps.Keys(commands)), ", "))
}
