package mysql_test

import (
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/rowankit/rowan/conformance"
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

func TestConformance(t *testing.T) {
	t.Parallel()
	runConformance(t, "ROWAN_TEST_MYSQL")
}

// MySQL works by design; the suite tells where a server is named.
func TestConformanceOnMySQL(t *testing.T) {
	t.Parallel()
	if os.Getenv("ROWAN_TEST_MYSQL84") == "" {
		t.Skip("ROWAN_TEST_MYSQL84 names no server")
	}
	runConformance(t, "ROWAN_TEST_MYSQL84")
}

func runConformance(t *testing.T, variable string) {
	databases := sync.Map{} // one for each test
	conformance.Run(t, conformance.Engine{Open: func(t testing.TB, models *orm.ModelSet, o orm.Options) *orm.DB {
		t.Helper()
		options, ok := databases.Load(t.Name())
		if !ok {
			options = fresh(t, variable)
			databases.Store(t.Name(), options)
			t.Cleanup(func() { databases.Delete(t.Name()) })
		}
		engine, err := mysql.Open(t.Context(), options.(mysql.Options))
		if err != nil {
			t.Fatalf("mysql.Open: %v", err)
		}
		db, err := orm.Open(engine, models, o)
		if err != nil {
			t.Fatalf("orm.Open: %v", err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
		return db
	}})
}
