package conformance

import (
	"database/sql"
	"math"
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func arrays() theme {
	return theme{"arrays", []testCase{
		{"lists of every type come back in their order", arrayValues},
		{"any list comes back", arrayProperty},
		{"nil reads back empty where NULL is not allowed", arrayEmpty},
		{"elements obey the rules of their kind", arrayElements},
		{"no list is compared or ordered", arrayCompared},
		{"what a foreign program stored is named when it does not fit", arrayForeign},
	}}
}

type hue string

type series struct {
	ID    int64
	Bools []bool
	I8    []int8
	I64   []int64
	U64   []uint64
	F32   []float32
	F64   []float64
	Texts []string
	Hues  []hue
	Times []time.Time
	Maybe *[]int64
	Null  sql.Null[[]string]
}

var serieses = orm.Define[series]()

// filled has an empty list in place of each nil, as what is read back has.
func filled(s series) *series {
	fill(&s.Bools)
	fill(&s.I8)
	fill(&s.I64)
	fill(&s.U64)
	fill(&s.F32)
	fill(&s.F64)
	fill(&s.Texts)
	fill(&s.Hues)
	fill(&s.Times)
	return &s
}

func fill[T any](list *[]T) {
	if *list == nil {
		*list = []T{}
	}
}

// oddTexts are texts that an array's own way of writing must not take for something else.
var oddTexts = []string{"", " ", "NULL", "null", `"`, `\`, "{}", "[]", ",", "a,b", "'", "\n", "\u2028", "é", "e\u0301", "😀", "{a,\"b\"}", `\"`, "trailing "}

func arrayValues(t *trial) {
	long := make([]int64, 10_000)
	for i := range long {
		long[i] = int64(i * i)
	}
	keeps(t, t.tables(serieses), serieses,
		filled(series{
			Bools: []bool{true, false, true}, I8: []int8{-128, 0, 127}, I64: []int64{math.MinInt64, 1<<53 + 1, math.MaxInt64}, U64: []uint64{0, math.MaxInt64},
			F32: []float32{0.1, math.MaxFloat32, math.SmallestNonzeroFloat32}, F64: []float64{0.1, math.MaxFloat64, math.SmallestNonzeroFloat64, -1e300, 0},
			Texts: oddTexts, Hues: []hue{"red", "Red"}, Times: []time.Time{firstInstant, lastInstant, itemEpoch, {}}, Maybe: &[]int64{3, 1, 2},
			Null: sql.Null[[]string]{V: oddTexts, Valid: true},
		}),
		filled(series{I64: long, Texts: make([]string, 1000)}),
		filled(series{}),
		filled(series{Bools: []bool{false}, Maybe: &[]int64{}, Null: sql.Null[[]string]{V: []string{}, Valid: true}}),
	)
}

func arrayProperty(t *trial) {
	r := t.random()
	objs := make([]*series, 60)
	for i := range objs {
		s := series{}
		for range r.IntN(6) {
			s.Bools, s.I8, s.I64 = append(s.Bools, r.IntN(2) == 0), append(s.I8, int8(r.Int())), append(s.I64, int64(r.Uint64()))
			s.F32, s.F64 = append(s.F32, r.Float32()), append(s.F64, r.NormFloat64()*math.Pow(10, float64(r.IntN(600)-300)))
			s.Texts, s.Hues = append(s.Texts, randomText(r)), append(s.Hues, hue(oddTexts[r.IntN(len(oddTexts))]))
			s.Times = append(s.Times, time.UnixMicro(r.Int64N(lastInstant.UnixMicro())).UTC())
		}
		objs[i] = filled(s)
	}
	keeps(t, t.tables(serieses), serieses, objs...)
}

func arrayEmpty(t *trial) {
	db, c := t.tables(serieses), serieses.C
	one := &series{}
	insert(t, db, serieses, one, &series{Maybe: new([]int64), Null: sql.Null[[]string]{Valid: true}})
	t.same("the object keeps its nil", one, &series{ID: 1})
	t.same("the rows", all(t, db, serieses), []*series{
		filled(series{ID: 1}), filled(series{ID: 2, Maybe: &[]int64{}, Null: sql.Null[[]string]{V: []string{}, Valid: true}}),
	})
	t.same("absent", ids(t, db, serieses.Where(orm.IsNull(&c.Maybe))), []int64{1})
	_, err := serieses.Where(orm.Eq(&c.ID, 2)).Update(t.Context(), db, orm.Set(&c.Maybe, nil), orm.Set(&c.Texts, []string{"set"}))
	t.ok("Set", err)
	t.same("after Set", all(t, db, serieses)[1].Texts, []string{"set"})
	t.same("absent after Set", ids(t, db, serieses.Where(orm.IsNull(&c.Maybe))), []int64{1, 2})
}

func arrayElements(t *trial) {
	db, ctx := t.tables(serieses), t.Context()
	for field, bad := range map[string]struct {
		kind fault.Kind
		obj  *series
	}{
		"Texts": {fault.Invalid, &series{Texts: []string{"a", "b\x00"}}}, "Hues": {fault.Invalid, &series{Hues: []hue{"\xff"}}},
		"F64": {fault.OutOfRange, &series{F64: []float64{1, math.NaN()}}}, "F32": {fault.OutOfRange, &series{F32: []float32{float32(math.Inf(1))}}},
		"U64": {fault.OutOfRange, &series{U64: []uint64{math.MaxUint64}}}, "Times": {fault.OutOfRange, &series{Times: []time.Time{lastInstant.Add(time.Second)}}},
		"Null": {fault.Invalid, &series{Null: sql.Null[[]string]{V: []string{"\xff"}, Valid: true}}},
	} {
		t.refused("Insert", serieses.Insert(ctx, db, bad.obj), bad.kind, "series", field)
		t.refused("InsertAll", serieses.InsertAll(ctx, db, []*series{{}, bad.obj}), bad.kind, "series", field)
	}
	count(t, db, serieses, 0)
	zero, given := math.Copysign(0, -1), zoned()
	one := &series{F64: []float64{1, zero}, Times: given}
	insert(t, db, serieses, one)
	t.same("an element of the caller's own list", given[0].Nanosecond(), 123456789)
	t.same("the object", []any{math.Signbit(one.F64[1]), one.Times[0]}, []any{false, time.Date(2026, 2, 28, 19, 0, 0, 123456000, time.UTC)})
	t.same("the row", all(t, db, serieses)[0].Times, one.Times)
}

func arrayCompared(t *trial) {
	db, ctx, c := t.tables(serieses), t.Context(), serieses.C
	for what, cond := range map[string]orm.Cond{
		"Eq": orm.Eq(&c.I64, []int64{1}), "Lt": orm.Lt(&c.Texts, []string{"a"}), "In": orm.In(&c.Bools, []bool{true}), "EqColumn": orm.EqColumn(&c.I64, &c.I64),
	} {
		_, err := serieses.Where(cond).Count(ctx, db)
		t.kind(what, err, fault.Invalid)
	}
	_, err := serieses.OrderBy(orm.Desc(&c.Texts)).All(ctx, db)
	t.kind("OrderBy", err, fault.Invalid)
}

func arrayForeign(t *trial) {
	db := t.tables(serieses)
	insert(t, db, serieses, &series{})
	for field, list := range map[string][]orm.Statement{
		"I64":   {orm.SQL("UPDATE series SET i64 = 'nonsense'"), orm.SQL("UPDATE series SET i64 = ''"), orm.SQL("UPDATE series SET i64 = '[1,null]'"), orm.SQL(`UPDATE series SET i64 = '["a"]'`)},
		"I8":    {orm.SQL("UPDATE series SET i8 = '[128]'"), orm.SQL("UPDATE series SET i8 = '[1.5]'")},
		"Bools": {orm.SQL("UPDATE series SET bools = '[2]'")}, "Times": {orm.SQL(`UPDATE series SET times = '["soon"]'`)},
		"Texts": {orm.SQL("UPDATE series SET texts = '[[]]'"), orm.SQL("UPDATE series SET texts = NULL")},
	} {
		for _, s := range list {
			refusedOrNamed(t, db, serieses, s, field)
		}
	}
}
