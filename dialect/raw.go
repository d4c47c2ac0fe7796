package dialect

import (
	"fmt"
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

// raw writes the author's own SQL with the dialect's marks in place of each ? outside of quotes and comments.
func (w *Writer) raw(e sqlast.Raw) {
	marks := 0
	for rest := e.SQL; rest != ""; {
		n := passage(rest)
		if rest[0] == '?' {
			marks++
			w.Param()
		} else {
			w.Text(rest[:n])
		}
		rest = rest[n:]
	}
	if marks != e.Params {
		w.Fail(fault.New(fault.Invalid, fmt.Sprintf("dialect: %q has %d marks (?) for %d values", e.SQL, marks, e.Params)))
	}
}

// Raw renders a whole statement that is the author's own SQL.
func Raw(d Dialect, e sqlast.Raw) (string, error) {
	w := &Writer{dialect: d}
	w.raw(e)
	return w.finish()
}

// passage returns the length of what comes next: a mark, a quoted text, a comment, or text up to one of them.
func passage(s string) int {
	switch {
	case s[0] == '?':
		return 1
	case s[0] == '\'' || s[0] == '"' || s[0] == '`':
		return until(s, 1, s[:1])
	case strings.HasPrefix(s, "--"):
		return until(s, 2, "\n")
	case strings.HasPrefix(s, "/*"):
		return until(s, 2, "*/")
	}
	for i := 1; i < len(s); i++ {
		if strings.IndexByte("?'\"`-/", s[i]) >= 0 {
			return i
		}
	}
	return len(s)
}

// until returns the length up to and with the end mark, searched from a place on.
func until(s string, from int, end string) int {
	if i := strings.Index(s[from:], end); i >= 0 {
		return from + i + len(end)
	}
	return len(s)
}
