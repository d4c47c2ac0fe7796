package modelform_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/modelform"
	"github.com/rowankit/rowan/orm"
)

// membership is no model.
type membership struct {
	PersonID int64
	TagCode  *string
}

var linkForm = modelform.DefinePlain(func(f *modelform.Fields, m *membership) {
	p, g := People.C, Tags.C
	modelform.Choice(f, &m.PersonID, People.OrderBy(orm.Asc(&p.Name)), &p.Name)
	modelform.Choice(f, &m.TagCode, Tags.OrderBy(orm.Asc(&g.Title)), &g.Title).Optional()
})

func TestPlainStructHasChoicesToo(t *testing.T) {
	t.Parallel()
	db := lend(t, "Ada")
	insert(t, db, Tags, &Tag{"a", "Alpha"})
	save := func(s sent) (bool, []string, *membership) {
		t.Helper()
		f, called := linkForm.Blank(), false
		ok, err := f.Save(s, db, func(context.Context) error { called = true; return nil })
		if err != nil || ok != called {
			t.Errorf("%v: got %t, %v; called: %t", s, ok, err, called)
		}
		return ok, sentences(f.Violations()), f.Object
	}
	if ok, v, m := save(send("person_id", "1", "tag_code", "a")); !ok || m.PersonID != 1 || *m.TagCode != "a" {
		t.Errorf("got %t, %v and %v; want it saved", ok, v, m)
	}
	if ok, v, m := save(send("person_id", "1", "tag_code", "")); !ok || m.TagCode != nil {
		t.Errorf("without a tag: got %t, %v and %v; want it saved", ok, v, m)
	}
	if ok, v, m := save(send("person_id", "2", "tag_code", "b")); ok || *m != (membership{}) ||
		!slices.Equal(v, []string{"PersonID must be one of the choices", "TagCode must be one of the choices"}) {
		t.Errorf("unknown keys: got %t, %v and %v", ok, v, m)
	}
	if ok, _, _ := save(nil); ok {
		t.Error("a GET was saved")
	}
}

func TestRefusalOfWhatIsSavedIsShownBesideItsField(t *testing.T) {
	t.Parallel()
	db := lend(t, "Ada", "Bob")
	f := linkForm.Blank()
	ok, err := f.Save(send("person_id", "1"), db, func(context.Context) error {
		return fault.Refuse("", fault.Violation{Field: "person_id", Kind: fault.ForeignKey, Code: "foreign_key", Message: "does not exist"})
	})
	v, err2 := f.Field("person_id")
	if ok || err != nil || err2 != nil || v.Error != "Person does not exist" || f.Status() != 422 {
		t.Errorf("got %t, %v and %+v; want the refusal beside the field", ok, err, v)
	}
	if got := options(t, f.Form, "PersonID"); !slices.Equal(got, []string{"* Choose…", "2 Bob"}) {
		t.Errorf("got the options %v, want the person who is gone no longer among them", got)
	}
	away := fault.New(fault.Unavailable, "away")
	if _, err := linkForm.Blank().Save(send("person_id", "1"), db, func(context.Context) error { return away }); err != error(away) {
		t.Errorf("got %v, want the error itself", err)
	}
}

func TestMistakesOfChoices(t *testing.T) {
	t.Parallel()
	type (
		pair struct{ A, B int64 }
		note struct {
			ID   int64
			Text orm.Lazy[string]
		}
	)
	notes := orm.Define[note]()
	p, g, l := People.C, Tags.C, Loans.C
	for want, define := range map[string]func(f *modelform.Fields, l *Loan){
		"PersonID: holds int64, and the key of Tag is string; give both the same type": func(f *modelform.Fields, l *Loan) {
			modelform.Choice(f, &l.PersonID, Tags.Query(), &g.Title)
		},
		"PersonID: chooses a Person without a text to know it by": func(f *modelform.Fields, l *Loan) {
			modelform.Choice(f, &l.PersonID, People.Query(), &p.ID)
		},
		"PersonID: chooses a Person without a text": func(f *modelform.Fields, l *Loan) {
			modelform.Choice(f, &l.PersonID, People.Query())
		},
		"PersonID: Person: invalid: the pointer of type *string is no field": func(f *modelform.Fields, l *Loan) {
			modelform.Choice(f, &l.PersonID, People.Query(), &g.Title)
		},
		"PersonID: chooses a note by Text, which is Lazy": func(f *modelform.Fields, l *Loan) {
			modelform.Choice(f, &l.PersonID, notes.Query(), orm.Of(&notes.C.Text))
		},
		"is a key that the database generates": func(f *modelform.Fields, l *Loan) {
			modelform.Choice(f, &l.ID, People.Query(), &p.Name)
		},
	} {
		if err := modelform.Define(Loans, define).Err(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %s", err, want)
		}
	}
	err := modelform.DefinePlain(func(f *modelform.Fields, x *pair) {
		modelform.Choice(f, &x.A, Tags.Query(), &g.Title)
		modelform.Choice(f, &l.PersonID, People.Query(), &p.Name)
	}).Err()
	for _, want := range []string{"A: holds int64, and the key of Tag is string", "points to no field of the modelform_test.pair"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to contain %s", err, want)
		}
	}
}
