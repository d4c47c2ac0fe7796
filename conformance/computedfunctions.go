package conformance

import (
	"encoding/json"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/orm"
)

// stockpile stores what every function computes.
type stockpile struct {
	ID     int64
	Text   string
	Maybe  *string
	Whole  int64
	Few    *int32
	Float  float64
	Price  decimal.Decimal
	At     time.Time
	Until  *time.Time
	Detail json.RawMessage
	Flag   bool

	Joined, Cut, Ending, Trimmed, Upper, Replaced, Digits, Chosen string
	Place, Chars, Lowest, Absolute, Year, Month, Weekday          int64
	Half, Rest                                                    *int32
	Absent, Truncated, Inner, Size                                *int64
	Rounded, AsFloat                                              float64
	Ratio, Number                                                 *float64
	Floor, Twice                                                  decimal.Decimal
	Later                                                         time.Time
	Months                                                        *time.Time
	Since                                                         *time.Duration
	Kind, Words                                                   *string
	Truth                                                         *bool
	Both                                                          bool
	Sum                                                           *int64
	Amount                                                        *int64
	Measure                                                       *float64
}

func (k *stockpile) Define(t *orm.Table[stockpile]) {
	t.Column(&k.Price).Decimal(12, 3)
	t.Column(&k.Joined).Generated(orm.Concat(orm.Col(&k.Text), orm.Val(" <'é\\ ?%s\n\"`>")))
	t.Column(&k.Cut).Generated(orm.Substring(orm.Col(&k.Text), 2, 3))
	t.Column(&k.Ending).Generated(orm.Right(orm.Col(&k.Text), 2))
	t.Column(&k.Trimmed).Generated(orm.Trim(orm.Col(&k.Text)))
	t.Column(&k.Upper).Generated(orm.Upper(orm.Col(&k.Text)))
	t.Column(&k.Replaced).Generated(orm.Replace(orm.Col(&k.Text), "C", "c\\'"))
	t.Column(&k.Digits).Generated(orm.TextOf(orm.Col(&k.Whole)))
	t.Column(&k.Chosen).Generated(orm.When(orm.And(orm.In(&k.Whole, 7, -7), orm.Not(orm.IsNull(&k.Maybe))), orm.Val("both")).When(orm.Or(orm.Like(&k.Text, "%\\%"), orm.Between(&k.Float, 1, 3), orm.Gt(&k.At, time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC))), orm.Val("either")).Else(orm.Val("none")))
	t.Column(&k.Place).Generated(orm.Position(orm.Col(&k.Text), "C"))
	t.Column(&k.Chars).Generated(orm.Length(orm.Col(&k.Text)))
	t.Column(&k.Lowest).Generated(orm.Least(orm.Col(&k.Whole), orm.Val(int64(3))))
	t.Column(&k.Absolute).Generated(orm.Abs(orm.Col(&k.Whole)))
	t.Column(&k.Year).Generated(orm.YearOf(orm.Col(&k.At)))
	t.Column(&k.Month).Generated(orm.MonthOf(orm.Col(&k.At)))
	t.Column(&k.Weekday).Generated(orm.PartOf(orm.Weekday, orm.Col(&k.At)))
	t.Column(&k.Half).Generated(orm.Div(orm.Opt(&k.Few), orm.Val(int32(2))))
	t.Column(&k.Rest).Generated(orm.Mod(orm.Opt(&k.Few), orm.Val(int32(2))))
	t.Column(&k.Absent).Generated(orm.NullIf(orm.Col(&k.Whole), 7))
	t.Column(&k.Truncated).Generated(orm.Truncate(orm.Col(&k.Float)))
	t.Column(&k.Inner).Generated(orm.JSONInt(orm.Col(&k.Detail), "a", "b", 0))
	t.Column(&k.Size).Generated(orm.JSONLength(orm.Col(&k.Detail), "list"))
	t.Column(&k.Rounded).Generated(orm.Round(orm.Col(&k.Float), 1))
	t.Column(&k.AsFloat).Generated(orm.Float(orm.Col(&k.Whole)))
	t.Column(&k.Ratio).Generated(orm.Ratio(orm.Col(&k.Whole), orm.Opt(&k.Few)))
	t.Column(&k.Number).Generated(orm.JSONFloat(orm.Col(&k.Detail), "half"))
	t.Column(&k.Floor).Decimal(12, 3).Generated(orm.Floor(orm.Col(&k.Price)))
	t.Column(&k.Twice).Decimal(13, 3).Generated(orm.Times(orm.Col(&k.Price), orm.Val(int64(2))))
	t.Column(&k.Later).Generated(orm.AddTime(orm.Col(&k.At), orm.Val(int64(1)), orm.Day))
	t.Column(&k.Months).Generated(orm.AddTime(orm.Opt(&k.Until), orm.Val(int64(1)), orm.Month))
	t.Column(&k.Since).Generated(orm.Elapsed(orm.Col(&k.At), orm.Opt(&k.Until)))
	t.Column(&k.Kind).Generated(orm.JSONKind(orm.Col(&k.Detail), "a"))
	t.Column(&k.Words).Generated(orm.JSONText(orm.Col(&k.Detail), "u"))
	t.Column(&k.Truth).Generated(orm.JSONBool(orm.Col(&k.Detail), "t"))
	t.Column(&k.Both).Generated(orm.When(orm.Eq(&k.Flag, true), orm.Val(false)).Else(orm.Val(true)))
	t.Column(&k.Amount).Generated(orm.IntOf(orm.TextOf(orm.Col(&k.Whole))))
	t.Column(&k.Measure).Generated(orm.FloatOf(orm.Opt(&k.Maybe)))
	t.Column(&k.Sum).Generated(orm.Plus(orm.Lift(orm.Opt(&k.Maybe), orm.Length), orm.Col(&k.Whole)))
}

var stockpiles = orm.Define[stockpile]()

// stocked stores some values of all kinds.
func stocked(t *trial) *orm.DB {
	db := t.tables(stockpiles)
	insert(t, db, stockpiles,
		&stockpile{Text: "  \u00dcn\u00ef ABC z ", Maybe: new("a_b%c\\"), Whole: -7, Few: new(int32(2)), Float: -2.5, Price: dec("-1.505"),
			At: instant("1969-12-31 23:59:59.999999"), Until: new(instant("2024-01-31 12:00:00.5")), Detail: json.RawMessage(detail)},
		&stockpile{Text: "C", Maybe: new(""), Whole: 7, Float: 2.25, Price: dec("1.999"), At: instant("2024-02-29 13:45:30.123456"), Detail: json.RawMessage("null"), Flag: true},
		&stockpile{Text: "\\x'?", Maybe: new(" -12.5e1 "), Few: new(int32(0)), At: instant("0001-01-01 00:00:00"), Detail: json.RawMessage("5")},
	)
	return db
}

// keepsComputed compares what is stored of an expression with what a query computes of it.
func keepsComputed[V any](t *trial, db *orm.DB, what string, stored, x orm.Operand[V]) {
	t.Helper()
	row := new(struct{ Stored, Asked *V })
	list, err := orm.Select(row, orm.AsNull(&row.Stored, stored), orm.AsNull(&row.Asked, x)).From(stockpiles).OrderBy(orm.Asc(&stockpiles.C.ID)).All(t.Context(), db)
	t.ok(what, err)
	for i, r := range list {
		if diff := cmp.Diff(r.Asked, r.Stored); diff != "" {
			t.Errorf("%s of row %d (-asked +stored):\n%s", what, i+1, diff)
		}
	}
}

func computedFunctions(t *trial) {
	db, k := stocked(t), stockpiles.C
	keepsComputed(t, db, "Joined", orm.Col(&k.Joined), orm.Concat(orm.Col(&k.Text), orm.Val(" <'é\\ ?%s\n\"`>")))
	keepsComputed(t, db, "Cut", orm.Col(&k.Cut), orm.Substring(orm.Col(&k.Text), 2, 3))
	keepsComputed(t, db, "Ending", orm.Col(&k.Ending), orm.Right(orm.Col(&k.Text), 2))
	keepsComputed(t, db, "Trimmed", orm.Col(&k.Trimmed), orm.Trim(orm.Col(&k.Text)))
	keepsComputed(t, db, "Upper", orm.Col(&k.Upper), orm.Upper(orm.Col(&k.Text)))
	keepsComputed(t, db, "Replaced", orm.Col(&k.Replaced), orm.Replace(orm.Col(&k.Text), "C", "c\\'"))
	keepsComputed(t, db, "Digits", orm.Col(&k.Digits), orm.TextOf(orm.Col(&k.Whole)))
	keepsComputed(t, db, "Chosen", orm.Col(&k.Chosen), orm.When(orm.And(orm.In(&k.Whole, 7, -7), orm.Not(orm.IsNull(&k.Maybe))), orm.Val("both")).When(orm.Or(orm.Like(&k.Text, "%\\%"), orm.Between(&k.Float, 1, 3), orm.Gt(&k.At, time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC))), orm.Val("either")).Else(orm.Val("none")))
	keepsComputed(t, db, "Place", orm.Col(&k.Place), orm.Position(orm.Col(&k.Text), "C"))
	keepsComputed(t, db, "Chars", orm.Col(&k.Chars), orm.Length(orm.Col(&k.Text)))
	keepsComputed(t, db, "Lowest", orm.Col(&k.Lowest), orm.Least(orm.Col(&k.Whole), orm.Val(int64(3))))
	keepsComputed(t, db, "Absolute", orm.Col(&k.Absolute), orm.Abs(orm.Col(&k.Whole)))
	keepsComputed(t, db, "Year", orm.Col(&k.Year), orm.YearOf(orm.Col(&k.At)))
	keepsComputed(t, db, "Month", orm.Col(&k.Month), orm.MonthOf(orm.Col(&k.At)))
	keepsComputed(t, db, "Weekday", orm.Col(&k.Weekday), orm.PartOf(orm.Weekday, orm.Col(&k.At)))
	keepsComputed(t, db, "Half", orm.Opt(&k.Half), orm.Div(orm.Opt(&k.Few), orm.Val(int32(2))))
	keepsComputed(t, db, "Rest", orm.Opt(&k.Rest), orm.Mod(orm.Opt(&k.Few), orm.Val(int32(2))))
	keepsComputed(t, db, "Absent", orm.Opt(&k.Absent), orm.NullIf(orm.Col(&k.Whole), 7))
	keepsComputed(t, db, "Truncated", orm.Opt(&k.Truncated), orm.Truncate(orm.Col(&k.Float)))
	keepsComputed(t, db, "Inner", orm.Opt(&k.Inner), orm.JSONInt(orm.Col(&k.Detail), "a", "b", 0))
	keepsComputed(t, db, "Size", orm.Opt(&k.Size), orm.JSONLength(orm.Col(&k.Detail), "list"))
	keepsComputed(t, db, "Rounded", orm.Col(&k.Rounded), orm.Round(orm.Col(&k.Float), 1))
	keepsComputed(t, db, "AsFloat", orm.Col(&k.AsFloat), orm.Float(orm.Col(&k.Whole)))
	keepsComputed(t, db, "Ratio", orm.Opt(&k.Ratio), orm.Ratio(orm.Col(&k.Whole), orm.Opt(&k.Few)))
	keepsComputed(t, db, "Number", orm.Opt(&k.Number), orm.JSONFloat(orm.Col(&k.Detail), "half"))
	keepsComputed(t, db, "Floor", orm.Col(&k.Floor), orm.Floor(orm.Col(&k.Price)))
	keepsComputed(t, db, "Twice", orm.Col(&k.Twice), orm.Times(orm.Col(&k.Price), orm.Val(int64(2))))
	keepsComputed(t, db, "Later", orm.Col(&k.Later), orm.AddTime(orm.Col(&k.At), orm.Val(int64(1)), orm.Day))
	keepsComputed(t, db, "Months", orm.Opt(&k.Months), orm.AddTime(orm.Opt(&k.Until), orm.Val(int64(1)), orm.Month))
	keepsComputed(t, db, "Since", orm.Opt(&k.Since), orm.Elapsed(orm.Col(&k.At), orm.Opt(&k.Until)))
	keepsComputed(t, db, "Kind", orm.Opt(&k.Kind), orm.JSONKind(orm.Col(&k.Detail), "a"))
	keepsComputed(t, db, "Words", orm.Opt(&k.Words), orm.JSONText(orm.Col(&k.Detail), "u"))
	keepsComputed(t, db, "Truth", orm.Opt(&k.Truth), orm.JSONBool(orm.Col(&k.Detail), "t"))
	keepsComputed(t, db, "Both", orm.Col(&k.Both), orm.When(orm.Eq(&k.Flag, true), orm.Val(false)).Else(orm.Val(true)))
	keepsComputed(t, db, "Amount", orm.Opt(&k.Amount), orm.IntOf(orm.TextOf(orm.Col(&k.Whole))))
	keepsComputed(t, db, "Measure", orm.Opt(&k.Measure), orm.FloatOf(orm.Opt(&k.Maybe)))
	keepsComputed(t, db, "Sum", orm.Opt(&k.Sum), orm.Plus(orm.Lift(orm.Opt(&k.Maybe), orm.Length), orm.Col(&k.Whole)))
	t.tables(stockpiles)
	all, err := stockpiles.OrderBy(orm.Asc(&k.ID)).All(t.Context(), db)
	t.ok("All", err)
	t.same("a text", all[0].Joined, "  \u00dcn\u00ef ABC z  <'\u00e9\\ ?%s\n\"`>")
	t.same("a time", all[1].Later, instant("2024-03-01 13:45:30.123456"))
	t.same("a month", all[0].Months, new(instant("2024-02-29 12:00:00.5")))
	t.same("what is missing", all[2].Ratio, (*float64)(nil))
	t.same("a number of a text", []any{*all[0].Amount, *all[2].Measure, all[0].Measure}, []any{int64(-7), -125.0, (*float64)(nil)})
}
