package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

// progress is told, after each batch, how many rows of a file are stored and which share of the file has been read;
// below zero where that is not known.
type progress func(path string, rows int, share float64)

// terminal writes progress on one line, over and over again.
type terminal struct {
	out  io.Writer
	next time.Time // before then the line stays as it is
}

// newTerminal returns the terminal that a file is, or nil when it is none and nobody looks on.
func newTerminal(f *os.File) *terminal {
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return &terminal{out: f}
}

// show is a progress. Ten lines a second are enough.
func (t *terminal) show(path string, rows int, share float64) {
	if t == nil || time.Now().Before(t.next) {
		return
	}
	t.next = time.Now().Add(time.Second / 10)
	fmt.Fprintf(t.out, "\r%s: %d rows", path, rows)
	if share >= 0 {
		fmt.Fprintf(t.out, ", %.0f %%", 100*share)
	}
	fmt.Fprint(t.out, "\x1b[K") // the rest of the line
}

// clear takes the line away.
func (t *terminal) clear() {
	if t != nil && !t.next.IsZero() {
		fmt.Fprint(t.out, "\r\x1b[K")
	}
}
