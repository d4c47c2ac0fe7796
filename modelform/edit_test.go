package modelform_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/modelform"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// openAuthors stores two authors, each with two books and the first two of three genres.
func openAuthors(t *testing.T) *ormtest.DB {
	t.Helper()
	db := openLibrary(t, 3)
	for i, name := range []string{"Ada", "Eve"} {
		f := authorForm.Blank()
		stored, err := f.Insert(send("name", name, "email", name+"@b.cc", "books.0.title", fmt.Sprint("One ", i+1), "books.0.pages", "1",
			"books.1.title", fmt.Sprint("Two ", i+1), "books.1.pages", "2", "genres", "1", "genres", "2"), db)
		if !stored || err != nil {
			t.Fatal(stored, err, f.Violations())
		}
	}
	return db
}

var bothAuthors = []string{"1 Ada <Ada@b.cc>: 1 One 1 1, 2 Two 1 2, genre 1 genre 2", "2 Eve <Eve@b.cc>: 3 One 2 1, 4 Two 2 2, genre 1 genre 2"}

// find reads an author as an edit page does.
func find(t *testing.T, id int64) func(orm.Reader) (*Author, error) {
	return func(r orm.Reader) (*Author, error) {
		return Authors.Query().With(orm.Load(&Authors.C.Books), orm.Load(&Authors.C.Genres)).Get(t.Context(), r, id)
	}
}

// edit submits a change of the first author.
func edit(t *testing.T, db *ormtest.DB, req sent) (*modelform.Form[Author], bool) {
	t.Helper()
	f, saved, err := authorForm.Edit(req, db.DB, find(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	return f, saved
}

var pageInput = regexp.MustCompile(`<input type="(?:hidden|text|checkbox)"(?: id="[^"]*")? name="([^"]*)" value="([^"]*)"( checked)?`)

// pageOf is what the page of the first author sends when nothing is touched, with changes.
func pageOf(t *testing.T, db *ormtest.DB, changes ...string) sent {
	t.Helper()
	f, saved, err := authorForm.Edit(sent(nil), db.DB, find(t, 1))
	if err != nil || saved {
		t.Fatal(saved, err)
	}
	return again(t, f, changes...)
}

// again is what a page sends that shows a form.
func again(t *testing.T, f *modelform.Form[Author], changes ...string) sent {
	t.Helper()
	html, err := f.HTML()
	if err != nil {
		t.Fatal(err)
	}
	s := sent{}
	for _, m := range pageInput.FindAllStringSubmatch(string(html), -1) {
		if !strings.Contains(m[0], `"checkbox"`) || m[3] != "" {
			s[m[1]] = append(s[m[1]], m[2])
		}
	}
	for i := 0; i < len(changes); i += 2 {
		s[changes[i]] = strings.Split(changes[i+1], "|")
	}
	return s
}

func wantLibrary(t *testing.T, db orm.Reader, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, library(t, db)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}

func TestEditStoresWhatHasChangedByOneSession(t *testing.T) {
	t.Parallel()
	db := openAuthors(t)
	page := pageOf(t, db, "name", " Grace ", "books.0.title", "First", "books.1._remove", "on", "books.2.title", "Third", "books.2.pages", "3", "genres", "2|3")
	f, saved := edit(t, db, page)
	if !saved || f.Object.Name != "Grace" {
		t.Fatalf("saved %t, %v", saved, f.Violations())
	}
	wantLibrary(t, db, "1 Grace <Ada@b.cc>: 1 First 1, 5 Third 3, genre 2 genre 3", bothAuthors[1])
	page = pageOf(t, db)
	ormtest.Statements(t, db, 4, func() { edit(t, db, page) }) // author, books, genres, and the genres to choose from
	wantLibrary(t, db, "1 Grace <Ada@b.cc>: 1 First 1, 5 Third 3, genre 2 genre 3", bothAuthors[1])
}

func TestEditShowsWhatIsStored(t *testing.T) {
	t.Parallel()
	db := openAuthors(t)
	var f *modelform.Form[Author]
	ormtest.Statements(t, db, 4, func() { f, _ = edit(t, db, nil) })
	html, err := f.HTML()
	if err != nil || f.Status() != 200 {
		t.Fatal(err, f.Status())
	}
	for _, want := range []string{`name="books.1._key" value="2"`, `name="books.1.title" value="Two 1"`, `value="2" checked> <label for="genres.1">genre 2`} {
		if !strings.Contains(string(html), want) {
			t.Errorf("page lacks\n%s\n--- got\n%s", want, html)
		}
	}
	if _, _, err := authorForm.Edit(sent(nil), db.DB, find(t, 9)); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an author who is not there: got %v, want NotFound", err)
	}
	if _, _, err := authorForm.Edit(send(), db.DB, find(t, 9)); fault.KindOf(err) != fault.NotFound {
		t.Errorf("submitting one who is not there: got %v, want NotFound", err)
	}
}

func TestEditRefusesBesideTheFieldOfTheRowAndStoresNothing(t *testing.T) {
	t.Parallel()
	db := openAuthors(t)
	for _, c := range []struct {
		what    string
		changes []string
		want    []string
	}{
		{"taken email", []string{"email", "eve@B.cc", "books.0.title", "x"}, []string{"Email unique"}},
		{"taken title", []string{"name", "x", "books.1.title", "One 2"}, []string{"Books.1.Title unique"}},
		{"taken title of a new one", []string{"books.2.title", "One 2", "books.2.pages", "1"}, []string{"Books.2.Title unique"}},
		{"two mistakes", []string{"books.0.pages", "-1", "books.2.title", strings.Repeat("x", 21), "books.2.pages", "1"}, []string{"Books.0.Pages out_of_range", "Books.2.Title too_long"}},
		{"another's book", []string{"books.0._key", "3"}, []string{"Books.0 gone"}},
		{"a made-up book", []string{"books.0._key", "99"}, []string{"Books.0 gone"}},
		{"a book twice", []string{"books.0._key", "2"}, []string{"Books.1 sent_twice"}},
		{"a made-up genre", []string{"genres", "1|9"}, []string{"Genres choice"}},
		{"no name", []string{"name", " ", "books.0._remove", "on"}, []string{"Name required"}},
	} {
		f, saved := edit(t, db, pageOf(t, db, c.changes...))
		var got []string
		for _, v := range f.Violations() {
			got = append(got, v.Field+" "+v.Code)
		}
		if saved || !slices.Equal(got, c.want) || f.Status() != 422 {
			t.Errorf("%s: saved %t, got %q, want %q", c.what, saved, got, c.want)
		}
		for i := 0; i < len(c.changes); i += 2 {
			name, value := c.changes[i], c.changes[i+1]
			if strings.Contains(name, "_") || name == "genres" {
				continue
			}
			if v, err := f.Field(name); err != nil || v.Value != value {
				t.Errorf("%s: the field %s shows %q, %v; want what was typed", c.what, name, v.Value, err)
			}
		}
		wantLibrary(t, db, bothAuthors...)
	}
}

func TestEditTwiceTheSameNewValueIsRefusedOnce(t *testing.T) {
	t.Parallel()
	db := openAuthors(t)
	f, saved := edit(t, db, pageOf(t, db, "books.2.title", "same", "books.2.pages", "1", "books.3.title", "same", "books.3.pages", "1"))
	if saved || len(f.Violations()) == 0 || !strings.HasSuffix(f.Violations()[0].Field, "Title") {
		t.Errorf("saved %t, %v", saved, f.Violations())
	}
	wantLibrary(t, db, bothAuthors...)
}

func TestWhatSomebodyElseHasRemovedMeanwhileIsTold(t *testing.T) {
	t.Parallel()
	db := openAuthors(t)
	page := pageOf(t, db, "books.0.title", "mine")
	if _, err := Books.Where(orm.Eq(&Books.C.ID, int64(1))).Delete(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	f, saved := edit(t, db, page)
	if saved || len(f.Violations()) != 1 || f.Violations()[0].Field != "Books.0" || f.Violations()[0].Code != "gone" {
		t.Fatalf("saved %t, %v", saved, f.Violations())
	}
	if v, err := f.Field("books.0.title"); err != nil || v.Value != "mine" {
		t.Errorf("the row shows %q, %v; want what was typed", v.Value, err)
	}
	if f, saved := edit(t, db, again(t, f)); !saved {
		t.Fatal(f.Violations())
	}
	wantLibrary(t, db, "1 Ada <Ada@b.cc>: 2 Two 1 2, 5 mine 1, genre 1 genre 2", bothAuthors[1])
}

func TestTwoWhoEditOneObjectKeepEachOthersChanges(t *testing.T) {
	t.Parallel()
	db := openAuthors(t)
	mine := pageOf(t, db, "books.0.title", "mine", "genres", "1|2|3")
	theirs := pageOf(t, db, "email", "new@b.cc", "books.1.title", "theirs", "books.2.title", "more", "books.2.pages", "9", "genres", "2")
	for _, page := range []sent{theirs, mine} {
		if f, saved := edit(t, db, page); !saved {
			t.Fatal(f.Violations())
		}
	}
	wantLibrary(t, db, "1 Ada <new@b.cc>: 1 mine 1, 2 theirs 2, 5 more 9, genre 2 genre 3", bothAuthors[1])

	mine, theirs = pageOf(t, db, "books.0.title", "A"), pageOf(t, db, "books.0.title", "B")
	if f, saved := edit(t, db, theirs); !saved {
		t.Fatal(f.Violations())
	}
	f, saved := edit(t, db, mine)
	if saved || len(f.Violations()) != 1 || f.Violations()[0].Code != "stale" || !strings.Contains(f.Violations()[0].Message, "Title is “B”") {
		t.Fatalf("saved %t, %v", saved, f.Violations())
	}
	if f, saved := edit(t, db, again(t, f)); !saved {
		t.Fatal(f.Violations())
	}
	wantLibrary(t, db, "1 Ada <new@b.cc>: 1 A 1, 2 theirs 2, 5 more 9, genre 2 genre 3", bothAuthors[1])
}

func TestEditOfAThousandRowsWritesOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	db := openAuthors(t)
	var all []*Book
	for i := range 998 {
		all = append(all, &Book{Title: fmt.Sprint("Book ", i), AuthorID: 1})
	}
	if err := Books.InsertAll(t.Context(), db, all); err != nil {
		t.Fatal(err)
	}
	page := pageOf(t, db)
	for i := range 1000 {
		page[fmt.Sprintf("books.%d.pages", i)] = []string{"77"}
	}
	ormtest.Statements(t, db, 4+1000, func() {
		if f, saved := edit(t, db, page); !saved {
			t.Fatal(f.Violations())
		}
	})
	ormtest.Statements(t, db, 4, func() { edit(t, db, page) })
	if n, err := Books.Where(orm.Eq(&Books.C.Pages, int64(77))).Count(t.Context(), db); n != 1000 || err != nil {
		t.Errorf("got %d books with 77 pages, %v; want 1000", n, err)
	}
}

func TestEditReportsWhatNoFormCanShow(t *testing.T) {
	t.Parallel()
	db := openAuthors(t)
	broken := modelform.Define(Authors, func(f *modelform.Fields, a *Author) { f.Field(&a.ID) })
	if _, _, err := broken.Edit(sent(nil), db.DB, find(t, 1)); err == nil || !strings.Contains(err.Error(), "ID: is a key") {
		t.Errorf("a definition with a mistake: got %v", err)
	}
	author, err := find(t, 1)(db)
	if err != nil {
		t.Fatal(err)
	}
	if saved, err := authorForm.New(author).Update(send("name", "x"), db); saved || err == nil || err.Error() != "modelform: the form of Author changes relations; use Edit" {
		t.Errorf("updating relations directly: got %t, %v", saved, err)
	}
	if _, saved, err := authorForm.Edit(send("name", "x"), db.DB, func(orm.Reader) (*Author, error) { return nil, context.Canceled }); saved || err == nil {
		t.Errorf("a search that fails: got %t, %v", saved, err)
	}
}
