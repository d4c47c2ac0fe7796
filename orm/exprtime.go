package orm

import (
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

// Unit is a part of a time.
type Unit = sqlast.Unit

// The units. A Week is that of ISO 8601: it begins on Monday, and the first one of a year has its first Thursday. A Weekday is
// numbered as time.Weekday is, from 0 for Sunday.
const (
	Year    = sqlast.Year
	Quarter = sqlast.Quarter
	Month   = sqlast.Month
	Week    = sqlast.Week
	Day     = sqlast.Day
	Weekday = sqlast.Weekday
	Hour    = sqlast.Hour
	Minute  = sqlast.Minute
	Second  = sqlast.Second
)

// PartOf is the number that a unit has in a time, in UTC: the Month of May is 5.
func PartOf(u Unit, t Expr[time.Time]) Expr[int64] {
	return Expr[int64]{Value[int64]{&node{op: nodeTimePart, unit: u, args: []*node{t.n}}}}
}

// StartOf is when the unit that a time lies in begins, in UTC: the first of May for a Month.
func StartOf[X Either[time.Time]](u Unit, t X) X {
	return X{Value[time.Time]{&node{op: nodeTimeStart, unit: u, args: []*node{t.expression()}}}}
}

// YearOf is the year of a time, in UTC.
func YearOf(t Expr[time.Time]) Expr[int64] { return PartOf(Year, t) }

// MonthOf is the month of a time, in UTC, from 1.
func MonthOf(t Expr[time.Time]) Expr[int64] { return PartOf(Month, t) }

// DayOf is the day of the month of a time, in UTC.
func DayOf(t Expr[time.Time]) Expr[int64] { return PartOf(Day, t) }

// AddTime is a time so many of a unit later, or earlier of a negative number: orm.AddTime(orm.Col(&i.Sent), orm.Val(14), orm.Day).
// Days have 24 hours. Of months, quarters and years the day stays what it is, or is the last one of a month that lacks it. What
// lies beyond the years 1 to 9999 is missing; of an Expr that is an error of the kind OutOfRange where it is read.
func AddTime[N Whole, X Either[time.Time]](t X, n Expr[N], u Unit) X {
	x := calling(sqlast.AddTime, t.expression(), n.n)
	if x.unit = u; u < Year || u > Week {
		x.err = fault.New(fault.Invalid, "orm: AddTime adds years, quarters, months, weeks, days, hours, minutes or seconds; write orm.Day or another of those units")
	}
	return X{Value[time.Time]{x}}
}

// Elapsed is the time from one moment to another, negative if that was before. It is missing where one of the two is. What a
// time.Duration does not hold, 292 years, is out of range. Ratio gives it in other units:
//
//	orm.Ratio(orm.Elapsed(orm.Col(&i.Sent), orm.Opt(&i.Paid)), orm.Val(24*time.Hour))
func Elapsed(from, to Operand[time.Time]) NullExpr[time.Duration] {
	return NullExpr[time.Duration]{Value[time.Duration]{calling(sqlast.Elapsed, alike(from.expression(), to.expression())...)}}
}
