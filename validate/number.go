package validate

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strconv"
	"time"

	"github.com/rowankit/rowan/fault"
)

// Number is any integer or float, and any type made from one.
type Number interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}

// Min returns a rule for numbers of at least n. Like every rule about numbers it judges all integer and float
// types, compares them exactly, and NaN never holds. It panics when n is NaN.
func Min[N Number](n N) Rule { return mustRange(n, nil) }

// Max returns a rule for numbers of at most n; see Min.
func Max[N Number](n N) Rule { return mustRange(nil, n) }

// Between returns a rule for numbers from lo to hi, both included; see Min. It panics when lo is above hi.
func Between[N Number](lo, hi N) Rule { return mustRange(lo, hi) }

func mustRange(lo, hi any) Rule {
	r, err := Range(lo, hi)
	if err != nil {
		panic(err.Error())
	}
	return r
}

// Range is Min, Max or Between for bounds whose type is known only when the program runs: each is an integer
// or a float of any width, or nil when that side is open. It fails when both are open, when one is something
// else or NaN, and when lo is above hi.
func Range(lo, hi any) (Rule, error) {
	low, lowErr := boundOf(lo)
	high, highErr := boundOf(hi)
	if err := errors.Join(lowErr, highErr); err != nil {
		return Rule{}, err
	}
	r := Rule{number: true, violation: fault.Violation{Kind: fault.OutOfRange, Code: "out_of_range"}}
	switch {
	case low == nil && high == nil:
		return Rule{}, errors.New("validate: a range needs a bound")
	case high == nil:
		r.typ, r.violation.Message = reflect.TypeOf(lo), "must be at least "+low.String()
	case low == nil:
		r.typ, r.violation.Message = reflect.TypeOf(hi), "must be at most "+high.String()
	case low.compare(*high) > 0:
		return Rule{}, fmt.Errorf("validate: the range from %s to %s is empty", low, high)
	default:
		r.typ, r.violation.Message = reflect.TypeOf(lo), "must be between "+low.String()+" and "+high.String()
	}
	r.check = func(v any) verdict {
		n, said := numberIn(v)
		if said != fails {
			return said
		}
		inside := !n.isNaN() && (low == nil || n.compare(*low) >= 0) && (high == nil || n.compare(*high) <= 0)
		return verdictOf(inside)
	}
	return r, nil
}

// boundOf reads a bound; nil stays nil.
func boundOf(v any) (*number, error) {
	if v == nil {
		return nil, nil
	}
	rv := reflect.ValueOf(v)
	if !isNumber(rv.Kind()) {
		return nil, fmt.Errorf("validate: a bound must be a number, not %T", v)
	}
	n, _ := numberIn(wide(rv))
	n.duration = rv.Type() == durationType
	if n.isNaN() {
		return nil, errors.New("validate: a bound must not be NaN")
	}
	return &n, nil
}

// number is any Go number, kept as it is: an integer as sign and magnitude, or a float.
type number struct {
	real      bool
	duration  bool // written as one
	negative  bool
	magnitude uint64
	float     float64
}

func signed(i int64) number {
	if i < 0 {
		return number{negative: true, magnitude: -uint64(i)}
	}
	return number{magnitude: uint64(i)}
}

func unsigned(u uint64) number { return number{magnitude: u} }

func real64(f float64) number { return number{real: true, float: f} }

func (n number) isNaN() bool { return n.real && math.IsNaN(n.float) }

var durationType = reflect.TypeFor[time.Duration]()

// String writes the number as a person would: no exponent unless it is very large or very small.
func (n number) String() string {
	switch {
	case n.duration && n.negative:
		return time.Duration(-n.magnitude).String()
	case n.duration:
		return time.Duration(n.magnitude).String()
	case !n.real && n.negative:
		return "-" + strconv.FormatUint(n.magnitude, 10)
	case !n.real:
		return strconv.FormatUint(n.magnitude, 10)
	}
	if a := math.Abs(n.float); a == 0 || a >= 1e-6 && a < 1e21 {
		return strconv.FormatFloat(n.float, 'f', -1, 64)
	}
	return strconv.FormatFloat(n.float, 'g', -1, 64)
}

// exactInFloat is the largest magnitude up to which every integer is a float64.
const exactInFloat = 1 << 53

// compare orders two numbers by their exact values; neither is NaN.
func (n number) compare(m number) int {
	switch {
	case !n.real && !m.real:
		return n.compareInteger(m)
	case (n.real || n.magnitude <= exactInFloat) && (m.real || m.magnitude <= exactInFloat):
		return cmp.Compare(n.toFloat(), m.toFloat())
	}
	return n.toBig().Cmp(m.toBig())
}

func (n number) compareInteger(m number) int {
	switch {
	case n.negative && m.negative:
		return cmp.Compare(m.magnitude, n.magnitude)
	case n.negative:
		return -1
	case m.negative:
		return 1
	}
	return cmp.Compare(n.magnitude, m.magnitude)
}

func (n number) toFloat() float64 {
	switch {
	case n.real:
		return n.float
	case n.negative:
		return -float64(n.magnitude)
	}
	return float64(n.magnitude)
}

func (n number) toBig() *big.Float {
	if n.real {
		return big.NewFloat(n.float)
	}
	b := new(big.Float).SetUint64(n.magnitude)
	if n.negative {
		b.Neg(b)
	}
	return b
}

func isNumber(k reflect.Kind) bool {
	return k >= reflect.Int && k <= reflect.Uint64 || k == reflect.Float32 || k == reflect.Float64
}

// wide returns a number of any type as the widest of its kind.
func wide(v reflect.Value) any {
	switch {
	case v.CanInt():
		return v.Int()
	case v.CanUint():
		return v.Uint()
	}
	return v.Float()
}
