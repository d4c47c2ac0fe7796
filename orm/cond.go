package orm

import (
	"github.com/rowankit/rowan/driver"
)

// Cond is a condition on the rows of a query, an immutable value. Conditions are made by Eq, Gt, In, Like and
// the other functions here, each of which names a column by the pointer of a prototype's field; And, Or and
// Not combine them. A value of the wrong type does not compile, and a pointer that names no column of the
// query's model is an error of the call that runs the query.
//
// A value is compared as it is given: Trim and Fold of a column are for what is written.
//
// Where a row has no value (NULL), no comparison holds, and Not of none either, as in SQL.
type Cond struct {
	op    op
	nulls bool // In: the list holds a nil
	field any  // the pointer that names the column
	other any  // a second one, for comparisons of columns; of a condition across a relation the scopes that it lifts
	value driver.Value
	high  driver.Value // Between
	raw   string
	terms []Cond // And, Or, Not
	err   error  // a value that no database holds
}

type op uint8

const (
	opNone op = iota
	opEq
	opNe
	opLt
	opLe
	opGt
	opGe
	opEqColumn
	opNeColumn
	opLtColumn
	opLeColumn
	opGtColumn
	opGeColumn
	opInQuery
	opBetween
	opIn
	opLike
	opLikeFold
	opEqFold
	opNull
	opNotNull
	opAnd
	opOr
	opNot
	opRaw
	opAnyRow
	opEveryRow
	opNoRow
	opOf // on a table by itself, that of a scope
)

func comparison[T any](o op, field any, value T) Cond {
	v, err := inline(value)
	return Cond{op: o, field: field, value: v, err: err}
}

// Eq holds where the column equals the value; Eq(field, nil) on a nullable column where it has none.
func Eq[T any](field *T, value T) Cond { return comparison(opEq, field, value) }

// Ne holds where the column has another value; Ne(field, nil) on a nullable column where it has any.
func Ne[T any](field *T, value T) Cond { return comparison(opNe, field, value) }

// Lt holds where the column is less than the value.
func Lt[T any](field *T, value T) Cond { return comparison(opLt, field, value) }

// Le holds where the column is less than the value or equal.
func Le[T any](field *T, value T) Cond { return comparison(opLe, field, value) }

// Gt holds where the column is more than the value.
func Gt[T any](field *T, value T) Cond { return comparison(opGt, field, value) }

// Ge holds where the column is more than the value or equal.
func Ge[T any](field *T, value T) Cond { return comparison(opGe, field, value) }

// EqColumn holds where two columns are equal.
func EqColumn[T any](left, right *T) Cond { return Cond{op: opEqColumn, field: left, other: right} }

// NeColumn holds where two columns differ.
func NeColumn[T any](left, right *T) Cond { return Cond{op: opNeColumn, field: left, other: right} }

// LtColumn holds where the left column is less than the right one.
func LtColumn[T any](left, right *T) Cond { return Cond{op: opLtColumn, field: left, other: right} }

// LeColumn holds where the left column is less than the right one or equal.
func LeColumn[T any](left, right *T) Cond { return Cond{op: opLeColumn, field: left, other: right} }

// GtColumn holds where the left column is more than the right one.
func GtColumn[T any](left, right *T) Cond { return Cond{op: opGtColumn, field: left, other: right} }

// GeColumn holds where the left column is more than the right one or equal.
func GeColumn[T any](left, right *T) Cond { return Cond{op: opGeColumn, field: left, other: right} }

// Between holds where the column lies between two values, both included.
func Between[T any](field *T, low, high T) Cond { return between(field, low, high) }

func between[T any](field any, low, high T) Cond {
	c := comparison(opBetween, field, low)
	v, err := inline(high)
	c.high = v
	if c.err == nil {
		c.err = err
	}
	return c
}

// In holds where the column is one of the values; with no values it never holds. The list may have any
// length and is copied.
func In[T any](field *T, values ...T) Cond { return in(field, values) }

func in[T any](field any, values []T) Cond {
	c := Cond{op: opIn, field: field}
	list := make([]driver.Value, 0, len(values))
	for _, x := range values {
		v, err := inline(x)
		switch {
		case err != nil && c.err == nil:
			c.err = err
		case v.Kind() == driver.Null:
			c.nulls = true
		default:
			list = append(list, v)
		}
	}
	c.value = driver.ListValue(list)
	return c
}

// NotIn holds where the column has a value that is none of the given ones; with no values it holds everywhere.
func NotIn[T any](field *T, values ...T) Cond { return Not(In(field, values...)) }

// IsNull holds where the column has no value.
func IsNull[T any](field *T) Cond { return Cond{op: opNull, field: field} }

// IsNotNull holds where the column has a value.
func IsNotNull[T any](field *T) Cond { return Cond{op: opNotNull, field: field} }

// And holds where all conditions hold; with none it always does.
func And(conditions ...Cond) Cond { return combined(opAnd, conditions) }

// Or holds where one of the conditions holds; with none it never does.
func Or(conditions ...Cond) Cond { return combined(opOr, conditions) }

// Not holds where the condition is false.
func Not(condition Cond) Cond { return combined(opNot, []Cond{condition}) }

func combined(o op, conditions []Cond) Cond {
	return Cond{op: o, terms: append([]Cond(nil), conditions...)}
}

// Raw is a condition in the database's own SQL, with ? for each value: the one way to say what the other
// functions cannot. The text is a constant of the source; the values are bound, slices of plain values as the arrays
// that columns hold. Columns stand in it by their names in the database.
func Raw(sql ConstText, values ...any) Cond {
	c := Cond{op: opRaw, raw: string(sql)}
	list := make([]driver.Value, len(values))
	for i, x := range values {
		v, err := anyValue(x)
		if err != nil && c.err == nil {
			c.err = err
		}
		list[i] = v
	}
	c.value = driver.ListValue(list)
	return c
}
