package postgres

import "strings"

// verb is what kind of statement a text is, told by its first words.
type verb uint8

const (
	verbNone      verb = iota // no text
	verbRows                  // reads or writes rows, and may have parameters
	verbUtility               // everything else that the server does
	verbControl               // begins or ends transactions
	verbSavepoint             // within them
	verbCopy
	verbSetting // changes the session, which is the next one's too
)

// verbOf tells it. A text that begins with a parenthesis is a query.
func verbOf(sql string) verb {
	word, rest := firstWord(sql)
	switch strings.ToUpper(word) {
	case "":
		return choose(rest == "", verbNone, verbRows)
	case "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "TABLE", "MERGE":
		return verbRows
	case "BEGIN", "START", "COMMIT", "END", "ABORT":
		return verbControl
	case "SAVEPOINT", "RELEASE":
		return verbSavepoint
	case "COPY":
		return verbCopy
	case "SET":
		next, _ := firstWord(rest)
		return choose(strings.EqualFold(next, "LOCAL"), verbUtility, verbSetting)
	case "RESET", "DISCARD", "LISTEN", "UNLISTEN", "LOAD":
		return verbSetting
	case "ROLLBACK":
		return choose(rollsBackTo(rest), verbSavepoint, verbControl)
	case "PREPARE":
		next, _ := firstWord(rest)
		return choose(strings.EqualFold(next, "TRANSACTION"), verbControl, verbUtility)
	}
	return verbUtility
}

// rollsBackTo reports whether what follows ROLLBACK names a savepoint.
func rollsBackTo(rest string) bool {
	word, rest := firstWord(rest)
	if strings.EqualFold(word, "WORK") || strings.EqualFold(word, "TRANSACTION") {
		word, _ = firstWord(rest)
	}
	return strings.EqualFold(word, "TO")
}

// firstWord returns the first word of a text and what follows it. Space, comments and semicolons before it are
// passed over; a text that goes on with anything else has no word.
func firstWord(sql string) (word, rest string) {
	for sql != "" {
		switch {
		case strings.IndexByte(" \t\n\r\f\v;", sql[0]) >= 0:
			sql = sql[1:]
		case strings.HasPrefix(sql, "--"):
			_, sql, _ = strings.Cut(sql, "\n")
		case strings.HasPrefix(sql, "/*"):
			sql = sql[commentLength(sql):]
		default:
			n := 0
			for n < len(sql) && (sql[n]|0x20 >= 'a' && sql[n]|0x20 <= 'z') {
				n++
			}
			return sql[:n], sql[n:]
		}
	}
	return "", ""
}

// commentLength is the length of the comment with which a text begins; comments lie within each other.
func commentLength(sql string) int {
	depth := 0
	for i := 0; i < len(sql); {
		switch {
		case strings.HasPrefix(sql[i:], "/*"):
			depth++
			i += 2
		case strings.HasPrefix(sql[i:], "*/"):
			depth--
			i += 2
			if depth == 0 {
				return i
			}
		default:
			i++
		}
	}
	return len(sql)
}

// writtenTable returns the table that a statement changes, and "" where its words do not begin with it.
func writtenTable(sql string) string {
	word, rest := firstWord(sql)
	switch strings.ToUpper(word) {
	case "INSERT", "DELETE":
		_, rest = firstWord(rest) // INTO or FROM
	case "UPDATE":
	default:
		return ""
	}
	if word, behind := firstWord(rest); strings.EqualFold(word, "ONLY") {
		rest = behind
	}
	name := ""
	for rest = strings.TrimLeft(rest, " \t\n\r\f\v"); rest != ""; rest = rest[1:] {
		if name, rest = identifier(rest); rest == "" || rest[0] != '.' {
			break // what stood before a point was its schema
		}
	}
	return name
}

// lower is an unquoted name as the server keeps it: in an encoding of several bytes it folds the letters of ASCII alone.
func lower(name string) string {
	folded := []byte(name)
	for i, c := range folded {
		if 'A' <= c && c <= 'Z' {
			folded[i] = c + 'a' - 'A'
		}
	}
	return string(folded)
}

// identifier returns the name that a text begins with, and what follows it.
func identifier(sql string) (name, rest string) {
	if !strings.HasPrefix(sql, `"`) {
		n := strings.IndexAny(sql, " \t\n\r\f\v.(;,\"")
		if n < 0 {
			n = len(sql)
		}
		return lower(sql[:n]), sql[n:]
	}
	for n := 1; n < len(sql); n++ {
		if sql[n] != '"' {
			continue
		}
		if n+1 == len(sql) || sql[n+1] != '"' {
			return strings.ReplaceAll(sql[1:n], `""`, `"`), sql[n+1:]
		}
		n++
	}
	return "", ""
}
