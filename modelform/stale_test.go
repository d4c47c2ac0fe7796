package modelform_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/modelform"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// Memo has a version, which its form sends back.
type Memo struct {
	ID      int64
	Text    string
	Version int64
}

func (m *Memo) Define(t *orm.Table[Memo]) {
	t.Column(&m.Text).Size(20)
	t.Version(&m.Version)
}

// Board has memos, each with its version.
type Board struct {
	ID    int64
	Title string

	Pins orm.Many[Pin]
}

type Pin struct {
	ID      int64
	Text    string
	Version int32
	BoardID int64

	Board orm.One[Board]
}

func (b *Board) Define(t *orm.Table[Board]) { t.Column(&b.Title).Size(20) }

func (p *Pin) Define(t *orm.Table[Pin]) {
	t.Column(&p.Text).Size(20)
	t.Version(&p.Version)
	orm.BelongsTo(t, &p.Board).DeleteOrphans()
}

var (
	Boards    = orm.Define[Board]()
	Pins      = orm.Define[Pin]()
	Pinned    = orm.Models(Boards, Pins)
	boardForm = modelform.Define(Boards, func(f *modelform.Fields, b *Board) {
		f.Field(&b.Title)
		modelform.List(f, &b.Pins, func(f *modelform.Fields, p *Pin) { f.Field(&p.Text) })
	})

	Memos    = orm.Define[Memo]()
	Memory   = orm.Models(Memos)
	memoForm = modelform.Define(Memos, func(f *modelform.Fields, m *Memo) { f.Field(&m.Text); f.Field(&m.Version).As(form.Hidden) })
)

func TestALostUpdateIsToldAndMayBeSentAgain(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, Memory)
	if err := Memos.Insert(t.Context(), db, &Memo{Text: "one"}); err != nil {
		t.Fatal(err)
	}
	find := func(r orm.Reader) (*Memo, error) { return Memos.Get(t.Context(), r, 1) }
	for _, way := range []string{"Edit", "Update"} {
		save := func(req sent) (*modelform.Form[Memo], bool) {
			t.Helper()
			if way == "Edit" {
				f, saved, err := memoForm.Edit(req, db.DB, find)
				if err != nil {
					t.Fatal(err)
				}
				return f, saved
			}
			object, err := find(db)
			if err != nil {
				t.Fatal(err)
			}
			f := memoForm.New(object)
			saved, err := f.Update(req, db)
			if err != nil {
				t.Fatal(err)
			}
			return f, saved
		}
		before, err := find(db)
		if err != nil {
			t.Fatal(err)
		}
		version := form.Choice{Value: "0"}
		f, _, err := memoForm.Edit(sent(nil), db.DB, find)
		if err != nil {
			t.Fatal(err)
		}
		v, err := f.Field("version")
		if err != nil {
			t.Fatal(err)
		}
		version.Value = v.Value
		if _, saved := save(send("text", "theirs "+way, "version", version.Value)); !saved {
			t.Fatalf("%s: the first is refused", way)
		}
		f, saved := save(send("text", "mine", "version", version.Value))
		if saved || len(f.Violations()) != 1 || f.Violations()[0].Code != "stale" || !strings.Contains(f.Violations()[0].Message, "Text is “theirs "+way+"”") {
			t.Fatalf("%s: saved %t, %v", way, saved, f.Violations())
		}
		again, err := f.Field("version")
		if err != nil || again.Value == version.Value {
			t.Fatalf("%s: the page sends the version %q again, %v", way, again.Value, err)
		}
		if text, err := f.Field("text"); err != nil || text.Value != "mine" {
			t.Errorf("%s: the page shows %q, %v; want what was typed", way, text.Value, err)
		}
		if f, saved := save(send("text", "mine", "version", again.Value)); !saved {
			t.Errorf("%s: sent again: %v", way, f.Violations())
		}
		after, err := find(db)
		if err != nil || after.Text != "mine" || after.Version != before.Version+2 {
			t.Errorf("%s: stored %+v, %v; want the version raised twice", way, after, err)
		}
	}
}

func TestALostUpdateOfARowIsToldBesideIt(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, Pinned)
	find := func(r orm.Reader) (*Board, error) { return Boards.Query().With(&Boards.C.Pins).Get(t.Context(), r, 1) }
	if stored, err := boardForm.Blank().Insert(send("title", "x", "pins.0.text", "one", "pins.0.version", "0", "pins.1.text", "two", "pins.1.version", "0"), db); !stored || err != nil {
		t.Fatal(stored, err)
	}
	save := func(pairs ...string) (*modelform.Form[Board], bool) {
		t.Helper()
		f, saved, err := boardForm.Edit(send(append(pairs, "title", "x")...), db.DB, find)
		if err != nil {
			t.Fatal(err)
		}
		return f, saved
	}
	if f, saved := save("pins.0._key", "1", "pins.0.text", "uno", "pins.0.version", "1", "pins.1.text", "three", "pins.1.version", "0"); !saved {
		t.Fatal(f.Violations())
	}
	f, saved := save("pins.0._key", "2", "pins.0.text", "due", "pins.0.version", "1", "pins.1._key", "1", "pins.1.text", "eins", "pins.1.version", "1")
	if saved || len(f.Violations()) != 1 || f.Violations()[0].Field != "Pins.1" || f.Violations()[0].Code != "stale" {
		t.Fatalf("saved %t, %v", saved, f.Violations())
	}
	if v, err := f.Field("pins.1.version"); err != nil || v.Value != "2" {
		t.Errorf("the row sends the version %q, %v; want the one that is stored", v.Value, err)
	}
	if f, saved := save("pins.0._key", "2", "pins.0.text", "due", "pins.0.version", "1", "pins.1._key", "1", "pins.1.text", "eins", "pins.1.version", "2"); !saved {
		t.Fatal(f.Violations())
	}
	board, err := find(db)
	if err != nil {
		t.Fatal(err)
	}
	pins, err := board.Pins.All()
	var got string
	for _, p := range pins {
		got += fmt.Sprintf("%s %d, ", p.Text, p.Version)
	}
	if err != nil || got != "eins 3, due 2, three 1, " {
		t.Errorf("got %s %v", got, err)
	}
}
