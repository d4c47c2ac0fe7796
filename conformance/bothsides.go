package conformance

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func bothSides() theme {
	return theme{"both_sides", []testCase{
		{"what is added on one side is seen on the other at once and after the flush", sidesAdd},
		{"what is set on one side is seen on the other at once and after the flush", sidesSet},
		{"what was said before a session held anything is linked when it does", sidesBefore},
		{"a row that moves leaves its former owner", sidesMove},
		{"of several owners the last has the row", sidesLast},
		{"a row that is set to nothing leaves its owner", sidesNothing},
		{"a row that is removed and added again stays where it was", sidesAgain},
		{"a row that is added twice is there once", sidesTwice},
		{"a relation that is not loaded shows what is stored together with what was changed", sidesUnloaded},
		{"a relation that is loaded with a limit shows what was changed too", sidesLimit},
		{"a copy of an object shows what the object showed and changes nothing in it", sidesCopy},
		{"one to one the row that gives way has no owner", sidesGiveWay},
		{"one to one rows may change places", sidesSwap},
		{"one to one the row in the way need not be loaded", sidesUnseen},
		{"rows of a many to many are joined and parted from either side", sidesPairs},
		{"a pair that is there already is joined and parted once", sidesPairAgain},
		{"a tree is changed from above and from below", sidesTree},
		{"a circle of new rows is stored", sidesCircle},
		{"a changed key moves the row when it is flushed", sidesKey},
		{"a key and a relation that agree are one change", sidesAgree},
		{"a key and a relation that disagree are refused by both names", sidesDisagree},
		{"nil is refused by the name of the relation", sidesNil},
		{"an object of another session is refused", sidesForeign},
	}}
}

// again runs a part of a case as a case of its own, with a database of its own.
func (t *trial) again(what string, do func(t *trial)) {
	t.Run(what, func(tt *testing.T) { do(&trial{T: tt, engine: t.engine}) })
}

// inStorehouse runs a session on a storehouse with two crates, of which the first has a lid, the second none, and two jars
// in the first; nothing of it is held. The events are those of the session.
func inStorehouse(t *trial, do func(ctx context.Context, s *orm.Session, seen *recorder) error) (*orm.DB, error) {
	t.Helper()
	seen := &recorder{}
	db := t.observed(seen, storehouse...)
	insert(t, db, crates, &crate{Name: "one"}, &crate{Name: "two"})
	insert(t, db, jars, &jar{Name: "a", CrateID: new(int64(1))}, &jar{Name: "b", CrateID: new(int64(1))})
	insert(t, db, lids, &lid{Name: "flat", CrateID: new(int64(1))}, &lid{Name: "round"})
	insert(t, db, ribbons, &ribbon{Name: "red"}, &ribbon{Name: "blue"})
	exec(t, db, "INSERT INTO crate_ribbon (crate_id, ribbon_id) VALUES (1, 1)")
	insert(t, db, stickers, &sticker{Name: "x", CrateID: 1}, &sticker{Name: "y", CrateID: 1})
	insert(t, db, twigs, &twig{Name: "trunk"}, &twig{Name: "branch", ParentID: new(int64(1))}, &twig{Name: "leaf", ParentID: new(int64(2))})
	return db, db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		seen.take()
		return do(ctx, s, seen)
	})
}

// got reads a row that a case needs.
func got[T any](t *trial, s *orm.Session, m *orm.Model[T], id int64) *T {
	t.Helper()
	x, err := m.Get(t.Context(), s, id)
	t.ok("Get", err)
	return x
}

// shows is the names that a relation shows, in their order.
func shows[T any, P ofGraph[T]](t *trial, many orm.Many[T]) string {
	t.Helper()
	_, list, err := theRowsOf[T, P](t.Context(), many, true)
	t.ok("Load", err)
	return names(list)
}

// leads is the name that a relation shows.
func leadsTo[T any, P ofGraph[T]](t *trial, one orm.One[T]) string {
	t.Helper()
	_, o, err := theRowOf[T, P](t.Context(), one, true)
	t.ok("Load", err)
	return names(soleObject(o))
}

func names(list []graphObject) string {
	all := make([]string, len(list))
	for i, o := range list {
		_, all[i], _ = o.fields()
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// leading lists the rows of a kind with the keys that they hold in the database: "a:1 b:0".
func leading(t *trial, r orm.Reader, k graphKind) string {
	t.Helper()
	list, err := graphModels[k].all(t.Context(), r)
	t.ok("All", err)
	all := make([]string, len(list))
	for i, o := range list {
		_, name, _ := o.fields()
		all[i] = name + ":" + string(rune('0'+o.key()))
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// paired lists the ribbons of each crate: "one:red two:".
func paired(t *trial, r orm.Reader) string {
	t.Helper()
	list, err := crates.With(&crates.C.Ribbons).All(t.Context(), r)
	t.ok("All", err)
	all := make([]string, len(list))
	for i, c := range list {
		all[i] = c.Name + ":" + shows(t, c.Ribbons)
	}
	return strings.Join(all, " ")
}

func sidesAdd(t *trial) {
	db, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
		two, c := got(t, s, crates, 2), &jar{Name: "c"}
		a := got(t, s, jars, 1)
		seen.statements(t, "Add", 0, func() { two.Jars.Add(c, a) })
		look := func(when string) {
			t.same("the owner of the new one "+when, leadsTo(t, c.Crate), "two")
			t.same("the owner of the old one "+when, leadsTo(t, a.Crate), "two")
			t.same("the jars "+when, shows(t, two.Jars), "a c")
		}
		to, err := c.Crate.Load(ctx)
		t.ok("Load", err)
		t.same("the same object", to == two, true)
		look("before the flush")
		t.ok("Flush", s.Flush(ctx))
		t.same("the keys", []int64{*c.CrateID, *a.CrateID}, []int64{2, 2})
		look("after the flush")
		return nil
	})
	t.ok("Session", err)
	t.same("the rows", leading(t, db, jarKind), "a:2 b:1 c:2")
}

func sidesSet(t *trial) {
	db, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
		two, c, a := got(t, s, crates, 2), &jar{Name: "c"}, got(t, s, jars, 1)
		seen.statements(t, "Set", 0, func() {
			jars.Add(s, c)
			c.Crate.Set(two)
			a.Crate.Set(two)
		})
		t.same("before the flush", shows(t, two.Jars), "a c")
		t.ok("Flush", s.Flush(ctx))
		t.same("after the flush", shows(t, two.Jars), "a c")
		t.same("the keys", []int64{*c.CrateID, *a.CrateID}, []int64{2, 2})
		return nil
	})
	t.ok("Session", err)
	t.same("the rows", leading(t, db, jarKind), "a:2 b:1 c:2")
}

func sidesBefore(t *trial) {
	for what, order := range map[string][2]bool{"first": {true, false}, "last": {false, true}, "twice": {true, true}} {
		t.again(what, func(t *trial) { sidesBeforeIn(t, order) })
	}
}

func sidesBeforeIn(t *trial, order [2]bool) {
	{
		db, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, _ *recorder) error {
			three, c, d, flat, star := &crate{Name: "three"}, &jar{Name: "c"}, &jar{Name: "d"}, &lid{Name: "steep"}, &sticker{Name: "star"}
			green := &ribbon{Name: "green"}
			three.Jars.Add(c)
			d.Crate.Set(three)
			three.Lid.Set(flat)
			three.Stickers.Add(star)
			green.Crates.Add(three)
			if order[0] {
				crates.Add(s, three)
			}
			jars.Add(s, d)
			ribbons.Add(s, green)
			if order[1] {
				crates.Add(s, three)
			}
			look := func(when string) {
				t.Helper()
				t.same("jars "+when, shows(t, three.Jars), "c d")
				t.same("stickers "+when, shows(t, three.Stickers), "star")
				t.same("ribbons "+when, shows(t, three.Ribbons), "green")
				t.same("lid "+when, leadsTo(t, three.Lid), "steep")
				t.same("of the jar "+when, leadsTo(t, c.Crate), "three")
				t.same("of the lid "+when, leadsTo(t, flat.Crate), "three")
				t.same("of the sticker "+when, leadsTo(t, star.Crate), "three")
			}
			look("before the flush")
			t.ok("Flush", s.Flush(ctx))
			look("after the flush")
			return nil
		})
		t.ok("Session", err)
		t.same("the rows", leading(t, db, jarKind)+" "+leading(t, db, lidKind)+" "+leading(t, db, stickerKind), "a:1 b:1 c:3 d:3 flat:1 round:0 steep:3 star:3 x:1 y:1")
		t.same("the pairs", paired(t, db), "one:red two: three:green")
	}
}

func sidesMove(t *trial) {
	for _, loaded := range []bool{false, true} {
		for what, move := range map[string]func(a *jar, two *crate){
			"Add": func(a *jar, two *crate) { two.Jars.Add(a) },
			"Set": func(a *jar, two *crate) { a.Crate.Set(two) },
		} {
			t.again(what, func(t *trial) {
				db, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
					one, two, a := got(t, s, crates, 1), got(t, s, crates, 2), got(t, s, jars, 1)
					if loaded {
						t.same("at first", shows(t, one.Jars)+"|"+leadsTo(t, a.Crate), "a b|one")
					}
					seen.statements(t, "moving", 0, func() { move(a, two) })
					t.same("the former owner", shows(t, one.Jars), "b")
					t.same("the new owner", shows(t, two.Jars), "a")
					t.same("of the jar", leadsTo(t, a.Crate), "two")
					t.ok("Flush", s.Flush(ctx))
					t.same("the former owner after the flush", shows(t, one.Jars), "b")
					t.same("the new owner after the flush", shows(t, two.Jars), "a")
					return nil
				})
				t.ok("Session", err)
				t.same("the rows", leading(t, db, jarKind), "a:2 b:1")
			})
		}
	}
}

func sidesLast(t *trial) {
	db, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
		one, two, a, c := got(t, s, crates, 1), got(t, s, crates, 2), got(t, s, jars, 1), &jar{Name: "c"}
		one.Jars.Add(c)
		two.Jars.Add(c)
		two.Jars.Add(a)
		one.Jars.Add(a)
		t.same("one", shows(t, one.Jars), "a b")
		t.same("two", shows(t, two.Jars), "c")
		t.same("the owners", leadsTo(t, a.Crate)+" "+leadsTo(t, c.Crate), "one two")
		return nil
	})
	t.ok("Session", err)
	t.same("the rows", leading(t, db, jarKind), "a:1 b:1 c:2")
}

func sidesNothing(t *trial) {
	for what, part := range map[string]func(one *crate, a *jar){
		"Set":    func(_ *crate, a *jar) { a.Crate.Set(nil) },
		"Remove": func(one *crate, a *jar) { one.Jars.Remove(a) },
	} {
		t.again(what, func(t *trial) {
			db, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
				one, a, b := got(t, s, crates, 1), got(t, s, jars, 1), got(t, s, jars, 2)
				seen.statements(t, "parting", 0, func() { part(one, a) })
				t.same("before the flush", shows(t, one.Jars)+"|"+leadsTo(t, a.Crate), "b|")
				part(one, b)
				t.ok("Flush", s.Flush(ctx))
				t.same("after the flush", shows(t, one.Jars)+"|"+leadsTo(t, a.Crate), "|")
				t.same("the key", a.CrateID == nil, true)
				return nil
			})
			t.ok("Session", err)
			t.same("the rows", leading(t, db, jarKind), "a:0 b:0")
		})
	}
}

func sidesAgain(t *trial) {
	_, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
		one, red := got(t, s, crates, 1), got(t, s, ribbons, 1)
		a, flat, x := got(t, s, jars, 1), got(t, s, lids, 1), got(t, s, stickers, 1)
		shows(t, red.Crates) // so that the session knows of the pair
		seen.take()
		one.Jars.Remove(a)
		one.Jars.Add(a)
		one.Lid.Set(nil)
		flat.Crate.Set(one)
		one.Stickers.Remove(x)
		one.Stickers.Add(x)
		red.Crates.Remove(one)
		one.Ribbons.Add(red)
		t.ok("Flush", s.Flush(ctx))
		for _, e := range seen.take() {
			if !strings.HasPrefix(e.Statement, "SELECT") {
				t.Errorf("got the statement %s, want none", e.Statement)
			}
		}
		t.same("all is as it was", shows(t, one.Jars)+"|"+leadsTo(t, one.Lid)+"|"+shows(t, one.Stickers)+"|"+shows(t, one.Ribbons), "a b|flat|x y|red")
		return nil
	})
	t.ok("Session", err)
}

func sidesTwice(t *trial) {
	db, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
		one, two, a, c := got(t, s, crates, 1), got(t, s, crates, 2), got(t, s, jars, 1), &jar{Name: "c"}
		two.Jars.Add(c, c)
		two.Jars.Add(c)
		c.Crate.Set(two)
		one.Jars.Add(a) // which it has
		red := got(t, s, ribbons, 1)
		two.Ribbons.Add(red, red)
		red.Crates.Add(two)
		t.same("two", shows(t, two.Jars)+"|"+shows(t, two.Ribbons), "c|red")
		t.same("one", shows(t, one.Jars), "a b")
		crates.Add(s, two)
		jars.Add(s, c, c)
		return nil
	})
	t.ok("Session", err)
	t.same("the rows", leading(t, db, jarKind), "a:1 b:1 c:2")
	t.same("the pairs", paired(t, db), "one:red two:red")
}

func sidesUnloaded(t *trial) {
	_, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
		one, a, c := got(t, s, crates, 1), got(t, s, jars, 1), &jar{Name: "c"}
		blue, red := got(t, s, ribbons, 2), got(t, s, ribbons, 1)
		seen.statements(t, "changes", 0, func() {
			one.Jars.Add(c)
			one.Jars.Remove(a)
			one.Ribbons.Add(blue)
			red.Crates.Remove(one)
		})
		t.same("the jars", shows(t, one.Jars), "b c")
		t.same("the ribbons", shows(t, one.Ribbons), "blue")
		return nil
	})
	t.ok("Session", err)
}

func sidesLimit(t *trial) {
	_, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
		list, err := crates.With(orm.Load(&crates.C.Jars).Limit(1)).All(ctx, s)
		t.ok("All", err)
		one, c := list[0], &jar{Name: "c"}
		t.same("at first", shows(t, one.Jars), "a")
		one.Jars.Add(c)
		t.same("added", shows(t, one.Jars), "a c")
		one.Jars.Remove(got(t, s, jars, 1))
		t.same("removed", shows(t, one.Jars), "c")
		t.same("of the other", shows(t, list[1].Jars), "")
		return nil
	})
	t.ok("Session", err)
}

func sidesCopy(t *trial) {
	db, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
		one, two, a := got(t, s, crates, 1), got(t, s, crates, 2), got(t, s, jars, 1)
		t.same("at first", shows(t, one.Jars)+"|"+leadsTo(t, a.Crate), "a b|one")
		copied, moved := *one, *a
		copied.Name, copied.Note = "copy", 9
		copied.Jars.Add(&jar{Name: "c"})
		moved.Crate.Set(two)
		moved.CrateID = nil
		t.same("the objects", shows(t, one.Jars)+"|"+leadsTo(t, a.Crate)+"|"+shows(t, two.Jars), "a b|one|")
		return nil
	})
	t.ok("Session", err)
	t.same("the rows", leading(t, db, jarKind), "a:1 b:1")
	t.same("the copied row", stored(t, db, crates, 1).Note, int64(0))
}

// stored reads a row outside of a session.
func stored[T any](t *trial, db *orm.DB, m *orm.Model[T], id int64) *T {
	t.Helper()
	x, err := m.Get(t.Context(), db, id)
	t.ok("Get", err)
	return x
}

func sidesGiveWay(t *trial) {
	for what, set := range map[string]func(one *crate, l *lid){
		"on the owner": func(one *crate, l *lid) { one.Lid.Set(l) },
		"on the row":   func(one *crate, l *lid) { l.Crate.Set(one) },
	} {
		t.again(what, func(t *trial) {
			db, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
				one, flat, round, steep := got(t, s, crates, 1), got(t, s, lids, 1), got(t, s, lids, 2), &lid{Name: "steep"}
				t.same("at first", leadsTo(t, one.Lid)+"|"+leadsTo(t, flat.Crate), "flat|one")
				lids.Add(s, steep)
				set(one, round)
				t.same("before the flush", leadsTo(t, one.Lid)+"|"+leadsTo(t, flat.Crate)+"|"+leadsTo(t, round.Crate), "round||one")
				t.ok("Flush", s.Flush(ctx))
				t.same("after the flush", leadsTo(t, one.Lid)+"|"+leadsTo(t, flat.Crate)+"|"+leadsTo(t, round.Crate), "round||one")
				set(one, steep)
				t.same("a new one", leadsTo(t, one.Lid)+"|"+leadsTo(t, round.Crate)+"|"+leadsTo(t, steep.Crate), "steep||one")
				return nil
			})
			t.ok("Session", err)
			t.same("the rows", leading(t, db, lidKind), "flat:0 round:0 steep:1")
		})
	}
}

func sidesSwap(t *trial) {
	db, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
		one, two, flat, round := got(t, s, crates, 1), got(t, s, crates, 2), got(t, s, lids, 1), got(t, s, lids, 2)
		two.Lid.Set(round)
		t.ok("Flush", s.Flush(ctx))
		one.Lid.Set(round)
		two.Lid.Set(flat)
		t.same("before the flush", leadsTo(t, one.Lid)+" "+leadsTo(t, two.Lid), "round flat")
		t.ok("Flush", s.Flush(ctx))
		t.same("after the flush", leadsTo(t, flat.Crate)+" "+leadsTo(t, round.Crate), "two one")
		return nil
	})
	t.ok("Session", err)
	t.same("the rows", leading(t, db, lidKind), "flat:2 round:1")
}

func sidesUnseen(t *trial) {
	for what, set := range map[string]func(one *crate, l *lid){
		"on the owner": func(one *crate, l *lid) { one.Lid.Set(l) },
		"on the row":   func(one *crate, l *lid) { l.Crate.Set(one) },
	} {
		t.again(what, func(t *trial) {
			db, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
				set(got(t, s, crates, 1), got(t, s, lids, 2))
				return nil
			})
			t.ok("Session", err)
			t.same("the rows", leading(t, db, lidKind), "flat:0 round:1")
		})
	}
}

func sidesPairs(t *trial) {
	db, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
		one, two, red, blue, green := got(t, s, crates, 1), got(t, s, crates, 2), got(t, s, ribbons, 1), got(t, s, ribbons, 2), &ribbon{Name: "green"}
		t.same("at first", shows(t, one.Ribbons)+"|"+shows(t, red.Crates), "red|one")
		seen.statements(t, "joining", 0, func() {
			two.Ribbons.Add(green)
			blue.Crates.Add(two)
			red.Crates.Remove(one)
			one.Ribbons.Add(green)
		})
		look := func(when string) {
			t.Helper()
			t.same("one "+when, shows(t, one.Ribbons), "green")
			t.same("two "+when, shows(t, two.Ribbons), "blue green")
			t.same("red "+when, shows(t, red.Crates), "")
			t.same("blue "+when, shows(t, blue.Crates), "two")
			t.same("green "+when, shows(t, green.Crates), "one two")
		}
		look("before the flush")
		t.ok("Flush", s.Flush(ctx))
		look("after the flush")
		return nil
	})
	t.ok("Session", err)
	t.same("the pairs", paired(t, db), "one:green two:blue green")
}

func sidesPairAgain(t *trial) {
	db, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
		one, red, blue := got(t, s, crates, 1), got(t, s, ribbons, 1), got(t, s, ribbons, 2)
		one.Ribbons.Add(red)
		t.same("joined again", shows(t, one.Ribbons)+"|"+shows(t, red.Crates), "red|one")
		one.Ribbons.Add(red)
		red.Crates.Remove(one)
		t.same("parted", shows(t, one.Ribbons)+"|"+shows(t, red.Crates), "|")
		one.Ribbons.Add(blue)
		blue.Crates.Remove(one)
		t.same("joined and parted", shows(t, one.Ribbons)+"|"+shows(t, blue.Crates), "|")
		return nil
	})
	t.ok("Session", err)
	t.same("the pairs", paired(t, db), "one: two:")
}

func sidesTree(t *trial) {
	db, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
		trunk, branch, leaf := got(t, s, twigs, 1), got(t, s, twigs, 2), got(t, s, twigs, 3)
		bud, thorn := &twig{Name: "bud"}, &twig{Name: "thorn"}
		bud.Children.Add(thorn)
		leaf.Children.Add(bud)
		leaf.Parent.Set(trunk)
		look := func(when string) {
			t.Helper()
			t.same("below the trunk "+when, shows(t, trunk.Children), "branch leaf")
			t.same("below the branch "+when, shows(t, branch.Children), "")
			t.same("below the leaf "+when, shows(t, leaf.Children), "bud")
			t.same("above "+when, leadsTo(t, thorn.Parent)+" "+leadsTo(t, bud.Parent)+" "+leadsTo(t, leaf.Parent), "bud leaf trunk")
		}
		look("before the flush")
		t.ok("Flush", s.Flush(ctx))
		look("after the flush")
		return nil
	})
	t.ok("Session", err)
	t.same("the rows", leading(t, db, twigKind), "branch:1 bud:3 leaf:1 thorn:4 trunk:0")
}

func sidesCircle(t *trial) {
	db, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
		three, c, bud, thorn := &crate{Name: "three"}, &jar{Name: "c"}, &twig{Name: "bud"}, &twig{Name: "thorn"}
		three.Jars.Add(c)
		three.Best.Set(c)
		crates.Add(s, three)
		bud.Children.Add(thorn)
		thorn.Children.Add(bud)
		twigs.Add(s, bud)
		own := &twig{Name: "own"}
		own.Parent.Set(own)
		twigs.Add(s, own)
		t.ok("Flush", s.Flush(ctx))
		t.same("both sides", shows(t, three.Jars)+" "+leadsTo(t, three.Best)+" "+leadsTo(t, bud.Parent)+" "+leadsTo(t, thorn.Parent)+" "+leadsTo(t, own.Parent), "c c thorn bud own")
		t.same("the version", three.Version, int64(1))
		return nil
	})
	t.ok("Session", err)
	t.same("the crates", leading(t, db, crateKind)+" "+leading(t, db, jarKind), "one:0 three:3 two:0 a:1 b:1 c:3")
	list := map[string]string{}
	all, err := twigs.With(&twigs.C.Parent).All(t.Context(), db)
	t.ok("All", err)
	for _, w := range all {
		list[w.Name] = leadsTo(t, w.Parent)
	}
	t.same("the twigs", list, map[string]string{"trunk": "", "branch": "trunk", "leaf": "branch", "bud": "thorn", "thorn": "bud", "own": "own"})
	t.same("the stored version", stored(t, db, crates, 3).Version, int64(1))
}

func sidesKey(t *trial) {
	_, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
		one, two, a, b := got(t, s, crates, 1), got(t, s, crates, 2), got(t, s, jars, 1), got(t, s, jars, 2)
		t.same("at first", shows(t, one.Jars)+"|"+shows(t, two.Jars)+"|"+leadsTo(t, a.Crate), "a b||one")
		a.CrateID, b.CrateID = &two.ID, nil
		t.ok("Flush", s.Flush(ctx))
		t.same("the owners", shows(t, one.Jars)+"|"+shows(t, two.Jars), "|a")
		t.same("the rows", leadsTo(t, a.Crate)+"|"+leadsTo(t, b.Crate), "two|")
		return nil
	})
	t.ok("Session", err)
}

func sidesAgree(t *trial) {
	db, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
		two, a, c, d := got(t, s, crates, 2), got(t, s, jars, 1), &jar{Name: "c"}, &jar{Name: "d", CrateID: new(int64(2))}
		a.Crate.Set(two)
		a.CrateID = &two.ID
		c.CrateID = &two.ID
		two.Jars.Add(c)
		jars.Add(s, d)
		d.Crate.Set(two)
		b := got(t, s, jars, 2)
		b.Crate.Set(nil)
		b.CrateID = nil
		return nil
	})
	t.ok("Session", err)
	t.same("the rows", leading(t, db, jarKind), "a:2 b:0 c:2 d:2")
}

func sidesDisagree(t *trial) {
	for what, change := range map[string]func(s *orm.Session, one, two *crate, a *jar){
		"key and Set":    func(_ *orm.Session, one, two *crate, a *jar) { a.Note, a.CrateID = 1, new(int64(3)); a.Crate.Set(two) },
		"Set and no key": func(_ *orm.Session, one, two *crate, a *jar) { a.Crate.Set(two); a.CrateID = nil },
		"key and Remove": func(_ *orm.Session, one, two *crate, a *jar) { one.Jars.Remove(a); a.CrateID = &two.ID },
		"a new one":      func(s *orm.Session, one, two *crate, _ *jar) { two.Jars.Add(&jar{Name: "c", CrateID: &one.ID}) },
		"a new one's Set": func(s *orm.Session, one, two *crate, _ *jar) {
			c := &jar{CrateID: &one.ID}
			c.Crate.Set(two)
			jars.Add(s, c)
		},
	} {
		t.again(what, func(t *trial) {
			db, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
				change(s, got(t, s, crates, 1), got(t, s, crates, 2), got(t, s, jars, 1))
				return nil
			})
			t.kind("Session", err, fault.Invalid)
			if err != nil && (!strings.Contains(err.Error(), "CrateID") || !strings.Contains(strings.ReplaceAll(err.Error(), "CrateID", ""), "Crate")) {
				t.Errorf("got %q, want it to name Crate and CrateID", err)
			}
			t.same("the rows", leading(t, db, jarKind), "a:1 b:1")
		})
	}
}

func sidesNil(t *trial) {
	for what, change := range map[string]func(s *orm.Session, one *crate, red *ribbon){
		"Many.Add":     func(_ *orm.Session, one *crate, _ *ribbon) { one.Jars.Add(nil) },
		"Many.Remove":  func(_ *orm.Session, one *crate, _ *ribbon) { one.Jars.Remove(nil) },
		"of pairs":     func(_ *orm.Session, _ *crate, red *ribbon) { red.Crates.Add(nil) },
		"Model.Add":    func(s *orm.Session, _ *crate, _ *ribbon) { jars.Add(s, nil) },
		"Model.Remove": func(s *orm.Session, _ *crate, _ *ribbon) { jars.Remove(s, nil) },
		"of a new one": func(s *orm.Session, _ *crate, _ *ribbon) { c := &crate{Name: "c"}; c.Jars.Add(nil); crates.Add(s, c) },
		"for new pairs": func(s *orm.Session, _ *crate, _ *ribbon) {
			r := &ribbon{Name: "r"}
			r.Crates.Add(nil)
			ribbons.Add(s, r)
		},
	} {
		t.again(what, func(t *trial) {
			_, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
				change(s, got(t, s, crates, 1), got(t, s, ribbons, 1))
				return nil
			})
			t.kind("Session", err, fault.Invalid)
		})
	}
}

func sidesForeign(t *trial) {
	for what, change := range map[string]func(s *orm.Session, one *crate, theirs *jar, crate *crate){
		"Many.Add": func(_ *orm.Session, one *crate, theirs *jar, _ *crate) { one.Jars.Add(theirs) },
		"One.Set": func(s *orm.Session, _ *crate, _ *jar, theirs *crate) {
			c := &jar{Name: "c"}
			jars.Add(s, c)
			c.Crate.Set(theirs)
		},
		"Add": func(s *orm.Session, _ *crate, theirs *jar, _ *crate) { jars.Add(s, theirs) },
	} {
		t.again(what, func(t *trial) {
			_, err := inStorehouse(t, func(_ context.Context, s *orm.Session, _ *recorder) error {
				one := got(t, s, crates, 1)
				other := t.open(orm.Models(storehouse...), orm.Options{})
				return other.SessionWith(t.Context(), orm.SessionOptions{ReadOnly: true}, func(_ context.Context, theirs *orm.Session) error {
					change(s, one, got(t, theirs, jars, 2), got(t, theirs, crates, 2))
					return nil
				})
			})
			t.kind("Session", err, fault.Invalid)
		})
	}
}
