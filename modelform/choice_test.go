package modelform_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/modelform"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// Person, Tag and Room have keys of three types.
type (
	Person struct {
		ID    int64
		Name  string
		Email *string
		Left  bool
	}
	Tag struct {
		Code  string
		Title string
	}
	Room struct {
		ID   uuid.UUID
		Name string
	}
	// Loan refers to all of them.
	Loan struct {
		ID       int64
		Title    string
		PersonID int64
		HelperID *int32
		TagCode  sql.Null[string]
		RoomID   *uuid.UUID
	}
)

func (p *Person) Define(t *orm.Table[Person]) {
	t.Column(&p.Name).Size(100)
	t.Column(&p.Email).Size(100)
}

func (g *Tag) Define(t *orm.Table[Tag]) {
	t.Column(&g.Code).Size(20)
	t.Column(&g.Title).Size(100)
	t.Key(&g.Code)
}

func (r *Room) Define(t *orm.Table[Room]) { t.Column(&r.Name).Size(100) }

func (l *Loan) Define(t *orm.Table[Loan]) {
	t.Column(&l.Title).Size(100)
	t.Column(&l.TagCode).Size(20)
	t.ForeignKey(&l.PersonID).References(&orm.C[Person]().ID)
}

var (
	People  = orm.Define[Person]()
	Tags    = orm.Define[Tag]()
	Rooms   = orm.Define[Room]()
	Loans   = orm.Define[Loan]()
	Lending = orm.Models(People, Tags, Rooms, Loans)
)

var loanForm = modelform.Define(Loans, func(f *modelform.Fields, l *Loan) {
	p, g, r := People.C, Tags.C, Rooms.C
	present := People.Where(orm.Eq(&p.Left, false)).OrderBy(orm.Asc(&p.Name))
	f.Field(&l.Title)
	modelform.Choice(f, &l.PersonID, present, &p.Name, &p.Email)
	modelform.Choice(f, &l.HelperID, present, &p.Name)
	modelform.Choice(f, &l.TagCode, Tags.OrderBy(orm.Asc(&g.Title)), &g.Title).Label("Subject")
	modelform.Choice(f, &l.RoomID, Rooms.OrderBy(orm.Asc(&r.Name)), &r.Name)
})

// lend opens a database with people in it.
func lend(t *testing.T, names ...string) *ormtest.DB {
	t.Helper()
	db := ormtest.Open(t, Lending)
	var all []*Person
	for _, name := range names {
		all = append(all, &Person{Name: name})
	}
	if err := People.InsertAll(t.Context(), db, all); err != nil {
		t.Fatal(err)
	}
	db.Statements()
	return db
}

// insert stores rows that choices are made from.
func insert[T any](t *testing.T, db *ormtest.DB, model *orm.Model[T], rows ...*T) {
	t.Helper()
	if err := model.InsertAll(t.Context(), db, rows); err != nil {
		t.Fatal(err)
	}
}

// options are what a field offers, as "value label", the chosen one with a star.
func options(t *testing.T, f *form.Form, name string) []string {
	t.Helper()
	v, err := f.Field(name)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, o := range v.Options {
		star := ""
		if o.Selected {
			star = "*"
		}
		all = append(all, o.Value+star+" "+o.Label)
	}
	return all
}

func TestChoicesAreRowsInTheirOrder(t *testing.T) {
	t.Parallel()
	db := lend(t, "Zoe", "Ada", "Mia")
	insert(t, db, People, &Person{Name: "Ada", Email: new("ada@example.org")}, &Person{Name: "Gone", Left: true},
		&Person{Name: "Ada  ", Email: new("")}, &Person{Name: " "}, &Person{Name: "Nia", Email: new("nia@example.org")})
	insert(t, db, Tags, &Tag{"b&b", "Alpha"}, &Tag{"a", "Beta"})
	room := uuid.MustParse("00000000-0000-0000-0000-00000000002a")
	insert(t, db, Rooms, &Room{room, "Attic"})
	f := loanForm.Blank()
	if ok, err := f.Insert(sent(nil), db); ok || err != nil {
		t.Fatalf("got %t, %v", ok, err)
	}
	for name, want := range map[string][]string{
		"person_id": {"* Choose…", "7 (7)", "2 Ada (2)", "4 Ada (ada@example.org)", "6 Ada (6)", "3 Mia", "8 Nia", "1 Zoe"},
		"helper_id": {"* None", "7 (7)", "2 Ada (2)", "4 Ada (4)", "6 Ada (6)", "3 Mia", "8 Nia", "1 Zoe"},
		"tag_code":  {"* None", "b&b Alpha", "a Beta"},
		"room_id":   {"* None", room.String() + " Attic"},
	} {
		if diff := cmp.Diff(want, options(t, f.Form, name)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	for name, want := range map[string]string{"person_id": "Person", "helper_id": "Helper", "tag_code": "Subject", "room_id": "Room"} {
		if v, err := f.Field(name); err != nil || v.Label != want {
			t.Errorf("%s: got the label %q, %v; want %q", name, v.Label, err, want)
		}
	}
}

func TestChosenRowsAreStored(t *testing.T) {
	t.Parallel()
	db := lend(t, "Ada", "Bob")
	insert(t, db, Tags, &Tag{"b&b", "Alpha"})
	room := uuid.MustParse("00000000-0000-0000-0000-00000000002a")
	insert(t, db, Rooms, &Room{room, "Attic"})
	for _, c := range []struct {
		sent sent
		want Loan
	}{
		{send("title", "a", "person_id", "2", "helper_id", "1", "tag_code", "b&b", "room_id", room.String()),
			Loan{1, "a", 2, new(int32(1)), sql.Null[string]{V: "b&b", Valid: true}, &room}},
		{send("title", "b", "person_id", "1", "helper_id", "", "tag_code", ""), Loan{2, "b", 1, nil, sql.Null[string]{}, nil}},
	} {
		f := loanForm.Blank()
		if ok, err := f.Insert(c.sent, db); !ok || err != nil {
			t.Fatalf("%v: got %t, %v and %v; want it stored", c.sent, ok, err, f.Violations())
		}
		got, err := Loans.Get(t.Context(), db, c.want.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, *got); diff != "" {
			t.Errorf("stored (-want +got):\n%s", diff)
		}
		edit := loanForm.New(got)
		if err := edit.Show(sent(nil), db); err != nil {
			t.Fatal(err)
		}
		if v, err := edit.Field("person_id"); err != nil || v.Value != fmt.Sprint(c.want.PersonID) {
			t.Errorf("the form of what is stored shows %q, %v", v.Value, err)
		}
	}
}

func TestValueThatIsNoChoiceIsRefusedBesideItsField(t *testing.T) {
	t.Parallel()
	few := lend(t, "Ada")
	insert(t, few, People, &Person{Name: "Gone", Left: true})
	many := lend(t, names(600)...)
	insert(t, many, People, &Person{Name: "Gone", Left: true})
	for what, db := range map[string]*ormtest.DB{"few": few, "many": many} {
		gone := "2"
		if what == "many" {
			gone = "601"
		}
		for _, value := range []string{gone, "0", "-1", "999999", "2147483648", "9223372036854775807", "9223372036854775808", "18446744073709551617",
			"01", "+1", " 1", "1.0", "abc", "Ada", "１", "1\x00", "\xff", "1\n", "1;DROP TABLE person", strings.Repeat("1", 5000)} {
			for _, field := range []string{"person_id", "helper_id", "tag_code", "room_id"} {
				s := send("title", "kept", "person_id", "1")
				s[field] = []string{value}
				f := loanForm.Blank()
				ok, err := f.Insert(s, db)
				if v := f.Violations(); ok || err != nil || len(v) != 1 || strings.ToLower(v[0].Field) != strings.ReplaceAll(field, "_", "") {
					t.Errorf("%s, %s=%.30q: got %t, %v and %v; want it refused", what, field, value, ok, err, v)
				}
				if v, err := f.Field("title"); err != nil || v.Value != "kept" || f.Status() != 422 {
					t.Errorf("%s, %s=%.30q: got the status %d and the title %q, %v; want what was typed", what, field, value, f.Status(), v.Value, err)
				}
			}
		}
		if n, err := Loans.Count(t.Context(), db); n != 0 || err != nil {
			t.Errorf("%s: %d loans are stored, %v; want none", what, n, err)
		}
	}
}

// names are n names.
func names(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("Person %05d", i+1)
	}
	return all
}

// personForm has one choice.
var personForm = modelform.Define(Loans, func(f *modelform.Fields, l *Loan) {
	p := People.C
	f.Field(&l.Title)
	modelform.Choice(f, &l.PersonID, People.OrderBy(orm.Asc(&p.Name)), &p.Name, &p.Email)
})

func TestOneStatementReadsTheChoices(t *testing.T) {
	t.Parallel()
	for n, most := range map[int]int{0: 1, 1: 1, 500: 1, 501: 1, 2000: 1} {
		db := lend(t, names(n)...)
		ormtest.Statements(t, db, most, func() {
			if ok, err := personForm.Blank().Insert(sent(nil), db); ok || err != nil {
				t.Errorf("%d people: got %t, %v", n, ok, err)
			}
		})
		if n == 0 {
			continue
		}
		value := fmt.Sprint(n)
		if n > form.MaxOptions {
			most++ // is it there?
		}
		ormtest.Statements(t, db, most+1, func() {
			f := personForm.Blank()
			if ok, err := f.Insert(send("title", "x", "person_id", value), db); !ok || err != nil {
				t.Errorf("%d people: got %t, %v and %v; want it stored", n, ok, err, f.Violations())
			}
		})
	}
}

func TestAmongManyAPersonIsFoundByName(t *testing.T) {
	t.Parallel()
	db := lend(t, append(names(20_000), "Ada Lovelace", "Ada Lovelace", "ada byron", "50% off", "A_B", `C:\D`, "Éva Ács", "Al")...)
	insert(t, db, People, &Person{Name: "Grace Hopper", Email: new("grace@example.org")})
	for _, c := range []struct {
		sought string
		person int64 // 0 when the visitor has to choose
		found  []string
	}{
		{"person 00777", 777, nil},
		{"ADA BYRON", 20_003, nil},
		{"Ada Lovelace", 0, []string{"* Choose…", "20001 Ada Lovelace (20001)", "20002 Ada Lovelace (20002)"}},
		{"lovelace ada", 0, []string{"* Choose…", "20001 Ada Lovelace (20001)", "20002 Ada Lovelace (20002)"}},
		{"grace@EXAMPLE", 0, []string{"* Choose…", "20009 Grace Hopper"}},
		{"grace hopper", 20_009, nil},
		{"Grace Hopper (grace@example.org)", 0, nil},
		{"al", 20_008, nil},
		{"0%", 0, []string{"* Choose…", "20004 50% off"}},
		{"_", 0, []string{"* Choose…", "20005 A_B"}},
		{`\`, 0, []string{"* Choose…", `20006 C:\D`}},
		{"éva", 0, []string{"* Choose…", "20007 Éva Ács"}},
		{"'; DROP TABLE person; --", 0, nil},
		{strings.Repeat("q ", 100), 0, nil},
	} {
		f := personForm.Blank()
		ok, err := f.Insert(send("title", "x", "person_id", "", "person_id_search", c.sought), db)
		if err != nil || ok != (c.person != 0) || ok && f.Object.PersonID != c.person {
			t.Errorf("%q: got %t, %v, the person %d and %v; want %d", c.sought, ok, err, f.Object.PersonID, f.Violations(), c.person)
		}
		if !ok {
			if diff := cmp.Diff(c.found, options(t, f.Form, "person_id")); diff != "" {
				t.Errorf("%q: found (-want +got):\n%s", c.sought, diff)
			}
		}
	}
	f := personForm.Blank()
	if _, err := f.Insert(send("title", "x", "person_id_search", "person"), db); err != nil {
		t.Fatal(err)
	}
	if html, err := f.HTML(); err != nil || len(html) > 16<<10 {
		t.Errorf("the page of a search among 20,000 has %d bytes, %v; want at most 16 KiB", len(html), err)
	}
}

func TestRowThatGoesWhileItIsChosenIsRefusedBesideItsField(t *testing.T) {
	t.Parallel()
	for what, more := range map[string]int{"few": 0, "many": 600} {
		db := lend(t, append([]string{"Ada", "Bob"}, names(more)...)...)
		f := personForm.Blank()
		ok, err := f.Save(send("title", "kept", "person_id", "1"), db, func(ctx context.Context) error {
			if err := People.Delete(ctx, db, &Person{ID: 1}); err != nil { // as another visitor does at this moment
				return err
			}
			return Loans.Insert(ctx, db, f.Object)
		})
		if ok || err != nil || !slices.Equal(sentences(f.Violations()), []string{"PersonID does not exist"}) || f.Status() != 422 {
			t.Errorf("%s: got %t, %v and %v; want the refusal of the database beside the field", what, ok, err, f.Violations())
		}
		person, err := f.Field("person_id")
		title, err2 := f.Field("title")
		if err != nil || err2 != nil || person.Error != "Person does not exist" || title.Value != "kept" || title.Error != "" {
			t.Errorf("%s: got the fields %+v and %+v", what, person, title)
		}
		if html, err := f.HTML(); err != nil || strings.Contains(string(html), ">Ada<") {
			t.Errorf("%s: the page still offers who is gone: %v", what, err)
		}
		if n, err := Loans.Count(t.Context(), db); n != 0 || err != nil {
			t.Errorf("%s: %d loans are stored, %v; want none", what, n, err)
		}
	}
}

func TestChoicesWithoutADatabaseAreAMistake(t *testing.T) {
	t.Parallel()
	if _, err := personForm.Blank().Submitted(sent(nil)); err == nil || !strings.Contains(err.Error(), "use it by Insert, Update, Save or Show") {
		t.Errorf("got %v, want what to use instead", err)
	}
}

func TestFormWithChoicesAllocatesLittle(t *testing.T) {
	db := lend(t, names(form.MaxOptions)...)
	bind := send("title", "", "person_id", "7")
	if _, err := personForm.Blank().Insert(bind, db); err != nil {
		t.Fatal(err)
	}
	got := testing.AllocsPerRun(20, func() {
		if ok, err := personForm.Blank().Insert(bind, db); ok || err != nil {
			t.Errorf("got %t, %v", ok, err)
		}
	})
	if most := float64(3 * form.MaxOptions); got > most {
		t.Errorf("a form with %d choices takes %.0f allocations, want at most %.0f", form.MaxOptions, got, most)
	}
}
