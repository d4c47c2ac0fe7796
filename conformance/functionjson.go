package conformance

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func functionPaths(t *trial) {
	db, c := gauged(t), gauges.C
	x := orm.Col(&c.Detail)
	computes(t, db, "JSONText", orm.JSONText(x, "a", "b", 1, "c"), `"tea"`, "-", "-", "-")
	computes(t, db, "the first element", orm.JSONInt(x, "a", "b", 0), "1", "-", "-", "-")
	computes(t, db, "an element behind the last", orm.JSONKind(x, "a", "b", 4), "-", "-", "-", "-")
	computes(t, db, "an element of an element", orm.JSONInt(x, "list", 0, 1), "2", "-", "-", "-")
	computes(t, db, "an array at the top", orm.JSONInt(x, 0, "a"), "-", "1", "-", "-")
	computes(t, db, "the first element of what is no array", orm.JSONText(x, "s", 0), "-", "-", "-", "-")
	computes(t, db, "the first element of an object", orm.JSONKind(x, "a", 0), "-", "-", "-", "-")
	computes(t, db, "a key of an array", orm.JSONKind(x, "a", "b", "c"), "-", "-", "-", "-")
	computes(t, db, "no step", orm.JSONKind(x), `"object"`, `"array"`, `"number"`, `"null"`)
	computes(t, db, "JSONLength", orm.JSONLength(x, "a", "b"), "4", "-", "-", "-")
	computes(t, db, "JSONLength at the top", orm.JSONLength(x), "-", "2", "-", "-")
	computes(t, db, "JSONLength of none", orm.JSONLength(x, "list", 1), "0", "-", "-", "-")
	row := new(struct{ S *string })
	for what, path := range map[string][]any{"a minus sign": {"-1"}, "a negative place": {-1}, "a number that is no place": {int64(1)}, "NUL": {"a\x00"}, "invalid UTF-8": {"\xff"}, "nil": {nil}} {
		_, err := orm.Select(row, orm.AsNull(&row.S, orm.JSONText(x, path...))).From(gauges).All(t.Context(), db)
		t.kind(what, err, fault.Invalid)
	}
	_, err := orm.Select(row, orm.AsNull(&row.S, orm.JSONText(orm.Col(&c.Text), "a"))).From(gauges).All(t.Context(), db)
	t.kind("JSONText of a text", err, fault.Invalid)
}

func functionKeys(t *trial) {
	db, c := gauged(t), gauges.C
	keys := []string{"", "a.b", `q"`, `b\`, `\"`, "t\t", "\x1f\n", "0", "12", "[0]", "$", "$.a", "*", "**", "'", "?", "{}", "{0}", "a b", "é", "e\u0301", "日本", "😀", "\u2028", "<&>", "@", "last", "to", "#", "a-b", "A", "a", ":1", "%s"}
	object := map[string]int{}
	for i, k := range keys {
		object[k] = i
	}
	text, err := json.Marshal(object)
	t.ok("Marshal", err)
	insert(t, db, gauges, &gauge{At: instant("2000-01-01 00:00:00"), Detail: text})
	row := new(struct{ N *int64 })
	for i, k := range keys {
		got, err := orm.Select(row, orm.AsNull(&row.N, orm.JSONInt(orm.Col(&c.Detail), k))).From(gauges).Where(orm.Eq(&c.ID, 5)).One(t.Context(), db)
		t.ok(fmt.Sprintf("%q", k), err)
		t.same(fmt.Sprintf("%q", k), got.N != nil && *got.N == int64(i), true)
	}
	got, err := orm.Select(row, orm.AsNull(&row.N, orm.JSONInt(orm.Col(&c.Detail), strings.Repeat("long", 1000)))).From(gauges).Where(orm.Eq(&c.ID, 5)).One(t.Context(), db)
	t.ok("a key that is not there", err)
	t.same("a key that is not there", got.N == nil, true)
}

func functionKinds(t *trial) {
	db, c := gauged(t), gauges.C
	x := orm.Col(&c.Detail)
	// what is read of each key: text, whole number, floating point, truth, kind
	for _, v := range [][]string{
		{"s", `x`, "-", "-", "-", "string"}, {"u", "é😀 \"q\" \\ \n", "-", "-", "-", "string"}, {"num", "12", "-", "-", "-", "string"},
		{"n", "-", "-", "-", "-", "null"}, {"t", "-", "-", "-", "true", "boolean"}, {"a", "-", "-", "-", "-", "object"}, {"list", "-", "-", "-", "-", "array"},
		{"big", "-", "9223372036854775807", "9.223372036854776e+18", "-", "number"}, {"over", "-", "-", "9.223372036854776e+18", "-", "number"},
		{"low", "-", "-9223372036854775808", "-9.223372036854776e+18", "-", "number"}, {"half", "-", "-", "1.5", "-", "number"},
		{"e", "-", "1000", "1000", "-", "number"}, {"none", "-", "-", "-", "-", "-"},
	} {
		row := new(struct {
			S *string
			I *int64
			F *float64
			B *bool
			K *string
		})
		key := v[0]
		s := orm.Select(row, orm.AsNull(&row.S, orm.JSONText(x, key)), orm.AsNull(&row.I, orm.JSONInt(x, key)), orm.AsNull(&row.F, orm.JSONFloat(x, key)),
			orm.AsNull(&row.B, orm.JSONBool(x, key)), orm.AsNull(&row.K, orm.JSONKind(x, key))).From(gauges).Where(orm.Eq(&c.ID, 1))
		got, err := s.One(t.Context(), db)
		t.ok(key, err)
		t.same(key, []string{shown(got.S), shown(got.I), shown(got.F), shown(got.B), shown(got.K)}, v[1:])
		asked(t, db, key, s)
	}
	picks(t, db, "JSONHas of null", gauges.Where(orm.JSONHas(x, "n")), 1)
	picks(t, db, "JSONHas of nothing", gauges.Where(orm.Not(orm.JSONHas(x, "s"))), 2, 3, 4)
	picks(t, db, "JSONBool", gauges.Where(orm.JSONBool(x, "t").Eq(true)), 1)
	picks(t, db, "JSONInt", gauges.Where(orm.JSONInt(x).Between(4, 5)), 3)
}

// shown is a value, or - for none.
func shown[V any](p *V) string {
	if p == nil {
		return "-"
	}
	return fmt.Sprint(*p)
}
