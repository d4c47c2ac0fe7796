package conformance

import (
	"context"
	"fmt"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func eventUpserts(t *trial) {
	db, c := t.tables(notebooks, memos), memos.C
	ctx, s := scripted(t, func(ctx context.Context, event string, obj any, r orm.Reader) error {
		if m := obj.(*memo); event == "before insert" {
			m.Mark = "marked"
		}
		return nil
	})
	m := &memo{Title: "a"}
	t.ok("InsertOrUpdate", memos.InsertOrUpdate(ctx, db, m, orm.On(&c.Title)))
	t.same("a new row", s.told(), "before insert a, after insert a")
	t.ok("InsertOrUpdate", memos.InsertOrUpdate(ctx, db, &memo{Title: "a", Pages: 5}, orm.On(&c.Title)))
	t.same("a row that exists", s.told(), "before insert a, after insert a")
	row, err := memos.Get(t.Context(), db, m.ID)
	t.ok("Get", err)
	t.same("the row", row.Mark+fmt.Sprint(row.Pages), "marked5")
	written, err := memos.InsertOrIgnore(ctx, db, &memo{Title: "a"}, &c.Title)
	t.ok("InsertOrIgnore", err)
	t.same("a row that exists", fmt.Sprint(written, " ", s.told()), "false before insert a")
	written, err = memos.InsertOrIgnore(ctx, db, &memo{Title: "b"}, &c.Title)
	t.ok("InsertOrIgnore", err)
	t.same("a new row", fmt.Sprint(written, " ", s.told()), "true before insert b, after insert b")
}

func eventFamilies(t *trial) {
	db, c := t.tables(notebooks, memos), notebooks.C
	ctx, s := scripted(t, func(ctx context.Context, event string, obj any, r orm.Reader) error {
		n, ok := obj.(*notebook)
		switch {
		case ok && event == "before insert":
			n.Memos.Add(&memo{Title: "added"})
		case ok:
			list, err := n.Memos.Load(ctx)
			if err == nil && (len(list) != 2 || list[0].ID == 0 || *list[1].NotebookID != n.ID) {
				err = fmt.Errorf("it leads to %v", list)
			}
			return err
		}
		return nil
	})
	n := &notebook{Title: "n"}
	n.Memos.Add(&memo{Title: "given"})
	t.ok("InsertWith", notebooks.InsertWith(ctx, db, n, &c.Memos))
	t.same("InsertWith", s.told(), "before insert n, before insert given, before insert added, after insert n, after insert given, after insert added")
	count(t, db, memos, 2)

	again := &notebook{Title: "again"}
	again.Memos.Add(&memo{Title: "given"})
	t.kind("InsertWith", notebooks.InsertWith(ctx, db, again, &c.Memos), fault.Unique)
	t.same("all are told before anything is written", s.told(), "before insert again, before insert given, before insert added")
	left, err := again.Memos.All()
	t.ok("All", err)
	t.same("what is pending", len(left), 1)

	bare := &notebook{Title: "bare"}
	t.kind("what an event adds to a relation that is not named", notebooks.InsertWith(ctx, db, bare), fault.Invalid)
	t.kind("and to one that Insert does not store", notebooks.Insert(ctx, db, bare), fault.Invalid)
	count(t, db, notebooks, 1)
}

func eventLoads(t *trial) {
	db, c := t.tables(notebooks, memos), memos.C
	n := &notebook{Title: "n"}
	insert(t, db, notebooks, n)
	list := threeMemos()
	for _, m := range list {
		m.NotebookID = &n.ID
	}
	insert(t, db, memos, list...)
	ctx, s := scripted(t, func(ctx context.Context, event string, obj any, r orm.Reader) error {
		if m := obj.(*memo); event == "load" {
			m.Pages = m.ID
			if m.Mark == "bad" {
				return notOurs()
			}
		}
		return nil
	})
	read := func(what, want string, err error) {
		t.Helper()
		t.ok(what, err)
		t.same(what, s.told(), want)
	}
	found, err := memos.OrderBy(orm.Desc(&c.Title)).All(ctx, db)
	read("All", "load c, load b, load a", err)
	t.same("what it changed", found[0].Pages, found[0].ID)
	one, err := memos.Get(ctx, db, list[1].ID)
	read("Get", "load b", err)
	_, err = memos.Where(orm.Eq(&c.Title, "a")).First(ctx, db)
	read("First", "load a", err)
	read("Refresh", "load b", memos.Refresh(ctx, db, one))
	books, err := notebooks.All(ctx, db)
	read("the parents", "", err)
	_, err = books[0].Memos.Load(ctx)
	read("a relation", "load a, load b, load c", err)
	for m, err := range memos.Query().Stream(ctx, db) {
		t.ok("Stream", err)
		t.same("what it changed", m.Pages, m.ID)
	}
	read("Stream", "load a, load b, load c", nil)
	_, err = memos.Count(ctx, db)
	read("Count", "", err)

	list[1].Mark = "bad"
	t.ok("Update", memos.Update(t.Context(), db, list[1]))
	if list, err := memos.All(ctx, db); fault.KindOf(err) != fault.Check || list != nil || len(orm.ObjectErrors(err)) != 1 {
		t.Errorf("All: got %d objects and %v, want the error of the event alone", len(list), err)
	}
	if _, err := memos.Get(ctx, db, list[1].ID); fault.KindOf(err) != fault.Check {
		t.Errorf("Get: got %v, want the error of the event", err)
	}
}

func eventSilence(t *trial) {
	db, c := t.tables(notebooks, memos), memos.C
	n := &notebook{Title: "n"}
	insert(t, db, notebooks, n)
	list := threeMemos()
	list[0].NotebookID = &n.ID
	insert(t, db, memos, list...)
	ctx, s := scripted(t, nil)
	_, err := memos.Where(orm.Eq(&c.Title, "b")).Update(ctx, db, orm.Set(&c.Mark, "x"))
	t.ok("Update of a query", err)
	_, err = memos.Where(orm.Eq(&c.Title, "b")).Delete(ctx, db)
	t.ok("Delete of a query", err)
	t.ok("a cascade", notebooks.Delete(ctx, db, n))
	_, err = orm.Exec(ctx, db, orm.SQL("UPDATE memo SET mark = 'y'"))
	t.ok("SQL", err)
	t.same("what was told", s.told(), "")
	rows := all(t, db, memos)
	t.same("the rows", fmt.Sprint(len(rows), rows[0].Title, rows[0].Mark), "1cy")
}

// artist and gallery are joined by shows, which are told of their events.
type artist struct {
	ID        int64
	Galleries orm.Many[gallery]
}

type gallery struct{ ID int64 }

type exhibit struct {
	ArtistID, GalleryID int64
	Artist              orm.One[artist]
	Gallery             orm.One[gallery]
}

func (a *artist) Define(t *orm.Table[artist]) {
	orm.ManyToMany(t, &a.Galleries).Through(orm.C[exhibit]())
}

func (e *exhibit) Define(t *orm.Table[exhibit]) { t.Key(&e.ArtistID, &e.GalleryID) }

func (e *exhibit) BeforeInsert(ctx context.Context, r orm.Reader) error {
	return play(ctx, "before insert", "exhibit", e, r)
}

func (e *exhibit) AfterDelete(ctx context.Context, r orm.Reader) error {
	return play(ctx, "after delete", "exhibit", e, r)
}

func eventPairs(t *trial) {
	artists, galleries, exhibits := orm.Define[artist](), orm.Define[gallery](), orm.Define[exhibit]()
	db := t.tables(artists, galleries, exhibits)
	ctx, s := scripted(t, nil)
	a, g := &artist{}, &gallery{}
	insert(t, db, artists, a)
	insert(t, db, galleries, g)
	t.kind("Link", orm.Link(ctx, db, &artists.C.Galleries, a, g), fault.Invalid)
	fresh := &artist{}
	fresh.Galleries.Add(g)
	t.kind("InsertWith", artists.InsertWith(ctx, db, fresh, &artists.C.Galleries), fault.Invalid)
	e := &exhibit{ArtistID: a.ID, GalleryID: g.ID}
	t.ok("Insert", exhibits.Insert(ctx, db, e))
	t.kind("Unlink", orm.Unlink(ctx, db, &artists.C.Galleries, a, g), fault.Invalid)
	count(t, db, exhibits, 1)
	t.ok("Delete", exhibits.Delete(ctx, db, e))
	t.same("what was told", s.told(), "before insert exhibit, after delete exhibit")
}
