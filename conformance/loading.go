package conformance

import (
	"fmt"
	"slices"

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
