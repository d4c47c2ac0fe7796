package conformance

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// notOurs is what an event refuses, as a form would show it.
func notOurs() error {
	return fault.Refuse("memo", fault.Violation{Field: "Mark", Kind: fault.Check, Code: "check", Message: "is not ours"})
}

// marks says what objects hold.
func heard(list ...*memo) (text string) {
	for _, m := range list {
		text += fmt.Sprintf("%s:%s:%d ", m.Title, m.Mark, m.ID)
	}
	return text
}

func eventRefusals(t *trial) {
	db := t.tables(notebooks, memos)
	stored := &memo{Title: "z", Mark: "old"}
	insert(t, db, memos, stored)
	list := threeMemos()
	ctx, s := scripted(t, func(ctx context.Context, event string, obj any, r orm.Reader) error {
		m := obj.(*memo)
		m.Mark = "touched"
		if m == list[2] || m == stored {
			return notOurs()
		}
		return nil
	})
	refused := func(what, event string, err error, of *memo) {
		t.Helper()
		t.kind(what, err, fault.Check)
		if v := fault.Violations(err); len(v) != 1 || v[0].Field != "Mark" {
			t.Errorf("%s: got %v, want what the event refused", what, err)
		}
		if found := orm.ObjectErrors(err); len(found) != 1 || found[0].Object != of || !strings.Contains(err.Error(), event+": ") {
			t.Errorf("%s: got %v, want an error that names the object and %s", what, err, event)
		}
		if strings.Contains(s.told(), "after") {
			t.Errorf("%s: objects were told of what did not happen", what)
		}
	}
	refused("InsertAll", "BeforeInsert", memos.InsertAll(ctx, db, list), list[2])
	refused("Insert", "BeforeInsert", memos.Insert(ctx, db, list[2]), list[2])
	refused("InsertOrUpdate", "BeforeInsert", memos.InsertOrUpdate(ctx, db, list[2], orm.On(&memos.C.Title)), list[2])
	refused("InsertWith", "BeforeInsert", memos.InsertWith(ctx, db, list[2]), list[2])
	refused("Update", "BeforeUpdate", memos.Update(ctx, db, stored), stored)
	refused("UpdateAll", "BeforeUpdate", memos.UpdateAll(ctx, db, []*memo{stored}), stored)
	refused("Delete", "BeforeDelete", memos.Delete(ctx, db, stored), stored)
	t.same("the new objects", heard(list...), heard(threeMemos()...))
	t.same("the stored object", stored.Mark, "old")
	rows := all(t, db, memos)
	t.same("the number of rows", len(rows), 1)
	t.same("the row", rows[0].Mark, "old")
}

func eventLate(t *trial) {
	db, late := t.tables(notebooks, memos), errors.New("too late")
	ctx, _ := scripted(t, func(ctx context.Context, event string, obj any, r orm.Reader) error {
		if strings.HasPrefix(event, "after") {
			return late
		}
		return nil
	})
	m := &memo{Title: "a"}
	failed := func(what string, err error, rows int64) {
		t.Helper()
		if !errors.Is(err, late) {
			t.Errorf("%s: got %v, want the error of the event", what, err)
		}
		count(t, db, memos, rows)
	}
	failed("Insert", memos.Insert(ctx, db, m), 1)
	t.same("the key", m.ID != 0, true)
	m.Mark = "new"
	failed("Update", memos.Update(ctx, db, m), 1)
	t.same("the row", all(t, db, memos)[0].Mark, "new")
	failed("InsertAll", memos.InsertAll(ctx, db, []*memo{{Title: "b"}, {Title: "c"}}), 3)
	failed("Delete", memos.Delete(ctx, db, m), 2)
	err := db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error { return memos.Insert(ctx, tx, &memo{Title: "d"}) })
	failed("Insert in a transaction", err, 2)
	err = db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
		_ = memos.Insert(ctx, tx, &memo{Title: "d"})
		return nil
	})
	t.ok("a transaction that goes on", err)
	count(t, db, memos, 3)
}

func eventTakenBack(t *trial) {
	db := t.tables(notebooks, memos)
	stored := []*memo{{Title: "a", Mark: "old"}, {Title: "b", Mark: "old"}}
	insert(t, db, memos, stored...)
	ctx, _ := scripted(t, func(ctx context.Context, event string, obj any, r orm.Reader) error {
		m := obj.(*memo)
		m.Title, m.Mark = "b", "touched"
		return nil
	})
	c := memos.C
	fresh, gone := &memo{Title: "x"}, &memo{ID: 99, Title: "y"}
	t.kind("Insert", memos.Insert(ctx, db, fresh), fault.Unique)
	t.kind("InsertAll", memos.InsertAll(ctx, db, []*memo{fresh}), fault.Unique)
	t.kind("InsertWith", memos.InsertWith(ctx, db, fresh), fault.Unique)
	t.kind("Update", memos.Update(ctx, db, stored[0]), fault.Unique)
	t.kind("UpdateAll", memos.UpdateAll(ctx, db, stored[:1], &c.Mark), fault.Unique)
	t.kind("Delete", memos.Delete(ctx, db, gone), fault.NotFound)
	t.kind("InsertOrUpdate", memos.InsertOrUpdate(ctx, db, fresh, orm.On(&c.ID)), fault.Unique)
	ignored := &memo{Title: "x"}
	written, err := memos.InsertOrIgnore(ctx, db, ignored, &c.Title)
	t.ok("InsertOrIgnore", err)
	t.same("InsertOrIgnore", written, false)
	t.same("the objects", heard(fresh, gone, ignored, stored[0]), "x::0 y::99 x::0 a:old:"+fmt.Sprint(stored[0].ID)+" ")
}

func eventReader(t *trial) {
	db := t.tables(notebooks, memos)
	ctx, _ := scripted(t, func(ctx context.Context, event string, obj any, r orm.Reader) error {
		m, ok := obj.(*memo)
		switch {
		case !ok:
			return nil
		case event == "before insert":
			n, err := memos.Count(ctx, r)
			m.Pages = n
			return err
		case event == "after insert":
			_, err := memos.Get(ctx, r, m.ID)
			if w, ok := r.(orm.Writer); ok && err == nil {
				err = notebooks.Insert(ctx, w, &notebook{Title: m.Title})
			}
			return err
		}
		return nil
	})
	m := &memo{Title: "a"}
	t.ok("Insert", memos.Insert(ctx, db, m))
	t.ok("Tx", db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
		return memos.InsertAll(ctx, tx, []*memo{{Title: "b"}, {Title: "c"}})
	}))
	var pages []int64
	for _, m := range all(t, db, memos) {
		pages = append(pages, m.Pages)
	}
	t.same("the rows that each saw", pages, []int64{0, 1, 1})
	count(t, db, notebooks, 3)
}
