package sqlite_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/sqlite"
)

// stock opens a database with a table of n rows.
func stock(t testing.TB, o sqlite.Options, n int64) *sqlite.Database {
	t.Helper()
	if o.Path == "" {
		o.Path = filepath.Join(t.TempDir(), "test.db")
	}
	db := openAt(t, o)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, x REAL NOT NULL, at TEXT NOT NULL) STRICT")
	exec(t, c, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO item SELECT i, 'name ' || i, i / 3.0, '2026-11-22 10:11:12.123456' FROM n",
		driver.IntValue(n))
	c.Release()
	return db
}

var byKey = &driver.Statement{SQL: "SELECT id, name, x, at FROM item WHERE id = ?", Reads: true}

// readOne reads one row by its key.
func readOne(ctx context.Context, db *sqlite.Database, values []driver.Value) error {
	c, err := db.Acquire(ctx, driver.ReadOnly)
	if err != nil {
		return err
	}
	defer c.Release()
	rows, err := c.Query(ctx, byKey, values)
	if err != nil {
		return err
	}
	defer rows.Close()
	ok, err := rows.Next()
	if err != nil || !ok {
		return fmt.Errorf("no row: %w", err)
	}
	_, _, _ = rows.Int(0), rows.Bytes(1), rows.Float(2)
	if _, ok := rows.Time(3); !ok {
		return fmt.Errorf("not a time")
	}
	_, err = rows.Next()
	return err
}

func TestReadingARowAllocatesNothing(t *testing.T) {
	db := stock(t, sqlite.Options{}, 100)
	values := []driver.Value{driver.IntValue(50)}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for name, ctx := range map[string]context.Context{"without Done": context.Background(), "with Done": ctx} {
		got := testing.AllocsPerRun(200, func() {
			if err := readOne(ctx, db, values); err != nil {
				t.Fatal(err)
			}
		})
		if got > 0 {
			t.Errorf("a context %s: got %v allocations, want 0", name, got)
		}
	}
}

func TestWritingARowAllocatesNothing(t *testing.T) {
	db := stock(t, sqlite.Options{}, 1)
	c := acquire(t, db, driver.ReadWrite)
	s := &driver.Statement{SQL: "INSERT INTO item (name, x, at) VALUES (?, ?, ?)"}
	values := []driver.Value{driver.TextValue("a name"), driver.FloatValue(1.5), driver.TimeValue(1_700_000_000_123_456)}
	got := testing.AllocsPerRun(200, func() {
		if _, err := c.Exec(t.Context(), s, values); err != nil {
			t.Fatal(err)
		}
	})
	if got > 0 {
		t.Errorf("got %v allocations, want 0", got)
	}
}

func BenchmarkReadOne(b *testing.B) {
	db := stock(b, sqlite.Options{}, 10_000)
	for name, ctx := range map[string]context.Context{"background": context.Background(), "cancellable": b.Context()} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if err := readOne(ctx, db, []driver.Value{driver.IntValue(int64(i%10_000 + 1))}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkReadMany(b *testing.B) {
	db := stock(b, sqlite.Options{}, 10_000)
	c := acquire(b, db, driver.ReadOnly)
	s := &driver.Statement{SQL: "SELECT id, name, x, at FROM item", Reads: true}
	b.ReportAllocs()
	for b.Loop() {
		rows, err := c.Query(b.Context(), s, nil)
		if err != nil {
			b.Fatal(err)
		}
		for {
			ok, err := rows.Next()
			if err != nil {
				b.Fatal(err)
			}
			if !ok {
				break
			}
			_, _, _ = rows.Int(0), rows.Bytes(1), rows.Float(2)
			_, _ = rows.Time(3)
		}
		rows.Close()
	}
}

func BenchmarkInsert(b *testing.B) {
	for name, o := range map[string]sqlite.Options{"normal": {}, "synced": {SyncCommits: true}} {
		b.Run(name, func(b *testing.B) {
			db := stock(b, o, 1)
			s := &driver.Statement{SQL: "INSERT INTO item (name, x, at) VALUES (?, ?, ?)"}
			values := []driver.Value{driver.TextValue("a name"), driver.FloatValue(1.5), driver.TimeValue(1_700_000_000_123_456)}
			b.ReportAllocs()
			for b.Loop() {
				c, err := db.Acquire(b.Context(), driver.ReadWrite)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := c.Exec(b.Context(), s, values); err != nil {
					b.Fatal(err)
				}
				c.Release()
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	path := filepath.Join(b.TempDir(), "test.db")
	openPath(b, path)
	for b.Loop() {
		db, err := sqlite.Open(b.Context(), sqlite.Options{Path: path})
		if err != nil {
			b.Fatal(err)
		}
		db.Close()
	}
}
