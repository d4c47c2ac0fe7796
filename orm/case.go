package orm

// Case is a value that depends on conditions: see When. The zero value has none, and makes an empty expression.
type Case[V any] struct{ n *node }

// When begins a value that depends on conditions: it is that of the first condition that holds.
//
//	orm.When(orm.Lt(&t.Seconds, 60), orm.Val("short")).When(orm.Lt(&t.Seconds, 600), orm.Val("song")).Else(orm.Val("long"))
func When[V any](condition Cond, then Expr[V]) Case[V] {
	return Case[V]{}.When(condition, then)
}

// When adds a condition that is looked at where none before it holds.
func (c Case[V]) When(condition Cond, then Expr[V]) Case[V] {
	n := node{op: nodeCase}
	if c.n != nil {
		n = *c.n
	}
	n.conds, n.args = joined(n.conds, []Cond{condition}), alike(joined(n.args, []*node{then.n})...)
	return Case[V]{&n}
}

// Else says what the value is where no condition holds.
func (c Case[V]) Else(otherwise Expr[V]) Expr[V] {
	if c.n == nil {
		return Expr[V]{}
	}
	n := *c.n
	n.args = alike(joined(n.args, []*node{otherwise.n})...)
	return Expr[V]{Value[V]{&n}}
}

// End leaves the value missing where no condition holds.
func (c Case[V]) End() NullExpr[V] { return NullExpr[V]{Value[V](c)} }
