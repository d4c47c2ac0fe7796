package conformance_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/rowankit/rowan/conformance"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// The examples of docs/session.md stand in this file, so that they compile and do what the page says.

type User struct {
	ID       int64
	Name     string
	Email    string
	Datasets orm.Many[Dataset]
}

func (u *User) Define(t *orm.Table[User]) {
	t.Column(&u.Name).Size(100)
	t.Column(&u.Email).Size(120).Unique()
}

type Dataset struct {
	ID      int64
	Name    string
	Size    int64
	Version int64
	UserID  int64
	User    orm.One[User]
}

func (d *Dataset) Define(t *orm.Table[Dataset]) {
	t.Version(&d.Version)
	orm.BelongsTo(t, &d.User).OnDelete(orm.Cascade).DeleteOrphans()
}

func (d *Dataset) BeforeInsert(context.Context, orm.Reader) error {
	d.Name = strings.TrimSuffix(d.Name, ".csv")
	return nil
}

var (
	Users    = orm.Define[User]()
	Datasets = orm.Define[Dataset]()
)

// guided opens a database with the users 6 and 7, who have two datasets each.
func guided(t *testing.T) *ormtest.DB {
	t.Helper()
	db := ormtest.Open(t, orm.Models(Users, Datasets))
	for _, u := range []*User{{ID: 6, Name: "Grace", Email: "grace@example.org"}, {ID: 7, Name: "Ada", Email: "ada@example.org"}} {
		u.Datasets.Add(&Dataset{Name: u.Name + " one"}, &Dataset{Name: u.Name + " two"})
		if err := store(t.Context(), db.DB, u); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// names lists the datasets of each user.
func names(t *testing.T, db *ormtest.DB) (list []string) {
	t.Helper()
	users, err := Users.With(&Users.C.Datasets).All(t.Context(), db.DB)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range users {
		list = append(list, u.Name)
		of, err := u.Datasets.All()
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range of {
			list = append(list, "  "+d.Name)
		}
	}
	return list
}

func want(t *testing.T, db *ormtest.DB, lines ...string) {
	t.Helper()
	if got := names(t, db); !slices.Equal(got, lines) {
		t.Errorf("got the rows %q, want %q", got, lines)
	}
}

func TestGuideEditsAUserWithHerDatasets(t *testing.T) {
	t.Parallel()
	db, ctx := guided(t), t.Context()
	if err := edit(ctx, db.DB); err != nil {
		t.Fatal(err)
	}
	want(t, db, "Grace", "  Grace one", "  Grace two", "Ada L.", "  Ada two", "  iris")
}

func edit(ctx context.Context, db *orm.DB) error {
	err := db.Session(ctx, func(ctx context.Context, s *orm.Session) error {
		user, err := Users.With(&Users.C.Datasets).Get(ctx, s, 7)
		if err != nil {
			return err
		}
		user.Name = "Ada L."
		list, err := user.Datasets.Load(ctx)
		if err != nil {
			return err
		}
		user.Datasets.Remove(list[0])
		user.Datasets.Add(&Dataset{Name: "iris"})
		return nil
	})
	return err
}

func TestGuideWritesInBulkAndMerges(t *testing.T) {
	t.Parallel()
	db, posted := guided(t), &User{ID: 6, Name: "Grace H.", Email: "grace@example.org"}
	err := db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		n, err := Datasets.Where(orm.Lt(&Datasets.C.Size, 1)).Delete(ctx, s.Bulk())
		if err != nil || n != 4 {
			t.Errorf("got %d, %v, want 4 rows deleted", n, err)
		}
		user, err := Users.Merge(ctx, s, posted)
		if user == posted {
			t.Error("Merge returned what it was given")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want(t, db, "Grace H.", "Ada")
}

func TestGuideKeepsBothSides(t *testing.T) {
	t.Parallel()
	db := guided(t)
	err := db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		users, err := Users.With(&Users.C.Datasets).All(ctx, s)
		if err != nil {
			return err
		}
		grace, ada := users[0], users[1]
		of, err := ada.Datasets.Load(ctx)
		if err != nil {
			return err
		}
		dataset := of[0]
		dataset.User.Set(grace)                // or grace.Datasets.Add(dataset)
		moved, err := grace.Datasets.Load(ctx) // has it; ada.Datasets does not any more
		left, _ := ada.Datasets.Load(ctx)
		if !slices.Contains(moved, dataset) || slices.Contains(left, dataset) {
			t.Errorf("got %d datasets and %d, want the one moved", len(moved), len(left))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want(t, db, "Grace", "  Grace one", "  Grace two", "  Ada one", "Ada", "  Ada two")
}

func store(ctx context.Context, db *orm.DB, user *User) error {
	return db.Session(ctx, func(_ context.Context, s *orm.Session) error {
		Users.Add(s, user)
		return nil
	})
}

func TestGuideTriesAgain(t *testing.T) {
	t.Parallel()
	db := guided(t)
	user := &User{Name: "Ada L.", Email: "ada@example.org"}
	user.Datasets.Add(&Dataset{Name: "iris.csv"})
	if err := again(t.Context(), db.DB, user); err != nil {
		t.Fatal(err)
	}
	want(t, db, "Grace", "  Grace one", "  Grace two", "Ada", "  Ada one", "  Ada two", "Ada L.", "  iris")
}

func again(ctx context.Context, db *orm.DB, user *User) error {
	err := store(ctx, db, user)
	if fault.KindOf(err) == fault.Unique {
		user.Email = "ada.l@example.org"
		err = store(ctx, db, user)
	}
	return err
}

func TestGuideNests(t *testing.T) {
	t.Parallel()
	db := guided(t)
	for _, invited := range []*User{{Name: "Edith", Email: "ada@example.org"}, {Name: "Edith", Email: "edith@example.org"}} {
		if err := db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error { return invite(ctx, s, invited) }); err != nil {
			t.Fatal(err)
		}
	}
	want(t, db, "Grace", "  Grace one", "  Grace two", "Ada", "  Ada one", "  Ada two", "Edith")
}

func invite(ctx context.Context, s *orm.Session, invited *User) error {
	err := s.Nested(ctx, func(ctx context.Context) error {
		Users.Add(s, invited)
		return nil
	})
	if err != nil && fault.KindOf(err) != fault.Unique {
		return err
	}
	return nil
}

func TestGuideTellsOfALostUpdate(t *testing.T) {
	t.Parallel()
	db, ctx := guided(t), t.Context()
	shown, err := Datasets.Get(ctx, db.DB, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := Datasets.Update(ctx, db.DB, &Dataset{ID: 1, Name: "theirs", Version: 1, UserID: 6}); err != nil {
		t.Fatal(err)
	}
	shown.Name = "mine"
	got := told(Datasets.Update(ctx, db.DB, shown))
	if got != "you wrote mine, and meanwhile somebody wrote theirs" {
		t.Errorf("got %q", got)
	}
	id := shown.ID
	err = db.Session(ctx, func(ctx context.Context, s *orm.Session) error {
		_, err := Datasets.Where(orm.Eq(&Datasets.C.ID, id)).Update(ctx, s.Bulk(), orm.Increment(&Datasets.C.Size, 1))
		return err
	})
	stored, _ := Datasets.Get(ctx, db.DB, 1)
	if err != nil || stored.Size != 1 || stored.Name != "theirs" {
		t.Errorf("got %+v, %v, want the size 1", stored, err)
	}
}

func told(err error) string {
	var stale *orm.StaleError
	if errors.As(err, &stale) {
		mine, theirs := stale.Object.(*Dataset), stale.Stored.(*Dataset)
		return fmt.Sprintf("you wrote %s, and meanwhile somebody wrote %s", mine.Name, theirs.Name)
	}
	return fmt.Sprint(err)
}

// Each example of the page stands in this file, line for line.
func TestGuideStandsHere(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/session.md")
	if err != nil {
		t.Fatal(err)
	}
	here, err := os.ReadFile("sessionsguide_test.go")
	if err != nil {
		t.Fatal(err)
	}
	blocks := 0
	for i, part := range strings.Split(string(page), "```") {
		example, isGo := strings.CutPrefix(part, "go\n")
		if i%2 == 0 || !isGo {
			continue
		}
		if blocks++; !strings.Contains(trimmed(string(here)), trimmed(example)) {
			t.Errorf("docs/session.md has an example that this file does not have:\n%s", example)
		}
	}
	if blocks < 8 {
		t.Errorf("got %d examples of docs/session.md, want all of them", blocks)
	}
}

// The tables of the page name every case about flushes and sessions.
func TestSessionPageNamesItsCases(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/session.md")
	if err != nil {
		t.Fatal(err)
	}
	cases := 0
	for _, n := range conformance.Names() {
		if !strings.HasPrefix(n, "flushes/") && !strings.HasPrefix(n, "sessions/") {
			continue
		}
		if cases++; !strings.Contains(string(page), "`"+n+"`") {
			t.Errorf("docs/session.md does not name %s", n)
		}
	}
	if cases < 80 {
		t.Errorf("got %d cases, want those about flushes and sessions", cases)
	}
}

// trimmed is a text without what indents its lines.
func trimmed(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(strings.TrimSpace(line) + "\n")
	}
	return b.String()
}
