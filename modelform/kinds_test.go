package modelform_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/modelform"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

type state string

const (
	draft state = "draft"
	live  state = "live"
)

// offer has a field of each type that is written in a way of its own.
type offer struct {
	ID      int64
	Ref     uuid.UUID
	Price   decimal.Decimal
	Rebate  *decimal.Decimal
	State   state
	Colour  string
	Mood    *state
	Closing time.Duration
}

func (o *offer) Define(t *orm.Table[offer]) {
	t.Column(&o.Price).Decimal(6, 2).Min(0)
	t.Column(&o.Rebate).Decimal(3, 1)
	orm.Enum(t, &o.State, draft, live).Default(draft)
	orm.Enum(t, &o.Colour, "", "red", "blue")
	orm.Enum(t, &o.Mood, draft, live)
	t.Column(&o.Closing).Min(time.Minute)
}

var (
	offers    = orm.Define[offer]()
	offerForm = modelform.Define(offers, func(f *modelform.Fields, o *offer) {
		f.Field(&o.Ref)
		f.Field(&o.Price)
		f.Field(&o.Rebate)
		f.Field(&o.State)
		f.Field(&o.Colour)
		f.Field(&o.Mood)
		f.Field(&o.Closing)
	})
)

func TestTypesOfTheirOwnGoThroughAFormIntoTheDatabase(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, orm.Models(offers))
	f := offerForm.Blank()
	ref := "0190163d-8694-739b-aea5-966c26f8ad91"
	ok, err := f.Insert(send("ref", ref, "price", " 1234.5 ", "rebate", "", "state", "live", "colour", "", "mood", "", "closing", "36h"), db)
	if !ok || err != nil {
		t.Fatalf("got %v, %v and %v; want it stored", ok, err, f.Violations())
	}
	got, err := offers.Get(t.Context(), db, f.Object.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := &offer{ID: got.ID, Ref: uuid.MustParse(ref), Price: decimal.RequireFromString("1234.50"), State: live, Closing: 36 * time.Hour}
	if diff := cmp.Diff(want, got, cmp.Comparer(decimal.Decimal.Equal)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
	shown := offerForm.New(got)
	if err := shown.Attach(sent(nil)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"ref": ref, "price": "1234.5", "rebate": "", "closing": "36h0m0s"} {
		if v, err := shown.Field(name); err != nil || v.Value != want {
			t.Errorf("%s: got %q, %v, want %q", name, v.Value, err, want)
		}
	}
}

func TestAllowedValuesAreChoices(t *testing.T) {
	t.Parallel()
	f := offerForm.Blank()
	if err := f.Attach(sent(nil)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]form.Option{
		"state":  {{Value: "draft", Label: "draft", Selected: true}, {Value: "live", Label: "live"}},
		"colour": {{Label: "None", Selected: true}, {Value: "red", Label: "red"}, {Value: "blue", Label: "blue"}},
		"mood":   {{Label: "None", Selected: true}, {Value: "draft", Label: "draft"}, {Value: "live", Label: "live"}},
	} {
		v, err := f.Field(name)
		if err != nil || v.Widget != form.Select {
			t.Errorf("%s: got the widget %s, %v, want a select", name, v.Widget, err)
		}
		if diff := cmp.Diff(want, v.Options); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestWhatTheTypesDoNotHoldIsRefusedBesideItsField(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, orm.Models(offers))
	for _, v := range []struct{ field, typed, code, message string }{
		{"ref", "0190163d", "invalid", "is not written as it should be"},
		{"price", "1234.567", "out_of_range", "must have at most 2 digits behind the point"},
		{"price", "12345", "out_of_range", "must have at most 4 digits before the point"},
		{"price", "1e999999999", "not_a_number", "must be a number"},
		{"price", "-1", "out_of_range", "must be at least 0"},
		{"rebate", "1.55", "out_of_range", "must have at most 1 digit behind the point"},
		{"state", "gone", "choice", "must be one of"},
		{"state", "", "required", "is required"},
		{"colour", "green", "choice", "must be one of"},
		{"closing", "30s", "out_of_range", "must be at least 1m0s"},
		{"closing", "soon", "not_a_duration", "must be a duration"},
	} {
		r := send("ref", uuid.NewString(), "price", "1", "state", "draft", "closing", "1h")
		r[v.field] = []string{v.typed}
		f := offerForm.Blank()
		if ok, err := f.Insert(r, db); ok || err != nil {
			t.Errorf("%s %q: got %v, %v, want it refused", v.field, v.typed, ok, err)
			continue
		}
		got := f.Violations()
		if len(got) != 1 || got[0].Code != v.code || !strings.HasPrefix(got[0].Message, v.message) {
			t.Errorf("%s %q: got %+v, want one with the code %s: %s", v.field, v.typed, got, v.code, v.message)
		}
	}
	if n, err := offers.Count(t.Context(), db); n != 0 || err != nil {
		t.Errorf("got %d offers, %v, want none", n, err)
	}
}
