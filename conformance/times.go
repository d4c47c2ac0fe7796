package conformance

import (
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func times() theme {
	return theme{"times", []testCase{
		{"instants from year 1 to 9999 come back", timeExtremes},
		{"any instant comes back to the microsecond", timeProperty},
		{"the object holds UTC at microseconds after a write", timeCut},
		{"what is read is in UTC", timeUTC},
		{"years outside of 1 to 9999 are refused", timeOutside},
		{"the zero time is a value", timeZero},
		{"Auto fills a zero time and refuses to take it away", timeAuto},
		{"the database fills in its own time", timeServer},
		{"what is no time is refused by the database or named when it is read", timeMalformed},
		{"comparison and order are by instant", timeOrder},
		{"columns that are stored in different ways are not compared", timeColumns},
	}}
}

type moment struct {
	ID     int64
	At     time.Time
	Maybe  *time.Time
	Micros time.Time
}

func (m *moment) Define(t *orm.Table[moment]) { t.Column(&m.Micros).Micros() }

var moments = orm.Define[moment]()

func momentsOf(list ...time.Time) []*moment {
	objs := make([]*moment, len(list))
	for i, at := range list {
		objs[i] = &moment{At: at, Maybe: new(at), Micros: at}
	}
	return objs
}

var (
	firstInstant = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	lastInstant  = time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC)
)

func timeExtremes(t *trial) {
	keeps(t, t.tables(moments), moments, momentsOf(
		firstInstant, lastInstant, firstInstant.Add(time.Microsecond), time.Unix(0, 0).UTC(),
		time.Date(1969, 12, 31, 23, 59, 59, 999999000, time.UTC), time.Date(1582, 10, 10, 0, 0, 0, 1000, time.UTC),
		time.Date(2000, 2, 29, 12, 0, 0, 0, time.UTC), time.Date(1900, 2, 28, 23, 59, 59, 0, time.UTC),
		time.Date(2026, 10, 25, 1, 30, 0, 123456000, time.UTC), time.Date(2038, 1, 19, 3, 14, 8, 0, time.UTC),
	)...)
}

func timeProperty(t *trial) {
	r := t.random()
	list := make([]time.Time, 200)
	for i := range list {
		list[i] = time.UnixMicro(firstInstant.UnixMicro() + r.Int64N(lastInstant.UnixMicro()-firstInstant.UnixMicro())).UTC()
	}
	keeps(t, t.tables(moments), moments, momentsOf(list...)...)
}

// zoned is 2026-03-01 00:30:00.123456789 five and a half hours east, and before 1970 what is cut is cut downwards.
func zoned() []time.Time {
	east := time.FixedZone("east", 5*3600+1800)
	return []time.Time{time.Date(2026, 3, 1, 0, 30, 0, 123456789, east), time.Date(1950, 3, 1, 0, 30, 0, 123456789, east)}
}

func timeCut(t *trial) {
	db := t.tables(moments)
	objs := momentsOf(zoned()...)
	keeps(t, db, moments, objs...)
	want := time.Date(2026, 2, 28, 19, 0, 0, 123456000, time.UTC)
	for _, got := range []time.Time{objs[0].At, *objs[0].Maybe, objs[0].Micros} {
		if got != want {
			t.Errorf("after Insert the object holds %v, want %v", got, want)
		}
	}
	if want = time.Date(1950, 2, 28, 19, 0, 0, 123456000, time.UTC); objs[1].At != want {
		t.Errorf("after InsertAll the object holds %v, want %v", objs[1].At, want)
	}
	objs[0].At = time.Now()
	t.ok("Update", moments.Update(t.Context(), db, objs[0]))
	if got := objs[0].At; got != got.UTC().Truncate(time.Microsecond).Round(0) {
		t.Errorf("after Update the object holds %v, want UTC at microseconds without a monotonic reading", got)
	}
}

func timeUTC(t *trial) {
	db := t.tables(moments)
	insert(t, db, moments, momentsOf(zoned()...)...)
	for _, m := range all(t, db, moments) {
		if m.At.Location() != time.UTC || m.Maybe.Location() != time.UTC || m.Micros.Location() != time.UTC {
			t.Errorf("got %v, %v, %v, want UTC", m.At, m.Maybe, m.Micros)
		}
	}
}

func timeOutside(t *trial) {
	db, ctx := t.tables(moments), t.Context()
	for _, at := range []time.Time{
		firstInstant.Add(-time.Nanosecond), lastInstant.Add(time.Microsecond), time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("west", -2*3600)), time.Unix(1<<40, 0),
	} {
		t.refused("Insert", moments.Insert(ctx, db, &moment{At: at}), fault.OutOfRange, "moment", "At")
		t.refused("Insert", moments.Insert(ctx, db, &moment{Maybe: &at}), fault.OutOfRange, "moment", "Maybe")
		t.refused("Insert", moments.Insert(ctx, db, &moment{Micros: at}), fault.OutOfRange, "moment", "Micros")
		_, err := moments.Where(orm.Lt(&moments.C.At, at)).Count(ctx, db)
		t.refused("Where", err, fault.OutOfRange, "moment", "At")
	}
	count(t, db, moments, 0)
}

func timeZero(t *trial) {
	db := t.tables(moments)
	insert(t, db, moments, &moment{}, &moment{At: zoned()[0]})
	if got := all(t, db, moments)[0]; !got.At.IsZero() || !got.Micros.IsZero() || got.Maybe != nil {
		t.Errorf("got %+v, want zero times", got)
	}
	t.same("the zero time", ids(t, db, moments.Where(orm.Eq(&moments.C.At, time.Time{}))), []int64{1})
}

func timeOrder(t *trial) {
	db, c, at := t.tables(moments), moments.C, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	insert(t, db, moments, momentsOf(at, at.Add(time.Microsecond), firstInstant, at.Add(-time.Hour), lastInstant, time.Date(1969, 1, 1, 0, 0, 0, 0, time.UTC))...)
	want := []int64{3, 6, 4, 1, 2, 5}
	t.same("order", ids(t, db, moments.OrderBy(orm.Asc(&c.At))), want)
	t.same("order of Micros", ids(t, db, moments.OrderBy(orm.Asc(&c.Micros))), want)
	inParis := at.In(time.FixedZone("", 3600))
	t.same("equal", ids(t, db, moments.Where(orm.Eq(&c.At, inParis))), []int64{1})
	t.same("equal in Micros", ids(t, db, moments.Where(orm.Eq(&c.Micros, inParis))), []int64{1})
	t.same("between", ids(t, db, moments.Where(orm.Between(&c.At, at.Add(-time.Hour), at))), []int64{1, 4})
	t.same("between in Micros", ids(t, db, moments.Where(orm.Between(&c.Micros, at.Add(-time.Hour), at))), []int64{1, 4})
	t.same("in", ids(t, db, moments.Where(orm.In(&c.At, inParis, lastInstant))), []int64{1, 5})
	t.same("in Micros", ids(t, db, moments.Where(orm.In(&c.Micros, inParis, lastInstant))), []int64{1, 5})
	t.same("above", ids(t, db, moments.Where(orm.Gt(&c.Maybe, &at))), []int64{2, 5})
}

func timeColumns(t *trial) {
	db, c := t.tables(moments), moments.C
	_, err := moments.Where(orm.LtColumn(&c.At, &c.Micros)).Count(t.Context(), db)
	t.kind("a time beside microseconds", err, fault.Invalid)
}
