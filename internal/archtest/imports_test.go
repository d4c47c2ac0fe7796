package archtest_test

import (
	"io/fs"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/internal/archtest"
)

// files is a tree of sources by path.
type files map[string]string

func (f files) fs() fs.FS {
	tree := fstest.MapFS{}
	for name, text := range f {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return tree
}

// folders returns the folders of a tree that hold Go files.
func folders(t *testing.T, tree fs.FS) []string {
	t.Helper()
	var found []string
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if entry != nil && entry.IsDir() {
			if entry.Name() == "testdata" {
				return fs.SkipDir
			}
			if match, _ := fs.Glob(tree, path.Join(name, "*.go")); len(match) > 0 {
				found = append(found, name)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// lines returns breaches as text.
func lines(breaches []archtest.Breach) []string {
	var text []string
	for _, b := range breaches {
		text = append(text, b.String())
	}
	return text
}

const small = `
low        | std                          |
high       | std low example.com/lib/...  | helper
page       | std net/http                 |
raw        | std unsafe example.com/exact |
helper     | std testing low              |
hidden/internal/x | std                   |
examples/* | all                          |
`

func TestImports(t *testing.T) {
	t.Parallel()
	const rowan = archtest.Module
	for name, c := range map[string]struct {
		file    string
		imports string
		want    string // "" when allowed
	}{
		"standard library":            {"low/a.go", "net/url", ""},
		"package above":               {"high/a.go", rowan + "/low", ""},
		"module":                      {"high/a.go", "example.com/lib", ""},
		"package of a module":         {"high/a.go", "example.com/lib/sub", ""},
		"net/http where told":         {"page/a.go", "net/http/httptest", ""},
		"unsafe where told":           {"raw/a.go", "unsafe", ""},
		"testing where told":          {"helper/a.go", "testing/fstest", ""},
		"program, all":                {"examples/shop/a.go", rowan + "/high", ""},
		"program, net/http":           {"examples/shop/a.go", "net/http", ""},
		"test, own package":           {"low/a_test.go", rowan + "/low", ""},
		"test, go-cmp":                {"low/a_test.go", "github.com/google/go-cmp/cmp", ""},
		"test, third column":          {"high/a_test.go", rowan + "/helper", ""},
		"test, net/http":              {"low/a_test.go", "net/http", ""},
		"package below":               {"low/a.go", rowan + "/high", "low/a.go:4: imports " + rowan + "/high; low may import only: std"},
		"third column, no test":       {"high/a.go", rowan + "/helper", "high/a.go:4: imports " + rowan + "/helper; high may import only: std, low, example.com/lib/..."},
		"net/http":                    {"high/a.go", "net/http", "high/a.go:4: imports net/http; high may import only: std, low, example.com/lib/..."},
		"below net/http":              {"low/a.go", "net/http/cookiejar", "low/a.go:4: imports net/http/cookiejar; low may import only: std"},
		"testing":                     {"low/a.go", "testing", "low/a.go:4: imports testing; low may import only: std"},
		"unsafe":                      {"low/a.go", "unsafe", "low/a.go:4: imports unsafe; low may import only: std"},
		"cgo":                         {"low/a.go", "C", "low/a.go:4: imports C; low may import only: std"},
		"module not told":             {"low/a.go", "example.com/lib", "low/a.go:4: imports example.com/lib; low may import only: std"},
		"module of a longer name":     {"high/a.go", "example.com/library", "high/a.go:4: imports example.com/library; high may import only: std, low, example.com/lib/..."},
		"below a module told exactly": {"raw/a.go", "example.com/exact/sub", "raw/a.go:4: imports example.com/exact/sub; raw may import only: std, unsafe, example.com/exact"},
		"program, another program":    {"examples/shop/a.go", rowan + "/examples/b", "examples/shop/a.go:4: imports " + rowan + "/examples/b; examples/shop may import only: all"},
		"program, internal":           {"examples/shop/a.go", rowan + "/hidden/internal/x", "examples/shop/a.go:4: imports " + rowan + "/hidden/internal/x; examples/shop may import only: all"},
		"program, module":             {"examples/shop/a.go", "example.com/lib", "examples/shop/a.go:4: imports example.com/lib; examples/shop may import only: all"},
		"test, unsafe":                {"low/a_test.go", "unsafe", "low/a_test.go:4: imports unsafe; tests of low may import only: github.com/google/go-cmp/..., low, net/http, std, testing"},
		"package that nobody told":    {"other/a.go", "fmt", "other/a.go:1: package other has no line in internal/archtest/rooms.txt; say there what it may import"},
		"root, that nobody told":      {"a.go", "fmt", "a.go:1: package . has no line in internal/archtest/rooms.txt; say there what it may import"},
		"testdata":                    {"low/testdata/a.go", "unsafe", ""},
		"module within":               {"bench/sub/a.go", "unsafe", ""},
		"folder with an underscore":   {"_old/a.go", "unsafe", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table, err := archtest.ParseTable(small)
			if err != nil {
				t.Fatal(err)
			}
			tree := files{c.file: "package a\n\nimport (\n\t\"" + c.imports + "\"\n)\n", "bench/go.mod": "module bench\n"}
			breaches, err := archtest.Imports(tree.fs(), table)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(lines(breaches), "\n"); got != c.want {
				t.Errorf("%s imports %s\n got %q\nwant %q", c.file, c.imports, got, c.want)
			}
		})
	}
}

func TestImportsReportsAFileThatDoesNotParse(t *testing.T) {
	t.Parallel()
	breaches, err := archtest.Imports(files{"low/a.go": "package\n"}.fs(), archtest.Rooms())
	if err == nil || !strings.Contains(err.Error(), "low/a.go:1") {
		t.Errorf("got %v and error %v, want an error that names low/a.go:1", breaches, err)
	}
}

func TestReachesGoesThroughOthers(t *testing.T) {
	t.Parallel()
	table, err := archtest.ParseTable("a | unsafe |\nb | a |\nc | b std |\n")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{"a": true, "b": true, "std": true, "unsafe": true}
	if diff := cmp.Diff(want, table.Reaches("c")); diff != "" {
		t.Errorf("Reaches(c), -want +got:\n%s", diff)
	}
}

func TestParseTableRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a | std":                   "archtest: line 1: got 2 cells, want PACKAGE | imports | imports of tests",
		"\na | std |\na | std |":    "archtest: line 3: package a has a line already",
		"a | b |\nb | std |":        "archtest: line 1: a may import b, which stands on no line above",
		"a | std | b # no such":     "archtest: tests of a may import b, which has no line",
		"a | a |":                   "archtest: line 1: a may import a, which stands on no line above",
		"a | std |\nb | std | | a ": "archtest: line 2: got 4 cells, want PACKAGE | imports | imports of tests",
	} {
		_, err := archtest.ParseTable(text)
		if err == nil || err.Error() != want {
			t.Errorf("ParseTable(%q)\n got %v\nwant %s", text, err, want)
		}
	}
}
