package ormtest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// A Box may stand in another Box, and has any number of labels; a label sticks to any number of boxes.
type Box struct {
	ID    int64
	Name  string
	BoxID *int64

	Box    orm.One[Box]
	Inside orm.Many[Box]
	Labels orm.Many[Label]
}

func (b *Box) Define(t *orm.Table[Box]) {
	t.Column(&b.Name).Size(20)
	orm.BelongsTo(t, &b.Box).By(&b.BoxID).Inverse(&b.Inside)
	orm.ManyToMany(t, &b.Labels)
}

type Label struct {
	ID     int64
	Text   string
	Weight float64
	Notes  orm.Lazy[string]

	Boxes orm.Many[Box]
}

func (l *Label) Define(t *orm.Table[Label]) { t.Column(&l.Text).Size(20) }

var (
	Boxes  = orm.Define[Box]()
	Labels = orm.Define[Label]()
	Things = orm.Models(Boxes, Labels)
)

// stack opens a database with boxes that stand in each other, n of them, the first one outermost.
func stack(t *testing.T, n int) *ormtest.DB {
	t.Helper()
	db := ormtest.Open(t, Things)
	var outer *int64
	for i := range n {
		b := &Box{Name: fmt.Sprint("box ", i+1), BoxID: outer}
		if err := Boxes.Insert(t.Context(), db, b); err != nil {
			t.Fatal(err)
		}
		outer = &b.ID
	}
	return db
}

// readBoxes reads all boxes, and loads relations of theirs.
func readBoxes(t *testing.T, db orm.Reader, relations ...orm.Relation) []*Box {
	t.Helper()
	list, err := Boxes.With(relations...).All(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestRelationsTellLoadedFromNotLoaded(t *testing.T) {
	t.Parallel()
	db, b := stack(t, 3), Boxes.C
	bare, inside, outer := readBoxes(t, db), readBoxes(t, db, &b.Inside), readBoxes(t, db, &b.Box)
	ormtest.Statements(t, db, 0, func() {
		for _, c := range []struct {
			name        string
			left, right []*Box
			equal       bool
		}{
			{"not loaded, twice", bare, readBoxes(t, stack(t, 3)), true},
			{"loaded, twice", inside, readBoxes(t, stack(t, 3), &b.Inside), true},
			{"loaded and not", bare, inside, false},
			{"one relation and the other", inside, outer, false},
			{"loaded to nothing, and not loaded", inside[2:], bare[2:], false},
			{"fewer rows", outer, readBoxes(t, stack(t, 2), &b.Box), false},
			{"other rows behind the relation", inside[:1], readBoxes(t, stack(t, 1), &b.Inside), false},
		} {
			if got := cmp.Diff(c.left, c.right, ormtest.Relations()) == ""; got != c.equal {
				t.Errorf("%s: got equal: %v, want %v; the difference is:\n%s", c.name, got, c.equal, cmp.Diff(c.left, c.right, ormtest.Relations()))
			}
		}
	})
}

func TestADifferenceDeepInsideIsShown(t *testing.T) {
	t.Parallel()
	b := Boxes.C
	deep := func(db *ormtest.DB) []*Box {
		return readBoxes(t, db, orm.Load(&b.Inside).With(orm.Load(&b.Inside).With(&b.Inside)))[:1]
	}
	left, right := stack(t, 4), stack(t, 4)
	if diff := cmp.Diff(deep(left), deep(right), ormtest.Relations()); diff != "" {
		t.Errorf("the same boxes: got the difference\n%s", diff)
	}
	if _, err := Boxes.Where(orm.Eq(&b.ID, 4)).Update(t.Context(), right, orm.Set(&b.Name, "changed")); err != nil {
		t.Fatal(err)
	}
	diff := cmp.Diff(deep(left), deep(right), ormtest.Relations())
	for _, want := range []string{`"box 4"`, `"changed"`} {
		if !strings.Contains(diff, want) {
			t.Errorf("got a difference without %s:\n%s", want, diff)
		}
	}
}

func TestOneObjectEqualsTwoThatAreEqual(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), ormtest.Open(t, Things)
	outer := &Box{Name: "outer"}
	if err := Boxes.Insert(ctx, db, outer); err != nil {
		t.Fatal(err)
	}
	if err := Boxes.InsertAll(ctx, db, []*Box{{BoxID: &outer.ID}, {BoxID: &outer.ID}}); err != nil {
		t.Fatal(err)
	}
	type pair struct{ Inside orm.Many[Box] } // as a page's data may hold a relation
	read := func() (*Box, []*Box) {
		first, err := Boxes.Query().With(&Boxes.C.Inside).First(ctx, db)
		if err != nil {
			t.Fatal(err)
		}
		list, err := first.Inside.Load(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return first, list
	}
	together, list := read()
	if err := Boxes.Load(ctx, db, list, &Boxes.C.Box); err != nil {
		t.Fatal(err)
	}
	apart, list := read()
	for _, b := range list {
		one, err := Boxes.Query().With(&Boxes.C.Box).Where(orm.Eq(&Boxes.C.ID, b.ID)).One(ctx, db)
		if err != nil {
			t.Fatal(err)
		}
		*b = *one
	}
	if diff := cmp.Diff(pair{together.Inside}, pair{apart.Inside}, ormtest.Relations()); diff != "" {
		t.Errorf("two boxes in one, read together and one by one: got the difference\n%s", diff)
	}
}

func TestTwoThatAreEqualButForWhatTheyLeadToAreTwo(t *testing.T) {
	t.Parallel()
	db, b := stack(t, 2), Boxes.C
	if err := Boxes.Insert(t.Context(), db, &Box{Name: "box 3", BoxID: new(int64(1))}); err != nil {
		t.Fatal(err)
	}
	read := func(third ...orm.Relation) *Box {
		outer, list := readBoxes(t, db, &b.Inside)[0], readBoxes(t, db, &b.Box)
		inside, err := outer.Inside.Load(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		*inside[0] = *list[1]                                              // whose box leads nowhere
		*inside[1] = *readBoxes(t, db, orm.Load(&b.Box).With(third...))[2] // whose box is the same row
		return outer
	}
	if cmp.Equal(read(), read(&b.Labels), ormtest.Relations()) {
		t.Errorf("a box in a box whose labels are loaded equals the same box in the same box whose labels are not")
	}
	if cmp.Equal(read(&b.Labels), read(&b.Box), ormtest.Relations()) {
		t.Errorf("a box in a box without labels equals the same box in the same box that is in none")
	}
}

func TestManyRowsThatLeadBackToEachOtherAreCompared(t *testing.T) {
	t.Parallel()
	const n = 12 // there are far more ways through this than anybody could walk
	read := func() ([]*Box, *ormtest.DB) {
		ctx, db := t.Context(), ormtest.Open(t, Things)
		for i := range n {
			if err := Labels.Insert(ctx, db, &Label{Text: fmt.Sprint("label ", i)}); err != nil {
				t.Fatal(err)
			}
			if err := Boxes.Insert(ctx, db, &Box{Name: "box"}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := orm.Exec(ctx, db, orm.SQL("INSERT INTO box_label (box_id, label_id) SELECT box.id, label.id FROM box, label")); err != nil {
			t.Fatal(err)
		}
		b, l := Boxes.C, Labels.C
		return readBoxes(t, db, orm.Load(&b.Labels).With(orm.Load(&l.Boxes).With(orm.Load(&b.Labels).With(&l.Boxes)))), db
	}
	left, _ := read()
	right, db := read()
	if diff := cmp.Diff(left, right, ormtest.Relations()); diff != "" {
		t.Errorf("the same boxes and labels: got the difference\n%s", diff)
	}
	if _, err := orm.Exec(t.Context(), db, orm.SQL("DELETE FROM box_label WHERE box_id = 12 AND label_id = 12")); err != nil {
		t.Fatal(err)
	}
	again := readBoxes(t, db, orm.Load(&Boxes.C.Labels).With(&Labels.C.Boxes))
	if cmp.Equal(right, again, ormtest.Relations()) {
		t.Errorf("a box without a label equals the same box with it")
	}
}

func TestDeferredColumnsAreComparedByValueOnceLoaded(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), stack(t, 2)
	for i, notes := range []string{"long", "long", "longer"} {
		label := &Label{Text: fmt.Sprint("label ", i)}
		label.Notes.Set(notes)
		if err := Labels.Insert(ctx, db, label); err != nil {
			t.Fatal(err)
		}
	}
	read := func(fields ...orm.Relation) []*Label {
		t.Helper()
		list, err := Labels.With(fields...).All(ctx, db)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range list {
			l.ID, l.Text = 0, ""
		}
		return list
	}
	bare, full := read(), read(&Labels.C.Notes)
	for _, c := range []struct {
		name        string
		left, right any
		equal       bool
	}{
		{"not loaded, twice", bare[0], bare[2], true},
		{"loaded and not", full[0], bare[0], false},
		{"the same text in two rows", full[0], full[1], true},
		{"another text", full[0], full[2], false},
	} {
		if got := cmp.Equal(c.left, c.right, ormtest.Relations()); got != c.equal {
			t.Errorf("%s: got equal: %v, want %v", c.name, got, c.equal)
		}
	}
	if _, err := orm.Exec(ctx, db, orm.SQL("INSERT INTO box_label (box_id, label_id) VALUES (1, 1), (2, 2)")); err != nil {
		t.Fatal(err)
	}
	deep := func(fields ...orm.Relation) []*Box {
		return readBoxes(t, db, orm.Load(&Boxes.C.Labels).With(fields...))
	}
	if diff := cmp.Diff(deep(&Labels.C.Notes), deep(&Labels.C.Notes), ormtest.Relations()); diff != "" {
		t.Errorf("the same boxes with their labels: got the difference\n%s", diff)
	}
	if cmp.Equal(deep(), deep(&Labels.C.Notes), ormtest.Relations()) {
		t.Errorf("boxes whose labels have their notes equal those whose labels do not")
	}
}

func TestOptionsHoldWithinRelations(t *testing.T) {
	t.Parallel()
	read := func(weight float64) []*Box {
		ctx, db := t.Context(), stack(t, 1)
		if err := Labels.Insert(ctx, db, &Label{Text: "heavy", Weight: weight}); err != nil {
			t.Fatal(err)
		}
		if _, err := orm.Exec(ctx, db, orm.SQL("INSERT INTO box_label (box_id, label_id) VALUES (1, 1)")); err != nil {
			t.Fatal(err)
		}
		return readBoxes(t, db, &Boxes.C.Labels)
	}
	left, right := read(1), read(1.0001)
	if cmp.Equal(left, right, ormtest.Relations()) {
		t.Errorf("weights that differ are equal without an option that says so")
	}
	near := cmp.Comparer(func(x, y float64) bool { return max(x, y)-min(x, y) < 0.01 })
	if diff := cmp.Diff(left, right, ormtest.Relations(), near); diff != "" {
		t.Errorf("with an option under which they are equal: got the difference\n%s", diff)
	}
}
