package conformance

import (
	"context"

	"github.com/rowankit/rowan/orm"
)

// grown opens a database with a tree: 1 with 2 and 3, and 2 with 4.
func grown(t *trial) (*orm.DB, *recorder) {
	t.Helper()
	seen := &recorder{}
	db := t.observed(seen, limbs)
	insert(t, db, limbs, &limb{Name: "root"}, &limb{Name: "left", ParentID: new(int64(1))}, &limb{Name: "right", ParentID: new(int64(1))}, &limb{Name: "twig", ParentID: new(int64(2))})
	return db, seen
}

// parents lists the key of each limb's parent by the limb's name, 0 for none.
func parents(t *trial, r orm.Reader) map[string]string {
	t.Helper()
	list := all(t, r, limbs)
	names, found := map[int64]string{}, map[string]string{}
	for _, l := range list {
		names[l.ID] = l.Name
	}
	for _, l := range list {
		if found[l.Name] = ""; l.ParentID != nil {
			found[l.Name] = names[*l.ParentID]
		}
	}
	return found
}

func flushTree(t *trial) {
	var seen recorder
	db := t.observed(&seen, limbs)
	within(t, db, func(_ context.Context, s *orm.Session) {
		root, left, twig, right := &limb{Name: "root"}, &limb{Name: "left"}, &limb{Name: "twig"}, &limb{Name: "right"}
		limbs.Add(s, twig)
		limbs.Add(s, right)
		limbs.Add(s, left)
		limbs.Add(s, root)
		twig.Parent.Set(left)
		root.Limbs.Add(left, right)
		seen.flush(t, "a tree that was added leaves first", s)
		t.same("the foreign keys", *twig.ParentID == left.ID && *left.ParentID == root.ID && *right.ParentID == root.ID, true)
		top := &limb{Name: "top"}
		root.Parent.Set(top)
		right.Name = "branch"
		seen.flush(t, "a tree that gets a new root", s)
	})
	t.same("stored", parents(t, db), map[string]string{"top": "", "root": "top", "left": "root", "branch": "root", "twig": "left"})
}

func flushTreeRemoved(t *trial) {
	db, seen := grown(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		list, err := limbs.All(ctx, s)
		t.ok("All", err)
		list[3].Parent.Set(list[0])
		limbs.Remove(s, list[1])
		seen.flush(t, "a part of a tree goes after another took what was on it", s)
		for _, l := range []*limb{list[0], list[3], list[2]} {
			limbs.Remove(s, l)
		}
		seen.flush(t, "a tree goes, in the wrong order", s)
	})
	count(t, db, limbs, 0)
}

func flushCycle(t *trial) {
	var seen recorder
	db := t.observed(&seen, guilds, brothers)
	within(t, db, func(_ context.Context, s *orm.Session) {
		smiths, master := &guild{Name: "smiths"}, &brother{Name: "Ada"}
		smiths.Master.Set(master)
		smiths.Brothers.Add(master, &brother{Name: "Grace"})
		guilds.Add(s, smiths)
		seen.flush(t, "a cycle that is new", s)
		t.same("the cycle", *smiths.MasterID == master.ID && master.GuildID == smiths.ID, true)
		second := &brother{Name: "Edith"}
		smiths.Brothers.Add(second)
		smiths.Master.Set(second)
		seen.flush(t, "a cycle that gets a new row", s)
		for _, b := range manyOf(t, smiths.Brothers) {
			brothers.Remove(s, b)
		}
		guilds.Remove(s, smiths)
		seen.flush(t, "a cycle that goes", s)
	})
	count(t, db, guilds, 0)
	count(t, db, brothers, 0)
}
