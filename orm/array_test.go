package orm_test

import (
	"context"
	"database/sql"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

type lists struct {
	ID     int64
	Bools  []bool
	Small  []int8
	Big    []uint64
	Whole  []int
	Levels []level
	Waits  []time.Duration
	Reals  []float64
	Single []float32
	Texts  []string
	Codes  []code
	Times  []time.Time
	Maybe  *[]string
	Null   sql.Null[[]int16]
}

func (l *lists) Define(t *orm.Table[lists]) {
	t.Column(&l.Whole).Default([]int{3, 1})
	t.Column(&l.Texts).Default([]string{"it's", ""})
	t.Column(&l.Times).Default([]time.Time{time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)})
}

func someLists() *lists {
	return &lists{
		Bools: []bool{true, false}, Small: []int8{-128, 127}, Big: []uint64{0, math.MaxInt64}, Whole: []int{math.MinInt64, 0}, Levels: []level{-1}, Waits: []time.Duration{time.Hour},
		Reals: []float64{0.1, -1e300, 5e-324, math.MaxFloat64}, Single: []float32{0.1, math.MaxFloat32, math.SmallestNonzeroFloat32},
		Texts: []string{"", `"`, `\`, "a\n\x01é😀\u2028\ufffd", "null", "[", "{"}, Codes: []code{"x"},
		Times: []time.Time{time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC), time.Unix(-1, 1000).UTC()},
		Maybe: &[]string{"a"}, Null: sql.Null[[]int16]{V: []int16{1}, Valid: true},
	}
}

func TestArraysComeBack(t *testing.T) {
	t.Parallel()
	m := orm.Define[lists]()
	keeps(t, m, open(t, m), someLists())
}

// Nil is stored as empty where NULL is not allowed, as nil bytes are.
func TestANilArrayReadsBackEmpty(t *testing.T) {
	t.Parallel()
	m := orm.Define[lists]()
	db, ctx := open(t, m), context.Background()
	obj := &lists{Maybe: new([]string)}
	if err := m.Insert(ctx, db, obj); err != nil {
		t.Fatal(err)
	}
	got, err := m.Query().First(ctx, db)
	if err != nil || got.Texts == nil || got.Times == nil || len(got.Texts)+len(got.Times) > 0 || got.Maybe == nil || *got.Maybe == nil || got.Null.Valid {
		t.Errorf("got %+v, %v; want empty arrays, and an absent one", got, err)
	}
}

func TestElementsAreStoredAsTheirKindIs(t *testing.T) {
	t.Parallel()
	m := orm.Define[lists]()
	db, ctx := open(t, m), context.Background()
	here := time.FixedZone("here", 3600)
	times := []time.Time{time.Unix(5, 0).UTC(), time.Date(2026, 1, 2, 3, 4, 5, 999, here)}
	reals := []float64{1, math.Copysign(0, -1)}
	maybe := []string{"a"}
	obj := &lists{Times: times, Reals: reals, Single: []float32{float32(math.Copysign(0, -1))}, Maybe: &maybe}
	keeps(t, m, db, &lists{
		Bools: []bool{}, Small: []int8{}, Big: []uint64{}, Whole: []int{}, Levels: []level{}, Waits: []time.Duration{}, Texts: []string{}, Codes: []code{},
		Times: times, Reals: reals, Single: obj.Single, Maybe: &maybe,
	})
	if err := m.Insert(ctx, db, obj); err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2026, 1, 2, 2, 4, 5, 0, time.UTC); obj.Times[1] != want || math.Signbit(obj.Reals[1]) || math.Signbit(float64(obj.Single[0])) {
		t.Errorf("the object holds %v, %v, %v; want it as it is stored", obj.Times, obj.Reals, obj.Single)
	}
	if times[1].Location() != here || !math.Signbit(reals[1]) {
		t.Errorf("the caller's own lists were changed: %v, %v", times, reals)
	}
}

func TestARefusedElementIsTold(t *testing.T) {
	t.Parallel()
	m := orm.Define[lists]()
	db, ctx := open(t, m), context.Background()
	for _, v := range []struct {
		obj   lists
		field string
		kind  fault.Kind
		code  string
		text  string
	}{
		{lists{Texts: []string{"", "\xff"}}, "Texts", fault.Invalid, "invalid_text", "element 2 must be valid UTF-8 text"},
		{lists{Codes: []code{"a\x00"}}, "Codes", fault.Invalid, "control_characters", "element 1 must not contain NUL"},
		{lists{Reals: []float64{math.NaN()}}, "Reals", fault.OutOfRange, "out_of_range", "element 1 must be a number"},
		{lists{Big: []uint64{1, 2, math.MaxUint64}}, "Big", fault.OutOfRange, "out_of_range", "element 3 must be at most"},
		{lists{Times: []time.Time{time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}}, "Times", fault.OutOfRange, "out_of_range", "element 1 must lie between"},
		{lists{Maybe: &[]string{"\xff"}}, "Maybe", fault.Invalid, "invalid_text", "element 1"},
	} {
		err := m.Insert(ctx, db, &v.obj)
		wantViolation(t, err, v.kind, v.field, v.code)
		if err != nil && !strings.Contains(err.Error(), v.text) {
			t.Errorf("got %v, want %q", err, v.text)
		}
	}
}

func TestDefaultsOfArrays(t *testing.T) {
	t.Parallel()
	m := orm.Define[lists]()
	db, ctx := open(t, m), context.Background()
	first := m.New()
	first.Whole[0] = 9
	if second := m.New(); second.Whole[0] != 3 {
		t.Error("a change of one new object changed another")
	}
	obj := &lists{}
	if err := m.Insert(ctx, db, obj, orm.Omit(&m.C.Whole, &m.C.Texts, &m.C.Times)); err != nil {
		t.Fatal(err)
	}
	want := m.New()
	if d := cmp.Diff([]any{want.Whole, want.Texts, want.Times}, []any{obj.Whole, obj.Texts, obj.Times}); d != "" {
		t.Errorf("what the database fills in (-want +got)\n%s", d)
	}
}

func TestAnArrayOfAnotherShapeIsTold(t *testing.T) {
	t.Parallel()
	m := orm.Define[lists]()
	db, ctx := open(t, m), context.Background()
	for _, v := range []struct{ column, text string }{
		{"small", "[128]"}, {"small", "[1.5]"}, {"small", `["1"]`}, {"small", "[null]"}, {"whole", "[9223372036854775808]"}, {"bools", "[1]"}, {"bools", "[null]"},
		{"texts", "[1]"}, {"texts", "[null]"}, {"texts", `[["a"]]`}, {"times", `["2026-01-02"]`}, {"times", "[5]"}, {"single", "[1e39]"}, {"reals", "[1e309]"}, {"reals", `[true]`},
	} {
		if _, err := m.Every().Delete(ctx, db); err != nil {
			t.Fatal(err)
		}
		obj := someLists()
		if err := m.Insert(ctx, db, obj); err != nil {
			t.Fatal(err)
		}
		if _, err := orm.Exec(ctx, db, updateOf(v.column, v.text)); err != nil {
			t.Fatal(err)
		}
		_, err := m.Query().First(ctx, db)
		if fault.KindOf(err) != fault.SchemaMismatch || !strings.Contains(strings.ToLower(err.Error()), v.column) {
			t.Errorf("%s = %s: got %v, want SchemaMismatch with the field", v.column, v.text, err)
		}
	}
}

// updateOf is a statement of the test's own; its text has to be a constant for each column.
func updateOf(column, text string) orm.Statement {
	return map[string]orm.Statement{
		"small": orm.SQL("UPDATE lists SET small = ?", text), "whole": orm.SQL("UPDATE lists SET whole = ?", text), "bools": orm.SQL("UPDATE lists SET bools = ?", text),
		"texts": orm.SQL("UPDATE lists SET texts = ?", text), "times": orm.SQL("UPDATE lists SET times = ?", text), "single": orm.SQL("UPDATE lists SET single = ?", text),
		"reals": orm.SQL("UPDATE lists SET reals = ?", text),
	}[column]
}
