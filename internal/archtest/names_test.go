package archtest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// What an engine can do is a named capability. Its name as a value of a program stands where it is an engine's own, where
// a URL is read, and nowhere else.
func TestNoEngineIsAskedForItsName(t *testing.T) {
	t.Parallel()
	engines := []string{"sqlite", "postgres", "mysql"}
	knows := append(slices.Clone(engines), "connect", "ormtest", "bench", "tools")
	looked := 0
	err := fs.WalkDir(house(), ".", func(file string, e fs.DirEntry, err error) error {
		top, _, _ := strings.Cut(file, "/")
		if err != nil {
			return err
		}
		if e.IsDir() && (slices.Contains(knows, top) || strings.HasPrefix(top, ".") && top != ".") {
			return fs.SkipDir
		}
		if e.IsDir() || path.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		looked++
		source, err := parser.ParseFile(token.NewFileSet(), file, textOf(t, file), parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(source, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				text, _ := strconv.Unquote(literal.Value)
				if slices.Contains(append(engines, "postgresql", "mariadb"), strings.ToLower(text)) {
					t.Errorf("%s: %q is the name of an engine; ask for a capability", file, text)
				}
			}
			return true
		})
		return nil
	})
	if err != nil || looked < 100 {
		t.Errorf("looked at %d files, %v; want all of the house", looked, err)
	}
}
