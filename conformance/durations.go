package conformance

import (
	"database/sql"
	"math"
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func durations() theme {
	return theme{"durations", []testCase{
		{"any duration comes back to the nanosecond", durationValues},
		{"comparison and order are by length", durationOrder},
		{"bounds hold in every write and in the database", durationBounds},
	}}
}

type lap struct {
	ID    int64
	Took  time.Duration
	Maybe *time.Duration
	Null  sql.Null[time.Duration]
	Pause time.Duration
}

func (l *lap) Define(t *orm.Table[lap]) {
	t.Column(&l.Pause).Min(0).Max(time.Hour).Default(time.Minute)
}

var laps = orm.Define[lap]()

func lapsOf(list ...time.Duration) []*lap {
	objs := make([]*lap, len(list))
	for i, d := range list {
		objs[i] = &lap{Took: d, Maybe: &d, Null: sql.Null[time.Duration]{V: d, Valid: true}}
	}
	return objs
}

func durationValues(t *trial) {
	r := t.random()
	list := []time.Duration{0, 1, -1, time.Microsecond, 90 * time.Minute, math.MaxInt64, math.MinInt64}
	for range 100 {
		list = append(list, time.Duration(r.Int64()>>r.IntN(63)))
	}
	keeps(t, t.tables(laps), laps, append(lapsOf(list...), &lap{})...)
}

func durationOrder(t *trial) {
	db, c := t.tables(laps), laps.C
	insert(t, db, laps, lapsOf(time.Second, -time.Hour, 0, time.Nanosecond, math.MaxInt64)...)
	t.same("order", ids(t, db, laps.OrderBy(orm.Asc(&c.Took))), []int64{2, 3, 4, 1, 5})
	t.same("longer", ids(t, db, laps.Where(orm.Gt(&c.Took, time.Nanosecond))), []int64{1, 5})
	t.same("between", ids(t, db, laps.Where(orm.Between(&c.Maybe, new(time.Duration(0)), new(time.Second)))), []int64{1, 3, 4})
	t.same("in", ids(t, db, laps.Where(orm.In(&c.Took, -time.Hour, time.Minute))), []int64{2})
}

func durationBounds(t *trial) {
	db, ctx, c := t.tables(laps), t.Context(), laps.C
	t.same("New", laps.New(), &lap{Pause: time.Minute})
	insert(t, db, laps, &lap{Pause: time.Hour}, &lap{})
	for _, d := range []time.Duration{-1, time.Hour + 1} {
		t.refused("Insert", laps.Insert(ctx, db, &lap{Pause: d}), fault.OutOfRange, "lap", "Pause")
		_, err := laps.Every().Update(ctx, db, orm.Set(&c.Pause, d))
		t.refused("Set", err, fault.OutOfRange, "lap", "Pause")
	}
	refusedRaw(t, db, laps, orm.SQL("UPDATE lap SET pause = -1"), orm.SQL("UPDATE lap SET pause = 3600000000001"))
}
