package mysql_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/mysql"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

func sqlOf(t testing.TB, d dialect.Dialect, s sqlast.Statement) string {
	t.Helper()
	sql, err := dialect.SQL(d, s)
	if err != nil {
		t.Fatalf("SQL(%+v): %v", s, err)
	}
	return sql
}

func firstColumn(rows [][]any) []string {
	var all []string
	for _, row := range rows {
		all = append(all, fmt.Sprint(row[0]))
	}
	return all
}

func TestLikeTellsUpperFromLowerCase(t *testing.T) {
	t.Parallel()
	db := open(t)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (id INT PRIMARY KEY AUTO_INCREMENT, x VARCHAR(20)) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin")
	for _, s := range []string{"Éva", "éva", "E\u0301VA", "eva", "50%", "500", `a\b`, "a_b", "axb", "a|b", "a%b"} {
		exec(t, c, "INSERT INTO item (x) VALUES (?)", driver.TextValue(s))
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
		{`a\%b`, []string{"a%b"}},
		{"a|b", []string{"a|b"}},
		{"a_b", []string{`a\b`, "a_b", "axb", "a|b", "a%b"}},
		{"*", nil},
	} {
		for _, pattern := range []sqlast.Expr{sqlast.Param{}, literal(v.pattern)} {
			where := sqlast.Like{X: column("x"), Pattern: pattern}
			sql := sqlOf(t, db.Dialect(), sqlast.Select{From: "item", Columns: []sqlast.Expr{column("x")}, Where: where, Order: []sqlast.Order{{Expr: column("id")}}})
			var values []driver.Value
			if _, bound := pattern.(sqlast.Param); bound {
				values = append(values, driver.TextValue(v.pattern))
			}
			if diff := cmp.Diff(v.want, firstColumn(query(t, c, sql, values...))); diff != "" {
				t.Errorf("%s, pattern %q (-want +got):\n%s", sql, v.pattern, diff)
			}
		}
	}
}

// FuzzLikeInADefinition holds LIKE as definitions have it to LIKE as conditions have it.
func FuzzLikeInADefinition(f *testing.F) {
	for _, s := range [][2]string{{"a%", "abc"}, {`\%[*?]_`, "%[*?]x"}, {`a\`, `a\`}, {"[a]", "a"}, {"é_", "éé"}, {`\\%`, `\x`}, {"|", "|"}, {`\|%`, "|a"}, {"||_", "||x"}, {"é_", "èé"}} {
		f.Add(s[0], s[1])
	}
	db := open(f)
	c := acquire(f, db, driver.ReadOnly)
	f.Fuzz(func(t *testing.T, pattern, text string) {
		pattern, text = clean(pattern), clean(text)
		if n := len(pattern) - len(strings.TrimRight(pattern, `\`)); n%2 == 1 || len(pattern) > 1000 {
			return // a pattern that ends within an escape has no meaning
		}
		sql, err := dialect.Expr(db.Dialect(), sqlast.Like{X: column("x"), Pattern: literal(pattern)})
		if err != nil {
			t.Fatal(err)
		}
		// A text of the statement has another collation than a column.
		constant := query(t, c, "SELECT "+sql+" FROM (SELECT CAST(? AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_nopad_bin AS x) AS t", driver.TextValue(text))[0][0]
		bound := query(t, c, `SELECT ? LIKE ? ESCAPE '\'`, driver.TextValue(text), driver.TextValue(pattern))[0][0]
		if constant != bound {
			t.Errorf("text %q, pattern %q: %s is %v and LIKE is %v", text, pattern, sql, constant, bound)
		}
	})
}

func TestAbsentValuesStandWhereAnOrderSays(t *testing.T) {
	t.Parallel()
	db := open(t)
	c := acquire(t, db, driver.ReadOnly)
	for _, v := range []struct {
		order sqlast.Order
		want  string
	}{
		{sqlast.Order{}, "<nil> 1 2"},
		{sqlast.Order{Descending: true}, "2 1 <nil>"},
		{sqlast.Order{Nulls: sqlast.NullsFirst}, "<nil> 1 2"},
		{sqlast.Order{Nulls: sqlast.NullsLast}, "1 2 <nil>"},
		{sqlast.Order{Nulls: sqlast.NullsFirst, Descending: true}, "<nil> 2 1"},
		{sqlast.Order{Nulls: sqlast.NullsLast, Descending: true}, "2 1 <nil>"},
	} {
		v.order.Expr, v.order.Nullable = column("x"), true
		sql := sqlOf(t, db.Dialect(), sqlast.Select{From: "t", Columns: []sqlast.Expr{column("x")}, Order: []sqlast.Order{v.order}})
		got := strings.Join(firstColumn(query(t, c, "WITH t AS (SELECT 1 AS x UNION ALL SELECT NULL UNION ALL SELECT 2) "+sql)), " ")
		if got != v.want {
			t.Errorf("%s: got %s, want %s", sql, got, v.want)
		}
	}
}

func TestNowIsATimeInUTCForEverySession(t *testing.T) {
	t.Parallel()
	db := open(t)
	c := acquire(t, db, driver.ReadOnly)
	sql, err := dialect.Expr(db.Dialect(), sqlast.Now{})
	if err != nil {
		t.Fatal(err)
	}
	at := query(t, c, "SELECT "+sql)[0][0].(time.Time)
	if time.Since(at).Abs() > time.Minute {
		t.Errorf("got %v, want the time now", at)
	}
	// The server's own functions speak of UTC as well, whatever its time zone is.
	if got := query(t, c, "SELECT @@time_zone, from_unixtime(0)")[0]; got[0] != "+00:00" || !got[1].(time.Time).Equal(time.Unix(0, 0)) {
		t.Errorf("the session's time zone: got %v", got)
	}
}

func TestRawTextMeansWhatItMeansElsewhere(t *testing.T) {
	t.Parallel()
	c := acquire(t, open(t), driver.ReadWrite)
	exec(t, c, `CREATE TABLE "a b" ("select" VARCHAR(20), n INT) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin`)
	exec(t, c, `INSERT INTO "a b" ("select", n) VALUES ('x' || 'y' || 'é', 0)`)
	for sql, want := range map[string]any{
		`SELECT "select" FROM "a b"`:                              "xyé",
		`SELECT 'a\nb'`:                                           `a\nb`,
		`SELECT 'it''s'`:                                          "it's",
		`SELECT 'a' = 'A'`:                                        int64(0),
		`SELECT 'a' = 'a '`:                                       int64(0),
		`SELECT 'é' = 'e'`:                                        int64(0),
		`SELECT count(*) FROM "a b" WHERE n = 0`:                  int64(1),
		`SELECT @@innodb_snapshot_isolation`:                      int64(1),
		`SELECT @@foreign_key_checks`:                             int64(1),
		`SELECT CAST(0 AS UNSIGNED) - 1`:                          int64(-1),
		`SELECT 7 % 2 + 7 DIV 2`:                                  int64(4),
		`SELECT count(*) FROM (SELECT 1 UNION ALL SELECT 1) AS t`: int64(2),
	} {
		if got := query(t, c, sql)[0][0]; got != want {
			t.Errorf("%s: got %#v, want %#v", sql, got, want)
		}
	}
	for sql, want := range map[string]fault.Kind{
		`INSERT INTO "a b" (n) VALUES (1 / 0)`:                          fault.OutOfRange,
		`INSERT INTO "a b" (n) VALUES ('5x')`:                           fault.Invalid,
		`SELECT "select", n FROM "a b" GROUP BY n`:                      fault.Invalid,
		`CREATE TABLE nothing (n INT) ENGINE = NoSuchEngine`:            fault.Other,
		`INSERT INTO "a b" ("select") VALUES ('012345678901234567890')`: fault.TooLong,
	} {
		wantRefusal(t, sql, tryExec(c, sql), want)
	}
}

func TestWhatHasNoWordsIsRefused(t *testing.T) {
	t.Parallel()
	d := mysql.Dialect{}
	for _, e := range []sqlast.Expr{
		sqlast.Like{X: column("x"), Pattern: literal(int64(1))},
		sqlast.In{X: column("x"), N: 1, Packed: true},
	} {
		if sql, err := dialect.SQL(d, sqlast.Delete{From: "t", Where: e}); fault.KindOf(err) != fault.Unsupported {
			t.Errorf("%+v: got %q, %v, want kind unsupported", e, sql, err)
		}
	}
	for _, s := range []sqlast.Statement{
		sqlast.HighestKey{}, sqlast.NextKeys{}, sqlast.KeysReach{}, sqlast.HoldKeys{}, sqlast.AdvanceKeys{}, sqlast.UpdateRows{},
		sqlast.Insert{Into: "t", Columns: []string{"a"}, Packed: true, Types: []schema.Type{{Kind: schema.Int64}}},
	} {
		if sql, err := dialect.SQL(d, s); fault.KindOf(err) != fault.Unsupported {
			t.Errorf("%+v: got %q, %v, want kind unsupported", s, sql, err)
		}
	}
	for _, v := range []any{math.NaN(), math.Inf(-1), "a\x00", "\xff", 1, uint8(1), struct{}{}, []any{1}, []any{"\xff"}} {
		if sql, err := dialect.Expr(d, literal(v)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("literal %v: got %q, %v, want kind invalid", v, sql, err)
		}
	}
	for _, at := range []time.Time{time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(0, 12, 31, 23, 0, 0, 0, time.UTC), time.Date(300_000_000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		if sql, err := dialect.Expr(d, literal(at)); fault.KindOf(err) != fault.OutOfRange {
			t.Errorf("literal %v: got %q, %v, want kind out of range", at, sql, err)
		}
	}
}

// FuzzLiteral runs every literal through the database and expects it back, in every mode in which the server may
// read the text of a definition.
func FuzzLiteral(f *testing.F) {
	f.Add("O'Brien'); DROP TABLE user; --", int64(math.MinInt64), 0.1, []byte{0, 255}, int64(0))
	f.Add("", int64(math.MaxInt64), 5e-324, []byte(nil), int64(-1))
	f.Add("a\x00b\xff", int64(-1), math.Inf(1), []byte("'"), int64(math.MaxInt64))
	f.Add("🦄\n\\", int64(1), 1e21, []byte("x"), int64(253_402_300_799_999_999))
	f.Add("/*", int64(0), math.Copysign(0, -1), []byte("--"), int64(-62_167_219_200_000_000))
	f.Add("\"`\\'", int64(1), 1.0, []byte("\\"), int64(-62_135_596_800_000_000))
	db := open(f)
	c := acquire(f, db, driver.ReadOnly)
	f.Fuzz(func(t *testing.T, s string, n int64, x float64, b []byte, micros int64) {
		at := time.UnixMicro(micros).UTC()
		for _, in := range []any{nil, true, false, s, n, x, b, at, [16]byte{0: byte(n), 15: byte(micros)}, sqlast.Decimal{Unscaled: n / 10, Scale: int(micros & 15)}} {
			sql, err := dialect.Expr(db.Dialect(), literal(in))
			if err != nil {
				wantRefusedLiteral(t, in, err)
				continue
			}
			for _, mode := range []string{"", "SET STATEMENT sql_mode = '' FOR "} {
				rows, err := c.Query(t.Context(), &driver.Statement{SQL: mode + "SELECT " + sql + " AS x, 1 AS y", Reads: true}, nil)
				if err != nil {
					t.Fatalf("%sSELECT %s: %v", mode, sql, err)
				}
				rows.Next()
				got := anyRow(rows)
				rows.Close()
				if want := stored(in); len(got) != 2 || !same(got[0], want) {
					t.Errorf("%s: literal %#v as %s: got %#v, want %#v", mode, in, sql, got, want)
				}
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
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return
		}
	case time.Time:
		if v.Year() < 1 || v.Year() > 9999 {
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
		return v[:]
	case sqlast.Decimal:
		if v.Scale == 0 {
			return v.Unscaled
		}
		return string(driver.AppendDecimal(nil, v.Unscaled, v.Scale))
	}
	return in
}

func same(got, want any) bool {
	if b, ok := want.([]byte); ok {
		g, ok := got.([]byte)
		return ok && bytes.Equal(g, b)
	}
	return got == want && fmt.Sprintf("%T", got) == fmt.Sprintf("%T", want)
}
