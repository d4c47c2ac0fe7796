package conformance

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/orm"
)

func functionCases() theme {
	return theme{"functions", []testCase{
		{"texts are trimmed and replaced and searched and cut at both ends", functionTexts},
		{"letters of ASCII alone change their case", functionLetters},
		{"conditions look into what is computed", functionConditions},
		{"whole numbers are divided as Go does, and become text", functionWholes},
		{"numbers are rounded, down, up and to digits", functionRounding},
		{"the least and the greatest of several values, and of none where one is missing", functionExtremes},
		{"units are added to times, to the end of a month at most", functionAddTime},
		{"the time between two times is a duration", functionElapsed},
		{"quarters, weeks and weekdays are parts of a time", functionUnits},
		{"a path leads into JSON", functionPaths},
		{"any key of an object may stand in a path", functionKeys},
		{"what a path leads to is read as what it is, or is missing", functionKinds},
		{"a text is read as a number only if it says one", functionReading},
		{"windows have parts, a first and a last row", functionWindows},
	}}
}

// gauge has values of every kind that functions are for.
type gauge struct {
	ID     int64
	Text   string
	Maybe  *string
	Whole  int64
	Few    *int32
	Float  float64
	Part   *float64
	Price  decimal.Decimal
	At     time.Time
	Until  *time.Time
	Detail json.RawMessage
}

func (g *gauge) Define(t *orm.Table[gauge]) {
	t.Column(&g.Price).Decimal(12, 3)
}

var gauges = orm.Define[gauge]()

// instant reads a time in UTC.
func instant(text string) time.Time {
	at, err := time.Parse("2006-01-02 15:04:05.999999", text)
	if err != nil {
		panic(err)
	}
	return at
}

// detail is JSON with everything that a path may meet.
const detail = `{"a":{"b":[1,{"c":"tea"},null,true]},"s":"x","n":null,"t":true,"big":9223372036854775807,"over":9223372036854775808,"low":-9223372036854775808,` +
	`"half":1.5,"e":1e3,"num":"12","u":"\u00e9\ud83d\ude00 \"q\" \\ \n","list":[[1,2],[]]}`

// gauged stores four gauges.
func gauged(t *trial) *orm.DB {
	db := t.tables(gauges)
	insert(t, db, gauges,
		&gauge{Text: "  \u00dcn\u00ef ABC z ", Maybe: new("a_b%c\\"), Whole: -7, Few: new(int32(2)), Float: -2.5, Part: new(0.49999999999999994), Price: dec("-1.505"),
			At: instant("1969-12-31 23:59:59.999999"), Until: new(instant("2024-02-29 12:00:00.5")), Detail: json.RawMessage(detail)},
		&gauge{Whole: 7, Float: 2.5, Part: new(4503599627370497.0), Price: dec("1.505"), At: instant("2024-01-31 13:45:30.123456"), Detail: json.RawMessage(`[{"a":1},"x"]`)},
		&gauge{Text: "\u65e5\u672c\u8a9e text", Maybe: new(""), Whole: 9223372036854775807, Few: new(int32(0)), Float: 1e300, Part: new(-0.3), Price: dec("999999999.999"),
			At: instant("0001-01-01 00:00:00"), Until: new(instant("9999-12-31 23:59:59.999999")), Detail: json.RawMessage(`5`)},
		&gauge{Text: "  ", Maybe: new("ABC"), Few: new(int32(-3)), Float: 1.005, Part: new(2.675), Price: dec("-0.001"),
			At: instant("2021-01-03 00:00:00"), Until: new(instant("2020-12-31 01:02:03")), Detail: json.RawMessage(`null`)},
	)
	return db
}

// computes compares what is computed of each gauge, in their order, with how Go prints it; - is what is missing.
func computes[V any](t *trial, db *orm.DB, what string, x orm.Operand[V], want ...string) {
	t.Helper()
	row := new(struct{ V *V })
	s := orm.Select(row, orm.AsNull(&row.V, x)).From(gauges).OrderBy(orm.Asc(&gauges.C.ID))
	list, err := s.All(t.Context(), db)
	t.ok(what, err)
	asked(t, db, what, s)
	got := []string{}
	for _, r := range list {
		switch at, is := any(r.V).(*time.Time); {
		case r.V == nil:
			got = append(got, "-")
		case is:
			got = append(got, strings.TrimSuffix(at.Format("2006-01-02 15:04:05.999999"), " 00:00:00"))
		case reflect.TypeFor[V]().Kind() == reflect.String:
			got = append(got, strconv.Quote(fmt.Sprint(*r.V)))
		default:
			got = append(got, fmt.Sprint(*r.V))
		}
	}
	t.same(what, got, want)
}

func functionTexts(t *trial) {
	db, c := gauged(t), gauges.C
	text, maybe := orm.Col(&c.Text), orm.Opt(&c.Maybe)
	computes(t, db, "Trim", orm.Trim(text), `"Ünï ABC z"`, `""`, `"日本語 text"`, `""`)
	computes(t, db, "TrimLeft", orm.TrimLeft(text), `"Ünï ABC z "`, `""`, `"日本語 text"`, `""`)
	computes(t, db, "TrimRight", orm.TrimRight(orm.Concat(text, orm.Val("x "))), `"  Ünï ABC z x"`, `"x"`, `"日本語 textx"`, `"  x"`)
	computes(t, db, "Trim of what may be missing", orm.Trim(maybe), `"a_b%c\\"`, "-", `""`, `"ABC"`)
	computes(t, db, "Concat of what may be missing", orm.Concat(maybe, orm.Val("!").Null()), `"a_b%c\\!"`, "-", `"!"`, `"ABC!"`)
	computes(t, db, "Replace", orm.Replace(text, "A", `a\`), `"  Ünï a\\BC z "`, `""`, `"日本語 text"`, `"  "`)
	computes(t, db, "Replace of nothing", orm.Replace(text, "", "y"), `"  Ünï ABC z "`, `""`, `"日本語 text"`, `"  "`)
	computes(t, db, "Position", orm.Position(text, "語"), "0", "0", "3", "0")
	computes(t, db, "Position of nothing", orm.Position(text, ""), "1", "1", "1", "1")
	computes(t, db, "Position tells case apart", orm.Position(text, "abc"), "0", "0", "0", "0")
	computes(t, db, "Left", orm.Left(text, 3), `"  Ü"`, `""`, `"日本語"`, `"  "`)
	computes(t, db, "Right", orm.Right(orm.Concat(orm.Val("x"), text, orm.Val("ä")), 2), `" ä"`, `"xä"`, `"tä"`, `" ä"`)
	computes(t, db, "Substring of what may be missing", orm.Substring(maybe, 2, 2), `"_b"`, "-", `""`, `"BC"`)
	computes(t, db, "NullIf", orm.NullIf(text, ""), `"  Ünï ABC z "`, "-", `"日本語 text"`, `"  "`)
}

func functionLetters(t *trial) {
	db, c := gauged(t), gauges.C
	computes(t, db, "Lower", orm.Lower(orm.Col(&c.Text)), `"  Ünï abc z "`, `""`, `"日本語 text"`, `"  "`)
	computes(t, db, "Upper", orm.Upper(orm.Col(&c.Text)), `"  ÜNï ABC Z "`, `""`, `"日本語 TEXT"`, `"  "`)
	every := &gauge{At: instant("2000-01-01 00:00:00"), Detail: json.RawMessage("{}")}
	for r := rune(1); r < 0x3000; r++ {
		every.Text += string(r)
	}
	every.Text += "ﬁＡａ𐐀𐐨😀"
	insert(t, db, gauges, every)
	row := new(struct{ Low, High string })
	got, err := orm.Select(row, orm.As(&row.Low, orm.Lower(orm.Col(&c.Text))), orm.As(&row.High, orm.Upper(orm.Col(&c.Text)))).From(gauges).Where(orm.Eq(&c.ID, every.ID)).One(t.Context(), db)
	t.ok("One", err)
	ascii := func(from, to rune, by int32) string {
		return strings.Map(func(r rune) rune {
			if r >= from && r <= to {
				return r + by
			}
			return r
		}, every.Text)
	}
	t.same("Lower of every letter", got.Low == ascii('A', 'Z', 32), true)
	t.same("Upper of every letter", got.High == ascii('a', 'z', -32), true)
}

func functionConditions(t *trial) {
	db, c := gauged(t), gauges.C
	text := orm.Col(&c.Text)
	picks(t, db, "HasPrefixExpr", gauges.Where(orm.HasPrefixExpr(orm.Trim(text), "Ü")), 1)
	picks(t, db, "HasSuffixExpr", gauges.Where(orm.HasSuffixExpr(text, " ")), 1, 4)
	picks(t, db, "ContainsExpr", gauges.Where(orm.ContainsExpr(orm.Lower(text), "abc")), 1)
	picks(t, db, "what stands for itself", gauges.Where(orm.ContainsExpr(orm.Opt(&c.Maybe), `_b%c\`)), 1)
	picks(t, db, "LikeExpr", gauges.Where(orm.Not(orm.LikeExpr(orm.Opt(&c.Maybe), "a%"))), 3, 4)
	picks(t, db, "a part of JSON", gauges.Where(orm.JSONText(orm.Col(&c.Detail), "s").In("x", "y"), orm.JSONHas(orm.Col(&c.Detail), "n")), 1)
	picks(t, db, "an order", gauges.OrderBy(orm.Lower(text).Asc(), orm.Asc(&c.ID)), 2, 4, 1, 3)
	row := new(struct {
		S string
		N int64
	})
	answers(t, db, "groups", orm.Select(row, orm.As(&row.S, orm.Coalesce(orm.JSONText(orm.Col(&c.Detail), "s"), "none")), orm.As(&row.N, orm.Count())).
		From(gauges).GroupBy(&row.S).OrderBy(orm.Desc(&row.S)), "{x 1}", "{none 3}")
}
