package orm

// Concat is texts one behind the other.
func Concat(parts ...Expr[string]) Expr[string] {
	n := &node{op: nodeConcat}
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
	return Expr[string]{Value[string]{&node{op: nodeSubstring, args: []*node{text.n, valueNode(from, nil), valueNode(characters, nil)}}}}
}
