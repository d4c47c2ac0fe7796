package mysql

import (
	"math/big"
	"strings"

	"github.com/rowankit/rowan/dialect"
)

// parser reads expressions as the server's grammar has them, as far as definitions need it.
type parser struct {
	list   []token
	at     int
	failed bool
}

// take passes over a keyword or mark, if it stands here.
func (p *parser) take(keyword string) bool {
	if p.at < len(p.list) && p.list[p.at].is(keyword) {
		p.at++
		return true
	}
	return false
}

func (p *parser) want(keyword string) {
	if !p.take(keyword) {
		p.failed = true
	}
}

func (p *parser) or() node { return p.joined("or", p.and) }

func (p *parser) and() node { return p.joined("and", p.not) }

func (p *parser) joined(word string, next func() node) node {
	n := next()
	for !p.failed && p.take(word) {
		n = node{op: word, args: []node{n, next()}}
	}
	return n
}

func (p *parser) not() node {
	if p.take("not") || p.take("!") {
		return node{op: "not", args: []node{p.not()}}
	}
	return p.comparison()
}

func (p *parser) comparison() node {
	n := p.sum()
	for !p.failed {
		next, ok := p.compared(n)
		if !ok {
			break
		}
		n = next
	}
	return n
}

// compared reads an operator and what follows it.
func (p *parser) compared(left node) (node, bool) {
	for _, o := range []string{"<=>", "<>", "<=", ">=", "=", "<", ">"} {
		if p.take(o) {
			return node{op: o, args: []node{left, p.sum()}}, true
		}
	}
	if p.take("!=") {
		return node{op: "<>", args: []node{left, p.sum()}}, true
	}
	if p.take("is") {
		word := "is "
		if p.take("not") {
			word = "is not "
		}
		for _, what := range []string{"null", "true", "false"} {
			if p.take(what) {
				return node{op: word + what, args: []node{left}}, true
			}
		}
		p.failed = true
	}
	prefix := ""
	if p.take("not") {
		prefix = "not "
	}
	switch {
	case p.take("between"):
		low := p.sum()
		p.want("and")
		return node{op: prefix + "between", args: []node{left, low, p.sum()}}, true
	case p.take("in"):
		p.want("(")
		return node{op: prefix + "in", args: append([]node{left}, p.listed()...)}, true
	case p.take("like"):
		n := node{op: prefix + "like", args: []node{left, p.sum()}}
		if p.take("escape") {
			n.args = append(n.args, p.sum())
		}
		return n, true
	}
	p.failed = p.failed || prefix != ""
	return left, false
}

func (p *parser) sum() node {
	n := p.product()
	for !p.failed {
		switch {
		case p.take("+"):
			n = node{op: "+", args: []node{n, p.product()}}
		case p.take("-"):
			n = node{op: "-", args: []node{n, p.product()}}
		default:
			return n
		}
	}
	return n
}

func (p *parser) product() node {
	n := p.value()
	for !p.failed {
		op := ""
		for _, o := range []string{"*", "/", "%", "div", "mod"} {
			if op == "" && p.take(o) {
				op = o
			}
		}
		if op == "" {
			return n
		}
		n = node{op: op, args: []node{n, p.value()}}
	}
	return n
}

// listed reads values up to the closing parenthesis.
func (p *parser) listed() []node {
	var all []node
	if p.take(")") {
		return nil
	}
	for !p.failed {
		all = append(all, p.or())
		if p.take(")") {
			return all
		}
		p.want(",")
	}
	return all
}

func (p *parser) value() node {
	if p.failed || p.at == len(p.list) {
		p.failed = true
		return node{}
	}
	t := p.list[p.at]
	p.at++
	switch c := t.text[0]; {
	case c == '\'':
		return node{text: string(dialect.AppendQuoted(nil, '\'', unquoted(t.text)))}
	case t.quoted:
		return node{text: identifierForm(t.name())}
	case t.is("("):
		n := p.or()
		p.want(")")
		return n
	case t.is("-"):
		n := p.value()
		if n.op == "" {
			n.text = strings.TrimPrefix("-"+n.text, "--")
			return n
		}
		return node{op: "-", args: []node{{text: "0"}, n}}
	case digit(c):
		return node{text: numberForm(t.text)}
	case wordByte(c):
		return p.word(t)
	}
	p.failed = true
	return node{}
}

// word reads what begins with a word: a function, the character set of a text, a typed text, or a name.
func (p *parser) word(t token) node {
	word := strings.ToLower(t.text)
	if p.at < len(p.list) && strings.HasPrefix(p.list[p.at].text, "'") {
		if n := p.value(); word[0] == '_' {
			return n
		} else {
			return node{text: word + n.text}
		}
	}
	if !p.take("(") {
		return node{text: word}
	}
	if word == "convert" {
		n := p.or()
		p.want("using")
		n = node{op: word, args: []node{n, p.value()}}
		p.want(")")
		return n
	}
	return node{op: word, args: p.listed()}
}

// identifierForm writes a name, in quotes only where it is not a plain word.
func identifierForm(name string) string {
	for i := range len(name) {
		if !wordByte(name[i]) {
			return string(dialect.AppendQuoted(nil, '"', name))
		}
	}
	return name
}

// numberForm is the same for all ways to write a number.
func numberForm(text string) string {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return strings.ToLower(text)
	}
	if r.IsInt() && len(text) < 20 {
		return r.Num().String()
	}
	if f, _ := r.Float64(); len(text) < 18 || strings.ContainsAny(text, "eE") {
		return big.NewFloat(f).Text('g', -1)
	}
	return r.RatString()
}

// unquoted returns what a text in quotes stands for, as the server prints it.
func unquoted(text string) string {
	quote := text[0]
	text = strings.TrimSuffix(text[1:], string(quote))
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == quote && i+1 < len(text) && text[i+1] == quote {
			i++
		} else if c == '\\' && i+1 < len(text) {
			i++
			c = text[i]
			if n := strings.IndexByte("0nrtZb", c); n >= 0 {
				c = "\x00\n\r\t\x1a\b"[n]
			}
		}
		b.WriteByte(c)
	}
	return b.String()
}
