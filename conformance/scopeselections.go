package conformance

import (
	"errors"
	"fmt"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func scopeSelections(t *trial) {
	db, f, p, s := cabinet(t, nil), folders.C, leaflets.C, decals.C
	ctx := as(t.Context(), "a")
	row := new(struct {
		Name  string
		Other *string
		N     int64
	})
	type shape = struct {
		Name  string
		Other *string
		N     int64
	}
	finds := func(what string, q orm.Selection[shape], want ...string) {
		t.Helper()
		list, err := q.All(ctx, db)
		t.ok(what, err)
		got := []string{}
		for _, x := range list {
			other := "-"
			if x.Other != nil {
				other = *x.Other
			}
			got = append(got, fmt.Sprint(x.Name, " ", other, " ", x.N))
		}
		t.same(what, got, want)
	}
	holds := func(what string, q orm.Selection[shape], want ...string) {
		t.Helper()
		finds(what, q, want...)
		statement(t, ctx, db, what, q)
	}
	name := orm.Take(&row.Name, &f.Name)
	count := orm.As(&row.N, orm.Count())
	holds("a selection", orm.Select(row, name).From(folders).OrderBy(orm.Asc(&f.ID)), "one - 0", "two - 0")
	holds("a selection of what is lifted", orm.Select(row, name).From(folders).Unscoped(ofTenant).OrderBy(orm.Asc(&f.ID)), "one - 0", "two - 0", "four - 0")
	holds("a left join of many", orm.Select(row, name, orm.As(&row.N, orm.CountOf(orm.Col(&p.ID)))).From(folders).LeftJoin(&f.Leaflets).GroupBy(&f.ID).OrderBy(orm.Asc(&f.ID)), "one - 2", "two - 0")
	holds("a left join over pairs", orm.Select(row, name, orm.AsNull(&row.Other, orm.Col(&s.Name))).From(folders).LeftJoin(&f.Decals).OrderBy(orm.Asc(&f.ID)), "one s1 0", "two - 0")
	holds("a join over pairs", orm.Select(row, name, orm.AsNull(&row.Other, orm.Col(&s.Name))).From(folders).Join(orm.Load(&f.Decals).Unscoped(open)).OrderBy(orm.Asc(&f.ID), orm.Asc(&s.ID)), "one s1 0", "one s2 0", "two s1 0")
	other := folders.As("other")
	holds("an alias on conditions", orm.Select(row, name, count).From(folders).JoinOn(other, orm.GeColumn(&other.C.ID, &f.ID)).GroupBy(&f.Name).OrderBy(orm.Asc(&f.Name)), "one - 2", "two - 1")
	holds("an alias is read", orm.Select(row, orm.Take(&row.Name, &other.C.Name)).From(other).OrderBy(orm.Desc(&other.C.ID)), "two - 0", "one - 0")
	holds("a filter across a relation", orm.Select(row, name, orm.As(&row.N, orm.When(orm.Any(&f.Leaflets, orm.Eq(&p.Name, "p3")), orm.Val(int64(1))).Else(orm.Val(int64(0))))).From(folders).OrderBy(orm.Asc(&f.ID)), "one - 0", "two - 0")
	id := new(struct{ ID int64 })
	with := orm.Select(id, orm.Take(&id.ID, &p.FolderID)).From(leaflets).Where(orm.Ge(&p.Pages, 40))
	holds("a list of a query", orm.Select(row, name).From(folders).Unscoped(open).Where(orm.InQuery(orm.Col(&f.ID), with, &id.ID)), "three - 0")
	holds("a list of a query of what is lifted", orm.Select(row, name).From(folders).Unscoped(open).Where(orm.InQuery(orm.Col(&f.ID), with.Unscoped(open), &id.ID)).OrderBy(orm.Asc(&f.ID)), "one - 0", "three - 0")
	named(t, ctx, "a list of a query, for objects", db, folders.Where(orm.InQuery(orm.Col(&f.ID), with.Unscoped(open), &id.ID)), 1)
	table := orm.Select(row, name, count).From(folders).Unscoped(open).GroupBy(&f.Name).As("named")
	finds("a table that is a selection", orm.Select(row, orm.Take(&row.Name, &table.C.Name)).From(table).OrderBy(orm.Asc(&table.C.Name)), "one - 0", "three - 0", "two - 0")
	common := orm.Select(row, name).From(folders).CTE("common")
	again := common.As("again")
	finds("a common table expression", orm.Select(row, orm.Take(&row.Name, &common.C.Name), count).From(common).JoinOn(again, orm.GeColumn(&again.C.Name, &common.C.Name)).GroupBy(&common.C.Name).OrderBy(orm.Asc(&common.C.Name)), "one - 2", "two - 1")
	step := new(struct {
		ID   int64
		Name string
	})
	fields := []orm.Item{orm.Take(&step.ID, &f.ID), orm.Take(&step.Name, &f.Name)}
	tree := orm.Recursive("tree", orm.Select(step, fields...).From(folders).Unscoped(ofTenant).Where(orm.IsNull(&f.AboveID)), func(found *orm.Derived[struct {
		ID   int64
		Name string
	}]) orm.Selection[struct {
		ID   int64
		Name string
	}] {
		return orm.Select(step, fields...).From(folders).JoinOn(found, orm.Opt(&f.AboveID).EqExpr(orm.Col(&found.C.ID)))
	})
	finds("a recursion, whose step is of the tenant", orm.Select(row, orm.Take(&row.Name, &tree.C.Name)).From(tree).OrderBy(orm.Asc(&tree.C.ID)), "one - 0", "two - 0")
	finds("a union", orm.Select(row, name).From(folders).Union(orm.Select(row, orm.Take(&row.Name, &p.Name)).From(leaflets).Unscoped(open).Where(orm.Gt(&p.Pages, 20))).OrderBy(orm.Asc(&row.Name)), "one - 0", "p3 - 0", "p4 - 0", "p5 - 0", "two - 0")
	union := orm.Select(id, orm.Take(&id.ID, &p.FolderID)).From(leaflets).UnionAll(orm.Select(id, orm.Take(&id.ID, &p.FolderID)).From(leaflets).Unscoped(open))
	finds("a list of a union", orm.Select(row, name).From(folders).Unscoped(open).Where(orm.InQuery(orm.Col(&f.ID), union, &id.ID)).OrderBy(orm.Asc(&f.ID)), "one - 0", "three - 0")
	_, err := union.Unscoped(open).All(ctx, db)
	t.kind("Unscoped of a union", err, fault.Invalid)
	_, err = orm.Select(row, orm.Take(&row.Name, &common.C.Name)).From(common).All(t.Context(), db)
	if !errors.Is(err, errNoTenant) {
		t.Errorf("a common table expression without a tenant: got %v", err)
	}
	_, err = orm.Select(row, name).From(folders).All(t.Context(), db)
	if !errors.Is(err, errNoTenant) {
		t.Errorf("a selection without a tenant: got %v", err)
	}
	_, err = orm.Select(row, name).From(folders).Unscoped(orm.NotDeleted).All(ctx, db)
	t.kind("a scope that no table has", err, fault.Invalid)
}
