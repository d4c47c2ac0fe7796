package conformance

import (
	"context"
	"fmt"
	"slices"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func loading() theme {
	return theme{"loading", []testCase{
		{"each way of loading is one statement for 1, 100 and 10,000 rows", loadCounted},
		{"lists longer than a statement takes are loaded in portions, unseen", loadPortions},
		{"With loads relations of relations, each by one statement", loadNested},
		{"rows come in the order that was asked, and then in that of their keys", loadOrder},
		{"a limit is for each row, and the number of all may come along", loadLimit},
		{"rows may be loaded by condition", loadWhere},
		{"the number of rows is told without loading them", loadCounts},
		{"the last word on a relation counts", loadTwice},
		{"objects of the program's own load by their keys", loadOwn},
		{"a stream loads its rows by chunks", loadStream},
		{"a strict query loads nothing that it was not asked for", loadStrict},
		{"a row that is gone when it is touched is none", loadGone},
		{"an object that no query read has nothing loaded", loadUnread},
		{"what With cannot mean is refused", loadRefused},
	}}
}

func loadCounted(t *trial) {
	const most = 10_000
	var seen recorder
	db, ctx, w, n, s, p := t.observed(&seen, literature...), t.Context(), writers.C, novels.C, subjects.C, posters.C
	fillLiterature(t, db, most)
	touch := func(list []*writer, do func(w *writer) error) {
		t.Helper()
		for _, w := range list {
			if err := do(w); err != nil {
				t.Fatalf("touching %s: %v", w.Name, err)
			}
		}
	}
	for _, size := range []int{1, 100, most} {
		q := writers.OrderBy(orm.Asc(&w.ID)).Limit(size)
		var list []*writer
		read := func(what string, want int, q orm.Query[writer]) {
			t.Helper()
			seen.statements(t, fmt.Sprint(what, " of ", size), want, func() {
				var err error
				list, err = q.All(ctx, db)
				t.ok(what, err)
			})
			t.same("rows", len(list), size)
		}
		found := 0
		for what, do := range map[string]func(w *writer) error{
			"Many.Load":                   func(w *writer) error { l, err := w.Novels.Load(ctx); found += len(l); return err },
			"Many.All":                    func(w *writer) error { l, err := w.Novels.All(); found += len(l); return err },
			"Many.Count":                  func(w *writer) error { n, err := w.Novels.Count(ctx); found += int(n); return err },
			"Many.Total":                  func(w *writer) error { n, err := w.Novels.Total(); found += int(n); return err },
			"One.Load":                    func(w *writer) error { x, err := w.Press.Load(ctx); found += from(x != nil); return err },
			"One.Get":                     func(w *writer) error { x, err := w.Press.Get(); found += from(x != nil); return err },
			"One of one":                  func(w *writer) error { x, err := w.Desk.Load(ctx); found += from(x != nil); return err },
			"Load of pairs":               func(w *writer) error { l, err := w.Subjects.Load(ctx); found += len(l); return err },
			"Count of pairs":              func(w *writer) error { n, err := w.Subjects.Count(ctx); found += int(n); return err },
			"Load of pairs that say more": func(w *writer) error { _, err := w.Read.Load(ctx); found++; return err },
		} {
			read("All", 1, q)
			found = 0
			seen.statements(t, fmt.Sprint(what, " on ", size), 1, func() { touch(list, do) })
			t.same(what+" found something", found >= size/2, true)
			seen.statements(t, fmt.Sprint(what, " again on ", size), 0, func() { touch(list, do) })
		}
		loaded := func(what string, ws ...orm.Relation) {
			t.Helper()
			read(what, 1+len(ws), q.With(ws...))
		}
		loaded("With", &w.Novels)
		loaded("With of several", &w.Novels, &w.Press, &w.Desk, &w.Subjects, &w.Read)
		loaded("With, limited and counted", orm.Load(&w.Novels).Limit(1).Counted())
		loaded("With, ordered by condition", orm.Load(&w.Novels).Where(orm.Gt(&n.Pages, 100)).OrderBy(orm.Desc(&n.Title)))
		loaded("With of pairs, limited and counted", orm.Load(&w.Subjects).Limit(1).Counted().OrderBy(orm.Asc(&s.Name)))
		read("With, nested", 4, q.With(orm.Load(&w.Novels).With(orm.Load(&n.Chapters).Limit(1), &n.Readings)))
		read("Strict", 2, q.With(&w.Novels).Strict())

		read("All", 1, q)
		seen.statements(t, fmt.Sprint("Load of the handle on ", size), 2, func() { t.ok("Load", writers.Load(ctx, db, list, &w.Novels, &w.Press)) })
		seen.statements(t, fmt.Sprint("Children of ", size), 1, func() {
			of, err := orm.Children(ctx, db, posters.OrderBy(orm.Asc(&p.Title)), &p.Writer, list)
			t.ok("Children", err)
			t.same("for each", len(of), size)
		})
		chunks := (size + 999) / 1000
		seen.statements(t, fmt.Sprint("a stream of ", size), 3*chunks, func() {
			for w, err := range q.With(&w.Novels, &w.Press).Stream(ctx, db) {
				t.ok("Stream", err)
				if _, err := w.Novels.All(); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// from is 1 for true.
func from(b bool) int {
	if b {
		return 1
	}
	return 0
}

// loadPortions loads by keys of two fields and by texts, more than any engine takes in one list.
func loadPortions(t *trial) {
	const most = 10_000
	var seen recorder
	db, ctx := t.observed(&seen, chairs, halls, guests), t.Context()
	list, seats := make([]*hall, most), make([]*chair, most)
	for i := range list {
		list[i] = &hall{Town: "x", No: int32(i)}
		seats[i] = &chair{HallNo: new(int32(most - 1 - i))}
		if i%10 != 0 {
			seats[i].Town.V, seats[i].Town.Valid = "x", true
		}
	}
	t.ok("InsertAll", halls.InsertAll(ctx, db, list))
	t.ok("InsertAll", chairs.InsertAll(ctx, db, seats))
	const portions = (most + 1023) / 1024
	rooms := all(t, db, halls)
	seen.statements(t, "10,000 keys of two fields", portions, func() {
		for i, h := range rooms {
			got, want := keysOf[chair](t)(h.Chairs.Load(ctx)), []int64{int64(most - i)}
			if (most-1-i)%10 == 0 {
				want = want[:0]
			}
			if !slices.Equal(got, want) {
				t.Fatalf("the hall %d: got the chairs %v, want %v", i, got, want)
			}
		}
	})
	seen.statements(t, "counted", 0, func() {
		n, err := rooms[1].Chairs.Count(ctx)
		t.ok("Count", err)
		t.same("chairs", n, int64(1))
	})
	rooms = all(t, db, halls)
	seen.statements(t, "counts of 10,000 keys of two fields", portions, func() {
		for i, h := range rooms {
			n, err := h.Chairs.Count(ctx)
			if want := int64(from((most-1-i)%10 != 0)); n != want || err != nil {
				t.Fatalf("the hall %d: got %d chairs, %v; want %d", i, n, err, want)
			}
		}
	})
	seen.statements(t, "back, limited", 1+(most*9/10+1023)/1024, func() {
		got, err := chairs.With(&chairs.C.Hall).All(ctx, db)
		t.ok("All", err)
		for i, c := range got {
			h, err := c.Hall.Load(ctx)
			if err != nil || (h == nil) != (i%10 == 0) || h != nil && h.No != *c.HallNo {
				t.Fatalf("the chair %d: got the hall %v, %v", c.ID, h, err)
			}
		}
	})
	rooms, err := halls.With(orm.Load(&halls.C.Chairs).Limit(1).Counted()).All(ctx, db)
	t.ok("All", err)
	n, err := rooms[most-1].Chairs.Total()
	t.ok("Total", err)
	t.same("the last", n, int64(0))
}

func loadNested(t *trial) {
	var seen recorder
	db, ctx, w, n, s := t.observed(&seen, literature...), t.Context(), writers.C, novels.C, subjects.C
	fillLiterature(t, db, 20)
	var list []*writer
	seen.statements(t, "With", 7, func() {
		var err error
		list, err = writers.With(
			orm.Load(&w.Novels).With(&n.Chapters), orm.Load(&w.Press).With(&presses.C.Writers), orm.Load(&w.Subjects).With(&s.Writers),
		).Strict().All(ctx, db)
		t.ok("All", err)
	})
	seen.statements(t, "touching", 0, func() {
		for i, w := range list {
			books, err := w.Novels.All()
			t.ok("All", err)
			t.same("novels", len(books), novelsOf(i))
			for _, b := range books {
				t.same("chapters", len(keysOf[chapter](t)(b.Chapters.All())), 2)
				a, err := b.Author.Get()
				t.ok("Get", err)
				t.same("back to the same object", a == w, true)
			}
			if p, err := w.Press.Get(); p != nil {
				t.same("writers of the press", slices.Contains(keysOf[writer](t)(p.Writers.All()), w.ID), true)
				t.ok("Get", err)
			}
			topics, err := w.Subjects.All()
			t.ok("All", err)
			for _, s := range topics {
				t.same("writers of the subject", slices.Contains(keysOf[writer](t)(s.Writers.All()), w.ID), true)
			}
		}
	})
}

// fewNovels makes three writers, of whom two have novels of few titles and lengths.
func fewNovels(t *trial, o orm.Observer) *orm.DB {
	t.Helper()
	db := t.observed(o, literature...)
	insert(t, db, writers, &writer{Name: "a"}, &writer{Name: "b"}, &writer{Name: "c"})
	for _, n := range []novel{
		{Title: "b", Pages: 3, AuthorID: 1}, {Title: "b", Pages: 1, AuthorID: 3}, {Title: "a", Pages: 2, AuthorID: 1}, {Title: "c", Pages: 1, AuthorID: 3, EditorID: new(int64(2))},
		{Title: "b", Pages: 1, AuthorID: 1}, {Title: "a", Pages: 1, AuthorID: 3, EditorID: new(int64(1))},
	} {
		insert(t, db, novels, &n)
	}
	exec(t, db, "INSERT INTO subject (name) SELECT 's' FROM novel")
	exec(t, db, "INSERT INTO writer_subject (writer_id, subject_id) SELECT author_id, id FROM novel")
	return db
}

func loadOrder(t *trial) {
	db, ctx, w, c := fewNovels(t, nil), t.Context(), writers.C, novels.C
	for _, x := range []struct {
		how         orm.Loading
		first, last []int64
	}{
		{orm.Load(&w.Novels), []int64{1, 3, 5}, []int64{2, 4, 6}},
		{orm.Load(&w.Novels).OrderBy(orm.Asc(&c.Title)), []int64{3, 1, 5}, []int64{6, 2, 4}},
		{orm.Load(&w.Novels).OrderBy(orm.Desc(&c.Title)), []int64{1, 5, 3}, []int64{4, 2, 6}},
		{orm.Load(&w.Novels).OrderBy(orm.Desc(&c.ID)), []int64{5, 3, 1}, []int64{6, 4, 2}},
		{orm.Load(&w.Novels).OrderBy(orm.Asc(&c.Title)).OrderBy(orm.Asc(&c.Pages)), []int64{3, 5, 1}, []int64{6, 2, 4}},
		{orm.Load(&w.Novels).OrderBy(orm.Asc(&c.EditorID).NullsLast()), []int64{1, 3, 5}, []int64{6, 4, 2}},
		{orm.Load(&w.Novels).OrderBy(orm.Desc(&c.Title)).Limit(2), []int64{1, 5}, []int64{4, 2}},
		{orm.Load(&w.Novels).OrderBy(orm.Asc(&c.EditorID).NullsFirst()).Limit(2), []int64{1, 3}, []int64{2, 6}},
		{orm.Load(&w.Novels).OrderBy(orm.Asc(&c.AuthorID)), []int64{1, 3, 5}, []int64{2, 4, 6}},
	} {
		list, err := writers.OrderBy(orm.Desc(&w.Name)).With(x.how).All(ctx, db)
		t.ok("All", err)
		keys := keysOf[novel](t)
		t.same("of the first", keys(list[2].Novels.Load(ctx)), x.first)
		t.same("of the second", keys(list[1].Novels.Load(ctx)), []int64{})
		t.same("of the last", keys(list[0].Novels.Load(ctx)), x.last)
	}
	list, err := writers.With(orm.Load(&w.Subjects).OrderBy(orm.Desc(&subjects.C.Name), orm.Desc(&subjects.C.ID))).All(ctx, db)
	t.ok("All", err)
	t.same("pairs", keysOf[subject](t)(list[0].Subjects.Load(ctx)), []int64{5, 3, 1})
}

func loadLimit(t *trial) {
	var seen recorder
	db, ctx, w, c := fewNovels(t, &seen), t.Context(), writers.C, novels.C
	for limit := 1; limit <= 4; limit++ {
		list, err := writers.With(orm.Load(&w.Novels).Limit(limit).Counted(), orm.Load(&w.Subjects).Limit(limit).Counted(), orm.Load(&w.Edited).Limit(limit)).All(ctx, db)
		t.ok("All", err)
		seen.statements(t, "what was counted", 0, func() {
			for i, w := range list {
				all := int64(3 * from(i != 1))
				some := min(int(all), limit)
				t.same("novels", len(keysOf[novel](t)(w.Novels.Load(ctx))), some)
				t.same("subjects", len(keysOf[subject](t)(w.Subjects.Load(ctx))), some)
				n, err := w.Novels.Total()
				t.ok("Total", err)
				t.same("of so many", n, all)
				n, err = w.Subjects.Count(ctx)
				t.ok("Count", err)
				t.same("of so many", n, all)
			}
		})
		seen.statements(t, "what was not", 1, func() {
			n, err := list[0].Edited.Count(ctx)
			t.ok("Count", err)
			t.same("edited", n, int64(1))
		})
	}
	list, err := writers.With(orm.Load(&w.Novels).Where(orm.Eq(&c.Pages, 1)).OrderBy(orm.Desc(&c.ID)).Limit(2).Counted()).All(ctx, db)
	t.ok("All", err)
	n, err := list[2].Novels.Total()
	t.ok("Total", err)
	t.same("counted by condition", n, int64(3))
	t.same("limited by condition", keysOf[novel](t)(list[2].Novels.All()), []int64{6, 4})
}

func loadWhere(t *trial) {
	db, ctx, w, c := fewNovels(t, nil), t.Context(), writers.C, novels.C
	list, err := writers.With(orm.Load(&w.Novels).Where(orm.Eq(&c.Title, "b"), orm.Lt(&c.Pages, 3))).All(ctx, db)
	t.ok("All", err)
	keys := keysOf[novel](t)
	t.same("of the first", keys(list[0].Novels.Load(ctx)), []int64{5})
	t.same("of the last", keys(list[2].Novels.Load(ctx)), []int64{2})
	n, err := list[0].Novels.Count(ctx)
	t.ok("Count", err)
	t.same("all are counted", n, int64(3))
	list, err = writers.With(orm.Load(&w.Subjects).Where(orm.In(&subjects.C.ID, 1, 2, 3, 2))).All(ctx, db)
	t.ok("All", err)
	t.same("pairs", keysOf[subject](t)(list[0].Subjects.Load(ctx)), []int64{1, 3})
	books, err := novels.With(orm.Load(&c.Author).Where(orm.Ne(&w.Name, "a"))).All(ctx, db)
	t.ok("All", err)
	for _, b := range books {
		t.same("an author by condition", keyOf[writer](t)(b.Author.Load(ctx)), map[int64]int64{3: 3}[b.AuthorID])
	}
}

func loadCounts(t *trial) {
	var seen recorder
	db, ctx := fewNovels(t, &seen), t.Context()
	list := all(t, db, writers)
	seen.statements(t, "counting", 2, func() {
		for i, w := range list {
			n, err := w.Novels.Count(ctx)
			t.ok("Count", err)
			m, err := w.Subjects.Total()
			t.ok("Total", err)
			t.same("counted", []int64{n, m}, [][]int64{{3, 3}, {0, 0}, {3, 3}}[i])
			t.same("loaded", w.Novels.Loaded() || w.Subjects.Loaded(), false)
		}
	})
	list = all(t, db, writers)
	seen.statements(t, "what is loaded is counted", 1, func() {
		for i, w := range list {
			t.same("rows", len(keysOf[novel](t)(w.Novels.Load(ctx))), []int{3, 0, 3}[i])
			n, err := w.Novels.Count(ctx)
			t.ok("Count", err)
			t.same("counted", n, []int64{3, 0, 3}[i])
		}
	})
}

func loadTwice(t *trial) {
	var seen recorder
	db, ctx, w, c := fewNovels(t, &seen), t.Context(), writers.C, novels.C
	q := writers.With(&w.Novels, orm.Load(&w.Novels).Limit(1))
	seen.statements(t, "With", 2, func() {
		list, err := q.All(ctx, db)
		t.ok("All", err)
		t.same("limited", keysOf[novel](t)(list[0].Novels.Load(ctx)), []int64{1})
	})
	list, err := q.With(orm.Load(&w.Novels).OrderBy(orm.Desc(&c.ID))).All(ctx, db)
	t.ok("All", err)
	t.same("ordered, and no more limited", keysOf[novel](t)(list[0].Novels.Load(ctx)), []int64{5, 3, 1})
	list, err = q.All(ctx, db)
	t.ok("All", err)
	t.same("the query that was built on is as it was", keysOf[novel](t)(list[0].Novels.Load(ctx)), []int64{1})
}

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
