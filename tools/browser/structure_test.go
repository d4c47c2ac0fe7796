package browser_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

func TestPagesHaveAnOrderThatCanBeHeard(t *testing.T) {
	t.Parallel()
	for name, program := range tours {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			full := startProgram(t, name)
			program.fill(t, full)
			b := openTab(t, startProgram(t, name))
			program.tour(b, full, func(page string) { wantOrder(b, page) })
		})
	}
}

// wantOrder expects a page whose parts a screen reader can name and find.
func wantOrder(b *tab, page string) {
	b.t.Helper()
	t, tree := b.t, b.tree()
	if err := judgeHeadings(tree); err != nil {
		t.Errorf("%s: %v", page, err)
	}
	for _, n := range tree {
		switch n.role {
		case "textbox", "button", "link", "table", "navigation", "region", "combobox":
			if n.name == "" && n.role != "table" {
				t.Errorf("%s: a %s has no name: %+v", page, n.role, n)
			}
		}
	}
	b.inTree("main", "")
	if lang := evaluate[string](b, "document.documentElement.lang"); lang != "en" {
		t.Errorf("%s: the language is %q", page, lang)
	}
	if page == "long list" {
		b.inTree("region", "Users")
		b.inTree("navigation", "Pages")
		for _, name := range []string{"ID", "Name", "Email", "Created At"} {
			b.inTree("columnheader", name)
		}
	}
}

// judgeHeadings wants one heading of level 1, first, and no level left out after it.
func judgeHeadings(tree []node) error {
	var levels []string
	last := 0
	for _, n := range tree {
		if n.role != "heading" {
			continue
		}
		level, err := strconv.Atoi(n.level)
		if err != nil {
			return err
		}
		levels = append(levels, n.level)
		if level > last+1 || level == 1 && last != 0 {
			return fmt.Errorf("the headings have the levels %s", strings.Join(levels, ", "))
		}
		last = level
	}
	if last == 0 {
		return fmt.Errorf("there is no heading")
	}
	return nil
}
