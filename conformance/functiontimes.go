package conformance

import (
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func functionAddTime(t *trial) {
	db, c := gauged(t), gauges.C
	at, until := orm.Col(&c.At), orm.Opt(&c.Until)
	computes(t, db, "a second", orm.AddTime(at, orm.Val(1), orm.Second).Null(), "1970-01-01 00:00:00.999999", "2024-01-31 13:45:31.123456", "0001-01-01 00:00:01", "2021-01-03 00:00:01")
	computes(t, db, "minutes back", orm.AddTime(until, orm.Val(-23), orm.Minute), "2024-02-29 11:37:00.5", "-", "9999-12-31 23:36:59.999999", "2020-12-31 00:39:03")
	computes(t, db, "hours", orm.AddTime(until, orm.Val(13), orm.Hour), "2024-03-01 01:00:00.5", "-", "-", "2020-12-31 14:02:03")
	computes(t, db, "a day back", orm.AddTime(at, orm.Val(-1), orm.Day).Null(), "1969-12-30 23:59:59.999999", "2024-01-30 13:45:30.123456", "-", "2021-01-02")
	computes(t, db, "weeks", orm.AddTime(at, orm.Val(13), orm.Week).Null(), "1970-04-01 23:59:59.999999", "2024-05-01 13:45:30.123456", "0001-04-02", "2021-04-04")
	computes(t, db, "a month", orm.AddTime(at, orm.Val(1), orm.Month).Null(), "1970-01-31 23:59:59.999999", "2024-02-29 13:45:30.123456", "0001-02-01", "2021-02-03")
	computes(t, db, "months back", orm.AddTime(at, orm.Val(-23), orm.Month).Null(), "1968-01-31 23:59:59.999999", "2022-02-28 13:45:30.123456", "-", "2019-02-03")
	computes(t, db, "a quarter", orm.AddTime(at, orm.Val(1), orm.Quarter).Null(), "1970-03-31 23:59:59.999999", "2024-04-30 13:45:30.123456", "0001-04-01", "2021-04-03")
	computes(t, db, "a year", orm.AddTime(until, orm.Val(1), orm.Year), "2025-02-28 12:00:00.5", "-", "-", "2021-12-31 01:02:03")
	computes(t, db, "a number of the row", orm.AddTime(until, orm.Coalesce(orm.Opt(&c.Few), 0), orm.Day), "2024-03-02 12:00:00.5", "-", "9999-12-31 23:59:59.999999", "2020-12-28 01:02:03")
	computes(t, db, "almost all years", orm.AddTime(until, orm.Val(-9998), orm.Year), "-", "-", "0001-12-31 23:59:59.999999", "-")
	for _, n := range []int64{math.MaxInt64, math.MinInt64, 400_000_000_000} {
		for _, u := range []orm.Unit{orm.Year, orm.Week, orm.Second} {
			n, err := gauges.Where(orm.AddTime(at, orm.Val(n), u).IsNotNull()).Count(t.Context(), db)
			t.ok(fmt.Sprint(n, " of the unit ", u), err)
			t.same("rows that have one", n, int64(0))
		}
	}
	row := new(struct{ At time.Time })
	_, err := orm.Select(row, orm.As(&row.At, orm.AddTime(at, orm.Val(-1), orm.Day))).From(gauges).Where(orm.Eq(&c.ID, 3)).All(t.Context(), db)
	t.kind("before the year 1", err, fault.OutOfRange)
}

func functionElapsed(t *trial) {
	db, c := gauged(t), gauges.C
	from := orm.Val(instant("2000-01-01 00:00:00.5"))
	until := orm.NullIf(orm.Opt(&c.Until), instant("9999-12-31 23:59:59.999999"))
	computes(t, db, "Elapsed", orm.Elapsed(from, until), "211812h0m0s", "-", "-", "184081h2m2.5s")
	computes(t, db, "Elapsed before 1970", orm.Elapsed(from, orm.Greatest(orm.Col(&c.At), orm.Val(instant("1969-01-01 00:00:00")))),
		"-262968h0m0.500001s", "211117h45m29.623456s", "-271728h0m0.5s", "184151h59m59.5s")
	computes(t, db, "Elapsed in days", orm.Ratio(orm.Elapsed(from, until), orm.Val(24*time.Hour)), "8825.5", "-", "-", "7670.0430844907405")
	picks(t, db, "a condition", gauges.Where(orm.Elapsed(from, until).Gt(200000*time.Hour)), 1)
	row := new(struct{ D *time.Duration })
	_, err := orm.Select(row, orm.AsNull(&row.D, orm.Elapsed(orm.Col(&c.At), from))).From(gauges).All(t.Context(), db)
	t.kind("two thousand years", err, fault.OutOfRange)
}

func functionUnits(t *trial) {
	db, c := gauged(t), gauges.C
	at, until := orm.Col(&c.At), orm.Opt(&c.Until)
	part := func(u orm.Unit) orm.NullExpr[int64] {
		return orm.Lift(until, func(x orm.Expr[time.Time]) orm.Expr[int64] { return orm.PartOf(u, x) })
	}
	computes(t, db, "the quarter", orm.PartOf(orm.Quarter, at), "4", "1", "1", "1")
	computes(t, db, "the week", orm.PartOf(orm.Week, at), "1", "5", "1", "53")
	computes(t, db, "the weekday", orm.PartOf(orm.Weekday, at), "3", "3", "1", "0")
	computes(t, db, "the quarter of what may be missing", part(orm.Quarter), "1", "-", "4", "4")
	computes(t, db, "the week of what may be missing", part(orm.Week), "9", "-", "52", "53")
	computes(t, db, "the weekday of what may be missing", part(orm.Weekday), "4", "-", "5", "4")
	computes(t, db, "when the quarter began", orm.StartOf(orm.Quarter, until), "2024-01-01", "-", "9999-10-01", "2020-10-01")
	computes(t, db, "when the week began", orm.StartOf(orm.Week, until), "2024-02-26", "-", "9999-12-27", "2020-12-28")
	computes(t, db, "when the first week began", orm.StartOf(orm.Week, at), "1969-12-29", "2024-01-29", "0001-01-01", "2020-12-28")
	computes(t, db, "when the month began", orm.StartOf(orm.Month, until), "2024-02-01", "-", "9999-12-01", "2020-12-01")
	days := []*gauge{}
	for d := range 800 {
		days = append(days, &gauge{At: time.Date(2019, 12, 1, 23, 0, 0, 0, time.UTC).AddDate(0, 0, d), Detail: json.RawMessage("{}")})
	}
	t.ok("InsertAll", gauges.InsertAll(t.Context(), db, days))
	row := new(struct {
		At, Week, Quarter time.Time
		W, Q, D           int64
	})
	list, err := orm.Select(row, orm.As(&row.At, at), orm.As(&row.Week, orm.StartOf(orm.Week, at)), orm.As(&row.Quarter, orm.StartOf(orm.Quarter, at)),
		orm.As(&row.W, orm.PartOf(orm.Week, at)), orm.As(&row.Q, orm.PartOf(orm.Quarter, at)), orm.As(&row.D, orm.PartOf(orm.Weekday, at))).From(gauges).Where(orm.Gt(&c.ID, 4)).All(t.Context(), db)
	t.ok("All", err)
	for _, r := range list {
		_, week := r.At.ISOWeek()
		quarter := (int64(r.At.Month()) + 2) / 3
		t.same("the parts of "+r.At.String(), []int64{r.W, r.Q, r.D}, []int64{int64(week), quarter, int64(r.At.Weekday())})
		monday := r.At.Truncate(24*time.Hour).AddDate(0, 0, -(int(r.At.Weekday())+6)%7)
		t.same("the beginnings of "+r.At.String(), []time.Time{r.Week, r.Quarter}, []time.Time{monday, time.Date(r.At.Year(), time.Month(3*quarter-2), 1, 0, 0, 0, 0, time.UTC)})
	}
}
