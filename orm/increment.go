package orm

import (
	"errors"
	"reflect"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// Increment adds to the column in the database, so that no other writer's sum is lost. A negative number takes away:
//
//	n, err := Stocks.Where(orm.Eq(&s.ID, 7)).Update(ctx, db, orm.Increment(&s.Count, -1))
//
// The column holds integers, durations, decimals or float64. One without a value stays so: NULL and a number is NULL. For a
// nullable column by is a value too, as in Increment(&s.Count, new(int64(1))). Bounds are the database's to judge, by the
// column's check; a sum that they or the column's type refuse is an error of the kind OutOfRange, and no row is changed.
func Increment[T any](field *T, by T) Setting {
	return Setting{field: field, value: reflect.ValueOf(&by).Elem(), adds: true}
}

// change is what the settings of an Update say.
type change struct {
	set      []*column // to values, and the hidden columns that go with them
	adds     []*column // to which values are added
	computed []computing
	raises   *column // the version, unless it is among them
}

// names tells whether a setting of the column is there already.
func (c *change) names(x *column) bool {
	return slices.Contains(c.set, x) || slices.Contains(c.adds, x) || slices.ContainsFunc(c.computed, func(y computing) bool { return y.c == x })
}

// columns are all that the change names.
func (c *change) columns() []*column {
	all := slices.Concat(c.set, c.adds)
	for _, x := range c.computed {
		all = append(all, x.c)
	}
	return all
}

// given says what the change gives and adds to columns. Its parameters are what is set and then what is added.
func (c *change) given() []sqlast.Assignment {
	var list []sqlast.Assignment
	for _, x := range c.set {
		list = append(list, sqlast.Assignment{Column: x.name, Value: sqlast.Param{}})
	}
	for _, x := range c.adds {
		list = append(list, sqlast.Assignment{Column: x.name, Value: sqlast.Arithmetic{
			Op: sqlast.Plus, Left: sqlast.Column{Name: x.name}, Right: sqlast.Param{}, Type: x.typ, Stored: true,
		}})
	}
	return list
}

// addable says why nothing can be added to a column, or nil.
func (m *mapper) addable(c *column) error {
	switch k := c.typ.Kind; {
	case k == schema.Decimal, c.value.Kind != layout.Own && (k.Integer() || k == schema.Float64):
		return nil
	case k == schema.Float32:
		return m.invalid("%s is %s, of which databases keep different digits of a sum; make it a float64", c.field, c.goType())
	}
	return m.invalid("%s is %s, and Increment is for numbers and durations; use Set", c.field, c.goType())
}

// added appends what is added to some columns, which is no value of them and is not judged as one.
func (m *mapper) added(dst []driver.Value, at layout.Pointer, adds []*column) ([]driver.Value, error) {
	for _, c := range adds {
		v, err := c.encode(at)
		switch {
		case err != nil:
			return dst, fault.Refuse(m.name, c.violation(err))
		case v.Kind() == driver.Null:
			return dst, m.invalid("%s is incremented by nothing; write a number", c.field)
		}
		dst = append(dst, v)
	}
	return dst, nil
}

// tooFar names the column in the error of a sum that the database cannot hold.
func (c *change) tooFar(m *mapper, err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || len(c.adds)+len(c.computed) == 0 {
		return err
	}
	summed := slices.Clone(c.adds)
	for _, x := range c.computed {
		if k := x.c.typ.Kind; k.Integer() || k.Float() || k == schema.Decimal {
			summed = append(summed, x.c)
		}
	}
	if c.raises != nil {
		summed = append(summed, c.raises)
	}
	var at *column
	switch {
	case f.Kind == fault.OutOfRange && len(f.Violations) == 0 && len(summed) == 1:
		at = summed[0]
	case f.Kind == fault.Invalid && len(f.Violations) == 1: // what it became is no value of the column
		if i := slices.IndexFunc(summed, func(x *column) bool { return x.field == f.Violations[0].Field }); i >= 0 {
			at = summed[i]
		}
	}
	if at == nil {
		return err
	}
	named := *f
	named.Kind = fault.OutOfRange
	named.Violations = []fault.Violation{{Field: at.field, Kind: fault.OutOfRange, Code: "out_of_range", Message: "is out of range"}}
	return &named
}
