package orm_test

import "github.com/rowankit/rowan/orm"

type (
	member struct {
		ID   int64
		Name int
	}
	guest struct {
		ID   int64
		Name int
	}
	club struct {
		ID   int64
		Name int
	}
	team struct {
		ID   int64
		Name string
	}
	// manyMistakes has several mistakes, each reported.
	manyMistakes struct {
		ID   int64
		Name string
		Tags []any
		Age  int
	}
)

func (m *member) Define(t *orm.Table[member]) { t.Index(&m.Name).Name("by_name") }
func (m *guest) Define(t *orm.Table[guest])   { t.Index(&m.Name).Name("By_Name") }
func (m *club) Define(t *orm.Table[club])     { t.Index(&m.Name).Name("member") }
func (m *team) Define(t *orm.Table[team])     { t.Name("Member") }
func (m *manyMistakes) Define(t *orm.Table[manyMistakes]) {
	t.Column(&m.Age).Size(3).Trim()
	t.Column(&m.Name).Min(1)
	t.Unique()
}

func mistakenSets() []mistaken {
	members := orm.Define[member]()
	type member struct{ ID int64 } // of the same name
	var none *orm.Model[guest]
	return []mistaken{
		{"nil among the models", []orm.AnyModel{members, nil}},
		{"a nil model", []orm.AnyModel{none}},
		{"a handle that was not made by Define", []orm.AnyModel{new(orm.Model[guest])}},
		{"one model twice", []orm.AnyModel{members, members}},
		{"two handles of one model", []orm.AnyModel{orm.Define[guest](), orm.Define[guest]()}},
		{"two models with one table", []orm.AnyModel{members, orm.Define[team]()}},
		{"two models of one name", []orm.AnyModel{members, orm.Define[member]()}},
		{"two models with one index name", []orm.AnyModel{members, orm.Define[guest]()}},
		{"an index with the name of a table", []orm.AnyModel{members, orm.Define[club]()}},
		{"several: one model with many mistakes", []orm.AnyModel{orm.Define[manyMistakes]()}},
		{"several: three models with mistakes", []orm.AnyModel{orm.Define[sizeOnNumber](), orm.Define[noKey](), orm.Define[keyOfOther]()}},
		{"several: a mistake and a clash", []orm.AnyModel{members, orm.Define[noKey](), orm.Define[guest]()}},
	}
}
