package conformance

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"

	"github.com/rowankit/rowan/orm"
)

// term is one term of an order beside the same in Go.
type term struct {
	text    string
	order   orm.Order
	compare func(a, b *specimen) int
}

// axis is a column of the specimens to draw conditions and orders from.
type axis interface {
	clause(r *rand.Rand) clause
	term(r *rand.Rand) term
	// give draws the column's value and its other's.
	give(r *rand.Rand, s *specimen)
}

// values is an axis: a column, beside another that it may be compared with, and the values that either may have.
type values[T any] struct {
	name         string
	field, other *T
	at, atOther  int // their places in a specimen
	// compare orders two values; false says that one of them is absent.
	compare func(a, b T) (int, bool)
	pool    []T
	equal   bool // compared for equality alone
}

// holding says which orders fulfil each comparison, in the order in which the functions stand below.
var holding = [...]struct {
	word  string
	holds func(order int) bool
}{
	{"=", func(o int) bool { return o == 0 }}, {"<>", func(o int) bool { return o != 0 }}, {"<", func(o int) bool { return o < 0 }},
	{"<=", func(o int) bool { return o <= 0 }}, {">", func(o int) bool { return o > 0 }}, {">=", func(o int) bool { return o >= 0 }},
}

func (v values[T]) clause(r *rand.Rand) clause {
	switch r.IntN(5) {
	case 0:
		return v.among(r)
	case 1:
		return v.columns(r)
	case 2:
		if !v.equal {
			return v.between(r)
		}
		return v.null(r)
	case 3:
		if r.IntN(2) == 0 {
			return v.null(r)
		}
	}
	return v.comparison(r)
}

// in reads the column at a place of a specimen.
func (v values[T]) in(s *specimen, place int) T {
	return reflect.ValueOf(s).Elem().Field(place).Interface().(T)
}

func (v values[T]) give(r *rand.Rand, s *specimen) {
	for _, place := range []int{v.at, v.atOther} {
		reflect.ValueOf(s).Elem().Field(place).Set(reflect.ValueOf(v.draw(r)))
	}
}

func (v values[T]) draw(r *rand.Rand) T { return v.pool[r.IntN(len(v.pool))] }

func (v values[T]) absent(value T) bool { _, known := v.compare(value, value); return !known }

// operator draws one of the comparisons.
func (v values[T]) operator(r *rand.Rand) int {
	if v.equal {
		return r.IntN(2)
	}
	return r.IntN(len(holding))
}

func (v values[T]) comparison(r *rand.Rand) clause {
	makers := [...]func(*T, T) orm.Cond{orm.Eq[T], orm.Ne[T], orm.Lt[T], orm.Le[T], orm.Gt[T], orm.Ge[T]}
	value, op := v.draw(r), v.operator(r)
	if v.absent(value) {
		op %= 2 // Eq and Ne of nil ask whether there is a value
		return clause{v.name + holding[op].word + "nil", makers[op](v.field, value), func(s *specimen) truth {
			return truthOf(v.absent(v.in(s, v.at)) == (op == 0))
		}}
	}
	return clause{v.name + holding[op].word + show(value), makers[op](v.field, value), func(s *specimen) truth {
		return v.judge(op, v.in(s, v.at), value)
	}}
}

func (v values[T]) judge(op int, a, b T) truth {
	order, known := v.compare(a, b)
	if !known {
		return unknown
	}
	return truthOf(holding[op].holds(order))
}

func (v values[T]) columns(r *rand.Rand) clause {
	makers := [...]func(a, b *T) orm.Cond{orm.EqColumn[T], orm.NeColumn[T], orm.LtColumn[T], orm.LeColumn[T], orm.GtColumn[T], orm.GeColumn[T]}
	op := v.operator(r)
	return clause{v.name + holding[op].word + "its other", makers[op](v.field, v.other), func(s *specimen) truth {
		return v.judge(op, v.in(s, v.at), v.in(s, v.atOther))
	}}
}

func (v values[T]) between(r *rand.Rand) clause {
	low, high := v.draw(r), v.draw(r)
	if v.absent(low) || v.absent(high) {
		return v.null(r)
	}
	return clause{fmt.Sprintf("%s between %s and %s", v.name, show(low), show(high)), orm.Between(v.field, low, high), func(s *specimen) truth {
		return min(v.judge(5, v.in(s, v.at), low), v.judge(3, v.in(s, v.at), high))
	}}
}

func (v values[T]) null(r *rand.Rand) clause {
	if r.IntN(2) == 0 {
		return clause{v.name + " is null", orm.IsNull(v.field), func(s *specimen) truth { return truthOf(v.absent(v.in(s, v.at))) }}
	}
	return clause{v.name + " is not null", orm.IsNotNull(v.field), func(s *specimen) truth { return truthOf(!v.absent(v.in(s, v.at))) }}
}

func (v values[T]) among(r *rand.Rand) clause {
	list, texts := []T{}, []string{}
	for range r.IntN(5) {
		value := v.draw(r)
		list, texts = append(list, value), append(texts, show(value))
	}
	if r.IntN(6) == 0 { // long enough to travel as one value
		for range 300 {
			list = append(list, v.draw(r))
		}
		texts = append(texts, "and 300 more")
	}
	holds := func(s *specimen) truth {
		result := no
		for _, value := range list {
			if v.absent(value) && v.absent(v.in(s, v.at)) {
				return yes // nil in a list stands for the rows without a value
			}
			if !v.absent(value) {
				result = max(result, v.judge(0, v.in(s, v.at), value))
			}
		}
		return result
	}
	text := v.name + " in (" + strings.Join(texts, ", ") + ")"
	if r.IntN(2) == 0 {
		return clause{"not " + text, orm.NotIn(v.field, list...), func(s *specimen) truth { return -holds(s) }}
	}
	return clause{text, orm.In(v.field, list...), holds}
}

// term draws a term of an order. An absent value is less than every other, unless the term says otherwise.
func (v values[T]) term(r *rand.Rand) term {
	sign, nulls := 1, 0
	o := term{text: v.name, order: orm.Asc(v.field)}
	if r.IntN(2) == 0 {
		sign, o.text, o.order = -1, v.name+" descending", orm.Desc(v.field)
	}
	switch r.IntN(4) {
	case 0:
		nulls, o.text, o.order = -1, o.text+" nulls first", o.order.NullsFirst()
	case 1:
		nulls, o.text, o.order = 1, o.text+" nulls last", o.order.NullsLast()
	default:
		nulls = -sign
	}
	o.compare = func(a, b *specimen) int {
		switch x, y := v.absent(v.in(a, v.at)), v.absent(v.in(b, v.at)); {
		case x && y:
			return 0
		case x:
			return nulls
		case y:
			return -nulls
		}
		order, _ := v.compare(v.in(a, v.at), v.in(b, v.at))
		return sign * order
	}
	return o
}
