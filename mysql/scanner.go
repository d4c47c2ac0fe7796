package mysql

import "strings"

// scanner splits SQL into tokens as the server does in the modes that this package sets: a backslash is a character
// like others, and a doubled quote stands for one. It accepts any text.
type scanner struct {
	text       string
	at         int
	stored     bool // the text is the server's own, where a backslash escapes and /*!80023 code */ is code
	executable bool // a comment was met that the server runs as code
}

// token is a word, a number, an operator, a parenthesis, or something quoted.
type token struct {
	text   string // as written, quotes included
	quoted bool
}

// next returns the next token; false says that there are no more.
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
	case digit(c):
		s.number()
	case wordByte(c):
		for s.at < len(s.text) && wordByte(s.text[s.at]) {
			s.at++
		}
	default:
		s.at++
		for s.at < len(s.text) && strings.Contains(" || && <= >= <> != <=> << >> := -> ->> ", " "+s.text[start:s.at+1]+" ") {
			s.at++
		}
	}
	return token{s.text[start:s.at], false}, true
}

// number passes over 12, 1.5, 1e300 and 1e-7.
func (s *scanner) number() {
	start := s.at
	for s.at < len(s.text) && (wordByte(s.text[s.at]) || s.text[s.at] == '.' || s.signed(start)) {
		s.at++
	}
}

// signed reports whether the scanner stands at the sign of an exponent.
func (s *scanner) signed(start int) bool {
	c := s.text[s.at]
	return (c == '-' || c == '+') && s.at > start && (s.text[s.at-1] == 'e' || s.text[s.at-1] == 'E')
}

// skip passes over space and comments.
func (s *scanner) skip() {
	for s.at < len(s.text) {
		switch rest := s.text[s.at:]; {
		case strings.IndexByte(" \t\n\v\f\r", rest[0]) >= 0:
			s.at++
		case rest[0] == '#':
			s.until("\n")
		case strings.HasPrefix(rest, "--") && (len(rest) == 2 || rest[2] <= ' '):
			s.until("\n")
		case s.stored && strings.HasPrefix(rest, "/*!"):
			s.at += 3
			for s.at < len(s.text) && digit(s.text[s.at]) {
				s.at++
			}
		case s.stored && strings.HasPrefix(rest, "*/"):
			s.at += 2
		case strings.HasPrefix(rest, "/*"):
			s.executable = s.executable || strings.HasPrefix(rest, "/*!") || strings.HasPrefix(rest, "/*M!")
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
		if s.text[s.at] == '\\' && s.stored && quote == '\'' {
			s.at = min(s.at+1, len(s.text)-1)
			continue
		}
		if s.text[s.at] != quote {
			continue
		}
		if s.at++; s.at == len(s.text) || s.text[s.at] != quote {
			return
		}
	}
}

func wordByte(c byte) bool {
	return c == '_' || c == '$' || c == '@' || c >= 0x80 || digit(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// is reports whether the token is a keyword or a mark, without quotes.
func (t token) is(keyword string) bool { return !t.quoted && strings.EqualFold(t.text, keyword) }

// name returns the identifier that the token stands for.
func (t token) name() string {
	if !t.quoted || len(t.text) < 2 {
		return t.text
	}
	q := t.text[:1]
	return strings.ReplaceAll(t.text[1:len(t.text)-1], q+q, q)
}

// tokens returns all tokens of a text of a program, and whether a comment in it would be run as code.
func tokens(text string) (all []token, executable bool) {
	s := scanner{text: text}
	for t, ok := s.next(); ok; t, ok = s.next() {
		all = append(all, t)
	}
	return all, s.executable
}
