package archtest_test

import (
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
)

var (
	link     = regexp.MustCompile(`\]\(([^)#:\s]+)(?:#[^)]*)?\)`)
	fileName = regexp.MustCompile("`([a-z_]+\\.go)`")
	contract = regexp.MustCompile("\\[`[a-z]+\\.([A-Z][A-Za-z]*)`\\]\\(\\.\\./([a-z/]+\\.go)\\)")
)

func textOf(t *testing.T, file string) string {
	t.Helper()
	text, err := fs.ReadFile(house(), file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestLinksOfPagesLeadSomewhere(t *testing.T) {
	t.Parallel()
	pages, err := fs.Glob(house(), "docs/*.md")
	if err != nil || len(pages) < 4 {
		t.Fatalf("docs: got the pages %v, %v", pages, err)
	}
	for _, page := range append(pages, "README.md", "CONTRIBUTING.md", "CHANGELOG.md") {
		for _, found := range link.FindAllStringSubmatch(textOf(t, page), -1) {
			if _, err := fs.Stat(house(), path.Join(path.Dir(page), found[1])); err != nil {
				t.Errorf("%s: the link to %s leads nowhere: %v", page, found[1], err)
			}
		}
	}
}

// Whoever writes a fourth engine finds what the page says in each of the three.
func TestThePageAboutNewEnginesNamesWhatThereIs(t *testing.T) {
	t.Parallel()
	page := textOf(t, "docs/new-engine.md")
	table, files, _ := strings.Cut(page, "## Its files")
	files, _, _ = strings.Cut(files, "\n## ")
	interfaces := contract.FindAllStringSubmatch(table, -1)
	if len(interfaces) < 7 {
		t.Errorf("got %d links to interfaces, want all that an engine implements", len(interfaces))
	}
	for _, found := range interfaces {
		if !strings.Contains(textOf(t, found[2]), "\ntype "+found[1]+" interface {") {
			t.Errorf("%s declares no interface %s", found[2], found[1])
		}
	}
	names := fileName.FindAllStringSubmatch(files, -1)
	if len(names) < 14 {
		t.Errorf("got %d names of files, want all that engines have in common", len(names))
	}
	for _, found := range names {
		for _, engine := range []string{"sqlite", "postgres", "mysql"} {
			if _, err := fs.Stat(house(), path.Join(engine, found[1])); err != nil {
				t.Errorf("the page says that every engine has a file %s: %v", found[1], err)
			}
		}
	}
}
