package archtest

import (
	_ "embed"
	"fmt"
	"path"
	"slices"
	"strings"
)

//go:embed rooms.txt
var rooms string

// Table says which package may import what. The zero value knows no package. It is immutable once parsed, so
// goroutines may share it.
type Table struct {
	rows []row
}

// row is one line of a table.
type row struct {
	pattern string   // the package's folder; a star stands for one element
	imports []string // what its files may import
	tests   []string // what its test files may import besides
}

// Rooms returns the table of Rowan itself. It panics when rooms.txt is malformed.
func Rooms() Table {
	t, err := ParseTable(rooms)
	if err != nil {
		panic(err)
	}
	return t
}

// ParseTable reads a table in the form that the head of rooms.txt describes. It refuses a line without its two
// bars, a package told twice, and an import of a package that stands on no line above.
func ParseTable(text string) (Table, error) {
	var t Table
	for n, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		if strings.TrimSpace(line) == "" {
			continue
		}
		cells := strings.Split(line, "|")
		if len(cells) != 3 {
			return Table{}, fmt.Errorf("archtest: line %d: got %d cells, want PACKAGE | imports | imports of tests", n+1, len(cells))
		}
		r := row{strings.TrimSpace(cells[0]), strings.Fields(cells[1]), strings.Fields(cells[2])}
		if err := t.add(r); err != nil {
			return Table{}, fmt.Errorf("archtest: line %d: %w", n+1, err)
		}
	}
	return t, t.checkTests()
}

// add appends a row whose imports are all known above it.
func (t *Table) add(r row) error {
	if t.knows(r.pattern) {
		return fmt.Errorf("package %s has a line already", r.pattern)
	}
	for _, word := range r.imports {
		if ownFolder(word) && !t.knows(word) {
			return fmt.Errorf("%s may import %s, which stands on no line above", r.pattern, word)
		}
	}
	t.rows = append(t.rows, r)
	return nil
}

// checkTests refuses a package of Rowan in the third column that has no line. Tests may look downwards: an engine
// is tested through what is built upon it.
func (t Table) checkTests() error {
	for _, r := range t.rows {
		for _, word := range r.tests {
			if ownFolder(word) && !t.knows(word) {
				return fmt.Errorf("archtest: tests of %s may import %s, which has no line", r.pattern, word)
			}
		}
	}
	return nil
}

// knows reports whether some row is written with exactly this folder or pattern.
func (t Table) knows(pattern string) bool {
	return slices.ContainsFunc(t.rows, func(r row) bool { return r.pattern == pattern })
}

// find returns the row of a package's folder, and its place; ok is false when there is none.
func (t Table) find(folder string) (r row, place int, ok bool) {
	for i, r := range t.rows {
		if match, _ := path.Match(r.pattern, folder); match {
			return r, i, true
		}
	}
	return row{}, 0, false
}

// Reaches returns the folders of Rowan's packages that the table lets a package import, directly or through
// others, and every other word of their lines. It is for promises such as "orm never reaches net/http".
func (t Table) Reaches(folder string) map[string]bool {
	reached := map[string]bool{}
	var visit func(string)
	visit = func(folder string) {
		r, _, _ := t.find(folder)
		for _, word := range r.imports {
			if !reached[word] {
				reached[word] = true
				visit(word)
			}
		}
	}
	visit(folder)
	return reached
}

// ownFolder reports whether a word of a table is the folder of a package of Rowan.
func ownFolder(word string) bool {
	first, _, _ := strings.Cut(word, "/")
	return !slices.Contains([]string{"std", "net/http", "testing", "unsafe", "all"}, word) && !strings.Contains(first, ".")
}
