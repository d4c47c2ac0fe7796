package conformance

import (
	"context"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func sessionReads() []testCase {
	return []testCase{
		{"a query flushes first when a table that it reads has changes", sessionAutoflush},
		{"a query of other tables flushes nothing", sessionNoAutoflush},
		{"a load of a relation flushes first when it reads a table with changes", sessionLoadFlushes},
		{"what a flush before a query finds wrong is the query's error", sessionAutoflushFails},
		{"Bulk flushes and runs and has held objects read anew", sessionBulk},
		{"Bulk takes every direct write", sessionBulkWrites},
		{"the rows of SQL of the program's own are held by nobody", sessionRaw},
	}
}

func sessionAutoflush(t *trial) {
	for what, read := range map[string]func(ctx context.Context, s *orm.Session) (int64, error){
		"Count": func(ctx context.Context, s *orm.Session) (int64, error) {
			return pieces.Where(orm.Eq(&pieces.C.Title, "changed")).Count(ctx, s)
		},
		"All": func(ctx context.Context, s *orm.Session) (int64, error) {
			list, err := pieces.Where(orm.Eq(&pieces.C.Title, "changed")).All(ctx, s)
			return int64(len(list)), err
		},
		"Stream": func(ctx context.Context, s *orm.Session) (n int64, err error) {
			for _, err = range pieces.Where(orm.Eq(&pieces.C.Title, "changed")).Stream(ctx, s) {
				n++
			}
			return n, err
		},
		"Page": func(ctx context.Context, s *orm.Session) (int64, error) {
			p, err := pieces.Where(orm.Eq(&pieces.C.Title, "changed")).Page(ctx, s, 1, 10)
			return p.Total, err
		},
		"a condition across a relation": func(ctx context.Context, s *orm.Session) (int64, error) {
			return stages.Where(orm.Any(&stages.C.Pieces, orm.Eq(&pieces.C.Title, "changed"))).Count(ctx, s)
		},
		"a condition across pairs": func(ctx context.Context, s *orm.Session) (int64, error) {
			return actors.Where(orm.Any(&actors.C.Pieces, orm.Eq(&pieces.C.ID, 1))).Count(ctx, s)
		},
		"the key of a row that is not held": func(ctx context.Context, s *orm.Session) (int64, error) {
			p, err := pieces.Get(ctx, s, 2)
			return p.Minutes - 1, err
		},
		"SQL of the program's own": func(ctx context.Context, s *orm.Session) (int64, error) {
			list, err := orm.Rows[piece](ctx, s, orm.SQL("SELECT id, title FROM piece WHERE title = 'changed'"))
			return int64(len(list)), err
		},
	} {
		db, _ := staged(t)
		within(t, db, func(ctx context.Context, s *orm.Session) {
			lear, ada := get(t, s, pieces, 1), get(t, s, actors, 1)
			_, err := pieces.Where(orm.Eq(&pieces.C.ID, 2)).Update(ctx, s.Bulk(), orm.Set(&pieces.C.Minutes, 2))
			t.ok("Update", err)
			lear.Title = "changed"
			lear.Actors.Add(ada)
			n, err := read(ctx, s)
			t.ok(what, err)
			t.same(what+" sees the change", n, int64(1))
		})
	}
}

func sessionNoAutoflush(t *trial) {
	db, seen := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		lear, ada, great := get(t, s, pieces, 1), get(t, s, actors, 1), get(t, s, stages, 1)
		lear.Title, ada.Age = "changed", 7
		seen.statements(t, "a query of another table", 1, func() { all(t, s, theatres) })
		seen.statements(t, "Get of a row that is held", 0, func() { get(t, s, stages, 1) })
		t.same("loaded", great.Name, "great")
		seen.statements(t, "a query of the table takes all that is pending along", 3, func() { all(t, s, pieces) })
		seen.statements(t, "a query of it again", 1, func() { all(t, s, pieces) })
	})
}

func sessionLoadFlushes(t *trial) {
	db, _ := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		great, small, lear := get(t, s, stages, 1), get(t, s, stages, 2), get(t, s, pieces, 1)
		lear.StageID = small.ID
		pieces.Add(s, &piece{Title: "new", StageID: small.ID})
		t.same("the former owner's", keysOf[piece](t)(great.Pieces.All()), []int64{2})
		t.same("the new owner's", keysOf[piece](t)(small.Pieces.All()), []int64{1, 3, 4, 5})
		n, err := small.Pieces.Count(ctx)
		t.ok("Count", err)
		t.same("Count", n, int64(4))
	})
}

func sessionAutoflushFails(t *trial) {
	db, _ := staged(t)
	err := db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		troupes.Add(s, &troupe{ID: 1, Name: "taken"})
		_, err := troupes.All(ctx, s)
		return err
	})
	if k := fault.KindOf(err); k != fault.Unique && k != fault.Invalid {
		t.Errorf("got %v (kind %q), want the refusal of the flush", err, k)
	}
	t.same("stored", get(t, db, troupes, 1).Name, "kings")
}

func sessionBulk(t *trial) {
	db, seen := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		lear, hamlet, great := get(t, s, pieces, 1), get(t, s, pieces, 2), get(t, s, stages, 1)
		lear.Title = "changed"
		n, err := pieces.Where(orm.Eq(&pieces.C.Title, "changed")).Update(ctx, s.Bulk(), orm.Set(&pieces.C.Minutes, 90))
		t.ok("Update", err)
		t.same("changed", n, int64(1))
		seen.statements(t, "an object of another model", 0, func() { get(t, s, stages, 1) })
		seen.statements(t, "Get of a held row", 1, func() { t.same("the object", get(t, s, pieces, 1) == lear, true) })
		t.same("read anew", []any{lear.Minutes, lear.Title}, []any{int64(90), "changed"})
		hamlet.Title = "after"
		t.ok("Flush", s.Flush(ctx))
		_, err = pieces.Where(orm.Eq(&pieces.C.ID, 2)).Delete(ctx, s.Bulk())
		t.ok("Delete", err)
		_, err = pieces.Get(ctx, s, 2)
		t.kind("Get of a row that was deleted", err, fault.NotFound)
		t.same("the relation", keysOf[piece](t)(great.Pieces.All()), []int64{1})
	})
	t.same("stored", piecesOn(t, db), map[int64][]int64{1: {1}, 2: {3, 4}})
	t.same("a piece", get(t, db, pieces, 1).Minutes, int64(90))
}

func sessionBulkWrites(t *trial) {
	db, _ := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		fresh := &piece{Title: "new", StageID: 1}
		t.ok("Insert", pieces.Insert(ctx, s.Bulk(), fresh))
		t.ok("InsertAll", pieces.InsertAll(ctx, s.Bulk(), []*piece{{Title: "six", StageID: 2}, {Title: "seven", StageID: 2}}))
		t.ok("Update", pieces.Update(ctx, s.Bulk(), &piece{ID: 2, Title: "other"}, &pieces.C.Title))
		t.ok("Delete", pieces.Delete(ctx, s.Bulk(), &piece{ID: 3}))
		t.ok("Link", orm.Link(ctx, s.Bulk(), &pieces.C.Actors, &piece{ID: 1}, &actor{ID: 2}))
		t.same("a relation", keysOf[actor](t)(get(t, s, pieces, 1).Actors.All()), []int64{2})
		t.same("what was inserted is not held", get(t, s, pieces, fresh.ID) != fresh, true)
		t.same("a row", get(t, s, pieces, 2).Title, "other")
	})
	t.same("stored", piecesOn(t, db), map[int64][]int64{1: {1, 2, 5}, 2: {4, 6, 7}})
}

func sessionRaw(t *trial) {
	db, seen := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		lear := get(t, s, pieces, 1)
		list, err := orm.Rows[piece](ctx, s, orm.SQL("SELECT id, title, minutes, stage_id FROM piece ORDER BY id"))
		t.ok("Rows", err)
		t.same("rows", len(list), 4)
		for i := range list {
			list[i].Title = "nobody notices"
		}
		seen.silent(t, "afterwards", s)
		t.same("the object", get(t, s, pieces, 1) == lear && lear.Title == "lear", true)
	})
}
