package modelform_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/modelform"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// An Author has books, which are nobody else's, and any number of genres.
type (
	Author struct {
		ID    int64
		Name  string
		Email string

		Books  orm.Many[Book]
		Genres orm.Many[Genre]
	}
	Book struct {
		ID       int64
		Title    string
		Pages    int64
		AuthorID int64

		Author orm.One[Author]
	}
	Genre struct {
		ID   int64
		Name string
	}
)

func (a *Author) Define(t *orm.Table[Author]) {
	t.Column(&a.Name).Size(20).Trim()
	t.Column(&a.Email).Size(100).Trim().UniqueFold()
	orm.ManyToMany(t, &a.Genres)
}

func (b *Book) Define(t *orm.Table[Book]) {
	t.Column(&b.Title).Size(20).Trim().Unique()
	t.Column(&b.Pages).Min(0)
	orm.BelongsTo(t, &b.Author).OnDelete(orm.Cascade).DeleteOrphans()
}

func (g *Genre) Define(t *orm.Table[Genre]) { t.Column(&g.Name).Size(50) }

var (
	Authors = orm.Define[Author]()
	Books   = orm.Define[Book]()
	Genres  = orm.Define[Genre]()
	Library = orm.Models(Authors, Books, Genres)
)

var authorForm = modelform.Define(Authors, func(f *modelform.Fields, a *Author) {
	g := Genres.C
	f.Field(&a.Name)
	f.Field(&a.Email)
	modelform.List(f, &a.Books, func(f *modelform.Fields, b *Book) {
		f.Field(&b.Title)
		f.Field(&b.Pages)
	}).Empty(2)
	modelform.Choices(f, &a.Genres, Genres.OrderBy(orm.Asc(&g.Name)), &g.Name)
})

// openLibrary stores so many genres, "genre 1" first.
func openLibrary(t *testing.T, genres int) *ormtest.DB {
	t.Helper()
	db := ormtest.Open(t, Library)
	var all []*Genre
	for i := range genres {
		all = append(all, &Genre{Name: fmt.Sprint("genre ", i+1)})
	}
	if err := Genres.InsertAll(t.Context(), db, all); err != nil {
		t.Fatal(err)
	}
	return db
}

// library is what is stored, a line for each author.
func library(t *testing.T, db orm.Reader) (all []string) {
	t.Helper()
	authors, err := Authors.Query().With(orm.Load(&Authors.C.Books), orm.Load(&Authors.C.Genres)).All(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range authors {
		text := fmt.Sprintf("%d %s <%s>:", a.ID, a.Name, a.Email)
		books, err := a.Books.All()
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range books {
			text += fmt.Sprintf(" %d %s %d,", b.ID, b.Title, b.Pages)
		}
		genres, err := a.Genres.All()
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range genres {
			text += " " + g.Name
		}
		all = append(all, text)
	}
	return all
}

func TestInsertStoresTheRowsOfListsAndTheChoices(t *testing.T) {
	t.Parallel()
	db := openLibrary(t, 3)
	f := authorForm.Blank()
	stored, err := f.Insert(send("name", "Ada", "email", "a@b.cc", "books.0.title", " One ", "books.0.pages", "0", "books.3.title", "Two", "books.3.pages", "7",
		"books.7.title", "", "books.7.pages", " ", "genres", "3", "genres", "1", "genres.was", ""), db)
	if !stored || err != nil {
		t.Fatalf("got %t, %v, %v", stored, err, f.Violations())
	}
	if diff := cmp.Diff([]string{"1 Ada <a@b.cc>: 1 One 0, 2 Two 7, genre 1 genre 3"}, library(t, db)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
	f = authorForm.Blank()
	ormtest.Statements(t, db, 1, func() { err = f.Show(sent(nil), db) })
	html, htmlErr := f.HTML()
	if err != nil || htmlErr != nil {
		t.Fatal(err, htmlErr)
	}
	for _, want := range []string{`<legend>New book</legend>`, `name="books.1.pages"`, `name="genres" value="2"> <label for="genres.1">genre 2</label>`} {
		if !strings.Contains(string(html), want) {
			t.Errorf("page lacks\n%s\n--- got\n%s", want, html)
		}
	}
}

func TestInsertRefusesRowsAndChoicesThatAreMadeUp(t *testing.T) {
	t.Parallel()
	db := openLibrary(t, 1)
	valid := []string{"name", "Ada", "email", "a@b.cc"}
	if stored, err := authorForm.Blank().Insert(send(append(valid, "books.0.title", "One", "books.0.pages", "1")...), db); !stored || err != nil {
		t.Fatal(stored, err)
	}
	before := library(t, db)
	for sent, want := range map[string]string{
		"books.0._key=1&books.0.title=x&books.0.pages=1": "Books.0 gone", // it is another's
		"books.0._key=9&books.0.title=x&books.0.pages=1": "Books.0 gone",
		"books.0.title=x&books.0.pages=-1":               "Books.0.Pages out_of_range",
		"books.0.title=x":                                "Books.0.Pages required",
		"books.0.title=One&books.0.pages=1&email=b@b.cc": "Book.Title unique",
		"genres=2":          "Genres choice",
		"genres=1&genres=1": "Genres sent_twice",
	} {
		pairs := slices.Clone(valid)
		pairs[3] = "other@b.cc"
		f := authorForm.Blank()
		for pair := range strings.SplitSeq(sent, "&") {
			name, value, _ := strings.Cut(pair, "=")
			pairs = append(pairs, name, value)
		}
		if strings.Contains(sent, "email") {
			pairs = append(pairs[:2], pairs[4:]...)
		}
		stored, err := f.Insert(send(pairs...), db)
		if stored || err != nil || len(f.Violations()) != 1 || f.Violations()[0].Field+" "+f.Violations()[0].Code != want {
			t.Errorf("%s: got %t, %v, %v; want %s", sent, stored, err, f.Violations(), want)
		}
		if diff := cmp.Diff(before, library(t, db)); diff != "" {
			t.Errorf("%s: stored (-want +got):\n%s", sent, diff)
		}
	}
}

// Lone has a key of two fields.
type Lone struct{ A, B int64 }

func (l *Lone) Define(t *orm.Table[Lone]) { t.Key(&l.A, &l.B) }

type Keeper struct {
	ID     int64
	Name   string
	Lones  orm.Many[Lone]
	Others orm.Many[Book]
}

func TestMistakesOfRelationsAreReported(t *testing.T) {
	t.Parallel()
	g := Genres.C
	err := modelform.Define(Authors, func(f *modelform.Fields, a *Author) {
		modelform.List(f, &Authors.C.Books, func(f *modelform.Fields, b *Book) {
			f.Field(&Books.C.Title)
			modelform.Choice(f, &b.AuthorID, Authors.Query(), &Authors.C.Name)
		})
		modelform.List(f, new(orm.Many[Book]), func(f *modelform.Fields, b *Book) { f.Field(&b.Title) })
		modelform.Choices(f, nil, Genres.Query(), &g.Name)
		modelform.Choices(f, &a.Genres, Genres.Query())
	}).Err()
	for _, want := range []string{
		".Book] points to no relation of Author; name one", ".Genre] is nil; name a relation of the model's C", "Genres: chooses a Genre without a text to know it by",
		"Books: a row holds single values, which are not chosen from other rows",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got\n%v\nwant it to say %s", err, want)
		}
	}
	plain := modelform.DefinePlain(func(f *modelform.Fields, a *Author) {
		modelform.Choices(f, &a.Genres, Genres.Query(), &g.Name)
	}).Err()
	if plain == nil || !strings.Contains(plain.Error(), "belongs to a form of a model; use Define") {
		t.Errorf("a plain form: got %v", plain)
	}
	keepers := orm.Define[Keeper]()
	composite := modelform.Define(keepers, func(f *modelform.Fields, k *Keeper) {
		modelform.List(f, &k.Lones, func(f *modelform.Fields, l *Lone) { f.Field(&l.A) })
	}).Err()
	if composite == nil || !strings.Contains(composite.Error(), "whose key is no single number or text") {
		t.Errorf("a key of two fields: got %v", composite)
	}
}
