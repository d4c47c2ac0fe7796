package orm_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// edition counts its changes.
type edition struct {
	ID      int64
	Name    string
	Note    string
	Version int32
}

func (e *edition) Define(t *orm.Table[edition]) {
	t.Column(&e.Name).Size(20).UniqueFold()
	t.Version(&e.Version)
}

var editions = orm.Define[edition]()

// versionWrites are the writes of one edition, and what each sends to SQLite.
var versionWrites = map[string]struct {
	do   func(ctx context.Context, w orm.Writer, e *edition) error
	want []string
}{
	"Update": {
		func(ctx context.Context, w orm.Writer, e *edition) error { return editions.Update(ctx, w, e) },
		[]string{`UPDATE "edition" SET "name" = ?, "note" = ?, "name_fold" = ?, "version" = ? WHERE "id" = ? AND "version" = ?`},
	},
	"Update of a field": {
		func(ctx context.Context, w orm.Writer, e *edition) error {
			return editions.Update(ctx, w, e, &editions.C.Note)
		},
		[]string{`UPDATE "edition" SET "note" = ?, "version" = ? WHERE "id" = ? AND "version" = ?`},
	},
	"Update of the version": {
		func(ctx context.Context, w orm.Writer, e *edition) error {
			return editions.Update(ctx, w, e, &editions.C.Version)
		},
		[]string{`UPDATE "edition" SET "version" = ? WHERE "id" = ? AND "version" = ?`},
	},
	"Delete": {
		func(ctx context.Context, w orm.Writer, e *edition) error { return editions.Delete(ctx, w, e) },
		[]string{`DELETE FROM "edition" WHERE "id" = ? AND "version" = ?`},
	},
	"Update by condition": {
		func(ctx context.Context, w orm.Writer, e *edition) error {
			_, err := editions.Where(orm.Eq(&editions.C.Name, "a")).Update(ctx, w, orm.Set(&editions.C.Note, "x"))
			return err
		},
		[]string{`UPDATE "edition" SET "note" = ?, "version" = "version" + 1 WHERE "name" = ?`},
	},
	"Update by condition that sets it": {
		func(ctx context.Context, w orm.Writer, e *edition) error {
			_, err := editions.Every().Update(ctx, w, orm.Set(&editions.C.Version, 3))
			return err
		},
		[]string{`UPDATE "edition" SET "version" = ?`},
	},
	"Increment": {
		func(ctx context.Context, w orm.Writer, e *edition) error {
			_, err := editions.Every().Update(ctx, w, orm.Increment(&editions.C.Version, 3))
			return err
		},
		[]string{`UPDATE "edition" SET "version" = "version" + ?`},
	},
	"InsertOrUpdate": {
		func(ctx context.Context, w orm.Writer, e *edition) error {
			return editions.InsertOrUpdate(ctx, w, &edition{Name: "a"}, orm.On(&editions.C.Name).Update(&editions.C.Note))
		},
		[]string{`INSERT INTO "edition" ("name", "note", "version", "name_fold") VALUES (?, ?, ?, ?) ON CONFLICT ("name_fold") DO UPDATE SET "note" = excluded."note", "version" = "edition"."version" + 1 RETURNING "id", "name", "note", "version"`},
	},
}

func TestWritesOfAModelWithAVersion(t *testing.T) {
	t.Parallel()
	for name, c := range versionWrites {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, ctx := ormtest.Open(t, orm.Models(editions)), t.Context()
			e := &edition{Name: "a"}
			if err := editions.Insert(ctx, db, e); err != nil {
				t.Fatal(err)
			}
			db.Statements()
			if err := c.do(ctx, db, e); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, db.Statements()); diff != "" {
				t.Errorf("statements (-want +got):\n%s", diff)
			}
		})
	}
}

// Of many objects that go with one statement it is found out which were not met, though those that were have the version by
// now that somebody else has given to the one that is stale.
func TestAmongMetRowsTheStaleOneIsFound(t *testing.T) {
	everywhere(t, orm.Models(editions), func(t *testing.T, db *orm.DB, _ *ormtest.Recorder, _ dialect.Capabilities) {
		ctx := t.Context()
		list := []*edition{{Name: "a"}, {Name: "b"}, {Name: "c"}}
		if err := editions.InsertAll(ctx, db, list); err != nil {
			t.Fatal(err)
		}
		theirs := *list[1]
		theirs.Note = "theirs"
		if err := editions.Update(ctx, db, &theirs); err != nil {
			t.Fatal(err)
		}
		err := editions.UpdateAll(ctx, db, list, &editions.C.Note)
		stale, ok := errors.AsType[*orm.StaleError](err)
		if !ok || stale.Object != any(list[1]) || fault.KindOf(err) != fault.Stale {
			t.Fatalf("got %v, want the StaleError of the second", err)
		}
		if diff := cmp.Diff(&theirs, stale.Stored); diff != "" {
			t.Errorf("what is stored (-want +got):\n%s", diff)
		}
		want := `edition: stale: object 2 of 3: the row 2 was changed by somebody else: the object has its version 1, and it has 2 by now`
		if err.Error() != want {
			t.Errorf("got %q, want %q", err, want)
		}
	})
}

// A trigger that keeps a row as it is is no other writer.
func TestARowThatATriggerKeepsIsNotStale(t *testing.T) {
	t.Parallel()
	db, ctx := ormtest.Open(t, orm.Models(editions)), t.Context()
	e := &edition{Name: "a"}
	if err := editions.Insert(ctx, db, e); err != nil {
		t.Fatal(err)
	}
	if _, err := orm.Exec(ctx, db, orm.SQL("CREATE TRIGGER keep BEFORE UPDATE ON edition BEGIN SELECT RAISE(IGNORE); END")); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{"Update": editions.Update(ctx, db, e), "UpdateAll": editions.UpdateAll(ctx, db, []*edition{e})} {
		if fault.KindOf(err) != fault.Other || e.Version != 1 {
			t.Errorf("%s: got %v with the version %d, want an error of the kind %q", name, err, e.Version, fault.Other)
		}
	}
}

func TestAFieldTellsThatItIsTheVersion(t *testing.T) {
	t.Parallel()
	fields, err := editions.Fields()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fields {
		if is := f.Name == "Version"; f.Version != is || f.Filled != (is || f.Name == "ID") {
			t.Errorf("%s: Version %t, Filled %t", f.Name, f.Version, f.Filled)
		}
	}
}
