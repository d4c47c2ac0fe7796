package orm

import (
	"reflect"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// CheckType is what Models.Check says of a model of a type made by reflection.
func CheckType(t reflect.Type) error {
	p, _ := layout.Data(reflect.New(t).Interface())
	return newMapper(t, p).err()
}

// ParseDecimal and ParseUUID read what a type's own Value and the engines give.
var (
	ParseDecimal = parseDecimal
	ParseUUID    = parseUUID
)

// Snake and Title make names of Go names; NameProblem judges them.
var (
	Snake       = snake
	Title       = title
	NameProblem = nameProblem
	WithArticle = withArticle
)

// ReadRow reads a row of the columns of T, in order, from a table that was not compared with its model.
func ReadRow[T any](r driver.Row) (*T, error) {
	m := Define[T]().mapping()
	plan := newScanPlan(m, m.visibleColumns())
	s := scanner{plan: &plan, rows: r}
	obj := new(T)
	return obj, s.row(layout.Of(obj))
}
