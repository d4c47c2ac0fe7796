package orm

import (
	"fmt"
	"slices"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

// Concat is texts one behind the other. Where one may be missing all have to be a NullExpr: see Null.
func Concat[X Either[string]](parts ...X) X {
	n := &node{op: nodeConcat}
	if len(parts) == 0 {
		n.err = fault.New(fault.Invalid, "orm: Concat of nothing; name one text or more")
	}
	for _, p := range parts {
		n.args = append(n.args, p.expression())
	}
	return X{Value[string]{n}}
}

// Length is the number of characters of a text.
func Length(text Expr[string]) Expr[int64] {
	return Expr[int64]{Value[int64]{&node{op: nodeLength, args: []*node{text.n}}}}
}

// Substring is the part of a text that begins with a character, counted from 1, and has at most so many.
func Substring[X Either[string]](text X, from, characters int32) X {
	n := &node{op: nodeSubstring, args: []*node{text.expression(), valueNode(from, nil), valueNode(characters, nil)}}
	if from < 1 || characters < 0 {
		n.err = fault.New(fault.Invalid, fmt.Sprintf("orm: Substring from %d of %d characters; they are counted from 1", from, characters))
	}
	return X{Value[string]{n}}
}

// Left is the first characters of a text, at most so many.
func Left[X Either[string]](text X, characters int32) X {
	return X{Value[string]{sideNode("Left", sqlast.Substring, characters, text.expression(), valueNode(int32(1), nil), valueNode(characters, nil))}}
}

// Right is the last characters of a text, at most so many.
func Right[X Either[string]](text X, characters int32) X {
	return X{Value[string]{sideNode("Right", sqlast.Right, characters, text.expression(), valueNode(characters, nil))}}
}

func sideNode(word string, f sqlast.Function, characters int32, args ...*node) *node {
	n := calling(f, args...)
	if characters < 1 {
		n.err = fault.New(fault.Invalid, fmt.Sprintf("orm: %s of %d characters; name one or more", word, characters))
	}
	return n
}

// Trim is a text without the spaces around it. Other white space stays.
func Trim[X Either[string]](text X) X { return textual(sqlast.Trim, text) }

// TrimLeft is a text without the spaces before it.
func TrimLeft[X Either[string]](text X) X { return textual(sqlast.TrimLeft, text) }

// TrimRight is a text without the spaces behind it.
func TrimRight[X Either[string]](text X) X { return textual(sqlast.TrimRight, text) }

// Lower is a text with the letters A to Z as a to z. Other letters stay, since databases know case by rules of their own: see
// Folded for texts to be found in any case.
func Lower[X Either[string]](text X) X { return textual(sqlast.Lower, text) }

// Upper is a text with the letters a to z as A to Z. Other letters stay.
func Upper[X Either[string]](text X) X { return textual(sqlast.Upper, text) }

// Replace is a text with each place of another text in it replaced, from the left. Of an empty one it has none.
func Replace[X Either[string]](text X, old, by string) X {
	return textual(sqlast.Replace, text, valueNode(old, nil), valueNode(by, nil))
}

func textual[X Either[string]](f sqlast.Function, text X, more ...*node) X {
	return X{Value[string]{calling(f, append([]*node{text.expression()}, more...)...)}}
}

// Position is where a text first stands in another one, in characters counted from 1; 0 where it does not. The empty text stands
// at the beginning.
func Position(text Expr[string], part string) Expr[int64] {
	return Expr[int64]{Value[int64]{calling(sqlast.Position, text.n, valueNode(part, nil))}}
}

// TextOf is a whole number as text, in digits, with a minus sign where it is negative.
func TextOf[V Whole](x Expr[V]) Expr[string] {
	return Expr[string]{Value[string]{calling(sqlast.Digits, x.n)}}
}

// IntOf is the whole number that a text says: digits of ASCII, behind a plus or minus sign or none, with spaces around them. It is
// missing where the text says anything else, or a number that no int64 holds, or has more than 400 characters.
//
//	orm.Coalesce(orm.IntOf(orm.Col(&l.Quantity)), 0)
func IntOf(text Operand[string]) NullExpr[int64] {
	return NullExpr[int64]{Value[int64]{calling(sqlast.ReadWhole, slices.Repeat([]*node{text.expression()}, 5)...)}}
}

// FloatOf is the number that a text says: digits of ASCII with at most one point before, among or behind them, after a sign or
// none; then perhaps an e or E, a sign or none, and one to three digits of the power of 10; and spaces around all that. It is
// missing where the text says anything else (NaN, infinity and hexadecimal numbers included), or a number of math.MaxFloat64 or
// more, or has more than 400 characters. A number below 2.2250738585072014e-308, the least that a float64 holds in full, is 0.
// The last digit of one with more than fifteen may differ between databases.
func FloatOf(text Operand[string]) NullExpr[float64] {
	return NullExpr[float64]{Value[float64]{calling(sqlast.ReadFloat, slices.Repeat([]*node{text.expression()}, 6)...)}}
}

// LikeExpr is Like of what is computed.
func LikeExpr(text Operand[string], pattern string) Cond {
	return like(opLike, text.expression(), pattern)
}

// HasPrefixExpr holds where what is computed begins with the given text.
func HasPrefixExpr(text Operand[string], prefix string) Cond {
	return LikeExpr(text, EscapeLike(prefix)+"%")
}

// HasSuffixExpr holds where what is computed ends with the given text.
func HasSuffixExpr(text Operand[string], suffix string) Cond {
	return LikeExpr(text, "%"+EscapeLike(suffix))
}

// ContainsExpr holds where the given text stands anywhere in what is computed.
func ContainsExpr(text Operand[string], part string) Cond {
	return LikeExpr(text, "%"+EscapeLike(part)+"%")
}
