package conformance

import (
	"context"
	"errors"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func scopeChanges(t *trial) {
	db, f, p := cabinet(t, nil), folders.C, leaflets.C
	ctx := as(t.Context(), "a")
	n, err := folders.Where(orm.Gt(&f.ID, 1)).Update(ctx, db, orm.Set(&f.Name, "new"))
	t.ok("Update", err)
	t.same("Update", n, int64(1))
	n, err = folders.Every().Update(ctx, db, orm.Set(&f.AboveID, nil))
	t.ok("Update of every", err)
	t.same("Update of every", n, int64(2))
	n, err = leaflets.Where(orm.Any(&p.Folder, orm.Eq(&f.Name, "three"))).Update(ctx, db, orm.Set(&p.Name, "none"))
	t.ok("Update of what leads to rows that are not shown", err)
	t.same("Update of what leads to rows that are not shown", n, int64(0))
	n, err = leaflets.Every().Delete(ctx, db)
	t.ok("Delete of every", err)
	t.same("Delete of every", n, int64(4))
	n, err = folders.Unscoped(ofTenant).Where(orm.Eq(&f.ID, 4)).Update(ctx, db, orm.Set(&f.Name, "4"))
	t.ok("Update of what is lifted", err)
	t.same("Update of what is lifted", n, int64(1))
	_, err = folders.Query().Delete(ctx, db)
	t.kind("a scope is no condition of the program's", err, fault.Invalid)
	list, err := folders.Unscoped(ofTenant, open).All(ctx, db)
	t.ok("All", err)
	names := []string{}
	for _, x := range list {
		names = append(names, x.Name)
	}
	t.same("what is there", names, []string{"one", "new", "three", "4"})
}

func scopeSessions(t *trial) {
	db, p := cabinet(t, nil), leaflets.C
	ctx := as(t.Context(), "a")
	t.ok("Session", db.Session(ctx, func(ctx context.Context, s *orm.Session) error {
		_, err := folders.Unscoped(ofTenant, open).All(ctx, s) // which holds all of them
		t.ok("All", err)
		_, err = folders.Get(ctx, s, 4)
		t.kind("Get of what is held and not shown", err, fault.NotFound)
		one, err := folders.Get(ctx, s, 1)
		t.ok("Get", err)
		sheets, err := leaflets.With(&p.Folder).All(ctx, s)
		t.ok("With", err)
		of, err := sheets[3].Folder.Load(ctx)
		t.ok("Load", err)
		t.same("a row that is held and not shown", of == nil, true)
		of, err = sheets[0].Folder.Load(ctx)
		t.ok("Load", err)
		t.same("a row that is held and shown", of == one, true)
		one.Tenant = "b"
		named(t, ctx, "what was changed is written first", s, folders.Query(), 2)
		_, err = folders.Get(ctx, s, 1)
		t.kind("Get of what is shown no longer", err, fault.NotFound)
		named(t, as(ctx, "b"), "the other's", s, folders.Query(), 1, 4)
		return nil
	}))
}

func scopeWrites(t *trial) {
	db := cabinet(t, nil)
	ctx := as(t.Context(), "a")
	x := &folder{ID: 4, Tenant: "b", Name: "4"}
	t.ok("Update", folders.Update(ctx, db, x))
	t.ok("Insert", folders.Insert(ctx, db, &folder{Tenant: "b", Name: "five"}))
	named(t, as(t.Context(), "b"), "what is there", db, folders.Query(), 4, 5)
}

func scopeConflicts(t *trial) {
	db, f, l := cabinet(t, nil), folders.C, flaps.C
	ctx := as(t.Context(), "a")
	for _, key := range []int64{3, 4} {
		x := &folder{ID: key, Tenant: "a", Name: "mine"}
		t.refused("a row that is not shown", folders.InsertOrUpdate(ctx, db, x, orm.On(&f.ID)), fault.Unique, "folder", "ID")
		t.same("the object", x.Name, "mine")
		t.refused("with fields", folders.InsertOrUpdate(ctx, db, x, orm.On(&f.ID).Update(&f.Tenant)), fault.Unique, "folder", "ID")
		stored, err := folders.InsertOrIgnore(ctx, db, x, &f.ID)
		t.ok("InsertOrIgnore", err)
		t.same("InsertOrIgnore", stored, false)
	}
	t.ok("a row that is shown", folders.InsertOrUpdate(ctx, db, &folder{ID: 2, Tenant: "a", Name: "2"}, orm.On(&f.ID)))
	t.ok("a new row", folders.InsertOrUpdate(ctx, db, &folder{ID: 9, Tenant: "a", Name: "nine"}, orm.On(&f.ID)))
	t.ok("a new row of another", folders.InsertOrUpdate(ctx, db, &folder{ID: 10, Tenant: "b", Name: "ten"}, orm.On(&f.ID)))
	names, err := orm.Values(ctx, db, folders.Unscoped(ofTenant, open), &f.Name)
	t.ok("Values", err)
	t.same("names", names, []string{"one", "2", "three", "four", "nine", "ten"})
	t.refused("a unique of a row that is not shown", flaps.InsertOrUpdate(ctx, db, &flap{FolderID: 4}, orm.On(&l.FolderID)), fault.Unique, "flap", "FolderID")
	x := &flap{FolderID: 1}
	t.ok("a unique of a row that is shown", flaps.InsertOrUpdate(ctx, db, x, orm.On(&l.FolderID)))
	t.same("its key", x.ID, int64(1))
	err = folders.InsertOrUpdate(t.Context(), db, &folder{ID: 2, Tenant: "a"}, orm.On(&f.ID))
	t.same("InsertOrUpdate without a tenant", errors.Is(err, errNoTenant), true)
}

func scopeTold(t *trial) {
	db, m := cabinet(t, nil), dockets.C
	ctx := as(t.Context(), "a")
	for key, shown := range map[int64]bool{1: true, 3: false} {
		own := &docket{ID: key, FolderID: 1, Version: 7}
		for what, err := range map[string]error{"Update": dockets.Update(ctx, db, own, &m.FolderID), "Delete": dockets.Delete(ctx, db, own)} {
			t.kind(what, err, fault.Stale)
			var told *orm.StaleError
			if !errors.As(err, &told) || (told.Stored != nil) != shown {
				t.Errorf("%s of row %d with an old version: got %+v, want that the row is told of: %v", what, key, told, shown)
			}
		}
		t.ok("Model.Load", dockets.Load(ctx, db, []*docket{own}))
		err := dockets.Load(ctx, db, []*docket{own}, &m.Text)
		t.ok("Model.Load of a column", err)
		_, err = own.Text.Load(ctx)
		t.same("the column of an object of the program", fault.KindOf(err) == fault.None, shown)
	}
	list, err := dockets.Unscoped(ofTenant).All(ctx, db)
	t.ok("All", err)
	_, err = list[2].Text.Load(ctx)
	t.ok("the column of a row that was read", err)
	list, err = dockets.Unscoped(ofTenant).With(&m.Text).All(ctx, db)
	t.ok("With", err)
	_, err = list[2].Text.Load(ctx)
	t.ok("the column of a row that was read with it", err)
	_, err = dockets.With(orm.Load(&m.Text).Unscoped(ofTenant)).All(ctx, db)
	t.kind("Unscoped of a column", err, fault.Invalid)
}
