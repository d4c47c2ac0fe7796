package conformance

import (
	_ "embed"
	command "flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/orm"
)

// flushTexts has the statements that a flush sends: a section for each flush and dialect, in the form that txtar has.
//
//go:embed testdata/flushes.txtar
var flushTexts string

// golden is what an engine's flushes are held to. The flag -update of the engine's tests writes it anew; run the engines
// one after the other then (go test -p 1).
type golden struct {
	dialect string
	texts   map[string]string // by the names of sections
	mu      sync.Mutex
	told    map[string]string // of this run
}

// goldenOf returns the sections of a dialect; none are asked for where it has no name.
func goldenOf(t *testing.T, dialect string) *golden {
	g := &golden{dialect: dialect, texts: sections(flushTexts), told: map[string]string{}}
	if updating() {
		t.Cleanup(func() { g.write(t) })
	}
	return g
}

// updating reports whether the engine's tests have the flag, and it is set.
func updating() bool {
	f := command.Lookup("update")
	return f != nil && f.Value.String() == "true"
}

// sections cuts a txtar apart.
func sections(text string) map[string]string {
	found, name := map[string]string{}, ""
	for line := range strings.Lines(text) {
		if n, ok := strings.CutPrefix(line, "-- "); ok && strings.HasSuffix(n, " --\n") {
			name = strings.TrimSuffix(n, " --\n")
			found[name] = ""
			continue
		}
		found[name] += line
	}
	return found
}

// check compares what was sent with the section of a flush.
func (g *golden) check(t *trial, name string, sent []orm.Event) {
	t.Helper()
	var got strings.Builder
	for _, e := range sent {
		fmt.Fprintf(&got, "%d %s\n", e.Rows, e.Statement)
	}
	if g.dialect == "" {
		return
	}
	section := name + ": " + g.dialect
	if updating() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.told[section] = got.String()
		return
	}
	want, ok := g.texts[section]
	if !ok {
		t.Errorf("there is no section %q; the flush sent\n%srun the test with -update and read the difference", section, got.String())
	} else if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("%s: number of rows and statement (-want +got):\n%s", section, diff)
	}
}

// write puts the sections of this run in the place of the old ones.
func (g *golden) write(t *testing.T) {
	const file = "../conformance/testdata/flushes.txtar"
	old, err := os.ReadFile(file)
	if err != nil {
		t.Error(err)
	}
	all := sections(string(old))
	delete(all, "")
	maps.Copy(all, g.told)
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(all)) {
		b.WriteString("-- " + name + " --\n" + all[name])
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
		t.Error(err)
	}
}
