package orm

import (
	"strings"
	"unicode"

	"github.com/rowankit/rowan/schema"
)

// snake turns a Go name into a table's or column's: ModelMetadata -> model_metadata, UserID -> user_id,
// HTTPServer -> http_server.
func snake(name string) string {
	runes := []rune(name)
	var b strings.Builder
	for i, r := range runes {
		if capital(r) && i > 0 && startsWord(runes, i) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// title turns a Go name into a label: CreatedAt -> Created At, UserID -> User ID.
func title(name string) string {
	runes := []rune(name)
	var b strings.Builder
	for i, r := range runes {
		if capital(r) && i > 0 && startsWord(runes, i) {
			b.WriteByte(' ')
		}
		if r == '_' {
			r = ' '
		}
		b.WriteRune(r)
	}
	return b.String()
}

// startsWord tells whether the upper-case letter at i begins a word: it follows a small letter or digit, or
// ends a run of capitals before a small letter.
func startsWord(runes []rune, i int) bool {
	before := runes[i-1]
	if before == '_' {
		return false
	}
	if !capital(before) {
		return true
	}
	return i+1 < len(runes) && unicode.IsLower(runes[i+1])
}

// capital tells a letter that has a small form; some capitals, such as ϒ, have none.
func capital(r rune) bool { return unicode.IsUpper(r) && unicode.ToLower(r) != r }

// nameProblem says why a name of a table, column or constraint cannot be used, or "".
func nameProblem(name string) string {
	switch {
	case name == "":
		return "is empty"
	case len(name) > schema.MaxName:
		return "is longer than 63 bytes"
	case strings.ContainsFunc(name, unicode.IsControl):
		return "holds a control character"
	case strings.ToValidUTF8(name, "") != name:
		return "is not valid UTF-8"
	case strings.TrimSpace(name) != name:
		return "begins or ends with a space"
	}
	return ""
}

// relationProblem is nameProblem for the name of a table or an index.
func relationProblem(name string) string {
	if strings.HasPrefix(strings.ToLower(name), "sqlite_") {
		return "begins with sqlite_, which SQLite keeps for itself"
	}
	return nameProblem(name)
}
