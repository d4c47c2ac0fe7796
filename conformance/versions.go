package conformance

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

type (
	// sheet counts its changes.
	sheet struct {
		ID      int64
		Name    string
		Text    string
		Version int64

		Marks orm.Many[mark]
	}
	// mark has a key of two columns, and counts in a byte.
	mark struct {
		SheetID int64
		No      int64
		Note    string
		Changes uint8

		Sheet orm.One[sheet]
	}
)

func (s *sheet) Define(t *orm.Table[sheet]) {
	t.Column(&s.Name).Size(50).Trim().UniqueFold()
	t.Version(&s.Version)
}

func (m *mark) Define(t *orm.Table[mark]) {
	t.Key(&m.SheetID, &m.No)
	t.Version(&m.Changes)
	orm.BelongsTo(t, &m.Sheet).Inverse(&orm.C[sheet]().Marks)
}

var (
	sheets = orm.Define[sheet]()
	marks  = orm.Define[mark]()
)

func versions() theme {
	return theme{"versions", []testCase{
		{"a new row begins with one, or with what its object brings", versionBegins},
		{"each update raises it by one in row and object", versionRises},
		{"an update of a row that somebody else has changed is refused with both", versionStale},
		{"an update of a row that somebody else has removed is refused", versionGone},
		{"a removal asks for it too", versionDelete},
		{"many objects are raised at once", versionMany},
		{"among many the one that is stale is told and none is written", versionManyStale},
		{"a change by condition raises it in every row, unless it says otherwise", versionWhere},
		{"an insert that finds a row raises it where it changes something", versionConflict},
		{"what was set by hand is what is asked for", versionByHand},
		{"zero is a version", versionZero},
		{"a rule refuses before it is raised", versionRefused},
		{"a transaction that rolls back takes it back in the objects", versionRollback},
		{"of those who change a row at once one is not refused", versionRace},
		{"tries with a fresh object lose no sum", versionRetry},
		{"the highest there is counts no further", versionHighest},
	}}
}

// twoSheets has two rows, each of which was read twice: by somebody, and by somebody else.
func twoSheets(t *trial) (db *orm.DB, mine, theirs []*sheet) {
	db = t.tables(sheets, marks)
	insert(t, db, sheets, &sheet{Name: "a"}, &sheet{Name: "b"})
	return db, all(t, db, sheets), all(t, db, sheets)
}

// marksOf is what the marks' table holds.
func marksOf(t *trial, db *orm.DB) (list []string) {
	t.Helper()
	for _, m := range all(t, db, marks) {
		list = append(list, fmt.Sprint(m.SheetID, m.No, m.Note, m.Changes))
	}
	return list
}

// stale ends the case unless err is a StaleError.
func (t *trial) stale(what string, err error) *orm.StaleError {
	t.Helper()
	t.kind(what, err, fault.Stale)
	e, ok := errors.AsType[*orm.StaleError](err)
	if !ok {
		t.Fatalf("%s: got %#v, want a *StaleError", what, err)
	}
	return e
}

func versionBegins(t *trial) {
	db, ctx, c := t.tables(sheets, marks), t.Context(), sheets.C
	one := &sheet{Name: "one"}
	t.ok("Insert", sheets.Insert(ctx, db, one))
	t.ok("Insert of one with a version", sheets.Insert(ctx, db, &sheet{Name: "two", Version: 9}))
	list := []*sheet{{Name: "three"}, {Name: "four", Version: 5}, {ID: 50, Name: "five"}}
	t.ok("InsertAll", sheets.InsertAll(ctx, db, list))
	_, err := sheets.InsertOrIgnore(ctx, db, &sheet{Name: "six"}, &c.Name)
	t.ok("InsertOrIgnore", err)
	t.ok("InsertOrUpdate", sheets.InsertOrUpdate(ctx, db, &sheet{Name: "seven"}, orm.On(&c.Name)))
	with := &sheet{Name: "eight"}
	with.Marks.Add(&mark{No: 1}, &mark{No: 2, Changes: 7})
	t.ok("InsertWith", sheets.InsertWith(ctx, db, with, &c.Marks))
	got := map[string]int64{}
	for _, s := range all(t, db, sheets) {
		got[s.Name] = s.Version
	}
	t.same("the rows", got, map[string]int64{"one": 1, "two": 9, "three": 1, "four": 5, "five": 1, "six": 1, "seven": 1, "eight": 1})
	t.same("the objects", []int64{one.Version, list[0].Version, list[1].Version, list[2].Version, with.Version}, []int64{1, 1, 5, 1, 1})
	t.same("marks", marksOf(t, db), []string{fmt.Sprint(with.ID, 1, "", 1), fmt.Sprint(with.ID, 2, "", 7)})
	t.kind("Insert of a name that is taken", sheets.Insert(ctx, db, &sheet{Name: "ONE"}), fault.Unique)
}

func versionRises(t *trial) {
	db, mine, _ := twoSheets(t)
	ctx, c, a := t.Context(), sheets.C, mine[0]
	a.Name, a.Text = " new ", "text"
	t.ok("Update", sheets.Update(ctx, db, a))
	t.same("after an update", []any{a.Name, a.Text, a.Version}, []any{"new", "text", int64(2)})
	a.Name, a.Text = "named", "not written"
	t.ok("Update of a field", sheets.Update(ctx, db, a, &c.Name))
	t.ok("Update of nothing but itself", sheets.Update(ctx, db, a, &c.Version))
	t.ok("Update to the same", sheets.Update(ctx, db, a, &c.Name))
	t.same("the object's version", a.Version, int64(5))
	got, err := sheets.Get(ctx, db, a.ID)
	t.ok("Get", err)
	t.same("the row", []any{got.Name, got.Text, got.Version}, []any{"named", "text", int64(5)})
	b, err := sheets.Get(ctx, db, mine[1].ID)
	t.ok("Get", err)
	t.same("the other row", b.Version, int64(1))
	t.ok("Delete", sheets.Delete(ctx, db, a))

	m := &mark{SheetID: b.ID, No: 3}
	t.ok("Insert", marks.Insert(ctx, db, m))
	m.Note = "x"
	t.ok("Update by a key of two columns", marks.Update(ctx, db, m))
	t.same("the row", marksOf(t, db), []string{fmt.Sprint(b.ID, 3, "x", 2)})
}

func versionStale(t *trial) {
	db, mine, theirs := twoSheets(t)
	ctx, c := t.Context(), sheets.C
	theirs[0].Text = "theirs"
	t.ok("Update", sheets.Update(ctx, db, theirs[0]))
	mine[0].Text = "mine"
	for what, update := range map[string]func() error{
		"all fields": func() error { return sheets.Update(ctx, db, mine[0]) },
		"a field":    func() error { return sheets.Update(ctx, db, mine[0], &c.Text) },
		"in a transaction": func() error {
			return db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error { return sheets.Update(ctx, tx, mine[0]) })
		},
		"many": func() error { return sheets.UpdateAll(ctx, db, mine[:1]) },
	} {
		e := t.stale(what, update())
		if e.Object != any(mine[0]) {
			t.Errorf("%s: the error carries another object: %v", what, e.Object)
		}
		stored, ok := e.Stored.(*sheet)
		if !ok {
			t.Fatalf("%s: the error carries the row as %T, want a *sheet", what, e.Stored)
		}
		t.same(what+": what is stored", []any{stored.ID, stored.Text, stored.Version}, []any{mine[0].ID, "theirs", int64(2)})
		t.same(what+": the error", []any{e.Model, e.Key, e.Version, e.StoredVersion}, []any{"sheet", fmt.Sprint(mine[0].ID), int64(1), int64(2)})
		t.same(what+": the object", []any{mine[0].Text, mine[0].Version}, []any{"mine", int64(1)})
		if text := e.Error(); !strings.Contains(text, "sheet") || !strings.Contains(text, "changed by somebody else") {
			t.Errorf("%s: the error reads %q", what, text)
		}
	}
	got, err := sheets.Get(ctx, db, mine[0].ID)
	t.ok("Get", err)
	t.same("the row", []any{got.Text, got.Version}, []any{"theirs", int64(2)})
	t.ok("Refresh", sheets.Refresh(ctx, db, mine[0]))
	mine[0].Text = "mine"
	t.ok("Update after Refresh", sheets.Update(ctx, db, mine[0]))
	t.same("the version", mine[0].Version, int64(3))
}

func versionGone(t *trial) {
	db, mine, theirs := twoSheets(t)
	ctx := t.Context()
	t.ok("Delete", sheets.Delete(ctx, db, theirs[0]))
	for what, err := range map[string]error{
		"Update":             sheets.Update(ctx, db, mine[0]),
		"UpdateAll":          sheets.UpdateAll(ctx, db, mine),
		"Delete":             sheets.Delete(ctx, db, mine[0]),
		"Update of no row":   sheets.Update(ctx, db, &sheet{ID: 99, Name: "x"}),
		"Update without key": sheets.Update(ctx, db, &sheet{Name: "x"}),
	} {
		if e := t.stale(what, err); e.Stored != nil || e.StoredVersion != 0 || !strings.Contains(e.Error(), "gone") {
			t.Errorf("%s: got %#v, want one that says that the row is gone", what, e)
		}
	}
	t.same("objects", []int64{mine[0].Version, mine[1].Version}, []int64{1, 1})
}

func versionDelete(t *trial) {
	db, mine, theirs := twoSheets(t)
	ctx := t.Context()
	theirs[0].Text = "theirs"
	t.ok("Update", sheets.Update(ctx, db, theirs[0]))
	e := t.stale("Delete", sheets.Delete(ctx, db, mine[0]))
	t.same("what is stored", e.Stored.(*sheet).Text, "theirs")
	t.ok("Delete of what was read since", sheets.Delete(ctx, db, theirs[0]))
	t.same("rows", ids(t, db, sheets.Query()), []int64{mine[1].ID})
	n, err := sheets.Where(orm.Eq(&sheets.C.ID, mine[1].ID)).Delete(ctx, db)
	t.ok("Delete by condition", err)
	t.same("rows that it met", n, int64(1))
}

// manySheets are more than one statement carries.
func manySheets(t *trial) (*orm.DB, []*sheet) {
	db, list := t.tables(sheets, marks), make([]*sheet, 5000)
	for i := range list {
		list[i] = &sheet{Name: fmt.Sprint("sheet ", i), Version: int64(i % 3)}
	}
	t.ok("InsertAll", sheets.InsertAll(t.Context(), db, list))
	return db, list
}

func versionMany(t *trial) {
	db, list := manySheets(t)
	ctx := t.Context()
	want := make([]int64, len(list))
	for i, s := range list {
		want[i] = s.Version + 2
		s.Text = fmt.Sprint("text ", i)
	}
	t.ok("UpdateAll", sheets.UpdateAll(ctx, db, list))
	t.ok("UpdateAll of a field, in a transaction", db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
		return sheets.UpdateAll(ctx, tx, list, &sheets.C.Text)
	}))
	objects, rows := make([]int64, len(list)), make([]int64, len(list))
	for i, s := range all(t, db, sheets) {
		objects[i], rows[i] = list[i].Version, s.Version
		if s.Text != list[i].Text {
			t.Fatalf("row %d: got %q, want %q", i, s.Text, list[i].Text)
		}
	}
	t.same("the objects", objects, want)
	t.same("the rows", rows, want)
}

func versionManyStale(t *trial) {
	db, list := manySheets(t)
	ctx := t.Context()
	for _, place := range []int{0, 4, 4200, len(list) - 1} {
		theirs, err := sheets.Get(ctx, db, list[place].ID)
		t.ok("Get", err)
		theirs.Text = "theirs"
		t.ok("Update", sheets.Update(ctx, db, theirs))
		before := make([]int64, len(list))
		for i, s := range list {
			before[i], s.Text = s.Version, "mine"
		}
		for what, w := range t.writers(db) {
			e := t.stale(what, w(func(ctx context.Context, w orm.Writer) error { return sheets.UpdateAll(ctx, w, list) }))
			if e.Object != any(list[place]) {
				t.Errorf("%s: the error carries another object than the one at %d: %+v", what, place, e.Object)
			}
			if at := fmt.Sprintf("object %d of %d", place+1, len(list)); !strings.Contains(e.Error(), at) {
				t.Errorf("%s: got %q, want it to name the %s", what, e, at)
			}
		}
		after := make([]int64, len(list))
		for i, s := range list {
			after[i] = s.Version
		}
		t.same("the objects' versions", after, before)
		n, err := sheets.Where(orm.Eq(&sheets.C.Text, "mine")).Count(ctx, db)
		t.ok("Count", err)
		t.same("rows that were written", n, int64(0))
		list[place].Version = theirs.Version
	}
	few := []*sheet{list[1], {ID: 9999999, Name: "x", Version: 1}, list[2]}
	e := t.stale("one that is gone", sheets.UpdateAll(ctx, db, few))
	if e.Object != any(few[1]) || e.Stored != nil {
		t.Errorf("got %#v, want the object that is gone", e)
	}
	t.ok("UpdateAll at last", sheets.UpdateAll(ctx, db, list))
}

// writers run a write by itself, and in a transaction that goes on and commits.
func (t *trial) writers(db *orm.DB) map[string]func(func(context.Context, orm.Writer) error) error {
	ctx := t.Context()
	return map[string]func(func(context.Context, orm.Writer) error) error{
		"by itself": func(do func(context.Context, orm.Writer) error) error { return do(ctx, db) },
		"in a transaction": func(do func(context.Context, orm.Writer) error) (err error) {
			t.ok("Tx", db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
				err = do(ctx, tx)
				return nil
			}))
			return err
		},
	}
}

func versionWhere(t *trial) {
	db, mine, _ := twoSheets(t)
	ctx, c := t.Context(), sheets.C
	change := func(q orm.Query[sheet], settings ...orm.Setting) {
		t.Helper()
		_, err := q.Update(ctx, db, settings...)
		t.ok("Update", err)
	}
	change(sheets.Where(orm.Eq(&c.Name, "a")), orm.Set(&c.Text, "x"))
	change(sheets.Every(), orm.Set(&c.Text, "y"))
	change(sheets.Where(orm.Eq(&c.Name, "b")), orm.Set(&c.Text, "z"), orm.Set(&c.Version, 40))
	change(sheets.Where(orm.Eq(&c.Name, "b")), orm.Increment(&c.Version, 2))
	var got []int64
	for _, s := range all(t, db, sheets) {
		got = append(got, s.Version)
	}
	t.same("versions", got, []int64{3, 42})
	t.stale("an update of what was read before", sheets.Update(ctx, db, mine[0]))
}

func versionConflict(t *trial) {
	db, mine, _ := twoSheets(t)
	ctx, c := t.Context(), sheets.C
	again := &sheet{Name: "A", Text: "again", Version: 77}
	t.ok("InsertOrUpdate", sheets.InsertOrUpdate(ctx, db, again, orm.On(&c.Name)))
	t.same("the object", []any{again.ID, again.Name, again.Text, again.Version}, []any{mine[0].ID, "a", "again", int64(2)})
	named := &sheet{Name: "a", Text: "named"}
	t.ok("InsertOrUpdate of a field", sheets.InsertOrUpdate(ctx, db, named, orm.On(&c.Name).Update(&c.Text)))
	t.same("its version", named.Version, int64(3))
	stored, err := sheets.InsertOrIgnore(ctx, db, &sheet{Name: "a", Text: "ignored"}, &c.Name)
	t.ok("InsertOrIgnore", err)
	t.same("whether it was stored", stored, false)
	t.kind("an update of the version", sheets.InsertOrUpdate(ctx, db, named, orm.On(&c.Name).Update(&c.Version)), fault.Invalid)
	got, err := sheets.Get(ctx, db, mine[0].ID)
	t.ok("Get", err)
	t.same("the row", []any{got.Text, got.Version}, []any{"named", int64(3)})
}

func versionByHand(t *trial) {
	db, mine, theirs := twoSheets(t)
	ctx := t.Context()
	t.ok("Update", sheets.Update(ctx, db, theirs[0]))
	posted := &sheet{ID: mine[0].ID, Name: "posted", Version: 1} // as a form brings it
	e := t.stale("Update with the version of a page that is old", sheets.Update(ctx, db, posted))
	t.same("versions", []int64{e.Version, e.StoredVersion}, []int64{1, 2})
	posted.Version = 7
	t.stale("Update with a version that is not there yet", sheets.Update(ctx, db, posted))
	posted.Version = 0
	t.stale("Update without a version", sheets.Update(ctx, db, posted))
	posted.Version = 2
	t.ok("Update with the version of the row", sheets.Update(ctx, db, posted))
	t.same("the version", posted.Version, int64(3))
}

func versionZero(t *trial) {
	db, mine, _ := twoSheets(t)
	ctx, c := t.Context(), sheets.C
	_, err := sheets.Every().Update(ctx, db, orm.Set(&c.Version, 0))
	t.ok("Update", err)
	t.stale("an update with the version one", sheets.Update(ctx, db, mine[0]))
	mine[0].Version = 0
	t.ok("an update with the version zero", sheets.Update(ctx, db, mine[0]))
	t.same("the version", mine[0].Version, int64(1))
	_, err = sheets.Where(orm.Eq(&c.ID, mine[1].ID)).Update(ctx, db, orm.Set(&c.Version, -5))
	t.ok("Update", err)
	mine[1].Version = -5
	t.ok("an update with a version below zero", sheets.Update(ctx, db, mine[1]))
	t.same("the version", mine[1].Version, int64(-4))
}

func versionRefused(t *trial) {
	db, mine, _ := twoSheets(t)
	ctx := t.Context()
	mine[0].Name = strings.Repeat("x", 51)
	t.kind("a rule", sheets.Update(ctx, db, mine[0]), fault.TooLong)
	mine[0].Name = "B"
	t.kind("the database", sheets.Update(ctx, db, mine[0]), fault.Unique)
	t.kind("the database, of many", sheets.UpdateAll(ctx, db, mine), fault.Unique)
	t.same("objects", []int64{mine[0].Version, mine[1].Version}, []int64{1, 1})
	mine[0].Name = "c"
	t.ok("Update", sheets.UpdateAll(ctx, db, mine))
}

func versionRollback(t *trial) {
	db, mine, _ := twoSheets(t)
	ctx, failed := t.Context(), errors.New("not today")
	for range 2 { // the same objects may be tried again
		err := db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
			mine[0].Text, mine[1].Text = "changed", "changed"
			t.ok("Update", sheets.Update(ctx, tx, mine[0]))
			t.ok("Update", sheets.Update(ctx, tx, mine[0]))
			t.ok("UpdateAll", sheets.UpdateAll(ctx, tx, mine))
			t.same("versions within", []int64{mine[0].Version, mine[1].Version}, []int64{4, 2})
			return failed
		})
		if !errors.Is(err, failed) {
			t.Fatalf("Tx: %v", err)
		}
		t.same("versions", []int64{mine[0].Version, mine[1].Version}, []int64{1, 1})
		t.same("what the program changed", mine[0].Text, "changed")
	}
	err := db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
		t.ok("Update", sheets.Update(ctx, tx, mine[0]))
		mine[0].Version = 70
		return failed
	})
	if !errors.Is(err, failed) {
		t.Fatalf("Tx: %v", err)
	}
	t.same("a version that the program has set since", mine[0].Version, int64(70))
	mine[0].Version = 1
	t.ok("Tx", db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error { return sheets.Update(ctx, tx, mine[0]) }))
	t.same("the version after a commit", mine[0].Version, int64(2))
}

func versionRace(t *trial) {
	db, mine, _ := twoSheets(t)
	ctx := t.Context()
	var wg sync.WaitGroup
	errs := make([]error, 16)
	for i := range errs {
		one := *mine[0]
		one.Text = fmt.Sprint("writer ", i)
		wg.Go(func() { errs[i] = sheets.Update(ctx, db, &one) })
	}
	wg.Wait()
	won := ""
	for i, err := range errs {
		if err == nil {
			won += fmt.Sprint("writer ", i)
		} else {
			t.stale("a writer", err)
		}
	}
	got, err := sheets.Get(ctx, db, mine[0].ID)
	t.ok("Get", err)
	t.same("the row", []any{got.Text, got.Version}, []any{won, int64(2)})
}

func versionRetry(t *trial) {
	db, mine, _ := twoSheets(t)
	ctx := t.Context()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 5 {
				for {
					one, err := sheets.Get(ctx, db, mine[0].ID)
					if err == nil {
						one.Text += "+"
						err = sheets.Update(ctx, db, one)
					}
					if err == nil {
						break
					}
					if fault.KindOf(err) != fault.Stale {
						t.Errorf("a writer: %v", err)
						return
					}
				}
			}
		})
	}
	wg.Wait()
	got, err := sheets.Get(ctx, db, mine[0].ID)
	t.ok("Get", err)
	t.same("the row", []any{got.Text, got.Version}, []any{strings.Repeat("+", 40), int64(41)})
}

func versionHighest(t *trial) {
	db, ctx, c := t.tables(sheets, marks), t.Context(), marks.C
	insert(t, db, sheets, &sheet{Name: "a"})
	m := &mark{SheetID: all(t, db, sheets)[0].ID, No: 1, Changes: 254}
	insert(t, db, marks, m)
	t.ok("Update", marks.Update(ctx, db, m))
	t.refused("Update of the highest", marks.Update(ctx, db, m), fault.OutOfRange, "mark", "Changes")
	_, err := marks.Where(orm.Eq(&c.No, 1)).Update(ctx, db, orm.Set(&c.Note, "x"))
	t.kind("a change by condition", err, fault.OutOfRange)
	t.same("the row", marksOf(t, db), []string{fmt.Sprint(m.SheetID, 1, "", 255)})
}
