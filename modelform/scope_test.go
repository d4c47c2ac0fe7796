package modelform_test

import (
	"testing"
	"time"

	"github.com/rowankit/rowan/modelform"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// Ward is a hospital's, and Bed one of a ward. Wards may be closed.
type Ward struct {
	ID       int64
	Hospital string
	Name     string
	Closed   *time.Time
}

type Bed struct {
	ID     int64
	Label  string
	WardID int64
	Ward   orm.One[Ward]
}

func (w *Ward) Define(t *orm.Table[Ward]) {
	t.Column(&w.Hospital).Size(20)
	t.Column(&w.Name).Size(20)
	t.Unique(&w.Hospital, &w.Name)
	t.SoftDelete(&w.Closed)
	t.Scoped(orm.NewScope("hospital"), orm.Eq(&w.Hospital, "north"))
}

func (b *Bed) Define(t *orm.Table[Bed]) { t.Column(&b.Label).Size(20) }

var (
	Wards    = orm.Define[Ward]()
	Beds     = orm.Define[Bed]()
	wardForm = modelform.Define(Wards, func(f *modelform.Fields, w *Ward) { f.Field(&w.Name) })
	bedForm  = modelform.Define(Beds, func(f *modelform.Fields, b *Bed) {
		f.Field(&b.Label)
		modelform.Choice(f, &b.WardID, Wards.OrderBy(orm.Asc(&Wards.C.Name)), &Wards.C.Name)
	})
)

// openWards stores the wards 1 of the north, 2 of the south, and 3 of the north, which is closed.
func openWards(t *testing.T) *ormtest.DB {
	t.Helper()
	db := ormtest.Open(t, orm.Models(Wards, Beds))
	closed := time.Now()
	list := []*Ward{{Hospital: "north", Name: "one"}, {Hospital: "south", Name: "two"}, {Hospital: "north", Name: "three", Closed: &closed}}
	if err := Wards.InsertAll(t.Context(), db, list); err != nil {
		t.Fatal(err)
	}
	return db
}

func TestAFormTakesNoValueOfARowThatScopesHide(t *testing.T) {
	t.Parallel()
	db := openWards(t)
	for name, free := range map[string]bool{"one": false, "two": true, "three": true} {
		f := wardForm.New(&Ward{Hospital: "north"})
		stored, err := f.Insert(send("name", name), db)
		if err != nil {
			t.Fatal(err)
		}
		if stored != free || (len(f.Violations()) == 0) != free {
			t.Errorf("the name %s: stored %v, want %v: %v", name, stored, free, f.Violations())
		}
	}
}

func TestAFormOffersRowsOfTheScopesAlone(t *testing.T) {
	t.Parallel()
	db := openWards(t)
	f := bedForm.Blank()
	if err := f.Show(sent(nil), db); err != nil {
		t.Fatal(err)
	}
	for key, offered := range map[string]bool{"1": true, "2": false, "3": false} {
		f := bedForm.Blank()
		stored, err := f.Insert(send("label", "a", "ward_id", key), db)
		if err != nil {
			t.Fatal(err)
		}
		if stored != offered {
			t.Errorf("a bed of ward %s: stored %v, want %v: %v", key, stored, offered, f.Violations())
		}
	}
}
