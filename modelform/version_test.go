package modelform_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/modelform"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// Draft counts its changes.
type Draft struct {
	ID      int64
	Title   string
	Text    string
	Version int64
}

func (d *Draft) Define(t *orm.Table[Draft]) {
	t.Column(&d.Title).Size(20).Unique()
	t.Version(&d.Version)
}

var (
	Drafts    = orm.Define[Draft]()
	draftForm = modelform.Define(Drafts, func(f *modelform.Fields, d *Draft) {
		f.Field(&d.Title)
		f.Field(&d.Text)
	})
)

// openDrafts stores a draft.
func openDrafts(t *testing.T) *ormtest.DB {
	t.Helper()
	db := ormtest.Open(t, orm.Models(Drafts))
	if err := draftForm.Err(); err != nil {
		t.Fatal(err)
	}
	f := draftForm.Blank()
	if stored, err := f.Insert(send("title", "one", "text", "first"), db); !stored || err != nil {
		t.Fatal(stored, err, f.Violations())
	}
	return db
}

// change reads the draft as a page does, and sends the form.
func change(t *testing.T, db *ormtest.DB, req sent) (*modelform.Form[Draft], bool) {
	t.Helper()
	draft, err := Drafts.Get(t.Context(), db, 1)
	if err != nil {
		t.Fatal(err)
	}
	f := draftForm.New(draft)
	saved, err := f.Update(req, db)
	if err != nil {
		t.Fatal(err)
	}
	return f, saved
}

var hiddenVersion = regexp.MustCompile(`<input type="hidden"[^>]* name="version"[^>]* value="(\d+)"`)

// pageText is the form as a page shows it.
func pageText(t *testing.T, f *modelform.Form[Draft]) string {
	t.Helper()
	page, err := f.HTML()
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// shownVersion is the version that a page carries, or "".
func shownVersion(t *testing.T, f *modelform.Form[Draft]) string {
	t.Helper()
	if m := hiddenVersion.FindStringSubmatch(pageText(t, f)); m != nil {
		return m[1]
	}
	return ""
}

func TestAFormCarriesTheVersionThatItsPageShows(t *testing.T) {
	t.Parallel()
	db := openDrafts(t)
	f, saved := change(t, db, nil)
	if got := shownVersion(t, f); saved || got != "1" {
		t.Errorf("the page carries the version %q, want 1\n%s", got, pageText(t, f))
	}
	if f, saved = change(t, db, send("title", "two", "text", "mine", "version", "1")); !saved {
		t.Fatalf("not saved: %v", f.Violations())
	}
	want := &Draft{ID: 1, Title: "two", Text: "mine", Version: 2}
	got, err := Drafts.Get(t.Context(), db, 1)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("the row (-want +got):\n%s%v", diff, err)
	}
}

func TestAFormForANewObjectCarriesNoVersion(t *testing.T) {
	t.Parallel()
	db := openDrafts(t)
	f := draftForm.Blank()
	if err := f.Show(sent(nil), db); err != nil {
		t.Fatal(err)
	}
	if got := shownVersion(t, f); got != "" {
		t.Errorf("the page carries the version %q, want none", got)
	}
	if stored, err := f.Insert(send("title", "new", "text", "", "version", "9"), db); stored && err == nil {
		t.Error("a text that may not be empty was stored")
	}
	f = draftForm.Blank()
	if stored, err := f.Insert(send("title", "new", "text", "x", "version", "9"), db); !stored || err != nil || f.Object.Version != 1 {
		t.Errorf("stored %t with the version %d, %v, %v", stored, f.Object.Version, err, f.Violations())
	}
}

func TestAPageThatSomebodyElseHasOvertakenIsToldAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	db := openDrafts(t)
	if _, saved := change(t, db, send("title", "theirs", "text", "their text", "version", "1")); !saved {
		t.Fatal("their change was not saved")
	}
	f, saved := change(t, db, send("title", "mine", "text", "my text", "version", "1"))
	if saved {
		t.Fatal("a page that is old was saved")
	}
	page := pageText(t, f)
	for _, part := range []string{"changed this meanwhile", "theirs", `value="mine"`, `my text`} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %q:\n%s", part, page)
		}
	}
	if v := f.Violations(); len(v) != 1 || v[0].Kind != fault.Stale {
		t.Errorf("got the violations %+v, want one of the kind %q", v, fault.Stale)
	}
	if n, err := Drafts.Where(orm.Eq(&Drafts.C.Title, "theirs")).Count(t.Context(), db); n != 1 || err != nil {
		t.Errorf("their change is in %d rows, %v", n, err)
	}
	if got := shownVersion(t, f); got != "2" {
		t.Errorf("the page carries the version %q, want that of the row, 2", got)
	}
	if f, saved = change(t, db, send("title", "mine", "text", "my text", "version", shownVersion(t, f))); !saved {
		t.Errorf("sent again it was not saved: %v", f.Violations())
	}
}

func TestAVersionThatIsNotSentIsAskedFor(t *testing.T) {
	t.Parallel()
	db := openDrafts(t)
	for what, req := range map[string]sent{
		"none": send("title", "x", "text", "x"), "no number": send("title", "x", "text", "x", "version", "x"), "a higher one": send("title", "x", "text", "x", "version", "7"),
	} {
		if f, saved := change(t, db, req); saved || len(f.Violations()) != 1 {
			t.Errorf("%s: saved %t, violations %v, want one", what, saved, f.Violations())
		}
	}
}

func TestAFormThatNamesTheVersionItselfIsLeftAlone(t *testing.T) {
	t.Parallel()
	named := modelform.Define(Drafts, func(f *modelform.Fields, d *Draft) {
		f.Field(&d.Title)
		f.Field(&d.Version).As(form.Hidden).Label("Edition")
	})
	if err := named.Err(); err != nil {
		t.Fatal(err)
	}
	f := named.New(&Draft{ID: 1, Title: "x", Text: "x", Version: 5})
	if err := f.Show(sent(nil), openDrafts(t)); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(pageText(t, f), `name="version"`); n != 1 {
		t.Errorf("the version stands %d times in the form, want once", n)
	}
}
