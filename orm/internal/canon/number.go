package canon

import (
	"bytes"
	"math"
	"strconv"
)

// number reads a number and writes all its digits, without an exponent and without zeros that say nothing.
func (p *parser) number(dst []byte) []byte {
	written := p.digits()
	if p.err != nil {
		return dst
	}
	if f, err := strconv.ParseFloat(string(written), 64); err != nil || math.IsInf(f, 0) {
		p.fail(errNumber)
		return dst
	}
	negative := written[0] == '-'
	if negative {
		written = written[1:]
	}
	digits, point, ok := spread(written)
	if !ok {
		p.fail(errNumber)
		return dst
	}
	if negative && len(digits) > 0 {
		dst = append(dst, '-')
	}
	return appendPlain(dst, digits, point)
}

// digits goes behind a number, and returns it as written.
func (p *parser) digits() []byte {
	start := p.at
	p.take('-')
	if !p.take('0') && !p.run() {
		p.fail(errSyntax)
	}
	if p.take('.') && !p.run() {
		p.fail(errSyntax)
	}
	if p.take('e') || p.take('E') {
		if !p.take('+') {
			p.take('-')
		}
		if !p.run() {
			p.fail(errSyntax)
		}
	}
	return p.src[start:p.at]
}

// run goes behind digits, of which there is at least one.
func (p *parser) run() bool {
	start := p.at
	for p.at < len(p.src) && p.src[p.at] >= '0' && p.src[p.at] <= '9' {
		p.at++
	}
	return p.at > start
}

// spread turns a number without its sign into digits, with no zeros around them, and the place of the point among or
// beside them. It is false when there would be too many to write.
func spread(number []byte) (digits []byte, point int, ok bool) {
	exponent := 0
	if i := bytes.IndexAny(number, "eE"); i >= 0 {
		var err error
		if exponent, err = strconv.Atoi(string(number[i+1:])); err != nil {
			exponent = math.MaxInt32 // nothing but 0 is so large or small
		}
		number = number[:i]
	}
	whole, fraction, _ := bytes.Cut(number, []byte{'.'})
	digits = append(append(make([]byte, 0, len(number)), whole...), fraction...)
	point = len(whole)
	for len(digits) > 0 && digits[0] == '0' {
		digits = digits[1:]
		point--
	}
	digits = bytes.TrimRight(digits, "0")
	if len(digits) == 0 {
		return nil, 0, true
	}
	point += min(max(exponent, -math.MaxInt32), math.MaxInt32)
	return digits, point, max(point, len(digits))-min(point, 0) <= MaxDigits
}

func appendPlain(dst, digits []byte, point int) []byte {
	if point <= 0 {
		dst = append(dst, '0')
	} else {
		whole := min(point, len(digits))
		dst = append(dst, digits[:whole]...)
		dst = append(dst, bytes.Repeat([]byte{'0'}, point-whole)...)
		digits = digits[whole:]
	}
	if len(digits) == 0 {
		return dst
	}
	dst = append(dst, '.')
	if point < 0 {
		dst = append(dst, bytes.Repeat([]byte{'0'}, -point)...)
	}
	return append(dst, digits...)
}
