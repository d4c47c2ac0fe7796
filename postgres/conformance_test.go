package postgres_test

import (
	"flag"
	"strings"
	"sync"
	"testing"

	"github.com/rowankit/rowan/conformance"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
	"github.com/rowankit/rowan/postgres"
)

var _ = flag.Bool("update", false, "write the golden statements of flushes anew")

func TestConformance(t *testing.T) {
	t.Parallel()
	conformance.Run(t, (&databasesOfTests{}).engine())
}

// databasesOfTests are the options of each test's database.
type databasesOfTests struct {
	all    sync.Map
	change func(*postgres.Options)
	hosts  []string // where programs connect; the server itself when empty
}

func (d *databasesOfTests) engine() conformance.Engine {
	return conformance.Engine{
		Open: d.open,
		Echo: []orm.Statement{
			orm.SQL("CREATE FUNCTION echoes() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO echo (title) VALUES (NEW.title); RETURN NEW; END'"),
			orm.SQL("CREATE TRIGGER echoes AFTER INSERT ON ticket FOR EACH ROW EXECUTE FUNCTION echoes()"),
		},
		Cut:        d.cut,
		Statements: "postgres",
		LocksRows:  true,
	}
}

func (d *databasesOfTests) optionsOf(t testing.TB) postgres.Options {
	t.Helper()
	if o, ok := d.all.Load(t.Name()); ok {
		return o.(postgres.Options)
	}
	o := optionsOf(t, ormtest.Server(t, "ROWAN_TEST_POSTGRES"))
	o.PoolSize = 4
	d.all.Store(t.Name(), o)
	return o
}

func (d *databasesOfTests) open(t testing.TB) orm.Engine {
	t.Helper()
	options := d.optionsOf(t)
	if d.change != nil {
		d.change(&options)
	}
	if d.hosts != nil {
		options.Hosts = d.hosts
	}
	engine, err := postgres.Open(t.Context(), options)
	if err != nil {
		t.Fatalf("postgres.Open: %v", err)
	}
	return engine
}

// cut ends all connections of a test's database but the one that does it.
func (d *databasesOfTests) cut(t testing.TB) {
	t.Helper()
	o := d.optionsOf(t)
	name := o.Database
	o.Database, o.PoolSize = "postgres", 1
	db, err := postgres.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("postgres.Open: %v", err)
	}
	defer db.Close()
	c := acquire(t, db, 0)
	defer c.Release()
	query(t, c, "SELECT pg_terminate_backend(pid)::int FROM pg_stat_activity WHERE datname = '"+strings.ReplaceAll(name, "'", "''")+"'")
}
