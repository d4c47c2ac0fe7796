package conformance

import (
	"github.com/rowankit/rowan/orm"
)

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
