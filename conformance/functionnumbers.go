package conformance

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strconv"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func functionWholes(t *trial) {
	db, c := gauged(t), gauges.C
	whole, few := orm.Col(&c.Whole), orm.Opt(&c.Few)
	computes(t, db, "TextOf", orm.TextOf(whole), `"-7"`, `"7"`, `"9223372036854775807"`, `"0"`)
	computes(t, db, "Abs", orm.Abs(whole), "7", "7", "9223372036854775807", "0")
	computes(t, db, "Div", orm.Div(whole, orm.Val(2)), "-3", "3", "4611686018427387903", "0")
	computes(t, db, "Mod", orm.Mod(whole, orm.Val(-3)), "-1", "1", "1", "0")
	computes(t, db, "Div by what may be 0", orm.Div(whole, few), "-3", "-", "-", "0")
	computes(t, db, "Mod of what may be 0", orm.Mod(few, few), "0", "-", "-", "0")
	computes(t, db, "Plus of what may be missing", orm.Plus(orm.Col(&c.Float), orm.Opt(&c.Part)), "-2", "4.5035996273705e+15", "1e+300", "3.6799999999999997")
	computes(t, db, "Minus of what may be missing", orm.Minus(orm.Val(int32(1)), few), "-1", "-", "1", "4")
	computes(t, db, "Times of what may be missing", orm.Times(few, orm.Val(2)), "4", "-", "0", "-6")
	insert(t, db, gauges, &gauge{Whole: math.MinInt64, Few: new(int32(-1)), At: instant("2000-01-01 00:00:00"), Detail: json.RawMessage("{}")})
	row := new(struct{ N *int64 })
	_, err := orm.Select(row, orm.AsNull(&row.N, orm.Abs(whole))).From(gauges).All(t.Context(), db)
	t.kind("Abs of the least number", err, fault.OutOfRange)
	_, err = orm.Select(row, orm.AsNull(&row.N, orm.Div(whole, few))).From(gauges).Where(orm.Eq(&c.ID, 5)).All(t.Context(), db)
	t.kind("Div of the least number", err, fault.OutOfRange)
	got, err := orm.Select(row, orm.AsNull(&row.N, orm.Mod(whole, few))).From(gauges).Where(orm.Eq(&c.ID, 5)).One(t.Context(), db)
	t.ok("Mod of the least number", err)
	t.same("Mod of the least number", *got.N, int64(0))
}

func functionRounding(t *trial) {
	db, c := gauged(t), gauges.C
	float, part, price := orm.Col(&c.Float), orm.Opt(&c.Part), orm.Col(&c.Price)
	computes(t, db, "Floor", orm.Floor(float), "-3", "2", "1e+300", "1")
	computes(t, db, "Ceil", orm.Ceil(part), "1", "4.503599627370497e+15", "0", "3")
	computes(t, db, "Floor of decimals", orm.Floor(price), "-2", "1", "999999999", "-1")
	computes(t, db, "Ceil of decimals", orm.Ceil(price), "-1", "2", "1000000000", "0")
	computes(t, db, "Abs of decimals", orm.Abs(price), "1.505", "1.505", "999999999.999", "0.001")
	computes(t, db, "Round to a whole number", orm.Round(float, 0), "-3", "3", "1e+300", "1")
	computes(t, db, "Round to a whole number, nearly", orm.Round(part, 0), "0", "4.503599627370497e+15", "0", "3")
	computes(t, db, "Round to a digit", orm.Round(part, 1), "0.5", "4.503599627370497e+15", "-0.3", "2.7")
	computes(t, db, "Round to two digits", orm.Round(float, 2), "-2.5", "2.5", "1e+300", "1")
	computes(t, db, "Round of decimals to a whole number", orm.Round(price, 0), "-2", "2", "1000000000", "0")
	computes(t, db, "Round of decimals to a digit", orm.Round(price, 1), "-1.5", "1.5", "1000000000", "0")
	computes(t, db, "Round of decimals to two digits", orm.Round(price, 2), "-1.51", "1.51", "1000000000", "0")
	computes(t, db, "Round of decimals to more digits than they have", orm.Round(price, 4), "-1.505", "1.505", "999999999.999", "-0.001")
	computes(t, db, "Truncate", orm.Truncate(float), "-2", "2", "-", "1")
	computes(t, db, "Truncate of what may be missing", orm.Truncate(part), "0", "4503599627370497", "0", "2")
	roundedAlike(t, db)
}

// roundedAlike holds Round of random numbers to the same steps in Go.
func roundedAlike(t *trial, db *orm.DB) {
	r, list, c := t.random(), []*gauge{}, gauges.C
	for range 300 {
		x := math.Round(r.NormFloat64()*1e5) / math.Pow10(r.IntN(6))
		list = append(list, &gauge{Float: x, At: instant("2000-01-01 00:00:00"), Detail: json.RawMessage(`{"x":` + strconv.FormatFloat(randomFloat(r), 'g', -1, 64) + `}`)})
	}
	t.ok("InsertAll", gauges.InsertAll(t.Context(), db, list))
	row := new(struct {
		F, Two float64
		X      *float64
		Raw    json.RawMessage
	})
	rows, err := orm.Select(row, orm.As(&row.F, orm.Col(&c.Float)), orm.As(&row.Two, orm.Round(orm.Col(&c.Float), 2)), orm.AsNull(&row.X, orm.JSONFloat(orm.Col(&c.Detail), "x")),
		orm.As(&row.Raw, orm.Col(&c.Detail))).From(gauges).Where(orm.Gt(&c.ID, 4)).All(t.Context(), db)
	t.ok("All", err)
	for _, row := range rows {
		want := math.Copysign(math.Ceil(math.Floor(math.Abs(row.F)*100*2)/2)/100, row.F) + 0.0
		t.same("Round of "+strconv.FormatFloat(row.F, 'g', -1, 64), row.Two, want)
		var x struct{ X float64 }
		t.ok("Unmarshal", json.Unmarshal(row.Raw, &x))
		t.same("JSONFloat of "+string(row.Raw), *row.X, x.X)
	}
}

// randomFloat draws a number of at most fifteen digits, which every database reads alike.
func randomFloat(r *rand.Rand) float64 {
	return float64(r.Int64N(1e15)-5e14) / math.Pow10(r.IntN(16))
}

func functionExtremes(t *trial) {
	db, c := gauged(t), gauges.C
	computes(t, db, "Least", orm.Least(orm.Col(&c.Whole), orm.Val(int64(3)), orm.Val(int64(-5))), "-7", "-5", "-5", "-5")
	computes(t, db, "Least of what may be missing", orm.Least(orm.Opt(&c.Few), orm.Val(int32(1)).Null()), "1", "-", "0", "-3")
	computes(t, db, "Greatest of texts", orm.Greatest(orm.Col(&c.Text), orm.Val("a")), `"a"`, `"a"`, `"日本語 text"`, `"a"`)
	computes(t, db, "Greatest of texts that may be missing", orm.Greatest(orm.Opt(&c.Maybe), orm.Val("a").Null()), `"a_b%c\\"`, "-", `"a"`, `"a"`)
	computes(t, db, "Greatest of decimals", orm.Greatest(orm.Col(&c.Price), orm.Val(dec("1.5"))), "1.5", "1.505", "999999999.999", "1.5")
	computes(t, db, "Greatest of times", orm.Greatest(orm.Col(&c.At), orm.Val(instant("2000-01-01 00:00:00"))), "2000-01-01", "2024-01-31 13:45:30.123456", "2000-01-01", "2021-01-03")
	computes(t, db, "NullIf of decimals", orm.NullIf(orm.Col(&c.Price), dec("1.505")), "-1.505", "-", "999999999.999", "-0.001")
}

func functionWindows(t *trial) {
	db, c := gauged(t), gauges.C
	w := orm.Window{}.OrderBy(orm.Asc(&c.Whole))
	computes(t, db, "Ntile", orm.Ntile(3, w), "1", "2", "3", "1")
	computes(t, db, "PercentRank", orm.PercentRank(w), "0", "0.6666666666666666", "1", "0.3333333333333333")
	computes(t, db, "PercentRank of a row alone", orm.PercentRank(orm.Partition(&c.ID).OrderBy(orm.Asc(&c.Whole))), "0", "0", "0", "0")
	computes(t, db, "CumeDist", orm.CumeDist(w), "0.25", "0.75", "1", "0.5")
	computes(t, db, "FirstValue", orm.FirstValue(orm.Col(&c.Whole), w), "-7", "-7", "-7", "-7")
	computes(t, db, "LastValue", orm.LastValue(orm.Col(&c.Whole), w), "-7", "7", "9223372036854775807", "0")
	computes(t, db, "LastValue of all rows", orm.LastValue(orm.Opt(&c.Few), w.Rows(-1, -1)), "0", "0", "0", "0")
	computes(t, db, "NthValue", orm.NthValue(orm.Col(&c.Whole), 2, w), "-", "0", "0", "0")
	computes(t, db, "FirstValue of the rows around", orm.FirstValue(orm.Col(&c.Whole), w.Rows(1, 0)), "-7", "0", "7", "-7")
}
