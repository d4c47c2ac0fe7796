package conformance

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func selections() theme {
	return theme{"selections", []testCase{
		{"columns and values are read into the fields of a struct", selectColumns},
		{"rows are joined along relations, on conditions and as aliases", selectJoins},
		{"groups have aggregates, with a filter or of different values", selectGroups},
		{"groups are chosen by their aggregates", selectHaving},
		{"numbers are calculated with on the server", selectArithmetic},
		{"a value depends on conditions, or takes the place of one that is missing", selectCases},
		{"texts are put together and cut", selectTexts},
		{"times are cut to their units and taken apart", selectTimes},
		{"windows rank rows, add them up and look at their neighbours", selectWindows},
		{"equal rows are read once, and a part of the rows alone", selectDistinct},
		{"what goes beyond its type is out of range", selectOverflow},
		{"queries stand in others as values and as lists", selectSubqueries},
		{"expressions stand in the conditions and orders of objects", selectObjects},
	}}
}

// asked holds the statement of a selection, which was sent, to the golden one.
func asked[R any](t *trial, r orm.Reader, what string, s orm.Selection[R]) {
	t.Helper()
	db, is := r.(*orm.DB)
	if !is {
		return
	}
	text, values, err := s.SQL(db)
	t.ok("SQL", err)
	name := t.Name()
	t.asked.check(t, name[strings.LastIndex(name, "/")+1:]+", "+what, fmt.Sprintln(text)+fmt.Sprintln(values...))
}

// answers compares rows, each as text.
func answers[R any](t *trial, r orm.Reader, what string, s orm.Selection[R], want ...string) {
	t.Helper()
	list, err := s.All(t.Context(), r)
	t.ok(what, err)
	asked(t, r, what, s)
	got := []string{}
	for _, row := range list {
		got = append(got, fmt.Sprint(*row))
	}
	t.same(what, got, want)
}

func selectColumns(t *trial) {
	db, d, a := bazaar(t), deals.C, agents.C
	type line struct {
		Town   string
		Price  decimal.Decimal
		Weight float64
		At     time.Time
		Kind   string
		Unread int
	}
	row := new(line)
	answers(t, db, "Select", orm.Select(row,
		orm.As(&row.Price, orm.Col(&d.Price)), orm.As(&row.Town, orm.Col(&d.Town)), orm.As(&row.At, orm.Col(&d.At)),
		orm.As(&row.Kind, orm.Val("a deal")), orm.As(&row.Weight, orm.Coalesce(orm.Opt(&d.Weight), -1)),
	).From(deals).Where(orm.Eq(&d.AgentID, 1)).OrderBy(orm.Asc(&d.ID)),
		"{Ulm 1.5 2.5 2024-01-05 13:45:30.123456 +0000 UTC a deal 0}", "{Ulm 2.25 -1 2024-01-09 13:45:30.123456 +0000 UTC a deal 0}",
		"{Aue 0.99 0.5 2024-02-01 13:45:30.123456 +0000 UTC a deal 0}")

	one := new(struct{ Chief *int64 })
	found, err := orm.Select(one, orm.AsNull(&one.Chief, orm.Opt(&a.ChiefID))).From(agents).OrderBy(orm.Desc(&one.Chief)).First(t.Context(), db)
	t.ok("First", err)
	t.same("the value that is there", *found.Chief, int64(1))
	found, err = orm.Select(one, orm.AsNull(&one.Chief, orm.Opt(&a.ChiefID))).From(agents).Where(orm.Eq(&a.Name, "Ann")).One(t.Context(), db)
	t.ok("One", err)
	t.same("the value that is missing", found.Chief == nil, true)

	n := 0
	for row, err := range orm.Select(row, orm.As(&row.Town, orm.Col(&d.Town))).From(deals).OrderBy(orm.Asc(&d.ID)).Stream(t.Context(), db) {
		t.ok("Stream", err)
		if n++; n == 4 {
			t.same("the fourth", row.Town, "Aue")
			break
		}
	}
	t.same("how many were streamed", n, 4)
}

func selectJoins(t *trial) {
	db, d, a, b := bazaar(t), deals.C, agents.C, rosettes.C
	row := new(struct {
		Agent string
		Town  *string
	})
	pair := orm.Select(row, orm.As(&row.Agent, orm.Col(&a.Name)), orm.AsNull(&row.Town, orm.Col(&d.Town)))
	seen := new(struct{ Agent, Town string })
	answers(t, db, "many to one", orm.Select(seen, orm.As(&seen.Agent, orm.Col(&a.Name)), orm.As(&seen.Town, orm.Col(&d.Town))).From(deals).Join(&d.Agent).
		OrderBy(orm.Desc(&a.Name), orm.Asc(&d.ID)), "{Ben Aue}", "{Ben Ulm}", "{Ann Ulm}", "{Ann Ulm}", "{Ann Aue}")
	list, err := pair.From(agents).LeftJoin(&a.Deals).Where(orm.IsNull(&d.ID)).All(t.Context(), db)
	t.ok("All", err)
	t.same("one to many, where there is none", []any{len(list), list[0].Agent, list[0].Town == nil}, []any{1, "Cid", true})

	names := new(struct{ Rosette, Town, Agent string })
	answers(t, db, "many to many", orm.Select(names, orm.As(&names.Rosette, orm.Col(&b.Name)), orm.As(&names.Town, orm.Col(&d.Town)), orm.As(&names.Agent, orm.Col(&a.Name))).
		From(rosettes).Join(&b.Deals, &d.Agent).OrderBy(orm.Asc(&b.ID), orm.Asc(&d.ID)), "{gold Ulm Ann}", "{gold Aue Ben}", "{tin Aue Ben}")

	chief := agents.As("chief")
	whom := new(struct {
		Name  string
		Chief *string
	})
	answers(t, db, "an alias along a relation", orm.Select(names, orm.As(&names.Agent, orm.Col(&a.Name)), orm.As(&names.Rosette, orm.Col(&chief.C.Name))).
		From(agents).Join(chief.Along(&a.Chief)).OrderBy(orm.Asc(&a.ID)), "{Ann  Ben}", "{Ann  Cid}")
	rows, err := orm.Select(whom, orm.As(&whom.Name, orm.Col(&a.Name)), orm.AsNull(&whom.Chief, orm.Col(&chief.C.Name))).
		From(agents).LeftJoin(chief.Along(&a.Chief)).OrderBy(orm.Asc(&a.ID)).All(t.Context(), db)
	t.ok("All", err)
	t.same("who has no chief", []any{rows[0].Chief == nil, *rows[1].Chief, *rows[2].Chief}, []any{true, "Ann", "Ann"})

	other := deals.As("other")
	answers(t, db, "a condition", orm.Select(names, orm.As(&names.Town, orm.Col(&d.Town)), orm.As(&names.Agent, orm.Col(&other.C.Town))).
		From(deals).JoinOn(other, orm.EqColumn(&d.Price, &other.C.Price), orm.LtColumn(&d.ID, &other.C.ID)), "{ Aue Ulm}")
}

func selectGroups(t *trial) {
	db, d, a, b := bazaar(t), deals.C, agents.C, rosettes.C
	row := new(struct {
		Town           string
		N, Heavy, Ways int64
		Pieces         *int32
	})
	list, err := orm.Select(row,
		orm.As(&row.Town, orm.Col(&d.Town)), orm.As(&row.N, orm.Count()), orm.As(&row.Heavy, orm.CountOf(orm.Opt(&d.Weight))),
		orm.As(&row.Ways, orm.CountDistinct(orm.Col(&d.AgentID))), orm.AsNull(&row.Pieces, orm.Sum(orm.Col(&d.Pieces))),
	).From(deals).GroupBy(&row.Town).OrderBy(orm.Desc(&row.N)).All(t.Context(), db)
	t.ok("All", err)
	t.same("groups", len(list), 2)
	t.same("Ulm", []any{list[0].Town, list[0].N, list[0].Heavy, list[0].Ways, *list[0].Pieces}, []any{"Ulm", int64(3), int64(1), int64(2), int32(9)})
	t.same("Aue", []any{list[1].Town, list[1].N, list[1].Heavy, list[1].Ways, *list[1].Pieces}, []any{"Aue", int64(2), int64(2), int64(2), int32(2)})

	sum := new(struct {
		Total, Low decimal.Decimal
		Mean, Far  float64
		Last       time.Time
	})
	answers(t, db, "decimals and times", orm.Select(sum,
		orm.As(&sum.Total, orm.Coalesce(orm.Sum(orm.Col(&d.Price)), dec("0"))), orm.As(&sum.Low, orm.Coalesce(orm.Min(orm.Col(&d.Price)), dec("0"))),
		orm.As(&sum.Mean, orm.Coalesce(orm.Avg(orm.Col(&d.Price)), 0)), orm.As(&sum.Far, orm.Coalesce(orm.Avg(orm.Opt(&d.Weight)).Filter(orm.Gt(&d.Pieces, 1)), 0)),
		orm.As(&sum.Last, orm.Coalesce(orm.Max(orm.Col(&d.At)), time.Time{}.AddDate(1, 0, 0))),
	).From(deals), "{22.74 0.99 4.548 2.5 2024-03-31 13:45:30.123456 +0000 UTC}")
	empty := new(struct {
		N     int64
		Total *decimal.Decimal
	})
	none, err := orm.Select(empty, orm.As(&empty.N, orm.Count()), orm.AsNull(&empty.Total, orm.Sum(orm.Col(&d.Price)))).From(deals).Where(orm.Lt(&d.ID, 0)).One(t.Context(), db)
	t.ok("One", err)
	t.same("of no rows", []any{none.N, none.Total == nil}, []any{int64(0), true})

	answers(t, db, "a total of no rows", orm.Select(sum, orm.As(&sum.Total, orm.Total(orm.Col(&d.Price)).Filter(orm.Eq(&d.Town, "Rom"))),
		orm.As(&sum.Mean, orm.Float(orm.Count()).Plus(1)), orm.As(&sum.Far, orm.Coalesce(orm.Ratio(orm.Count(), orm.Val(int64(2))), 0))).From(deals),
		"{0 0 6 2.5 0001-01-01 00:00:00 +0000 UTC}")
	per := new(struct {
		Name string
		N    int64
		Gold int64
	})
	answers(t, db, "by the key of a table", orm.Select(per,
		orm.As(&per.Name, orm.Col(&a.Name)), orm.As(&per.N, orm.CountOf(orm.Col(&d.ID))), orm.As(&per.Gold, orm.Count().Filter(orm.Any(&d.Rosettes, orm.Eq(&b.Name, "gold")))),
	).From(agents).LeftJoin(&a.Deals).GroupBy(&a.ID).OrderBy(orm.Asc(&a.ID)), "{Ann 3 1}", "{Ben 2 1}", "{Cid 0 0}")
}

func selectHaving(t *trial) {
	db, d := bazaar(t), deals.C
	row := new(struct {
		Town string
		N    int64
	})
	q := orm.Select(row, orm.As(&row.Town, orm.Col(&d.Town)), orm.As(&row.N, orm.Count())).From(deals).GroupBy(&d.Town)
	answers(t, db, "a count", q.Having(orm.Count().Gt(2)), "{Ulm 3}")
	answers(t, db, "a sum of decimals", q.Having(orm.Sum(orm.Col(&d.Price)).Lt(dec("10"))), "{Aue 2}")
	answers(t, db, "a mean", q.Having(orm.Avg(orm.Col(&d.Price)).Between(4.9, 5)), "{Aue 2}")
	answers(t, db, "a grouped column", q.Having(orm.HasPrefix(&d.Town, "U"), orm.Min(orm.Col(&d.Pieces)).In(1, 2)), "{Ulm 3}")
	answers(t, db, "a field of the row", q.Having(orm.Gt(&row.N, 2)), "{Ulm 3}")
	answers(t, db, "two aggregates", q.Having(orm.Count().EqExpr(orm.CountOf(orm.Opt(&d.Weight)))), "{Aue 2}")
	twin := deals.As("twin")
	answers(t, db, "one of two columns with one name", orm.Select(row, orm.As(&row.N, orm.Count())).From(deals).JoinOn(twin, orm.EqColumn(&twin.C.ID, &d.ID)).
		GroupBy(&d.Town, &twin.C.Town).Having(orm.Eq(&d.Town, "Ulm"), orm.Sum(orm.Col(&d.Pieces)).Gt(8)), "{ 3}")
	other, least := deals.As("other"), new(struct{ Pieces int32 })
	many := orm.Select(least, orm.Take(&least.Pieces, &other.C.Pieces)).From(other).Where(orm.Gt(&other.C.Pieces, 1))
	answers(t, db, "an aggregate in a list", q.Having(orm.InQuery(orm.Min(orm.Col(&d.Pieces)), many, &least.Pieces)), "{Ulm 3}")
	answers(t, db, "an aggregate in no list", q.Having(orm.Not(orm.InQuery(orm.Min(orm.Col(&d.Pieces)), many, &least.Pieces))), "{Aue 2}")
	found := orm.When(orm.Count().In(), orm.Val("found")).Else(orm.Val("none"))
	answers(t, db, "an aggregate looked for in nothing", orm.Select(row, orm.As(&row.Town, found)).From(deals).Where(orm.Eq(&d.Town, "Rom")).Having(orm.Count().Eq(0)), "{none 0}")
}

func selectArithmetic(t *trial) {
	db, d := bazaar(t), deals.C
	row := new(struct {
		Sum, More decimal.Decimal
		Pieces    int32
		Each      float64
		Heavier   *float64
	})
	list, err := orm.Select(row,
		orm.As(&row.Sum, orm.Times(orm.Col(&d.Price), orm.Col(&d.Pieces))), orm.As(&row.More, orm.Col(&d.Price).Plus(dec("0.01"))),
		orm.As(&row.Pieces, orm.Col(&d.Pieces).Minus(1)), orm.As(&row.Each, orm.Coalesce(orm.Ratio(orm.Col(&d.Price), orm.Col(&d.Pieces)), 0)),
		orm.AsNull(&row.Heavier, orm.Opt(&d.Weight).Plus(0.5)),
	).From(deals).OrderBy(orm.Desc(&row.Sum), orm.Asc(&d.ID)).All(t.Context(), db)
	t.ok("All", err)
	got := []string{}
	for _, r := range list {
		got = append(got, fmt.Sprint(r.Sum, " ", r.More, " ", r.Pieces, " ", r.Each, " ", r.Heavier != nil))
	}
	t.same("the rows", got, []string{"27 9.01 2 3 false", "9 2.26 3 0.5625 false", "9 9.01 0 9 true", "3 1.51 1 0.75 true", "0.99 1 0 0.99 true"})

	total := new(struct{ Total decimal.Decimal })
	answers(t, db, "a sum of products", orm.Select(total, orm.As(&total.Total, orm.Coalesce(orm.Sum(orm.Times(orm.Col(&d.Price), orm.Col(&d.Pieces))), dec("0")))).From(deals), "{48.99}")
	part := new(struct{ Part *float64 })
	none, err := orm.Select(part, orm.AsNull(&part.Part, orm.Ratio(orm.Count(), orm.CountOf(orm.Opt(&d.Weight))))).From(deals).Where(orm.IsNull(&d.Weight)).One(t.Context(), db)
	t.ok("One", err)
	t.same("divided by zero", none.Part == nil, true)
}

func selectCases(t *trial) {
	db, d := bazaar(t), deals.C
	row := new(struct {
		Size string
		N    int64
	})
	size := orm.When(orm.Lt(&d.Price, dec("1")), orm.Val("small")).When(orm.Col(&d.Price).Lt(dec("5")), orm.Val("middle")).Else(orm.Val("great"))
	answers(t, db, "groups of cases", orm.Select(row, orm.As(&row.Size, size), orm.As(&row.N, orm.Count())).From(deals).GroupBy(&row.Size).OrderBy(orm.Asc(&row.Size)),
		"{great 2}", "{middle 2}", "{small 1}")
	answers(t, db, "some cases", orm.Select(row, orm.As(&row.Size, size), orm.As(&row.N, orm.Count())).From(deals).GroupBy(size).Having(orm.Count().Eq(2)).OrderBy(orm.Desc(&row.Size)),
		"{middle 2}", "{great 2}")
	maybe := new(struct{ Town *string })
	list, err := orm.Select(maybe, orm.AsNull(&maybe.Town, orm.When(orm.Eq(&d.Town, "Aue"), orm.Col(&d.Town)).End())).From(deals).OrderBy(orm.Asc(&d.ID)).All(t.Context(), db)
	t.ok("All", err)
	t.same("no case", []bool{list[0].Town == nil, *list[2].Town == "Aue"}, []bool{true, true})
	cost := new(struct{ Cost decimal.Decimal })
	cheap := orm.When(orm.Eq(&d.Town, "Aue"), orm.Val(dec("0.5"))).Else(orm.Col(&d.Price))
	answers(t, db, "a decimal of the program", orm.Select(cost, orm.As(&cost.Cost, cheap)).From(deals).OrderBy(orm.Asc(&d.ID)), "{1.5}", "{2.25}", "{0.5}", "{0.5}", "{9}")
	answers(t, db, "a sum of them", orm.Select(cost, orm.As(&cost.Cost, orm.Total(cheap))).From(deals).Having(orm.Gt(&cost.Cost, dec("13.7"))), "{13.75}")
	texts := orm.When(orm.Eq(&d.Town, "Aue"), orm.Val("a")).Else(orm.Val("B"))
	answers(t, db, "texts of the program, by code point", orm.Select(row, orm.As(&row.Size, texts)).From(deals).Distinct().OrderBy(orm.Asc(&row.Size)), "{B 0}", "{a 0}")
	either := new(struct{ Weight float64 })
	answers(t, db, "the first that is there", orm.Select(either, orm.As(&either.Weight, orm.Coalesce(orm.CoalesceExpr(orm.Opt(&d.Weight), orm.Float(orm.Col(&d.Pieces))), 0))).
		From(deals).OrderBy(orm.Asc(&d.ID)), "{2.5}", "{4}", "{0.5}", "{4}", "{3}")
}

func selectTexts(t *trial) {
	db, a := bazaar(t), agents.C
	row := new(struct {
		Text, Part string
		Length     int64
	})
	answers(t, db, "texts", orm.Select(row,
		orm.As(&row.Text, orm.Concat(orm.Val("é "), orm.Col(&a.Name), orm.Val("?"))), orm.As(&row.Part, orm.Substring(orm.Concat(orm.Val("ä"), orm.Col(&a.Name)), 1, 3)),
		orm.As(&row.Length, orm.Length(orm.Concat(orm.Col(&a.Name), orm.Val("€")))),
	).From(agents).OrderBy(orm.Asc(&row.Text)), "{é Ann? äAn 4}", "{é Ben? äBe 4}", "{é Cid? äCi 4}")
	first := new(struct {
		First string
		N     int64
	})
	letter := orm.Substring(orm.Col(&a.Name), 2, 1)
	answers(t, db, "groups of a part", orm.Select(first, orm.As(&first.First, letter), orm.As(&first.N, orm.Count())).From(agents).GroupBy(letter).OrderBy(letter.Asc()),
		"{e 1}", "{i 1}", "{n 1}")
}

func selectTimes(t *trial) {
	db, d := bazaar(t), deals.C
	row := new(struct {
		Year, Month, Day, Hour, Minute, Second int64
	})
	answers(t, db, "parts", orm.Select(row,
		orm.As(&row.Year, orm.YearOf(orm.Col(&d.At))), orm.As(&row.Month, orm.MonthOf(orm.Col(&d.At))), orm.As(&row.Day, orm.DayOf(orm.Col(&d.At))),
		orm.As(&row.Hour, orm.PartOf(orm.Hour, orm.Col(&d.At))), orm.As(&row.Minute, orm.PartOf(orm.Minute, orm.Col(&d.At))), orm.As(&row.Second, orm.PartOf(orm.Second, orm.Col(&d.At))),
	).From(deals).Where(orm.Eq(&d.ID, 5)), "{2024 3 31 13 45 30}")
	at := new(struct{ At time.Time })
	for unit, want := range map[orm.Unit]string{
		orm.Year: "2024-01-01 00:00:00", orm.Month: "2024-03-01 00:00:00", orm.Day: "2024-03-31 00:00:00",
		orm.Hour: "2024-03-31 13:00:00", orm.Minute: "2024-03-31 13:45:00", orm.Second: "2024-03-31 13:45:30",
	} {
		answers(t, db, fmt.Sprint("the unit ", unit), orm.Select(at, orm.As(&at.At, orm.StartOf(unit, orm.Col(&d.At)))).From(deals).Where(orm.Eq(&d.ID, 5)), "{"+want+" +0000 UTC}")
	}
	month := new(struct {
		Month time.Time
		N     int64
	})
	answers(t, db, "groups of months", orm.Select(month, orm.As(&month.Month, orm.StartOf(orm.Month, orm.Col(&d.At))), orm.As(&month.N, orm.Count())).From(deals).
		GroupBy(&month.Month).OrderBy(orm.Asc(&month.Month)), "{2024-01-01 00:00:00 +0000 UTC 2}", "{2024-02-01 00:00:00 +0000 UTC 2}", "{2024-03-01 00:00:00 +0000 UTC 1}")
}

func selectWindows(t *trial) {
	db, d := bazaar(t), deals.C
	byAgent := orm.Partition(&d.AgentID).OrderBy(orm.Asc(&d.At))
	byPrice := orm.Window{}.OrderBy(orm.Desc(&d.Price))
	row := new(struct {
		ID                 int64
		Sum                decimal.Decimal
		Place, Rank, Dense int64
		Around             int64
	})
	answers(t, db, "windows", orm.Select(row,
		orm.As(&row.ID, orm.Col(&d.ID)), orm.As(&row.Sum, orm.Coalesce(orm.Sum(orm.Col(&d.Price)).Over(byAgent), dec("0"))),
		orm.As(&row.Place, orm.RowNumber(byAgent)), orm.As(&row.Rank, orm.Rank(byPrice)), orm.As(&row.Dense, orm.DenseRank(byPrice)),
		orm.As(&row.Around, orm.Count().Over(orm.Window{}.OrderBy(orm.Asc(&d.ID)).Rows(1, 1))),
	).From(deals).OrderBy(orm.Asc(&d.ID)), "{1 1.5 1 4 3 2}", "{2 3.75 2 3 2 3}", "{3 4.74 3 5 4 3}", "{4 9 1 1 1 3}", "{5 18 2 1 1 2}")

	near := new(struct{ Before, Behind int32 })
	answers(t, db, "neighbours", orm.Select(near,
		orm.As(&near.Before, orm.Coalesce(orm.Lag(orm.Col(&d.Pieces), 1, byAgent), -1)), orm.As(&near.Behind, orm.Coalesce(orm.Lead(orm.Col(&d.Pieces), 2, byAgent), -1)),
	).From(deals).OrderBy(orm.Asc(&d.ID)), "{-1 1}", "{2 -1}", "{4 -1}", "{-1 -1}", "{1 -1}")

	twice := new(struct {
		Town  string
		Price decimal.Decimal
		Rank  float64
	})
	answers(t, db, "calculated with", orm.Select(twice, orm.Take(&twice.Town, &d.Town), orm.As(&twice.Rank, orm.Float(orm.Rank(byPrice)).Plus(0.5)),
		orm.As(&twice.Price, orm.Total(orm.Col(&d.Price)).Over(orm.Partition(&d.Town)))).From(deals).OrderBy(orm.Asc(&d.ID)),
		"{Ulm 12.75 4.5}", "{Ulm 12.75 3.5}", "{Aue 9.99 5.5}", "{Aue 9.99 1.5}", "{Ulm 12.75 1.5}")

	share := new(struct {
		Town  string
		Share float64
	})
	answers(t, db, "of groups", orm.Select(share,
		orm.As(&share.Town, orm.Col(&d.Town)), orm.As(&share.Share, orm.Coalesce(orm.Ratio(orm.Count(), orm.Sum(orm.Count()).Over(orm.Window{})), 0)),
	).From(deals).GroupBy(&d.Town).OrderBy(orm.Asc(&d.Town)), "{Aue 0.4}", "{Ulm 0.6}")
}

func selectDistinct(t *trial) {
	db, d := bazaar(t), deals.C
	row := new(struct{ Town string })
	q := orm.Select(row, orm.As(&row.Town, orm.Col(&d.Town))).From(deals)
	answers(t, db, "Distinct", q.Distinct().OrderBy(orm.Asc(&d.Town)), "{Aue}", "{Ulm}")
	answers(t, db, "Limit", q.OrderBy(orm.Asc(&d.ID)).Limit(2), "{Ulm}", "{Ulm}")
	answers(t, db, "Offset", q.OrderBy(orm.Asc(&d.ID)).Offset(3), "{Aue}", "{Ulm}")
	answers(t, db, "a part of different ones", q.Distinct().OrderBy(orm.Desc(&row.Town)).Limit(1).Offset(1), "{Aue}")
}

func selectObjects(t *trial) {
	db, d, a := bazaar(t), deals.C, agents.C
	picks(t, db, "a calculated condition", deals.Where(orm.Times(orm.Col(&d.Price), orm.Col(&d.Pieces)).Ge(dec("9"))), 2, 4, 5)
	picks(t, db, "a text", agents.Where(orm.Concat(orm.Col(&a.Name), orm.Val("!")).Eq("Ben!")), 2)
	picks(t, db, "of a list", deals.Where(orm.MonthOf(orm.Col(&d.At)).In(1, 3)), 1, 2, 5)
	picks(t, db, "an order", deals.OrderBy(orm.Times(orm.Col(&d.Price), orm.Col(&d.Pieces)).Desc()), 5, 2, 4, 1, 3)
	picks(t, db, "a joined alias", agents.Join(agents.As("chief").Along(&a.Chief)), 2, 3)
	chief := agents.As("chief")
	picks(t, db, "a condition on an alias", agents.Join(chief.Along(&a.Chief)).Where(orm.Eq(&chief.C.Name, "Ann"), orm.Ne(&a.Name, "Cid")), 2)
	n, err := deals.Where(orm.Length(orm.Col(&d.Town)).Eq(3)).Count(t.Context(), db)
	t.ok("Count", err)
	t.same("the count", n, int64(5))
	gone, err := deals.Where(orm.YearOf(orm.Col(&d.At)).Lt(2024)).Delete(t.Context(), db)
	t.ok("Delete", err)
	t.same("what is deleted", gone, int64(0))
}

func selectOverflow(t *trial) {
	db := t.tables(sums)
	insert(t, db, sums, &summand{N: math.MaxInt64, F: math.MaxFloat64}, &summand{N: math.MaxInt64, F: math.MaxFloat64})
	row := new(struct {
		N int64
		F float64
	})
	c := sums.C
	for what, s := range map[string]orm.Item{
		"a sum of whole numbers": orm.As(&row.N, orm.Total(orm.Col(&c.N))),
		"a product":              orm.As(&row.N, orm.Coalesce(orm.Max(orm.Times(orm.Col(&c.N), orm.Val(3))), 0)),
		"a floating-point sum":   orm.As(&row.F, orm.Coalesce(orm.Max(orm.Col(&c.F).PlusExpr(orm.Col(&c.F))), 0)),
	} {
		_, err := orm.Select(row, s).From(sums).One(t.Context(), db)
		t.kind(what, err, fault.OutOfRange)
	}
}

func selectSubqueries(t *trial) {
	db, d, a := bazaar(t), deals.C, agents.C
	other := deals.As("other")
	mean := new(struct {
		Mean   float64
		Town   string
		Agent  int64
		Pieces int32
	})
	ofTown := orm.Select(mean, orm.As(&mean.Mean, orm.Coalesce(orm.Avg(orm.Col(&other.C.Price)), 0))).From(other).Where(orm.EqColumn(&other.C.Town, &d.Town))
	picks(t, db, "a value of the row", deals.Where(orm.Float(orm.Col(&d.Price)).GtExpr(orm.ValueOf(ofTown, &mean.Mean))), 4, 5)
	dear := orm.Select(mean, orm.Take(&mean.Agent, &d.AgentID), orm.Take(&mean.Town, &d.Town)).From(deals).Where(orm.Gt(&d.Price, dec("5")))
	picks(t, db, "a list", agents.Where(orm.InQuery(orm.Col(&a.ID), dear, &mean.Agent)), 2)
	picks(t, db, "not in a list", agents.Where(orm.Not(orm.InQuery(orm.Col(&a.ID), dear, &mean.Agent))), 1, 3)
	busy := orm.Select(mean, orm.Take(&mean.Agent, &d.AgentID)).From(deals).GroupBy(&mean.Agent).Having(orm.Count().Gt(2))
	picks(t, db, "a list of groups", agents.Where(orm.InQuery(orm.Col(&a.ID), busy, &mean.Agent)), 1)
	n, err := deals.Where(orm.InQuery(orm.Col(&d.AgentID), busy, &mean.Agent), orm.Eq(&d.Town, "Aue")).Count(t.Context(), db)
	t.ok("Count", err)
	t.same("the count", n, int64(1))

	row := new(struct {
		Name string
		N    int64
		Town *string
	})
	count := orm.Select(mean, orm.As(&mean.Agent, orm.Count())).From(deals).Where(orm.EqColumn(&d.AgentID, &a.ID))
	answers(t, db, "a count for each row", orm.Select(row, orm.Take(&row.Name, &a.Name), orm.As(&row.N, orm.Coalesce(orm.ValueOf(count, &mean.Agent), 0))).From(agents).
		OrderBy(orm.Desc(&row.N)), "{Ann 3 <nil>}", "{Ben 2 <nil>}", "{Cid 0 <nil>}")
	last := orm.Select(mean, orm.Take(&mean.Town, &d.Town), orm.Take(&mean.Pieces, &d.Pieces)).From(deals).Join(&d.Agent).Where(orm.EqColumn(&d.AgentID, &other.C.AgentID)).
		OrderBy(orm.Desc(&mean.Pieces))
	list, err := orm.Select(row, orm.AsNull(&row.Town, orm.ValueOf(last, &mean.Town)), orm.As(&row.N, orm.Count())).From(other).GroupBy(&other.C.AgentID).
		OrderBy(orm.Asc(&other.C.AgentID)).All(t.Context(), db)
	t.ok("All", err)
	t.same("the first of an order", []any{len(list), *list[0].Town, *list[1].Town}, []any{2, "Ulm", "Ulm"})
	total := orm.Select(mean, orm.As(&mean.Agent, orm.CountDistinct(orm.Col(&other.C.Town)))).From(other)
	answers(t, db, "in Having", orm.Select(row, orm.As(&row.N, orm.CountDistinct(orm.Col(&d.Town))), orm.Take(&row.Name, &a.Name)).From(deals).Join(&d.Agent).GroupBy(&a.ID).
		Having(orm.Coalesce(orm.ValueOf(total, &mean.Agent), 0).EqExpr(orm.CountDistinct(orm.Col(&d.Town)))).OrderBy(orm.Asc(&a.ID)), "{Ann 2 <nil>}", "{Ben 2 <nil>}")
	gone, err := deals.Where(orm.InQuery(orm.Col(&d.AgentID), orm.Select(mean, orm.Take(&mean.Agent, &a.ID)).From(agents).Where(orm.Eq(&a.Name, "Ben")), &mean.Agent)).Delete(t.Context(), db)
	t.ok("Delete", err)
	t.same("what is deleted", gone, int64(2))
}
