package orm_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func TestZeroQueryAsksForAllRows(t *testing.T) {
	t.Parallel()
	m := orm.Define[texts]()
	db, ctx := open(t, m), context.Background()
	if err := m.Insert(ctx, db, &texts{Name: "n", Email: "e"}); err != nil {
		t.Fatal(err)
	}
	var q orm.Query[texts]
	list, err := q.All(ctx, db)
	if err != nil || len(list) != 1 {
		t.Errorf("the zero Query: got %d rows, %v; want the one there is", len(list), err)
	}
}

// remark has a nullable text that is trimmed, and one that the database fills in.
type remark struct {
	ID   int64
	Nick *string
	Kind string
}

func (r *remark) Define(t *orm.Table[remark]) {
	t.Column(&r.Nick).Trim().Size(5)
	t.Column(&r.Kind).Default("plain")
}

func TestWriteLeavesSharedTextAlone(t *testing.T) {
	t.Parallel()
	m := orm.Define[remark]()
	db, ctx := open(t, m), context.Background()
	shared := " ada "
	one, two := &remark{Nick: &shared}, &remark{Nick: &shared}
	if err := m.InsertAll(ctx, db, []*remark{one, two}); err != nil {
		t.Fatal(err)
	}
	if shared != " ada " || *one.Nick != "ada" || *two.Nick != "ada" {
		t.Errorf("got %q shared, %q and %q in the objects; want the shared text as it was", shared, *one.Nick, *two.Nick)
	}
}

func TestInsertAllSaysWhichObjectAndWhy(t *testing.T) {
	t.Parallel()
	m := orm.Define[remark]()
	db, ctx := open(t, m), context.Background()
	err := m.InsertAll(ctx, db, []*remark{{}, {Nick: new("too long")}})
	if err == nil || !strings.Contains(err.Error(), "object 2 of 2") || !strings.Contains(err.Error(), "Nick must be at most 5") {
		t.Errorf("a value too long: got %v, want the object's place, the field and the rule", err)
	}
	err = m.InsertAll(ctx, db, []*remark{{}}, orm.Omit(&m.C.Kind, new(int)))
	if err == nil || !strings.Contains(err.Error(), "no field of the C of remark's handle") {
		t.Errorf("a wrong option: got %v, want what is wrong with it", err)
	}
}

func TestQueryThatCannotBeMeantIsRefused(t *testing.T) {
	t.Parallel()
	m := orm.Define[remark]()
	db, ctx, c := open(t, m), context.Background(), m.C
	var none *string
	for name, q := range map[string]orm.Query[remark]{
		"between nil and a value": m.Where(orm.Between(&c.Nick, nil, new("x"))),
		"between a value and nil": m.Where(orm.Between(&c.Nick, new("x"), none)),
		"no row from before 0":    m.Limit(0).Offset(-1),
		"another's field":         m.Where(orm.Eq(&new(remark).ID, 1)).Limit(0),
	} {
		if _, err := m.Where(orm.Between(&c.Nick, new("a"), new("b"))).Exists(ctx, db); err != nil {
			t.Fatal(err) // a statement of the same shape is at hand
		}
		if found, err := q.Exists(ctx, db); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, %v; want an error of the kind invalid", name, found, err)
		}
	}
}

// failures counts the statements that an observer was told had failed.
type failures struct{ n atomic.Int64 }

func (f *failures) Observe(_ context.Context, e orm.Event) {
	if e.Err != nil {
		f.n.Add(1)
	}
}

func TestStatementThatFindsNothingHasNotFailed(t *testing.T) {
	t.Parallel()
	m, seen, ctx := orm.Define[remark](), new(failures), context.Background()
	db, err := connect.OpenWith(ctx, "sqlite://", orm.Models(m), orm.Options{Observer: seen})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.CreateTables(ctx); err != nil {
		t.Fatal(err)
	}
	_, get := m.Get(ctx, db, 7)
	_, first := m.Query().First(ctx, db)
	_, one := m.Query().One(ctx, db)
	for name, err := range map[string]error{"Get": get, "First": first, "One": one, "Refresh": m.Refresh(ctx, db, &remark{ID: 7})} {
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: got %v, want an error of the kind not found", name, err)
		}
	}
	if n := seen.n.Load(); n != 0 {
		t.Errorf("the observer was told of %d failed statements, want none: they ran, and found nothing", n)
	}
}
