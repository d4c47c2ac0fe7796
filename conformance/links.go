package conformance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func links() theme {
	return theme{"links", []testCase{
		{"rows are joined and parted by their keys alone", linkByKeys},
		{"either side may be named", linkEitherSide},
		{"joining twice makes no second row and parting twice is no error", linkTwice},
		{"many who join the same rows at once make one pair each", linkAtOnce},
		{"a row that does not exist is refused with the column that leads to it", linkNowhere},
		{"an object without a key is refused", linkWithoutKey},
		{"a model between gets what it can say by itself", linkThrough},
		{"a model between that needs to be told more is refused", linkNeeding},
		{"keys of several columns join too", linkComposite},
		{"a link is part of its transaction", linkInTransaction},
		{"thousands are joined and parted", linkMany},
	}}
}

// joinable opens a database with three singers and three choirs, whose keys are 1 to 3.
func joinable(t *trial) *orm.DB {
	t.Helper()
	db := t.tables(singers, choirs, boards, stints, posts)
	t.ok("InsertAll", singers.InsertAll(t.Context(), db, []*singer{{Name: "Ada"}, {Name: "Grace"}, {Name: "Edith"}}))
	t.ok("InsertAll", choirs.InsertAll(t.Context(), db, []*choir{{Name: "chess"}, {Name: "choir"}, {Name: "rowing"}}))
	t.ok("InsertAll", boards.InsertAll(t.Context(), db, []*board{{Name: "one"}, {Name: "two"}, {Name: "three"}}))
	return db
}

// choirsOf lists the choirs of each singer by their keys.
func choirsOf(t *trial, r orm.Reader) map[int64][]int64 {
	t.Helper()
	list, err := singers.With(&singers.C.Choirs).All(t.Context(), r)
	t.ok("All", err)
	found := map[int64][]int64{}
	for _, m := range list {
		of, err := m.Choirs.All()
		t.ok("Choirs", err)
		for _, c := range of {
			found[m.ID] = append(found[m.ID], c.ID)
		}
	}
	return found
}

func linkByKeys(t *trial) {
	db, ctx, c := joinable(t), t.Context(), &singers.C.Choirs
	t.ok("Link", orm.Link(ctx, db, c, &singer{ID: 1}, &choir{ID: 3}, &choir{ID: 1}))
	t.ok("Link", orm.Link(ctx, db, c, &singer{ID: 2}, &choir{ID: 3}))
	t.ok("Link of none", orm.Link(ctx, db, c, &singer{ID: 3}))
	t.same("joined", choirsOf(t, db), map[int64][]int64{1: {1, 3}, 2: {3}})
	t.ok("Unlink", orm.Unlink(ctx, db, c, &singer{ID: 1}, &choir{ID: 3}, &choir{ID: 2}))
	t.ok("Unlink of none", orm.Unlink(ctx, db, c, &singer{ID: 2}))
	t.same("parted", choirsOf(t, db), map[int64][]int64{1: {1}, 2: {3}})
}

func linkEitherSide(t *trial) {
	db, ctx := joinable(t), t.Context()
	t.ok("Link", orm.Link(ctx, db, &choirs.C.Singers, &choir{ID: 2}, &singer{ID: 1}, &singer{ID: 3}))
	t.ok("Link", orm.Link(ctx, db, &singers.C.Choirs, &singer{ID: 3}, &choir{ID: 2}, &choir{ID: 1}))
	t.same("joined", choirsOf(t, db), map[int64][]int64{1: {2}, 3: {1, 2}})
	t.ok("Unlink", orm.Unlink(ctx, db, &choirs.C.Singers, &choir{ID: 2}, &singer{ID: 3}))
	t.same("parted", choirsOf(t, db), map[int64][]int64{1: {2}, 3: {1}})
}

func linkTwice(t *trial) {
	db, ctx, c := joinable(t), t.Context(), &singers.C.Choirs
	for range 2 {
		t.ok("Link", orm.Link(ctx, db, c, &singer{ID: 1}, &choir{ID: 1}, &choir{ID: 2}, &choir{ID: 1}))
		t.ok("Link", orm.Link(ctx, db, &singers.C.Boards, &singer{ID: 1}, &board{ID: 1}, &board{ID: 2}))
	}
	t.ok("Link", orm.Link(ctx, db, c, &singer{ID: 1}, &choir{ID: 2}, &choir{ID: 3}))
	t.same("joined", choirsOf(t, db), map[int64][]int64{1: {1, 2, 3}})
	t.same("stints", len(all(t, db, stints)), 2)
	for range 2 {
		t.ok("Unlink", orm.Unlink(ctx, db, c, &singer{ID: 1}, &choir{ID: 1}, &choir{ID: 3}))
	}
	t.same("parted", choirsOf(t, db), map[int64][]int64{1: {2}})
}

func linkAtOnce(t *trial) {
	db := joinable(t)
	three := []*choir{{ID: 1}, {ID: 2}, {ID: 3}} // children may be shared
	var all sync.WaitGroup
	errs := make([]error, 12)
	for i := range errs {
		all.Go(func() {
			mine := slices.Clone(three)
			if i%2 == 1 {
				slices.Reverse(mine)
			}
			errs[i] = errors.Join(
				orm.Link(t.Context(), db, &singers.C.Choirs, &singer{ID: int64(i%2 + 1)}, mine...),
				orm.Link(t.Context(), db, &singers.C.Boards, &singer{ID: 1}, &board{ID: 1}, &board{ID: 2}),
			)
		})
	}
	all.Wait()
	t.ok("Link", errors.Join(errs...))
	t.same("joined", choirsOf(t, db), map[int64][]int64{1: {1, 2, 3}, 2: {1, 2, 3}})
	n, err := stints.Count(t.Context(), db)
	t.ok("Count", err)
	t.same("stints", n, int64(2))
}

func linkNowhere(t *trial) {
	db, ctx := joinable(t), t.Context()
	t.refused("no such choir", orm.Link(ctx, db, &singers.C.Choirs, &singer{ID: 1}, &choir{ID: 1}, &choir{ID: 99}), fault.ForeignKey, "SingerChoir", "ChoirID")
	t.refused("no such singer", orm.Link(ctx, db, &singers.C.Choirs, &singer{ID: 99}, &choir{ID: 1}), fault.ForeignKey, "SingerChoir", "SingerID")
	t.refused("no such singer, from the other side", orm.Link(ctx, db, &choirs.C.Singers, &choir{ID: 1}, &singer{ID: 99}), fault.ForeignKey, "SingerChoir", "SingerID")
	t.refused("no such board", orm.Link(ctx, db, &singers.C.Boards, &singer{ID: 1}, &board{ID: 99}), fault.ForeignKey, "stint", "BoardID")
	t.ok("Unlink of what is not there", orm.Unlink(ctx, db, &singers.C.Choirs, &singer{ID: 99}, &choir{ID: 98}))
	t.same("joined", choirsOf(t, db), map[int64][]int64{})
}

func linkWithoutKey(t *trial) {
	db, ctx := joinable(t), t.Context()
	for what, err := range map[string]error{
		"a parent":             orm.Link(ctx, db, &singers.C.Choirs, &singer{Name: "Ada"}, &choir{ID: 1}),
		"a child":              orm.Link(ctx, db, &singers.C.Choirs, &singer{ID: 1}, &choir{ID: 1}, &choir{}),
		"nil":                  orm.Link(ctx, db, &singers.C.Choirs, (*singer)(nil), &choir{ID: 1}),
		"nil among the others": orm.Link(ctx, db, &singers.C.Choirs, &singer{ID: 1}, &choir{ID: 1}, nil),
		"a parent, parted":     orm.Unlink(ctx, db, &singers.C.Choirs, &singer{}, &choir{ID: 1}),
		"a child, parted":      orm.Unlink(ctx, db, &singers.C.Choirs, &singer{ID: 1}, &choir{}),
	} {
		t.kind(what, err, fault.Invalid)
	}
	t.same("joined", choirsOf(t, db), map[int64][]int64{})
}

func linkThrough(t *trial) {
	db, ctx := joinable(t), t.Context()
	t.ok("Link", orm.Link(ctx, db, &singers.C.Boards, &singer{ID: 2}, &board{ID: 3}, &board{ID: 1}))
	list, err := stints.OrderBy(orm.Asc(&stints.C.BoardID)).All(ctx, db)
	t.ok("All", err)
	t.same("stints", len(list), 2)
	for i, s := range list {
		t.same("a stint", []any{s.SingerID, s.BoardID, s.Rank, s.Note == nil, s.Badge, s.Since.IsZero()}, []any{int64(2), []int64{1, 3}[i], int32(3), true, "none", false})
	}
	t.ok("Update", stints.Update(ctx, db, &stint{ID: list[0].ID, Rank: 9}, &stints.C.Rank))
	t.ok("Link", orm.Link(ctx, db, &boards.C.Singers, &board{ID: 1}, &singer{ID: 2}))
	kept, err := stints.Get(ctx, db, list[0].ID)
	t.ok("Get", err)
	t.same("what was there", kept.Rank, int32(9))
	t.ok("Unlink", orm.Unlink(ctx, db, &boards.C.Singers, &board{ID: 1}, &singer{ID: 2}))
	n, err := stints.Count(ctx, db)
	t.ok("Count", err)
	t.same("stints that are left", n, int64(1))
}

func linkNeeding(t *trial) {
	db, ctx := joinable(t), t.Context()
	t.kind("Link", orm.Link(ctx, db, &singers.C.Posts, &singer{ID: 1}, &board{ID: 1}), fault.Invalid)
	t.ok("Insert", posts.Insert(ctx, db, &post{SingerID: 1, BoardID: 1, Title: "chair"}))
	t.ok("Unlink", orm.Unlink(ctx, db, &singers.C.Posts, &singer{ID: 1}, &board{ID: 1}))
	n, err := posts.Count(ctx, db)
	t.ok("Count", err)
	t.same("posts", n, int64(0))
}

func linkComposite(t *trial) {
	db, ctx := t.tables(shelves, labels), t.Context()
	t.ok("InsertAll", shelves.InsertAll(ctx, db, []*shelf{{Room: "a", No: 1}, {Room: "a", No: 2}}))
	t.ok("InsertAll", labels.InsertAll(ctx, db, []*label{{"en", "new"}, {"de", "neu"}, {"en", "old"}}))
	rel := &shelves.C.Labels
	for range 2 {
		t.ok("Link", orm.Link(ctx, db, rel, &shelf{Room: "a", No: 1}, &label{"en", "new"}, &label{"de", "neu"}))
	}
	t.ok("Link", orm.Link(ctx, db, rel, &shelf{Room: "a", No: 2}, &label{"en", "new"}))
	t.kind("no such label", orm.Link(ctx, db, rel, &shelf{Room: "a", No: 2}, &label{"de", "new"}), fault.ForeignKey)
	t.ok("Unlink", orm.Unlink(ctx, db, rel, &shelf{Room: "a", No: 1}, &label{"en", "new"}, &label{"en", "old"}, &label{"de", "new"}))
	list, err := shelves.With(rel).All(ctx, db)
	t.ok("All", err)
	var got []string
	for _, s := range list {
		of, err := s.Labels.All()
		t.ok("Labels", err)
		for _, l := range of {
			got = append(got, fmt.Sprintf("%s%d %s:%s", s.Room, s.No, l.Lang, l.Word))
		}
	}
	t.same("joined", got, []string{"a1 de:neu", "a2 en:new"})
}

func linkInTransaction(t *trial) {
	db, ctx := joinable(t), t.Context()
	undone := errors.New("undone")
	err := db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
		t.ok("Link", orm.Link(ctx, tx, &singers.C.Choirs, &singer{ID: 1}, &choir{ID: 1}))
		t.same("within", choirsOf(t, tx), map[int64][]int64{1: {1}})
		t.kind("no such choir", orm.Link(ctx, tx, &singers.C.Choirs, &singer{ID: 1}, &choir{ID: 2}, &choir{ID: 99}), fault.ForeignKey)
		t.same("after a refusal", choirsOf(t, tx), map[int64][]int64{1: {1}})
		return undone
	})
	if !errors.Is(err, undone) {
		t.Errorf("got %v, want the function's own error", err)
	}
	t.same("after it", choirsOf(t, db), map[int64][]int64{})
}

func linkMany(t *trial) {
	db, ctx := joinable(t), t.Context()
	list := make([]*choir, 5000)
	for i := range list {
		list[i] = &choir{Name: fmt.Sprint("choir ", i)}
	}
	t.ok("InsertAll", choirs.InsertAll(ctx, db, list))
	for range 2 {
		t.ok("Link", orm.Link(ctx, db, &singers.C.Choirs, &singer{ID: 1}, list...))
	}
	m, err := singers.Get(ctx, db, 1)
	t.ok("Get", err)
	n, err := m.Choirs.Count(ctx)
	t.ok("Count", err)
	t.same("joined", n, int64(5000))
	t.ok("Unlink", orm.Unlink(ctx, db, &singers.C.Choirs, m, list[:4999]...))
	t.same("parted", choirsOf(t, db), map[int64][]int64{1: {list[4999].ID}})
}
