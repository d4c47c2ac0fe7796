package conformance

import (
	"embed"
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

// goldenTexts are files of the statements that flushes, selections, rewrites, functions, inserts of what is read, pages from cursors and computed columns send: a section for each of them and dialect, in the form
// that txtar has.
//
//go:embed testdata/flushes.txtar testdata/selections.txtar testdata/rewrites.txtar testdata/functions.txtar testdata/keysets.txtar testdata/computed.txtar testdata/scopes.txtar testdata/insertfrom.txtar
var goldenTexts embed.FS

// golden is what an engine's statements are held to. The flag -update of the engine's tests writes it anew; run the engines
// one after the other then (go test -p 1).
type golden struct {
	dialect string
	file    string
	texts   map[string]string // by the names of sections
	mu      sync.Mutex
	told    map[string]string // of this run
}

// goldenOf returns the sections of a dialect; none are asked for where it has no name.
func goldenOf(t *testing.T, file, dialect string) *golden {
	t.Helper()
	text, err := goldenTexts.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	g := &golden{dialect: dialect, file: file, texts: sections(string(text)), told: map[string]string{}}
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

// sent compares what was sent, and the number of rows, with the section of a flush.
func (g *golden) sent(t *trial, name string, sent []orm.Event) {
	t.Helper()
	var got strings.Builder
	for _, e := range sent {
		fmt.Fprintf(&got, "%d %s\n", e.Rows, e.Statement)
	}
	g.check(t, name, got.String())
}

// check compares a text with its section.
func (g *golden) check(t *trial, name, got string) {
	t.Helper()
	if g.dialect == "" {
		return
	}
	section := name + ": " + g.dialect
	if updating() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.told[section] = got
		return
	}
	want, ok := g.texts[section]
	if !ok {
		t.Errorf("there is no section %q; this was sent\n%srun the test with -update and read the difference", section, got)
	} else if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: statements (-want +got):\n%s", section, diff)
	}
}

// write puts the sections of this run in the place of the old ones.
func (g *golden) write(t *testing.T) {
	file := "../conformance/testdata/" + g.file
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
