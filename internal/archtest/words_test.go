package archtest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/internal/archtest"
)

func TestWords(t *testing.T) {
	t.Parallel()
	const later, broken = "TO" + "DO", "FIX" + "ME"
	tree := files{
		"a.go":                          "package a\n\n// " + later + ": later\n",
		"docs/a.md":                     "fine\n" + broken + "\n",
		"bench/a.go":                    "// (" + broken + ")",
		"tools/go.mod":                  "module tools\n",
		"tools/a.txt":                   later,
		"mastodon.md":                   "MAS" + later + " and " + later + "S",
		"image.png":                     later + "\x00",
		"bin/tool.txt":                  later,
		".git/COMMIT_EDITMSG":           later,
		".ci/run":                       "# " + later,
		"examples/users/instance/log":   later,
		"form/testdata/fuzz/FuzzBind/1": later,
	}
	breaches, err := archtest.Words(tree.fs())
	if err != nil {
		t.Fatal(err)
	}
	const cure = ": finish it, or file an issue and leave it out"
	want := []string{
		".ci/run:1: " + later + cure,
		"a.go:3: " + later + cure,
		"bench/a.go:1: " + broken + cure,
		"docs/a.md:2: " + broken + cure,
		"tools/a.txt:1: " + later + cure,
	}
	if diff := cmp.Diff(want, lines(breaches)); diff != "" {
		t.Errorf("Words, -want +got:\n%s", diff)
	}
}
