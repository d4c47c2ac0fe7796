package conformance

import (
	"database/sql"
	"fmt"
	"math"
	"time"

	"github.com/rowankit/rowan/orm"
)

func lists() theme {
	return theme{"lists", []testCase{
		{"an empty list finds nothing and NotIn of it everything", listEmpty},
		{"lists of every length up to a hundred", listLengths},
		{"ten thousand and a hundred thousand numbers", listLong},
		{"ten thousand values of each kind", listKinds},
		{"extreme values in a long list", listExtremes},
		{"a long list beside other conditions and in changes", listBeside},
	}}
}

type item struct {
	ID    int64
	Text  string
	Num   float64
	At    time.Time
	Data  []byte
	Maybe *int64
	Null  sql.Null[string]
}

var items = orm.Define[item]()

var itemEpoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// itemOf is the nth item, each of whose fields tells n.
func itemOf(n int) *item {
	it := &item{
		Text: fmt.Sprintf("item \"%d\" ü😀", n), Num: float64(n) / 7, At: itemEpoch.Add(time.Duration(n) * time.Microsecond),
		Data: fmt.Appendf(nil, "\x00\xff%d", n),
	}
	if n%2 == 0 {
		it.Maybe, it.Null = new(int64(n)), sql.Null[string]{V: it.Text, Valid: true}
	}
	return it
}

// tenItems is a table of the items 1 to 10, whose keys are the same numbers.
func tenItems(t *trial) *orm.DB {
	t.Helper()
	db := t.tables(items)
	for n := range 10 {
		insert(t, db, items, itemOf(n+1))
	}
	return db
}

// listOf returns the property of n items, of which those from on are in the table.
func listOf[T any](n int, property func(*item) T) []T {
	list := make([]T, n)
	for i := range list {
		list[i] = property(itemOf(i + 6)) // 6 to 10 are there
	}
	return list
}

var (
	everyItem = []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	fromSix   = []int64{6, 7, 8, 9, 10}
)

func listEmpty(t *trial) {
	db, c := tenItems(t), items.C
	t.same("In", ids(t, db, items.Where(orm.In(&c.ID))), []int64{})
	t.same("NotIn", ids(t, db, items.Where(orm.NotIn(&c.ID))), everyItem)
	t.same("Not In", ids(t, db, items.Where(orm.Not(orm.In(&c.Text)))), everyItem)
	t.same("In or", ids(t, db, items.Where(orm.Or(orm.In(&c.ID), orm.Eq(&c.ID, 3)))), []int64{3})
	n, err := items.Where(orm.In(&c.ID)).Delete(t.Context(), db)
	t.ok("Delete", err)
	t.same("deleted", n, int64(0))
}

func listLengths(t *trial) {
	db, c := tenItems(t), items.C
	for n := 1; n <= 100; n++ {
		list := make([]int64, n)
		for i := range list {
			list[i] = int64(i + 6)
		}
		want := fromSix[:min(n, 5)]
		t.same(fmt.Sprint("In of ", n), ids(t, db, items.Where(orm.In(&c.ID, list...))), want)
		left := append(everyItem[:5:5], everyItem[5+len(want):]...)
		t.same(fmt.Sprint("NotIn of ", n), ids(t, db, items.Where(orm.NotIn(&c.ID, list...))), left)
	}
}

func listLong(t *trial) {
	db, c := tenItems(t), items.C
	for _, n := range []int{10_000, 100_000} {
		list := make([]int64, n)
		for i := range list {
			list[i] = int64(i + 6)
		}
		t.same(fmt.Sprint("In of ", n), ids(t, db, items.Where(orm.In(&c.ID, list...))), fromSix)
		t.same(fmt.Sprint("NotIn of ", n), ids(t, db, items.Where(orm.NotIn(&c.ID, list...))), []int64{1, 2, 3, 4, 5})
	}
}

func listKinds(t *trial) {
	db, c := tenItems(t), items.C
	const n = 10_000
	for what, cond := range map[string]orm.Cond{
		"texts":  orm.In(&c.Text, listOf(n, func(i *item) string { return i.Text })...),
		"floats": orm.In(&c.Num, listOf(n, func(i *item) float64 { return i.Num })...),
		"times":  orm.In(&c.At, listOf(n, func(i *item) time.Time { return i.At })...),
		"bytes":  orm.In(&c.Data, listOf(n, func(i *item) []byte { return i.Data })...),
	} {
		t.same(what, ids(t, db, items.Where(cond)), fromSix)
		t.same("not "+what, ids(t, db, items.Where(orm.Not(cond))), []int64{1, 2, 3, 4, 5})
	}
	maybe := orm.In(&c.Maybe, listOf(n, func(i *item) *int64 { return i.Maybe })...)
	t.same("numbers and nil", ids(t, db, items.Where(maybe)), []int64{1, 3, 5, 6, 7, 8, 9, 10})
	null := orm.In(&c.Null, listOf(n, func(i *item) sql.Null[string] { return i.Null })...)
	t.same("not texts and NULL", ids(t, db, items.Where(orm.Not(null))), []int64{2, 4})
}

func listExtremes(t *trial) {
	db, c := t.tables(wholes, measures, notes), wholes.C
	insert(t, db, wholes, &whole{I64: math.MinInt64}, &whole{I64: math.MaxInt64}, &whole{I64: 1<<53 + 1})
	padding := make([]int64, 200)
	t.same("whole numbers", ids(t, db, wholes.Where(orm.In(&c.I64, append(padding, math.MinInt64, math.MaxInt64, 1<<53)...))), []int64{1, 2})
	extremes := []float64{math.MaxFloat64, math.SmallestNonzeroFloat64, 0.1, -1.0 / 3, 5e-324, 1e23, 123456789.12345678}
	texts := []string{"\"", `\`, "\\u0041", "\n", "\x01", "\u2028", "😀", "null", "{}", "[]", "é", "e\u0301"}
	for _, f := range extremes {
		insert(t, db, measures, &measure{F64: f})
	}
	insert(t, db, notes, notesOf(texts...)...)
	for i, f := range extremes {
		want, err := measures.Where(orm.Eq(&measures.C.F64, f)).Count(t.Context(), db)
		t.ok("Count", err)
		got, err := measures.Where(orm.In(&measures.C.F64, append(make([]float64, 200), f)...)).Count(t.Context(), db)
		t.ok("Count", err)
		t.same(fmt.Sprint("rows of ", extremes[i]), got, want)
	}
	for i, s := range texts {
		got := ids(t, db, notes.Where(orm.In(&notes.C.Text, append(make([]string, 200), s)...)))
		t.same(fmt.Sprintf("rows of %q", s), got, []int64{int64(i + 1)})
	}
}

func listBeside(t *trial) {
	db, ctx, c := tenItems(t), t.Context(), items.C
	list := listOf(5000, func(i *item) string { return i.Text })
	q := items.Where(orm.Gt(&c.ID, 6), orm.In(&c.Text, list...), orm.Lt(&c.ID, 10)).OrderBy(orm.Desc(&c.ID)).Limit(2).Offset(1)
	t.same("beside others", ids(t, db, q), []int64{8, 7})
	n, err := items.Where(orm.In(&c.Text, list...), orm.Gt(&c.ID, 8)).Update(ctx, db, orm.Set(&c.Text, "changed"))
	t.ok("Update", err)
	t.same("changed", n, int64(2))
	n, err = items.Where(orm.NotIn(&c.Text, list...)).Delete(ctx, db)
	t.ok("Delete", err)
	t.same("deleted", n, int64(7))
	t.same("left", ids(t, db, items.Query()), []int64{6, 7, 8})
}
