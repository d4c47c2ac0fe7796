package measure_test

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rowankit/rowan/bench/contender"
	"github.com/rowankit/rowan/bench/measure"
	"github.com/rowankit/rowan/bench/workload"
)

// spin computes for so long.
func spin(d time.Duration) {
	for end := time.Now().Add(d); time.Now().Before(end); {
	}
}

// working returns a contender that computes for so long in each operation.
func working(name, reference string, d time.Duration, turns *[]string) contender.Contender {
	return contender.Contender{
		Name: name, Reference: reference,
		Engine: contender.Engine{Name: "none", Fresh: func(context.Context, string, workload.Data) (string, error) { return "", nil }},
		Open: func(context.Context, string) (*workload.Program, error) {
			return &workload.Program{
				ReadOne: func(context.Context, int64) (workload.Prediction, error) {
					*turns = append(*turns, name)
					spin(d)
					return workload.Prediction{}, nil
				},
				Close: func() error { return nil },
			}, nil
		},
	}
}

var work = workload.Workload{
	Name: "W0", Title: "compute", Ops: 2,
	Offered: func(p *workload.Program) bool { return p.ReadOne != nil },
	Run: func(ctx context.Context, p *workload.Program, _ workload.Data, n int, clock workload.Clock) error {
		spin(5 * time.Millisecond) // is not measured
		clock.Start()
		defer clock.Stop()
		for range n {
			if _, err := p.ReadOne(ctx, 1); err != nil {
				return err
			}
		}
		return nil
	},
}

func TestContendersTakeTurns(t *testing.T) {
	t.Parallel()
	var turns []string
	contenders := []contender.Contender{working("a", "a", 0, &turns), working("b", "", 0, &turns)}
	if _, err := measure.Run(t.Context(), measure.Options{Rounds: 2}, contenders, []workload.Workload{work}); err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(turns, ""), "aabb"+"bbaa"+"aabb"; got != want {
		t.Errorf("turns: got %s, want %s", got, want)
	}
}

func TestReportTellsTheRatio(t *testing.T) {
	t.Parallel()
	var turns []string
	contenders := []contender.Contender{
		working("base", "base", 5*time.Millisecond, &turns), working("slow", "", 50*time.Millisecond, &turns),
	}
	report, err := measure.Run(t.Context(), measure.Options{Rounds: 3}, contenders, []workload.Workload{work})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := report.Write(&out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "\n| base | 1.00 (1.00 to 1.00) |\n") {
		t.Errorf("the reference is not 1.00 in\n%s", out.String())
	}
	// Processor time is shared with whatever else this machine does, so the ratio is only near 10.
	if !regexp.MustCompile(`\n\| slow \| ([3-9]|[1-3][0-9])\.[0-9]{2} \([0-9.]+ to [0-9.]+\) \|\n`).MatchString(out.String()) {
		t.Errorf("no ratio near 10 in\n%s", out.String())
	}
}

func TestMissingOperationIsLeftOut(t *testing.T) {
	t.Parallel()
	var turns []string
	without := working("without", "", 0, &turns)
	without.Open = func(context.Context, string) (*workload.Program, error) {
		return &workload.Program{Close: func() error { return nil }}, nil
	}
	contenders := []contender.Contender{working("with", "with", 0, &turns), without}
	report, err := measure.Run(t.Context(), measure.Options{Rounds: 1}, contenders, []workload.Workload{work})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := report.Write(&out); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "without") || !strings.Contains(out.String(), "| with |") {
		t.Errorf("want the contender that has the operation alone, got\n%s", out.String())
	}
}
