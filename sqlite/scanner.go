package sqlite

import "strings"

// scanner splits SQL into tokens as SQLite's tokenizer does (tokenize.c), as far as is needed to find the
// parts of a stored definition: quotes, comments and parentheses. It accepts any text.
type scanner struct {
	text string
	at   int
}

// token is a word, a number, an operator, a parenthesis, or something quoted.
type token struct {
	text   string // as written, quotes included
	quoted bool
}

func newScanner(text string) *scanner { return &scanner{text: text} }

// next returns the next token; false says that there are no more. A semicolon at the top is no token.
func (s *scanner) next() (token, bool) {
	s.skip()
	if s.at == len(s.text) {
		return token{}, false
	}
	start := s.at
	switch c := s.text[s.at]; {
	case c == '\'' || c == '"' || c == '`':
		s.quoted(c)
		return token{s.text[start:s.at], true}, true
	case c == '[':
		s.until("]")
		return token{s.text[start:s.at], true}, true
	case wordByte(c):
		for s.at < len(s.text) && (wordByte(s.text[s.at]) || s.text[s.at] == '.' && c >= '0' && c <= '9') {
			s.at++
		}
	default:
		s.at++
		if s.at < len(s.text) && strings.Contains(" || <= >= <> != == << >> -> ", " "+s.text[start:s.at+1]+" ") {
			s.at++
		}
	}
	return token{s.text[start:s.at], false}, true
}

// skip passes over space, comments and semicolons.
func (s *scanner) skip() {
	for s.at < len(s.text) {
		switch rest := s.text[s.at:]; {
		case strings.IndexByte(" \t\n\f\r;", rest[0]) >= 0:
			s.at++
		case strings.HasPrefix(rest, "--"):
			s.until("\n")
		case strings.HasPrefix(rest, "/*"):
			s.at += 2
			s.until("*/")
		default:
			return
		}
	}
}

// until goes behind the next end, or to the end of the text.
func (s *scanner) until(end string) {
	if i := strings.Index(s.text[s.at:], end); i >= 0 {
		s.at += i + len(end)
		return
	}
	s.at = len(s.text)
}

// quoted goes behind a quoted text in which a doubled quote stands for one.
func (s *scanner) quoted(quote byte) {
	for s.at++; s.at < len(s.text); s.at++ {
		if s.text[s.at] != quote {
			continue
		}
		if s.at++; s.at == len(s.text) || s.text[s.at] != quote {
			return
		}
	}
}

func wordByte(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// is reports whether the token is a keyword, a word without quotes.
func (t token) is(keyword string) bool { return !t.quoted && strings.EqualFold(t.text, keyword) }

// name returns the identifier that the token stands for.
func (t token) name() string {
	if !t.quoted || len(t.text) < 2 {
		return t.text
	}
	inner := t.text[1 : len(t.text)-1]
	if q := t.text[:1]; q != "[" {
		inner = strings.ReplaceAll(inner, q+q, q)
	}
	return inner
}

// tokens returns all tokens of a text.
func tokens(text string) []token {
	var all []token
	s := newScanner(text)
	for t, ok := s.next(); ok; t, ok = s.next() {
		all = append(all, t)
	}
	return all
}

// normal returns tokens as text of one form: one space between tokens, words without quotes in lower case.
func normal(list []token) string {
	var b strings.Builder
	for i, t := range list {
		if i > 0 {
			b.WriteByte(' ')
		}
		if t.quoted {
			b.WriteString(t.text)
		} else {
			b.WriteString(strings.ToLower(t.text))
		}
	}
	return b.String()
}
