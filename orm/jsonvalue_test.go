package orm_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/schema"
)

type settings struct {
	Theme string         `json:"theme"`
	Sizes []int          `json:"sizes,omitempty"`
	More  map[string]any `json:"more,omitempty"`
	At    *time.Time     `json:"at,omitempty"`
	Inner *settings      `json:"inner,omitempty"`
}

// encoded gives its JSON by methods of its own, as bytes.
type encoded struct{ sql.NullString }

func (e *encoded) Scan(v any) error {
	text, ok := v.([]byte)
	if ok {
		e.String, e.Valid = string(text), true
	}
	return nil
}

type preference struct {
	ID     int64
	Set    settings
	Old    *settings
	Next   sql.Null[settings]
	Counts map[string]int
	Tags   []string
	Any    any
	Raw    json.RawMessage
	Maybe  *json.RawMessage
	Null   sql.Null[json.RawMessage]
	Own    encoded
}

func (p *preference) Define(t *orm.Table[preference]) {
	t.Column(&p.Set).JSON().Default(settings{Theme: "dark", Sizes: []int{1}})
	t.Column(&p.Old).JSON()
	t.Column(&p.Next).JSON()
	t.Column(&p.Counts).JSON().Default(map[string]int{"a": 1})
	t.Column(&p.Tags).JSON()
	t.Column(&p.Any).JSON()
	t.Column(&p.Raw).Default(json.RawMessage(`{"b": 1e1, "a": [] }`))
	t.Column(&p.Own).StoredAs(schema.JSON)
}

func somePreference() *preference {
	at := time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	raw := json.RawMessage(`{"é":"\ud83d\ude00","a":1}`)
	return &preference{
		Set: settings{Theme: "<b>&\u2028\x01", Sizes: []int{3, 1, 2}, More: map[string]any{"x": 1.5, "": nil}, At: &at, Inner: &settings{}},
		Old: &settings{Theme: "é"}, Next: sql.Null[settings]{V: settings{Sizes: []int{0}}, Valid: true},
		Counts: map[string]int{"z": 1, "a": math.MaxInt64}, Tags: []string{"b", "a"}, Any: []any{"x", 1e300, true, nil, map[string]any{}},
		Raw: json.RawMessage(` {"b":1.50,"a":-0} `), Maybe: &raw, Null: sql.Null[json.RawMessage]{V: json.RawMessage("[ 1 ]"), Valid: true},
		Own: encoded{sql.NullString{String: `{"k":[2]}`, Valid: true}},
	}
}

func TestJSONComesBack(t *testing.T) {
	t.Parallel()
	m := orm.Define[preference]()
	obj := somePreference()
	raw := obj.Maybe
	keeps(t, m, open(t, m), obj)
	if got := string(obj.Raw); got != `{"a":0,"b":1.5}` {
		t.Errorf("the object holds %s, want it as it is stored", got)
	}
	if got := string(*obj.Maybe); got != `{"a":1,"é":"😀"}` || string(*raw) == got {
		t.Errorf("the object points to %s, and what it pointed to before is %s; want the first as stored and the other as it was", got, *raw)
	}
	none := &preference{Own: encoded{sql.NullString{String: "null", Valid: true}}}
	keeps(t, m, open(t, m), none)
	if string(none.Raw) != "null" || none.Counts != nil {
		t.Errorf("nil became %s and %v, want JSON's null and nil", none.Raw, none.Counts)
	}
}

// What the table holds is the one form of each value, so that other programs and databases find the same text.
func TestJSONIsStoredInOneForm(t *testing.T) {
	t.Parallel()
	m := orm.Define[preference]()
	db, ctx := open(t, m), context.Background()
	if err := m.Insert(ctx, db, somePreference()); err != nil {
		t.Fatal(err)
	}
	type text struct{ Set, Old, Counts, Tags, Any, Raw, Maybe, Null, Own string }
	got, err := orm.Rows[text](ctx, db, orm.SQL(`SELECT "set", "old", counts, tags, "any", raw, maybe, "null", own FROM preference`))
	if err != nil {
		t.Fatal(err)
	}
	want := &text{
		Set: `{"at":"2026-01-02T03:04:05.000000006Z","inner":{"theme":""},"more":{"":null,"x":1.5},"sizes":[3,1,2],"theme":"<b>&` + "\u2028" + `\u0001"}`,
		Old: `{"theme":"é"}`, Counts: `{"a":9223372036854775807,"z":1}`, Tags: `["b","a"]`, Any: `["x",1` + strings.Repeat("0", 300) + `,true,null,{}]`,
		Raw: `{"a":0,"b":1.5}`, Maybe: `{"a":1,"é":"😀"}`, Null: "[1]", Own: `{"k":[2]}`,
	}
	if d := cmp.Diff(want, got[0]); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func TestDefaultsOfJSONAreEachObjectsOwn(t *testing.T) {
	t.Parallel()
	m := orm.Define[preference]()
	first, second := m.New(), m.New()
	first.Counts["b"], first.Set.Sizes[0], first.Raw[0] = 2, 9, ' '
	if len(second.Counts) != 1 || second.Set.Sizes[0] != 1 || string(second.Raw) != `{"a":[],"b":10}` || second.Set.Theme != "dark" {
		t.Errorf("a change of one new object changed another: %+v", second)
	}
	db, ctx := open(t, m), context.Background()
	obj := &preference{Own: encoded{sql.NullString{String: "1", Valid: true}}}
	if err := m.Insert(ctx, db, obj, orm.Omit(&m.C.Counts, &m.C.Raw)); err != nil {
		t.Fatal(err)
	}
	if obj.Counts["a"] != 1 || string(obj.Raw) != `{"a":[],"b":10}` {
		t.Errorf("the database filled in %v and %s", obj.Counts, obj.Raw)
	}
}

func TestWhatIsNoJSONIsRefused(t *testing.T) {
	t.Parallel()
	m := orm.Define[preference]()
	db, ctx := open(t, m), context.Background()
	type cyclic struct{ Next *cyclic }
	loop := &cyclic{}
	loop.Next = loop
	for _, v := range []struct {
		change func(*preference)
		field  string
		kind   fault.Kind
		code   string
	}{
		{func(p *preference) { p.Set.Theme = "a\xff" }, "Set", fault.Invalid, "invalid_json"},
		{func(p *preference) { p.Counts = map[string]int{"\xff": 1} }, "Counts", fault.Invalid, "invalid_json"},
		{func(p *preference) { p.Old = &settings{Theme: "a\x00"} }, "Old", fault.Invalid, "invalid_json"},
		{func(p *preference) { p.Any = math.NaN() }, "Any", fault.Invalid, "invalid_json"},
		{func(p *preference) { p.Any = func() {} }, "Any", fault.Invalid, "invalid_json"},
		{func(p *preference) { p.Any = loop }, "Any", fault.Invalid, "invalid_json"},
		{func(p *preference) { p.Any = json.Number("1e999") }, "Any", fault.OutOfRange, "out_of_range"},
		{func(p *preference) { p.Raw = json.RawMessage(`{"a":1,"a":2}`) }, "Raw", fault.Invalid, "invalid_json"},
		{func(p *preference) { p.Raw = json.RawMessage(``) }, "Raw", fault.Invalid, "invalid_json"},
		{func(p *preference) { p.Raw = json.RawMessage(`{`) }, "Raw", fault.Invalid, "invalid_json"},
		{func(p *preference) { p.Raw = json.RawMessage(strings.Repeat("[", 32) + strings.Repeat("]", 32)) }, "Raw", fault.Invalid, "invalid_json"},
		{func(p *preference) { p.Null.V = json.RawMessage(`"\ud800"`) }, "Null", fault.Invalid, "invalid_json"},
		{func(p *preference) { p.Own.String = "{a:1}" }, "Own", fault.Invalid, "invalid_json"},
	} {
		obj := somePreference()
		v.change(obj)
		wantViolation(t, m.Insert(ctx, db, obj), v.kind, v.field, v.code)
	}
}

func TestJSONAndArraysAreComparedWithNilAlone(t *testing.T) {
	t.Parallel()
	m := orm.Define[preference]()
	db, c, ctx := open(t, m), m.C, context.Background()
	if err := m.InsertAll(ctx, db, []*preference{somePreference(), {Own: encoded{sql.NullString{String: "1", Valid: true}}}}); err != nil {
		t.Fatal(err)
	}
	for name, cond := range map[string]orm.Cond{
		"IsNull": orm.IsNull(&c.Old), "Eq nil": orm.Eq(&c.Old, nil), "Ne nil": orm.Ne(&c.Maybe, nil), "Eq of an absent sql.Null": orm.Eq(&c.Next, sql.Null[settings]{}),
		"In nil": orm.In(&c.Old, nil), "not null and another": orm.And(orm.IsNotNull(&c.Raw), orm.IsNull(&c.Null)),
	} {
		if n, err := m.Where(cond).Count(ctx, db); n != 1 || err != nil {
			t.Errorf("%s found %d rows, %v; want 1", name, n, err)
		}
	}
	old := &settings{}
	for name, q := range map[string]orm.Query[preference]{
		"Eq": m.Where(orm.Eq(&c.Old, old)), "In": m.Where(orm.In(&c.Old, nil, old)), "Lt nil": m.Where(orm.Lt(&c.Old, nil)), "Eq of a struct": m.Where(orm.Eq(&c.Set, settings{})),
		"Eq of a RawMessage": m.Where(orm.Eq(&c.Raw, json.RawMessage("1"))), "Eq of a slice": m.Where(orm.Eq(&c.Tags, []string{"a"})), "Eq of a nil slice": m.Where(orm.Eq(&c.Tags, nil)),
		"Eq of an own type": m.Where(orm.Eq(&c.Own, encoded{sql.NullString{String: "1", Valid: true}})), "EqColumn": m.Where(orm.EqColumn(&c.Raw, &c.Raw)), "Between": m.Where(orm.Between(&c.Raw, nil, nil)),
		"OrderBy": m.OrderBy(orm.Asc(&c.Raw)), "OrderBy of an array": m.OrderBy(orm.Desc(&c.Tags)), "within Not": m.Where(orm.Not(orm.Eq(&c.Any, any(1)))),
	} {
		_, err := q.All(ctx, db)
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "is stored as json") {
			t.Errorf("%s: got %v, want a refusal that says how it is stored", name, err)
		}
	}
	set := settings{Theme: "light"}
	if n, err := m.Where(orm.IsNotNull(&c.Old)).Update(ctx, db, orm.Set(&c.Set, set), orm.Set(&c.Any, nil), orm.Set(&c.Raw, json.RawMessage(" 1.0 ")), orm.Set(&c.Old, nil)); n != 1 || err != nil {
		t.Fatalf("Update: %d, %v", n, err)
	}
	got, err := m.Query().First(ctx, db)
	if err != nil || cmp.Diff(got.Set, set) != "" || got.Any != nil || string(got.Raw) != "1" || got.Old != nil {
		t.Errorf("after the update: %+v, %v", got, err)
	}
}

// A row that other programs wrote is told with its field when its JSON does not fit.
func TestJSONOfAnotherShapeIsTold(t *testing.T) {
	t.Parallel()
	m := orm.Define[preference]()
	db, ctx := open(t, m), context.Background()
	for column, text := range map[string]string{"set": `{"theme":1}`, "counts": "[]", "raw": `{"a":1,"a":2}`, "own": `{"a":1,"a":2}`} {
		if _, err := m.Every().Delete(ctx, db); err != nil {
			t.Fatal(err)
		}
		if err := m.Insert(ctx, db, somePreference()); err != nil {
			t.Fatal(err)
		}
		change := map[string]orm.Statement{
			"set": orm.SQL(`UPDATE preference SET "set" = ?`, text), "counts": orm.SQL(`UPDATE preference SET counts = ?`, text), "raw": orm.SQL(`UPDATE preference SET raw = ?`, text),
			"own": orm.SQL(`UPDATE preference SET own = ?`, text),
		}[column]
		if _, err := orm.Exec(ctx, db, change); err != nil {
			t.Fatal(err)
		}
		_, err := m.Query().First(ctx, db)
		if fault.KindOf(err) != fault.SchemaMismatch || !strings.Contains(strings.ToLower(err.Error()), column) {
			t.Errorf("%s = %s: got %v, want SchemaMismatch with the field", column, text, err)
		}
	}
}
