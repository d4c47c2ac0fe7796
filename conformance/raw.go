package conformance

import (
	"database/sql"
	"math"
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func raw() theme {
	return theme{"raw", []testCase{
		{"rows go into the fields that their columns name", rawRows},
		{"a struct needs no model and may name its columns", rawTags},
		{"every kind of value can be bound", rawValues},
		{"a value keeps its kind where the statement tells none", rawKinds},
		{"sums and averages go into numbers", rawSums},
		{"a column without a field is refused", rawColumn},
		{"a value that does not fit its field is refused", rawFit},
		{"Exec counts the rows it wrote", rawExec},
		{"marks and values have to match", rawMarks},
		{"a mistake in a statement has a kind", rawMistakes},
	}}
}

func rawRows(t *trial) {
	db := fourThings(t)
	rows, err := orm.Rows[thing](t.Context(), db, orm.SQL("SELECT size, id, maybe FROM thing WHERE size >= ? ORDER BY id DESC", 3))
	t.ok("Rows", err)
	t.same("rows", rows, []*thing{{ID: 4, Size: 4}, {ID: 3, Size: 3, Maybe: new(int64(30))}})
	rows, err = orm.Rows[thing](t.Context(), db, orm.SQL("SELECT id FROM thing WHERE size > 100"))
	t.ok("Rows of none", err)
	t.same("rows", len(rows), 0)
}

func rawTags(t *trial) {
	type report struct {
		Many   int64 `db:"n"`
		Mean   *float64
		Latest sql.Null[string] `db:"last_name"`
		Unread string
	}
	db := fourThings(t)
	rows, err := orm.Rows[report](t.Context(), db, orm.SQL("SELECT count(*) AS n, avg(maybe) AS mean, max(name) AS last_name FROM thing GROUP BY low ORDER BY low"))
	t.ok("Rows", err)
	name := func(s string) sql.Null[string] { return sql.Null[string]{V: s, Valid: true} }
	t.same("rows", rows, []*report{
		{Many: 2, Mean: new(1.0), Latest: name("pen")}, {Many: 1, Mean: new(30.0), Latest: name("Pen")}, {Many: 1, Latest: name("box")},
	})
}

func rawValues(t *trial) {
	db, ctx := t.tables(items, flags), t.Context()
	want := itemOf(2)
	insert(t, db, items, want, itemOf(3))
	at := want.At.In(time.FixedZone("", 7200))
	for what, s := range map[string]orm.Statement{
		"a text": orm.SQL("SELECT id FROM item WHERE text = ?", want.Text), "a float": orm.SQL("SELECT id FROM item WHERE num = ?", want.Num),
		"a time": orm.SQL("SELECT id FROM item WHERE at = ?", at), "bytes": orm.SQL("SELECT id FROM item WHERE data = ?", want.Data),
		"a pointer": orm.SQL("SELECT id FROM item WHERE maybe = ?", want.Maybe), "a sql.Null": orm.SQL("SELECT id FROM item WHERE text = ?", want.Null),
		"an int8": orm.SQL("SELECT id FROM item WHERE id = ?", int8(1)), "nil": orm.SQL("SELECT id FROM item WHERE id = coalesce(?, 1)", nil),
	} {
		rows, err := orm.Rows[item](ctx, db, s)
		t.ok(what, err)
		t.same(what, rows, []*item{{ID: 1}})
	}
	insert(t, db, flags, &flag{Ready: true}, &flag{})
	rows, err := orm.Rows[flag](ctx, db, orm.SQL("SELECT id, ready FROM flag WHERE ready = ?", true))
	t.ok("a truth value", err)
	t.same("a truth value", rows, []*flag{{ID: 1, Ready: true}})
	for what, v := range map[string]any{"a struct": thing{}, "a channel": make(chan int), "a uint64": uint64(math.MaxUint64)} {
		_, err := orm.Rows[item](ctx, db, orm.SQL("SELECT id FROM item WHERE id = ?", v))
		t.kind(what, err, fault.Invalid)
	}
}

func rawKinds(t *trial) {
	type loose struct {
		Whole, Part float64
		Number      int64
		Name        string
		Truth       bool
		Absent      *int64
	}
	db := t.tables(things)
	rows, err := orm.Rows[loose](t.Context(), db, orm.SQL(
		"SELECT ? AS whole, ? AS part, ? AS number, ? AS name, ? AS truth, ? AS absent", 1.0, 0.5, math.MinInt64, "ü😀", true, nil))
	t.ok("Rows", err)
	t.same("the row", rows, []*loose{{1, 0.5, math.MinInt64, "ü😀", true, nil}})
}

func rawSums(t *trial) {
	type sums struct {
		Total, Most, Many int64
		Mean              float64
		Absent            *float64
	}
	db := fourThings(t)
	rows, err := orm.Rows[sums](t.Context(), db, orm.SQL("SELECT sum(size) AS total, max(size) AS most, count(*) AS many, avg(size) AS mean FROM thing"))
	t.ok("Rows", err)
	t.same("of four", rows, []*sums{{Total: 10, Most: 4, Many: 4, Mean: 2.5}})
	rows, err = orm.Rows[sums](t.Context(), db, orm.SQL("SELECT count(*) AS many, avg(size) AS absent FROM thing WHERE size > 100"))
	t.ok("Rows", err)
	t.same("of none", rows, []*sums{{}})
}

func rawColumn(t *trial) {
	db := fourThings(t)
	_, err := orm.Rows[thing](t.Context(), db, orm.SQL("SELECT id, 1 AS other FROM thing"))
	t.kind("Rows", err, fault.Invalid)
	insert(t, db, things, &thing{}) // nothing is left open
}

func rawFit(t *trial) {
	type narrow struct {
		I8  int8
		I64 int64
		At  time.Time
		F32 float32
	}
	db, ctx := t.tables(moments), t.Context()
	for what, s := range map[string]orm.Statement{
		"a number too large": orm.SQL("SELECT 128 AS i8"), "NULL": orm.SQL("SELECT NULL AS i64"), "a text": orm.SQL("SELECT 'x' AS i64"),
		"a fraction": orm.SQL("SELECT 1.5 AS i64"), "no time": orm.SQL("SELECT 'soon' AS at"), "a float too large": orm.SQL("SELECT 1e300 AS f32"),
		"a number where a time should be": orm.SQL("SELECT 12 AS at"),
	} {
		_, err := orm.Rows[narrow](ctx, db, s)
		t.kind(what, err, fault.SchemaMismatch)
	}
	insert(t, db, moments, momentsOf(lastInstant)...)
	rows, err := orm.Rows[narrow](ctx, db, orm.SQL("SELECT 127 AS i8, -1 AS i64, at, 0.5 AS f32 FROM moment"))
	t.ok("what fits", err)
	t.same("what fits", rows, []*narrow{{I8: 127, I64: -1, At: lastInstant, F32: 0.5}})
}

func rawExec(t *trial) {
	db, ctx := fourThings(t), t.Context()
	n, err := orm.Exec(ctx, db, orm.SQL("UPDATE thing SET size = size * ? WHERE low = ?", 10, 1))
	t.ok("Exec", err)
	t.same("rows written", n, int64(2))
	n, err = orm.Exec(ctx, db, orm.SQL("DELETE FROM thing WHERE size > 100"))
	t.ok("Exec", err)
	t.same("rows written", n, int64(0))
}

func rawMarks(t *trial) {
	db, ctx := fourThings(t), t.Context()
	_, err := orm.Exec(ctx, db, orm.SQL("UPDATE thing SET size = ?"))
	t.kind("a value too few", err, fault.Invalid)
	_, err = orm.Exec(ctx, db, orm.SQL("UPDATE thing SET size = 1", 2))
	t.kind("a value too many", err, fault.Invalid)
	rows, err := orm.Rows[thing](ctx, db, orm.SQL("SELECT '?' AS name, /* ? */ ? AS size -- ?", 5))
	t.ok("marks in texts and comments", err)
	t.same("marks in texts and comments", rows, []*thing{{Name: "?", Size: 5}})
}

func rawMistakes(t *trial) {
	db, ctx := fourThings(t), t.Context()
	_, err := orm.Exec(ctx, db, orm.SQL("UPDAET thing SET size = 1"))
	t.kind("a misspelt word", err, fault.Invalid)
	_, err = orm.Rows[thing](ctx, db, orm.SQL("SELECT id FROM no_such_table"))
	t.kind("a table that is not there", err, fault.SchemaMismatch)
	_, err = orm.Rows[thing](ctx, db, orm.SQL("SELECT no_such_column AS id FROM thing"))
	t.kind("a column that is not there", err, fault.SchemaMismatch)
	count(t, db, things, 4)
}
