package postgres_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

func list(values ...driver.Value) driver.Value { return driver.ListValue(values) }

func blob(b ...byte) driver.Value { return driver.BytesValue(&b) }

var (
	someUUID  = [16]byte{0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 1, 2, 3, 4, 5, 6, 7, 8}
	lastMicro = time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC).UnixMicro()
	yearZero  = time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	someMicro = time.Date(1969, 7, 20, 20, 17, 40, 123456000, time.UTC).UnixMicro()
)

// TestValuesAreTakenAsTheParametersType sends each value as a parameter of a type, and wants what the server makes of
// it, as text.
func TestValuesAreTakenAsTheParametersType(t *testing.T) {
	t.Parallel()
	c := acquire(t, fresh(t), driver.ReadOnly)
	for _, e := range []struct {
		typ   string
		value driver.Value
		want  string
	}{
		{"boolean", driver.BoolValue(true), "true"}, {"text", driver.BoolValue(false), "false"},
		{"smallint", driver.IntValue(-32768), "-32768"}, {"integer", driver.IntValue(math.MaxInt32), "2147483647"},
		{"bigint", driver.IntValue(math.MinInt64), "-9223372036854775808"}, {"numeric", driver.IntValue(-7), "-7"},
		{"double precision", driver.IntValue(7), "7"}, {"text", driver.IntValue(7), "7"}, {"oid", driver.IntValue(7), "7"},
		{"double precision", driver.FloatValue(5e-324), "5e-324"}, {"double precision", driver.FloatValue(math.Copysign(0, -1)), "0"},
		{"real", driver.FloatValue(0.5), "0.5"}, {"numeric", driver.FloatValue(1.5), "1.5"}, {"integer", driver.FloatValue(5), "5"},
		{"text", driver.TextValue("ü'\\\"😀"), "ü'\\\"😀"}, {"varchar(3)", driver.TextValue("abc"), "abc"},
		{"bigint", driver.TextValue("12"), "12"}, {"uuid", driver.TextValue("12345678-9ABC-def0-0102-030405060708"), "12345678-9abc-def0-0102-030405060708"},
		{"jsonb", driver.TextValue(`{"a":[1,2]}`), `{"a": [1, 2]}`}, {"json", driver.TextValue(`{"a":1}`), `{"a":1}`},
		{"timestamptz", driver.TextValue("2026-01-31 00:00:00+00"), "2026-01-31 00:00:00+00"}, {"interval", driver.TextValue("90 minutes"), "01:30:00"},
		{"bytea", blob(0, 255), `\x00ff`}, {"bytea", blob(), `\x`}, {"jsonb", blob([]byte(`[1]`)...), "[1]"},
		{"timestamptz", driver.TimeValue(someMicro), "1969-07-20 20:17:40.123456+00"}, {"timestamp", driver.TimeValue(0), "1970-01-01 00:00:00"},
		{"timestamptz", driver.TimeValue(lastMicro), "9999-12-31 23:59:59.999999+00"}, {"timestamptz", driver.TimeValue(yearZero), "0001-01-01 00:00:00+00 BC"},
		{"date", driver.TimeValue(someMicro), "1969-07-20"}, {"text", driver.TimeValue(someMicro), "1969-07-20 20:17:40.123456+00"},
		{"uuid", driver.UUIDValue(someUUID), "12345678-9abc-def0-0102-030405060708"}, {"text", driver.UUIDValue(someUUID), "12345678-9abc-def0-0102-030405060708"},
		{"numeric(10,2)", driver.DecimalValue(-1250, 2), "-12.50"}, {"numeric", driver.DecimalValue(math.MaxInt64, 18), "9.223372036854775807"}, {"integer", driver.DecimalValue(5, 0), "5"},
		{"bigint[]", list(driver.IntValue(1), driver.Value{}, driver.IntValue(-2)), "{1,NULL,-2}"}, {"bigint[]", list(), "{}"},
		{"smallint[]", list(driver.IntValue(7)), "{7}"}, {"boolean[]", list(driver.BoolValue(true), driver.BoolValue(false)), "{t,f}"},
		{"text[]", list(driver.TextValue(`a"b\c,{}`), driver.TextValue(""), driver.TextValue("NULL")), `{"a\"b\\c,{}","","NULL"}`},
		{"varchar[]", list(driver.TextValue("x")), "{x}"}, {"real[]", list(driver.FloatValue(0.5)), "{0.5}"}, {"bytea[]", list(blob(1, 2)), `{"\\x0102"}`},
		{"timestamptz[]", list(driver.TimeValue(someMicro)), `{"1969-07-20 20:17:40.123456+00"}`}, {"uuid[]", list(driver.UUIDValue(someUUID)), "{12345678-9abc-def0-0102-030405060708}"},
		{"numeric[]", list(driver.DecimalValue(150, 2), driver.Value{}), "{1.50,NULL}"}, {"uuid[]", list(driver.TextValue("12345678-9abc-def0-0102-030405060708")), "{12345678-9abc-def0-0102-030405060708}"},
		{"jsonb[]", list(driver.TextValue(`{"a":"b"}`)), `{"{\"a\": \"b\"}"}`}, {"date[]", list(driver.TimeValue(someMicro)), "{1969-07-20}"}, {"bytea[]", list(blob(1), driver.Value{}), `{"\\x01",NULL}`},
		{"text[]", list(list(driver.IntValue(1), driver.IntValue(2)), list(), driver.Value{}), "{\"{1,2}\",\"{}\",NULL}"},
	} {
		sql := "SELECT ($1::" + e.typ + ")::text"
		if got := query(t, c, sql, e.value); got[0][0] != e.want {
			t.Errorf("%v as %s: got %q, want %q", e.value.Any(), e.typ, got[0][0], e.want)
		}
	}
}

func TestWhatAParameterCannotHoldIsRefusedUnsent(t *testing.T) {
	t.Parallel()
	db, p := proxied(t, nil)
	c := acquire(t, db, driver.ReadOnly)
	for _, e := range []struct {
		typ   string
		value driver.Value
		want  fault.Kind
	}{
		{"smallint", driver.IntValue(32768), fault.OutOfRange}, {"integer", driver.IntValue(math.MinInt32 - 1), fault.OutOfRange},
		{"integer[]", list(driver.IntValue(1), driver.IntValue(1<<40)), fault.OutOfRange}, {"real", driver.FloatValue(1e39), fault.OutOfRange},
		{"real[]", list(driver.FloatValue(-1e39)), fault.OutOfRange},
		{"double precision", driver.FloatValue(math.NaN()), fault.Invalid}, {"double precision", driver.FloatValue(math.Inf(-1)), fault.Invalid},
		{"numeric", driver.FloatValue(math.Inf(1)), fault.Invalid}, {"numeric[]", list(driver.FloatValue(math.NaN())), fault.Invalid},
		{"text", driver.TextValue("a\x00b"), fault.Invalid}, {"text", driver.TextValue("\xff"), fault.Invalid},
		{"text[]", list(driver.TextValue("\xff")), fault.Invalid}, {"jsonb[]", list(driver.TextValue("\x00")), fault.Invalid},
		{"timestamptz", driver.TimeValue(lastMicro + 1), fault.OutOfRange}, {"timestamptz", driver.TimeValue(yearZero - 1), fault.OutOfRange},
		{"timestamptz", driver.TimeValue(math.MinInt64), fault.OutOfRange}, {"date[]", list(driver.TimeValue(math.MaxInt64)), fault.OutOfRange},
	} {
		s := &driver.Statement{SQL: "SELECT $1::" + e.typ, Reads: true}
		if _, err := c.Exec(t.Context(), s, []driver.Value{{}}); err != nil {
			t.Fatal(err)
		}
		if got := p.trips(func() {
			_, err := c.Exec(t.Context(), s, []driver.Value{e.value})
			wantRefusal(t, e.typ, err, e.want)
		}); got != 0 {
			t.Errorf("%v as %s: got %d round trips, want none", e.value.Any(), e.typ, got)
		}
	}
	_, err := c.Exec(t.Context(), &driver.Statement{SQL: "SELECT $1::int"}, nil)
	wantRefusal(t, "a parameter without a value", err, fault.Invalid)
	_, err = c.Exec(t.Context(), &driver.Statement{SQL: "SELECT 1"}, []driver.Value{driver.IntValue(1)})
	wantRefusal(t, "a value without a parameter", err, fault.Invalid)
	_, err = c.Exec(t.Context(), &driver.Statement{SQL: "SELECT $1::integer"}, []driver.Value{driver.TextValue("x")})
	wantRefusal(t, "a text for a number", err, fault.Invalid)
	query(t, c, "SELECT 1")
}

func TestResultsAreToldAsTheirKind(t *testing.T) {
	t.Parallel()
	c := acquire(t, fresh(t), driver.ReadOnly)
	for _, e := range []struct {
		sql  string
		kind driver.Kind
		want any
	}{
		{"NULL", driver.Null, nil}, {"NULL::bigint", driver.Null, nil}, {"true", driver.Bool, true}, {"false", driver.Bool, false},
		{"(-32768)::smallint", driver.Int, int64(-32768)}, {"(-5)::integer", driver.Int, int64(-5)}, {"9223372036854775807", driver.Int, int64(math.MaxInt64)},
		{"4294967295::oid", driver.Int, int64(4294967295)}, {"0.1::real", driver.Float, float64(float32(0.1))}, {"1e300::double precision", driver.Float, 1e300},
		{"'ü'::text", driver.Text, "ü"}, {"'x'::varchar(3)", driver.Text, "x"}, {"'x'::char(3)", driver.Text, "x  "}, {"'x'::name", driver.Text, "x"}, {"'x'", driver.Text, "x"},
		{`'\x00ff'::bytea`, driver.Bytes, []byte{0, 255}}, {`''::bytea`, driver.Bytes, []byte{}},
		{"'1969-07-20 20:17:40.123456+00'::timestamptz", driver.Time, "1969-07-20T20:17:40.123456Z"}, {"'2026-01-31'::date", driver.Time, "2026-01-31T00:00:00.000000Z"},
		{"'2026-01-31 12:00'::timestamp", driver.Time, "2026-01-31T12:00:00.000000Z"}, {"'infinity'::timestamptz", driver.Time, "infinity"},
		{"'12345678-9abc-def0-0102-030405060708'::uuid", driver.UUID, someUUID[:]}, {"-12.50::numeric(10,2)", driver.Decimal, "-12.50"}, {"1e20::numeric", driver.Decimal, "100000000000000000000"},
		{"sum(n) FROM generate_series(1::bigint, 3) AS n", driver.Int, int64(6)}, {"avg(n) FROM generate_series(1, 3) AS n", driver.Decimal, "2.0000000000000000"}, {"5::numeric(4,0)", driver.Decimal, "5"}, {"'NaN'::numeric", driver.Decimal, "NaN"},
		{`'{"b": [1, null], "a": "\u00fc"}'::jsonb`, driver.Text, `{"a": "ü", "b": [1, null]}`}, {`'{"a" :1}'::json`, driver.Text, `{"a" :1}`},
		{"'{1,NULL,-3}'::bigint[]", driver.Text, "[1,null,-3]"}, {"'{}'::text[]", driver.Text, "[]"}, {"'{{1,2},{3,4}}'::smallint[]", driver.Text, "[[1,2],[3,4]]"},
		{`ARRAY['a"\', E'\n\x01ü', '', NULL]`, driver.Text, `["a\"\\","\u000a\u0001ü","",null]`}, {"'{t,f}'::boolean[]", driver.Text, "[true,false]"},
		{"'{0.1,1e30}'::real[]", driver.Text, "[0.1,1e+30]"}, {"'{0.1,-5e-324,NaN}'::double precision[]", driver.Text, "[0.1,-5e-324,null]"},
		{"'{1969-07-20 20:17:40.5+00,infinity}'::timestamptz[]", driver.Text, `["1969-07-20T20:17:40.500000Z",null]`}, {"'{1,2}'::integer[]", driver.Text, "[1,2]"},
		{"'{12345678-9abc-def0-0102-030405060708}'::uuid[]", driver.Text, `["12345678-9abc-def0-0102-030405060708"]`}, {`ARRAY['\x01'::bytea]`, driver.Text, `["\\x01"]`},
		{"'[5:6]={1,2}'::bigint[]", driver.Text, "[1,2]"}, {"'{1.50}'::numeric[]", driver.Text, "{1.50}"},
		{"interval '1 hour'", driver.Text, "01:00:00"}, {"'10.0.0.1'::inet", driver.Text, "10.0.0.1"},
	} {
		rows, err := c.Query(t.Context(), &driver.Statement{SQL: "SELECT " + e.sql, Reads: true}, nil)
		if err != nil {
			t.Fatalf("%s: %v", e.sql, err)
		}
		if ok, err := rows.Next(); !ok || err != nil {
			t.Fatalf("%s: %v %v", e.sql, ok, err)
		}
		if got := rows.Kind(0); got != e.kind {
			t.Errorf("%s: got the kind %d, want %d", e.sql, got, e.kind)
		}
		if diff := cmp.Diff(e.want, anyRow(rows)[0]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", e.sql, diff)
		}
		rows.Close()
	}
}

func TestAccessOfAnotherKindGivesWhatItCan(t *testing.T) {
	t.Parallel()
	c := acquire(t, fresh(t), driver.ReadOnly)
	rows, err := c.Query(t.Context(), &driver.Statement{Reads: true, SQL: `SELECT 7::bigint AS a, 7.9::numeric AS b, '7' AS c, true AS d, 7.5::float8 AS e, 7.5::real AS f,
		'1970-01-01 00:00:01+00'::timestamptz AS g, 'x' AS h, '2026-01-31 23:59:59.5' AS i, '2026-01-31T00:00:00Z' AS j, 7::smallint AS k, NULL::bigint AS l, '99999-01-01'::timestamptz AS m`}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if _, err := rows.Next(); err != nil {
		t.Fatal(err)
	}
	columns := []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"}
	if diff := cmp.Diff(columns, rows.Columns()); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	for i, want := range []int64{7, 7, 7, 1, 7, 7, 1_000_000, 0, 2026, 2026, 7, 0} {
		if got := rows.Int(i); i != 8 && i != 9 && got != want {
			t.Errorf("Int of %s: got %d, want %d", columns[i], got, want)
		}
	}
	for i, want := range []float64{7, 7.9, 7, 1, 7.5, 7.5} {
		if got := rows.Float(i); got != want {
			t.Errorf("Float of %s: got %v, want %v", columns[i], got, want)
		}
	}
	for i, want := range []string{"7", "7.9", "7", "true", "7.5", "7.5", "1970-01-01T00:00:01.000000Z", "x"} {
		if got := string(rows.Bytes(i)); got != want {
			t.Errorf("Bytes of %s: got %q, want %q", columns[i], got, want)
		}
	}
	at := time.Date(2026, 1, 31, 23, 59, 59, 500000000, time.UTC).UnixMicro()
	for i, want := range map[int]int64{6: 1_000_000, 8: at} {
		if got, ok := rows.Time(i); !ok || got != want {
			t.Errorf("Time of %s: got %d %v, want %d", columns[i], got, ok, want)
		}
	}
	for _, i := range []int{0, 1, 3, 7, 11, 12} {
		if got, ok := rows.Time(i); ok {
			t.Errorf("Time of %s: got %d, want none", columns[i], got)
		}
	}
}

func TestParametersThatSayNothingTakeTheTypeOfTheirValue(t *testing.T) {
	t.Parallel()
	c := acquire(t, fresh(t), driver.ReadWrite)
	exec(t, c, "CREATE TABLE word (word text, number numeric)")
	s := &driver.Statement{SQL: "SELECT $1 AS a, $2 AS b"}
	for _, e := range []struct {
		values []driver.Value
		want   []any
	}{
		{[]driver.Value{driver.IntValue(5), driver.TextValue("x")}, []any{int64(5), "x"}},
		{[]driver.Value{driver.IntValue(6), driver.TextValue("y")}, []any{int64(6), "y"}},
		{[]driver.Value{driver.TextValue("z"), driver.BoolValue(true)}, []any{"z", true}},
		{[]driver.Value{{}, driver.FloatValue(0.5)}, []any{nil, 0.5}},
	} {
		rows, err := c.Query(t.Context(), s, e.values)
		if err != nil {
			t.Fatal(err)
		}
		rows.Next()
		if diff := cmp.Diff(e.want, anyRow(rows)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		rows.Close()
	}
	if got := query(t, c, "SELECT jsonb_build_object('a', $1)", driver.IntValue(5)); got[0][0] != `{"a": 5}` {
		t.Errorf("a parameter of any type: got %v", got)
	}
	exec(t, c, "INSERT INTO word VALUES ($1, $2)", driver.IntValue(5), driver.TextValue("7.5"))
	if got := query(t, c, "SELECT number FROM word WHERE word = $1", driver.IntValue(5)); !cmp.Equal(got, [][]any{{"7.5"}}) {
		t.Errorf("a number for a text: got %v", got)
	}
}

func TestAnyValueComesBack(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	c := acquire(t, fresh(t), driver.ReadOnly)
	s := &driver.Statement{SQL: "SELECT $1::bigint, $2::double precision, $3::text, $4::timestamptz, $5::bytea, $6::bigint[]", Reads: true}
	for range 300 {
		n, f, micros := int64(r.Uint64()>>r.IntN(64)), math.Float64frombits(r.Uint64()), yearZero+r.Int64N(lastMicro-yearZero)
		if math.IsNaN(f) || math.IsInf(f, 0) {
			f = 0.5
		}
		text := make([]rune, r.IntN(20))
		for i := range text {
			text[i] = []rune{'a', '\'', '\\', '"', '\n', 'ü', '😀', 'é', '$', '{'}[r.IntN(10)]
		}
		raw := make([]byte, r.IntN(20))
		for i := range raw {
			raw[i] = byte(r.Uint32())
		}
		rows, err := c.Query(t.Context(), s, []driver.Value{
			driver.IntValue(n), driver.FloatValue(f), driver.TextValue(string(text)), driver.TimeValue(micros), driver.BytesValue(&raw), list(driver.IntValue(n)),
		})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		rows.Next()
		got, ok := rows.Time(3)
		if rows.Int(0) != n || rows.Float(1) != f || string(rows.Bytes(2)) != string(text) || !ok || got != micros || string(rows.Bytes(4)) != string(raw) {
			t.Fatalf("seed %d: got %v, want %v %v %q %v %v", seed, anyRow(rows), n, f, string(text), micros, raw)
		}
		rows.Close()
	}
}
