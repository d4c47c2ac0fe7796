package sqlite

import (
	"fmt"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/sqlast"
)

// units are where each begins and ends in the text of a time.
var units = [...]struct{ begin, end int }{
	sqlast.Year: {0, 4}, sqlast.Month: {5, 7}, sqlast.Day: {8, 10}, sqlast.Hour: {11, 13}, sqlast.Minute: {14, 16}, sqlast.Second: {17, 19},
}

func (Dialect) timePart(w *dialect.Writer, n sqlast.TimePart) {
	switch n.Unit {
	case sqlast.Quarter:
		w.Form("(CAST(substr({0}, 6, 2) AS INTEGER) + 2) / 3", n.X)
	case sqlast.Week:
		w.Form("CAST(strftime('%V', substr({0}, 1, 10)) AS INTEGER)", n.X)
	case sqlast.Weekday:
		w.Form("CAST(strftime('%w', substr({0}, 1, 10)) AS INTEGER)", n.X)
	default:
		w.Text("CAST(substr(")
		w.Expr(n.X)
		w.Text(fmt.Sprintf(", %d, %d) AS INTEGER)", units[n.Unit].begin+1, units[n.Unit].end-units[n.Unit].begin))
	}
}

func (Dialect) timeStart(w *dialect.Writer, n sqlast.TimeStart) {
	switch n.Unit {
	case sqlast.Quarter:
		w.Form("(substr({0}, 1, 5) || substr('01040710', (CAST(substr({0}, 6, 2) AS INTEGER) - 1) / 3 * 2 + 1, 2) || '-01 00:00:00.000000')", n.X)
	case sqlast.Week:
		w.Form("(date(substr({0}, 1, 10), '-6 days', 'weekday 1') || ' 00:00:00.000000')", n.X)
	default:
		w.Text("(substr(")
		w.Expr(n.X)
		w.Text(fmt.Sprintf(", 1, %d) || '%s')", units[n.Unit].end, "0000-01-01 00:00:00.000000"[units[n.Unit].end:]))
	}
}

// shifts are the words of a modifier for so many of a unit, and how many of those one of it has.
var shifts = map[sqlast.Unit]struct {
	times int
	words string
}{
	sqlast.Year: {12, " months', 'floor'"}, sqlast.Quarter: {3, " months', 'floor'"}, sqlast.Month: {1, " months', 'floor'"},
	sqlast.Week: {7, " days'"}, sqlast.Day: {1, " days'"}, sqlast.Hour: {1, " hours'"}, sqlast.Minute: {1, " minutes'"}, sqlast.Second: {1, " seconds'"},
}

// addTime calculates with whole seconds, since SQLite has thousandths alone, and puts the fraction behind them again.
func (Dialect) addTime(w *dialect.Writer, e sqlast.Call) {
	by := shifts[e.Unit]
	then := fmt.Sprintf("strftime('%%Y-%%m-%%d %%H:%%M:%%S', substr({0}, 1, 19), ({1} * %d) || '%s)", by.times, by.words)
	w.Form("(CASE WHEN "+then+" >= '0001' THEN "+then+" || substr({0}, 20) END)", e.Args...)
}
