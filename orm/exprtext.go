package orm

import (
	"fmt"

	"github.com/rowankit/rowan/fault"
)

// Concat is texts one behind the other.
func Concat(parts ...Expr[string]) Expr[string] {
	n := &node{op: nodeConcat}
	if len(parts) == 0 {
		n.err = fault.New(fault.Invalid, "orm: Concat of nothing; name one text or more")
	}
	for _, p := range parts {
		n.args = append(n.args, p.n)
	}
	return Expr[string]{Value[string]{n}}
}

// Length is the number of characters of a text.
func Length(text Expr[string]) Expr[int64] {
	return Expr[int64]{Value[int64]{&node{op: nodeLength, args: []*node{text.n}}}}
}

// Substring is the part of a text that begins with a character, counted from 1, and has at most so many.
func Substring(text Expr[string], from, characters int32) Expr[string] {
	n := &node{op: nodeSubstring, args: []*node{text.n, valueNode(from, nil), valueNode(characters, nil)}}
	if from < 1 || characters < 0 {
		n.err = fault.New(fault.Invalid, fmt.Sprintf("orm: Substring from %d of %d characters; they are counted from 1", from, characters))
	}
	return Expr[string]{Value[string]{n}}
}
