package sqlite_test

import (
	"sync"
	"testing"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/sqlite"
)

// The library once mixed up a connection that is opened with one that is closed at the same time.
func TestDatabasesOpenAndCloseAtOnce(t *testing.T) {
	t.Parallel()
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 100 {
				useOnce(t)
			}
		})
	}
	group.Wait()
}

// useOnce opens a database in memory, asks it for what the library keeps by connection, and closes it.
func useOnce(t *testing.T) {
	db, err := sqlite.Open(t.Context(), sqlite.Options{})
	if err != nil {
		t.Errorf("Open: %v", err)
		return
	}
	defer db.Close()
	c, err := db.Acquire(t.Context(), driver.ReadWrite)
	if err != nil {
		t.Errorf("Acquire: %v", err)
		return
	}
	defer c.Release()
	for _, sql := range []string{"CREATE TABLE a (x TEXT) STRICT", "INSERT INTO a SELECT 'X'"} {
		if _, err := c.Exec(t.Context(), &driver.Statement{SQL: sql}, nil); err != nil {
			t.Errorf("%s: %v", sql, err)
		}
	}
}
