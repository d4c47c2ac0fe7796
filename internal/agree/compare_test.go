package agree_test

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// cellsOf lists the values of the fields of rows, but their relations.
func cellsOf[T any](list []*T) (rows [][]any) {
	for _, x := range list {
		var row []any
		for _, v := range reflect.ValueOf(x).Elem().Fields() {
			if cell, is := cellOf(v); is {
				row = append(row, cell)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func cellOf(v reflect.Value) (cell any, is bool) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil, true
		}
		v = v.Elem()
	}
	switch x := v.Interface().(type) {
	case float64:
		return x + 0, true
	case int64, int32, string, bool:
		return x, true
	case decimal.Decimal:
		return "decimal " + x.String(), true
	case time.Time:
		return x.UTC().Format("2006-01-02T15:04:05.999999"), true
	}
	return nil, false
}

// sameRows compares rows as lists or as multisets, and numbers in floating point nearly.
func sameRows(a, b [][]any, asLists bool) bool {
	if len(a) != len(b) {
		return false
	}
	if !asLists {
		a, b = inAnyOrder(a), inAnyOrder(b)
	}
	if slices.EqualFunc(a, b, sameRow) {
		return true
	}
	if asLists {
		return false
	}
	rest := slices.Clone(b)
	for _, row := range a {
		i := slices.IndexFunc(rest, func(x []any) bool { return sameRow(row, x) })
		if i < 0 {
			return false
		}
		rest = slices.Delete(rest, i, i+1)
	}
	return true
}

func inAnyOrder(rows [][]any) [][]any {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b []any) int { return strings.Compare(lineOf(a), lineOf(b)) })
	return rows
}

func lineOf(row []any) string { return fmt.Sprintf("%#v", row) }

func sameRow(a, b []any) bool {
	return slices.EqualFunc(a, b, func(x, y any) bool {
		f, is := x.(float64)
		g, too := y.(float64)
		if !is || !too {
			return x == y
		}
		return f == g || math.Abs(f-g) <= 1e-9*math.Max(math.Abs(f), math.Abs(g))
	})
}

// difference tells rows that only one of two has, a few of each.
func difference(a, b [][]any) string {
	var lines []string
	for _, side := range []struct {
		name       string
		rows, than [][]any
	}{{"only", a, b}, {"missing", b, a}} {
		rest, told := slices.Clone(side.than), 0
		for _, row := range side.rows {
			i := slices.IndexFunc(rest, func(x []any) bool { return sameRow(row, x) })
			if i < 0 {
				if told++; told <= 6 {
					lines = append(lines, side.name+" "+lineOf(row))
				}
				continue
			}
			rest = slices.Delete(rest, i, i+1)
		}
	}
	if len(lines) == 0 {
		return "the same rows in another order"
	}
	return strings.Join(lines, "\n")
}
