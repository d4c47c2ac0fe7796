package writers

import (
	"bytes"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/rowankit/rowan/bench/contender"
	"github.com/rowankit/rowan/bench/workload"
)

func TestRun(t *testing.T) {
	t.Parallel()
	report, err := Run(t.Context(), Options{
		Rounds: 1, Time: 20 * time.Millisecond, Folder: t.TempDir(), Readers: []int{1, 3}, Processors: []int{runtime.GOMAXPROCS(0)},
	})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := report.Write(&out); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "\n| a row by its key |") + strings.Count(out.String(), "\n| 1,000 rows |"); n != 4 {
		t.Errorf("%d lines, want 4 in\n%s", n, out.String())
	}
	for _, c := range report.cases {
		for i, s := range sides() {
			if got := c.turns[i][0]; got.writes <= 0 || got.reads <= 0 || got.slow <= 0 {
				t.Errorf("%s, %d readers of %s: got %+v", s.name, c.readers, c.what(), got)
			}
		}
	}
}

// TestWrongResults makes sure that reading anything does not pass for speed.
func TestWrongResults(t *testing.T) {
	t.Parallel()
	d := workload.NewData(10, listed+20)
	path, err := contender.Engines()[0].Fresh(t.Context(), t.TempDir(), workload.NewData(5, listed-1))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sides() {
		p, err := s.open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		for _, lists := range []bool{false, true} {
			if err := p.read(t.Context(), lists, 1, d); err == nil {
				t.Errorf("%s, lists %t: other rows passed", s.name, lists)
			}
		}
		if err := p.close(); err != nil {
			t.Error(err)
		}
	}
}
