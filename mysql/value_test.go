package mysql_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
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

func bytesValue(b []byte) driver.Value { return driver.BytesValue(&b) }

var someUUID = [16]byte{0, 1, 2, 0xff, 4, 5, 0x46, 7, 0x88, 9, 10, 11, 12, 13, 14, 15}

// instant is the longest span of times that are stored.
var firstInstant, lastInstant = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC)

func TestValuesComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	c := acquire(t, open(t), driver.ReadWrite)
	for i, v := range []struct {
		column string
		in     driver.Value
		want   any
	}{
		{"INT", driver.Value{}, nil},
		{"TINYINT(1)", driver.BoolValue(true), int64(1)},
		{"TINYINT(1)", driver.BoolValue(false), int64(0)},
		{"BIGINT", driver.IntValue(math.MinInt64), int64(math.MinInt64)},
		{"BIGINT", driver.IntValue(math.MaxInt64), int64(math.MaxInt64)},
		{"BIGINT UNSIGNED", driver.IntValue(math.MaxInt64), int64(math.MaxInt64)},
		{"TINYINT", driver.IntValue(-128), int64(-128)},
		{"TINYINT UNSIGNED", driver.IntValue(255), int64(255)},
		{"SMALLINT", driver.IntValue(-32768), int64(-32768)},
		{"INT", driver.IntValue(math.MinInt32), int64(math.MinInt32)},
		{"INT UNSIGNED", driver.IntValue(math.MaxUint32), int64(math.MaxUint32)},
		{"DOUBLE", driver.FloatValue(math.MaxFloat64), math.MaxFloat64},
		{"DOUBLE", driver.FloatValue(math.SmallestNonzeroFloat64), math.SmallestNonzeroFloat64},
		{"DOUBLE", driver.FloatValue(5), 5.0},
		{"FLOAT", driver.FloatValue(float64(float32(0.1))), float64(float32(0.1))},
		{"FLOAT", driver.FloatValue(math.MaxFloat32), math.MaxFloat32},
		{"LONGTEXT", driver.TextValue(""), ""},
		{"VARCHAR(50)", driver.TextValue("O'Brien \"é\u0301🦄\n\t\u2028\\ "), "O'Brien \"é\u0301🦄\n\t\u2028\\ "},
		{"LONGBLOB", bytesValue(nil), []byte{}},
		{"LONGBLOB", bytesValue([]byte{0, 1, 255, '\'', '\\'}), []byte{0, 1, 255, '\'', '\\'}},
		{"VARBINARY(4)", bytesValue([]byte{0, 32}), []byte{0, 32}},
		{"DATETIME(6)", driver.TimeValue(0), time.Unix(0, 0).UTC()},
		{"DATETIME(6)", driver.TimeValue(-1), time.UnixMicro(-1).UTC()},
		{"DATETIME(6)", driver.TimeValue(firstInstant.UnixMicro()), firstInstant},
		{"DATETIME(6)", driver.TimeValue(lastInstant.UnixMicro()), lastInstant},
		{"BINARY(16)", driver.UUIDValue(someUUID), someUUID[:]},
		{"BINARY(16)", driver.UUIDValue([16]byte{}), make([]byte, 16)},
		{"DECIMAL(18,2)", driver.DecimalValue(-999_999_999_999_999_999, 2), "-9999999999999999.99"},
		{"DECIMAL(5,3)", driver.DecimalValue(1, 3), "0.001"},
		{"DECIMAL(18,0)", driver.DecimalValue(123_456_789_012_345_678, 0), int64(123_456_789_012_345_678)},
		{"LONGTEXT", driver.ListValue([]driver.Value{driver.IntValue(1), driver.IntValue(-2)}), "[1,-2]"},
		{"LONGTEXT", driver.ListValue(nil), "[]"},
	} {
		table := fmt.Sprintf("item%d", i)
		exec(t, c, "CREATE TABLE "+table+" (x "+v.column+") DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin")
		exec(t, c, "INSERT INTO "+table+" VALUES (?)", v.in)
		if diff := cmp.Diff([][]any{{v.want}}, query(t, c, "SELECT * FROM "+table)); diff != "" {
			t.Errorf("%v in %s (-want +got):\n%s", v.in.Any(), v.column, diff)
		}
		if v.in.Kind() == driver.Null {
			continue
		}
		if got := query(t, c, "SELECT count(*) FROM "+table+" WHERE x = ?", v.in)[0][0]; got != int64(1) {
			t.Errorf("%v in %s is not equal to itself", v.in.Any(), v.column)
		}
	}
}

func TestDecimalsAreComparedToTheLastDigit(t *testing.T) {
	t.Parallel()
	c := acquire(t, open(t), driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (x DECIMAL(18,2) PRIMARY KEY)")
	const n = 999_999_999_999_999_990
	for i := range int64(9) {
		exec(t, c, "INSERT INTO item VALUES (?)", driver.DecimalValue(n+i, 2))
	}
	for op, want := range map[string]int64{"=": 1, "<": 4, "<=": 5, ">": 4, "<>": 8, "BETWEEN ? AND": 1} {
		values := slices.Repeat([]driver.Value{driver.DecimalValue(n+4, 2)}, strings.Count(op, "?")+1)
		if got := query(t, c, "SELECT count(*) FROM item WHERE x "+op+" ?", values...)[0][0]; got != want {
			t.Errorf("x %s: got %v rows, want %d", op, got, want)
		}
	}
	if got := query(t, c, "SELECT count(*) FROM item WHERE x IN (?, ?)", driver.DecimalValue(n+4, 2), driver.DecimalValue(n+5, 2))[0][0]; got != int64(2) {
		t.Errorf("x IN: got %v rows, want 2", got)
	}
}

func TestNegativeZeroIsWrittenAsZero(t *testing.T) {
	t.Parallel()
	c := acquire(t, open(t), driver.ReadWrite)
	zero := driver.FloatValue(math.Copysign(0, -1))
	exec(t, c, "CREATE TABLE item (x DOUBLE)")
	exec(t, c, "INSERT INTO item VALUES (?)", zero)
	for i, x := range query(t, c, "SELECT x, ? FROM item", zero)[0] {
		if f := x.(float64); f != 0 || math.Signbit(f) {
			t.Errorf("column %d: got %v with sign %t, want 0", i, f, math.Signbit(f))
		}
	}
}

func TestValuesThatAreRefused(t *testing.T) {
	t.Parallel()
	c := acquire(t, open(t), driver.ReadWrite)
	for _, v := range []struct {
		in   driver.Value
		want fault.Kind
	}{
		{driver.FloatValue(math.NaN()), fault.Invalid},
		{driver.FloatValue(math.Inf(1)), fault.Invalid},
		{driver.FloatValue(math.Inf(-1)), fault.Invalid},
		{driver.TextValue("a\x00b"), fault.Invalid},
		{driver.TextValue("a\xff"), fault.Invalid},
		{driver.TimeValue(math.MinInt64), fault.OutOfRange},
		{driver.TimeValue(math.MaxInt64), fault.OutOfRange},
		{driver.TimeValue(lastInstant.UnixMicro() + 1), fault.OutOfRange},
		{driver.TimeValue(firstInstant.UnixMicro() - 1), fault.OutOfRange},
	} {
		for _, in := range []driver.Value{v.in, driver.ListValue([]driver.Value{v.in})} {
			wantRefusal(t, fmt.Sprint(in.Any()), tryExec(c, "SELECT ?", in), v.want)
		}
	}
	list := func(values ...driver.Value) driver.Value { return driver.ListValue(values) }
	for what, v := range map[string]driver.Value{
		"a list in an array in a table": list(list(list(list()))),
		"columns of two lengths":        list(list(driver.IntValue(1)), list()),
		"a column that is no list":      list(list(driver.IntValue(1)), driver.IntValue(1)),
		"a list among values":           list(driver.IntValue(1), list()),
	} {
		wantRefusal(t, what, tryExec(c, "SELECT ?", v), fault.Invalid)
	}
	wantRefusal(t, "a value too few", tryExec(c, "SELECT ?"), fault.Invalid)
	wantRefusal(t, "a value too many", tryExec(c, "SELECT 1", driver.IntValue(1)), fault.Invalid)
	exec(t, c, "SELECT ?", driver.IntValue(1))
}

// packedCase is a type with values for a packed list, and values that are none of them.
type packedCase struct {
	name    string
	typ     schema.Type
	column  string
	in, out []driver.Value
}

func packedCases() []packedCase {
	r := rand.New(rand.NewPCG(1, 2))
	floats := packedCase{name: "floats", typ: schema.Type{Kind: schema.Float64}, column: "DOUBLE"}
	for len(floats.in) < 300 {
		if f := math.Float64frombits(r.Uint64()); !math.IsNaN(f) && !math.IsInf(f, 0) {
			floats.in = append(floats.in, driver.FloatValue(f))
			floats.out = append(floats.out, driver.FloatValue(math.Nextafter(f, 0)))
		}
	}
	floats.in = append(floats.in, driver.FloatValue(5e-324), driver.FloatValue(math.MaxFloat64), driver.FloatValue(0.1), driver.FloatValue(1e21), driver.FloatValue(0))
	texts := packedCase{
		name: "texts", typ: schema.Type{Kind: schema.Text}, column: "LONGTEXT",
		out: []driver.Value{driver.TextValue("E\u0301"), driver.TextValue("NULL"), driver.TextValue(" "), driver.TextValue("it's ")},
	}
	for _, s := range []string{"", "'", `"`, `\`, `\"`, "a\nb", "\x01\x1f\x7f", "🦄", "é", "e\u0301", "[1]", "null", "1", "\u2028", "--", "it's", "/", "\u00ff\u0080\U0010ffff", strings.Repeat("long", 30_000)} {
		texts.in = append(texts.in, driver.TextValue(s))
	}
	return []packedCase{
		floats, texts,
		{
			"ints", schema.Type{Kind: schema.Int64}, "BIGINT",
			[]driver.Value{driver.IntValue(math.MinInt64), driver.IntValue(math.MaxInt64), driver.IntValue(0), driver.IntValue(-1), driver.IntValue(1 << 53), driver.IntValue(1<<53 + 1)},
			[]driver.Value{driver.IntValue(math.MinInt64 + 1), driver.IntValue(math.MaxInt64 - 1), driver.IntValue(1<<53 + 2)},
		},
		{
			"bytes", schema.Type{Kind: schema.Bytes}, "LONGBLOB",
			[]driver.Value{bytesValue(nil), bytesValue([]byte{0}), bytesValue([]byte{0xff, 0, '"'}), bytesValue([]byte("text"))},
			[]driver.Value{bytesValue([]byte{0, 0}), bytesValue([]byte("Text")), bytesValue([]byte("text "))},
		},
		{
			"times", schema.Type{Kind: schema.Time}, "DATETIME(6)",
			[]driver.Value{driver.TimeValue(0), driver.TimeValue(-1), driver.TimeValue(1_700_000_000_123_456), driver.TimeValue(firstInstant.UnixMicro()), driver.TimeValue(lastInstant.UnixMicro())},
			[]driver.Value{driver.TimeValue(1), driver.TimeValue(1_700_000_000_123_457)},
		},
		{
			"short_texts", schema.Type{Kind: schema.Text, Size: 3}, "VARCHAR(3)",
			[]driver.Value{driver.TextValue("abc"), driver.TextValue("🦄é"), driver.TextValue(""), driver.TextValue("longer than any")},
			[]driver.Value{driver.TextValue("lon"), driver.TextValue("ABC"), driver.TextValue("xyz"), driver.TextValue("abd")},
		},
		{
			"short_bytes", schema.Type{Kind: schema.Bytes, Size: 2}, "VARBINARY(2)",
			[]driver.Value{bytesValue(nil), bytesValue([]byte{0}), bytesValue([]byte{0xff, 0}), bytesValue([]byte{1, 2, 3, 4})},
			[]driver.Value{bytesValue([]byte{1, 2}), bytesValue([]byte{0, 0})},
		},
		{"truths", schema.Type{Kind: schema.Bool}, "TINYINT(1)", []driver.Value{driver.BoolValue(true)}, []driver.Value{driver.BoolValue(false)}},
		{"uuids", schema.Type{Kind: schema.UUID}, "BINARY(16)", []driver.Value{driver.UUIDValue(someUUID), driver.UUIDValue([16]byte{})}, []driver.Value{driver.UUIDValue([16]byte{15: 1})}},
		{
			"decimals", schema.Type{Kind: schema.Decimal, Precision: 18, Scale: 3}, "DECIMAL(18,3)",
			[]driver.Value{driver.DecimalValue(999_999_999_999_999_999, 3), driver.DecimalValue(-999_999_999_999_999_999, 3), driver.DecimalValue(100, 3), driver.DecimalValue(5, 0)},
			[]driver.Value{driver.DecimalValue(999_999_999_999_999_998, 3), driver.DecimalValue(101, 3)},
		},
	}
}

func TestAPackedListHoldsExactlyItsValues(t *testing.T) {
	t.Parallel()
	db := open(t)
	c := acquire(t, db, driver.ReadWrite)
	for _, p := range packedCases() {
		exec(t, c, "CREATE TABLE "+p.name+" (x "+p.column+" NOT NULL) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin")
		found := 0
		for i, v := range slices.Concat(p.in, p.out) {
			err := tryExec(c, "INSERT INTO "+p.name+" VALUES (?)", v)
			if err == nil && i < len(p.in) {
				found++
			} else if err != nil && fault.KindOf(err) != fault.TooLong { // the list may hold what the column cannot
				t.Fatalf("%s: %v: %v", p.name, v.Any(), err)
			}
		}
		where := sqlast.In{X: sqlast.Column{Name: "x"}, N: 1, Packed: true, Type: p.typ}
		for _, s := range []sqlast.Statement{
			sqlast.Select{From: p.name, Columns: []sqlast.Expr{sqlast.Count{}}, Where: where},
			sqlast.Select{From: p.name, Columns: []sqlast.Expr{sqlast.Count{}}, Where: sqlast.Not{X: where}},
		} {
			sql, err := dialect.SQL(db.Dialect(), s)
			if err != nil {
				t.Fatalf("%s: %v", p.name, err)
			}
			want, none := int64(found), int64(0)
			if strings.Contains(sql, "NOT") {
				want, none = int64(len(p.out)), int64(found+len(p.out))
			}
			if got := query(t, c, sql, driver.ListValue(p.in))[0][0]; got != want {
				t.Errorf("%s: %s with %d values: got %v rows, want %d", p.name, sql, len(p.in), got, want)
			}
			if got := query(t, c, sql, driver.ListValue(nil))[0][0]; got != none {
				t.Errorf("%s: %s with none: got %v rows, want %d", p.name, sql, got, none)
			}
		}
	}
}

func TestTimesAreReadAsWritten(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	list := []time.Time{firstInstant, lastInstant, time.Date(2000, 2, 29, 12, 0, 0, 1000, time.UTC), time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)}
	for range 2000 {
		list = append(list, time.UnixMicro(firstInstant.UnixMicro()+r.Int64N(lastInstant.UnixMicro()-firstInstant.UnixMicro())).UTC())
	}
	for _, want := range list {
		text, ok := mysql.FormatTime(want.UnixMicro())
		micros, read := mysql.ParseTime(text)
		if wantText := want.Format("2006-01-02 15:04:05.000000"); string(text) != wantText || !ok || !read || micros != want.UnixMicro() {
			t.Errorf("%v: got %q and %d, %t, %t; want %q and %d", want, text, micros, ok, read, wantText, want.UnixMicro())
		}
	}
}

// FuzzTime holds the reader of times to what package time reads.
func FuzzTime(f *testing.F) {
	for _, s := range []string{
		"2026-11-22 10:11:12.123456", "2026-11-22 10:11:12", "2026-11-22 10:11:12.1", "2026-02-29 00:00:00", "2024-02-29 00:00:00",
		"2026-11-22 24:00:00", "2026-11-22 10:11:12.", "2026-11-22T10:11:12", "2026-11-22 10:11:12.1234567", "2026-11-22 10:11:12Z", "2026-11-22", "2026-11-31",
		"", "0000-01-01 00:00:00", "0000-00-00", "2026-13-01 00:00:00", "2026-00-01 00:00:00", "2026-1-01 00:00:00.0", "1900-02-29 00:00:00", "+026-11-22 10:11:12",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		micros, ok := mysql.ParseTime([]byte(s))
		layout := "2006-01-02 15:04:05.000000"[:min(len(s), 26)]
		want, err := time.Parse(strings.TrimSuffix(layout, "."), s)
		wantOK := err == nil && (len(s) == 10 || len(s) == 19 || len(s) > 20) && want.Year() > 0 && want.Format(layout) == s // package time also reads other forms
		if ok != wantOK || ok && micros != want.UnixMicro() {
			t.Errorf("%q: got %d, %t; package time says %v, %v", s, micros, ok, want, err)
		}
	})
}
