// Package archtest holds the rules of the house as tests over the sources: which package may import which, one
// doc comment and one running example per package, and no unfinished business in any text.
//
// It reads files with go/parser from an fs.FS and imports only the standard library. Each rule is a function from
// a tree of files to the places that break it:
//
//	tree := os.DirFS("../..")
//	breaches, err := archtest.Imports(tree, archtest.Rooms())
//
// The table of imports is in rooms.txt; a new package, or a new edge, is a line there in the same change.
package archtest

import (
	"cmp"
	"fmt"
	"slices"
)

// Module is the path that imports of Rowan's own packages begin with.
const Module = "github.com/rowankit/rowan"

// Breach is one place where the sources break a rule.
type Breach struct {
	// File is the path from the root of the tree, with slashes.
	File string
	// Line counts from 1; 0 means the file or folder as a whole.
	Line int
	// Text says what was found and which rule forbids it.
	Text string
}

// String returns the breach in the form that editors turn into a link, "orm/query.go:12: ...".
func (b Breach) String() string {
	if b.Line == 0 {
		return b.File + ": " + b.Text
	}
	return fmt.Sprintf("%s:%d: %s", b.File, b.Line, b.Text)
}

// inOrder sorts breaches by place and returns them.
func inOrder(breaches []Breach) []Breach {
	slices.SortStableFunc(breaches, func(a, b Breach) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return breaches
}
