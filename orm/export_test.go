package orm

import (
	"reflect"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// CheckType is what Models.Check says of a model of a type made by reflection.
func CheckType(t reflect.Type) error {
	p, _ := layout.Data(reflect.New(t).Interface())
	return newMapper(t, p).err()
}

// Snake and Title make names of Go names; NameProblem judges them.
var (
	Snake       = snake
	Title       = title
	NameProblem = nameProblem
)
