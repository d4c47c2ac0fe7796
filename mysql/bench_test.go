package mysql_test

import (
	"testing"

	"github.com/rowankit/rowan/driver"
)

// seeded is a table of a thousand rows.
func seeded(t testing.TB) driver.Conn {
	t.Helper()
	c := acquire(t, open(t), driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (id BIGINT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(50) NOT NULL, size DOUBLE NOT NULL, at DATETIME(6) NOT NULL) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin")
	exec(t, c, "INSERT INTO item SELECT seq + 1000000, concat('name ', seq), seq / 7, '2026-01-02 03:04:05.000006' FROM seq_1_to_1000")
	return c
}

var (
	readOne  = &driver.Statement{SQL: "SELECT id, name, size, at FROM item WHERE id = ?", Reads: true}
	readMany = &driver.Statement{SQL: "SELECT id, name, size, at FROM item", Reads: true}
	insert   = &driver.Statement{SQL: "INSERT INTO item (name, size, at) VALUES (?, ?, ?)"}
)

// readAll reads every column of every row.
func readAll(t testing.TB, c driver.Conn, s *driver.Statement, values []driver.Value) (n int) {
	rows, err := c.Query(t.Context(), s, values)
	if err != nil {
		t.Fatal(err)
	}
	for {
		ok, err := rows.Next()
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			break
		}
		rows.Int(0)
		rows.Bytes(1)
		rows.Float(2)
		rows.Time(3)
		n++
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	return n
}

// The library makes an interface of each value that it reads and takes; nothing is to be added to that.
func TestHotPathsAllocateWhatTheLibraryNeeds(t *testing.T) { // alone: it counts allocations
	c := seeded(t)
	key := []driver.Value{driver.IntValue(1_000_500)}
	row := []driver.Value{driver.TextValue("name"), driver.FloatValue(0.5), driver.TimeValue(1_700_000_000_000_000)}
	for _, v := range []struct {
		what string
		do   func()
		most float64
	}{
		{"reading one row", func() { readAll(t, c, readOne, key) }, 11},
		{"reading a thousand rows", func() { readAll(t, c, readMany, nil) }, 5*1000 + 10},
		{"writing a row", func() {
			if _, err := c.Exec(t.Context(), insert, row); err != nil {
				t.Fatal(err)
			}
		}, 8},
	} {
		if got := testing.AllocsPerRun(50, v.do); got > v.most {
			t.Errorf("%s: got %v allocations, want at most %v", v.what, got, v.most)
		} else {
			t.Logf("%s: %v allocations", v.what, got)
		}
	}
}

func BenchmarkReadOne(b *testing.B) {
	c, key := seeded(b), []driver.Value{driver.IntValue(1_000_500)}
	b.ReportAllocs()
	for b.Loop() {
		readAll(b, c, readOne, key)
	}
}

func BenchmarkReadMany(b *testing.B) {
	c := seeded(b)
	b.ReportAllocs()
	for b.Loop() {
		if n := readAll(b, c, readMany, nil); n != 1000 {
			b.Fatalf("got %d rows", n)
		}
	}
}

func BenchmarkInsert(b *testing.B) {
	c := seeded(b)
	row := []driver.Value{driver.TextValue("name"), driver.FloatValue(0.5), driver.TimeValue(1_700_000_000_000_000)}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Exec(b.Context(), insert, row); err != nil {
			b.Fatal(err)
		}
	}
}
