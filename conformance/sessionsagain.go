package conformance

import (
	"context"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// againCases are about objects that are said something of a second time: by another try, after a removal, or when they are
// read anew.
func againCases() []testCase {
	return []testCase{
		{"another try stores what it makes, and nothing that an earlier one has made", againTries},
		{"a removed row that is added again has its pairs as they were to be", againPairs},
		{"a removed row that is set on another stays", againSet},
		{"a merge does not bring back a row that somebody else has removed", againMerge},
		{"a flush that is refused before its first statement leaves relations as they were", againRefused},
		{"what is merged shares no memory with the object that it came from", againApart},
		{"a row that is read anew is shown by the one that it belongs to", againRefresh},
	}
}

func againTries(t *trial) {
	db, _ := t.storehouse()
	outside, tries := &jar{Name: "jar 1"}, 0
	t.ok("Session", db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		tries++
		c := &crate{Name: "crate 1"}
		c.Jars.Add(outside)
		c.Ribbons.Add(&ribbon{Name: "ribbon 1"})
		crates.Add(s, c)
		if tries < 3 {
			t.ok("Flush", s.Flush(ctx))
			return fault.New(fault.Serialization, "in the way")
		}
		return nil
	}))
	stored := all(t, db, jars)
	t.same("the rows", []int{len(all(t, db, crates)), len(stored), len(all(t, db, ribbons))}, []int{1, 1, 1})
	t.same("the object and its row", []int64{outside.ID, orZero(outside.CrateID)}, []int64{stored[0].ID, orZero(stored[0].CrateID)})
}

func againPairs(t *trial) {
	db, _ := t.storehouse()
	insert(t, db, crates, &crate{Name: "crate 1"})
	insert(t, db, ribbons, &ribbon{Name: "ribbon 1"}, &ribbon{Name: "ribbon 2"})
	t.ok("Link", orm.Link(t.Context(), db, &crates.C.Ribbons, &crate{ID: 1}, &ribbon{ID: 1}))
	t.ok("Session", db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		c, one, two := got(t, s, crates, 1), got(t, s, ribbons, 1), got(t, s, ribbons, 2)
		c.Ribbons.Remove(one)
		two.Crates.Add(c)
		crates.Remove(s, c)
		crates.Add(s, c)
		t.same("the crate's", shows(t, c.Ribbons), "ribbon 2")
		t.same("the ribbon's", shows(t, two.Crates), "crate 1")
		return nil
	}))
	list, err := crates.With(&crates.C.Ribbons).All(t.Context(), db)
	t.ok("All", err)
	t.same("what is stored", shows(t, list[0].Ribbons), "ribbon 2")
}

func againSet(t *trial) {
	db, _ := t.storehouse()
	insert(t, db, crates, &crate{Name: "crate 1"}, &crate{Name: "crate 2"})
	insert(t, db, stickers, &sticker{Name: "sticker 1", CrateID: 1})
	t.ok("Session", db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		x := got(t, s, stickers, 1)
		stickers.Remove(s, x)
		x.Crate.Set(got(t, s, crates, 2))
		return nil
	}))
	t.same("where it leads", all(t, db, stickers)[0].CrateID, int64(2))
}

func againMerge(t *trial) {
	db, _ := t.storehouse()
	insert(t, db, crates, &crate{Name: "crate 1"})
	insert(t, db, ribbons, &ribbon{Name: "ribbon 1"})
	t.ok("Link", orm.Link(t.Context(), db, &crates.C.Ribbons, &crate{ID: 1}, &ribbon{ID: 1}))
	var c *crate
	t.kind("Session", db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		c = got(t, s, crates, 1)
		c.Ribbons.Remove(got(t, s, ribbons, 1))
		return fault.New(fault.Invalid, "not now")
	}), fault.Invalid)
	t.ok("Unlink", orm.Unlink(t.Context(), db, &crates.C.Ribbons, &crate{ID: 1}, &ribbon{ID: 1}))
	t.ok("Delete", ribbons.Delete(t.Context(), db, &ribbon{ID: 1}))
	t.ok("Session", db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		_, err := crates.Merge(ctx, s, c)
		return err
	}))
	t.same("the ribbons", len(all(t, db, ribbons)), 0)
}

func againRefresh(t *trial) {
	db, _ := t.storehouse()
	insert(t, db, crates, &crate{Name: "crate 1"}, &crate{Name: "crate 2"})
	insert(t, db, jars, &jar{Name: "jar 1", CrateID: new(int64(1))})
	t.ok("Session", db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		j, one, two := got(t, s, jars, 1), got(t, s, crates, 1), got(t, s, crates, 2)
		shows(t, one.Jars)
		j.Crate.Set(two)
		t.ok("Refresh", jars.Refresh(ctx, s, j))
		t.same("the former one's", shows(t, one.Jars), "jar 1")
		t.same("the other's", shows(t, two.Jars), "")
		return nil
	}))
}

func againRefused(t *trial) {
	db, _ := t.storehouse()
	insert(t, db, crates, &crate{Name: "crate 1"}, &crate{Name: "crate 2"})
	insert(t, db, jars, &jar{Name: "jar 1", CrateID: new(int64(1))})
	insert(t, db, stickers, &sticker{Name: "sticker 1", CrateID: 1})
	t.ok("Session", db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		j, x, one, two := got(t, s, jars, 1), got(t, s, stickers, 1), got(t, s, crates, 1), got(t, s, crates, 2)
		shows(t, one.Jars)
		shows(t, one.Stickers)
		j.CrateID, x.ID = &two.ID, 7 // a key stays, so that the flush is refused
		t.kind("Flush", s.Flush(ctx), fault.Invalid)
		j.CrateID, x.ID = &one.ID, 1
		t.same("the first one's", shows(t, one.Jars), "jar 1")
		t.same("the second one's", shows(t, two.Jars), "")
		crates.Remove(s, one)
		x.ID = 7
		t.kind("Flush", s.Flush(ctx), fault.Invalid)
		x.ID = 1
		crates.Add(s, one)
		t.same("what goes along", shows(t, one.Stickers), "sticker 1")
		return nil
	}))
	t.same("what is stored", []int{len(all(t, db, crates)), len(all(t, db, stickers))}, []int{2, 1})
	t.same("where it leads", orZero(all(t, db, jars)[0].CrateID), int64(1))
}

// jotter has a column whose memory an object only leads to.
type jotter struct {
	ID   int64
	Tags []string
	Note *string
}

var jotters = orm.Define[jotter]()

func againApart(t *trial) {
	db := t.tables(jotters)
	insert(t, db, jotters, &jotter{Tags: []string{"old"}})
	posted := &jotter{ID: 1, Tags: []string{"new", "more"}, Note: new("note")}
	t.ok("Session", db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		held, err := jotters.Merge(ctx, s, posted)
		t.ok("Merge", err)
		held.Tags[0], *held.Note = "changed", "changed"
		return nil
	}))
	t.same("what was posted", []string{posted.Tags[0], *posted.Note}, []string{"new", "note"})
	t.same("what is stored", all(t, db, jotters)[0].Tags, []string{"changed", "more"})
}
