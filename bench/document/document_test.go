package document_test

import (
	"fmt"
	"testing"

	"github.com/rowankit/rowan/bench/document"
)

func ExampleReplace() {
	page := "# Speed\n\n<!-- reads -->\nold\n<!-- end reads -->\n\nMore.\n"
	page, err := document.Replace(page, "reads", "| a |\n| --- |\n")
	fmt.Print(page, err)
	// Output:
	// # Speed
	//
	// <!-- reads -->
	//
	// | a |
	// | --- |
	//
	// <!-- end reads -->
	//
	// More.
	// <nil>
}

func TestPagesWithoutTheMarksAreRefused(t *testing.T) {
	t.Parallel()
	for _, page := range []string{"", "<!-- a -->\n", "<!-- end a -->\n<!-- a -->\n", "<!-- a -->\n<!-- a -->\n<!-- end a -->"} {
		if got, err := document.Replace(page, "a", "text"); err == nil {
			t.Errorf("%q: got %q, want an error", page, got)
		}
	}
}
