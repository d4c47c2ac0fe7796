package dialect

import (
	"fmt"
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

// raw writes the author's own SQL with the dialect's marks in place of each ? outside of quotes and comments.
// What it leaves open would swallow what follows: a quote or comment without an end is refused, and a comment
// that takes the rest of the line is ended by one.
func (w *Writer) raw(e sqlast.Raw) {
	marks := 0
	for rest := e.SQL; rest != ""; {
		n, closed := passage(rest)
		switch {
		case rest[0] == '?':
			marks++
			w.Param()
		case closed:
			w.Text(rest[:n])
		case strings.HasPrefix(rest, "--"):
			w.Text(rest[:n] + "\n")
		default:
			w.Fail(fault.New(fault.Invalid, fmt.Sprintf("dialect: %q opens a quote or a comment and does not close it", e.SQL)))
		}
		rest = rest[n:]
	}
	if marks != e.Params {
		w.Fail(fault.New(fault.Invalid, fmt.Sprintf("dialect: %q has the mark ? %d times, for values that number %d", e.SQL, marks, e.Params)))
	}
}

// Raw renders a whole statement that is the author's own SQL.
func Raw(d Dialect, e sqlast.Raw) (string, error) {
	w := &Writer{dialect: d}
	w.raw(e)
	return w.finish()
}

// passage returns the length of what comes next: a mark, a quoted text, a comment, or text up to one of them.
// Closed is false when a quote or comment has no end.
func passage(s string) (n int, closed bool) {
	switch {
	case s[0] == '?':
		return 1, true
	case s[0] == '\'' || s[0] == '"' || s[0] == '`':
		return until(s, 1, s[:1])
	case strings.HasPrefix(s, "--"):
		return until(s, 2, "\n")
	case strings.HasPrefix(s, "/*"):
		return until(s, 2, "*/")
	}
	for i := 1; i < len(s); i++ {
		if strings.IndexByte("?'\"`-/", s[i]) >= 0 {
			return i, true
		}
	}
	return len(s), true
}

// until returns the length up to and with the end mark, searched from a place on; false when there is none.
func until(s string, from int, end string) (int, bool) {
	if i := strings.Index(s[from:], end); i >= 0 {
		return from + i + len(end), true
	}
	return len(s), false
}
