package orm_test

import (
	"context"
	"time"

	"github.com/rowankit/rowan/orm"
)

type (
	scopeNameless struct {
		ID int64
	}
	scopeEmpty struct {
		ID int64
	}
	scopeNoFunction struct {
		ID int64
	}
	scopeTwice struct {
		ID int64
	}
	scopeStranger struct {
		ID int64
	}
	softOfTime struct {
		ID   int64
		Gone time.Time
	}
	softOfBool struct {
		ID   int64
		Gone *bool
	}
	softLazy struct {
		ID   int64
		Gone orm.Lazy[*time.Time]
	}
	softTwice struct {
		ID   int64
		Gone *time.Time
	}
	softOfTwo struct {
		ID   int64
		Gone *time.Time
		Left *time.Time
	}
	softServer struct {
		ID   int64
		Gone *time.Time
	}
	softUniqueTarget struct {
		ID   int64
		Code string
		Gone *time.Time
	}
	softUniqueReferrer struct {
		ID   int64
		Code string
	}
)

var testScope = orm.NewScope("test")

func (s *scopeNameless) Define(t *orm.Table[scopeNameless]) { t.Scoped(nil, orm.Eq(&s.ID, 1)) }
func (s *scopeEmpty) Define(t *orm.Table[scopeEmpty])       { t.Scoped(testScope) }
func (s *scopeNoFunction) Define(t *orm.Table[scopeNoFunction]) {
	t.ScopedBy(testScope, nil)
}

func (s *scopeTwice) Define(t *orm.Table[scopeTwice]) {
	t.Scoped(testScope, orm.Eq(&s.ID, 1))
	t.ScopedBy(testScope, func(context.Context) ([]orm.Cond, error) { return nil, nil })
}

func (s *scopeStranger) Define(t *orm.Table[scopeStranger]) {
	t.Scoped(testScope, orm.Eq(&orm.C[author]().Name, "Ada"))
}
func (s *softOfTime) Define(t *orm.Table[softOfTime]) { t.SoftDelete(&s.Gone) }
func (s *softOfBool) Define(t *orm.Table[softOfBool]) { t.SoftDelete(&s.Gone) }
func (s *softLazy) Define(t *orm.Table[softLazy])     { t.SoftDelete(&s.Gone) }

func (s *softTwice) Define(t *orm.Table[softTwice]) {
	t.SoftDelete(&s.Gone)
	t.SoftDelete(&s.Gone)
}

func (s *softOfTwo) Define(t *orm.Table[softOfTwo]) {
	t.SoftDelete(&s.Gone)
	t.SoftDelete(&s.Left)
}

func (s *softServer) Define(t *orm.Table[softServer]) {
	t.Column(&s.Gone).ServerNow()
	t.SoftDelete(&s.Gone)
}

func (s *softUniqueTarget) Define(t *orm.Table[softUniqueTarget]) {
	t.Column(&s.Code).Size(9).Unique()
	t.SoftDelete(&s.Gone)
}

func (s *softUniqueReferrer) Define(t *orm.Table[softUniqueReferrer]) {
	t.Column(&s.Code).Size(9)
	t.ForeignKey(&s.Code).References(&orm.C[softUniqueTarget]().Code)
}

func mistakenScopes() []mistaken {
	return []mistaken{
		wrong[scopeNameless]("a scope without a name"),
		wrong[scopeEmpty]("a scope without a condition"),
		wrong[scopeNoFunction]("a scope without a function"),
		wrong[scopeTwice]("a scope twice"),
		wrong[scopeStranger]("a scope about another model"),
		wrong[softOfTime]("SoftDelete of a time that is never missing"),
		wrong[softOfBool]("SoftDelete of a bool"),
		wrong[softLazy]("SoftDelete of a Lazy"),
		wrong[softTwice]("SoftDelete twice"),
		wrong[softOfTwo]("SoftDelete of two times"),
		wrong[softServer]("SoftDelete with a default"),
		{"a reference to a unique of rows that are not deleted", []orm.AnyModel{orm.Define[softUniqueTarget](), orm.Define[softUniqueReferrer]()}},
	}
}
