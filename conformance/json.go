package conformance

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func jsons() theme {
	return theme{"json", []testCase{
		{"structs and maps and lists and anything come back", jsonValues},
		{"any nested value comes back", jsonProperty},
		{"text is kept in one form, in the object as well", jsonForm},
		{"null and absent differ", jsonNull},
		{"a megabyte and thirty-one levels come back", jsonLarge},
		{"what is no JSON for every database is refused", jsonRefused},
		{"no value is compared or ordered", jsonCompared},
		{"what a foreign program stored is named when it does not fit", jsonForeign},
	}}
}

type place struct {
	Name  string
	Lat   float64            `json:"lat"`
	Tags  []string           `json:"tags,omitempty"`
	Inner *place             `json:"inner"`
	More  map[string][]int64 `json:"more"`
}

type document struct {
	ID    int64
	Raw   json.RawMessage
	Any   any
	Place place
	Map   map[string]any
	List  []place
	Names []string
	Maybe *place
	Null  sql.Null[json.RawMessage]
}

func (d *document) Define(t *orm.Table[document]) {
	t.Column(&d.Any).JSON()
	t.Column(&d.Place).JSON()
	t.Column(&d.Map).JSON()
	t.Column(&d.List).JSON()
	t.Column(&d.Names).JSON()
	t.Column(&d.Maybe).JSON()
}

var documents = orm.Define[document]()

// rawOf is a document with some JSON in its two raw columns.
func rawOf(text string) *document {
	return &document{Raw: json.RawMessage(text), Null: sql.Null[json.RawMessage]{V: json.RawMessage(text), Valid: true}}
}

func jsonValues(t *trial) {
	full := place{"Ærø \"<&>\u2028😀\\", -0.1, []string{"", "a"}, &place{Name: "inner", More: map[string][]int64{"": {math.MaxInt64}}}, map[string][]int64{"b": {1}, "a": nil}}
	keeps(t, t.tables(documents), documents,
		&document{Raw: json.RawMessage(`{"a":[1,2.5,"x",null,true]}`), Any: []any{1.5, "a", nil, true, map[string]any{"k": []any{}}}, Place: full},
		&document{
			Raw: json.RawMessage(`"text"`), Any: "text", Map: map[string]any{"é": "e\u0301", "A": map[string]any{"b": 1.0}},
			List: []place{full, {}}, Names: []string{"x", "😀"}, Maybe: &full, Null: sql.Null[json.RawMessage]{V: json.RawMessage(`[]`), Valid: true},
		},
		&document{Raw: json.RawMessage(`0`), Any: 1e300, Map: map[string]any{}, List: []place{}, Names: []string{}, Maybe: &place{}},
		&document{Raw: json.RawMessage(`{}`), Any: false},
	)
}

// nested draws a value as encoding/json reads it.
func nested(r *rand.Rand, levels int) any {
	switch kind := r.IntN(8); {
	case kind == 0:
		return nil
	case kind == 1:
		return r.IntN(2) == 0
	case kind == 2:
		return math.Float64frombits(r.Uint64()&^(0x3ff<<52) | 0x1ff<<52) // never NaN, nor an infinity
	case kind == 3:
		return float64(r.Int64N(1 << 53))
	case kind < 6 || levels == 0:
		return randomText(r)
	case kind == 6:
		list := []any{}
		for range r.IntN(5) {
			list = append(list, nested(r, levels-1))
		}
		return list
	}
	object := map[string]any{}
	for range r.IntN(5) {
		object[randomText(r)] = nested(r, levels-1)
	}
	return object
}

func jsonProperty(t *trial) {
	r := t.random()
	objs := make([]*document, 60)
	for i := range objs {
		object, _ := nested(r, 4).(map[string]any)
		objs[i] = &document{Any: nested(r, 5), Map: object, Raw: json.RawMessage(`null`)}
	}
	keeps(t, t.tables(documents), documents, objs...)
}

func jsonForm(t *trial) {
	db, ctx := t.tables(documents), t.Context()
	for written, kept := range map[string]string{
		" { \"b\" : 1 , \"a\" : [ ] } ": `{"a":[],"b":1}`, `"\u00e9\ud83d\ude00\/"`: `"é😀/"`, "[1e3, 1.50, -0, 0.0, 1E-3]": `[1000,1.5,0,0,0.001]`,
		`"<a href='&'>"`: `"<a href='&'>"`, `"\u001f\t\u2028"`: "\"\\u001f\\t\u2028\"", "12345678901234567890123.5": "12345678901234567890123.5",
		`{"B":1,"a":2,"é":3,"":4}`: `{"":4,"B":1,"a":2,"é":3}`,
	} {
		d := rawOf(written)
		insert(t, db, documents, d)
		t.same("the object of "+written, []string{string(d.Raw), string(d.Null.V)}, []string{kept, kept})
		got, err := documents.Get(ctx, db, d.ID)
		t.ok("Get", err)
		t.same("the row of "+written, []string{string(got.Raw), string(got.Null.V)}, []string{kept, kept})
		d.Raw = json.RawMessage(written)
		t.ok("Update", documents.Update(ctx, db, d, &documents.C.Raw))
		t.same("the object after Update", string(d.Raw), kept)
	}
}

func jsonNull(t *trial) {
	db, c := t.tables(documents), documents.C
	insert(t, db, documents, &document{}, rawOf("null"))
	got := all(t, db, documents)
	t.same("nil", []any{string(got[0].Raw), got[0].Any, got[0].Map == nil, got[0].List == nil, got[0].Maybe == nil}, []any{"null", nil, true, true, true})
	t.same("absent", ids(t, db, documents.Where(orm.IsNull(&c.Null))), []int64{1})
	t.same("no object", ids(t, db, documents.Where(orm.IsNull(&c.Any))), []int64{})
	t.same("null", got[1].Null, sql.Null[json.RawMessage]{V: json.RawMessage("null"), Valid: true})
	_, err := documents.Where(orm.Eq(&c.ID, 2)).Update(t.Context(), db, orm.Set(&c.Null, sql.Null[json.RawMessage]{}), orm.Set(&c.Maybe, &place{Name: "set"}))
	t.ok("Set", err)
	got = all(t, db, documents)
	t.same("after Set", []any{got[1].Null.Valid, got[1].Maybe.Name}, []any{false, "set"})
}

// deep is a list within lists, so many levels in all.
func deep(levels int) string { return strings.Repeat("[", levels) + strings.Repeat("]", levels) }

func jsonLarge(t *trial) {
	long := `"` + strings.Repeat("a megabyte, ü and 😀", 1<<20/22) + `"`
	objects := strings.Repeat(`{"a":`, 30) + "[]" + strings.Repeat("}", 30)
	keeps(t, t.tables(documents), documents, &document{Raw: json.RawMessage(long)}, rawOf(deep(31)), rawOf(objects))
}

func jsonRefused(t *trial) {
	db, ctx := t.tables(documents), t.Context()
	insert(t, db, documents, rawOf("1"))
	refused := func(what string, d *document, want fault.Kind, field string) {
		t.Helper()
		t.refused("Insert of "+what, documents.Insert(ctx, db, d), want, "document", field)
		t.refused("InsertAll of "+what, documents.InsertAll(ctx, db, []*document{{}, d}), want, "document", field)
		d.ID = 1
		t.refused("Update to "+what, documents.Update(ctx, db, d), want, "document", field)
	}
	for _, text := range []string{
		"", " ", "{", "[1,]", "{'a':1}", "nul", "1 2", "01", "+1", "\"\n\"", `"\x"`, "\"\xff\"", `"\u0000"`, "\"\x00\"", `"\ud800"`, `"\udc00\ud800"`,
		`{"a":1,"a":2}`, `{"\u0061":1,"a":2}`, deep(32), "\ufeff1", "NaN",
	} {
		refused(fmt.Sprintf("%.20q", text), &document{Raw: json.RawMessage(text)}, fault.Invalid, "Raw")
		refused(fmt.Sprintf("a nullable %.20q", text), &document{Null: sql.Null[json.RawMessage]{V: json.RawMessage(text), Valid: true}}, fault.Invalid, "Null")
	}
	refused("a number beyond float64", &document{Raw: json.RawMessage("1e400")}, fault.OutOfRange, "Raw")
	refused("NaN", &document{Any: math.NaN()}, fault.Invalid, "Any")
	refused("a channel", &document{Any: make(chan int)}, fault.Invalid, "Any")
	refused("invalid UTF-8 in a struct", &document{Place: place{Name: "\xff"}}, fault.Invalid, "Place")
	refused("NUL in a map", &document{Map: map[string]any{"a\x00": 1}}, fault.Invalid, "Map")
	count(t, db, documents, 1)
}

func jsonCompared(t *trial) {
	db, ctx, c := t.tables(documents), t.Context(), documents.C
	for what, cond := range map[string]orm.Cond{
		"Eq": orm.Eq(&c.Raw, json.RawMessage("1")), "Ne": orm.Ne(&c.Place, place{}), "In": orm.In(&c.Names, []string{"a"}),
		"EqColumn": orm.EqColumn(&c.Raw, &c.Raw), "Lt": orm.Lt(&c.Null, sql.Null[json.RawMessage]{V: json.RawMessage("1"), Valid: true}),
	} {
		_, err := documents.Where(cond).Count(ctx, db)
		t.kind(what, err, fault.Invalid)
	}
	_, err := documents.OrderBy(orm.Asc(&c.Any)).All(ctx, db)
	t.kind("OrderBy", err, fault.Invalid)
}

func jsonForeign(t *trial) {
	db := t.tables(documents)
	insert(t, db, documents, &document{})
	for field, list := range map[string][]orm.Statement{
		"Raw":   {orm.SQL("UPDATE document SET raw = 'nonsense'"), orm.SQL("UPDATE document SET raw = ''"), orm.SQL("UPDATE document SET raw = NULL")},
		"Place": {orm.SQL(`UPDATE document SET place = '[1]'`), orm.SQL(`UPDATE document SET place = '{"lat":"north"}'`)},
		"List":  {orm.SQL(`UPDATE document SET list = '{}'`)},
		"Maybe": {orm.SQL(`UPDATE document SET maybe = '"text"'`)},
	} {
		for _, s := range list {
			refusedOrNamed(t, db, documents, s, field)
		}
	}
}
