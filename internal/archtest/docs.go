package archtest

import (
	"fmt"
	"go/doc"
	"go/parser"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Docs returns every package of the tree that has no package comment, more than one, or one that does not begin as
// godoc expects it ("Package web", or "Command users" for a program). Test files do not count.
func Docs(tree fs.FS) ([]Breach, error) {
	packages, err := load(tree)
	if err != nil {
		return nil, err
	}
	var breaches []Breach
	for _, p := range packages {
		breaches = append(breaches, judgeDoc(p)...)
	}
	return inOrder(breaches), nil
}

// judgeDoc returns what is wrong with the doc comment of one package.
func judgeDoc(p pkg) []Breach {
	code := slices.DeleteFunc(slices.Clone(p.files), func(f file) bool { return f.test })
	if len(code) == 0 {
		return nil
	}
	documented := slices.DeleteFunc(slices.Clone(code), func(f file) bool { return f.syntax.Doc.Text() == "" })
	if len(documented) == 0 {
		return []Breach{{File: p.folder, Text: "no file has a package comment; exactly one must say what the package is"}}
	}
	var breaches []Breach
	first := documented[0]
	for _, f := range documented[1:] {
		breaches = append(breaches, Breach{File: f.path, Line: f.line(f.syntax.Package),
			Text: "a second package comment; " + first.path + " has one already"})
	}
	if want := opening(first, p.folder); !strings.HasPrefix(first.syntax.Doc.Text(), want) {
		breaches = append(breaches, Breach{File: first.path, Line: first.line(first.syntax.Package),
			Text: fmt.Sprintf("the package comment must begin with %q", want)})
	}
	return breaches
}

// opening returns the words that the package comment in a file must begin with.
func opening(f file, folder string) string {
	if f.syntax.Name.Name == "main" {
		return "Command " + path.Base(folder) + " "
	}
	return "Package " + f.syntax.Name.Name + " "
}

// Examples returns every package of the tree whose example_test.go holds no example that go test runs. Programs and
// internal packages need none. A package that may import testing can only be shown inside a test, which an
// example has not: there an example that compiles is enough.
func Examples(tree fs.FS, table Table) ([]Breach, error) {
	packages, err := load(tree)
	if err != nil {
		return nil, err
	}
	var breaches []Breach
	for _, p := range packages {
		if p.files[0].syntax.Name.Name == "main" || slices.Contains(strings.Split(p.folder, "/"), "internal") {
			continue
		}
		r, _, _ := table.find(p.folder)
		runs := !slices.Contains(r.imports, "testing")
		ok, err := hasExample(tree, p, runs)
		if err != nil {
			return nil, err
		}
		if !ok {
			breaches = append(breaches, Breach{File: path.Join(p.folder, "example_test.go"),
				Text: "package " + p.folder + " needs an Example function here with an // Output: comment"})
		}
	}
	return inOrder(breaches), nil
}

// hasExample reports whether the package's example_test.go holds an example; with runs set, one that is run.
func hasExample(tree fs.FS, p pkg, runs bool) (bool, error) {
	name := path.Join(p.folder, "example_test.go")
	if !slices.ContainsFunc(p.files, func(f file) bool { return f.path == name }) {
		return false, nil
	}
	f, err := parse(tree, name, parser.ParseComments)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(doc.Examples(f.syntax), func(e *doc.Example) bool {
		return !runs || e.Output != "" || e.EmptyOutput
	}), nil
}
