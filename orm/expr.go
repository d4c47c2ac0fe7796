package orm

import (
	"database/sql"
	"reflect"
)

// Value is what a database computes for each row, or for a group of rows: what Expr and NullExpr have in common. Values are
// immutable. What is wrong with one, such as a pointer that names no column of the query's tables, is an error of the call
// that runs the query.
type Value[V any] struct{ n *node }

func (v Value[V]) value() Value[V]   { return v }
func (v Value[V]) expression() *node { return v.n }

// Expr is a Value that is there for every row.
type Expr[V any] struct{ Value[V] }

// NullExpr is a Value that may be missing (NULL). Only a field that can be without a value takes one: see AsNull. Coalesce
// makes an Expr of it, and Lift applies to it what is made for an Expr.
type NullExpr[V any] struct{ Value[V] }

// Operand is an Expr or a NullExpr.
type Operand[V any] interface {
	value() Value[V]
	expression() *node
}

// Either is an Expr or a NullExpr, of a function that gives back the same: what is made of a value that may be missing may be
// missing too.
type Either[V any] interface {
	Expr[V] | NullExpr[V]
	expression() *node
}

// Col is the value of a column, named by the pointer of a prototype's field. Columns that are compared with values need
// none: orm.Gt(&u.ID, 5). A column that may be NULL is Opt.
func Col[V any](field *V) Expr[V] { return Expr[V]{columnValue[V](field)} }

// Opt is the value of a column that may be NULL and whose field is a pointer.
func Opt[V any](field **V) NullExpr[V] { return NullExpr[V]{columnValue[V](field)} }

// OptNull is Opt for a field that is a sql.Null.
func OptNull[V any](field *sql.Null[V]) NullExpr[V] { return NullExpr[V]{columnValue[V](field)} }

func columnValue[V any](field any) Value[V] { return Value[V]{&node{op: nodeColumn, field: field}} }

// Val is a value of the program. It is bound, as all values are.
func Val[V any](value V) Expr[V] { return Expr[V]{Value[V]{valueNode(value, nil)}} }

// valueNode is a value, stored as what it stands beside: like; nil for a value by itself.
func valueNode[V any](value V, like *node) *node {
	v, err := inline(value)
	return &node{op: nodeValue, value: v, err: err, typ: reflect.TypeFor[V](), like: like}
}

// Null is the same value where one that may be missing is asked for.
func (e Expr[V]) Null() NullExpr[V] { return NullExpr[V](e) }

// Lift applies a function to a value that may be missing; where it is, so is the result:
//
//	orm.Lift(orm.Opt(&e.HiredAt), orm.YearOf)
//
// Functions that give back what they are given, such as StartOf, take either without it.
func Lift[V, W any](x NullExpr[V], f func(Expr[V]) Expr[W]) NullExpr[W] {
	return NullExpr[W](f(Expr[V](x)))
}

// Coalesce is x or, where that is missing, a value of the program.
func Coalesce[V any](x Operand[V], otherwise V) Expr[V] {
	n := x.expression()
	return Expr[V]{Value[V]{&node{op: nodeCoalesce, args: []*node{n, valueNode(otherwise, n)}}}}
}

// CoalesceExpr is x or, where that is missing, the first of the others that is not.
func CoalesceExpr[V any](x Operand[V], others ...Operand[V]) NullExpr[V] {
	n := &node{op: nodeCoalesce, args: []*node{x.expression()}}
	for _, o := range others {
		n.args = append(n.args, o.expression())
	}
	n.args = alike(n.args...)
	return NullExpr[V]{Value[V]{n}}
}
