package canon

import (
	"strconv"
	"unicode/utf8"
)

// text reads a string and writes it with the escapes that it needs.
func (p *parser) text(dst []byte) []byte { return appendText(dst, p.decoded()) }

// decoded reads a string. What it returns is shared with the source where the string has no escapes.
func (p *parser) decoded() []byte {
	p.at++ // the quote
	start := p.at
	for p.at < len(p.src) {
		switch c := p.src[p.at]; {
		case c == '"':
			p.at++
			return p.src[start : p.at-1]
		case c == '\\':
			return p.unescaped(append([]byte{}, p.src[start:p.at]...))
		default:
			p.character()
		}
	}
	p.fail(errSyntax)
	return nil
}

// unescaped reads the rest of a string that has escapes, behind what was read of it.
func (p *parser) unescaped(read []byte) []byte {
	for p.at < len(p.src) {
		switch c := p.src[p.at]; {
		case c == '"':
			p.at++
			return read
		case c == '\\':
			p.at++
			read = p.escape(read)
		default:
			from := p.at
			p.character()
			read = append(read, p.src[from:p.at]...)
		}
	}
	p.fail(errSyntax)
	return nil
}

// character goes behind one character that stands for itself.
func (p *parser) character() {
	c := p.src[p.at]
	if c >= utf8.RuneSelf {
		r, n := utf8.DecodeRune(p.src[p.at:])
		if r == utf8.RuneError && n == 1 {
			p.fail(errUTF8)
			return
		}
		p.at += n
		return
	}
	if c < ' ' {
		p.fail(errSyntax)
		return
	}
	p.at++
}

// escapes are the characters that a backslash and a letter stand for.
var escapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escape reads what stands behind a backslash.
func (p *parser) escape(dst []byte) []byte {
	c := p.peek()
	if c == 'u' {
		return p.codePoint(dst)
	}
	if escapes[c] == 0 {
		p.fail(errSyntax)
		return dst
	}
	p.at++
	return append(dst, escapes[c])
}

// codePoint reads \uXXXX, or two of them that are a surrogate pair.
func (p *parser) codePoint(dst []byte) []byte {
	const high, low, end = 0xd800, 0xdc00, 0xe000
	literal := p.marshaled && string(p.src[p.at:min(p.at+5, len(p.src))]) == "ufffd"
	r := p.hex()
	switch {
	case p.err != nil:
	case literal:
		p.fail(errUTF8)
	case r == 0:
		p.fail(errNUL)
	case r >= low && r < end:
		p.fail(errSurrogate)
	case r >= high && r < low:
		second := rune(0)
		if p.take('\\') && p.peek() == 'u' {
			second = p.hex()
		}
		if second < low || second >= end {
			p.fail(errSurrogate)
			return dst
		}
		r = 0x10000 + (r-high)<<10 + (second - low)
	}
	return utf8.AppendRune(dst, r)
}

// hex reads u and four hexadecimal digits.
func (p *parser) hex() rune {
	if p.at+5 > len(p.src) || p.src[p.at] != 'u' {
		p.fail(errSyntax)
		return 0
	}
	n, err := strconv.ParseUint(string(p.src[p.at+1:p.at+5]), 16, 16)
	if err != nil {
		p.fail(errSyntax)
		return 0
	}
	p.at += 5
	return rune(n)
}

// appendText writes a string: quotes, backslashes and control characters escaped, in the shortest way, and nothing else.
func appendText(dst, s []byte) []byte {
	const digits, letters = "0123456789abcdef", "btn.fr" // from \b to \r
	dst = append(dst, '"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c >= '\b' && c <= '\r' && c != '\v':
			dst = append(dst, '\\', letters[c-'\b'])
		case c < ' ':
			dst = append(dst, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}
