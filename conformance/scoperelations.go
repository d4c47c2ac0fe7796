package conformance

import (
	"context"
	"fmt"

	"github.com/rowankit/rowan/orm"
)

func scopeRelations(t *trial) {
	db, f, p, s := cabinet(t, nil), folders.C, leaflets.C, decals.C
	ctx := as(t.Context(), "a")
	shown := func(what string, list []*folder) {
		t.Helper()
		var got []string
		for _, x := range list {
			leaflets, err := x.Leaflets.Load(ctx)
			t.ok(what, err)
			decals, err := x.Decals.Load(ctx)
			t.ok(what, err)
			below, err := x.Below.Load(ctx)
			t.ok(what, err)
			flap, err := x.Flap.Load(ctx)
			t.ok(what, err)
			got = append(got, fmt.Sprint(idsIn(leaflets), idsIn(decals), idsIn(below), flap != nil))
		}
		t.same(what, got, []string{"[1 2] [1] [2] true", "[] [] [] false"})
	}
	list, err := folders.All(ctx, db)
	t.ok("All", err)
	shown("when they are touched", list)
	list, err = folders.With(&f.Leaflets, &f.Decals, &f.Below, &f.Flap).All(ctx, db)
	t.ok("With", err)
	shown("With", list)
	list, err = folders.With(orm.Load(&f.Leaflets).Limit(5), orm.Load(&f.Decals).Where(orm.Gt(&s.ID, 0)), orm.Load(&f.Below).OrderBy(orm.Desc(&f.Name))).All(ctx, db)
	t.ok("Load", err)
	shown("Load", list)

	list, err = folders.All(ctx, db)
	t.ok("All", err)
	counts := []int64{}
	for _, x := range list {
		for _, count := range []func(context.Context) (int64, error){x.Leaflets.Count, x.Decals.Count, x.Below.Count} {
			n, err := count(ctx)
			t.ok("Count", err)
			counts = append(counts, n)
		}
	}
	t.same("Count", counts, []int64{2, 1, 1, 0, 0, 0})
	list, err = folders.With(orm.Load(&f.Leaflets).Limit(1).Counted(), orm.Load(&f.Decals).Limit(1).Counted()).All(ctx, db)
	t.ok("Counted", err)
	n, err := list[0].Leaflets.Total()
	t.ok("Total", err)
	t.same("Counted", n, int64(2))
	n, err = list[0].Decals.Total()
	t.ok("Total", err)
	t.same("Counted of pairs", n, int64(1))

	sheets, err := leaflets.With(&p.Folder).All(ctx, db)
	t.ok("With of one", err)
	joined, err := leaflets.With(orm.Load(&p.Folder).Joined()).All(ctx, db)
	t.ok("Joined", err)
	for _, list := range [][]*leaflet{sheets, joined} {
		got := []int64{}
		for _, x := range list {
			of, err := x.Folder.Get()
			t.ok("Get", err)
			if of == nil {
				of = &folder{}
			}
			got = append(got, of.ID)
		}
		t.same("one", got, []int64{1, 1, 0, 0}) // of leaflets 1, 2, 4 and 5
	}
	own := []*folder{{ID: 1}, {ID: 3}, {ID: 4}}
	children, err := orm.Children(ctx, db, leaflets.Query(), &p.Folder, own)
	t.ok("Children", err)
	t.same("Children", [][]int64{idsIn(children[own[0]]), idsIn(children[own[1]]), idsIn(children[own[2]])}, [][]int64{{1, 2}, {4}, {5}})
	children, err = orm.Children(ctx, db, leaflets.Unscoped(open), &p.Folder, own)
	t.ok("Children", err)
	t.same("Children of what is lifted", idsIn(children[own[0]]), []int64{1, 2, 3})
	t.ok("Model.Load", folders.Load(ctx, db, own, orm.Load(&f.Leaflets).Unscoped(open)))
	some, err := own[0].Leaflets.Load(ctx)
	t.ok("Load", err)
	t.same("a relation is lifted", idsIn(some), []int64{1, 2, 3})
	list, err = folders.With(orm.Load(&f.Decals).Unscoped(open).Counted(), orm.Load(&f.Below).Unscoped(ofTenant)).All(ctx, db)
	t.ok("Unscoped", err)
	a, err := list[0].Decals.All()
	t.ok("All", err)
	b, err := list[1].Decals.All()
	t.ok("All", err)
	c, err := list[0].Below.All()
	t.ok("All", err)
	t.same("rows and pairs are lifted", [][]int64{idsIn(a), idsIn(b), idsIn(c)}, [][]int64{{1, 2}, {1}, {2, 4}})
}

func scopeAcross(t *trial) {
	db, f, p, s := cabinet(t, nil), folders.C, leaflets.C, decals.C
	ctx := as(t.Context(), "a")
	named(t, ctx, "Any", db, folders.Where(orm.Any(&f.Leaflets, orm.Gt(&p.Pages, 10))), 1)
	named(t, ctx, "Any of what is not shown", db, folders.Where(orm.Any(&f.Leaflets, orm.Eq(&p.Name, "p3"))))
	named(t, ctx, "Any of a relation that is lifted", db, folders.Where(orm.Any(orm.Load(&f.Leaflets).Unscoped(open), orm.Eq(&p.Name, "p3"))), 1)
	named(t, ctx, "All asks of what is shown", db, folders.Where(orm.All(&f.Leaflets, orm.Le(&p.Pages, 20))), 1, 2)
	named(t, ctx, "All of a relation that is lifted", db, folders.Where(orm.All(orm.Load(&f.Leaflets).Unscoped(open), orm.Le(&p.Pages, 20))), 2)
	named(t, ctx, "None", db, folders.Where(orm.None(&f.Leaflets)), 2)
	named(t, ctx, "Not of Any", db, folders.Where(orm.Not(orm.Any(&f.Leaflets, orm.Eq(&p.Secret, true)))), 1, 2)
	named(t, ctx, "pairs", db, folders.Where(orm.Any(&f.Decals)), 1)
	named(t, ctx, "pairs and their rows", db, folders.Where(orm.Any(&f.Decals, orm.Eq(&s.Name, "s2"))))
	named(t, ctx, "pairs that are lifted", db, folders.Where(orm.Any(orm.Load(&f.Decals).Unscoped(open), orm.Eq(&s.Name, "s1"))), 1, 2)
	named(t, ctx, "no pairs", db, folders.Where(orm.None(&f.Decals)), 2)
	named(t, ctx, "to itself", db, folders.Where(orm.Any(&f.Below, orm.Eq(&f.Name, "four"))))
	named(t, ctx, "to itself, lifted", db, folders.Where(orm.Any(orm.Load(&f.Below).Unscoped(ofTenant), orm.Eq(&f.Name, "four"))), 1)
	named(t, ctx, "to one", db, leaflets.Where(orm.Any(&p.Folder)), 1, 2)
	named(t, ctx, "two steps", db, decals.Where(orm.Any(&s.Folders, orm.Any(&f.Leaflets, orm.Gt(&p.Pages, 20)))))
	named(t, ctx, "two steps, the second lifted", db, decals.Where(orm.Any(&s.Folders, orm.Any(orm.Load(&f.Leaflets).Unscoped(open), orm.Gt(&p.Pages, 20)))), 1)
	named(t, ctx, "a scope along a relation, where none holds", db, folders.Unscoped(ofTenant).Where(orm.Any(&f.Flap)), 1)
	statement(t, ctx, db, "All across a relation with scopes", folders.Where(orm.All(&f.Leaflets, orm.Le(&p.Pages, 20))))
	statement(t, ctx, db, "Any across pairs with scopes", folders.Where(orm.Any(&f.Decals, orm.Eq(&s.Name, "s1"))))
}

func scopeJoins(t *trial) {
	db, f, p := cabinet(t, nil), folders.C, leaflets.C
	ctx := as(t.Context(), "a")
	named(t, ctx, "Join", db, leaflets.Join(&p.Folder), 1, 2)
	named(t, ctx, "Join with a condition", db, leaflets.Join(&p.Folder).Where(orm.Eq(&f.Name, "one"), orm.Gt(&p.Pages, 10)), 2)
	named(t, ctx, "Join of a relation that is lifted", db, leaflets.Join(orm.Load(&p.Folder).Unscoped(ofTenant)), 1, 2, 5)
	named(t, ctx, "LeftJoin", db, leaflets.LeftJoin(&p.Folder), 1, 2, 4, 5)
	named(t, ctx, "a row that is not shown is none", db, leaflets.LeftJoin(&p.Folder).Where(orm.IsNull(&f.ID)), 4, 5)
	above := folders.As("above")
	named(t, ctx, "an alias", db, folders.Join(above.Along(&f.Above)).Where(orm.Eq(&above.C.Name, "one")), 2)
	named(t, ctx, "an alias of what is lifted", db, folders.Unscoped(ofTenant).Join(above.Along(orm.Load(&f.Above).Unscoped(ofTenant))), 2, 4)
	statement(t, ctx, db, "a left join with scopes", leaflets.LeftJoin(&p.Folder).Where(orm.Gt(&p.Pages, 10)))
}
