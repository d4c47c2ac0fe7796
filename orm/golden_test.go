package orm_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden is a file of named texts: each begins with a line -- NAME --, in the form that txtar has.
type golden struct {
	file  string
	names []string
	texts map[string]string
}

// openGolden reads a golden file. With -update it starts empty and is written when the test ends.
func openGolden(t *testing.T, file string) *golden {
	t.Helper()
	g := &golden{file: file, texts: map[string]string{}}
	if *update {
		t.Cleanup(func() { g.write(t) })
		return g
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	name := ""
	for line := range strings.Lines(string(data)) {
		if n, ok := strings.CutPrefix(line, "-- "); ok && strings.HasSuffix(n, " --\n") {
			name = strings.TrimSuffix(n, " --\n")
			g.names = append(g.names, name)
			continue
		}
		g.texts[name] += line
	}
	return g
}

// check compares a text with the golden one of that name.
func (g *golden) check(t *testing.T, name, got string) {
	t.Helper()
	got = strings.TrimRight(got, "\n") + "\n"
	if *update {
		g.names = append(g.names, name)
		g.texts[name] = got
		return
	}
	want, ok := g.texts[name]
	if !ok {
		t.Errorf("%s has no text %q; got\n%s\nrun the test with -update and read the difference", g.file, name, got)
		return
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s: %s (-want +got)\n%s", g.file, name, d)
	}
}

func (g *golden) write(t *testing.T) {
	var b strings.Builder
	for _, name := range g.names {
		b.WriteString("-- " + name + " --\n" + g.texts[name])
	}
	if err := os.WriteFile(g.file, []byte(b.String()), 0o644); err != nil {
		t.Error(err)
	}
}
