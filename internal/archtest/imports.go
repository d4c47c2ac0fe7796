package archtest

import (
	"fmt"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Imports returns every import of the tree that the table forbids, and every package that the table does not name.
// The error is about reading or parsing a file.
func Imports(tree fs.FS, table Table) ([]Breach, error) {
	packages, err := load(tree)
	if err != nil {
		return nil, err
	}
	var breaches []Breach
	for _, p := range packages {
		r, place, ok := table.find(p.folder)
		if !ok {
			breaches = append(breaches, Breach{File: p.files[0].path, Line: 1,
				Text: fmt.Sprintf("package %s has no line in internal/archtest/rooms.txt; say there what it may import", p.folder)})
			continue
		}
		for _, f := range p.files {
			breaches = append(breaches, table.judge(p.folder, f, r, place)...)
		}
	}
	return inOrder(breaches), nil
}

// judge returns the imports of one file that its row forbids.
func (t Table) judge(folder string, f file, r row, place int) []Breach {
	allowed := r.allowed(folder, f.test)
	var breaches []Breach
	for _, spec := range f.syntax.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		if t.allows(allowed, place, imported) {
			continue
		}
		breaches = append(breaches, Breach{
			File: f.path,
			Line: f.line(spec.Pos()),
			Text: fmt.Sprintf("imports %s; %s may import only: %s", imported, subject(folder, f.test), strings.Join(allowed, ", ")),
		})
	}
	return breaches
}

// allowed returns the words that cover what a file of the package in folder may import.
func (r row) allowed(folder string, test bool) []string {
	if !test {
		return r.imports
	}
	words := slices.Concat(r.imports, r.tests,
		[]string{folder, "std", "net/http", "testing", "github.com/google/go-cmp/..."})
	slices.Sort(words)
	return slices.Compact(words)
}

// subject names who imports, as a breach says it.
func subject(folder string, test bool) string {
	if test {
		return "tests of " + folder
	}
	return folder
}

// allows reports whether one of the words lets the package of the row at place import a path.
func (t Table) allows(words []string, place int, imported string) bool {
	return slices.ContainsFunc(words, func(word string) bool {
		if word == "all" {
			return t.allAbove(place, imported)
		}
		return wordAllows(word, imported)
	})
}

// wordAllows reports whether one word of a table, other than "all", covers an import path.
func wordAllows(word, imported string) bool {
	switch {
	case word == "std":
		return standard(imported) && !within(imported, "net/http") && !within(imported, "testing") && imported != "unsafe"
	case word == "net/http", word == "testing":
		return within(imported, word)
	case ownFolder(word):
		return imported == path.Join(Module, word)
	case strings.HasSuffix(word, "/..."):
		return within(imported, strings.TrimSuffix(word, "/..."))
	default:
		return imported == word
	}
}

// allAbove reports whether a path is what the word "all" means on the row at place.
func (t Table) allAbove(place int, imported string) bool {
	if wordAllows("std", imported) || wordAllows("net/http", imported) {
		return true
	}
	folder, own := strings.CutPrefix(imported, Module+"/")
	_, at, known := t.find(folder)
	return own && known && at < place && !slices.Contains(strings.Split(folder, "/"), "internal")
}

// standard reports whether an import path is the standard library's: its first element has no dot. C is not.
func standard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".") && imported != "C"
}

// within reports whether an import path is root or below it.
func within(imported, root string) bool {
	return imported == root || strings.HasPrefix(imported, root+"/")
}

// line returns the line of a position in the file.
func (f file) line(pos token.Pos) int { return f.set.Position(pos).Line }
