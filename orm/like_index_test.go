package orm_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/orm"
)

type searched struct {
	ID    int64
	Title string
	Email string
	Note  string
	Shop  string
}

func (s *searched) Define(t *orm.Table[searched]) {
	t.Column(&s.Title).Size(100).Index().Folded()
	t.Column(&s.Email).Size(100).UniqueFold()
	t.Column(&s.Note).Size(100)
	t.Column(&s.Shop).Size(100)
	t.Index(&s.Shop, &s.Note)
}

type lastStatement struct{ sql string }

func (l *lastStatement) Observe(_ context.Context, e orm.Event) { l.sql = e.Statement }

// Only where an index begins with the column may SQLite look at the pattern, since it plans anew for each one.
func TestLikeLooksAtThePatternWhereAnIndexHelps(t *testing.T) {
	t.Parallel()
	ctx, model, last := t.Context(), orm.Define[searched](), &lastStatement{}
	url := "sqlite:///" + filepath.Join(t.TempDir(), "like.db")
	db, err := connect.OpenWith(ctx, url, orm.Models(model), orm.Options{Observer: last})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.CreateTables(ctx); err != nil {
		t.Fatal(err)
	}
	c := model.C
	for _, v := range []struct {
		name string
		cond orm.Cond
		want string
	}{
		{"an index", orm.Like(&c.Title, "a%"), `"title" LIKE ?`},
		{"a folded unique column", orm.LikeFold(&c.Email, "A%"), `"email_fold" LIKE ?`},
		{"the first column of an index", orm.Like(&c.Shop, "a%"), `"shop" LIKE ?`},
		{"the second column of an index", orm.Like(&c.Note, "a%"), `"note" LIKE +?`},
		{"the text beside a folded one", orm.Like(&c.Email, "a%"), `"email" LIKE +?`},
		{"folded text beside an indexed one", orm.LikeFold(&c.Title, "a%"), `"title_fold" LIKE +?`},
	} {
		if _, err := model.Where(v.cond).All(ctx, db); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(last.sql, v.want) {
			t.Errorf("%s: got %s, want %s in it", v.name, last.sql, v.want)
		}
	}
}
