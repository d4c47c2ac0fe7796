package sqlite_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
	"github.com/rowankit/rowan/sqlite"
)

func bytesValue(b []byte) driver.Value { return driver.BytesValue(&b) }

func TestValuesComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	c := acquire(t, inMemory(t), driver.ReadOnly)
	for _, v := range []struct {
		in   driver.Value
		want any
	}{
		{driver.Value{}, nil},
		{driver.BoolValue(true), int64(1)},
		{driver.BoolValue(false), int64(0)},
		{driver.IntValue(math.MinInt64), int64(math.MinInt64)},
		{driver.IntValue(math.MaxInt64), int64(math.MaxInt64)},
		{driver.FloatValue(math.MaxFloat64), math.MaxFloat64},
		{driver.FloatValue(math.SmallestNonzeroFloat64), math.SmallestNonzeroFloat64},
		{driver.FloatValue(5), 5.0},
		{driver.TextValue(""), ""},
		{driver.TextValue("O'Brien \"é\u0301🦄\n\t\u2028"), "O'Brien \"é\u0301🦄\n\t\u2028"},
		{bytesValue(nil), []byte{}},
		{bytesValue([]byte{0, 1, 255, '\''}), []byte{0, 1, 255, '\''}},
		{driver.TimeValue(0), "1970-01-01 00:00:00.000000"},
		{driver.TimeValue(-1), "1969-12-31 23:59:59.999999"},
		{driver.UUIDValue([16]byte{0xAB, 0xCD, 15: 0xEF}), "abcd0000-0000-0000-0000-0000000000ef"},
		{driver.DecimalValue(-1250, 2), int64(-1250)},
	} {
		got := query(t, c, "SELECT ?", v.in)
		if diff := cmp.Diff([][]any{{v.want}}, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", v.in.Any(), diff)
		}
	}
}

func TestNegativeZeroIsWrittenAsZero(t *testing.T) {
	t.Parallel()
	c := acquire(t, inMemory(t), driver.ReadWrite)
	zero := driver.FloatValue(math.Copysign(0, -1))
	exec(t, c, "CREATE TABLE item (x REAL) STRICT")
	exec(t, c, "INSERT INTO item VALUES (?)", zero)
	got := query(t, c, "SELECT x, ? FROM item", zero)[0]
	for i, x := range got {
		if f := x.(float64); f != 0 || math.Signbit(f) {
			t.Errorf("column %d: got %v with sign %t, want 0", i, f, math.Signbit(f))
		}
	}
}

func TestValuesThatAreRefused(t *testing.T) {
	t.Parallel()
	c := acquire(t, inMemory(t), driver.ReadWrite)
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
		{driver.TimeValue(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()), fault.OutOfRange},
		{driver.TimeValue(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro() - 1), fault.OutOfRange},
	} {
		for _, in := range []driver.Value{v.in, driver.ListValue([]driver.Value{v.in})} {
			_, err := c.Exec(t.Context(), &driver.Statement{SQL: "SELECT ?"}, []driver.Value{in})
			wantRefusal(t, fmt.Sprint(in.Any()), err, v.want)
		}
	}
}

// An array is JSON: the text that orm reads, whatever its elements are.
func TestAnArrayIsStoredAsJSON(t *testing.T) {
	t.Parallel()
	c := acquire(t, inMemory(t), driver.ReadWrite)
	list := func(values ...driver.Value) driver.Value { return driver.ListValue(values) }
	for _, v := range []struct {
		in   driver.Value
		want string
	}{
		{list(), "[]"},
		{list(driver.BoolValue(true), driver.BoolValue(false)), "[true,false]"},
		{list(driver.IntValue(math.MinInt64), driver.IntValue(0)), "[-9223372036854775808,0]"},
		{list(driver.FloatValue(1), driver.FloatValue(-2.5), driver.FloatValue(1e300)), "[1.0,-2.5,1e+300]"},
		{list(driver.TextValue(""), driver.TextValue("a\"\n\x01é")), `["","a\"\u000a\u0001é"]`},
		{list(driver.TimeValue(1_700_000_000_123_456)), `["2023-11-14T22:13:20.123456Z"]`},
		{list(driver.UUIDValue([16]byte{0xab, 15: 1})), `["ab000000-0000-0000-0000-000000000001"]`},
		{list(list(driver.IntValue(1)), list()), "[[1],[]]"},
	} {
		if got := query(t, c, "SELECT ?, json_valid(?1)", v.in)[0]; got[0] != v.want || got[1] != int64(1) {
			t.Errorf("%v: got %v, want %s", v.in.Any(), got, v.want)
		}
	}
}

// extremes are values of one kind for a packed list, and values that are none of them.
func extremes(kind driver.Kind) (in, out []driver.Value) {
	r := rand.New(rand.NewPCG(1, 2))
	switch kind {
	case driver.Int:
		in = []driver.Value{driver.IntValue(math.MinInt64), driver.IntValue(math.MaxInt64), driver.IntValue(0), driver.IntValue(-1), driver.IntValue(1 << 53), driver.IntValue(1<<53 + 1)}
		out = []driver.Value{driver.IntValue(math.MinInt64 + 1), driver.IntValue(math.MaxInt64 - 1), driver.IntValue(1<<53 + 2)}
	case driver.Float:
		for len(in) < 3000 {
			if f := math.Float64frombits(r.Uint64()); !math.IsNaN(f) && !math.IsInf(f, 0) {
				in = append(in, driver.FloatValue(f))
				out = append(out, driver.FloatValue(math.Nextafter(f, 0)))
			}
		}
		in = append(in, driver.FloatValue(5e-324), driver.FloatValue(math.MaxFloat64), driver.FloatValue(0.1), driver.FloatValue(1e21))
	case driver.Text:
		for _, s := range []string{"", "'", `"`, `\`, `\"`, "a\nb", "\x01\x1f", "🦄", "é", "e\u0301", "[1]", "null", "1", "\u2028", "--", "it's", "\u00ff\u0080\U0010ffff"} {
			in = append(in, driver.TextValue(s))
		}
		out = []driver.Value{driver.TextValue("E\u0301"), driver.TextValue("NULL"), driver.TextValue(" ")}
	case driver.Bytes:
		in = []driver.Value{bytesValue(nil), bytesValue([]byte{0}), bytesValue([]byte{0xff, 0, '"'}), bytesValue([]byte("text"))}
		out = []driver.Value{bytesValue([]byte{0, 0}), bytesValue([]byte("Text")), driver.TextValue("text")}
	case driver.Time:
		in = []driver.Value{driver.TimeValue(0), driver.TimeValue(-1), driver.TimeValue(1_700_000_000_123_456)}
		out = []driver.Value{driver.TimeValue(1)}
	case driver.Bool:
		in, out = []driver.Value{driver.BoolValue(true)}, []driver.Value{driver.BoolValue(false)}
	case driver.UUID:
		in = []driver.Value{driver.UUIDValue([16]byte{}), driver.UUIDValue([16]byte{0xff, 15: 0xff})}
		out = []driver.Value{driver.UUIDValue([16]byte{1})}
	case driver.Decimal:
		in = []driver.Value{driver.DecimalValue(0, 2), driver.DecimalValue(-999_999_999_999_999_999, 2), driver.DecimalValue(1250, 2)}
		out = []driver.Value{driver.DecimalValue(125, 2), driver.DecimalValue(999_999_999_999_999_999, 2)}
	}
	return in, out
}

func TestAPackedListHoldsExactlyItsValues(t *testing.T) {
	t.Parallel()
	c := acquire(t, inMemory(t), driver.ReadWrite)
	types := map[driver.Kind]schema.Kind{
		driver.Int: schema.Int64, driver.Float: schema.Float64, driver.Text: schema.Text, driver.Bytes: schema.Bytes, driver.Time: schema.Time,
		driver.Bool: schema.Bool, driver.UUID: schema.UUID, driver.Decimal: schema.Decimal,
	}
	for kind, column := range map[driver.Kind]string{
		driver.Int: "INTEGER", driver.Float: "REAL", driver.Text: "TEXT", driver.Bytes: "BLOB", driver.Time: "TEXT", driver.Bool: "INTEGER",
		driver.UUID: "TEXT", driver.Decimal: "INTEGER",
	} {
		in, out := extremes(kind)
		table := fmt.Sprintf("item%d", kind)
		exec(t, c, "CREATE TABLE "+table+" (x "+strings.ReplaceAll(column, "BLOB", "ANY")+" NOT NULL) STRICT")
		for _, v := range append(in, out...) {
			exec(t, c, "INSERT INTO "+table+" VALUES (?)", v)
		}
		sql, err := dialect.SQL(sqlite.Dialect{}, sqlast.Select{From: table, Columns: []sqlast.Expr{sqlast.Count{}}, Where: sqlast.In{
			X: sqlast.Column{Name: "x"}, Packed: true, Type: schema.Type{Kind: types[kind]},
		}})
		if err != nil {
			t.Fatal(err)
		}
		got := query(t, c, sql, driver.ListValue(in))[0][0]
		if want := int64(len(in)); got != want {
			t.Errorf("kind %d: a packed list of %d values matches %v of the rows that hold them and others", kind, want, got)
		}
		if got := query(t, c, sql, driver.ListValue(nil))[0][0]; got != int64(0) {
			t.Errorf("kind %d: the empty list matches %v rows", kind, got)
		}
	}
}

func TestTimesAreReadAsWritten(t *testing.T) {
	t.Parallel()
	c := acquire(t, inMemory(t), driver.ReadOnly)
	r := rand.New(rand.NewPCG(3, 4))
	first, last := time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC)
	list := []time.Time{first, last, time.Date(2000, 2, 29, 12, 0, 0, 1000, time.UTC), time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)}
	for range 2000 {
		list = append(list, time.UnixMicro(first.UnixMicro()+r.Int64N(last.UnixMicro()-first.UnixMicro())).UTC())
	}
	s := &driver.Statement{SQL: "SELECT ?"}
	for _, want := range list {
		rows, err := c.Query(t.Context(), s, []driver.Value{driver.TimeValue(want.UnixMicro())})
		if err != nil {
			t.Fatal(err)
		}
		rows.Next()
		text := string(rows.Bytes(0))
		micros, ok := rows.Time(0)
		rows.Close()
		if wantText := want.Format("2006-01-02 15:04:05.000000"); text != wantText || !ok || micros != want.UnixMicro() {
			t.Errorf("%v: got %q and %d, %t; want %q and %d", want, text, micros, ok, wantText, want.UnixMicro())
		}
	}
}

// FuzzTime holds the reader of times to what package time reads.
func FuzzTime(f *testing.F) {
	for _, s := range []string{
		"2026-11-22 10:11:12.123456", "2026-11-22 10:11:12", "2026-11-22 10:11:12.1", "2026-02-29 00:00:00", "2024-02-29 00:00:00",
		"2026-11-22 24:00:00", "2026-11-22 10:11:12.", "2026-11-22T10:11:12", "2026-11-22 10:11:12.1234567", "2026-11-22 10:11:12Z",
		"", "0000-01-01 00:00:00", "2026-13-01 00:00:00", "2026-00-01 00:00:00", "2026-1-01 00:00:00.0", "1900-02-29 00:00:00", "+026-11-22 10:11:12",
	} {
		f.Add(s)
	}
	c := acquire(f, inMemory(f), driver.ReadOnly)
	statement := &driver.Statement{SQL: "SELECT ?"}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.Contains(s, "\x00") {
			return
		}
		s = strings.ToValidUTF8(s, "?")
		rows, err := c.Query(t.Context(), statement, []driver.Value{driver.TextValue(s)})
		if err != nil {
			t.Fatal(err)
		}
		rows.Next()
		micros, ok := rows.Time(0)
		rows.Close()
		want, err := time.Parse("2006-01-02 15:04:05", s)
		layout := "2006-01-02 15:04:05.000000"[:min(len(s), 26)]
		wantOK := err == nil && len(s) != 20 && want.Format(layout) == s // package time also reads other forms
		if ok != wantOK || ok && micros != want.UnixMicro() {
			t.Errorf("%q: got %d, %t; package time says %v, %v", s, micros, ok, want, err)
		}
	})
}
