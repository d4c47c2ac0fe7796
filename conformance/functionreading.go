package conformance

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/rowankit/rowan/orm"
)

// sayings are texts of which few say a number.
var sayings = []string{
	"", " ", "-", "+", ".", "e", "e5", "1e", "1e+", "1e3", "1E+3", "0x10", "0b1", "010", "1_000", "1,5", "1.5", ".5", "5.", "-.5e-3", "5.e1", "..5", "1.2.3", "1e2e3", "1e5.5", "1e+-3",
	"+5", "-5", "--5", "+-5", "+ 5", " 5 ", "5\n", "\n5", "5\r\n", "\t5", "5\u00a0", "5\u2028", "1 2", "\uff11\uff12", "\u0665", "\u00bd", "nan", "NaN", "inf", "-Infinity", "true", "NULL", "5L", "1.5f", "'", `\`, "%", "_",
	"9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "+09223372036854775807", "18446744073709551616", "99999999999999999999", "-0", "+0", "-0.0", "00",
	"1e308", "-1e308", "2e308", "1e999", "-1e999", "1e1000", "0e999", "1e-307", "1e-308", "4.9e-324", "1e-999", "1.7976931348623155e308", "1.7976931348623157e308", "2.2250738585072014e-308", "0.1", "123456789012345",
	strings.Repeat("0", 399) + "7", strings.Repeat("0", 400) + "7", strings.Repeat(" ", 398) + "12", strings.Repeat(" ", 399) + "12", strings.Repeat("0", 300) + "9223372036854775808",
	strings.Repeat("9", 309), "0." + strings.Repeat("0", 307) + "1", "1" + strings.Repeat("0", 390) + "e-390", strings.Repeat("1", 5000), strings.Repeat("e", 5000),
}

// spoken are texts of the characters that numbers are written with.
func spoken(r *rand.Rand, n int) (list []string) {
	for range n {
		text := []byte{}
		for range r.IntN(8) {
			text = append(text, " +-.eE0123456789"[r.IntN(16)])
		}
		list = append(list, string(text), fmt.Sprintf("%s%d", []string{"", "-", "+", "0"}[r.IntN(4)], uint64(math.MaxInt64-3)+r.Uint64N(7)),
			fmt.Sprintf("%d.%0*dE%d", r.IntN(1e6)-5e5, 1+r.IntN(6), r.IntN(1e6), r.IntN(640)-320))
	}
	return list
}

var (
	wholeText = regexp.MustCompile(`\A *[-+]?[0-9]+ *\z`)
	floatText = regexp.MustCompile(`\A *[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,3})? *\z`)
)

// saidWhole is the whole number that a text says, as IntOf tells it.
func saidWhole(text string) string {
	n, err := strconv.ParseInt(strings.Trim(text, " "), 10, 64)
	if err != nil || len(text) > 400 || !wholeText.MatchString(text) {
		return "-"
	}
	return fmt.Sprint(n)
}

// saidFloat is the number that a text says, as FloatOf tells it, to fifteen digits.
func saidFloat(text string) string {
	f, err := strconv.ParseFloat(strings.Trim(text, " "), 64)
	switch {
	case err != nil, len(text) > 400, !floatText.MatchString(text), math.Abs(f) >= math.MaxFloat64:
		return "-"
	case math.Abs(f) < 0x1p-1022:
		f = 0
	}
	return fifteen(f)
}

func fifteen(f float64) string { return strconv.FormatFloat(f, 'e', 14, 64) }

func functionReading(t *trial) {
	db, c := t.tables(gauges), gauges.C
	texts := slices.Concat(sayings, spoken(t.random(), 300))
	var list []*gauge
	for _, text := range texts {
		list = append(list, &gauge{Text: text, At: instant("2000-01-01 00:00:00"), Detail: json.RawMessage("{}")})
	}
	t.ok("InsertAll", gauges.InsertAll(t.Context(), db, list))
	row := new(struct {
		Text  string
		Whole *int64
		Float *float64
	})
	said := orm.Col(&c.Text)
	s := orm.Select(row, orm.Take(&row.Text, &c.Text), orm.AsNull(&row.Whole, orm.IntOf(said)), orm.AsNull(&row.Float, orm.FloatOf(said))).From(gauges).OrderBy(orm.Asc(&c.ID))
	asked(t, db, "numbers", s)
	rows, err := s.All(t.Context(), db)
	t.ok("All", err)
	t.same("rows", len(rows), len(texts))
	for _, r := range rows {
		float := "-"
		if r.Float != nil {
			float = fifteen(*r.Float)
		}
		if shown(r.Whole) != saidWhole(r.Text) || float != saidFloat(r.Text) {
			t.Errorf("%.60q: got %s and %s, want %s and %s", r.Text, shown(r.Whole), float, saidWhole(r.Text), saidFloat(r.Text))
		}
	}
	least := []int64{}
	for i, text := range texts[:len(sayings)] {
		if saidWhole(text) == "5" || saidWhole(text) == "-5" {
			least = append(least, list[i].ID)
		}
	}
	first := orm.Le(&c.ID, list[len(sayings)-1].ID)
	picks(t, db, "a condition", gauges.Where(first, orm.IntOf(said).In(5, -5)).OrderBy(orm.Asc(&c.ID)), least...)
	slices.Reverse(least) // +5, -5 and 5
	picks(t, db, "an order", gauges.Where(first, orm.IntOf(said).In(5, -5)).OrderBy(orm.FloatOf(said).Desc(), orm.Desc(&c.ID)), least[0], least[2], least[1])
	one := new(struct {
		Whole  *int64
		Float  *float64
		Absent *int64
	})
	got, err := orm.Select(one, orm.AsNull(&one.Whole, orm.IntOf(orm.Val(" +12 ")).Plus(1)), orm.AsNull(&one.Float, orm.FloatOf(orm.Val("1.5e1"))), orm.AsNull(&one.Absent, orm.IntOf(orm.Val("12a")))).One(t.Context(), db)
	t.ok("values", err)
	t.same("values", []string{shown(got.Whole), shown(got.Float), shown(got.Absent)}, []string{"13", "15", "-"})
	computes(t, db, "a value that may be missing", orm.IntOf(orm.Opt(&c.Maybe)), slices.Repeat([]string{"-"}, len(texts))...)
}
