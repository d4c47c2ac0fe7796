package conformance

import (
	"context"
	"errors"
	"fmt"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func scopes() theme {
	return theme{"scopes", []testCase{
		{"a scope limits every way to read", scopeReads},
		{"scopes hold together, and each is lifted by its name", scopeLifted},
		{"conditions come from the context of the call, and without them nothing is read", scopeContext},
		{"relations lead to rows of the scopes, however they are loaded", scopeRelations},
		{"conditions across relations ask of rows of the scopes", scopeAcross},
		{"joined rows are of the scopes", scopeJoins},
		{"Update and Delete of a query meet rows of the scopes", scopeChanges},
		{"Selections read and join and ask within the scopes", scopeSelections},
		{"values and maps that are read are of rows of the scopes", scopePicked},
		{"pages are of rows of the scopes, whoever made the cursor", scopePages},
		{"what an Update computes is of rows of the scopes", scopeComputed},
		{"tables that stand in a query of objects are held to the scopes", scopeTables},
		{"rows are locked within the scopes", scopeLocks},
		{"a scope may ask a query, in which none holds", scopeAsks},
		{"sessions hold what scopes show", scopeSessions},
		{"an object is written by its key, whatever scopes say", scopeWrites},
		{"a row that scopes hide is not replaced by what conflicts with it", scopeConflicts},
		{"what is told of one row by its key is told of rows that scopes show", scopeTold},
		{"what is no scope of a model is refused", scopeRefused},
	}}
}

// named lists the keys of rows that a query reads with a context.
func named[T any](t *trial, ctx context.Context, what string, r orm.Reader, q orm.Query[T], want ...int64) {
	t.Helper()
	list, err := q.All(ctx, r)
	t.ok(what, err)
	t.same(what, idsIn(list), append([]int64{}, want...))
	n, err := q.Count(ctx, r)
	t.ok("Count of "+what, err)
	t.same("Count of "+what, n, int64(len(want)))
	found, err := q.Exists(ctx, r)
	t.ok("Exists of "+what, err)
	t.same("Exists of "+what, found, len(want) > 0)
}

func idsIn[T any](list []*T) []int64 {
	keys := []int64{}
	for _, x := range list {
		switch x := any(x).(type) {
		case *folder:
			keys = append(keys, x.ID)
		case *leaflet:
			keys = append(keys, x.ID)
		case *decal:
			keys = append(keys, x.ID)
		case *stuck:
			keys = append(keys, x.ID)
		case *lodger:
			keys = append(keys, x.ID)
		case *stay:
			keys = append(keys, x.ID)
		case *folio:
			keys = append(keys, x.ID)
		case *docket:
			keys = append(keys, x.ID)
		case *card:
			keys = append(keys, x.ID)
		}
	}
	return keys
}

// statement holds the text of a query, and what it binds, to the golden one.
func statement(t *trial, ctx context.Context, db *orm.DB, what string, q interface {
	SQLContext(context.Context, *orm.DB) (string, []any, error)
}) {
	t.Helper()
	text, values, err := q.SQLContext(ctx, db)
	t.ok("SQL of "+what, err)
	t.scoped.check(t, what, fmt.Sprintln(text)+fmt.Sprintln(values...))
}

func scopeReads(t *trial) {
	db, f := cabinet(t, nil), folders.C
	ctx := as(t.Context(), "a")
	named(t, ctx, "All", db, folders.Query(), 1, 2)
	named(t, ctx, "Where", db, folders.Where(orm.Gt(&f.ID, 1)), 2)
	named(t, ctx, "OrderBy", db, folders.OrderBy(orm.Desc(&f.ID)).Limit(1), 2)
	named(t, as(t.Context(), "b"), "the other's", db, folders.Query(), 4)
	statement(t, ctx, db, "a query with scopes", folders.Where(orm.Or(orm.Eq(&f.Name, "one"), orm.Eq(&f.ID, 4))))

	got, err := folders.Get(ctx, db, 2)
	t.ok("Get", err)
	t.same("Get", got.Name, "two")
	for _, key := range []int64{3, 4} {
		_, err = folders.Get(ctx, db, key)
		t.kind("Get of what is not shown", err, fault.NotFound)
		_, err = folders.Query().Get(ctx, db, key)
		t.kind("Get of a query of what is not shown", err, fault.NotFound)
		_, err = folders.Where(orm.Eq(&f.ID, key)).First(ctx, db)
		t.kind("First of what is not shown", err, fault.NotFound)
		err = folders.Refresh(ctx, db, &folder{ID: key})
		t.kind("Refresh of what is not shown", err, fault.NotFound)
	}
	t.ok("Refresh", folders.Refresh(ctx, db, got))
	one, err := folders.Where(orm.Like(&f.Name, "%o%"), orm.Ne(&f.ID, 1)).One(ctx, db)
	t.ok("One", err)
	t.same("One", one.ID, int64(2))
	page, err := folders.Query().Page(ctx, db, 1, 1)
	t.ok("Page", err)
	t.same("Page", []int64{page.Total, page.Items[0].ID}, []int64{2, 1})
	for _, q := range []orm.Query[folder]{folders.Query(), folders.With(&f.Leaflets)} {
		var keys []int64
		for x, err := range q.Stream(ctx, db) {
			t.ok("Stream", err)
			keys = append(keys, x.ID)
		}
		t.same("Stream", keys, []int64{1, 2})
	}
	t.ok("ReadTx", db.ReadTx(ctx, func(ctx context.Context, tx *orm.ReadTx) error {
		named(t, ctx, "within a transaction", tx, folders.Query(), 1, 2)
		return nil
	}))
}

func scopeLifted(t *trial) {
	db, f := cabinet(t, nil), folders.C
	ctx := as(t.Context(), "a")
	named(t, ctx, "one is lifted", db, folders.Unscoped(open), 1, 2, 3)
	named(t, ctx, "the other is lifted", db, folders.Unscoped(ofTenant), 1, 2, 4)
	named(t, t.Context(), "one that the context says nothing of is lifted", db, folders.Unscoped(ofTenant), 1, 2, 4)
	named(t, t.Context(), "both are lifted", db, folders.Unscoped(ofTenant).Unscoped(open), 1, 2, 3, 4)
	named(t, t.Context(), "both are lifted at once", db, folders.Where(orm.Gt(&f.ID, 2)).Unscoped(ofTenant, open), 3, 4)
	got, err := folders.Unscoped(open).Get(ctx, db, 3)
	t.ok("Get of what is lifted", err)
	t.same("Get of what is lifted", got.Name, "three")
	q := folders.Query()
	_ = q.Unscoped(open)
	named(t, ctx, "a query that another was made of", db, q, 1, 2)
}

func scopeContext(t *trial) {
	db, f, p := cabinet(t, nil), folders.C, leaflets.C
	ctx := t.Context()
	fails := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, errNoTenant) {
			t.Errorf("%s: got %v, want the error of the scope", what, err)
		}
		t.names(what, err, "folder: ")
		t.names(what, err, "the scope tenant cannot be told")
	}
	_, err := folders.All(ctx, db)
	fails("All", err)
	_, err = folders.Get(ctx, db, 1)
	fails("Get", err)
	_, err = folders.Count(ctx, db)
	fails("Count", err)
	_, err = folders.Where(orm.Eq(&f.ID, 1)).Update(ctx, db, orm.Set(&f.Name, "x"))
	fails("Update", err)
	_, err = folders.Every().Delete(ctx, db)
	fails("Delete", err)
	_, err = leaflets.With(&p.Folder).All(ctx, db)
	fails("With", err)
	_, err = leaflets.Where(orm.Any(&p.Folder)).All(ctx, db)
	fails("Any", err)
	_, err = leaflets.Join(&p.Folder).All(ctx, db)
	fails("Join", err)
	_, _, err = folders.Query().SQL(db)
	fails("SQL", err)
	list, err := leaflets.All(ctx, db)
	t.ok("All of what has no tenant", err)
	_, err = list[0].Folder.Load(ctx)
	fails("Load", err)
	of, err := list[0].Folder.Load(as(ctx, "a"))
	t.ok("Load for a tenant", err)
	t.same("Load for a tenant", of.ID, int64(1))

	_, err = folders.All(as(ctx, "nobody"), db)
	t.kind("a scope without a condition", err, fault.Invalid)
	t.names("a scope without a condition", err, "the scope tenant gave no condition")
}

func scopeRefused(t *trial) {
	db, f := cabinet(t, nil), folders.C
	ctx := as(t.Context(), "a")
	for what, do := range map[string]func() error{
		"no scope is named":    func() error { _, err := folders.Unscoped().All(ctx, db); return err },
		"it has no such scope": func() error { _, err := leaflets.Unscoped(ofTenant).All(ctx, db); return err },
		"for a change":         func() error { _, err := leaflets.Every().Unscoped(ofTenant).Delete(ctx, db); return err },
		"the relation has no such": func() error {
			_, err := folders.With(orm.Load(&f.Leaflets).Unscoped(ofTenant)).All(ctx, db)
			return err
		},
		"across a relation": func() error {
			_, err := folders.Where(orm.Any(orm.Load(&f.Leaflets).Unscoped(ofTenant))).All(ctx, db)
			return err
		},
		"the pairs have no such": func() error {
			_, err := folders.With(orm.Load(&f.Decals).Unscoped(ofTenant)).All(ctx, db)
			return err
		},
		"a Loading that says more": func() error {
			_, err := folders.Where(orm.Any(orm.Load(&f.Leaflets).Unscoped(open).Limit(3))).All(ctx, db)
			return err
		},
		"a column has no scopes":     func() error { _, err := folders.Unscoped(orm.NewScope("open")).All(ctx, db); return err },
		"Restore of rows that go":    func() error { return leaflets.Restore(ctx, db, &leaflet{ID: 1}) },
		"Restore of rows of a query": func() error { _, err := leaflets.Every().Restore(ctx, db); return err },
	} {
		t.kind(what, do(), fault.Invalid)
	}
}
