package orm

import "github.com/rowankit/rowan/orm/internal/layout"

// Source is a table that a query reads: the handle of a model, an Alias of it, or a Derived one.
type Source interface{ source() tableRef }

// tableRef is a table as a query names it.
type tableRef struct {
	m    *mapper
	base layout.Pointer
	as   string // another name; "" for none

	derived *derived // nil for the table of a model
	err     error
}

func (m *Model[T]) source() tableRef { return tableRef{m: m.mapping(), base: m.base()} }

// Alias is a model's table under another name, so that a query may read it several times. The fields of C name its columns
// and relations, beside those of the handle's own C. It is immutable.
type Alias[T any] struct {
	C *T

	model *Model[T]
	name  string
}

// As returns the model's table under another name.
//
//	boss := Employees.As("boss")
//	orm.Select(row, ...).From(Employees).LeftJoin(boss.Along(&e.ReportsTo))
func (m *Model[T]) As(name string) *Alias[T] { return &Alias[T]{C: new(T), model: m, name: name} }

func (a *Alias[T]) source() tableRef {
	return tableRef{m: a.model.mapping(), base: layout.Of(a.C), as: a.name}
}

// Along lets a join along a relation lead to the alias instead of the model's own table.
func (a *Alias[T]) Along(relation Relation) Relation {
	return aliased{relation, a}
}

// aliased is a relation that leads to an alias.
type aliased struct {
	Relation
	to Source
}

func (aliased) loading() Loading { return Loading{} } // which With refuses
