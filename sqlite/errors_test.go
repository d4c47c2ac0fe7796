package sqlite_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

func TestRefusalsNameWhatWasViolated(t *testing.T) {
	t.Parallel()
	c := acquire(t, inMemory(t), driver.ReadWrite)
	for _, sql := range []string{
		`CREATE TABLE user (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL, size INTEGER, boss INTEGER REFERENCES user (id),
			CONSTRAINT ck_user_email_size CHECK (length(email) <= 9), CHECK (size < 100)) STRICT`,
		`CREATE UNIQUE INDEX uq_user_email ON user (email)`,
		`CREATE UNIQUE INDEX "uq it's" ON user (lower(email))`,
		`CREATE TABLE "a b" ("x.y" TEXT NOT NULL, "u, v" INTEGER NOT NULL, CONSTRAINT pk PRIMARY KEY ("x.y", "u, v")) STRICT`,
		`CREATE TRIGGER angry BEFORE DELETE ON user BEGIN SELECT RAISE(ABORT, 'no UNIQUE constraint failed'); END`,
		`INSERT INTO user (id, email, size) VALUES (1, 'a@b', 5)`,
		`INSERT INTO "a b" VALUES ('k', 1)`,
	} {
		exec(t, c, sql)
	}
	type named struct {
		Kind       fault.Kind
		Table      string
		Columns    []string
		Constraint string
	}
	for _, v := range []struct {
		sql  string
		want named
	}{
		{`INSERT INTO user (id, email) VALUES (1, 'x')`, named{fault.Unique, "user", []string{"id"}, ""}},
		{`INSERT INTO user (email) VALUES ('A@B')`, named{fault.Unique, "", nil, "uq it's"}},
		{`INSERT INTO "a b" VALUES ('k', 1)`, named{fault.Unique, "a b", []string{"x.y", "u, v"}, ""}},
		{`INSERT INTO user (size) VALUES (1)`, named{fault.NotNull, "user", []string{"email"}, ""}},
		{`INSERT INTO "a b" ("u, v") VALUES (1)`, named{fault.NotNull, "a b", []string{"x.y"}, ""}},
		{`INSERT INTO user (email) VALUES ('0123456789')`, named{fault.Check, "", nil, "ck_user_email_size"}},
		{`INSERT INTO user (email, size) VALUES ('c', 100)`, named{fault.Check, "", nil, "size < 100"}},
		{`INSERT INTO user (email, size) VALUES ('c', 'x')`, named{fault.Invalid, "user", []string{"size"}, ""}},
		{`INSERT INTO "a b" VALUES ('c', X'00')`, named{fault.Invalid, "a b", []string{"u, v"}, ""}},
		{`INSERT INTO user (id, email) VALUES ('x', 'c')`, named{Kind: fault.Invalid}},
		{`INSERT INTO user (email, boss) VALUES ('c', 99)`, named{Kind: fault.ForeignKey}},
		{`DELETE FROM user`, named{Kind: fault.Check}},
		{`SELECT * FROM nobody`, named{Kind: fault.SchemaMismatch}},
		{`SELECT nobody FROM user`, named{Kind: fault.SchemaMismatch}},
		{`INSERT INTO user (nobody) VALUES (1)`, named{Kind: fault.SchemaMismatch}},
		{`SELECT "no string" FROM user`, named{Kind: fault.SchemaMismatch}},
		{`SELEC`, named{Kind: fault.Invalid}},
		{`SELECT nobody(1)`, named{Kind: fault.Invalid}},
		{`SELECT abs(-9223372036854775808)`, named{Kind: fault.OutOfRange}},
		{`SELECT zeroblob(2000000000)`, named{Kind: fault.TooLong}},
		{`SELECT value FROM json_each('x')`, named{Kind: fault.Invalid}},
	} {
		_, err := c.Exec(t.Context(), &driver.Statement{SQL: v.sql}, nil)
		r := wantRefusal(t, v.sql, err, v.want.Kind)
		got := named{r.Kind, r.Table, r.Columns, r.Constraint}
		if diff := cmp.Diff(v.want, got); diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", v.sql, err, diff)
		}
	}
}

func TestAUniqueIndexOfOneColumnNamesTheColumn(t *testing.T) {
	t.Parallel()
	c := acquire(t, inMemory(t), driver.ReadWrite)
	exec(t, c, "CREATE TABLE user (shop INTEGER, email TEXT)")
	exec(t, c, "CREATE UNIQUE INDEX uq_user ON user (shop, email)")
	exec(t, c, "INSERT INTO user VALUES (1, 'a')")
	_, err := c.Exec(t.Context(), &driver.Statement{SQL: "INSERT INTO user VALUES (1, 'a')"}, nil)
	r := wantRefusal(t, "a duplicate", err, fault.Unique)
	if diff := cmp.Diff([]string{"shop", "email"}, r.Columns); diff != "" || r.Table != "user" {
		t.Errorf("table %q, columns (-want +got):\n%s", r.Table, diff)
	}
}

func TestAFullDisk(t *testing.T) {
	t.Parallel()
	c := acquire(t, onFile(t), driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (x BLOB)")
	exec(t, c, "PRAGMA max_page_count = 10")
	if err := c.Begin(t.Context(), driver.Snapshot); err != nil {
		t.Fatal(err)
	}
	exec(t, c, "INSERT INTO item VALUES (zeroblob(10))")
	_, err := c.Exec(t.Context(), &driver.Statement{SQL: "INSERT INTO item VALUES (zeroblob(1000000))"}, nil)
	wantRefusal(t, "an insert beyond the last page", err, fault.DiskFull)
	if err := c.End(t.Context(), true); err != nil && fault.KindOf(err) != fault.DiskFull {
		t.Errorf("the commit: got %v, want nil or kind disk full", err)
	}
	exec(t, c, "INSERT INTO item VALUES (zeroblob(10))")
}

func TestASnapshotThatGrewOldIsSerialization(t *testing.T) {
	t.Parallel()
	db := onFile(t)
	path := query(t, acquire(t, db, driver.ReadOnly), "SELECT file FROM pragma_database_list WHERE name = 'main'")[0][0].(string)
	if path == "" {
		t.Fatal("no path")
	}
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (n INTEGER)")
	savepoint := func(sql string) { // a deferred transaction, which nobody begins otherwise
		t.Helper()
		if _, err := c.Exec(t.Context(), &driver.Statement{SQL: sql, Savepoint: true}, nil); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	savepoint("SAVEPOINT a")
	if got := query(t, c, "SELECT * FROM item"); len(got) != 0 {
		t.Fatal(got)
	}
	other := acquire(t, openPath(t, path), driver.ReadWrite)
	exec(t, other, "INSERT INTO item VALUES (1)")
	_, err := c.Exec(t.Context(), &driver.Statement{SQL: "INSERT INTO item VALUES (2)"}, nil)
	wantRefusal(t, "a write on an old snapshot", err, fault.Serialization)
	savepoint("RELEASE a")
}
