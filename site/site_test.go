package site_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rowankit/rowan/internal/programtest"
	"github.com/rowankit/rowan/modelform"
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

// program shows the notes, 2 on a page, and each but "hidden" on a page of its own.
var program = site.Command{
	Name: "notes", Models: models, Routes: routes, Options: web.Options{Logger: slog.New(slog.DiscardHandler)},
	Files: fstest.MapFS{
		"templates/list.html":  {Data: []byte(`{{range $i, $n := .Items}}{{if $i}} {{end}}{{$n.Text}}{{end}}`)},
		"templates/seek.html":  {Data: []byte(`{{range .Items}}{{.Text}} {{end}}{{.Previous}} {{.Next}}`)},
		"templates/note.html":  {Data: []byte(`{{.Text}}`)},
		"templates/with.html":  {Data: []byte(`{{.Row.Text}}:{{range .List.Items}} {{.ID}}{{end}}`)},
		"templates/error.html": {Data: []byte(`{{.Title}}`)},
	},
}

func routes(app *web.App, db *orm.DB) {
	app.Get("/", "list", func(c *web.Context) error {
		page, err := site.Page(c, db, notes.Query(), 2)
		if err != nil {
			return err
		}
		return c.Render(200, "list.html", page)
	})
	app.Get("/seek", "seek", func(c *web.Context) error {
		key, err := app.Key("cursors")
		if err != nil {
			return err
		}
		cursors, err := orm.NewCursors(key)
		if err != nil {
			return err
		}
		page, err := site.PageAt(c, db, notes.OrderBy(orm.Desc(&notes.C.Text)), cursors, 2)
		if err != nil {
			return err
		}
		return c.Render(200, "seek.html", page)
	})
	app.Get("/texts/{of}", "text", func(c *web.Context) error {
		note, err := site.Row(c, db, notes.Query(), "of")
		if err != nil {
			return err
		}
		return c.Render(200, "note.html", note)
	})
	app.Get("/notes/{id}", "note", func(c *web.Context) error {
		note, err := site.Row(c, db, notes.Where(orm.Ne(&notes.C.Text, "hidden")))
		if err != nil {
			return err
		}
		return c.Render(200, "note.html", note)
	})
	app.Get("/after/{id}", "after", func(c *web.Context) error {
		page, err := site.RowWith(c, db, notes.Query(), func(n *Note) orm.Query[Note] { return notes.Where(orm.Gt(&notes.C.ID, n.ID)) }, 2)
		if err != nil {
			return err
		}
		return c.Render(200, "with.html", page)
	})
	app.Form("/add", "add", func(c *web.Context) error {
		f := noteForm.Blank()
		stored, err := f.Insert(c, db)
		page := site.FormPage{Title: "Add <Note>", Button: "Add", Form: f, Back: "note", Args: []any{2}, Message: "Added."}
		return page.Answer(c, stored, err)
	})
}

var noteForm = modelform.Define(notes, func(f *modelform.Fields, n *Note) { f.Field(&n.Text) })

func TestOnlyPagesAndRowsThatExistAreFound(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, models)
	app, err := program.App(db.DB, []byte("a secret of the tests alone"))
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
	for path, want := range map[string]string{"/": "one two", "/?page=2": "hidden", "/notes/1": "one", "/notes/2": "two", "/after/1": "one: 2 3", "/texts/2": "two"} {
		if code, text := get(path); code != 200 || text != want {
			t.Errorf("GET %s: got %d %q, want 200 %q", path, code, text, want)
		}
	}
	for _, path := range []string{
		"/?page=3", "/?page=0", "/?page=x", "/?page=1000000000", "/notes/3", "/notes/4", "/notes/0", "/notes/-1", "/notes/01", "/notes/+1",
		"/notes/1.0", "/notes/9223372036854775807", "/notes/9223372036854775808", "/notes/x", "/notes/%00", "/notes/1%20", "/notes/%EF%BC%91", "/after/4", "/after/1?page=2", "/after/x",
		"/seek?cursor=x", "/seek?cursor=%00", "/seek?cursor=&cursor=", "/seek?cursor=%", "/texts/two",
	} {
		if code, _ := get(path); code != 404 {
			t.Errorf("GET %s: got %d, want 404", path, code)
		}
	}
	_, text := get("/seek")
	next, ok := strings.CutPrefix(text, "two one  ")
	if !ok || next == "" {
		t.Errorf("the first page from cursor to cursor: got %q, want two notes and the cursor of the next page", text)
	}
	_, text = get("/seek?cursor=" + next)
	previous, ok := strings.CutPrefix(text, "hidden ")
	if !ok || !strings.HasSuffix(previous, " ") || len(previous) < 40 {
		t.Errorf("the second page: got %q, want the last note and the cursor of the page before", text)
	}
	if code, text := get("/seek?cursor=" + strings.TrimSpace(previous)); code != 200 || !strings.HasPrefix(text, "two one ") {
		t.Errorf("back: got %d %q, want the first two notes", code, text)
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
	c := site.Command{Name: "notes", Models: models, Routes: routes, Tasks: map[string]site.Task{
		"fill": func(ctx context.Context, db *orm.DB, args []string) error {
			got = args
			return notes.Insert(ctx, db, &Note{Text: args[0]})
		},
	}}
	if err := c.Run(t.Context(), "", ormtest.URL(t), "fill", "one", "two"); err != nil || strings.Join(got, " ") != "one two" {
		t.Errorf("got %v, %v; want the task called with what follows its name", got, err)
	}
}

func TestCommandPreparesTheDatabaseBeforeItsTasks(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"ROWAN_ENV", "SECRET_KEY"} {
		t.Setenv(name, "")
	}
	ready := errors.New("the task met a note")
	c := site.Command{Name: "notes", Models: models, Routes: routes,
		Prepare: func(ctx context.Context, db *orm.DB) error { return notes.Insert(ctx, db, &Note{Text: "one"}) },
		Tasks: map[string]site.Task{"look": func(ctx context.Context, db *orm.DB, _ []string) error {
			if n, err := notes.Count(ctx, db); n != 1 || err != nil {
				t.Errorf("the task met %d notes, %v, want 1", n, err)
			}
			return ready
		}},
	}
	if err := c.Run(t.Context(), "", ormtest.URL(t), "look"); !errors.Is(err, ready) {
		t.Errorf("got %v, want the task done", err)
	}
	stop := errors.New("not today")
	c.Prepare = func(context.Context, *orm.DB) error { return stop }
	if err := c.Run(t.Context(), "127.0.0.1:0", ormtest.URL(t)); !errors.Is(err, stop) {
		t.Errorf("got %v, want the error of Prepare", err)
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
	c := site.Command{Name: "notes", Models: models, Forms: site.Forms{wrong{}, wrong{}}, Routes: routes}
	if err := c.Run(t.Context(), "127.0.0.1:0", ormtest.URL(t)); !errors.Is(err, errWrong) || strings.Count(err.Error(), "wrong") != 2 {
		t.Errorf("got %v, want the mistakes of both", err)
	}
}

func TestAFormIsAnsweredByARedirectByThePageAgainOrByAnError(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, models)
	if err := notes.InsertAll(t.Context(), db, []*Note{{Text: "one"}}); err != nil {
		t.Fatal(err)
	}
	app, err := program.App(db.DB, []byte("a secret of the tests alone"))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(app)
	t.Cleanup(server.Close)
	v := programtest.NewVisitor(t, server.URL)
	v.Get("/add").WantStatus(200).Want("<h1>Add &lt;Note&gt;</h1>", `<button type="submit">Add</button> <a class="button quiet" href="/notes/2">Back</a>`)
	v.Fill("/add", "text", "").WantStatus(422).Want("Text is required", `<button type="submit">Add</button>`)
	if p := v.Fill("/add", "text", "two").WantStatus(303); p.Header.Get("Location") != "/notes/2" {
		t.Errorf("got Location %q, want /notes/2", p.Header.Get("Location"))
	}
	v.Get("/add").Want(`<p class="flash" role="status">Added.</p>`)
	token := v.Token("/add")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	v.Post("/add", "text=three", token).WantStatus(503)
}
