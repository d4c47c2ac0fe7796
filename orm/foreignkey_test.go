package orm_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

type (
	sender struct {
		ID   int64
		Name string
	}
	letter struct {
		ID       int64
		SenderID int64
		AnswerTo *int64
	}
)

func (s *sender) Define(t *orm.Table[sender]) { t.Column(&s.Name).Size(20).Unique() }

func (l *letter) Define(t *orm.Table[letter]) {
	t.ForeignKey(&l.SenderID).References(&orm.C[sender]().ID)
	t.ForeignKey(&l.AnswerTo).References(&l.ID)
}

var (
	senders = orm.Define[sender]()
	letters = orm.Define[letter]()
	post    = orm.Models(letters, senders)
)

// What succeeds sends no statement on behalf of foreign keys; only what was refused is looked into.
func TestForeignKeysCostNothingUntilTheyRefuse(t *testing.T) {
	t.Parallel()
	db, ctx := ormtest.Open(t, post), t.Context()
	s, l := senders.C, letters.C
	first := &letter{SenderID: 1}
	for _, step := range []struct {
		what string
		do   func() error
	}{
		{"Insert of what is referred to", func() error { return senders.Insert(ctx, db, &sender{Name: "Ada"}) }},
		{"Insert", func() error { return letters.Insert(ctx, db, first) }},
		{"Update", func() error { return letters.Update(ctx, db, first) }},
		{"Update by condition", func() error {
			_, err := letters.Where(orm.Eq(&l.ID, 1)).Update(ctx, db, orm.Set(&l.SenderID, 1))
			return err
		}},
		{"Update of what is referred to", func() error { return senders.Update(ctx, db, &sender{ID: 1, Name: "Grace"}) }},
		{"InsertOrUpdate", func() error { return senders.InsertOrUpdate(ctx, db, &sender{Name: "Grace"}, orm.On(&s.Name)) }},
		{"Delete", func() error { return letters.Delete(ctx, db, first) }},
		{"Delete of what was referred to", func() error { return senders.Delete(ctx, db, &sender{ID: 1}) }},
	} {
		db.Statements()
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.what, err)
		}
		for _, sql := range db.Statements() {
			if strings.Contains(sql, "referr") || strings.HasPrefix(sql, "SELECT 1") {
				t.Errorf("%s asked for what nobody refused: %s", step.what, sql)
			}
		}
	}
}

func TestARefusedForeignKeyHasTheSameConstraintEverywhere(t *testing.T) {
	t.Parallel()
	db, ctx := ormtest.Open(t, post), t.Context()
	if err := senders.Insert(ctx, db, &sender{Name: "Ada"}); err != nil {
		t.Fatal(err)
	}
	if err := letters.Insert(ctx, db, &letter{SenderID: 1}); err != nil {
		t.Fatal(err)
	}
	for constraint, err := range map[string]error{
		"fk_letter_answer_to": letters.Insert(ctx, db, &letter{SenderID: 1, AnswerTo: new(int64(9))}),
		"fk_letter_sender_id": senders.Delete(ctx, db, &sender{ID: 1}),
	} {
		if f, ok := err.(*fault.Error); !ok || f.Constraint != constraint {
			t.Errorf("got %#v, want the constraint %s", err, constraint)
		}
	}
}

func TestTablesAreMadeBehindThoseTheyReferTo(t *testing.T) {
	t.Parallel()
	b, db := openBuilder(t, "", post)
	if err := db.CreateTables(t.Context()); err != nil {
		t.Fatal(err)
	}
	made := slices.DeleteFunc(b.done, func(step string) bool { return !strings.HasPrefix(step, "create ") })
	if diff := cmp.Diff([]string{"create sender", "create letter"}, made); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestModelsAreNamedAsTheyAreSpoken(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Dataset": "a Dataset", "Order": "an Order", "Employee": "an Employee", "User": "a User", "Unit": "a Unit", "Upload": "an Upload", "European": "a European",
		"Usage": "a Usage", "Issue": "an Issue", "Ünit": "a Ünit",
	} {
		if got := orm.WithArticle(name); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
