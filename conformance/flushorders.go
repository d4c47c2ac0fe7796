package conformance

import (
	"context"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func flushColumnsAlone(t *trial) {
	var seen recorder
	db := t.observed(&seen, append(drama, limbs)...)
	within(t, db, func(_ context.Context, s *orm.Session) {
		pieces.Add(s, &piece{ID: 5, Title: "lear", StageID: 3})
		stages.Add(s, &stage{ID: 3, Name: "great", TheatreID: 2})
		theatres.Add(s, &theatre{ID: 2, Name: "globe"})
		seen.flush(t, "rows with keys of their own that were added in the wrong order", s)
		limbs.Add(s, &limb{ID: 3, Name: "twig", ParentID: new(int64(2))}, &limb{ID: 2, Name: "left", ParentID: new(int64(1))}, &limb{ID: 1, Name: "root"})
		seen.flush(t, "a tree with keys of its own that was added in the wrong order", s)
		for _, m := range []int64{1, 2, 3} {
			limbs.Remove(s, get(t, s, limbs, m))
		}
		theatres.Remove(s, get(t, s, theatres, 2))
		stages.Remove(s, get(t, s, stages, 3))
		pieces.Remove(s, get(t, s, pieces, 5))
		seen.flush(t, "rows that refer by their columns alone and go in the wrong order", s)
	})
	count(t, db, limbs, 0)
	count(t, db, theatres, 0)
	count(t, db, pieces, 0)
}

func flushRing(t *trial) {
	var seen recorder
	db := t.observed(&seen, limbs)
	within(t, db, func(_ context.Context, s *orm.Session) {
		a, b, self := &limb{Name: "a"}, &limb{Name: "b"}, &limb{Name: "self"}
		a.Parent.Set(b)
		b.Parent.Set(a)
		self.Parent.Set(self)
		limbs.Add(s, a, b, self)
		seen.flush(t, "rows that lead to each other and to themselves", s)
		t.same("within", *a.ParentID == b.ID && *b.ParentID == a.ID && *self.ParentID == self.ID, true)
		limbs.Remove(s, a, b, self)
		seen.flush(t, "rows that lead to each other and to themselves go", s)
	})
	count(t, db, limbs, 0)
}

func flushOath(t *trial) {
	var seen recorder
	db := t.observed(&seen, guilds, brothers, oaths)
	within(t, db, func(_ context.Context, s *orm.Session) {
		smiths, master := &guild{Name: "smiths"}, &brother{Name: "Ada"}
		smiths.Master.Set(master)
		master.Guild.Set(smiths)
		guilds.Add(s, smiths)
		t.ok("Flush", s.Flush(t.Context()))
		sworn := &oath{Words: "sworn"}
		sworn.Guild.Set(smiths)
		sworn.Brother.Set(master)
		oaths.Add(s, sworn)
		seen.flush(t, "a row that leads to both rows of a cycle", s)
		fresh, other, another := &guild{Name: "bakers"}, &brother{Name: "Grace"}, &oath{Words: "sworn too"}
		another.Brother.Set(other)
		another.Guild.Set(fresh)
		fresh.Master.Set(other)
		fresh.Brothers.Add(other)
		oaths.Add(s, another)
		seen.flush(t, "a cycle that is new with a row that leads to both", s)
		smiths.Master.Set(nil)
		seen.flush(t, "a cycle that is opened", s)
	})
	last := all(t, db, oaths)[1]
	t.same("stored", []int64{last.GuildID, last.BrotherID, *get(t, db, guilds, 2).MasterID}, []int64{2, 2, 2})
	t.same("opened", get(t, db, guilds, 1).MasterID == nil, true)
}

func flushUnique(t *trial) {
	var seen recorder
	db := t.observed(&seen, signposts)
	within(t, db, func(_ context.Context, s *orm.Session) {
		a, b, c := &signpost{Word: "a"}, &signpost{Word: "b"}, &signpost{Word: "c"}
		a.Next.Set(b)
		c.From.Add(b)
		signposts.Add(s, a, c)
		seen.flush(t, "references to a unique", s)
		t.same("filled in", []string{*a.NextWord, *b.NextWord}, []string{"b", "c"})
		a.Next.Set(c)
		seen.flush(t, "a reference to a unique that changes", s)
	})
	n, err := signposts.Where(orm.Eq(&signposts.C.NextWord, new("c"))).Count(t.Context(), db)
	t.ok("Count", err)
	t.same("who leads to c", n, int64(2))
}

func flushSharedKey(t *trial) {
	var seen recorder
	db := t.observed(&seen, append(drama, passports)...)
	within(t, db, func(_ context.Context, s *orm.Session) {
		fresh := &passport{Number: "one"}
		fresh.Actor.Set(&actor{Name: "Ada"})
		passports.Add(s, fresh)
		seen.flush(t, "a key that is a foreign key", s)
		t.same("filled in", fresh.ActorID, int64(1))
		t.same("held", get(t, s, passports, 1) == fresh, true)
		fresh.Number = "two"
	})
	t.same("stored", get(t, db, passports, 1).Number, "two")
}

func flushKeys(t *trial) {
	var seen recorder
	db := t.observed(&seen, shelves, labels, nations)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		first := &shelf{Room: "b", No: 1}
		first.Labels.Add(&label{Lang: "en", Word: "new"}, &label{Lang: "de", Word: "neu"})
		shelves.Add(s, first, &shelf{Room: "a", No: 2})
		nations.Add(s, &nation{Code: "it", Name: "Italia"}, &nation{Code: "fr", Name: "France"})
		seen.flush(t, "keys of text and of several fields", s)
		found, err := shelves.Where(orm.Eq(&shelves.C.Room, "b")).One(ctx, s)
		t.ok("One", err)
		t.same("held by several fields", found == first, true)
		seen.statements(t, "held by text", 0, func() { get(t, s, nations, "it").Name = "Italy" })
		first.Labels.Remove(manyOf(t, first.Labels)[0])
		nations.Remove(s, get(t, s, nations, "fr"))
		shelves.Remove(s, all(t, s, shelves)[0])
		t.ok("Flush", s.Flush(ctx))
	})
	left := all(t, db, shelves)
	t.same("shelves", []any{len(left), left[0].Room}, []any{1, "b"})
	t.same("nations", []any{len(all(t, db, nations)), get(t, db, nations, "it").Name}, []any{1, "Italy"})
}

func flushSelfPairs(t *trial) {
	var seen recorder
	db := t.observed(&seen, literature...)
	within(t, db, func(_ context.Context, s *orm.Session) {
		a, b, c := &writer{Name: "a"}, &writer{Name: "b"}, &writer{Name: "c"}
		a.Admires.Add(b, c, a)
		c.Fans.Add(b)
		writers.Add(s, a)
		seen.flush(t, "pairs of a model with itself", s)
		t.same("the other side", len(manyOf(t, c.Fans)), 2)
		a.Admires.Remove(c)
		seen.flush(t, "a pair of a model with itself that goes", s)
	})
	fans := map[string]int{}
	list, err := writers.With(&writers.C.Fans).All(t.Context(), db)
	t.ok("All", err)
	for _, w := range list {
		fans[w.Name] = len(manyOf(t, w.Fans))
	}
	t.same("stored", fans, map[string]int{"a": 1, "b": 1, "c": 1})
}

func flushTwoRelations(t *trial) {
	var seen recorder
	db := t.observed(&seen, literature...)
	within(t, db, func(_ context.Context, s *orm.Session) {
		author, editor, n := &writer{Name: "author"}, &writer{Name: "editor"}, &novel{Title: "one"}
		author.Novels.Add(n)
		editor.Edited.Add(n)
		writers.Add(s, author, editor)
		seen.flush(t, "two relations to one model", s)
		t.same("filled in", n.AuthorID == author.ID && *n.EditorID == editor.ID, true)
		n.Author.Set(editor)
		seen.flush(t, "one of two relations to one model that changes", s)
		t.same("the sides", []int{len(manyOf(t, author.Novels)), len(manyOf(t, editor.Novels)), len(manyOf(t, editor.Edited))}, []int{0, 1, 1})
	})
	n := get(t, db, novels, 1)
	t.same("stored", n.AuthorID == *n.EditorID, true)
}

func flushUnloaded(t *trial) {
	db, seen := staged(t)
	within(t, db, func(_ context.Context, s *orm.Session) {
		great, kings := get(t, s, stages, 1), get(t, s, troupes, 1)
		great.Pieces.Add(&piece{Title: "new"})
		kings.Actors.Remove(get(t, s, actors, 1))
		great.Name = "changed"
		seen.flush(t, "relations that are not loaded", s)
		t.same("not loaded", great.Pieces.Loaded() || kings.Actors.Loaded(), false)
		t.same("loaded later", []int{len(manyOf(t, great.Pieces)), len(manyOf(t, kings.Actors))}, []int{3, 1})
	})
	t.same("stored", piecesOn(t, db), map[int64][]int64{1: {1, 2, 5}, 2: {3, 4}})
}

func flushFromRemoved(t *trial) {
	db, seen := staged(t)
	within(t, db, func(_ context.Context, s *orm.Session) {
		great, small := get(t, s, stages, 1), get(t, s, stages, 2)
		list := manyOf(t, great.Pieces)
		small.Pieces.Add(list[0])
		stages.Remove(s, great)
		seen.flush(t, "a child that moves away from a parent that goes", s)
		t.same("the child", get(t, s, pieces, 1) == list[0] && list[0].StageID == 2, true)
	})
	t.same("stored", piecesOn(t, db), map[int64][]int64{2: {1, 3, 4}})
}

func flushCascaded(t *trial) {
	var seen recorder
	db := t.observed(&seen, shoots)
	root := &shoot{Name: "root"}
	insert(t, db, shoots, root, &shoot{Name: "one", OnID: &root.ID}, &shoot{Name: "two", OnID: &root.ID}, &shoot{Name: "other"})
	within(t, db, func(ctx context.Context, s *orm.Session) {
		root := get(t, s, shoots, 1)
		for _, x := range manyOf(t, root.Shoots) {
			shoots.Remove(s, x)
		}
		shoots.Remove(s, root)
		seen.flush(t, "rows that the database would remove too", s)
		_, err := shoots.Get(ctx, s, 2)
		t.kind("Get", err, fault.NotFound)
	})
	t.same("left", ids(t, db, shoots.Query()), []int64{4})
}
