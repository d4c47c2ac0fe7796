package orm

// look is what a walk over an expression makes of one of its parts.
type look uint8

const (
	lookInside look = iota // at the parts of the part
	lookAway
	lookFound
)

// has tells whether a walk finds something: the expression, one of its parts, or of what its conditions compare.
func (n *node) has(at func(*node) look) (found bool) {
	if n == nil {
		return false
	}
	if l := at(n); l != lookInside {
		return l == lookFound
	}
	n.each(func(c *Cond) { found = found || c.has(at) }, func(x *node) { found = found || x.has(at) })
	return found
}

func (c *Cond) has(at func(*node) look) bool {
	for _, field := range []any{c.field, c.other} {
		n, computed := field.(*node)
		if field != nil && !computed {
			n = &node{op: nodeColumn, field: field}
		}
		if n.has(at) {
			return true
		}
	}
	if c.op == opRaw && (&node{op: nodeColumn}).has(at) { // nobody knows which
		return true
	}
	for i := range c.terms {
		if c.terms[i].has(at) {
			return true
		}
	}
	return false
}

// aggregates tells an expression with an aggregate that looks at no window.
func (n *node) aggregates() bool {
	return n.has(func(x *node) look {
		switch {
		case x.op == nodeOver || x.sub != nil:
			return lookAway
		case x.op == nodeAggregate:
			return lookFound
		}
		return lookInside
	})
}

// overRows tells what is computed of several rows of the query.
func (n *node) overRows() bool {
	return n.has(func(x *node) look {
		switch {
		case x.sub != nil:
			return lookAway
		case x.op == nodeAggregate, x.op == nodeOver, x.op == nodeRank, x.op == nodeNeighbour:
			return lookFound
		}
		return lookInside
	})
}

// windowed tells an expression of windows.
func (n *node) windowed() bool {
	return n.has(func(x *node) look {
		switch {
		case x.sub != nil:
			return lookAway
		case x.op == nodeOver:
			return lookFound
		}
		return lookInside
	})
}

// ofRows tells an expression of columns or rows.
func (n *node) ofRows() bool {
	return n.has(func(x *node) look {
		switch {
		case x.sub != nil:
			return lookAway
		case x.op == nodeColumn, x.op == nodeAggregate, x.op == nodeOver:
			return lookFound
		}
		return lookInside
	})
}
