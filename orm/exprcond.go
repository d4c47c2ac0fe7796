package orm

// Eq holds where the value equals another one.
func (v Value[V]) Eq(value V) Cond { return comparison(opEq, v.n, value) }

// Ne holds where the value is another.
func (v Value[V]) Ne(value V) Cond { return comparison(opNe, v.n, value) }

// Lt holds where the value is less.
func (v Value[V]) Lt(value V) Cond { return comparison(opLt, v.n, value) }

// Le holds where the value is less or equal.
func (v Value[V]) Le(value V) Cond { return comparison(opLe, v.n, value) }

// Gt holds where the value is more.
func (v Value[V]) Gt(value V) Cond { return comparison(opGt, v.n, value) }

// Ge holds where the value is more or equal.
func (v Value[V]) Ge(value V) Cond { return comparison(opGe, v.n, value) }

// Between holds where the value lies between two others, both included.
func (v Value[V]) Between(low, high V) Cond { return between(v.n, low, high) }

// In holds where the value is one of those given; see the function In.
func (v Value[V]) In(values ...V) Cond { return in(v.n, values) }

// NotIn holds where there is a value that is none of those given.
func (v Value[V]) NotIn(values ...V) Cond { return Not(v.In(values...)) }

// IsNull holds where the value is missing, and IsNotNull where it is there.
func (v Value[V]) IsNull() Cond { return Cond{op: opNull, field: v.n} }

// IsNotNull holds where the value is there.
func (v Value[V]) IsNotNull() Cond { return Cond{op: opNotNull, field: v.n} }

// EqExpr holds where two values are equal.
func (v Value[V]) EqExpr(x Operand[V]) Cond { return v.compared(opEqColumn, x) }

// NeExpr holds where two values differ.
func (v Value[V]) NeExpr(x Operand[V]) Cond { return v.compared(opNeColumn, x) }

// LtExpr holds where the value is less than another.
func (v Value[V]) LtExpr(x Operand[V]) Cond { return v.compared(opLtColumn, x) }

// LeExpr holds where the value is less than another or equal.
func (v Value[V]) LeExpr(x Operand[V]) Cond { return v.compared(opLeColumn, x) }

// GtExpr holds where the value is more than another.
func (v Value[V]) GtExpr(x Operand[V]) Cond { return v.compared(opGtColumn, x) }

// GeExpr holds where the value is more than another or equal.
func (v Value[V]) GeExpr(x Operand[V]) Cond { return v.compared(opGeColumn, x) }

func (v Value[V]) compared(o op, x Operand[V]) Cond {
	sides := alike(v.n, x.expression())
	return Cond{op: o, field: sides[0], other: sides[1]}
}

// Asc orders by the value from low to high.
func (v Value[V]) Asc() Order { return Order{field: v.n} }

// Desc orders by the value from high to low.
func (v Value[V]) Desc() Order { return Order{field: v.n, descending: true} }
