package conformance

import (
	"database/sql"
	"fmt"

	"github.com/rowankit/rowan/orm"
)

func relations() theme {
	return theme{"relations", []testCase{
		{"rows lead to one, to many, and back to the same objects", relateMany},
		{"what may be missing leads nowhere", relateMissing},
		{"one row leads to one, from both sides", relateOne},
		{"pairs in a table of their own lead both ways", relatePairs},
		{"pairs may be rows of a model that says more", relateThrough},
		{"rows of one table are a tree", relateTree},
		{"pairs of one model have two sides", relateLikes},
		{"several relations between two models are kept apart", relateTwice},
		{"a relation by several fields leads nowhere when one is NULL", relateComposite},
		{"pairs of models whose keys have several fields", relateCompositePairs},
		{"keys may be numbers of any width, texts and UUIDs", relateKeys},
		{"a relation may lead to a unique instead of the key", relateUnique},
		{"a key may be the reference to another key", relateShared},
		{"relations of an embedded struct are the model's", relateEmbedded},
		{"children are found by a relation that their parents do not know", relateChildren},
	}}
}

func relateMany(t *trial) {
	db, ctx := t.tables(literature...), t.Context()
	fillLiterature(t, db, 9)
	list := all(t, db, writers)
	keys, of := keysOf[novel](t), map[int64][]int64{}
	for _, n := range all(t, db, novels) {
		of[n.AuthorID] = append(of[n.AuthorID], n.ID)
		t.same("the author of "+n.Title, keyOf[writer](t)(n.Author.Load(ctx)), n.AuthorID)
	}
	for i, w := range list {
		got := keys(w.Novels.Load(ctx))
		t.same("novels of "+w.Name, got, append([]int64{}, of[w.ID]...))
		t.same("their number", len(got), novelsOf(i))
		found, _ := w.Novels.Load(ctx)
		for _, n := range found {
			back, err := n.Author.Load(ctx)
			t.ok("Load", err)
			t.same("back to the same object", back == w, true)
			t.same("the chapters", len(keysOf[chapter](t)(n.Chapters.Load(ctx))), 2)
		}
	}
}

func relateMissing(t *trial) {
	db, ctx := t.tables(literature...), t.Context()
	fillLiterature(t, db, 6)
	if _, err := writers.Where(orm.Gt(&writers.C.ID, 3)).Update(ctx, db, orm.Set(&writers.C.MentorID, sql.Null[int64]{V: 2, Valid: true})); err != nil {
		t.Fatal(err)
	}
	shared := map[int64]*press{}
	for i, w := range all(t, db, writers) {
		p, err := w.Press.Load(ctx)
		t.same("a press", keyOf[press](t)(p, err), map[int]int64{0: 1, 1: 2, 2: 0}[i%3])
		if p != nil && shared[p.ID] != nil {
			t.same("one object for all who lead to it", shared[p.ID] == p, true)
		}
		if p != nil {
			shared[p.ID] = p
		}
		t.same("a mentor", keyOf[writer](t)(w.Mentor.Load(ctx)), map[bool]int64{true: 2}[w.ID > 3])
	}
	for _, p := range all(t, db, presses) {
		found, err := p.Writers.Load(ctx)
		t.ok("Load", err)
		t.same("writers of "+p.Name, len(found), map[int64]int{1: 2, 2: 2}[p.ID])
		t.same("never nil", found == nil, false)
	}
}

func relateOne(t *trial) {
	db, ctx := t.tables(literature...), t.Context()
	fillLiterature(t, db, 4)
	_, err := desks.Where(orm.Eq(&desks.C.WriterID, 3)).Delete(ctx, db)
	t.ok("Delete", err)
	for _, w := range all(t, db, writers) {
		d, err := w.Desk.Load(ctx)
		t.ok("Load", err)
		if w.ID == 3 {
			t.same("no desk", d, (*writingDesk)(nil))
			continue
		}
		t.same("the desk", d.Place, "room "+w.Name)
		back, err := d.Writer.Load(ctx)
		t.ok("Load", err)
		t.same("back to the same object", back == w, true)
	}
	for _, d := range all(t, db, desks) {
		w, err := d.Writer.Load(ctx)
		t.ok("Load", err)
		back, err := w.Desk.Load(ctx)
		t.ok("Load", err)
		t.same("back to the same object", back == d, true)
	}
}

func relatePairs(t *trial) {
	db, ctx := t.tables(literature...), t.Context()
	fillLiterature(t, db, 12)
	exec(t, db, "DELETE FROM writer_subject WHERE writer_id = 5")
	with := map[int64][]int64{} // the writers of each subject, by their keys
	for _, w := range all(t, db, writers) {
		got := keysOf[subject](t)(w.Subjects.Load(ctx))
		a, b := min(w.ID%5, (w.ID+1)%5)+1, max(w.ID%5, (w.ID+1)%5)+1
		if w.ID == 5 {
			t.same("no subjects", got, []int64{})
			continue
		}
		t.same("subjects of "+w.Name, got, []int64{a, b})
		with[a], with[b] = append(with[a], w.ID), append(with[b], w.ID)
	}
	for _, s := range all(t, db, subjects) {
		t.same("writers of "+s.Name, keysOf[writer](t)(s.Writers.Load(ctx)), with[s.ID])
	}
}

func relateThrough(t *trial) {
	db, ctx := t.tables(literature...), t.Context()
	fillLiterature(t, db, 4)
	insert(t, db, readings, &reading{WriterID: 3, NovelID: new(int64(2)), Title: "again"}, &reading{WriterID: 1, NovelID: new(int64(2)), Title: "once"},
		&reading{WriterID: 3, NovelID: new(int64(1)), Title: "once"}, &reading{WriterID: 3, Title: "of nothing"})
	list := all(t, db, writers)
	t.same("read by the third", keysOf[novel](t)(list[2].Read.Load(ctx)), []int64{1, 2})
	t.same("read by the second", keysOf[novel](t)(list[1].Read.Load(ctx)), []int64{})
	n, err := list[2].Read.Count(ctx)
	t.ok("Count", err)
	t.same("counted without those that lead nowhere", n, int64(2))
	t.same("readings of the third", keysOf[reading](t)(list[2].Readings.Load(ctx)), []int64{1, 3, 4})
	of := all(t, db, novels)
	t.same("readers of the second novel", keysOf[writer](t)(of[1].Readers.Load(ctx)), []int64{1, 3})
	marks, err := of[1].Readings.Load(ctx)
	t.ok("Load", err)
	t.same("what a pair says more", marks[0].Title, "again")

	c := novels.C
	last := orm.Load(&writers.C.Read).Where(orm.Ne(&c.Title, "x")).OrderBy(orm.Desc(&c.Title)).Limit(1).Counted()
	w, err := writers.Where(orm.Eq(&writers.C.ID, 3)).With(last).One(ctx, db)
	t.ok("One", err)
	t.same("the last by title", keysOf[novel](t)(w.Read.All()), []int64{2})
	n, err = w.Read.Total()
	t.ok("Total", err)
	t.same("of two", n, int64(2))
}

func relateTree(t *trial) {
	var seen recorder
	db, ctx, c := t.observed(&seen, literature...), t.Context(), writers.C
	insert(t, db, writers, &writer{Name: "root"})
	const depth = 6
	for level, first, width := 0, int64(1), int64(1); level < depth; level++ { // a binary tree
		var next []*writer
		for parent := first; parent < first+width; parent++ {
			for range 2 {
				next = append(next, &writer{Name: fmt.Sprint(level), MentorID: sql.Null[int64]{V: parent, Valid: true}})
			}
		}
		t.ok("InsertAll", writers.InsertAll(ctx, db, next))
		first, width = first+width, width*2
	}
	var walk func(w *writer) int
	walk = func(w *writer) int {
		n, list := 1, []*writer(nil)
		list, err := w.Pupils.Load(ctx)
		t.ok("Load", err)
		for _, p := range list {
			back, err := p.Mentor.Load(ctx)
			t.ok("Load", err)
			t.same("back to the same object", back == w, true)
			n += walk(p)
		}
		return n
	}
	seen.statements(t, "a tree is a statement for each level", depth+2, func() {
		root, err := writers.Where(orm.IsNull(&c.MentorID)).One(ctx, db)
		t.ok("One", err)
		t.same("all of the tree", walk(root), 1<<(depth+1)-1)
	})
	seen.statements(t, "and so is the way up", depth+1, func() {
		list, err := writers.Where(orm.Eq(&c.Name, fmt.Sprint(depth-1))).All(ctx, db)
		t.ok("All", err)
		for _, w := range list {
			for up := w; up != nil; up, err = up.Mentor.Load(ctx) {
				t.ok("Load", err)
				w = up
			}
			t.same("the top", w.ID, int64(1))
		}
	})
}

func relateLikes(t *trial) {
	db, ctx := t.tables(literature...), t.Context()
	fillLiterature(t, db, 4)
	exec(t, db, "INSERT INTO admiration (fan_id, idol_id) VALUES (1, 2), (3, 2), (2, 1), (4, 4)")
	list, keys := all(t, db, writers), keysOf[writer](t)
	for i, want := range [][2][]int64{{{2}, {2}}, {{1}, {1, 3}}, {{2}, {}}, {{4}, {4}}} {
		w := list[i]
		t.same("admired by "+w.Name, keys(w.Admires.Load(ctx)), want[0])
		t.same("fans of "+w.Name, keys(w.Fans.Load(ctx)), want[1])
	}
}

func relateTwice(t *trial) {
	db, ctx, c := t.tables(literature...), t.Context(), novels.C
	fillLiterature(t, db, 4)
	_, err := novels.Where(orm.Eq(&c.AuthorID, 3)).Update(ctx, db, orm.Set(&c.EditorID, new(int64(1))))
	t.ok("Update", err)
	list, keys := all(t, db, writers), keysOf[novel](t)
	t.same("written by the first", keys(list[0].Novels.Load(ctx)), []int64{1})
	t.same("edited by the first", keys(list[0].Edited.Load(ctx)), []int64{4, 5, 6})
	edited, _ := list[0].Edited.Load(ctx)
	t.same("the editor", keyOf[writer](t)(edited[0].Editor.Load(ctx)), int64(1))
	t.same("the author", keyOf[writer](t)(edited[0].Author.Load(ctx)), int64(3))
	t.same("edited by the third", keys(list[2].Edited.Load(ctx)), []int64{})
}

func relateChildren(t *trial) {
	db, ctx, c := t.tables(literature...), t.Context(), posters.C
	fillLiterature(t, db, 6)
	insert(t, db, posters, &poster{Title: "z", WriterID: new(int64(3))}, &poster{Title: "nobody"})
	list := all(t, db, writers)
	got, err := orm.Children(ctx, db, posters.Where(orm.Ne(&c.Title, "e")).OrderBy(orm.Desc(&c.Title)), &c.Writer, list)
	t.ok("Children", err)
	for i, want := range [][]int64{{1}, {}, {4, 2}, {}, {}, {}} {
		t.same("posters of "+list[i].Name, keysOf[poster](t)(got[list[i]], nil), want)
		for _, p := range got[list[i]] {
			back, err := p.Writer.Load(ctx)
			t.ok("Load", err)
			t.same("back to the same object", back == list[i], true)
		}
	}
	got, err = orm.Children(ctx, db, posters.Limit(1).With(&c.Writer), &c.Writer, append(list, list[2], list[2]))
	t.ok("Children of some twice, limited", err)
	t.same("one for each", keysOf[poster](t)(got[list[2]], nil), []int64{2})
	got, err = orm.Children(ctx, db, posters.Query(), &c.Writer, nil)
	t.ok("Children of nobody", err)
	t.same("nothing", len(got), 0)
}
