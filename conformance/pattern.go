package conformance

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/validate"
)

// texts is the axis of a text, which patterns are about too.
type texts[T orm.Text] struct {
	values[T]
	text func(T) (string, bool)
}

func (x texts[T]) clause(r *rand.Rand) clause {
	if r.IntN(2) == 0 {
		return x.values.clause(r)
	}
	pattern := patternOf(r)
	part := textPool[r.IntN(len(textPool))]
	like := func(what string, cond orm.Cond, holds func(text string) bool) clause {
		return clause{fmt.Sprintf("%s %s %q", x.name, what, pattern), cond, func(s *specimen) truth {
			text, present := x.text(x.in(s, x.at))
			if !present {
				return unknown
			}
			return truthOf(holds(text))
		}}
	}
	switch r.IntN(7) {
	case 0:
		pattern = part
		return like("contains", orm.Contains(x.field, part), func(s string) bool { return strings.Contains(s, part) })
	case 1:
		pattern = part
		return like("begins with", orm.HasPrefix(x.field, part), func(s string) bool { return strings.HasPrefix(s, part) })
	case 2:
		pattern = part
		return like("ends with", orm.HasSuffix(x.field, part), func(s string) bool { return strings.HasSuffix(s, part) })
	case 3:
		pattern = part
		return like("equals folded", orm.EqFold(x.field, part), func(s string) bool { return validate.Fold(s) == validate.Fold(part) })
	case 4:
		return like("is folded like", orm.LikeFold(x.field, pattern), func(s string) bool { return matchesPattern([]rune(validate.Fold(s)), []rune(validate.Fold(pattern))) })
	}
	return like("is like", orm.Like(x.field, pattern), func(s string) bool { return matchesPattern([]rune(s), []rune(pattern)) })
}

// patternOf draws a pattern of texts, marks and escaped marks.
func patternOf(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(4) {
		switch r.IntN(5) {
		case 0:
			b.WriteString("%")
		case 1:
			b.WriteString("_")
		case 2:
			b.WriteString([]string{`\%`, `\_`, `\\`, `\a`}[r.IntN(4)])
		default:
			b.WriteString(orm.EscapeLike(textPool[r.IntN(len(textPool))]))
		}
	}
	return b.String()
}

// matchesPattern is Like, in Go.
func matchesPattern(text, pattern []rune) bool {
	if len(pattern) == 0 {
		return len(text) == 0
	}
	switch c := pattern[0]; {
	case c == '%':
		for i := range len(text) + 1 {
			if matchesPattern(text[i:], pattern[1:]) {
				return true
			}
		}
		return false
	case c == '\\' && len(pattern) > 1:
		pattern = pattern[1:]
	case c == '_' && len(text) > 0:
		return matchesPattern(text[1:], pattern[1:])
	case c == '_':
		return false
	}
	return len(text) > 0 && text[0] == pattern[0] && matchesPattern(text[1:], pattern[1:])
}
