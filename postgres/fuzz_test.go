package postgres_test

import (
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"github.com/rowankit/rowan/postgres"
)

// FuzzVerb looks for a text that begins or ends a transaction without being told as such: whatever stands before
// COMMIT as far as PostgreSQL passes it over.
func FuzzVerb(f *testing.F) {
	f.Add(" \n;", "x")
	f.Add("/* a /* b */ -- c */", "--\n")
	f.Add("/*", "*/")
	f.Fuzz(func(t *testing.T, space, comment string) {
		space = strings.Map(func(r rune) rune {
			if strings.ContainsRune(" \t\n\r\f\v;", r) {
				return r
			}
			return -1
		}, space)
		line, _, _ := strings.Cut(comment, "\n")
		block := strings.NewReplacer("/*", "", "*/", "", "*", "", "/", "").Replace(comment)
		for _, before := range []string{space, "--" + line + "\n", "/*" + block + "*/", "/*" + block + "/*" + block + "*/" + block + "*/" + space} {
			for _, word := range []string{"COMMIT", "begin", "Rollback", "savepoint x", "rollback /* */ to x"} {
				if !postgres.Controls(before + word) {
					t.Errorf("%q is not told as one that begins or ends a transaction", before+word)
				}
			}
			if postgres.Controls(before + "SELECT 1") {
				t.Errorf("%q is told as one that begins or ends a transaction", before+"SELECT 1")
			}
		}
		postgres.Controls(comment) // any text ends
	})
}

// FuzzArray reads what is no array, which no server sends.
func FuzzArray(f *testing.F) {
	for _, s := range []string{
		"", "000000000000000000000014", "00000001000000010000001400000002000000010000000800000000000000070000ffff",
		"000000020000000000000017000000010000000100000001000000010000000400000007", "0000000100000000000000190000000100000001000000026122",
		"0000000100000000000000177fffffff00000001",
	} {
		b, err := hex.DecodeString(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got := postgres.AppendJSONArray(nil, b)
		if !json.Valid(got) && json.Valid([]byte(strings.ToValidUTF8(string(got), "?"))) {
			return // a text that is no UTF-8
		}
		if !json.Valid(got) {
			t.Errorf("%x: got %q, which is no JSON", b, got)
		}
	})
}

func FuzzTime(f *testing.F) {
	f.Add(int64(0), "2026-01-31 23:59:59.5+00")
	f.Add(int64(-1), "2026-01-31 23:59:59+05:30")
	f.Fuzz(func(t *testing.T, micros int64, text string) {
		postgres.ParseTime(text)
		micros = firstMicro + int64(uint64(micros)%uint64(lastMicro-firstMicro))
		written := string(postgres.AppendTime(nil, micros))
		if got, ok := postgres.ParseTime(written); !ok || got != micros {
			t.Errorf("%d is written as %q, which reads as %d %v", micros, written, got, ok)
		}
	})
}

// FuzzDefault wants that what was brought into one form stays so, and that no two texts become the same.
func FuzzDefault(f *testing.F) {
	f.Add("character varying(50)", "'it''s'::character varying")
	f.Add("double precision", "((-1.50))::double precision")
	f.Add("bigint", "'5'::bigint")
	f.Add("timestamp with time zone", "'2026-01-31 23:59:59+00'::timestamp with time zone")
	f.Add("jsonb", `'{"a": [1, 2.0]}'::jsonb`)
	f.Fuzz(func(t *testing.T, columnType, sql string) {
		once := postgres.NormalDefault(columnType, sql)
		if again := postgres.NormalDefault(columnType, once); again != once {
			t.Skip() // a value that reads as an expression, such as a time
		}
		a, b := postgres.NormalDefault("text", "'"+strings.ReplaceAll(sql, "'", "''")+"'::text"), postgres.NormalDefault("text", "'"+strings.ReplaceAll(sql+"x", "'", "''")+"'::text")
		if a == b {
			t.Errorf("the texts %q and %q are told as the same default %s", sql, sql+"x", a)
		}
	})
}
