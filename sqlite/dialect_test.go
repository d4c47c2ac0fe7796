package sqlite_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
	"github.com/rowankit/rowan/sqlite"
)

func sqlOf(t testing.TB, s sqlast.Statement) string {
	t.Helper()
	sql, err := dialect.SQL(sqlite.Dialect{}, s)
	if err != nil {
		t.Fatalf("SQL(%+v): %v", s, err)
	}
	return sql
}

// matching returns the texts of a column x that a condition with one parameter selects.
func matching(t testing.TB, c driver.Conn, where sqlast.Expr, v driver.Value) []string {
	t.Helper()
	sql := sqlOf(t, sqlast.Select{From: "item", Columns: []sqlast.Expr{sqlast.Column{Name: "x"}}, Where: where})
	var all []string
	for _, row := range query(t, c, sql, v) {
		all = append(all, row[0].(string))
	}
	return all
}

func TestLikeTellsUpperFromLowerCase(t *testing.T) {
	t.Parallel()
	c := acquire(t, inMemory(t), driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (x TEXT)")
	for _, s := range []string{"Éva", "éva", "E\u0301VA", "eva", "50%", "500", `a\b`, "a_b", "axb"} {
		exec(t, c, "INSERT INTO item VALUES (?)", driver.TextValue(s))
	}
	for _, v := range []struct {
		pattern string
		want    []string
	}{
		{"é%", []string{"éva"}},
		{"E%", []string{"E\u0301VA"}},
		{`50\%`, []string{"50%"}},
		{"50_", []string{"50%", "500"}},
		{`a\\b`, []string{`a\b`}},
		{`a\_b`, []string{"a_b"}},
		{"a_b", []string{`a\b`, "a_b", "axb"}},
		{"*", nil},
	} {
		like := sqlast.Like{X: sqlast.Column{Name: "x"}, Pattern: sqlast.Param{}}
		if diff := cmp.Diff(v.want, matching(t, c, like, driver.TextValue(v.pattern))); diff != "" {
			t.Errorf("pattern %q (-want +got):\n%s", v.pattern, diff)
		}
		sql, err := dialect.Expr(sqlite.Dialect{}, sqlast.Like{X: sqlast.Column{Name: "x"}, Pattern: sqlast.Literal{Value: v.pattern}})
		if err != nil {
			t.Fatal(err)
		}
		var constant []string
		for _, row := range query(t, c, "SELECT x FROM item WHERE "+sql) {
			constant = append(constant, row[0].(string))
		}
		if diff := cmp.Diff(v.want, constant); diff != "" {
			t.Errorf("pattern %q in a definition, %s (-want +got):\n%s", v.pattern, sql, diff)
		}
	}
}

// FuzzLikeInADefinition holds GLOB, which definitions are written with, to LIKE, which conditions are.
func FuzzLikeInADefinition(f *testing.F) {
	for _, s := range [][2]string{{"a%", "abc"}, {`\%[*?]_`, "%[*?]x"}, {`a\`, `a\`}, {"[a]", "a"}, {"é_", "éé"}, {`\\%`, `\x`}, {"^]", "^]"}} {
		f.Add(s[0], s[1])
	}
	c := acquire(f, inMemory(f), driver.ReadOnly)
	f.Fuzz(func(t *testing.T, pattern, text string) {
		pattern, text = clean(pattern), clean(text)
		if n := len(pattern) - len(strings.TrimRight(pattern, `\`)); n%2 == 1 || len(pattern) > 1000 {
			return // LIKE itself matches nothing when the pattern ends within an escape
		}
		sql, err := dialect.Expr(sqlite.Dialect{}, sqlast.Like{X: sqlast.Column{Name: "x"}, Pattern: sqlast.Literal{Value: pattern}})
		if err != nil {
			t.Fatal(err)
		}
		glob := query(t, c, "SELECT "+sql+" FROM (SELECT ? AS x)", driver.TextValue(text))[0][0]
		like := query(t, c, `SELECT ? LIKE ? ESCAPE '\'`, driver.TextValue(text), driver.TextValue(pattern))[0][0]
		if glob != like {
			t.Errorf("text %q, pattern %q: %s is %v and LIKE is %v", text, pattern, sql, glob, like)
		}
	})
}

// clean makes any text one that the database takes.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "?"), "\x00", "")
}

func TestTheHighestKeyRemembersDeletedRows(t *testing.T) {
	t.Parallel()
	c := acquire(t, inMemory(t), driver.ReadWrite)
	exec(t, c, `CREATE TABLE "it's" ("a b" INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER)`)
	sql := sqlOf(t, sqlast.HighestKey{Table: "it's", Column: "a b"})
	for _, step := range []struct {
		sql  string
		want int64
	}{
		{`SELECT 1`, 0},
		{`INSERT INTO "it's" VALUES (-5, 0)`, 0},
		{`INSERT INTO "it's" VALUES (41, 0), (7, 0)`, 41},
		{`DELETE FROM "it's"`, 41},
		{`INSERT INTO "it's" (n) VALUES (1)`, 42},
	} {
		exec(t, c, step.sql)
		if got := query(t, c, sql)[0][0]; got != step.want {
			t.Errorf("after %s: got %v, want %d", step.sql, got, step.want)
		}
	}
}

func TestNowIsATimeInUTC(t *testing.T) {
	t.Parallel()
	c := acquire(t, inMemory(t), driver.ReadOnly)
	sql, err := dialect.Expr(sqlite.Dialect{}, sqlast.Now{})
	if err != nil {
		t.Fatal(err)
	}
	text := query(t, c, "SELECT "+sql)[0][0].(string)
	at, err := time.Parse("2006-01-02 15:04:05.000000", text)
	if err != nil || len(text) != 26 || time.Since(at).Abs() > time.Minute {
		t.Errorf("got %q, %v, want the time now", text, err)
	}
}

func TestWhatHasNoWordsIsRefused(t *testing.T) {
	t.Parallel()
	x := sqlast.Column{Name: "x"}
	for _, e := range []sqlast.Expr{
		sqlast.Like{X: x, Pattern: sqlast.Literal{Value: int64(1)}},
	} {
		if sql, err := dialect.Expr(sqlite.Dialect{}, e); fault.KindOf(err) != fault.Unsupported {
			t.Errorf("%+v: got %q, %v, want kind unsupported", e, sql, err)
		}
	}
	for _, v := range []any{math.NaN(), math.Inf(-1), "a\x00", "\xff", 1, uint8(1), struct{}{}, []any{nil}, []any{1}, []any{"\xff"}, []any{[]any{}}} {
		if sql, err := dialect.Expr(sqlite.Dialect{}, sqlast.Literal{Value: v}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("literal %v: got %q, %v, want kind invalid", v, sql, err)
		}
	}
	for _, at := range []time.Time{time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(300_000_000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		if sql, err := dialect.Expr(sqlite.Dialect{}, sqlast.Literal{Value: at}); fault.KindOf(err) != fault.OutOfRange {
			t.Errorf("literal %v: got %q, %v, want kind out of range", at, sql, err)
		}
	}
}

// FuzzLiteral runs every literal through the database and expects it back.
func FuzzLiteral(f *testing.F) {
	f.Add("O'Brien'); DROP TABLE user; --", int64(math.MinInt64), 0.1, []byte{0, 255}, int64(0))
	f.Add("", int64(math.MaxInt64), 5e-324, []byte(nil), int64(-1))
	f.Add("a\x00b\xff", int64(-1), math.Inf(1), []byte("'"), int64(math.MaxInt64))
	f.Add("🦄\n\\", int64(1), 1e21, []byte("x"), int64(253_402_300_799_999_999))
	f.Add("/*", int64(0), math.Copysign(0, -1), []byte("--"), int64(-62_167_219_200_000_000))
	c := acquire(f, inMemory(f), driver.ReadOnly)
	f.Fuzz(func(t *testing.T, s string, n int64, x float64, b []byte, micros int64) {
		at := time.UnixMicro(micros).UTC()
		id := [16]byte{byte(n), byte(n >> 8), 15: byte(micros)}
		for _, in := range []any{nil, true, false, s, n, x, b, at, id, sqlast.Decimal{Unscaled: n, Scale: 2}, []any{s, n, true}} {
			sql, err := dialect.Expr(sqlite.Dialect{}, sqlast.Literal{Value: in})
			if err != nil {
				wantRefusedLiteral(t, in, err)
				continue
			}
			got := query(t, c, "SELECT "+sql+" AS x, 1 AS y")[0]
			if want := stored(in); len(got) != 2 || !same(got[0], want) {
				t.Errorf("literal %#v as %s: got %#v, want %#v", in, sql, got, want)
			}
		}
	})
}

func wantRefusedLiteral(t *testing.T, in any, err error) {
	t.Helper()
	switch v := in.(type) {
	case string:
		if clean(v) != v {
			return
		}
	case []any:
		if s := v[0].(string); clean(s) != s {
			return
		}
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return
		}
	case time.Time:
		if v.Year() < 0 || v.Year() > 9999 {
			return
		}
	}
	t.Errorf("literal %#v: got %v", in, err)
}

// stored is what a constant is in the database.
func stored(in any) any {
	switch v := in.(type) {
	case bool:
		if v {
			return int64(1)
		}
		return int64(0)
	case time.Time:
		return v.Format("2006-01-02 15:04:05.000000")
	case [16]byte:
		return driver.UUIDValue(v).Any()
	case sqlast.Decimal:
		return v.Unscaled
	case []any:
		return v
	}
	return in
}

func same(got, want any) bool {
	if list, ok := want.([]any); ok {
		var back []any
		d := json.NewDecoder(strings.NewReader(got.(string)))
		d.UseNumber()
		return d.Decode(&back) == nil && fmt.Sprint(back) == fmt.Sprint(list)
	}
	if b, ok := want.([]byte); ok {
		g, ok := got.([]byte)
		return ok && bytes.Equal(g, b)
	}
	return got == want && fmt.Sprintf("%T", got) == fmt.Sprintf("%T", want)
}
