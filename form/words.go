package form

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// words splits a Go name: "CreatedAt" into Created and At, "UserID" into User and ID, "HTMLName" into HTML and
// Name. Dots and underscores separate as well.
func words(name string) []string {
	var all []string
	for part := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == '.' || r == '_' }) {
		all = append(all, humps([]rune(part))...)
	}
	return all
}

func humps(name []rune) []string {
	var all []string
	start := 0
	for i := 1; i < len(name); i++ {
		rises := unicode.IsUpper(name[i]) && !unicode.IsUpper(name[i-1])
		acronymEnds := i+1 < len(name) && unicode.IsUpper(name[i]) && unicode.IsLower(name[i+1])
		if rises || acronymEnds {
			all = append(all, string(name[start:i]))
			start = i
		}
	}
	return append(all, string(name[start:]))
}

// label makes the text before a field from its Go name: "Created At".
func label(name string) string {
	all := words(name)
	for i := range all {
		all[i] = capital(all[i])
	}
	return strings.Join(all, " ")
}

// lower returns a label as it stands inside a sentence: "user", but "ID" as it is.
func lower(label string) string {
	r, size := utf8.DecodeRuneInString(label)
	if next, _ := utf8.DecodeRuneInString(label[size:]); unicode.IsUpper(next) {
		return label
	}
	return string(unicode.ToLower(r)) + label[size:]
}

// htmlName makes the HTML name of a field from its Go name: "created_at".
func htmlName(name string) string { return strings.ToLower(strings.Join(words(name), "_")) }
