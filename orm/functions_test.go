package orm_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rowankit/rowan/orm"
)

// What a function is not for is told before anything is sent.
func TestFunctionsThatAreWrong(t *testing.T) {
	t.Parallel()
	db := open(t, shipments)
	o := shipments.C
	row := new(struct {
		Text *string
		N    *int64
		At   *time.Time
	})
	text := func(x orm.Operand[string]) sqlOf {
		return orm.Select(row, orm.AsNull(&row.Text, x)).From(shipments)
	}
	number := func(x orm.Operand[int64]) sqlOf {
		return orm.Select(row, orm.AsNull(&row.N, x)).From(shipments)
	}
	at := func(x orm.Operand[time.Time]) sqlOf {
		return orm.Select(row, orm.AsNull(&row.At, x)).From(shipments)
	}
	buyer, id, sent := orm.Col(&o.Buyer), orm.Col(&o.ID), orm.Col(&o.Sent)
	for _, e := range []struct {
		query sqlOf
		want  string
	}{
		{text(orm.Concat([]orm.Expr[string]{}...)), "Concat of nothing"},
		{text(orm.Trim(orm.Expr[string]{})), "an expression is empty"},
		{text(orm.Left(buyer, 0)), "Left of 0 characters; name one or more"},
		{text(orm.Right(buyer, -1)), "Right of -1 characters; name one or more"},
		{text(orm.Replace(buyer, "a\x00", "b")), "must not contain NUL characters"},
		{number(orm.Floor(id)), "Floor of ID, which is stored as int64; it is for a float64 or a decimal"},
		{number(orm.Round(id, 0)), "Round of ID, which is stored as int64; it is for a float64 or a decimal"},
		{number(orm.Truncate(orm.Round(orm.Float(id), 16))), "Round to 16 digits; name 0 to 15"},
		{number(orm.Truncate(orm.Round(orm.Float(id), -1))), "Round to -1 digits; name 0 to 15"},
		{number(orm.IntOf(orm.Expr[string]{})), "an expression is empty"},
		{number(orm.Truncate(orm.FloatOf(orm.Val("1\x00")))), "must not contain NUL characters"},
		{text(orm.Abs(buyer)), "Abs of Buyer, which is stored as text; it is for numbers"},
		{at(orm.AddTime(sent, orm.Val(1), orm.Weekday)), "AddTime adds years, quarters, months, weeks, days, hours, minutes or seconds"},
		{at(orm.AddTime(sent, orm.Val(1), 0)), "AddTime adds years"},
		{at(orm.StartOf(orm.Weekday, sent)), "Weekday is a number that a day has, and begins nowhere; write orm.Day or orm.Week"},
		{text(orm.JSONText(buyer, "a")), "JSONText of Buyer, which is stored as text; it is for JSON"},
		{text(orm.JSONText(orm.Col(&o.Detail), "a", -1)), "an element of a JSON array is at -1; they are counted from 0"},
		{text(orm.JSONText(orm.Col(&o.Detail), 1.5)), "a step of a JSON path is a value of type float64; write the key of an object, a string, or the place of an array's element, an int"},
		{text(orm.JSONText(orm.Col(&o.Detail), "a\x00")), "is no key of JSON that every database holds"},
		{shipments.Where(orm.JSONHas(buyer, "a")), "JSONKind of Buyer, which is stored as text"},
		{number(orm.Ntile(0, orm.Window{}.OrderBy(orm.Asc(&o.ID)))), "rows of a window and parts of it are counted from 1"},
		{number(orm.NthValue(id, 0, orm.Window{}.OrderBy(orm.Asc(&o.ID)))), "rows of a window and parts of it are counted from 1"},
		{number(orm.FirstValue(id, orm.Window{})), "depend on an order; say OrderBy of the window"},
		{number(orm.Truncate(orm.CumeDist(orm.Window{}))), "CumeDist is of a window with OrderBy and without Rows"},
		{number(orm.Least(id, orm.Expr[int64]{})), "an expression is empty"},
	} {
		_, _, err := e.query.SQL(db)
		if err == nil || !strings.Contains(err.Error(), e.want) {
			t.Errorf("got %v\nwant %s", err, e.want)
		}
	}
}
