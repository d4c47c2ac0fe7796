package tutorial_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/internal/tutorial"
)

func TestSteps(t *testing.T) {
	t.Parallel()
	page := "# Page\n\n```go a.go\npackage a\n\nfunc b() {\n}\n```\n\nSay `go`:\n```\nno language\n```\n```sh\ngo run .\n```\n```html a/b.html <h1>\n<h1>x</h1>\n```\n"
	want := []tutorial.Step{
		{Line: 4, Language: "go", File: "a.go", Text: "package a\n\nfunc b() {\n}\n"},
		{Line: 15, Language: "sh", Text: "go run .\n"},
		{Line: 18, Language: "html", File: "a/b.html", Part: "<h1>", Text: "<h1>x</h1>\n"},
	}
	got, err := tutorial.Steps(page)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	if got, err := tutorial.Steps("```go\npackage a\n"); err == nil {
		t.Errorf("a block without an end: got %v, want an error", got)
	}
}

func TestApply(t *testing.T) {
	t.Parallel()
	const file = "package a\n\nfunc b() {\n\told()\n}\n\nfunc bc() {\n}\n"
	for name, c := range map[string]struct {
		step         tutorial.Step
		before, want string // "" for an error
	}{
		"a file":           {tutorial.Step{Text: "new\n"}, file, "new\n"},
		"a function":       {tutorial.Step{Language: "go", Part: "b", Text: "func b() {\n\tnew()\n}\n"}, file, "package a\n\nfunc b() {\n\tnew()\n}\n\nfunc bc() {\n}\n"},
		"the last one":     {tutorial.Step{Language: "go", Part: "bc", Text: "func d() {\n}\n"}, file, "package a\n\nfunc b() {\n\told()\n}\n\nfunc d() {\n}\n"},
		"none such":        {tutorial.Step{Language: "go", Part: "x", Text: "func x() {\n}\n"}, file, ""},
		"twice":            {tutorial.Step{Language: "go", Part: "b"}, file + file, ""},
		"a line":           {tutorial.Step{Language: "html", Part: "<h1>", Text: "<h1>new</h1>\n<p>\n"}, "<a>\n<h1>old</h1>\n<b>\n", "<a>\n<h1>new</h1>\n<p>\n<b>\n"},
		"the first line":   {tutorial.Step{Language: "html", Part: "<h1>", Text: "<p>\n"}, "<h1>old</h1>\n", "<p>\n"},
		"no line":          {tutorial.Step{Language: "html", Part: "<h1>", Text: "<p>\n"}, "<a><h1>\n", ""},
		"a line, unclosed": {tutorial.Step{Language: "html", Part: "<h1>", Text: "<p>\n"}, "<h1>", ""},
	} {
		got, err := c.step.Apply(c.before)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, c.want)
		}
	}
}
