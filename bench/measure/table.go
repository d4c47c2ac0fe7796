package measure

import (
	"fmt"
	"io"
	"strings"
)

// Table is figures as Markdown. The first columns that hold words are aligned to the left, those of figures to the right.
type Table struct {
	Title string
	// Words is how many of the columns hold words; they come first.
	Words   int
	Columns []string
	Rows    [][]string
	// Note is a paragraph below the table; "" is none.
	Note string
}

// Add appends a row.
func (t *Table) Add(cells ...string) { t.Rows = append(t.Rows, cells) }

// Write writes the table.
func (t *Table) Write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n\n", t.Title)
	line := func(cells []string) { fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | ")) }
	line(t.Columns)
	rule := make([]string, len(t.Columns))
	for i := range rule {
		if rule[i] = "---"; i >= t.Words {
			rule[i] = "---:"
		}
	}
	line(rule)
	for _, cells := range t.Rows {
		line(cells)
	}
	if t.Note != "" {
		fmt.Fprintf(&b, "\n%s\n", t.Note)
	}
	b.WriteString("\n")
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("measure: table: %w", err)
	}
	return nil
}
