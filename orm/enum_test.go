package orm_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/schema"
)

type status string

const (
	draft    status = "draft"
	live     status = "live"
	archived status = "in the archive"
)

type page struct {
	ID     int64
	Status status
	Before *status
	After  sql.Null[status]
	Mood   string
	Open   time.Duration
	Shut   *time.Duration
}

func (p *page) Define(t *orm.Table[page]) {
	orm.Enum(t, &p.Status, draft, live, archived).Default(draft)
	orm.Enum(t, &p.Before, draft, live).Index()
	orm.Enum(t, &p.After, live).Size(10)
	orm.Enum(t, &p.Mood, "", "good").Trim().Optional()
	t.Column(&p.Open).Min(0).Max(time.Hour).Default(5 * time.Second)
	t.Column(&p.Shut).Min(time.Minute)
}

func TestAnEnumHoldsItsValuesAlone(t *testing.T) {
	t.Parallel()
	m := orm.Define[page]()
	db, c, ctx := open(t, m), m.C, context.Background()
	keeps(t, m, db, &page{Status: archived, Before: new(live), After: sql.Null[status]{V: live, Valid: true}, Mood: "good"})
	if obj := m.New(); obj.Status != draft || obj.Before != nil || obj.Open != 5*time.Second {
		t.Errorf("New returned %+v", obj)
	}
	for field, obj := range map[string]*page{
		"Status": {}, "Before": {Status: live, Before: new(archived)}, "After": {Status: live, After: sql.Null[status]{V: draft, Valid: true}}, "Mood": {Status: live, Mood: "Good"},
	} {
		wantViolation(t, m.Insert(ctx, db, obj), fault.Invalid, field, "choice")
	}
	if err := m.Insert(ctx, db, &page{Status: live, Mood: "  "}); err != nil {
		t.Errorf("the empty text is among the values, and was refused: %v", err)
	}
	_, err := m.Every().Update(ctx, db, orm.Set(&c.Status, "gone"))
	wantViolation(t, err, fault.Invalid, "Status", "choice")
	_, err = orm.Exec(ctx, db, orm.SQL("UPDATE page SET status = 'gone'"))
	if fault.KindOf(err) != fault.Check {
		t.Errorf("the database took another value: %v", err)
	}
	if n, err := m.Where(orm.In(&c.Status, draft, archived), orm.Eq(&c.Before, new(live))).Count(ctx, db); n != 1 || err != nil {
		t.Errorf("found %d, %v; want 1", n, err)
	}
}

// What the database refuses by itself is told in the words of the model's own rule.
func TestTheDatabasesRefusalOfAnEnumIsTheRules(t *testing.T) {
	t.Parallel()
	m := orm.Define[page]()
	db, ctx := open(t, m), context.Background()
	if _, err := orm.Exec(ctx, db, orm.SQL("CREATE TRIGGER spoil AFTER INSERT ON page BEGIN UPDATE page SET status = 'spoilt' WHERE id = new.id; END")); err != nil {
		t.Fatal(err)
	}
	err := m.Insert(ctx, db, &page{Status: live})
	wantViolation(t, err, fault.Invalid, "Status", "choice")
	if want := "Status must be one of: draft, live, in the archive"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %q", err, want)
	}
}

func TestDurationsKeepTheirBounds(t *testing.T) {
	t.Parallel()
	m := orm.Define[page]()
	db, c, ctx := open(t, m), m.C, context.Background()
	keeps(t, m, db, &page{Status: live, Open: 90*time.Minute/90 + 1, Shut: new(time.Minute)})
	for text, obj := range map[string]*page{
		"Open must be between 0s and 1h0m0s": {Status: live, Open: time.Hour + 1}, "Shut must be at least 1m0s": {Status: live, Shut: new(time.Second)},
	} {
		err := m.Insert(ctx, db, obj)
		wantViolation(t, err, fault.OutOfRange, text[:4], "out_of_range")
		if err != nil && !strings.Contains(err.Error(), text) {
			t.Errorf("got %v, want %q", err, text)
		}
	}
	if _, err := orm.Exec(ctx, db, orm.SQL("UPDATE page SET open = ?", int64(time.Hour)+1)); fault.KindOf(err) != fault.Check {
		t.Errorf("the database took a duration above Max: %v", err)
	}
	for name, cond := range map[string]orm.Cond{"Gt": orm.Gt(&c.Open, time.Minute), "Eq": orm.Eq(&c.Shut, new(time.Minute)), "In": orm.In(&c.Open, 1, time.Minute+1)} {
		if n, err := m.Where(cond).Count(ctx, db); n != 1 || err != nil {
			t.Errorf("%s found %d, %v; want 1", name, n, err)
		}
	}
}

func TestFieldsSayWhatFormsNeed(t *testing.T) {
	t.Parallel()
	type short struct {
		Name, Kind       string
		Size             int
		Precision, Scale int
		Min, Max         any
		Allowed          []string
		Default          any
		Required, Filled bool
	}
	var got []short
	for _, model := range []interface{ Fields() ([]orm.Field, error) }{orm.Define[page](), orm.Define[invoice](), orm.Define[delivery](), orm.Define[lists]()} {
		fields, err := model.Fields()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range fields {
			switch f.Name {
			case "Status", "After", "Mood", "Open", "Price", "Tax", "Most", "Token", "Texts":
				d := f.Default
				if f.Kind == schema.Decimal || f.Kind == schema.UUID || f.Kind == schema.Array {
					d = nil
				}
				got = append(got, short{f.Name, f.Kind.String(), f.Size, f.Precision, f.Scale, f.Min, f.Max, f.Allowed, d, f.Required, f.Filled})
			case "ID":
				if f.Kind == schema.UUID {
					got = append(got, short{Name: f.Name, Kind: f.Kind.String(), Required: f.Required, Filled: f.Filled})
				}
			}
		}
	}
	want := []short{
		{Name: "Status", Kind: "text", Size: 14, Allowed: []string{"draft", "live", "in the archive"}, Default: draft, Required: true},
		{Name: "After", Kind: "text", Size: 10, Allowed: []string{"live"}},
		{Name: "Mood", Kind: "text", Size: 4, Allowed: []string{"", "good"}},
		{Name: "Open", Kind: "int64", Min: time.Duration(0), Max: time.Hour, Default: 5 * time.Second, Required: true},
		{Name: "Price", Kind: "decimal", Precision: 6, Scale: 2, Min: -500.5, Max: int64(9000), Required: true},
		{Name: "Tax", Kind: "decimal", Precision: 6, Scale: 2, Min: int64(0)},
		{Name: "Most", Kind: "decimal", Precision: 18, Required: true},
		{Name: "ID", Kind: "uuid", Required: true, Filled: true},
		{Name: "Token", Kind: "uuid", Required: true},
		{Name: "Texts", Kind: "array"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}
