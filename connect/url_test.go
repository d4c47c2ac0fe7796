package connect_test

import (
	"crypto/tls"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/fault"
)

// sameTLS compares what a URL can say of it.
var sameTLS = cmp.Comparer(func(a, b *tls.Config) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.InsecureSkipVerify == b.InsecureSkipVerify && a.MinVersion == b.MinVersion && a.ServerName == b.ServerName
})

func wantURL(t *testing.T, text string, want connect.URL) {
	t.Helper()
	got, err := connect.ParseURL(text)
	if err != nil {
		t.Errorf("ParseURL(%q): %v", text, err)
	}
	if diff := cmp.Diff(want, got, sameTLS); diff != "" {
		t.Errorf("ParseURL(%q) (-want +got):\n%s", text, diff)
	}
}

func wantRefused(t *testing.T, text, word string) {
	t.Helper()
	got, err := connect.ParseURL(text)
	if fault.KindOf(err) != fault.Invalid || !strings.HasPrefix(err.Error(), "connect: ") || !strings.Contains(err.Error(), word) {
		t.Errorf("ParseURL(%q): got %+v, %v, want an error of the kind invalid that says %q", text, got, err, word)
	}
	if err != nil && got != (connect.URL{}) {
		t.Errorf("ParseURL(%q): got %+v beside the error, want nothing", text, got)
	}
}

func TestTextsThatAreNoDatabaseURLAreRefused(t *testing.T) {
	t.Parallel()
	for text, word := range map[string]string{
		"app.db":                                "no scheme",
		"/var/lib/app.db":                       "no scheme",
		"user:secret@tcp(host:3306)/shop":       "no scheme",
		"host=db user=app password=secret":      "no scheme",
		"oracle://host/db":                      `"oracle"`,
		"SQLITE:///app.db":                      `"SQLITE"`,
		"POSTGRES://host/db":                    "postgres://",
		"://":                                   `""`,
		"postgresql+psycopg2://u:p@host/shop":   "write postgresql:// alone",
		"postgresql+asyncpg://u:p@host/shop":    "write postgresql:// alone",
		"mysql+pymysql://u:p@host/shop":         "write mysql:// alone",
		"mariadb+mariadbconnector://u@h/s":      "write mariadb:// alone",
		"sqlite+pysqlite:///app.db":             "write sqlite:// alone",
		"oracle+cx://u:p@host/shop":             "none that this version opens",
		"jdbc:postgresql://host/shop":           `"jdbc"`,
		strings.Repeat("x", 1000) + "://h/shop": "xxx",
	} {
		wantRefused(t, text, word)
	}
}

// canary is a password that nothing may repeat, written in every way that means the same.
var canary = []string{"hunter2", "hunter%32", "hunt%65r2%40x", "hunter2%zz"}

func TestErrorsRepeatNoPassword(t *testing.T) {
	t.Parallel()
	for _, password := range canary {
		for _, text := range []string{
			"host=db user=app password=PW", "password=PW host=db", "server=db;pwd=PW", "user PW",
			"user:PW@host/db", "oracle://user:PW@host/db", "user:PW@host://db", "PW://user:PW@host", "sqlite://user:PW@host/a.db",
			"sqlite:///a.db?readers=PW", "sqlite:///PW%zz", "sqlite:///PW#", "sqlite:///a.db?user:PW@host=1",
			"postgres://user:PW@host", "postgres://user:PW@ho st/db", "postgres://user:PW@host:port/db", "postgres://user:PW@@host/db",
			"postgres://user:x@PW@host/db", "postgres://user:x/PW@host/db", "postgres://user:x?PW@host/db", "postgres://user:x#PW@host/db",
			"postgres://user:x&PW@host/db?PW@y", "postgres://host:PW/db", "postgres://user:PW", "postgres://:PW@host/db",
			"postgres://user:PW@host/db?x=y", "postgres://user:PW@host/db?password=PW", "postgres://user:PW@host/db?sslmode=PW",
			"postgres://user:PW@host/db?pool_size=PW", "postgres://user:PW@host/db?replicas=r:PW@h", "postgres://user:PW@host/db?host=PW",
			"postgres://user:PW@host/db?target_session_attrs=PW", "postgres://user:PW@host/db?connect_timeout=PW",
			"mysql://user:PW@h1,h2/db", "mysql://user:PW@tcp(host:3306)/db", "mysql://user:PW@host/db?tls=PW", "mysql://user:PW@/db?socket=PW",
			"postgresql+psycopg2://user:PW@host/db", "postgresql+user:PW@host://db",
		} {
			text = strings.ReplaceAll(text, "PW", password)
			if _, err := connect.ParseURL(text); err == nil {
				if !strings.Contains(text, "x=y") { // what is not refused is nothing that an error could repeat
					continue
				}
				t.Errorf("ParseURL(%q): got no error, want a refusal", text)
			} else if strings.Contains(err.Error(), "hunt") && !strings.HasPrefix(text, "hunt") {
				t.Errorf("ParseURL(%q): got %q, which repeats the password", text, err)
			}
		}
	}
}

func FuzzParseURL(f *testing.F) {
	for _, s := range []string{
		"", "sqlite://", "sqlite:///a.db", "sqlite:////a/b.db?readers=2&read_only=true", "sqlite:///a%20b.db?busy_timeout=5s",
		"postgres://user:secret@host/db", "user:secret@host", "sqlite:///%00", "sqlite://h/x", "sqlite:///a?b=c&b=d",
		"postgresql://a%40b:c@[::1]:5432,h2/d?replicas=r1,r2:5&statement_timeout=none&prepared_statements=false&sslmode=require",
		"postgres:///d?host=/run:5433&pool_size=3", "mysql://u:p@h:3306/d?tls=true&connect_timeout=1s", "mariadb:///d?socket=/s",
		"postgresql+psycopg2://u@h/d",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := connect.ParseURL(s)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid || len(err.Error()) > 400 || u != (connect.URL{}) {
				t.Errorf("ParseURL(%q): got %v (kind %q), want a short error of the kind invalid", s, err, fault.KindOf(err))
			}
			return
		}
		text := write(t, u)
		again, err := connect.ParseURL(text)
		if diff := cmp.Diff(u, again, sameTLS); diff != "" || err != nil {
			t.Errorf("ParseURL(%q), written as %q and read again: %v\n%s", s, text, err, diff)
		}
	})
}

// FuzzErrorsRepeatNoPassword puts a password where one belongs, between whatever people and programs write.
func FuzzErrorsRepeatNoPassword(f *testing.F) {
	f.Add("postgres://user", "host/db?x=y")
	f.Add("mysql://user", "@host")
	f.Add("postgres://user:x/", "host/db")
	f.Add("sqlite:///a?b", "c=d&%zz")
	f.Add("a+b://", "c://d")
	f.Fuzz(func(t *testing.T, before, after string) {
		_, err := connect.ParseURL(before + ":hunter2@" + after)
		if err != nil && strings.Contains(err.Error(), "hunter2") && !strings.Contains(before+after, "hunter2") {
			t.Errorf("ParseURL(%q): got %q, which repeats the password", before+":hunter2@"+after, err)
		}
	})
}

// write puts a URL together again, and refuses what no database can be opened with.
func write(t *testing.T, u connect.URL) string {
	t.Helper()
	w := urlWriter{t: t}
	switch {
	case u.SQLite != nil && u.Postgres == nil && u.MySQL == nil:
		w.sqlite(u.SQLite)
	case u.Postgres != nil && u.SQLite == nil && u.MySQL == nil:
		w.postgres(u.Postgres)
	case u.MySQL != nil && u.SQLite == nil && u.Postgres == nil:
		w.mysql(u.MySQL)
	default:
		t.Errorf("got %+v, want the options of one engine", u)
	}
	return w.text + "?" + strings.TrimPrefix(w.options, "&")
}
