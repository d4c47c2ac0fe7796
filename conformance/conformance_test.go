package conformance_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rowankit/rowan/conformance"
)

func TestNamesAreDifferentAndSpelledAsGoTestDoes(t *testing.T) {
	t.Parallel()
	names := conformance.Names()
	if len(names) < 150 {
		t.Errorf("got %d names, want all of the cases", len(names))
	}
	seen := map[string]bool{}
	for _, n := range names {
		if seen[n] || strings.ContainsAny(n, " \t") || strings.Count(n, "/") != 1 {
			t.Errorf("got the name %q, want theme/case, once", n)
		}
		seen[n] = true
	}
}

// Each sentence of docs/semantics.md and of docs/session.md names the cases that hold it, and each case has its sentence.
func TestSemanticsAndCasesAreTheSame(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/semantics.md")
	if err != nil {
		t.Fatal(err)
	}
	sessions, err := os.ReadFile("../docs/session.md")
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, sessions...)
	names := conformance.Names()
	cited := map[string]bool{}
	for _, match := range regexp.MustCompile("`([a-z_]+/[^`/]+)`").FindAllStringSubmatch(string(text), -1) {
		if cited[match[1]] = true; !slices.Contains(names, match[1]) {
			t.Errorf("docs/semantics.md or docs/session.md cites %s, which is no case of the suite", match[1])
		}
	}
	for _, n := range names {
		if !cited[n] {
			t.Errorf("neither docs/semantics.md nor docs/session.md has a sentence that names %s", n)
		}
	}
}
