package site_test

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
	"github.com/rowankit/rowan/site"
	"github.com/rowankit/rowan/web"
)

// Note is what the tests keep.
type Note struct {
	ID   int64
	Text string
}

func (n *Note) Define(t *orm.Table[Note]) { t.Column(&n.Text).Size(100) }

var (
	notes  = orm.Define[Note]()
	models = orm.Models(notes)
)

// newApp shows the notes, 2 on a page, and each but "hidden" on a page of its own.
func newApp(db *orm.DB, secret []byte) (*web.App, error) {
	pages := fstest.MapFS{
		"templates/list.html":  {Data: []byte(`{{range $i, $n := .Items}}{{if $i}} {{end}}{{$n.Text}}{{end}}`)},
		"templates/note.html":  {Data: []byte(`{{.Text}}`)},
		"templates/error.html": {Data: []byte(`{{.Title}}`)},
	}
	app, err := web.New(web.Options{Files: []fs.FS{pages}, Secret: secret, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	app.Get("/", "list", func(c *web.Context) error {
		page, err := site.Page(c, db, notes.Query(), 2)
		if err != nil {
			return err
		}
		return c.Render(200, "list.html", page)
	})
	app.Get("/notes/{id}", "note", func(c *web.Context) error {
		note, err := site.Row(c, db, notes.Where(orm.Ne(&notes.C.Text, "hidden")))
		if err != nil {
			return err
		}
		return c.Render(200, "note.html", note)
	})
	return app, nil
}

func TestOnlyPagesAndRowsThatExistAreFound(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, models)
	app, err := newApp(db.DB, []byte("a secret of the tests alone"))
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) (int, string) {
		answer := httptest.NewRecorder()
		app.ServeHTTP(answer, httptest.NewRequest("GET", path, nil))
		return answer.Code, answer.Body.String()
	}
	if code, text := get("/"); code != 200 || text != "" {
		t.Errorf("an empty list: got %d %q, want 200 and nothing", code, text)
	}
	if err := notes.InsertAll(t.Context(), db, []*Note{{Text: "one"}, {Text: "two"}, {Text: "hidden"}}); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"/": "one two", "/?page=2": "hidden", "/notes/1": "one", "/notes/2": "two"} {
		if code, text := get(path); code != 200 || text != want {
			t.Errorf("GET %s: got %d %q, want 200 %q", path, code, text, want)
		}
	}
	for _, path := range []string{
		"/?page=3", "/?page=0", "/?page=x", "/?page=1000000000", "/notes/3", "/notes/4", "/notes/0", "/notes/-1", "/notes/01", "/notes/+1",
		"/notes/1.0", "/notes/9223372036854775807", "/notes/9223372036854775808", "/notes/x", "/notes/%00", "/notes/1%20", "/notes/%EF%BC%91",
	} {
		if code, _ := get(path); code != 404 {
			t.Errorf("GET %s: got %d, want 404", path, code)
		}
	}
	ormtest.Statements(t, db, 2, func() { get("/") })
	ormtest.Statements(t, db, 1, func() { get("/notes/1") })
	ormtest.Statements(t, db, 0, func() { get("/notes/x") })
}

func TestCommandDoesTheTaskThatIsNamed(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"ROWAN_ENV", "SECRET_KEY"} {
		t.Setenv(name, "")
	}
	var got []string
	c := site.Command{Name: "notes", Models: models, App: newApp, Tasks: map[string]site.Task{
		"fill": func(ctx context.Context, db *orm.DB, args []string) error {
			got = args
			return notes.Insert(ctx, db, &Note{Text: args[0]})
		},
	}}
	if err := c.Run(t.Context(), "", ormtest.URL(t), "fill", "one", "two"); err != nil || strings.Join(got, " ") != "one two" {
		t.Errorf("got %v, %v; want the task called with what follows its name", got, err)
	}
}

// wrong is the definition of a form with a mistake.
type wrong struct{}

var errWrong = errors.New("the form is wrong")

func (wrong) Err() error { return errWrong }

func TestMistakesOfFormsStopTheStart(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"ROWAN_ENV", "SECRET_KEY"} {
		t.Setenv(name, "")
	}
	c := site.Command{Name: "notes", Models: models, Forms: site.Forms{wrong{}, wrong{}}, App: newApp}
	if err := c.Run(t.Context(), "127.0.0.1:0", ormtest.URL(t)); !errors.Is(err, errWrong) || strings.Count(err.Error(), "wrong") != 2 {
		t.Errorf("got %v, want the mistakes of both", err)
	}
}
