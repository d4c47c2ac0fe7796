package main

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rowankit/rowan/web"
)

// report is the dashboard for a terminal: the same tables as text.
func (p pages) report(c *web.Context) error {
	chosen, err := readChoice(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	s, err := readSales(c.Context(), p.db, chosen)
	if err != nil {
		return err
	}
	h := c.Writer.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "private, no-cache")
	c.Writer.WriteHeader(http.StatusOK)
	_, _ = io.WriteString(c.Writer, s.text()) // it fails when nobody listens any more
	return nil
}

// text is the whole dashboard.
func (s *sales) text() string {
	var b strings.Builder
	heading(&b, "Sales of "+s.choice.words(), "=")
	glance := table{}
	for _, f := range s.glance() {
		glance.Rows = append(glance.Rows, []cell{words(f.Name), figure(f.Text)})
	}
	b.WriteString(glance.text())
	wide, panels := s.sections("")
	for _, section := range slices.Concat(wide, slices.Concat(panels...)) {
		b.WriteString("\n")
		heading(&b, section.Title, "-")
		b.WriteString(section.Table.text())
	}
	return b.String()
}

func heading(b *strings.Builder, title, line string) {
	b.WriteString(title + "\n" + strings.Repeat(line, utf8.RuneCountInString(title)) + "\n")
}

// widestText is how many characters of a text a terminal gets in one column; numbers are never cut.
const widestText = 40

// text writes the columns below each other, numbers to the right, with two spaces between. What a terminal would take for
// an order is a question mark.
func (t table) text() string {
	if len(t.Rows) == 0 {
		return "(none)\n"
	}
	lines := t.Rows
	if t.Heads != nil {
		lines = append([][]cell{t.Heads}, t.Rows...)
	}
	widths := make([]int, len(lines[0]))
	for _, line := range lines {
		for i, c := range line {
			widths[i] = max(widths[i], utf8.RuneCountInString(c.plain()))
		}
	}
	var b strings.Builder
	for _, line := range lines {
		row := ""
		for i, c := range line {
			if i > 0 {
				row += "  "
			}
			text := c.plain()
			gap := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(text))
			if c.Number {
				row += gap + text
			} else {
				row += text + gap
			}
		}
		b.WriteString(strings.TrimRight(row, " ") + "\n")
	}
	return b.String()
}

// plain is the text of a cell for a terminal.
func (c cell) plain() string {
	text := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, c.Text)
	if c.Number {
		return text
	}
	return cut(text, widestText)
}
