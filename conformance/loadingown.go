package conformance

import (
	"context"
	"fmt"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func loadOwn(t *trial) {
	var seen recorder
	db, ctx, w, n := fewNovels(t, &seen), t.Context(), writers.C, novels.C
	own := []*writer{{ID: 3}, {ID: 77}, {ID: 1}, {ID: 3}}
	own = append(own, own[0])
	seen.statements(t, "Load", 2, func() { t.ok("Load", writers.Load(ctx, db, own, orm.Load(&w.Novels).With(&n.Editor), &w.Press)) })
	seen.statements(t, "touching", 0, func() {
		for i, w := range own {
			t.same("novels", keysOf[novel](t)(w.Novels.All()), [][]int64{{2, 4, 6}, {}, {1, 3, 5}, {2, 4, 6}, {2, 4, 6}}[i])
			t.same("no press", keyOf[press](t)(w.Press.Get()), int64(0))
		}
	})
	seen.statements(t, "touching what was not loaded", 1, func() {
		for _, w := range own {
			t.same("no desk", keyOf[writingDesk](t)(w.Desk.Load(ctx)), int64(0))
		}
	})
	insert(t, db, novels, &novel{Title: "new", AuthorID: 77 - 76})
	t.ok("Load", writers.Load(ctx, db, own[2:3], &w.Novels))
	t.same("anew", keysOf[novel](t)(own[2].Novels.All()), []int64{1, 3, 5, 7})
	t.same("of the others as it was", keysOf[novel](t)(own[0].Novels.All()), []int64{2, 4, 6})
	t.ok("Load of nobody", writers.Load(ctx, db, nil, &w.Novels))
	t.kind("Load of nil", writers.Load(ctx, db, []*writer{nil}, &w.Novels), fault.Invalid)
	t.kind("Load of another's relation", writers.Load(ctx, db, own, &n.Author), fault.Invalid)
}

func loadStream(t *trial) {
	var seen recorder
	db, ctx, w := t.observed(&seen, literature...), t.Context(), writers.C
	people := fillLiterature(t, db, 2100)
	want := make([]int64, len(people))
	for i := range want {
		want[i] = people[len(people)-1-i].ID
	}
	for _, q := range []orm.Query[writer]{writers.OrderBy(orm.Desc(&w.ID)), writers.OrderBy(orm.Desc(&w.Name)).Where(orm.Gt(&w.ID, 0))} {
		list, err := q.All(ctx, db)
		t.ok("All", err)
		i, got := 0, []int64{}
		seen.statements(t, "a stream", 6, func() {
			for w, err := range q.With(orm.Load(&w.Novels).Limit(2)).Stream(ctx, db) {
				t.ok("Stream", err)
				t.same("novels", len(keysOf[novel](t)(w.Novels.All())), min(novelsOf(int(w.ID)-1), 2))
				_, err := w.Press.Get()
				t.kind("what was not loaded", err, fault.NotLoaded)
				got = append(got, w.ID)
				i++
				if t.Failed() {
					return
				}
			}
		})
		for k := range list {
			if got[k] != list[k].ID {
				t.Fatalf("row %d: got the key %d, want %d", k, got[k], list[k].ID)
			}
		}
		t.same("rows", len(got), len(list))
	}
	n := 0
	seen.statements(t, "a stream that is limited", 4, func() {
		for w, err := range writers.Limit(1500).Offset(300).With(&w.Press).Stream(ctx, db) {
			t.ok("Stream", err)
			t.same("in order", w.ID, int64(301+n))
			n++
		}
	})
	t.same("limited", n, 1500)
	seen.statements(t, "a stream that is left", 2, func() {
		for _, err := range writers.With(&w.Press).Stream(ctx, db) {
			t.ok("Stream", err)
			t.ok("writing within the loop", presses.Insert(ctx, db, &press{Name: "late"}))
			break
		}
		seen.take()
		all(t, db, presses)
		all(t, db, presses)
	})
	for _, q := range []orm.Query[writer]{writers.OrderBy(orm.Asc(&w.PressID)).With(&w.Press), writers.With(nil), writers.With(&w.Press).Limit(-1)} {
		n := 0
		for x, err := range q.Stream(ctx, db) {
			n++
			t.same("no row", x == nil, true)
			t.kind("a stream that cannot be", err, fault.Invalid)
		}
		t.same("one element", n, 1)
	}
}

func loadStrict(t *trial) {
	var seen recorder
	db, ctx, w := fewNovels(t, &seen), t.Context(), writers.C
	list, err := writers.With(&w.Novels).Strict().All(ctx, db)
	t.ok("All", err)
	one, err := writers.Query().Strict().Get(ctx, db, 1)
	t.ok("Get", err)
	seen.statements(t, "touching", 0, func() {
		books, err := list[0].Novels.Load(ctx)
		t.ok("Load", err)
		_, press := list[0].Press.Load(ctx)
		_, press2 := list[0].Press.Get()
		_, novels := one.Novels.All()
		_, total := one.Novels.Total()
		_, chapters := books[0].Chapters.Load(ctx)
		for _, err := range []error{press, press2, novels, total, chapters} {
			t.kind("what is not loaded", err, fault.NotLoaded)
		}
		t.same("the text", fmt.Sprint(press), "writer: not loaded: Press is not loaded: the query is strict (see Query.Strict and Stream); ask for it with With")
		t.same("what is loaded is counted", keyOf[writer](t)(books[0].Author.Load(ctx)), int64(1))
	})
	t.ok("Load", writers.Load(ctx, db, list, &w.Press))
	_, err = list[0].Novels.Load(ctx)
	t.ok("objects that were loaded by the handle are not strict", err)
}

func loadGone(t *trial) {
	db, ctx := fewNovels(t, nil), t.Context()
	list, books := all(t, db, writers), all(t, db, novels)
	_, err := orm.Exec(ctx, db, orm.SQL("DELETE FROM writer_subject"))
	t.ok("Exec", err)
	exec(t, db, "DELETE FROM novel")
	exec(t, db, "DELETE FROM writer WHERE id = 3")
	t.same("novels", keysOf[novel](t)(list[0].Novels.Load(ctx)), []int64{})
	t.same("subjects", keysOf[subject](t)(list[0].Subjects.Load(ctx)), []int64{})
	t.same("an author who is there", keyOf[writer](t)(books[0].Author.Load(ctx)), int64(1))
	t.same("an author who is gone", keyOf[writer](t)(books[1].Author.Load(ctx)), int64(0))
	t.same("of a writer who is gone", keysOf[novel](t)(list[2].Novels.Load(ctx)), []int64{})
}

func loadUnread(t *trial) {
	db, ctx := t.tables(literature...), context.Background()
	w := &writer{Name: "new"}
	insert(t, db, writers, w)
	_, load := w.Novels.Load(ctx)
	_, all := w.Novels.All()
	_, count := w.Novels.Count(ctx)
	_, total := w.Novels.Total()
	_, one := w.Press.Load(ctx)
	_, get := w.Press.Get()
	for _, err := range []error{load, all, count, total, one, get} {
		t.kind("touching", err, fault.NotLoaded)
	}
	t.same("loaded", w.Novels.Loaded() || w.Press.Loaded(), false)
	t.ok("Refresh", writers.Refresh(t.Context(), db, w))
	t.same("after Refresh", keysOf[novel](t)(w.Novels.Load(ctx)), []int64{})
}

func loadRefused(t *trial) {
	db, ctx, w, n, p := t.tables(literature...), t.Context(), writers.C, novels.C, posters.C
	fillLiterature(t, db, 3)
	own := &writer{}
	for what, r := range map[string]orm.Relation{
		"nil": nil, "a relation of another model": &n.Author, "a field of an object": &own.Novels, "a nil pointer": (*orm.Many[novel])(nil), "Load of nil": orm.Load(nil),
		"a limit of one row": orm.Load(&w.Press).Limit(1), "an order of one row": orm.Load(&w.Press).OrderBy(orm.Asc(&presses.C.Name)), "one row, counted": orm.Load(&w.Press).Counted(),
		"many rows, joined": orm.Load(&w.Novels).Joined(), "a limit of none": orm.Load(&w.Novels).Limit(0), "a limit below none": orm.Load(&w.Novels).Limit(-1),
		"a condition on another model": orm.Load(&w.Novels).Where(orm.Eq(&w.Name, "a")), "an order of another model": orm.Load(&w.Novels).OrderBy(orm.Asc(&w.Name)),
		"nested, of another model": orm.Load(&w.Novels).With(&w.Press),
	} {
		_, err := writers.With(r).All(ctx, db)
		t.kind("With of "+what, err, fault.Invalid)
		_, err = writers.With(r).First(ctx, db)
		t.kind("With of "+what+" of the first", err, fault.Invalid)
		t.kind("Load of "+what, writers.Load(ctx, db, []*writer{{ID: 1}}, r), fault.Invalid)
	}
	for what, q := range map[string]orm.Query[poster]{
		"an offset": posters.Query().Offset(1), "a limit of none": posters.Limit(0), "another relation": posters.With(&n.Author),
	} {
		_, err := orm.Children(ctx, db, q, &p.Writer, []*writer{{ID: 1}})
		t.kind("Children of a query with "+what, err, fault.Invalid)
	}
	_, err := orm.Children(ctx, db, posters.Query(), &p.Writer, []*writer{{ID: 1}, nil})
	t.kind("Children of nil", err, fault.Invalid)
	_, err = orm.Children(ctx, db, desks.Query(), &p.Writer, []*writer{{ID: 1}})
	t.kind("Children by another model's relation", err, fault.Invalid)
	_, err = orm.Children(ctx, db, writers.Query(), &w.Desk, []*writingDesk{{ID: 1}})
	t.kind("Children by a relation that has no foreign key", err, fault.Invalid)
}
