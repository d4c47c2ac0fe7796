package mysql_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// storedCases are types with values that a column holds, and others that it refuses.
func storedCases() []packedCase {
	list := func(values ...driver.Value) driver.Value { return driver.ListValue(values) }
	text := driver.TextValue
	cases := []packedCase{
		{
			"arrays", schema.Type{Kind: schema.Array, Elem: schema.Text}, "LONGTEXT",
			[]driver.Value{list(), list(text("")), list(text(`"'\`), text("🦄 "), text("\n")), list(driver.IntValue(math.MinInt64)), list(driver.TimeValue(-1))}, nil,
		},
		{
			"json", schema.Type{Kind: schema.JSON}, "LONGTEXT",
			[]driver.Value{text("null"), text(`{"a": [1, "b\u0000 ", 1e400]}`), text("[]"), text(` "x" `), text("12345678901234567890.10")}, nil,
		},
		{"small", schema.Type{Kind: schema.Int8}, "TINYINT", []driver.Value{driver.IntValue(-128), driver.IntValue(127)}, []driver.Value{driver.IntValue(128), driver.IntValue(-129)}},
		{"unsigned", schema.Type{Kind: schema.Uint64}, "BIGINT UNSIGNED", []driver.Value{driver.IntValue(0), driver.IntValue(math.MaxInt64)}, []driver.Value{driver.IntValue(-1)}},
		{"instants", schema.Type{Kind: schema.Micros}, "BIGINT", []driver.Value{driver.IntValue(math.MinInt64), driver.IntValue(math.MaxInt64)}, nil},
		{
			"single", schema.Type{Kind: schema.Float32}, "FLOAT",
			[]driver.Value{driver.FloatValue(float64(float32(0.1))), driver.FloatValue(math.MaxFloat32), driver.FloatValue(math.SmallestNonzeroFloat32)}, []driver.Value{driver.FloatValue(math.MaxFloat64)},
		},
		{"spaces", schema.Type{Kind: schema.Text, Size: 3}, "VARCHAR(3)", []driver.Value{text("a  "), text(" "), text("   "), text("ab  ")}, []driver.Value{text("abcd"), text("🦄🦄🦄🦄")}},
		{"million", schema.Type{Kind: schema.Text}, "LONGTEXT", []driver.Value{text(strings.Repeat("é\"🦄\n", 150_000))}, nil},
		{"blob", schema.Type{Kind: schema.Bytes}, "LONGBLOB", []driver.Value{bytesValue([]byte(strings.Repeat("\x00\xff", 500_000)))}, nil},
		{"cents", schema.Type{Kind: schema.Decimal, Precision: 4, Scale: 2}, "DECIMAL(4,2)", []driver.Value{driver.DecimalValue(9999, 2), driver.DecimalValue(5, 0)}, []driver.Value{driver.DecimalValue(10_000, 2)}},
		{"whole", schema.Type{Kind: schema.Decimal, Precision: 18}, "DECIMAL(18,0)", []driver.Value{driver.DecimalValue(-999_999_999_999_999_999, 0)}, nil},
	}
	for _, p := range packedCases() {
		if !strings.HasPrefix(p.name, "short") { // those hold what is too long for their column
			p.out = nil
			cases = append(cases, p)
		}
	}
	return cases
}

// updateRows is the statement that updates rows of a table by their key.
func updateRows(t *testing.T, d dialect.Dialect, table, key string, types ...schema.Type) string {
	t.Helper()
	sql, err := dialect.SQL(d, sqlast.UpdateRows{Table: table, Set: []string{"x"}, Key: []string{key}, Types: types})
	if err != nil {
		t.Fatal(err)
	}
	return sql
}

func TestRowsOfATableAreStoredAsRowsByThemselves(t *testing.T) {
	t.Parallel()
	db := open(t)
	if !db.Dialect().Capabilities().PackedTable {
		t.Skip("the server is not MariaDB")
	}
	c := acquire(t, db, driver.ReadWrite)
	for _, p := range storedCases() {
		table := "stored_" + p.name
		exec(t, c, "CREATE TABLE "+table+" (id BIGINT PRIMARY KEY, x "+p.column+", y "+p.column+") DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin")
		values := append(p.in[:len(p.in):len(p.in)], driver.Value{})
		var ids []driver.Value
		for i, v := range values {
			ids = append(ids, driver.IntValue(int64(i)))
			exec(t, c, "INSERT INTO "+table+" (id, x) VALUES (?, ?)", ids[i], values[(i+1)%len(values)])
			exec(t, c, "UPDATE "+table+" SET y = ? WHERE id = ?", v, ids[i])
		}
		sql := updateRows(t, db.Dialect(), table, "id", p.typ, schema.Type{Kind: schema.Int64})
		for range 2 { // the second changes nothing, and meets all rows
			packed := driver.ListValue([]driver.Value{driver.ListValue(values), driver.ListValue(ids)})
			if met := exec(t, c, sql, packed).Rows; met != int64(len(values)) {
				t.Errorf("%s: got %d rows, want %d", p.name, met, len(values))
			}
		}
		for _, row := range query(t, c, "SELECT id FROM "+table+" WHERE NOT (x <=> y) OR NOT (hex(x) <=> hex(y))") {
			t.Errorf("%s: the value %d, %.100v, is not stored as a statement for its row alone has it", p.name, row[0], values[row[0].(int64)].Any())
		}
		for _, v := range p.out {
			alone := tryExec(c, "UPDATE "+table+" SET y = ? WHERE id = ?", v, ids[0])
			packed := tryExec(c, sql, driver.ListValue([]driver.Value{driver.ListValue([]driver.Value{v}), driver.ListValue(ids[:1])}))
			if alone == nil || fault.KindOf(packed) != fault.KindOf(alone) {
				t.Errorf("%s: %v: got %v, want the kind of %v", p.name, v.Any(), packed, alone)
			}
		}
	}
}

// TestRowsOfATableAreFoundByTheirIndex holds keys of each type against one that differs in little.
func TestRowsOfATableAreFoundByTheirIndex(t *testing.T) {
	t.Parallel()
	db := open(t)
	if !db.Dialect().Capabilities().PackedTable {
		t.Skip("the server is not MariaDB")
	}
	c := acquire(t, db, driver.ReadWrite)
	for i, k := range []struct {
		column      string
		typ         schema.Type
		key, beside driver.Value
	}{
		{"BIGINT", schema.Type{Kind: schema.Int64}, driver.IntValue(math.MaxInt64), driver.IntValue(math.MaxInt64 - 1)},
		{"SMALLINT UNSIGNED", schema.Type{Kind: schema.Uint16}, driver.IntValue(65535), driver.IntValue(0)},
		{"TINYINT(1)", schema.Type{Kind: schema.Bool}, driver.BoolValue(true), driver.BoolValue(false)},
		{"VARCHAR(40)", schema.Type{Kind: schema.Text, Size: 40}, driver.TextValue("É "), driver.TextValue("É")},
		{"VARCHAR(40)", schema.Type{Kind: schema.Text, Size: 40}, driver.TextValue("a"), driver.TextValue("A")},
		{"VARCHAR(40) COLLATE utf8mb4_general_ci", schema.Type{Kind: schema.Text, Size: 40}, driver.TextValue("a"), driver.TextValue("b")},
		{"VARBINARY(40)", schema.Type{Kind: schema.Bytes, Size: 40}, bytesValue([]byte{1, 0}), bytesValue([]byte{1})},
		{"BINARY(16)", schema.Type{Kind: schema.UUID}, driver.UUIDValue(someUUID), driver.UUIDValue([16]byte{})},
		{"DATETIME(6)", schema.Type{Kind: schema.Time}, driver.TimeValue(1), driver.TimeValue(0)},
		{"DECIMAL(18,3)", schema.Type{Kind: schema.Decimal, Precision: 18, Scale: 3}, driver.DecimalValue(999_999_999_999_999_999, 3), driver.DecimalValue(999_999_999_999_999_998, 3)},
		{"DOUBLE", schema.Type{Kind: schema.Float64}, driver.FloatValue(0.1), driver.FloatValue(math.Nextafter(0.1, 1))},
	} {
		table := fmt.Sprintf("keyed%d", i)
		exec(t, c, "CREATE TABLE "+table+" (k "+k.column+" PRIMARY KEY, x INT) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin")
		exec(t, c, "INSERT INTO "+table+" VALUES (?, 0), (?, 0)", k.key, k.beside)
		sql := updateRows(t, db.Dialect(), table, "k", schema.Type{Kind: schema.Int32}, k.typ)
		packed := driver.ListValue([]driver.Value{driver.ListValue([]driver.Value{driver.IntValue(7)}), driver.ListValue([]driver.Value{k.key})})
		if met := exec(t, c, sql, packed).Rows; met != 1 {
			t.Errorf("%s: got %d rows, want 1", k.column, met)
		}
		if diff := cmp.Diff([][]any{{int64(1)}}, query(t, c, "SELECT count(*) FROM "+table+" WHERE k = ? AND x = 7", k.key)); diff != "" {
			t.Errorf("%s: the row with the key (-want +got):\n%s", k.column, diff)
		}
		plan := fmt.Sprint(query(t, c, "EXPLAIN "+sql, packed))
		if !strings.Contains(plan, "eq_ref") {
			t.Errorf("%s: rows are not found by their key's index: %s", k.column, plan)
		}
	}
}
