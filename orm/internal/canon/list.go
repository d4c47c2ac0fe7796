package canon

// Kind is the kind of an element of a list.
type Kind uint8

// The kinds.
const (
	Word   Kind = iota // true, false or null
	Number             // as written
	Text               // decoded
)

// List calls each for every element of a flat JSON array, in order. What it is given holds until it returns. The error
// is its own, or an *Error.
func List(src []byte, each func(k Kind, element []byte) error) error {
	p := parser{src: src}
	p.space()
	if !p.take('[') {
		p.fail(errSyntax)
	}
	for first := true; p.more(']', first); first = false {
		kind, element := p.element()
		if p.err == nil {
			p.err = each(kind, element)
		}
	}
	p.space()
	if p.at < len(src) {
		p.fail(errSyntax)
	}
	return p.err
}

func (p *parser) element() (Kind, []byte) {
	switch c := p.peek(); {
	case c == '"':
		return Text, p.decoded()
	case c == '-' || c >= '0' && c <= '9':
		return Number, p.digits()
	}
	return Word, p.word(nil)
}
