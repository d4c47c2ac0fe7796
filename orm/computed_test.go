package orm_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rowankit/rowan/orm"
)

// reckoned is what the wrong definitions here are made of.
type reckoned struct {
	ID    int64
	Price int64
	Note  *string
	At    time.Time
	Total int64
	Text  string
	Day   time.Time
}

type (
	reckonedType      struct{ reckoned }
	reckonedMissing   struct{ reckoned }
	reckonedTwice     struct{ reckoned }
	reckonedEmpty     struct{ reckoned }
	reckonedDefault   struct{ reckoned }
	reckonedIndexed   struct{ reckoned }
	reckonedItself    struct{ reckoned }
	reckonedGroup     struct{ reckoned }
	reckonedStart     struct{ reckoned }
	reckonedElsewhere struct{ reckoned }
	reckonedHidden    struct{ reckoned }
	reckonedCircle    struct{ reckoned }
	reckonedStored    struct{ reckoned }
	reckonedWindow    struct{ reckoned }
	reckonedQuery     struct{ reckoned }
	reckonedRaw       struct{ reckoned }
	reckonedKey       struct{ reckoned }
	reckonedUnique    struct{ reckoned }
	reckonedVersion   struct{ reckoned }
	reckonedFolded    struct{ reckoned }
	reckonedLazy      struct {
		ID   int64
		Name string
		Note orm.Lazy[string]
	}
	reckonedAcross struct {
		ID    int64
		Large bool
		Rows  orm.Many[reckonedRow]
	}
	reckonedRow struct {
		ID      int64
		OwnerID int64
		Copy    int64
		Owner   orm.One[reckonedAcross]
	}
	reckonedForeign struct {
		ID      int64
		OwnerID int64
		CopyID  int64
		Copy    orm.One[reckonedRow]
	}
)

func (r *reckonedHidden) Define(t *orm.Table[reckonedHidden]) {
	t.Column(&r.Total).Computed(orm.When(orm.Or(orm.Eq(&r.Price, 1), orm.Gt(&r.Total, 5)), orm.Val(int64(1))).Else(orm.Val(int64(0))))
}

func (r *reckonedCircle) Define(t *orm.Table[reckonedCircle]) {
	t.Column(&r.Total).Computed(orm.Length(orm.Col(&r.Text)))
	t.Column(&r.Text).Computed(orm.TextOf(orm.Col(&r.Total)))
}

func (r *reckonedStored) Define(t *orm.Table[reckonedStored]) {
	t.Column(&r.Total).Generated(orm.Col(&r.Price).Plus(1))
	t.Column(&r.Text).Generated(orm.TextOf(orm.Col(&r.Total)))
}

func (r *reckonedWindow) Define(t *orm.Table[reckonedWindow]) {
	t.Column(&r.Total).Computed(orm.RowNumber(orm.Partition(&r.Price)))
}

func (r *reckonedQuery) Define(t *orm.Table[reckonedQuery]) {
	row := new(struct{ Name string })
	others := orm.Select(row, orm.Take(&row.Name, &orm.C[reckonedLazy]().Name)).From(orm.Define[reckonedLazy]())
	t.Column(&r.Total).Generated(orm.When(orm.InQuery(orm.Col(&r.Text), others, &row.Name), orm.Val(int64(1))).Else(orm.Val(int64(0))))
}

func (r *reckonedRaw) Define(t *orm.Table[reckonedRaw]) {
	t.Column(&r.Text).Computed(orm.When(orm.Raw("price > 5"), orm.Val("a")).Else(orm.Val("b")))
}

func (r *reckonedKey) Define(t *orm.Table[reckonedKey]) {
	t.Key(&r.Total)
	t.Column(&r.Total).Generated(orm.Col(&r.Price))
}

func (r *reckonedUnique) Define(t *orm.Table[reckonedUnique]) {
	t.Column(&r.Total).Computed(orm.Col(&r.Price))
	t.Unique(&r.ID, &r.Total)
}

func (r *reckonedVersion) Define(t *orm.Table[reckonedVersion]) {
	t.Version(&r.Total)
	t.Column(&r.Total).Generated(orm.Col(&r.Price))
}

func (r *reckonedFolded) Define(t *orm.Table[reckonedFolded]) {
	t.Column(&r.Text).UniqueFold().Generated(orm.TextOf(orm.Col(&r.Price)))
}

func (r *reckonedLazy) Define(t *orm.Table[reckonedLazy]) {
	t.Column(&r.Note).Computed(orm.Upper(orm.Col(&r.Name)))
}

func (r *reckonedAcross) Define(t *orm.Table[reckonedAcross]) {
	t.Column(&r.Large).Computed(orm.When(orm.Any(&r.Rows), orm.Val(true)).Else(orm.Val(false)))
}

func (r *reckonedRow) Define(t *orm.Table[reckonedRow]) {
	orm.BelongsTo(t, &r.Owner).Inverse(&orm.C[reckonedAcross]().Rows)
}

func (r *reckonedForeign) Define(t *orm.Table[reckonedForeign]) {
	t.Column(&r.CopyID).Generated(orm.Col(&r.OwnerID))
	orm.BelongsTo(t, &r.Copy)
}

func (r *reckonedType) Define(t *orm.Table[reckonedType]) {
	t.Column(&r.Total).Generated(orm.Float(orm.Col(&r.Price)))
}

func (r *reckonedMissing) Define(t *orm.Table[reckonedMissing]) {
	t.Column(&r.Text).Computed(orm.Trim(orm.Opt(&r.Note)))
}

func (r *reckonedTwice) Define(t *orm.Table[reckonedTwice]) {
	t.Column(&r.Total).Computed(orm.Col(&r.Price)).Generated(orm.Col(&r.Price))
}

func (r *reckonedEmpty) Define(t *orm.Table[reckonedEmpty]) {
	t.Column(&r.Total).Computed(orm.Expr[int64]{})
}

func (r *reckonedDefault) Define(t *orm.Table[reckonedDefault]) {
	t.Column(&r.Total).Default(1).Generated(orm.Col(&r.Price))
}

func (r *reckonedIndexed) Define(t *orm.Table[reckonedIndexed]) {
	t.Column(&r.Total).Index().Computed(orm.Col(&r.Price))
}

func (r *reckonedItself) Define(t *orm.Table[reckonedItself]) {
	t.Column(&r.Total).Computed(orm.Col(&r.Total).Plus(1))
}

func (r *reckonedGroup) Define(t *orm.Table[reckonedGroup]) {
	t.Column(&r.Total).Computed(orm.Total(orm.Col(&r.Price)))
}

func (r *reckonedStart) Define(t *orm.Table[reckonedStart]) {
	t.Column(&r.Day).Generated(orm.StartOf(orm.Day, orm.Col(&r.At)))
}

func (r *reckonedElsewhere) Define(t *orm.Table[reckonedElsewhere]) {
	t.Column(&r.Total).Computed(orm.Col(&orm.C[shipment]().ID))
}

// What no query or database could compute is told when the models are opened.
func TestComputedColumnsThatAreWrong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		model orm.AnyModel
		want  string
	}{
		{orm.Define[reckonedType](), "Total: is Generated of what cannot be: the expression is stored as float64, and the field as int64"},
		{orm.Define[reckonedMissing](), "Text: is Computed of what cannot be: the expression may be missing, and Text is string"},
		{orm.Define[reckonedTwice](), "Total: is computed twice; keep one of Generated and Computed"},
		{orm.Define[reckonedEmpty](), "Total: has Computed of an empty expression"},
		{orm.Define[reckonedDefault](), "Total: is Generated, and has words for what is written; remove them"},
		{orm.Define[reckonedIndexed](), "Total: is Computed by each query, so no index holds it"},
		{orm.Define[reckonedItself](), "Total: is Computed of what cannot be: it names Total itself; write what that is computed of"},
		{orm.Define[reckonedGroup](), "Total: is Computed of what cannot be: Sum stands in what a column is computed of"},
		{orm.Define[reckonedStart](), "Day: is Generated of what cannot be: PostgreSQL stores of no column when a unit of time begins; write Computed"},
		{orm.Define[reckonedElsewhere](), "Total: is Computed of what cannot be"},
		{orm.Define[reckonedHidden](), "Total: is Computed of what cannot be: it names Total itself; write what that is computed of"},
		{orm.Define[reckonedCircle](), "Text: is Computed of what cannot be: it names Total, which is Computed itself; write what that is computed of"},
		{orm.Define[reckonedStored](), "Text: is Generated of what cannot be: it names Total, which is Generated itself; write what that is computed of"},
		{orm.Define[reckonedWindow](), "Total: is Computed of what cannot be: a window stands in what a column is computed of"},
		{orm.Define[reckonedQuery](), "Total: is Generated of what cannot be: a condition asks for rows of another table"},
		{orm.Define[reckonedRaw](), "Text: is Computed of what cannot be: Raw names columns without their table"},
		{orm.Define[reckonedKey](), "Total: is Generated and belongs to the key; name other fields"},
		{orm.Define[reckonedUnique](), "Total: is Computed by each query, so no index holds it"},
		{orm.Define[reckonedVersion](), "Total: is Generated and the version, which an update raises; name another field"},
		{orm.Define[reckonedFolded](), "Text: is Generated, and has words for what is written; remove them"},
		{orm.Define[reckonedLazy](), "Note: is Computed and Lazy; make its type string"},
		{orm.Define[reckonedAcross](), "Large: is Computed of what cannot be: a condition asks for rows of another table"},
		{orm.Define[reckonedForeign](), "CopyID: is Generated and belongs to a foreign key; name what is written"},
	} {
		err := orm.Models(c.model).Check()
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v\nwant %s", err, c.want)
		}
	}
}

// reckonedWell is a model of which one field is stored and one is not.
type reckonedWell struct {
	ID     int64
	Double int64
	Price  int64
	Label  string
}

func (r *reckonedWell) Define(t *orm.Table[reckonedWell]) {
	t.Column(&r.Double).Generated(orm.Times(orm.Col(&r.Price), orm.Val(int64(2))))
	t.Column(&r.Label).Computed(orm.TextOf(orm.Col(&r.Double)))
}

// Code that makes forms, pages or sheets of models is told which fields are never written.
func TestComputedColumnsAreDescribed(t *testing.T) {
	t.Parallel()
	m := orm.Define[reckonedWell]()
	fields, err := m.Fields()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range fields {
		got = append(got, fmt.Sprint(f.Name, " ", f.Computed, " ", f.Filled, " ", f.Required))
	}
	want := []string{"ID false true true", "Double true true false", "Price false false true", "Label true true false"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if f, err := m.Field(&m.C.Label); err != nil || !f.Computed {
		t.Errorf("Field: got %+v, %v", f, err)
	}
}
