package main

import "testing"

func TestParse(t *testing.T) {
	t.Parallel()
	c, err := parse([]string{"-rounds", "3", "-w", "W1,W3"})
	if err != nil || c.rounds != 3 || c.workloads != "W1,W3" {
		t.Errorf("-rounds 3 -w W1,W3: got %+v, %v", c, err)
	}
	for _, args := range [][]string{{"-rounds", "0"}, {"W1"}} {
		if c, err := parse(args); err == nil {
			t.Errorf("%q: got %+v, want an error", args, c)
		}
	}
}

func TestNothingToMeasure(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"workloads", "-w", "W99"}, {"workloads", "-c", "nobody"}, {"nothing"}, nil} {
		if err := run(t.Context(), args); err == nil {
			t.Errorf("%q: got no error", args)
		}
	}
}
