package orm

// look is what a walk over an expression makes of one of its parts.
type look uint8

const (
	lookInside look = iota // at the parts of the part
	lookAway
	lookFound
)

// walk visits an expression, its parts where part asks for them, and the conditions within it with theirs. What is asked of rows
// that a relation leads to is not visited, nor are queries.
func (n *node) walk(cond func(*Cond), part func(*node) (inside bool)) {
	if n != nil && part(n) {
		n.each(func(c *Cond) { c.walk(cond, part) }, func(x *node) { x.walk(cond, part) })
	}
}

func (c *Cond) walk(cond func(*Cond), part func(*node) (inside bool)) {
	cond(c)
	switch c.op {
	case opAnd, opOr, opNot:
		for i := range c.terms {
			c.terms[i].walk(cond, part)
		}
	case opNone, opRaw, opAnyRow, opEveryRow, opNoRow:
	default:
		nodeOf(c.field).walk(cond, part)
		if c.other != nil {
			nodeOf(c.other).walk(cond, part)
		}
	}
}

// has tells whether a walk finds something.
func (n *node) has(at func(*node) look) (found bool) {
	n.walk(func(c *Cond) {
		switch c.op {
		case opRaw, opAnyRow, opEveryRow, opNoRow: // which are about columns
			found = found || at(&node{op: nodeColumn}) == lookFound
		}
	}, func(x *node) bool {
		l := at(x)
		found = found || l == lookFound
		return !found && l == lookInside
	})
	return found
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

// varies tells an expression that is not the same in every row: not of values alone, nor of columns of a selection that are so.
func (s *scope) varies(n *node) bool {
	return n.has(func(x *node) look {
		switch {
		case x.sub != nil: // which databases may take for one value
			return lookAway
		case x.op == nodeAggregate, x.op == nodeOver:
			return lookFound
		case x.op != nodeColumn:
			return lookInside
		}
		in, c, _ := s.find(x.field)
		if c == nil || in.derived == nil || in.derived.again != nil || len(in.derived.body.sets) > 0 {
			return lookFound
		}
		inner, err := in.derived.body.in(nil)
		if err != nil || inner.varies(in.derived.body.selectionParts.items[c.place].n) {
			return lookFound
		}
		return lookAway
	})
}
