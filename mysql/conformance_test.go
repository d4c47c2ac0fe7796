package mysql_test

import (
	"flag"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/rowankit/rowan/conformance"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/mysql"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// fresh returns the options of an empty database on the server that a variable names.
func fresh(t testing.TB, variable string) mysql.Options {
	t.Helper()
	return optionsOf(t, ormtest.Server(t, variable))
}

func optionsOf(t testing.TB, address string) mysql.Options {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	password, _ := u.User.Password()
	return mysql.Options{Host: u.Host, User: u.User.Username(), Password: password, Database: strings.TrimPrefix(u.Path, "/"), PoolSize: 4}
}

var _ = flag.Bool("update", false, "write the golden statements of flushes anew")

func TestConformance(t *testing.T) {
	t.Parallel()
	runConformance(t, "ROWAN_TEST_MYSQL", "mariadb")
}

// MySQL works by design; the suite tells where a server is named.
func TestConformanceOnMySQL(t *testing.T) {
	t.Parallel()
	if os.Getenv("ROWAN_TEST_MYSQL84") == "" {
		t.Skip("ROWAN_TEST_MYSQL84 names no server")
	}
	runConformance(t, "ROWAN_TEST_MYSQL84", "mysql")
}

func runConformance(t *testing.T, variable, statements string) {
	d := databasesOfTests{variable: variable}
	conformance.Run(t, conformance.Engine{
		Open: d.open,
		Echo: []orm.Statement{
			orm.SQL("CREATE TRIGGER echoes AFTER INSERT ON ticket FOR EACH ROW INSERT INTO echo (title) VALUES (NEW.title)"),
		},
		Cut:        d.cut,
		Statements: statements,
		LocksRows:  true,
	})
}

// databasesOfTests are the options of each test's database.
type databasesOfTests struct {
	variable string
	all      sync.Map
}

func (d *databasesOfTests) optionsOf(t testing.TB) mysql.Options {
	t.Helper()
	if o, ok := d.all.Load(t.Name()); ok {
		return o.(mysql.Options)
	}
	o := fresh(t, d.variable)
	d.all.Store(t.Name(), o)
	t.Cleanup(func() { d.all.Delete(t.Name()) })
	return o
}

func (d *databasesOfTests) open(t testing.TB) orm.Engine {
	t.Helper()
	engine, err := mysql.Open(t.Context(), d.optionsOf(t))
	if err != nil {
		t.Fatalf("mysql.Open: %v", err)
	}
	return engine
}

// cut ends all connections to a test's database but the one that does it.
func (d *databasesOfTests) cut(t testing.TB) {
	t.Helper()
	cutAll(t, d.optionsOf(t))
}

func cutAll(t testing.TB, o mysql.Options) {
	t.Helper()
	db, err := mysql.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("mysql.Open: %v", err)
	}
	defer db.Close()
	c := acquire(t, db, driver.ReadWrite)
	defer c.Release()
	for _, row := range query(t, c, "SELECT id FROM information_schema.processlist WHERE db = database() AND id <> connection_id()") {
		if err := tryExec(c, "KILL ?", driver.IntValue(row[0].(int64))); err != nil && !strings.Contains(err.Error(), "Unknown thread id") {
			t.Errorf("KILL: %v", err)
		}
	}
}
