package fault_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rowankit/rowan/fault"
)

// kindConstants reads the names of the kinds in the source, in order, without None.
func kindConstants(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "kind.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, d := range file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, s := range g.Specs {
			for _, n := range s.(*ast.ValueSpec).Names {
				if n.IsExported() && n.Name != "None" {
					names = append(names, n.Name)
				}
			}
		}
	}
	return names
}

func document(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Every kind has its heading in docs/errors.md, with a cause and a cure, and there is no other heading.
func TestEveryKindIsDocumented(t *testing.T) {
	t.Parallel()
	kinds, _, _ := strings.Cut(document(t), "\n## Codes\n")
	sections := strings.Split(kinds, "\n### ")[1:]
	var headings []string
	for _, s := range sections {
		name, text, _ := strings.Cut(s, "\n")
		headings = append(headings, name)
		if cause, cure, ok := strings.Cut(text, "\n*Cure:* "); !ok || len(strings.TrimSpace(cause)) < 40 || len(strings.TrimSpace(cure)) < 10 {
			t.Errorf("docs/errors.md: %s lacks a cause or a cure", name)
		}
	}
	names := kindConstants(t)
	if d := cmp.Diff(names, headings); d != "" {
		t.Errorf("docs/errors.md (-kinds +headings)\n%s", d)
	}
	if len(names) != len(fault.Kinds()) {
		t.Errorf("kind.go has %d constants and Kinds %d", len(names), len(fault.Kinds()))
	}
}

// givenCode finds the codes that the sources give to violations.
var givenCode = regexp.MustCompile(`\bCode: "([a-z_]+)"|refuse\(fault\.\w+, "([a-z_]+)"|[^.]\binvalid\("([a-z]+_[a-z_]+)"|textViolation\("([a-z_]+)"`)

// Every code that a rule gives stands in docs/errors.md, and every code there is given somewhere.
func TestEveryCodeIsDocumented(t *testing.T) {
	t.Parallel()
	_, table, _ := strings.Cut(document(t), "\n## Codes\n")
	var documented []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\|").FindAllStringSubmatch(table, -1) {
		documented = append(documented, m[1])
	}
	sources := sourcesOf(t, "validate", "form", "modelform", "orm")
	for _, code := range documented {
		if !strings.Contains(sources, `"`+code+`"`) {
			t.Errorf("docs/errors.md has the code %s, which no source gives", code)
		}
	}
	found := 0
	for _, m := range givenCode.FindAllStringSubmatch(sources, -1) {
		code := strings.Join(m[1:], "")
		found++
		if !slices.Contains(documented, code) {
			t.Errorf("a source gives the code %s, which docs/errors.md lacks", code)
		}
	}
	if found < 20 {
		t.Errorf("only %d codes were found in the sources; the test looks for the wrong words", found)
	}
}

// sourcesOf returns the code of some packages, without tests and comments.
func sourcesOf(t *testing.T, folders ...string) string {
	t.Helper()
	var all strings.Builder
	for _, folder := range folders {
		files, err := fs.Glob(os.DirFS(".."), folder+"/*.go")
		if err != nil || len(files) == 0 {
			t.Fatalf("no sources in %s: %v", folder, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(filepath.Join("..", name))
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(text)) {
				if !strings.HasPrefix(strings.TrimSpace(line), "//") {
					all.WriteString(line)
				}
			}
		}
	}
	return all.String()
}
