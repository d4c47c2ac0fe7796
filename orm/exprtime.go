package orm

import (
	"time"

	"github.com/rowankit/rowan/sqlast"
)

// Unit is a part of a time.
type Unit uint8

// The units.
const (
	Year Unit = iota + 1
	Month
	Day
	Hour
	Minute
	Second
)

var units = [...]sqlast.Unit{
	Year: sqlast.Year, Month: sqlast.Month, Day: sqlast.Day, Hour: sqlast.Hour, Minute: sqlast.Minute, Second: sqlast.Second,
}

// PartOf is the number that a unit has in a time, in UTC: the Month of May is 5.
func PartOf(u Unit, t Expr[time.Time]) Expr[int64] {
	return Expr[int64]{Value[int64]{&node{op: nodeTimePart, unit: u, args: []*node{t.n}}}}
}

// StartOf is when the unit that a time lies in begins, in UTC: the first of May for a Month.
func StartOf(u Unit, t Expr[time.Time]) Expr[time.Time] {
	return Expr[time.Time]{Value[time.Time]{&node{op: nodeTimeStart, unit: u, args: []*node{t.n}}}}
}

// YearOf is the year of a time, in UTC.
func YearOf(t Expr[time.Time]) Expr[int64] { return PartOf(Year, t) }

// MonthOf is the month of a time, in UTC, from 1.
func MonthOf(t Expr[time.Time]) Expr[int64] { return PartOf(Month, t) }

// DayOf is the day of the month of a time, in UTC.
func DayOf(t Expr[time.Time]) Expr[int64] { return PartOf(Day, t) }
