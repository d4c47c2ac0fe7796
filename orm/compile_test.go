package orm_test

import (
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Each file of testdata/compile holds Go functions in pairs: the lines of the first that end in a comment
// "// error: TEXT" are refused by the compiler with that text, and nothing else is. Those of the second, whose
// name ends in OK, say the same correctly.
func TestWhatMustNotCompile(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/compile/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files to compile: %v", err)
	}
	fset := token.NewFileSet()
	source := importer.ForCompiler(fset, "source", nil)
	for _, file := range files {
		compile(t, fset, source, file)
	}
}

// compile checks the types of one file and compares what is refused with what the comments say.
func compile(t *testing.T, fset *token.FileSet, from types.Importer, file string) {
	t.Helper()
	syntax, err := parser.ParseFile(fset, file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	got := map[int]string{}
	config := types.Config{Importer: from, Error: func(err error) {
		var e types.Error
		if errors.As(err, &e) {
			line := fset.Position(e.Pos).Line
			got[line] += e.Msg + "\n"
		}
	}}
	_, _ = config.Check("compile", fset, []*ast.File{syntax}, nil) // its error is the first of those above
	want := expected(t, file)
	for line, text := range want {
		if !strings.Contains(got[line], text) {
			t.Errorf("%s:%d: the compiler says %q, want an error with %q", file, line, got[line], text)
		}
	}
	for line, text := range got {
		if _, ok := want[line]; !ok {
			t.Errorf("%s:%d: the compiler says %q, want no error", file, line, text)
		}
	}
	paired(t, fset, syntax, want)
}

var errorComment = regexp.MustCompile(`// error: (.+)$`)

// expected reads the comments of a file, by line.
func expected(t *testing.T, file string) map[int]string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := map[int]string{}
	for i, line := range strings.Split(string(data), "\n") {
		if m := errorComment.FindStringSubmatch(line); m != nil {
			want[i+1] = m[1]
		}
	}
	return want
}

// paired holds that each function with an expected error stands beside a correct twin without one.
func paired(t *testing.T, fset *token.FileSet, file *ast.File, want map[int]string) {
	t.Helper()
	wrong := map[string]bool{}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv != nil {
			continue
		}
		wrong[f.Name.Name] = false
		first, last := fset.Position(f.Pos()).Line, fset.Position(f.End()).Line
		for line := first; line <= last; line++ {
			if _, ok := want[line]; ok {
				wrong[f.Name.Name] = true
			}
		}
	}
	for name, is := range wrong {
		if ok := strings.HasSuffix(name, "OK"); ok == is {
			t.Errorf("%s has an error: %v; want one, unless its name ends in OK", name, is)
		}
		if twin, ok := wrong[strings.TrimSuffix(name, "OK")+"OK"]; !ok || twin {
			t.Errorf("%s has no correct twin", name)
		}
	}
}
