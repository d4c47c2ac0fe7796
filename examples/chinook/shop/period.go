package shop

import (
	"time"

	"github.com/rowankit/rowan/orm"
)

// Period is the time from one moment until another, which is no part of it. A zero moment is no limit, so the zero value
// is all time.
type Period struct{ From, Until time.Time }

// Year is a calendar year in UTC, from 1 to 9999.
func Year(n int) Period {
	return Period{time.Date(n, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(n+1, 1, 1, 0, 0, 0, 0, time.UTC)}
}

// Month is a month of a calendar year in UTC.
func Month(year int, month time.Month) Period {
	return Period{time.Date(year, month, 1, 0, 0, 0, 0, time.UTC), time.Date(year, month+1, 1, 0, 0, 0, 0, time.UTC)}
}

// holds is the condition that a column of times is in the period.
func (p Period) holds(column *time.Time) (all []orm.Cond) {
	if !p.From.IsZero() {
		all = append(all, orm.Ge(column, p.From))
	}
	if !p.Until.IsZero() && p.Until.Year() <= 9999 { // columns hold no later times
		all = append(all, orm.Lt(column, p.Until))
	}
	return all
}
