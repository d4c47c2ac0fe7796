package postgres_test

import (
	"testing"

	"github.com/rowankit/rowan/driver"
)

// What the hot paths may allocate. A lease costs what pgx's pool takes for it.
func TestAllocations(t *testing.T) {
	db := fresh(t)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, makeItems)
	exec(t, c, "INSERT INTO item SELECT n, 'name' FROM generate_series(1, 1000) AS n")
	one := &driver.Statement{SQL: "SELECT id, name, now(), 0.5::float8 FROM item WHERE id = $1", Reads: true}
	all := &driver.Statement{SQL: "SELECT id, name, now(), 0.5::float8 FROM item", Reads: true}
	update := &driver.Statement{SQL: "UPDATE item SET name = $1 WHERE id = $2"}
	values, both := []driver.Value{driver.IntValue(7)}, []driver.Value{driver.TextValue("x"), driver.IntValue(7)}
	ctx := t.Context()
	read := func(s *driver.Statement, values []driver.Value) {
		rows, err := c.Query(ctx, s, values)
		if err != nil {
			t.Fatal(err)
		}
		sum := int64(0)
		more, err := rows.Next()
		for ; more; more, err = rows.Next() {
			micros, _ := rows.Time(2)
			sum += rows.Int(0) + int64(len(rows.Bytes(1))) + micros + int64(rows.Float(3))
		}
		if err != nil || sum == 0 {
			t.Fatal(sum, err)
		}
		rows.Close()
	}
	for what, e := range map[string]struct {
		most float64
		do   func()
	}{
		"one row": {0, func() { read(one, values) }}, "a thousand rows": {0, func() { read(all, nil) }},
		"a write": {0, func() {
			if _, err := c.Exec(ctx, update, both); err != nil {
				t.Fatal(err)
			}
		}},
		"a transaction": {0, func() {
			begin(t, c)
			read(one, values)
			if _, err := c.Exec(ctx, update, both); err != nil {
				t.Fatal(err)
			}
			end(t, c, true)
		}},
		"a lease": {3, func() {
			c, err := db.Acquire(ctx, driver.ReadOnly)
			if err != nil {
				t.Fatal(err)
			}
			c.Release()
		}},
	} {
		if got := testing.AllocsPerRun(200, e.do); got > e.most {
			t.Errorf("%s: got %v allocations, want at most %v", what, got, e.most)
		}
	}
}
