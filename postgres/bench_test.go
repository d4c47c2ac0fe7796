package postgres_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/ormtest"
)

// benchTable is a table of 10,000 rows.
const benchTable = `CREATE TABLE bench AS SELECT n::bigint AS id, 'name ' || n AS name, now() AS at, n / 3.0::float8 AS num FROM generate_series(1, 10000) AS n`

const benchOne = "SELECT id, name, at, num FROM bench WHERE id = $1"

func BenchmarkOneRow(b *testing.B) {
	db := fresh(b)
	c := acquire(b, db, driver.ReadWrite)
	exec(b, c, benchTable)
	exec(b, c, "CREATE UNIQUE INDEX ON bench (id)")
	c.Release()
	s, values := &driver.Statement{SQL: benchOne, Reads: true}, []driver.Value{driver.IntValue(77)}
	for b.Loop() {
		c, err := db.Acquire(b.Context(), driver.ReadOnly)
		if err != nil {
			b.Fatal(err)
		}
		rows, err := c.Query(b.Context(), s, values)
		if err != nil {
			b.Fatal(err)
		}
		if ok, err := rows.Next(); !ok || rows.Int(0) != 77 || len(rows.Bytes(1)) != 7 {
			b.Fatal(err)
		}
		rows.Close()
		c.Release()
	}
}

func BenchmarkTenThousandRows(b *testing.B) {
	db := fresh(b)
	exec(b, acquire(b, db, driver.ReadWrite), benchTable)
	s := &driver.Statement{SQL: "SELECT id, name, at, num FROM bench", Reads: true}
	for b.Loop() {
		c, err := db.Acquire(b.Context(), driver.ReadOnly)
		if err != nil {
			b.Fatal(err)
		}
		rows, err := c.Query(b.Context(), s, nil)
		if err != nil {
			b.Fatal(err)
		}
		n, sum := 0, int64(0)
		ok, err := rows.Next()
		for ; ok; ok, err = rows.Next() {
			micros, _ := rows.Time(2)
			sum += rows.Int(0) + int64(len(rows.Bytes(1))) + micros + int64(rows.Float(3))
			n++
		}
		if err != nil || n != 10000 {
			b.Fatal(n, err)
		}
		rows.Close()
		c.Release()
	}
}

// The same two by pgx itself.

func benchPgx(b *testing.B) *pgx.Conn {
	b.Helper()
	c, err := pgx.Connect(b.Context(), ormtest.Server(b, "ROWAN_TEST_POSTGRES"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { c.Close(b.Context()) })
	for _, sql := range []string{benchTable, "CREATE UNIQUE INDEX ON bench (id)"} {
		if _, err := c.Exec(b.Context(), sql); err != nil {
			b.Fatal(err)
		}
	}
	return c
}

func BenchmarkOneRowByPgx(b *testing.B) {
	c := benchPgx(b)
	for b.Loop() {
		var id int64
		var name string
		if err := c.QueryRow(b.Context(), "SELECT id, name FROM bench WHERE id = $1", int64(77)).Scan(&id, &name); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTenThousandRowsByPgx(b *testing.B) {
	c := benchPgx(b)
	for b.Loop() {
		rows, err := c.Query(b.Context(), "SELECT id, name, num FROM bench")
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for rows.Next() {
			var id int64
			var name string
			var num float64
			if err := rows.Scan(&id, &name, &num); err != nil {
				b.Fatal(err)
			}
			n++
		}
		if err := rows.Err(); err != nil || n != 10000 {
			b.Fatal(n, err)
		}
	}
}
