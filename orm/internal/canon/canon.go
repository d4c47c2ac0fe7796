// Package canon brings JSON (RFC 8259) into one form, so that every database holds, compares and returns the same text:
// keys sorted by code point, no spaces, numbers without an exponent, and no escapes but those that JSON demands. What
// one of the databases would not take is refused. It imports the standard library alone.
//
//	canon.Append(nil, []byte(`{"b": 1.50e1, "a": "\u00e9"}`), canon.Anything) // {"a":"é","b":15}
package canon

import (
	"bytes"
	"slices"
)

// MaxDepth is how deep arrays and objects may be nested; MariaDB's limit (json_valid) is the lowest.
const MaxDepth = 31

// MaxDigits is how many digits a number may have. A float64 needs no more, however large or small.
const MaxDigits = 1100

// Source says where a text comes from.
type Source uint8

// The sources.
const (
	// Anything is a text of any origin.
	Anything Source = iota
	// Marshaled is what encoding/json made. It writes bytes that are not UTF-8 as \ufffd, which is then refused.
	Marshaled
)

// Error says what is wrong with a text; it completes "Settings ...". Range says that it is a number.
type Error struct {
	Text  string
	Range bool
}

// Error returns the text.
func (e *Error) Error() string { return e.Text }

var (
	errSyntax    = &Error{Text: "must be valid JSON"}
	errUTF8      = &Error{Text: "must hold valid UTF-8 text only"}
	errNUL       = &Error{Text: "must not hold NUL characters"}
	errSurrogate = &Error{Text: "must not hold half of a surrogate pair"}
	errTwice     = &Error{Text: "must not have the same key twice in one object"}
	errDepth     = &Error{Text: "must not nest arrays and objects deeper than 31 levels"}
	errNumber    = &Error{Text: "must hold no number that a float64 does not", Range: true}
)

// Append appends the canonical form of the JSON text src to dst. The error is an *Error.
func Append(dst, src []byte, from Source) ([]byte, error) {
	p := parser{src: src, marshaled: from == Marshaled}
	p.space()
	dst = p.value(dst)
	p.space()
	if p.at < len(src) {
		p.fail(errSyntax)
	}
	if p.err != nil {
		return nil, p.err
	}
	return dst, nil
}

// parser reads a text and writes it in its canonical form. After an error it reads nothing more.
type parser struct {
	src       []byte
	at        int
	depth     int
	marshaled bool
	members   []member // of the objects that are open, the inner ones last
	err       error    // the first one
}

// member is one of an object: its key, decoded, and where both of them stand in what was written.
type member struct {
	key      []byte
	from, to int
}

func (p *parser) fail(err *Error) {
	if p.err == nil {
		p.err = err
	}
	p.at = len(p.src)
}

// peek returns the next byte, and 0 at the end.
func (p *parser) peek() byte {
	if p.at < len(p.src) {
		return p.src[p.at]
	}
	return 0
}

// take goes behind the byte c if it comes next.
func (p *parser) take(c byte) bool {
	if p.peek() != c || p.at == len(p.src) {
		return false
	}
	p.at++
	return true
}

func (p *parser) space() {
	for p.at < len(p.src) && bytes.IndexByte([]byte(" \t\r\n"), p.src[p.at]) >= 0 {
		p.at++
	}
}

func (p *parser) value(dst []byte) []byte {
	switch c := p.peek(); {
	case c == '{':
		return p.nested(dst, (*parser).object)
	case c == '[':
		return p.nested(dst, (*parser).array)
	case c == '"':
		return p.text(dst)
	case c == '-' || c >= '0' && c <= '9':
		return p.number(dst)
	}
	return p.word(dst)
}

func (p *parser) word(dst []byte) []byte {
	for _, w := range []string{"true", "false", "null"} {
		if bytes.HasPrefix(p.src[p.at:], []byte(w)) {
			p.at += len(w)
			return append(dst, w...)
		}
	}
	p.fail(errSyntax)
	return dst
}

func (p *parser) nested(dst []byte, read func(*parser, []byte) []byte) []byte {
	if p.depth++; p.depth > MaxDepth {
		p.fail(errDepth)
		return dst
	}
	p.at++
	dst = read(p, dst)
	p.depth--
	return dst
}

func (p *parser) array(dst []byte) []byte {
	dst = append(dst, '[')
	for first := true; p.more(']', first); first = false {
		if !first {
			dst = append(dst, ',')
		}
		dst = p.value(dst)
	}
	return append(dst, ']')
}

// more goes to the next element of a list, over its comma, or behind the end of the list.
func (p *parser) more(end byte, first bool) bool {
	p.space()
	switch {
	case p.err != nil:
		return false
	case p.take(end):
		return false
	case first:
		return true
	case !p.take(','):
		p.fail(errSyntax)
		return false
	}
	p.space()
	return true
}

func (p *parser) object(dst []byte) []byte {
	dst = append(dst, '{')
	start, outer, sorted := len(dst), len(p.members), true
	for first := true; p.more('}', first); first = false {
		if !first {
			dst = append(dst, ',')
		}
		m := member{from: len(dst)}
		dst, m.key = p.key(dst)
		dst = p.value(dst)
		m.to = len(dst)
		if n := len(p.members); n > outer {
			sorted = sorted && bytes.Compare(p.members[n-1].key, m.key) < 0
		}
		p.members = append(p.members, m)
	}
	if !sorted && p.err == nil {
		p.sort(dst, start, p.members[outer:])
	}
	p.members = p.members[:outer]
	return append(dst, '}')
}

// key reads a key up to its colon, and returns it decoded too.
func (p *parser) key(dst []byte) (written, key []byte) {
	if p.peek() != '"' {
		p.fail(errSyntax)
		return dst, nil
	}
	key = p.decoded()
	dst = appendText(dst, key)
	p.space()
	if !p.take(':') {
		p.fail(errSyntax)
	}
	p.space()
	return append(dst, ':'), key
}

// sort brings the members that were written from start on into the order of their keys.
func (p *parser) sort(dst []byte, start int, members []member) {
	slices.SortFunc(members, func(a, b member) int { return bytes.Compare(a.key, b.key) })
	ordered := make([]byte, 0, len(dst)-start)
	for i, m := range members {
		if i > 0 {
			ordered = append(ordered, ',')
			if bytes.Equal(members[i-1].key, m.key) {
				p.fail(errTwice)
				return
			}
		}
		ordered = append(ordered, dst[m.from:m.to]...)
	}
	copy(dst[start:], ordered)
}
