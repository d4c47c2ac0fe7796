package postgres_test

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/postgres"
)

func literalOf(t testing.TB, v any) string {
	t.Helper()
	sql, err := postgres.Dialect{}.Literal(nil, v)
	if err != nil {
		t.Fatalf("Literal(%v): %v", v, err)
	}
	return string(sql)
}

func TestLiterals(t *testing.T) {
	t.Parallel()
	for want, v := range map[string]any{
		"NULL": nil, "TRUE": true, "FALSE": false, "-5": int64(-5), "'-9223372036854775808'::bigint": int64(math.MinInt64),
		"'0.5'::double precision": 0.5, "'0'::double precision": math.Copysign(0, -1), "'1e+300'::double precision": 1e300,
		`'it''s \ "x"'`: `it's \ "x"`, `'\x00ff'::bytea`: []byte{0, 255}, `'\x'::bytea`: []byte{},
		"'2026-01-31 23:59:59.000001+00'::timestamptz":    time.Date(2026, 1, 31, 23, 59, 59, 1999, time.UTC),
		"'0001-02-29 00:00:00.000000+00 BC'::timestamptz": time.Date(0, 2, 29, 0, 0, 0, 0, time.UTC),
	} {
		if got := literalOf(t, v); got != want {
			t.Errorf("Literal(%v): got %s, want %s", v, got, want)
		}
	}
	for _, e := range []struct {
		value any
		want  fault.Kind
	}{
		{[]any{7}, fault.Invalid}, {[]any{math.NaN()}, fault.Invalid}, {math.NaN(), fault.Invalid}, {math.Inf(1), fault.Invalid}, {"a\x00", fault.Invalid}, {"\xff", fault.Invalid}, {7, fault.Invalid},
		{time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC), fault.OutOfRange}, {time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), fault.OutOfRange},
	} {
		if _, err := (postgres.Dialect{}).Literal(nil, e.value); fault.KindOf(err) != e.want {
			t.Errorf("Literal(%v): got %v, want the kind %q", e.value, err, e.want)
		}
	}
}

// FuzzLiteral reads every literal back through the server: as a value and within a definition that it stores.
func FuzzLiteral(f *testing.F) {
	c := acquire(f, fresh(f), driver.ReadOnly)
	f.Add("", int64(0), 0.0, []byte(nil))
	f.Add(`it's \' E'\\ $$ $1 ? -- /* "`, int64(math.MinInt64), 5e-324, []byte{0, 39, 92, 255})
	f.Add("\n\t\r\u2028😀", int64(math.MaxInt64), math.MaxFloat64, []byte("'"))
	f.Fuzz(func(t *testing.T, text string, n int64, number float64, raw []byte) {
		if strings.ContainsRune(text, 0) || strings.ToValidUTF8(text, "") != text || math.IsNaN(number) || math.IsInf(number, 0) {
			if _, err := (postgres.Dialect{}).Literal(nil, text); err == nil && (math.IsNaN(number) || math.IsInf(number, 0)) {
				_, err = postgres.Dialect{}.Literal(nil, number)
				if err == nil {
					t.Fatalf("%v has a literal", number)
				}
			}
			return
		}
		at := firstMicro + int64(uint64(n)%uint64(lastMicro-firstMicro))
		sql := "SELECT " + literalOf(t, text) + ", " + literalOf(t, n) + ", " + literalOf(t, number) + ", " + literalOf(t, raw) + ", " + literalOf(t, time.UnixMicro(at))
		rows, err := c.Query(t.Context(), &driver.Statement{SQL: sql, Reads: true}, nil)
		if err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		defer rows.Close()
		if _, err := rows.Next(); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		if got, ok := rows.Time(4); string(rows.Bytes(0)) != text || rows.Int(1) != n || rows.Float(2) != number || !bytes.Equal(rows.Bytes(3), raw) || !ok || got != at {
			t.Errorf("%s: got %v", sql, anyRow(rows))
		}
	})
}

var firstMicro = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
