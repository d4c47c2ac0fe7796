package connect_test

import (
	"context"
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
			err = db.Tx(t.Context(), func(context.Context, *orm.Tx) error {
				ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
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
