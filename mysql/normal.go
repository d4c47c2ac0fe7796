package mysql

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// The server keeps expressions of definitions in words of its own: without needless parentheses or with many, with
// negations drawn inwards, a list of one value as a comparison. This file brings both its words and ours into one
// form, so that they can be compared.

// normal returns the one form of an expression. A text that is no expression that Rowan writes stays as it is, but
// for the spaces between its words.
func normal(sql string) string {
	p := parser{list: definitionTokens(sql)}
	n := p.or()
	if p.failed || p.at < len(p.list) {
		return words(p.list)
	}
	return n.normal().String()
}

// conditionForm is normal of what the column of a partial unique index says: if(condition, 1, NULL).
func conditionForm(sql string) string {
	p := parser{list: definitionTokens(sql)}
	n := p.or()
	if p.failed || p.at < len(p.list) || n.op != "if" || len(n.args) != 3 {
		return words(p.list)
	}
	return n.args[0].normal().String()
}

// defaultForm is normal of a default, as the column's type reads it: the server turns constants into that type.
func defaultForm(columnType, sql string) string {
	list := definitionTokens(sql)
	text := ""
	for _, t := range list {
		if t.quoted {
			t.text = unquoted(t.text)
		}
		if !t.is("(") && !t.is(")") {
			text += t.text
		}
	}
	word, _, _ := strings.Cut(columnType, "(")
	switch word, _, _ = strings.Cut(word, " "); word {
	case "tinyint", "smallint", "int", "bigint", "decimal":
		if r, ok := new(big.Rat).SetString(text); ok {
			return r.RatString()
		}
	case "float", "double":
		bits := 64
		if word == "float" {
			bits = 32
		}
		if f, err := strconv.ParseFloat(text, bits); err == nil {
			return strconv.FormatFloat(f, 'g', -1, bits)
		}
	}
	return normal(sql)
}

// definitionTokens splits what the server prints, where a backslash escapes.
func definitionTokens(sql string) []token {
	var all []token
	s := scanner{text: sql, stored: true}
	for t, ok := s.next(); ok; t, ok = s.next() {
		all = append(all, t)
	}
	return all
}

// words joins tokens, those without quotes in lower case.
func words(list []token) string {
	all := make([]string, len(list))
	for i, t := range list {
		all[i] = t.text
		if !t.quoted {
			all[i] = strings.ToLower(t.text)
		}
	}
	return strings.Join(all, " ")
}

// node is a part of an expression: a value, whose text it is, or an operator or function with arguments.
type node struct {
	op   string // "" for a value
	text string
	args []node
}

// opposite operators: what a negation makes of each.
var opposite = func() map[string]string {
	all := map[string]string{}
	for _, pair := range [][2]string{
		{"=", "<>"}, {"<", ">="}, {">", "<="}, {"is null", "is not null"}, {"is true", "is not true"}, {"is false", "is not false"},
		{"between", "not between"}, {"in", "not in"}, {"like", "not like"}, {"and", "or"},
	} {
		all[pair[0]], all[pair[1]] = pair[1], pair[0]
	}
	return all
}()

// normal draws negations inwards, joins what AND or OR joins, and turns lists of one into comparisons.
func (n node) normal() node {
	if n.op == "not" {
		return n.args[0].negated().normal()
	}
	list := make([]node, 0, len(n.args))
	for _, a := range n.args {
		a = a.normal()
		if (n.op == "and" || n.op == "or") && a.op == n.op {
			list = append(list, a.args...)
		} else {
			list = append(list, a)
		}
	}
	n.args = list
	switch {
	case n.op == "in" && len(n.args) == 2:
		n.op = "="
	case n.op == "not in" && len(n.args) == 2:
		n.op = "<>"
	}
	return n
}

func (n node) negated() node {
	switch o, ok := opposite[n.op]; {
	case n.op == "not":
		return n.args[0]
	case n.op == "and" || n.op == "or":
		m := node{op: o}
		for _, a := range n.args {
			m.args = append(m.args, a.negated())
		}
		return m
	case ok:
		return node{op: o, args: n.args}
	}
	return node{op: "=", args: []node{n, {text: "0"}}}
}

// String writes the expression, every operator within another one in parentheses.
func (n node) String() string {
	args := make([]string, len(n.args))
	for i, a := range n.args {
		if args[i] = a.String(); a.infix() && n.infix() {
			args[i] = "(" + args[i] + ")"
		}
	}
	switch {
	case n.op == "":
		return n.text
	case !n.infix():
		return n.op + "(" + strings.Join(args, ", ") + ")"
	case strings.HasPrefix(n.op, "is "):
		return args[0] + " " + n.op
	case strings.HasSuffix(n.op, "between"):
		return args[0] + " " + n.op + " " + args[1] + " and " + args[2]
	case n.op == "in", n.op == "not in":
		return args[0] + " " + n.op + " (" + strings.Join(args[1:], ", ") + ")"
	case len(n.args) == 3:
		return args[0] + " " + n.op + " " + args[1] + " escape " + args[2]
	}
	return strings.Join(args, " "+n.op+" ")
}

func (n node) infix() bool {
	return opposite[n.op] != "" || slices.Contains([]string{"<=>", "+", "-", "*", "/", "%", "div", "mod"}, n.op)
}
