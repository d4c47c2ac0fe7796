package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/internal/programtest"
	"github.com/rowankit/rowan/orm"
)

func TestRowInsertedBySQLHasItsTime(t *testing.T) {
	t.Parallel()
	v, db := users.Open(t)
	ctx := context.Background()
	insert := orm.SQL(`INSERT INTO "user" (name, email, email_fold) VALUES (?, ?, ?)`, "Ada", "ada@example.org", "ada@example.org")
	if n, err := orm.Exec(ctx, db, insert); n != 1 || err != nil {
		t.Fatalf("insert without created_at: got %d, %v; want one row", n, err)
	}
	if all := stored(t, db); len(all) != 1 || time.Since(all[0].CreatedAt).Abs() > time.Minute {
		t.Errorf("got %v, want one user of this minute", *all[0])
	}
	v.Get("/").WantStatus(200).Want("<td>Ada</td>")
	add(v, "Eve", "ADA@example.org").WantStatus(422)
}

// SQLite has no type for times, so a check of the table keeps the form.
func TestMalformedTimeIsRefusedByTheDatabase(t *testing.T) {
	t.Parallel()
	programtest.AboutFiles(t)
	v, db := users.Open(t)
	for _, at := range []string{"", "yesterday", "2024-02-30 00:00:00.000000", "2024-01-01", "2024-01-01T00:00:00.000000", "2024-01-01 24:00:00.000000"} {
		insert := orm.SQL(`INSERT INTO "user" (name, email, email_fold, created_at) VALUES ('x', ?, ?, ?)`, at+"@example.org", at, at)
		if _, err := orm.Exec(context.Background(), db, insert); fault.KindOf(err) != fault.Check {
			t.Errorf("created_at %q: got %v, want an error of the kind Check", at, err)
		}
	}
	v.Get("/").WantStatus(200).Want("Nobody is here yet.")
}

func TestDatabaseItselfHoldsTheModelsRules(t *testing.T) {
	t.Parallel()
	_, db := users.Open(t)
	ctx := context.Background()
	for _, u := range []User{{Email: "a@example.org"}, {Name: "Ada"}, {Name: "   ", Email: "a@example.org"}} {
		if err := Users.Insert(ctx, db, &u); fault.KindOf(err) != fault.NotNull {
			t.Errorf("insert of %+v: got %v, want an error of the kind NotNull", u, err)
		}
	}
	long := strings.Repeat("é", 101)
	for _, c := range []struct{ name, email string }{{"", "a@example.org"}, {"Ada", ""}, {long, "a@example.org"}, {"Ada", long + long}} {
		insert := orm.SQL(`INSERT INTO "user" (name, email, email_fold) VALUES (?, ?, ?)`, c.name, c.email, c.email)
		if n, err := orm.Exec(ctx, db, insert); err == nil {
			t.Errorf("SQL with the name %q and the email %q: stored %d rows, want a refusal", c.name, c.email, n)
		}
	}
}
