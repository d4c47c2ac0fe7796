package conformance

import (
	"context"
	"errors"
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// leafletsIn counts the leaflets of a folder that a query around reads.
func leafletsIn() orm.Expr[int64] {
	f, p := folders.C, leaflets.C
	row := new(struct{ N int64 })
	return orm.Coalesce(orm.ValueOf(orm.Select(row, orm.As(&row.N, orm.Count())).From(leaflets).Where(orm.EqColumn(&p.FolderID, &f.ID)), &row.N), 0)
}

func scopePicked(t *trial) {
	db, f, p := cabinet(t, nil), folders.C, leaflets.C
	ctx := as(t.Context(), "a")
	list := func(what string, q orm.Queryable, column *string, want ...string) {
		t.Helper()
		got, err := orm.Values(ctx, db, q, column)
		t.ok(what, err)
		t.same(what, got, want)
	}
	list("Values of a model", folders, &f.Name, "one", "two")
	list("Values of a query", folders.Where(orm.Ge(&f.ID, 2)), &f.Name, "two")
	list("Values of what is lifted", folders.Unscoped(ofTenant), &f.Name, "one", "two", "four")
	list("Values of a joined table", leaflets.LeftJoin(&p.Folder).Where(orm.IsNotNull(&f.ID)), &p.Name, "p1", "p2")
	list("Values across a relation", folders.Where(orm.Any(&f.Leaflets, orm.Eq(&p.Name, "p3"))), &f.Name, []string{}...)
	row := new(struct{ Name string })
	all := orm.Select(row, orm.Take(&row.Name, &f.Name)).From(folders).OrderBy(orm.Asc(&f.ID))
	list("Values of a selection", all, &row.Name, "one", "two")
	counts, err := leafletsIn().Values(ctx, db, folders)
	t.ok("Values of a query in an expression", err)
	t.same("Values of a query in an expression", counts, []int64{2, 0})
	n, err := orm.Count().Scalar(ctx, db, folders)
	t.ok("Scalar", err)
	t.same("Scalar", n, int64(2))
	n, err = orm.CountOf(orm.Col(&p.ID)).Filter(orm.Any(&p.Folder)).Scalar(ctx, db, leaflets)
	t.ok("Scalar with a filter", err)
	t.same("Scalar with a filter", n, int64(2))
	_, err = orm.Scalar(ctx, db, folders.Where(orm.Eq(&f.ID, 4)), &f.Name)
	t.kind("Scalar of what is not shown", err, fault.NotFound)
	pairs, err := orm.Pairs(ctx, db, folders, &f.ID, &f.Name)
	t.ok("Pairs", err)
	t.same("Pairs", pairs, map[int64]string{1: "one", 2: "two"})
	byID, err := orm.Keyed(ctx, db, folders, &f.ID)
	t.ok("Keyed", err)
	t.same("Keyed", len(byID), 2)

	for key, shown := range map[string]bool{"2": true, "3": false, "4": false} {
		_, err = folders.GetText(ctx, db, key)
		t.same("GetText", fault.KindOf(err) == fault.None, shown)
		_, err = folders.Query().GetText(ctx, db, key)
		t.same("GetText of a query", fault.KindOf(err) == fault.None, shown)
	}
	_, err = orm.Values(t.Context(), db, folders, &f.Name)
	t.same("Values without a tenant", errors.Is(err, errNoTenant), true)
	_, err = orm.Count().Scalar(t.Context(), db, folders)
	t.same("Scalar without a tenant", errors.Is(err, errNoTenant), true)
}

func scopePages(t *trial) {
	db, f, p := cabinet(t, nil), folders.C, leaflets.C
	ctx := as(t.Context(), "a")
	cursors, err := orm.NewCursors([]byte(strings.Repeat("secret. ", 4)))
	t.ok("NewCursors", err)
	insert(t, db, leaflets, &leaflet{Name: "p6", FolderID: 2, Secret: true}, &leaflet{Name: "p7", FolderID: 2, Secret: true}, &leaflet{Name: "p8", FolderID: 2, Secret: true}, &leaflet{Name: "p9", FolderID: 4})
	q := folders.OrderBy(leafletsIn().Desc())
	first, err := q.PageAt(ctx, db, cursors, "", 1)
	t.ok("PageAt", err)
	t.same("the first page", idsIn(first.Items), []int64{1})
	second, err := q.PageAt(ctx, db, cursors, first.Next, 1)
	t.ok("PageAt", err)
	t.same("the second page", idsIn(second.Items), []int64{2})
	t.same("the end", second.Next, "")
	back, err := q.PageAt(ctx, db, cursors, second.Previous, 1)
	t.ok("PageAt", err)
	t.same("back", idsIn(back.Items), []int64{1})
	others, err := q.PageAt(as(ctx, "b"), db, cursors, "", 5)
	t.ok("PageAt", err)
	t.same("the other's", idsIn(others.Items), []int64{4})
	others, err = q.PageAt(as(ctx, "b"), db, cursors, first.Next, 5)
	t.ok("PageAt of another's cursor", err)
	t.same("another's cursor leads to rows of one's own", idsIn(others.Items), []int64{4})
	joined, err := leaflets.Join(&p.Folder).OrderBy(orm.Asc(&f.Name), orm.Desc(&p.Pages)).PageAt(ctx, db, cursors, "", 9)
	t.ok("PageAt of a join", err)
	t.same("PageAt of a join", idsIn(joined.Items), []int64{2, 1})
	_, err = q.PageAt(t.Context(), db, cursors, "", 1)
	t.same("PageAt without a tenant", errors.Is(err, errNoTenant), true)

	row := new(struct{ Name string })
	all := orm.Select(row, orm.Take(&row.Name, &f.Name)).From(folders).OrderBy(orm.Asc(&f.ID))
	page, err := all.Page(ctx, db, 2, 1)
	t.ok("Page of a selection", err)
	t.same("Page of a selection", page.Total == 2 && page.Items[0].Name == "two", true)
	n, err := all.Count(ctx, db)
	t.ok("Count of a selection", err)
	t.same("Count of a selection", n, int64(2))
	found, err := all.Where(orm.Eq(&f.ID, 4)).Exists(ctx, db)
	t.ok("Exists of a selection", err)
	t.same("Exists of a selection", found, false)
	_, err = all.Where(orm.Eq(&f.ID, 4)).First(ctx, db)
	t.kind("First of a selection", err, fault.NotFound)
	_, err = all.Where(orm.Ge(&f.ID, 2)).One(ctx, db)
	t.ok("One of a selection", err)
	for x, err := range all.Where(orm.Ge(&f.ID, 2)).Stream(ctx, db) {
		t.ok("Stream of a selection", err)
		t.same("Stream of a selection", x.Name, "two")
	}
}

func scopeComputed(t *trial) {
	db, f, p := cabinet(t, nil), folders.C, leaflets.C
	ctx := as(t.Context(), "a")
	names := func(want ...string) {
		t.Helper()
		got, err := orm.Values(ctx, db, folders.Unscoped(ofTenant, open), &f.Name)
		t.ok("Values", err)
		t.same("names", got, want)
	}
	last := new(struct{ Name string })
	of := orm.Select(last, orm.As(&last.Name, orm.Coalesce(orm.Max(orm.Col(&p.Name)), "none"))).From(leaflets).Where(orm.EqColumn(&p.FolderID, &f.ID))
	n, err := folders.Every().Update(ctx, db, orm.SetExpr(&f.Name, orm.Coalesce(orm.ValueOf(of, &last.Name), "")))
	t.ok("Update", err)
	t.same("Update", n, int64(2))
	names("p2", "none", "three", "four")
	_, err = folders.Every().Update(ctx, db, orm.SetExpr(&f.Name, orm.Coalesce(orm.ValueOf(of.Unscoped(open), &last.Name), "")))
	t.ok("Update with what is lifted", err)
	names("p3", "none", "three", "four")
	_, err = folders.Every().Update(ctx, db, orm.SetExpr(&f.Name, orm.When(orm.Any(&f.Leaflets, orm.Eq(&p.Name, "p3")), orm.Val("has p3")).Else(orm.Val("has none"))))
	t.ok("Update by a condition across a relation", err)
	names("has none", "has none", "three", "four")

	n, err = leaflets.Query().Join(&p.Folder).Where(orm.Gt(&p.ID, 0)).Update(ctx, db, orm.SetExpr(&p.Name, orm.Col(&f.Name)))
	t.ok("Update of a join", err)
	t.same("Update of a join", n, int64(2))
	n, err = leaflets.Query().Join(&p.Folder).Where(orm.Gt(&p.ID, 0)).Delete(ctx, db)
	t.ok("Delete of a join", err)
	t.same("Delete of a join", n, int64(2))
	id := new(struct{ ID int64 })
	n, err = leaflets.Where(orm.InQuery(orm.Col(&p.FolderID), orm.Select(id, orm.Take(&id.ID, &f.ID)).From(folders), &id.ID)).Delete(ctx, db)
	t.ok("Delete by a query", err)
	t.same("Delete by a query", n, int64(0))
	_, err = leaflets.Every().Update(t.Context(), db, orm.SetExpr(&p.Pages, orm.When(orm.Any(&p.Folder), orm.Val(int64(1))).Else(orm.Val(int64(0)))))
	t.same("Update without a tenant", errors.Is(err, errNoTenant), true)
}

func scopeTables(t *trial) {
	db, f, p := cabinet(t, nil), folders.C, leaflets.C
	ctx := as(t.Context(), "a")
	row := new(struct{ FolderID, N int64 })
	sums := orm.Select(row, orm.Take(&row.FolderID, &p.FolderID), orm.As(&row.N, orm.Count())).From(leaflets).GroupBy(&p.FolderID)
	derived, common := sums.As("sums"), sums.CTE("sums")
	for what, table := range map[string]*orm.Derived[struct{ FolderID, N int64 }]{"a selection": derived, "a common table expression": common} {
		q := folders.Query().JoinOn(table, orm.EqColumn(&table.C.FolderID, &f.ID))
		named(t, ctx, "a join of "+what, db, q, 1)
		got, err := orm.Values(ctx, db, q, &table.C.N)
		t.ok(what, err)
		t.same(what, got, []int64{2})
		named(t, ctx, "a left join of "+what, db, folders.Query().LeftJoinOn(table, orm.EqColumn(&table.C.FolderID, &f.ID)).OrderBy(orm.Desc(&table.C.N).NullsLast()), 1, 2)
	}
	lies := folders.As("lies")
	named(t, ctx, "a join of a model on conditions", db, leaflets.Query().JoinOn(lies, orm.EqColumn(&lies.C.ID, &p.FolderID)), 1, 2)
	named(t, ctx, "a left join of a model on conditions", db, leaflets.Query().LeftJoinOn(lies, orm.EqColumn(&lies.C.ID, &p.FolderID)).Where(orm.IsNull(&lies.C.ID)), 4, 5)
	named(t, ctx, "an order by a query", db, folders.OrderBy(leafletsIn().Asc()), 2, 1)
	list, err := folders.With(orm.Load(&f.Below).OrderBy(leafletsIn().Desc())).All(ctx, db)
	t.ok("a relation in an order by a query", err)
	below, err := list[0].Below.All()
	t.ok("All", err)
	t.same("a relation in an order by a query", idsIn(below), []int64{2})
	named(t, ctx, "a condition in the program's own SQL", db, folders.Where(orm.Raw("id > 1 OR id > 0")), 1, 2)

	by := new(struct {
		Name string
		N    int64
	})
	grouped, err := orm.Select(by, orm.Take(&by.Name, &f.Name), orm.As(&by.N, orm.Count().Filter(orm.Any(&f.Leaflets, orm.Eq(&p.Name, "p3"))))).
		From(folders).GroupBy(&f.Name).Having(orm.Count().Filter(orm.Any(&f.Leaflets)).Gt(0)).All(ctx, db)
	t.ok("conditions across relations in a selection of groups", err)
	t.same("conditions across relations in a selection of groups", len(grouped) == 1 && grouped[0].Name == "one" && grouped[0].N == 0, true)
}

func scopeLocks(t *trial) {
	db, f := cabinet(t, nil), folders.C
	ctx := as(t.Context(), "a")
	row := new(struct{ ID int64 })
	t.ok("Tx", db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
		list, err := folders.Query().ForUpdate().All(ctx, tx)
		t.ok("ForUpdate", err)
		t.same("ForUpdate", idsIn(list), []int64{1, 2})
		list, err = folders.Where(orm.Any(&f.Leaflets)).ForShare().All(ctx, tx)
		t.ok("ForShare", err)
		t.same("ForShare", idsIn(list), []int64{1})
		found, err := orm.Select(row, orm.Take(&row.ID, &f.ID)).From(folders).OrderBy(orm.Asc(&f.ID)).ForUpdate().All(ctx, tx)
		t.ok("ForUpdate of a selection", err)
		t.same("ForUpdate of a selection", len(found) == 2 && found[1].ID == 2, true)
		return nil
	}))
}

func scopeAsks(t *trial) {
	db, m := cabinet(t, nil), dockets.C
	ctx := as(t.Context(), "a")
	named(t, ctx, "a scope that asks a query", db, dockets.Query(), 1, 2)
	named(t, as(ctx, "b"), "the other's", db, dockets.Query(), 3)
	named(t, ctx, "with a condition along a relation, where they hold", db, dockets.Where(orm.Any(&m.Folder)), 1)
	list, err := dockets.With(&m.Folder).All(ctx, db)
	t.ok("With", err)
	of, err := list[1].Folder.Get()
	t.ok("Get", err)
	t.same("what is not shown", of == nil, true)
	_, err = dockets.Get(ctx, db, 3)
	t.kind("Get", err, fault.NotFound)
	statement(t, ctx, db, "a scope that asks a query", dockets.Query())
}
