package site_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
	"github.com/rowankit/rowan/site"
	"github.com/rowankit/rowan/web"
)

// Letter is its owner's, and may be thrown away.
type Letter struct {
	ID     int64
	Owner  string
	Text   string
	Thrown *time.Time
}

type ownerKey struct{}

func (l *Letter) Define(t *orm.Table[Letter]) {
	t.Column(&l.Owner).Size(20)
	t.Column(&l.Text).Size(100)
	t.SoftDelete(&l.Thrown)
	t.ScopedBy(orm.NewScope("owner"), func(ctx context.Context) ([]orm.Cond, error) {
		owner, ok := ctx.Value(ownerKey{}).(string)
		if !ok {
			return nil, errors.New("nobody is signed in")
		}
		return []orm.Cond{orm.Eq(&l.Owner, owner)}, nil
	})
}

var letters = orm.Define[Letter]()

// post shows a visitor's own letters.
var post = site.Command{
	Name: "post", Models: orm.Models(letters), Options: web.Options{Logger: slog.New(slog.DiscardHandler)},
	Routes: func(app *web.App, db *orm.DB) {
		app.Get("/", "list", func(c *web.Context) error {
			page, err := site.Page(c, db, letters.Query(), 5)
			if err != nil {
				return err
			}
			return c.Render(200, "list.html", page)
		})
		app.Get("/letters/{id}", "letter", func(c *web.Context) error {
			l, err := site.Row(c, db, letters.Query())
			if err != nil {
				return err
			}
			return c.Render(200, "letter.html", l)
		})
	},
	Files: fstest.MapFS{
		"templates/list.html":   {Data: []byte(`{{.Total}}:{{range .Items}} {{.Text}}{{end}}`)},
		"templates/letter.html": {Data: []byte(`{{.Text}}`)},
		"templates/error.html":  {Data: []byte(`{{.Title}}`)},
	},
}

func TestARowThatScopesHideIsNotFoundOnAnyPage(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, post.Models)
	app, err := post.App(db.DB, []byte("a secret of the tests alone"))
	if err != nil {
		t.Fatal(err)
	}
	thrown := time.Now()
	list := []*Letter{{Owner: "ann", Text: "hers"}, {Owner: "ben", Text: "his"}, {Owner: "ann", Text: "old", Thrown: &thrown}}
	if err := letters.InsertAll(t.Context(), db, list); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		owner, path string
		code        int
		text        string
	}{
		{"ann", "/", 200, "1: hers"},
		{"ben", "/", 200, "1: his"},
		{"ann", "/letters/1", 200, "hers"},
		{"ann", "/letters/2", 404, "Page not found"},
		{"ben", "/letters/1", 404, "Page not found"},
		{"ann", "/letters/3", 404, "Page not found"},
		{"ann", "/letters/4", 404, "Page not found"},
		{"", "/letters/1", 500, ""},
	} {
		ctx := t.Context()
		if x.owner != "" {
			ctx = context.WithValue(ctx, ownerKey{}, x.owner)
		}
		answer := httptest.NewRecorder()
		app.ServeHTTP(answer, httptest.NewRequestWithContext(ctx, http.MethodGet, x.path, nil))
		if text := answer.Body.String(); answer.Code != x.code || x.text != "" && text != x.text {
			t.Errorf("GET %s as %q: got %d %q, want %d %q", x.path, x.owner, answer.Code, text, x.code, x.text)
		}
	}
}
