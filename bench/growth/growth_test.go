package growth

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/rowankit/rowan/bench/contender"
	"github.com/rowankit/rowan/bench/measure"
)

// TestRun measures little on each engine at hand; every operation checks what it has read and written.
func TestRun(t *testing.T) {
	t.Parallel()
	report, err := Run(t.Context(), Options{Rounds: 1, Folder: t.TempDir(), Rows: []int{10, 300, 600}, Block: 300}, contender.Engines())
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := report.Write(&out); err != nil {
		t.Fatal(err)
	}
	for _, op := range operations() {
		lines := 2
		if op.streams {
			lines = 3
		}
		if got, want := strings.Count(out.String(), "\n| "+op.name+" |"), lines*len(contender.Engines()); got != want {
			t.Errorf("%s: got %d lines, want %d in\n%s", op.name, got, want, out.String())
		}
	}
}

// TestMissingRow makes sure that an operation that comes back with too little does not pass for speed.
func TestMissingRow(t *testing.T) {
	t.Parallel()
	e := contender.Engines()[0]
	made := table{engine: e}
	db, err := made.fill(t.Context(), t.TempDir(), 20)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, op := range operations() {
		if op.adds {
			continue
		}
		l := line{operation: op, rows: 30, db: db}
		if err := l.block(t.Context(), e, 1, true); err == nil {
			t.Errorf("%s: 20 rows passed for 30", op.name)
		}
	}
}

// TestReportPointsAtGrowth takes figures of nobody.
func TestReportPointsAtGrowth(t *testing.T) {
	t.Parallel()
	op := operation{name: "streamed", streams: true}
	at := func(rows int, cost time.Duration, peak uint64) line {
		return line{operation: op, rows: rows, peak: peak, rounds: []measure.Usage{{CPU: cost, Wall: cost}}}
	}
	straight := table{lines: []line{at(10, 500, 0), at(1000, 100, 1<<20), at(10_000, 120, 1<<20)}}
	curved := table{lines: []line{at(1000, 100, 1<<20), at(10_000, 140, 3<<20)}}
	for _, c := range []struct {
		table table
		want  string
	}{{straight, ""}, {curved, "**1.40** **3.0 MiB**"}} {
		var got []string
		for _, cells := range c.table.markdown().Rows {
			for _, cell := range cells {
				if strings.HasPrefix(cell, "**") {
					got = append(got, cell)
				}
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("in bold: got %q, want %q", got, c.want)
		}
	}
}
