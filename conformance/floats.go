package conformance

import (
	"math"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func floats() theme {
	return theme{"floats", []testCase{
		{"extremes and subnormals come back bit for bit", floatExtremes},
		{"any finite number comes back bit for bit", floatProperty},
		{"negative zero is stored as zero", floatNegativeZero},
		{"NaN and infinities are refused", floatNotFinite},
		{"a whole number in a float column stays a float", floatWhole},
	}}
}

type measure struct {
	ID    int64
	F64   float64
	F32   float32
	Maybe *float64
}

var measures = orm.Define[measure]()

// bits turns numbers into what equality cannot blur.
func bits(list []*measure) [][3]uint64 {
	all := make([][3]uint64, len(list))
	for i, r := range list {
		all[i] = [3]uint64{math.Float64bits(r.F64), uint64(math.Float32bits(r.F32))}
		if r.Maybe != nil {
			all[i][2] = math.Float64bits(*r.Maybe)
		}
	}
	return all
}

func keepsBits(t *trial, objs []*measure) {
	t.Helper()
	db := t.tables(measures)
	keeps(t, db, measures, objs...)
	t.same("bits", bits(all(t, db, measures)), bits(objs))
}

func floatExtremes(t *trial) {
	var objs []*measure
	for _, f := range []float64{
		0, 1, 0.1, 1.0 / 3, math.Pi, math.MaxFloat64, math.SmallestNonzeroFloat64, 5e-320, 0x1p-1022,
		math.Nextafter(1, 2), 1<<53 - 1, 1 << 53, 1e15, 1e16, 9007199254740993, 1e22, 1e23, 123456789.123456789,
	} {
		objs = append(objs, &measure{F64: f, Maybe: new(-f + 0)}, &measure{F64: -f + 0})
	}
	for _, f := range []float32{0.1, math.MaxFloat32, -math.MaxFloat32, math.SmallestNonzeroFloat32, 1 << 24, 0x1p-126} {
		objs = append(objs, &measure{F32: f})
	}
	keepsBits(t, objs)
}

func floatProperty(t *trial) {
	r := t.random()
	var objs []*measure
	for len(objs) < 300 {
		f, g := math.Float64frombits(r.Uint64()), math.Float32frombits(r.Uint32())
		if math.IsNaN(f-f) || math.IsNaN(float64(g-g)) || f == 0 || g == 0 {
			continue
		}
		objs = append(objs, &measure{F64: f, F32: g, Maybe: new(r.NormFloat64())})
	}
	keepsBits(t, objs)
}

func floatNegativeZero(t *trial) {
	db, minus := t.tables(measures), math.Copysign(0, -1)
	obj := &measure{F64: minus, F32: float32(minus), Maybe: new(minus)}
	insert(t, db, measures, obj)
	insert(t, db, measures, &measure{F64: 1, F32: 1, Maybe: new(1.0)})
	c := measures.C
	_, err := measures.Where(orm.Eq(&c.F64, 1)).Update(t.Context(), db, orm.Set(&c.F64, minus), orm.Set(&c.F32, float32(minus)), orm.Set(&c.Maybe, &minus))
	t.ok("Update", err)
	zero := [3]uint64{}
	t.same("bits of the object", bits([]*measure{obj}), [][3]uint64{zero})
	t.same("bits of the rows", bits(all(t, db, measures)), [][3]uint64{zero, zero})
	t.same("rows equal to -0", ids(t, db, measures.Where(orm.Eq(&c.F64, minus))), []int64{1, 2})
}

func floatNotFinite(t *trial) {
	db, ctx, c := t.tables(measures), t.Context(), measures.C
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		t.refused("Insert", measures.Insert(ctx, db, &measure{F64: f}), fault.OutOfRange, "measure", "F64")
		t.refused("Insert", measures.Insert(ctx, db, &measure{F32: float32(f)}), fault.OutOfRange, "measure", "F32")
		t.refused("Insert", measures.Insert(ctx, db, &measure{Maybe: &f}), fault.OutOfRange, "measure", "Maybe")
		_, err := measures.Every().Update(ctx, db, orm.Set(&c.F64, f))
		t.refused("Update", err, fault.OutOfRange, "measure", "F64")
		_, err = measures.Where(orm.Lt(&c.F64, f)).Count(ctx, db)
		t.refused("Where", err, fault.OutOfRange, "measure", "F64")
		_, err = measures.Where(orm.In(&c.F64, 1, f)).Count(ctx, db)
		t.refused("In", err, fault.OutOfRange, "measure", "F64")
		_, err = orm.Exec(ctx, db, orm.SQL("UPDATE measure SET f64 = ?", f))
		t.kind("Exec", err, fault.Invalid)
	}
	count(t, db, measures, 0)
}

func floatWhole(t *trial) {
	db := t.tables(measures)
	insert(t, db, measures, &measure{F64: 7})
	type half struct{ Half float64 }
	rows, err := orm.Rows[half](t.Context(), db, orm.SQL("SELECT f64 / 2 AS half FROM measure"))
	t.ok("Rows", err)
	t.same("seven halved", rows, []*half{{3.5}})
}
