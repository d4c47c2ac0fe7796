package orm_test

import (
	"context"
	"strings"
	"testing"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

type hut struct {
	ID     int64
	Name   string
	CampID int64
	Camp   orm.One[camp]
}

type camp struct {
	ID   int64
	Name string
}

var (
	huts      = orm.Define[hut]()
	camps     = orm.Define[camp]()
	hutScope  = orm.NewScope("guest")
	hutsShown = func(context.Context) []orm.Cond { return nil }
)

func (h *hut) Define(t *orm.Table[hut]) {
	t.ScopedBy(hutScope, func(ctx context.Context) ([]orm.Cond, error) { return hutsShown(ctx), nil })
}

// A scope is about its model's own rows, also where the query joins the table that a condition of it names.
func TestConditionsOfScopesAreOfTheirModel(t *testing.T) { // not parallel: the scope is the package's
	db := open(t, huts, camps)
	for want, shown := range map[string]orm.Cond{
		"has the scope guest with a condition that no query can ask: Name is no column of hut but of camp": orm.Eq(&camps.C.Name, "x"),
		"has the scope guest with Raw, which names columns without their table":                            orm.Or(orm.Eq(&huts.C.ID, 1), orm.Raw("camp_id > 1")),
		"has the scope guest with a condition that no query can ask: ":                                     {},
	} {
		hutsShown = func(context.Context) []orm.Cond { return []orm.Cond{shown} }
		for name, q := range map[string]orm.Query[hut]{"alone": huts.Query(), "joined": huts.Join(&huts.C.Camp)} {
			_, err := q.All(t.Context(), db)
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got %v, want %q", name, err, want)
			}
		}
		row := new(struct{ Name string })
		_, err := orm.Select(row, orm.Take(&row.Name, &camps.C.Name)).From(huts).Join(&huts.C.Camp).All(t.Context(), db)
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("selected: got %v, want %q", err, want)
		}
	}
}
