package connect_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

var servers = []string{"ROWAN_TEST_POSTGRES", "ROWAN_TEST_MYSQL"}

// address is a URL of a server in parts, so that a test can put another one in its place.
type address struct{ scheme, user, password, place, database string }

func addressOf(t *testing.T, text string) address {
	t.Helper()
	scheme, rest, _ := strings.Cut(text, "://")
	rest, _, _ = strings.Cut(rest, "?")
	account, rest, ok := strings.Cut(rest, "@")
	place, database, named := strings.Cut(rest, "/")
	user, password, protected := strings.Cut(account, ":")
	if !ok || !named || !protected {
		t.Fatalf("the server's URL has no user, no password or no name")
	}
	return address{scheme, user, password, place, database}
}

func (a address) String() string {
	return a.scheme + "://" + a.user + ":" + a.password + "@" + a.place + "/" + a.database
}

func TestADatabaseOnAServerIsOpened(t *testing.T) {
	t.Parallel()
	for _, variable := range servers {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			url := addressOf(t, ormtest.Server(t, variable)).String() + "?pool_size=3&max_lifetime=1m&statement_timeout=5s"
			for round := range int64(2) {
				db := openURL(t, url)
				if n, err := Cities.Count(t.Context(), db); n != round || err != nil {
					t.Errorf("opened for the %d. time: got %d rows, %v, want those of before", round+1, n, err)
				}
				if err := Cities.Insert(t.Context(), db, &City{Name: "Oslo"}); err != nil {
					t.Errorf("Insert: %v", err)
				}
				if err := db.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
			}
		})
	}
}

// openURL opens the database of Cities and makes its table.
func openURL(t *testing.T, url string) *orm.DB {
	t.Helper()
	db, err := connect.Open(t.Context(), url, orm.Models(Cities))
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.CreateTables(t.Context()); err != nil {
		t.Fatalf("CreateTables: %v", err)
	}
	return db
}

// What each scheme has in its own words, or has not.
var (
	sockets    = map[string]string{"postgres": "?host=/nowhere", "mysql": "?socket=/nowhere"}
	encryption = map[string]string{"postgres": "?sslmode=require", "mysql": "?tls=true"}
	several    = map[string]fault.Kind{"postgres": fault.Unavailable, "mysql": fault.Invalid}
)

// What a person can do about a URL that leads nowhere depends on the kind: Denied asks for another password, Unavailable
// for a look at the server, Invalid for another URL.
func TestWhatAServerRefusesIsSaidAlikeAndRepeatsNoPassword(t *testing.T) {
	t.Parallel()
	for _, variable := range servers {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			good := addressOf(t, ormtest.Server(t, variable))
			if db, err := connect.Open(t.Context(), with(good, func(a *address) { a.password = "hunter2" }), orm.Models(Cities)); err == nil {
				db.Close()
				if os.Getenv("CI") == "true" {
					t.Fatal("the server takes any password")
				}
				t.Skip("the server takes any password")
			}
			for _, c := range []struct {
				what  string
				url   string
				kind  fault.Kind
				words []string
			}{
				{"a wrong password", with(good, func(a *address) { a.password = "hunter2" }), fault.Denied, []string{good.user}},
				{"an escaped password", with(good, func(a *address) { a.password = "%68unter2%40%27%5C%20%2F" }), fault.Denied, []string{good.user}},
				{"no password", with(good, func(a *address) { a.password = "" }), fault.Denied, []string{good.user}},
				{"a wrong user", with(good, func(a *address) { a.user, a.password = "nobody", "hunter2" }), fault.Denied, []string{"nobody"}},
				{"a wrong port", with(good, func(a *address) { a.place, a.password = "127.0.0.1:1", "hunter2" }), fault.Unavailable, []string{"127.0.0.1:1", "refused"}},
				{"a wrong host", with(good, func(a *address) { a.place, a.password = "nowhere.invalid", "hunter2" }), fault.Unavailable, []string{"nowhere.invalid"}},
				{"a wrong database", with(good, func(a *address) { a.database = "no_such_database" }), fault.Unavailable, []string{"no_such_database"}},
				{"several hosts", with(good, func(a *address) { a.place, a.password = "127.0.0.1:1,127.0.0.1:2", "hunter2" }), several[good.scheme], nil},
				{"a socket that is not there", with(good, func(a *address) { a.place, a.password = "", "hunter2" }) + sockets[good.scheme], fault.Unavailable, []string{"nowhere"}},
				{"an unknown option", good.String() + "?pol_size=3", fault.Invalid, []string{"pol_size", "pool_size"}},
			} {
				db, err := connect.Open(t.Context(), c.url, orm.Models(Cities))
				if err == nil {
					db.Close()
				}
				wantKind(t, c.what, err, c.kind, append(c.words, "connect: ")...)
				wantSilence(t, c.what, err, "hunter2", good.password)
			}
		})
	}
}

func TestEncryptionIsNotGivenUpWhereTheServerHasNone(t *testing.T) {
	t.Parallel()
	for _, variable := range servers {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			a := addressOf(t, ormtest.Server(t, variable))
			db, err := connect.Open(t.Context(), a.String()+encryption[a.scheme], orm.Models(Cities))
			if err == nil {
				db.Close()
				t.Skip("the server encrypts")
			}
			wantKind(t, encryption[a.scheme], err, fault.Unavailable, "connect: ", "TLS")
			wantSilence(t, encryption[a.scheme], err, a.password)
		})
	}
}

func TestAFileOfTLSThatIsNotThereIsNamedWithoutThePassword(t *testing.T) {
	t.Parallel()
	for _, option := range []string{"sslmode=verify-full&sslrootcert=/nowhere.pem", "sslmode=require&sslcert=/nowhere.pem&sslkey=/nowhere.key"} {
		_, err := connect.Open(t.Context(), "postgres://app:hunter%32@127.0.0.1:1/shop?"+option, orm.Models(Cities))
		wantKind(t, option, err, fault.Invalid, "connect: ", "nowhere")
		wantSilence(t, option, err, "hunter2", "hunter%32")
	}
}

func with(a address, change func(*address)) string {
	change(&a)
	return a.String()
}

func wantKind(t *testing.T, what string, err error, want fault.Kind, words ...string) {
	t.Helper()
	if got := fault.KindOf(err); got != want {
		t.Errorf("%s: got %v (kind %q), want the kind %q", what, err, got, want)
	}
	for _, word := range words {
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: got %v, want it to say %q", what, err, word)
		}
	}
}

// wantSilence wants an error, and all that it wraps, not to hold a password, however it is printed or logged.
func wantSilence(t *testing.T, what string, err error, passwords ...string) {
	t.Helper()
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Error("failed", "error", err)
	slog.New(slog.NewTextHandler(&log, nil)).Error("failed", "error", err)
	text := fmt.Sprintf("%v %+v %q %s", err, err, err, log.String())
	for _, e := range chain(err) {
		text += fmt.Sprintf("%#v", e)
		if json, err := json.Marshal(e); err == nil {
			text += string(json)
		}
	}
	for _, password := range passwords {
		if strings.Contains(text, password) {
			t.Errorf("%s: got %s, which holds the password", what, strings.ReplaceAll(text, password, "PASSWORD"))
		}
	}
}

// chain is an error and all that it wraps.
func chain(err error) []error {
	if err == nil {
		return nil
	}
	all := []error{err}
	switch e := err.(type) {
	case interface{ Unwrap() error }:
		return append(all, chain(e.Unwrap())...)
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			all = append(all, chain(inner)...)
		}
	}
	return all
}

type number struct{ N int64 }

func TestEveryOptionOfTheURLReachesTheEngine(t *testing.T) {
	t.Parallel()
	for _, variable := range servers {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			url := addressOf(t, ormtest.Server(t, variable)).String()
			db := openURL(t, url+"?statement_timeout=300ms&pool_size=1")
			slow := orm.SQL("SELECT 1 AS n FROM pg_sleep(20)")
			if variable == "ROWAN_TEST_MYSQL" {
				slow = orm.SQL("SELECT sleep(20) AS n")
			}
			began := time.Now()
			_, err := orm.Rows[number](t.Context(), db, slow)
			wantKind(t, "a slow statement", err, fault.Timeout)
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("statement_timeout=300ms: the statement took %v", took)
			}
			err = db.Tx(t.Context(), func(ctx context.Context, _ *orm.Tx) error {
				ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 100*time.Millisecond)
				defer cancel()
				_, err := Cities.Count(ctx, db)
				wantKind(t, "a second connection with pool_size=1", err, fault.Timeout)
				return nil
			})
			if err != nil {
				t.Errorf("Tx: %v", err)
			}
		})
	}
}

func TestAReplicaThatAURLNamesIsReadFrom(t *testing.T) {
	t.Parallel()
	for _, variable := range servers {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			a := addressOf(t, ormtest.Server(t, variable))
			db := openURL(t, a.String()+"?replicas="+a.place)
			if err := Cities.Insert(t.Context(), db, &City{Name: "Oslo"}); err != nil {
				t.Fatalf("Insert: %v", err)
			}
			if n, err := Cities.Count(t.Context(), db.Replica()); n != 1 || err != nil {
				t.Errorf("Count on the replica: got %d, %v, want 1", n, err)
			}
			away := openURL(t, a.String()+"?replicas=127.0.0.1:1")
			if _, err := Cities.Count(t.Context(), away.Replica()); fault.KindOf(err) != fault.Unavailable {
				t.Errorf("Count on a replica that is not there: got %v, want the kind unavailable", err)
			}
			if _, err := Cities.Count(t.Context(), away); err != nil {
				t.Errorf("Count beside a replica that is not there: %v", err)
			}
		})
	}
}

func TestAUnixSocketIsOpened(t *testing.T) {
	t.Parallel()
	type setting struct{ Value string }
	for variable, ask := range map[string]orm.Statement{
		"ROWAN_TEST_POSTGRES": orm.SQL("SELECT split_part(current_setting('unix_socket_directories'), ',', 1) || ':' || current_setting('port') AS value"),
		"ROWAN_TEST_MYSQL":    orm.SQL("SELECT @@socket AS value"),
	} {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			a := addressOf(t, ormtest.Server(t, variable))
			found, err := orm.Rows[setting](t.Context(), openURL(t, a.String()), ask)
			if err != nil || len(found) != 1 {
				t.Fatalf("asking for the socket: got %v, %v", found, err)
			}
			socket := found[0].Value
			file := socket
			if folder, port, ok := strings.Cut(socket, ":"); ok {
				file = folder + "/.s.PGSQL." + port
			}
			if _, err := os.Stat(file); err != nil {
				t.Skipf("the server has no socket that this user may open: %v", err)
			}
			a.place = ""
			option := map[string]string{"postgres": "host", "mysql": "socket"}[a.scheme]
			if n, err := Cities.Count(t.Context(), openURL(t, a.String()+"?"+option+"="+socket)); n != 0 || err != nil {
				t.Errorf("Count over a socket: got %d, %v, want none", n, err)
			}
		})
	}
}

type River struct {
	ID     int64
	Length float64
}

var Rivers = orm.Define[River]()

func TestAProgramHasSeveralDatabasesEachWithItsModels(t *testing.T) {
	t.Parallel()
	urls := []string{"sqlite://", ormtest.Server(t, servers[0]), ormtest.Server(t, servers[1])}
	for i, first := range urls {
		second := urls[(i+1)%len(urls)]
		cities := openURL(t, first)
		rivers, err := connect.Open(t.Context(), second, orm.Models(Rivers))
		if err != nil {
			t.Fatalf("Open: %v", err)
		}
		defer rivers.Close()
		if err := rivers.CreateTables(t.Context()); err != nil {
			t.Fatalf("CreateTables: %v", err)
		}
		both := cities.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
			return rivers.Tx(ctx, func(ctx context.Context, other *orm.Tx) error {
				if err := Rivers.Insert(ctx, other, &River{Length: 611}); err != nil {
					return err
				}
				return Cities.Insert(ctx, tx, &City{Name: "Oslo"})
			})
		})
		if both != nil {
			t.Errorf("a transaction on each of two databases: %v", both)
		}
		_, wrong := Rivers.Count(t.Context(), cities)
		wantKind(t, "a model of the other database", wrong, fault.Invalid, "River", "orm.Models")
		if n, err := Rivers.Count(t.Context(), rivers); n != 1 || err != nil {
			t.Errorf("Rivers: got %d, %v, want 1", n, err)
		}
	}
}
