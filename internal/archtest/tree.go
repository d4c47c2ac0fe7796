package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// pkg is the Go files of one folder, whatever package clauses they carry.
type pkg struct {
	folder string // from the root of the tree; "." is the root
	files  []file // in order of path, never empty
}

// file is the head of one Go file: package clause, imports, comments.
type file struct {
	path   string
	test   bool // its name ends in _test.go
	set    *token.FileSet
	syntax *ast.File
}

// load parses the head of every Go file of the tree's own module, in order of path.
func load(tree fs.FS) ([]pkg, error) {
	byFolder := map[string][]file{}
	err := walk(tree, func(name string) error {
		if path.Ext(name) != ".go" {
			return nil
		}
		f, err := parse(tree, name, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		byFolder[path.Dir(name)] = append(byFolder[path.Dir(name)], f)
		return nil
	})
	packages := make([]pkg, 0, len(byFolder))
	for folder, files := range byFolder {
		packages = append(packages, pkg{folder, files})
	}
	slices.SortFunc(packages, func(a, b pkg) int { return strings.Compare(a.folder, b.folder) })
	return packages, err
}

// parse reads and parses one file.
func parse(tree fs.FS, name string, mode parser.Mode) (file, error) {
	source, err := fs.ReadFile(tree, name)
	if err != nil {
		return file{}, fmt.Errorf("archtest: %w", err)
	}
	set := token.NewFileSet()
	syntax, err := parser.ParseFile(set, name, source, mode)
	if err != nil {
		return file{}, fmt.Errorf("archtest: %w", err)
	}
	return file{name, strings.HasSuffix(name, "_test.go"), set, syntax}, nil
}

// walk visits the files that the go command would count to the tree's own module: not those of modules within it,
// nor testdata, nor folders that begin with a dot or an underscore.
func walk(tree fs.FS, visit func(name string) error) error {
	return fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || name == "." {
			return err
		}
		if !entry.IsDir() {
			return visit(name)
		}
		if base := entry.Name(); base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
			return fs.SkipDir
		}
		if _, err := fs.Stat(tree, path.Join(name, "go.mod")); err == nil {
			return fs.SkipDir
		}
		return nil
	})
}
