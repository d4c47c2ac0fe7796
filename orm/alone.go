package orm

// roams tells whether an expression looks at more than one row of the first table: at joined rows, at those of relations, or at
// queries.
func (s *scope) roams(n *node) (does bool) {
	switch {
	case n == nil:
		return false
	case n.op == nodeSubquery:
		return true
	case n.op == nodeColumn:
		_, _, place := s.find(n.field)
		return place > 0
	}
	n.each(func(c *Cond) { does = does || s.condRoams(c) }, func(x *node) { does = does || s.roams(x) })
	return does
}

// condRoams is roams for a condition.
func (s *scope) condRoams(c *Cond) bool {
	switch c.op {
	case opAnyRow, opEveryRow, opNoRow, opInQuery:
		return true
	case opRaw:
		return false
	}
	for _, field := range []any{c.field, c.other} {
		if field != nil && s.roams(nodeOf(field)) {
			return true
		}
	}
	for i := range c.terms {
		if s.condRoams(&c.terms[i]) {
			return true
		}
	}
	return false
}
