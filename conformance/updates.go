package conformance

import (
	"context"
	"fmt"
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func updates() theme {
	return theme{"updates", []testCase{
		{"an object's values are written and no other row's", updateObject},
		{"named fields alone are written", updateFields},
		{"a row that is gone is told", updateGone},
		{"a key is no field to update", updateKey},
		{"rows are changed by condition and counted", updateWhere},
		{"a change of all rows has to be meant", updateEvery},
		{"many objects are written at once, each to its own row", updateMany},
		{"many are changed all or none", updateManyRefused},
		{"a row that is gone among many is told with its place", updateManyGone},
		{"what a change cannot mean is refused", updateRefused},
		{"zero values are written as what they are", updateZero},
	}}
}

func updateObject(t *trial) {
	db, c := fourThings(t), things.C
	one := &thing{ID: 2, Name: "mug", Size: 20, Low: 10, Maybe: new(int64(7))}
	t.ok("Update", things.Update(t.Context(), db, one))
	got, err := things.Get(t.Context(), db, 2)
	t.ok("Get", err)
	t.same("the row", got, one)
	t.same("other rows", ids(t, db, things.Where(orm.Ne(&c.Name, "mug"))), []int64{1, 3, 4})
}

func updateFields(t *trial) {
	db, ctx, c := fourThings(t), t.Context(), things.C
	t.ok("Update", things.Update(ctx, db, &thing{ID: 2, Name: "mug", Size: 99, Low: 99, Maybe: new(int64(7))}, &c.Name, &c.Maybe))
	got, err := things.Get(ctx, db, 2)
	t.ok("Get", err)
	t.same("the row", got, &thing{ID: 2, Name: "mug", Size: 2, Low: 1, Maybe: new(int64(7))})
	err = things.Update(ctx, db, got, &tickets.C.Title)
	t.kind("another model's field", err, fault.Invalid)
	err = things.Update(ctx, db, got, &got.Name)
	t.kind("the object's own field", err, fault.Invalid)
}

func updateGone(t *trial) {
	db, ctx := fourThings(t), t.Context()
	t.kind("Update", things.Update(ctx, db, &thing{ID: 99}), fault.NotFound)
	t.kind("Update of no key", things.Update(ctx, db, &thing{}), fault.NotFound)
	t.kind("in a transaction", db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
		return things.Update(ctx, tx, &thing{ID: 99})
	}), fault.NotFound)
}

func updateKey(t *trial) {
	db, ctx, c := fourThings(t), t.Context(), things.C
	t.kind("Update", things.Update(ctx, db, &thing{ID: 1}, &c.ID), fault.Invalid)
	_, err := things.Where(orm.Eq(&c.ID, 1)).Update(ctx, db, orm.Set(&c.ID, 7))
	t.kind("Set", err, fault.Invalid)
	t.same("keys", ids(t, db, things.Query()), []int64{1, 2, 3, 4})
}

func updateWhere(t *trial) {
	db, ctx, c := fourThings(t), t.Context(), things.C
	n, err := things.Where(orm.Gt(&c.Size, 1), orm.Lt(&c.Size, 4)).Update(ctx, db, orm.Set(&c.Name, "mid"), orm.Set(&c.Low, 0))
	t.ok("Update", err)
	t.same("changed", n, int64(2))
	t.same("rows", ids(t, db, things.Where(orm.Eq(&c.Name, "mid"), orm.Eq(&c.Low, 0))), []int64{2, 3})
	n, err = things.Where(orm.Eq(&c.Name, "mid")).Update(ctx, db, orm.Set(&c.Name, "mid"))
	t.ok("Update to the same", err)
	t.same("rows that matched", n, int64(2))
	n, err = things.Where(orm.Eq(&c.Name, "none")).Update(ctx, db, orm.Set(&c.Name, "x"))
	t.ok("Update of none", err)
	t.same("changed", n, int64(0))
}

func updateEvery(t *trial) {
	db, ctx, c := fourThings(t), t.Context(), things.C
	_, err := things.Query().Update(ctx, db, orm.Set(&c.Name, "x"))
	t.kind("Update without a condition", err, fault.Invalid)
	_, err = things.Where().Update(ctx, db, orm.Set(&c.Name, "x"))
	t.kind("Update with no conditions", err, fault.Invalid)
	for _, c := range []orm.Cond{orm.And(), orm.Not(orm.Or()), orm.NotIn(&c.ID), orm.And(orm.NotIn(&c.ID), orm.And()), orm.Or(orm.Eq(&c.ID, 1), orm.And())} {
		_, err = things.Where(c).Delete(ctx, db)
		t.kind("Delete where every row qualifies", err, fault.Invalid)
	}
	gone, err := things.Where(orm.In(&c.ID)).Delete(ctx, db)
	t.ok("Delete where no row qualifies", err)
	t.same("deleted", gone, int64(0))
	n, err := things.Every().Update(ctx, db, orm.Set(&c.Name, "x"))
	t.ok("Update of every row", err)
	t.same("changed", n, int64(4))
}

func updateMany(t *trial) {
	db, ctx, c := t.tables(things), t.Context(), things.C
	list := make([]*thing, 1500)
	for i := range list {
		list[i] = &thing{Name: fmt.Sprint("before ", i), Size: 5}
	}
	t.ok("InsertAll", things.InsertAll(ctx, db, list))
	want := make([]*thing, len(list))
	for i, one := range list {
		one.Name, one.Low = fmt.Sprint("after ", i), int64(-i)
		if i%2 == 0 {
			one.Maybe = new(int64(i))
		}
		copied := *one
		want[i] = &copied
	}
	t.ok("UpdateAll", things.UpdateAll(ctx, db, list))
	t.same("the table", all(t, db, things), want)
	some := []*thing{{ID: list[7].ID, Name: "named", Size: 99}, {ID: list[3].ID, Name: "named too", Size: 99}}
	t.ok("UpdateAll of a field", things.UpdateAll(ctx, db, some, &c.Name))
	want[7].Name, want[3].Name = "named", "named too"
	t.same("the table", all(t, db, things), want)
	t.ok("UpdateAll of nothing", things.UpdateAll(ctx, db, nil))
	t.kind("UpdateAll of a row twice", things.UpdateAll(ctx, db, []*thing{some[0], some[0]}), fault.Invalid)
	t.kind("UpdateAll of nil", things.UpdateAll(ctx, db, []*thing{some[0], nil}), fault.Invalid)
}

func updateManyRefused(t *trial) {
	db, ctx := t.tables(accounts), t.Context()
	insert(t, db, accounts, accountOf(1), accountOf(2), accountOf(3))
	before := all(t, db, accounts)
	changed := func(spoil func(a *account)) []*account {
		list := all(t, db, accounts)
		for i, a := range list {
			a.Nick, a.Email = new(fmt.Sprint("Nick ", i)), fmt.Sprintf("NEW%d@example.org", i)
		}
		spoil(list[2])
		return list
	}
	for what, spoil := range map[string]struct {
		kind  fault.Kind
		field string
		do    func(a *account)
	}{
		"a rule":       {fault.TooLong, "Handle", func(a *account) { a.Handle = "longer than its size allows" }},
		"the database": {fault.Unique, "Handle", func(a *account) { a.Handle = accountOf(1).Handle }},
		"a folded one": {fault.Unique, "Email", func(a *account) { a.Email = "new0@EXAMPLE.org" }},
	} {
		list, want := changed(spoil.do), changed(spoil.do)
		t.refused(what, accounts.UpdateAll(ctx, db, list), spoil.kind, "account", spoil.field)
		t.same("the objects", list, want)
		t.same("the table", all(t, db, accounts), before)
		t.ok("Tx", db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
			t.refused(what+" within a transaction", accounts.UpdateAll(ctx, tx, list), spoil.kind, "account", spoil.field)
			t.same("the table within it", all(t, tx, accounts), before)
			return nil
		}))
	}
	good := changed(func(*account) {})
	t.ok("UpdateAll", accounts.UpdateAll(ctx, db, good))
	t.same("the table", all(t, db, accounts), good)
}

func updateManyGone(t *trial) {
	db, ctx := fourThings(t), t.Context()
	before := all(t, db, things)
	list := []*thing{{ID: 1, Name: "x"}, {ID: 99, Name: "x"}, {ID: 3, Name: "x"}}
	err := things.UpdateAll(ctx, db, list)
	t.kind("UpdateAll", err, fault.NotFound)
	if err != nil && !strings.Contains(err.Error(), "object 2 of 3") {
		t.Errorf("got %q, want it to name the object 2 of 3", err)
	}
	t.same("the table", all(t, db, things), before)
}

func updateRefused(t *trial) {
	db, ctx, c := fourThings(t), t.Context(), things.C
	set := orm.Set(&c.Name, "x")
	for what, change := range map[string]func() (int64, error){
		"Limit":        func() (int64, error) { return things.Every().Limit(1).Update(ctx, db, set) },
		"Offset":       func() (int64, error) { return things.Every().Offset(1).Update(ctx, db, set) },
		"OrderBy":      func() (int64, error) { return things.Every().OrderBy(orm.Asc(&c.ID)).Update(ctx, db, set) },
		"no setting":   func() (int64, error) { return things.Every().Update(ctx, db) },
		"set twice":    func() (int64, error) { return things.Every().Update(ctx, db, set, set) },
		"other model":  func() (int64, error) { return things.Every().Update(ctx, db, orm.Set(&tickets.C.Title, "x")) },
		"Delete Limit": func() (int64, error) { return things.Every().Limit(1).Delete(ctx, db) },
	} {
		_, err := change()
		t.kind(what, err, fault.Invalid)
	}
	t.same("untouched", ids(t, db, things.Where(orm.Ne(&c.Name, "x"))), []int64{1, 2, 3, 4})
}

func updateZero(t *trial) {
	db, ctx := fourThings(t), t.Context()
	t.ok("Update", things.Update(ctx, db, &thing{ID: 1}))
	_, err := things.Where(orm.Eq(&things.C.ID, 2)).Update(ctx, db, orm.Set(&things.C.Name, ""), orm.Set(&things.C.Size, 0), orm.Set(&things.C.Low, 0))
	t.ok("Set", err)
	t.same("rows", all(t, db, things)[:2], []*thing{{ID: 1}, {ID: 2}})
}
