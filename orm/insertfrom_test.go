package orm_test

import (
	"context"
	"testing"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// summary is what is kept of reports, of which Tenant and the deletion hide some.
type summary struct {
	ID    int64
	Title string
	Grade string
	Seen  int64
}

func (s *summary) Define(t *orm.Table[summary]) {
	t.Column(&s.Title).Size(8)
	t.Column(&s.Grade).Default("plain")
	t.Version(&s.Seen)
}

func TestInsertFromReadsWhatScopesShow(t *testing.T) {
	t.Parallel()
	ctx, summaries := t.Context(), orm.Define[summary]()
	db, err := connect.Open(ctx, "sqlite://", orm.Models(Reports, summaries))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.CreateTables(ctx); err != nil {
		t.Fatal(err)
	}
	for i, title := range []string{"one", "two", "three"} {
		if err := Reports.Insert(ctx, db, &Report{TenantID: int64(i/2 + 1), Title: title}); err != nil {
			t.Fatal(err)
		}
	}
	s, r := summaries.C, Reports.C
	all := orm.Select(s, orm.Take(&s.Title, &r.Title)).From(Reports)
	if _, err := orm.InsertFrom(ctx, db, summaries, all); err == nil {
		t.Error("stored rows of no tenant")
	}
	first := context.WithValue(ctx, tenantKey{}, int64(1))
	for what, rows := range map[string]orm.Selection[summary]{"a table": all, "a union": all.UnionAll(all.Where(orm.Eq(&r.Title, "none")))} {
		if n, err := orm.InsertFrom(first, db, summaries, rows); n != 2 || err != nil {
			t.Errorf("%s: got %d rows, %v, want the 2 of the first tenant", what, n, err)
		}
	}
	list, err := summaries.All(ctx, db)
	if err != nil || len(list) != 4 {
		t.Fatalf("got %d rows, %v", len(list), err)
	}
	for _, x := range list {
		if x.Grade != "plain" || x.Seen != 1 || x.Title == "three" {
			t.Errorf("got %+v", x)
		}
	}
}

func TestInsertFromRefusesWhatCannotBeStored(t *testing.T) {
	ctx := t.Context()
	db := market(ctx)
	defer db.Close()
	w, s := wares.C, stalls.C
	for what, err := range map[string]error{
		"a column that nobody fills": intoWares(ctx, db, orm.Select(w, orm.Take(&w.Name, &s.Town)).From(stalls)),
		"no table":                   intoWares(ctx, db, orm.Select(w, orm.Take(&w.Name, &s.Town))),
		"no value":                   intoWares(ctx, db, orm.Select(w).From(stalls)),
		"a lock":                     intoStalls(ctx, db, orm.Select(s, orm.Take(&s.Town, &w.Name)).From(wares).ForUpdate()),
		"a generated key":            intoStalls(ctx, db, orm.Select(s, orm.Take(&s.ID, &w.ID), orm.Take(&s.Town, &w.Name)).From(wares)),
		"a table that is not read":   intoStalls(ctx, db, orm.Select(s, orm.Take(&s.Town, &w.Name)).From(stalls)),
		"a negative limit":           intoStalls(ctx, db, orm.Select(s, orm.Take(&s.Town, &w.Name)).From(wares).Limit(-1)),
	} {
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, want a refusal", what, err)
		}
	}
	if n, err := stalls.Count(ctx, db); n != 2 || err != nil {
		t.Errorf("got %d stalls, %v", n, err)
	}
}

func intoWares(ctx context.Context, db *orm.DB, rows orm.Selection[ware]) error {
	_, err := orm.InsertFrom(ctx, db, wares, rows)
	return err
}

func intoStalls(ctx context.Context, db *orm.DB, rows orm.Selection[stall]) error {
	_, err := orm.InsertFrom(ctx, db, stalls, rows)
	return err
}

// What the program does for a row more is nothing.
func TestInsertFromTakesNoMoreMemoryForMoreRows(t *testing.T) {
	ctx, summaries := t.Context(), orm.Define[summary]()
	db, err := connect.Open(ctx, "sqlite://", orm.Models(summaries))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.CreateTables(ctx); err != nil {
		t.Fatal(err)
	}
	type number struct{ N int64 }
	s, one := summaries.C, new(number)
	store := func(rows int64) {
		numbers := orm.Recursive("numbers", orm.Select(one, orm.As(&one.N, orm.Val(int64(1)))), func(found *orm.Derived[number]) orm.Selection[number] {
			return orm.Select(one, orm.As(&one.N, orm.Col(&found.C.N).Plus(1))).From(found).Where(orm.Lt(&found.C.N, rows))
		})
		n, err := orm.InsertFrom(ctx, db, summaries, orm.Select(s, orm.As(&s.Title, orm.TextOf(orm.Col(&numbers.C.N)))).From(numbers))
		if n != rows || err != nil {
			t.Fatalf("got %d rows, %v", n, err)
		}
	}
	store(1)
	few := testing.AllocsPerRun(3, func() { store(10) })
	many := testing.AllocsPerRun(1, func() { store(100_000) })
	if many > few+50 {
		t.Errorf("100,000 rows take %v allocations, 10 rows %v", many, few)
	}
}
