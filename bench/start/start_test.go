package start

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestSources reads what the templates give; programs are compiled and run only where they are measured.
func TestSources(t *testing.T) {
	t.Parallel()
	for _, k := range []kind{rowan, gorm, ent, hand} {
		for _, models := range []int{1, 2, grouped + 1} {
			dir := t.TempDir()
			if err := k.write(dir, newSource("example.com/program", models)); err != nil {
				t.Fatal(err)
			}
			declared := map[string]bool{}
			err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
				if err != nil || entry.IsDir() {
					return err
				}
				file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
				if err != nil {
					return err
				}
				ast.Inspect(file, func(n ast.Node) bool {
					if t, ok := n.(*ast.TypeSpec); ok {
						declared[t.Name.Name] = true
					}
					return true
				})
				return nil
			})
			if err != nil {
				t.Fatalf("%s, %d models: %v", k.name, models, err)
			}
			if len(declared) != models {
				t.Errorf("%s, %d models: %d types", k.name, models, len(declared))
			}
		}
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	ran := []opened{{3 * time.Millisecond, 3e6, 9e6}, {time.Millisecond, 1e6, 7e6}, {2 * time.Millisecond, 2e6, 8e6}}
	c := Case{
		kind: ent, models: 100, first: ran, opened: ran[:1],
		built: []built{{size: 5e6, generated: spent{wall: time.Second}, compile: spent{2 * time.Second, 3 * time.Second, 4e6}}},
	}
	var out bytes.Buffer
	if err := (&Report{options: Options{Cases: []Case{c}}}).Write(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| ent, 100 models | 2.0 ms | 3.0 ms | 3.0 MB | 9.0 MB |\n",
		"| ent, 100 models | 1.00 s | 3.00 s | 2.00 s | 4.0 MB | 5.0 MB |\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no line %q in\n%s", want, out.String())
		}
	}
}
