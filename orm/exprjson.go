package orm

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/canon"
	"github.com/rowankit/rowan/sqlast"
)

// JSONText is a text within a column of JSON, at the end of a path of steps: a string is the key of an object, which may be any
// text that does not begin with a minus sign, and an int is the place of an element of an array, from 0. It is missing where the
// path leads nowhere or to what is no string.
//
//	orm.JSONText(orm.Col(&e.Payload), "items", 0, "name").Eq("tea")
func JSONText[V any](x Operand[V], steps ...any) NullExpr[string] {
	return jsonValueOf[string](sqlast.JSONText, 2, x.expression(), steps)
}

// JSONInt is the number that a path leads to, as JSONText says, if it is whole and an int64 holds it; missing otherwise.
func JSONInt[V any](x Operand[V], steps ...any) NullExpr[int64] {
	return jsonValueOf[int64](sqlast.JSONWhole, 3, x.expression(), steps)
}

// JSONFloat is the number that a path leads to, as JSONText says, in floating point; missing where it is none.
func JSONFloat[V any](x Operand[V], steps ...any) NullExpr[float64] {
	return jsonValueOf[float64](sqlast.JSONNumber, 2, x.expression(), steps)
}

// JSONBool is the truth value that a path leads to, as JSONText says; missing where it is none.
func JSONBool[V any](x Operand[V], steps ...any) NullExpr[bool] {
	return jsonValueOf[bool](sqlast.JSONBool, 1, x.expression(), steps)
}

// JSONLength is the number of elements of the array that a path leads to, as JSONText says; missing where it is none.
func JSONLength[V any](x Operand[V], steps ...any) NullExpr[int64] {
	return jsonValueOf[int64](sqlast.JSONLength, 2, x.expression(), steps)
}

// JSONKind says what a path leads to, as JSONText says: "object", "array", "string", "number", "boolean" or "null"; missing where
// that is nothing.
func JSONKind[V any](x Operand[V], steps ...any) NullExpr[string] {
	return jsonValueOf[string](sqlast.JSONKind, 1, x.expression(), steps)
}

// JSONHas holds where a path leads to something, as JSONText says, be it null.
func JSONHas[V any](x Operand[V], steps ...any) Cond { return JSONKind(x, steps...).IsNotNull() }

// jsonValueOf applies a function that looks at its arguments some times over. Databases differ in whether what is no array has
// a first element.
func jsonValueOf[W any](f sqlast.Function, times int, x *node, steps []any) NullExpr[W] {
	path, firsts, err := jsonPath(steps)
	n := calling(f)
	for range times {
		n.args = append(n.args, x, valueNode(path, nil))
	}
	n.err = err
	var arrays []Cond
	for _, first := range firsts {
		arrays = append(arrays, Value[string]{calling(sqlast.JSONKind, x, valueNode(first, nil))}.Eq("array"))
	}
	value := Expr[W]{Value[W]{n}}
	if arrays == nil {
		return value.Null()
	}
	return When(And(arrays...), value).End()
}

// jsonPath writes a path, and the paths to what has to be an array since its first element is asked for.
func jsonPath(steps []any) (path string, firsts []string, err error) {
	path = "$"
	for _, s := range steps {
		switch s := s.(type) {
		case string:
			key, err := jsonKey(s)
			if err != nil {
				return path, nil, fault.New(fault.Invalid, fmt.Sprintf("orm: %q is no key of JSON that every database holds: %v", s, err))
			}
			path += "." + string(key)
		case int:
			if s < 0 {
				return path, nil, fault.New(fault.Invalid, fmt.Sprintf("orm: an element of a JSON array is at %d; they are counted from 0", s))
			} else if s == 0 {
				firsts = append(firsts, path)
			}
			path += "[" + strconv.Itoa(s) + "]"
		default:
			return path, nil, fault.New(fault.Invalid, fmt.Sprintf("orm: a step of a JSON path is %s; write the key of an object, a string, or the place of an array's element, an int", describe(s)))
		}
	}
	return path, firsts, nil
}

// jsonKey is a key in the one form that JSON is kept in.
func jsonKey(key string) ([]byte, error) {
	if _, err := textValue(key); err != nil {
		return nil, err
	}
	if strings.HasPrefix(key, "-") {
		return nil, errors.New("it begins with a minus sign, where MariaDB looks for something else")
	}
	text, err := json.Marshal(key)
	if err != nil {
		return nil, err
	}
	return canonical(text, canon.Anything)
}
