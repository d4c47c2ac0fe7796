package conformance

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func derivedTables() theme {
	return theme{"derived", []testCase{
		{"a query stands in others as a table", derivedJoins},
		{"objects are chosen and ordered by what a query says of them", derivedObjects},
		{"rows are picked by their place in a window", derivedWindows},
		{"a query is read by name, several times", derivedCommon},
		{"a tree is read level by level", derivedTrees},
		{"a circle is read once", derivedCircles},
		{"rows of several queries are put together", derivedUnions},
		{"rows are counted, and read in pages", derivedPages},
		{"a row of values needs no table", derivedValues},
		{"queries with limits, and unions of unions, are put together", derivedNested},
	}}
}

// turnover is what an agent has sold.
type turnover struct {
	AgentID int64
	N       int64
	Best    *decimal.Decimal
	Mean    *float64
}

// salesFrom are the agents' sales of a price and above.
func salesFrom(price string) orm.Selection[turnover] {
	d, per := deals.C, new(turnover)
	return orm.Select(per, orm.Take(&per.AgentID, &d.AgentID), orm.As(&per.N, orm.Count()), orm.AsNull(&per.Best, orm.Max(orm.Col(&d.Price))),
		orm.AsNull(&per.Mean, orm.Avg(orm.Opt(&d.Weight)))).From(deals).Where(orm.Ge(&d.Price, dec(price))).GroupBy(&per.AgentID)
}

func derivedJoins(t *trial) {
	db, d, a := bazaar(t), deals.C, agents.C
	s := salesFrom("1").As("sales")
	row := new(struct {
		Name string
		N    int64
		Mean float64
	})
	named := orm.Select(row, orm.Take(&row.Name, &a.Name), orm.As(&row.N, orm.Coalesce(orm.Col(&s.C.N), 0)), orm.As(&row.Mean, orm.Coalesce(orm.Opt(&s.C.Mean), -1))).From(agents)
	answers(t, db, "LeftJoinOn", named.LeftJoinOn(s, orm.EqColumn(&s.C.AgentID, &a.ID)).OrderBy(orm.Asc(&a.ID)), "{Ann 2 2.5}", "{Ben 2 4}", "{Cid 0 -1}")
	answers(t, db, "JoinOn, with a value", named.JoinOn(s, orm.EqColumn(&s.C.AgentID, &a.ID)).Where(orm.Opt(&s.C.Best).Gt(dec("5"))), "{Ben 2 4}")

	all := new(struct {
		Agents int64
		Most   int64
		Sum    *decimal.Decimal
	})
	answers(t, db, "From", orm.Select(all, orm.As(&all.Agents, orm.Count()), orm.As(&all.Most, orm.Coalesce(orm.Max(orm.Col(&s.C.N)), 0))).From(s), "{2 2 <nil>}")
	found, err := orm.Select(all, orm.AsNull(&all.Sum, orm.Sum(orm.Opt(&s.C.Best)))).From(s).One(t.Context(), db)
	t.ok("One", err)
	t.same("a sum of what is greatest", found.Sum.String(), "11.25")

	dear := salesFrom("9").As("dear")
	answers(t, db, "two of one kind, with values of their own", named.JoinOn(s, orm.EqColumn(&s.C.AgentID, &a.ID)).LeftJoinOn(dear, orm.EqColumn(&dear.C.AgentID, &a.ID), orm.Gt(&dear.C.N, 1)).
		Where(orm.IsNull(&dear.C.AgentID)), "{Ann 2 2.5}")
	again := s.As("again")
	answers(t, db, "the same again", named.JoinOn(s, orm.EqColumn(&s.C.AgentID, &a.ID)).JoinOn(again, orm.EqColumn(&again.C.N, &s.C.N), orm.GtColumn(&again.C.AgentID, &s.C.AgentID)), "{Ann 2 2.5}")
	one := new(struct{ AgentID int64 })
	many := orm.Select(one, orm.Take(&one.AgentID, &s.C.AgentID)).From(s).Where(orm.Opt(&s.C.Best).Lt(dec("9.00")))
	picks(t, db, "within a list", deals.Where(orm.InQuery(orm.Col(&d.AgentID), many, &one.AgentID)), 1, 2, 3)
}

func derivedObjects(t *trial) {
	db, a := bazaar(t), agents.C
	s, named := salesFrom("1").As("sales"), salesFrom("1").CTE("sales")
	picks := func(what string, q orm.Query[agent], want ...string) {
		t.Helper()
		list, err := q.All(t.Context(), db)
		t.ok(what, err)
		var got []string
		for _, x := range list {
			got = append(got, x.Name)
		}
		t.same(what, got, want)
		text, values, err := q.SQL(db)
		t.ok("SQL", err)
		t.asked.check(t, "objects, "+what, fmt.Sprintln(text)+fmt.Sprintln(values...))
		n, err := q.Count(t.Context(), db)
		t.ok("Count", err)
		t.same("the count of "+what, n, int64(len(want)))
	}
	picks("JoinOn", agents.Query().JoinOn(s, orm.EqColumn(&s.C.AgentID, &a.ID)).OrderBy(orm.Opt(&s.C.Best).Desc()), "Ben", "Ann")
	picks("LeftJoinOn, cut", agents.Query().LeftJoinOn(s, orm.EqColumn(&s.C.AgentID, &a.ID)).OrderBy(orm.Opt(&s.C.Best).Desc()).Limit(3), "Ben", "Ann", "Cid")
	top := new(struct{ Best *decimal.Decimal })
	again := named.As("again")
	best := orm.Select(top, orm.AsNull(&top.Best, orm.Max(orm.Opt(&again.C.Best)))).From(again)
	picks("of a name, and a value of it", agents.Query().JoinOn(named, orm.EqColumn(&named.C.AgentID, &a.ID)).Where(orm.Opt(&named.C.Best).EqExpr(orm.ValueOfNull(best, &top.Best)), orm.Gt(&a.ID, 1)), "Ben")
	chief := agents.As("chief")
	picks("of an alias", agents.Query().JoinOn(chief, orm.Opt(&a.ChiefID).EqExpr(orm.Col(&chief.C.ID))).Where(orm.Eq(&chief.C.Name, "Ann")).OrderBy(orm.Desc(&a.Name)), "Cid", "Ben")
}

func derivedWindows(t *trial) {
	db, d := bazaar(t), deals.C
	type place struct {
		ID    int64
		Town  string
		Place int64
	}
	row := new(place)
	ranked := orm.Select(row, orm.Take(&row.ID, &d.ID), orm.Take(&row.Town, &d.Town),
		orm.As(&row.Place, orm.RowNumber(orm.Partition(&d.Town).OrderBy(orm.Desc(&d.Price), orm.Asc(&d.ID))))).From(deals).As("ranked")
	out := new(place)
	answers(t, db, "the first two of each", orm.Select(out, orm.Take(&out.Town, &ranked.C.Town), orm.Take(&out.Place, &ranked.C.Place), orm.Take(&out.ID, &ranked.C.ID)).
		From(ranked).Where(orm.Le(&ranked.C.Place, 2)).OrderBy(orm.Asc(&out.Town), orm.Asc(&out.Place)),
		"{4 Aue 1}", "{3 Aue 2}", "{5 Ulm 1}", "{2 Ulm 2}")
	first := orm.Select(row, orm.Take(&row.ID, &d.ID), orm.Take(&row.Town, &d.Town)).From(deals).OrderBy(orm.Desc(&d.Price), orm.Asc(&row.ID)).Limit(3).Offset(1).As("first")
	answers(t, db, "what a limit has left", orm.Select(out, orm.Take(&out.Town, &first.C.Town), orm.As(&out.Place, orm.Count())).From(first).GroupBy(&first.C.Town).OrderBy(orm.Asc(&first.C.Town)),
		"{0 Ulm 3}")
}

func derivedCommon(t *trial) {
	db, d, a := bazaar(t), deals.C, agents.C
	s := salesFrom("0.50").CTE("sales")
	best := new(struct{ N *int64 })
	most := s.As("most")
	row := new(struct {
		Name string
		N    int64
	})
	top := orm.Select(best, orm.AsNull(&best.N, orm.Max(orm.Col(&most.C.N)))).From(most)
	answers(t, db, "in From and in a value", orm.Select(row, orm.Take(&row.Name, &a.Name), orm.Take(&row.N, &s.C.N)).From(agents).JoinOn(s, orm.EqColumn(&s.C.AgentID, &a.ID)).
		Where(orm.Col(&s.C.N).Null().EqExpr(orm.ValueOfNull(top, &best.N)), orm.Ne(&a.Name, "Cid")), "{Ann 3}")

	two := new(turnover)
	better := orm.Select(two, orm.Take(&two.AgentID, &s.C.AgentID), orm.Take(&two.N, &s.C.N)).From(s).Where(orm.Ge(&s.C.N, 3)).CTE("better")
	answers(t, db, "one reads another", orm.Select(row, orm.Take(&row.Name, &a.Name), orm.Take(&row.N, &better.C.N)).From(agents).
		JoinOn(better, orm.EqColumn(&better.C.AgentID, &a.ID)).JoinOn(s, orm.EqColumn(&s.C.AgentID, &better.C.AgentID)), "{Ann 3}")
	picks(t, db, "for objects", deals.Where(orm.InQuery(orm.Col(&d.AgentID), orm.Select(two, orm.Take(&two.AgentID, &better.C.AgentID)).From(better), &two.AgentID), orm.Eq(&d.Town, "Aue")), 3)
}

// rung is a row of a tree.
type rung struct {
	ID    int64
	Depth int64
	Path  string
}

// chart is the tree of agents below some.
func chart(below orm.Cond) *orm.Derived[rung] {
	a, row := agents.C, new(rung)
	return orm.Recursive("chart",
		orm.Select(row, orm.Take(&row.ID, &a.ID), orm.As(&row.Depth, orm.Val(int64(0))), orm.Take(&row.Path, &a.Name)).From(agents).Where(below),
		func(found *orm.Derived[rung]) orm.Selection[rung] {
			row := new(rung)
			return orm.Select(row, orm.As(&row.Path, orm.Concat(orm.Col(&found.C.Path), orm.Val(" > "), orm.Col(&a.Name))), orm.As(&row.Depth, orm.Col(&found.C.Depth).Plus(1)), orm.Take(&row.ID, &a.ID)).
				From(agents).JoinOn(found, orm.Opt(&a.ChiefID).EqExpr(orm.Col(&found.C.ID).Null()))
		})
}

func derivedTrees(t *trial) {
	db, a := bazaar(t), agents.C
	insert(t, db, agents, &agent{Name: "Dee", ChiefID: new(int64(2))})
	row := new(rung)
	tree := chart(orm.IsNull(&a.ChiefID))
	lines := orm.Select(row, orm.Take(&row.ID, &tree.C.ID), orm.Take(&row.Depth, &tree.C.Depth), orm.Take(&row.Path, &tree.C.Path)).From(tree)
	answers(t, db, "Recursive", lines.OrderBy(orm.Asc(&row.Path)), "{1 0 Ann}", "{2 1 Ann > Ben}", "{4 2 Ann > Ben > Dee}", "{3 1 Ann > Cid}")
	answers(t, db, "of some levels", lines.Where(orm.Between(&tree.C.Depth, 1, 1)).OrderBy(orm.Asc(&row.ID)), "{2 1 Ann > Ben}", "{3 1 Ann > Cid}")
	below := chart(orm.Eq(&a.Name, "Ben"))
	id := new(struct{ ID int64 })
	picks(t, db, "in a list", agents.Where(orm.InQuery(orm.Col(&a.ID), orm.Select(id, orm.Take(&id.ID, &below.C.ID)).From(below), &id.ID)), 2, 4)

	n := new(struct{ N int64 })
	numbers := orm.Recursive("numbers", orm.Select(n, orm.As(&n.N, orm.Val(int64(1)))),
		func(found *orm.Derived[struct{ N int64 }]) orm.Selection[struct{ N int64 }] {
			return orm.Select(n, orm.As(&n.N, orm.Col(&found.C.N).Plus(1))).From(found).Where(orm.Lt(&found.C.N, 2500))
		})
	sum := new(struct{ N, Sum *int64 })
	found, err := orm.Select(sum, orm.AsNull(&sum.N, orm.Max(orm.Col(&numbers.C.N))), orm.AsNull(&sum.Sum, orm.Sum(orm.Col(&numbers.C.N)))).From(numbers).One(t.Context(), db)
	t.ok("One", err)
	t.same("numbers that are counted up", []int64{*found.N, *found.Sum}, []int64{2500, 2500 * 2501 / 2})

	text := new(struct{ Text string })
	grown := orm.Recursive("grown", orm.Select(text, orm.As(&text.Text, orm.Val("ä"))),
		func(found *orm.Derived[struct{ Text string }]) orm.Selection[struct{ Text string }] {
			return orm.Select(text, orm.As(&text.Text, orm.Concat(orm.Col(&found.C.Text), orm.Col(&found.C.Text)))).From(found).Where(orm.Length(orm.Col(&found.C.Text)).Lt(100_000))
		})
	longest, err := orm.Select(n, orm.As(&n.N, orm.Coalesce(orm.Max(orm.Length(orm.Col(&grown.C.Text))), 0))).From(grown).One(t.Context(), db)
	t.ok("One", err)
	t.same("a text that grows", longest.N, int64(131_072))
}

func derivedCircles(t *trial) {
	db, a := bazaar(t), agents.C
	_, err := agents.Where(orm.Eq(&a.ID, 1)).Update(t.Context(), db, orm.Set(&a.ChiefID, new(int64(3))))
	t.ok("Update", err)
	id := new(struct{ ID int64 })
	reach := orm.Recursive("reach", orm.Select(id, orm.Take(&id.ID, &a.ID)).From(agents).Where(orm.Eq(&a.ID, 3)),
		func(found *orm.Derived[struct{ ID int64 }]) orm.Selection[struct{ ID int64 }] {
			return orm.Select(id, orm.Take(&id.ID, &a.ID)).From(agents).JoinOn(found, orm.Opt(&a.ChiefID).EqExpr(orm.Col(&found.C.ID).Null()))
		}).Distinct()
	answers(t, db, "Distinct", orm.Select(id, orm.Take(&id.ID, &reach.C.ID)).From(reach).OrderBy(orm.Asc(&id.ID)), "{1}", "{2}", "{3}")
}

// spot is a name and where it was found.
type spot struct {
	Name string
	At   *string
}

func derivedUnions(t *trial) {
	db, d, a := bazaar(t), deals.C, agents.C
	row, two := new(spot), new(spot)
	towns := orm.Select(row, orm.Take(&row.Name, &d.Town)).From(deals)
	names := orm.Select(two, orm.Take(&two.Name, &a.Name)).From(agents).Where(orm.Lt(&a.ID, 3))
	answers(t, db, "Union", towns.Union(names).OrderBy(orm.Desc(&row.Name)), "{Ulm <nil>}", "{Ben <nil>}", "{Aue <nil>}", "{Ann <nil>}")
	answers(t, db, "UnionAll, cut", towns.UnionAll(names).OrderBy(orm.Asc(&row.Name)).Limit(3).Offset(1), "{Aue <nil>}", "{Aue <nil>}", "{Ben <nil>}")
	dear := orm.Select(two, orm.Take(&two.Name, &d.Town)).From(deals).Where(orm.Gt(&d.Price, dec("2")), orm.Lt(&d.Price, dec("9")))
	answers(t, db, "Intersect", towns.Intersect(dear), "{Ulm <nil>}")
	answers(t, db, "Except", towns.Except(dear), "{Aue <nil>}")

	where := orm.Select(row, orm.AsNull(&row.At, orm.Col(&d.Town)), orm.As(&row.Name, orm.Val("deal"))).From(deals).Where(orm.Gt(&d.Price, dec("5")))
	who := orm.Select(two, orm.As(&two.Name, orm.Val("agent")), orm.AsNull(&two.At, orm.Col(&a.Name).Null())).From(agents).Where(orm.Eq(&a.ID, 3))
	list, err := where.Union(who).OrderBy(orm.Asc(&row.At)).All(t.Context(), db)
	t.ok("All", err)
	got := []string{}
	for _, s := range list {
		got = append(got, s.Name+" "+*s.At)
	}
	t.same("fields in another order", got, []string{"deal Aue", "agent Cid", "deal Ulm"})
	asked(t, db, "fields in another order", where.Union(who).OrderBy(orm.Asc(&row.At)))

	both := towns.Union(names).As("both")
	n := new(struct{ N int64 })
	answers(t, db, "as a table", orm.Select(n, orm.As(&n.N, orm.Count())).From(both).Where(orm.Gt(&both.C.Name, "B")), "{2}")
	picks(t, db, "as a list", agents.Where(orm.InQuery(orm.Col(&a.Name), towns.UnionAll(names), &row.Name)), 1, 2)
	nobody := orm.Select(two, orm.Take(&two.Name, &a.Name)).From(agents).Where(orm.Eq(&a.ID, 0))
	none, err := nobody.Union(nobody).All(t.Context(), db)
	t.ok("All", err)
	t.same("rows of nothing", len(none), 0)
}

func derivedNested(t *trial) {
	db, d, a := bazaar(t), deals.C, agents.C
	row := new(struct{ ID int64 })
	deal := func(ids ...int64) orm.Selection[struct{ ID int64 }] {
		return orm.Select(row, orm.Take(&row.ID, &d.ID)).From(deals).Where(orm.In(&d.ID, ids...))
	}
	ordered := func(s orm.Selection[struct{ ID int64 }]) orm.Selection[struct{ ID int64 }] {
		return s.OrderBy(orm.Asc(&row.ID))
	}
	answers(t, db, "from the left", ordered(deal(1, 2).Union(deal(3)).Intersect(deal(2, 3, 4))), "{2}", "{3}")
	answers(t, db, "the right one first", ordered(deal(1, 2).Union(deal(3).Intersect(deal(2, 3, 4)))), "{1}", "{2}", "{3}")
	answers(t, db, "less and more", ordered(deal(1, 2, 3).Except(deal(2, 3)).Union(deal(3), deal(5))), "{1}", "{3}", "{5}")
	answers(t, db, "less what is more", ordered(deal(1, 2, 3).Except(deal(2).Union(deal(3)))), "{1}")
	last := orm.Select(row, orm.Take(&row.ID, &d.ID)).From(deals).OrderBy(orm.Desc(&d.ID)).Limit(2)
	first := orm.Select(row, orm.Take(&row.ID, &a.ID)).From(agents).OrderBy(orm.Asc(&a.ID)).Limit(1)
	answers(t, db, "each with a limit", ordered(last.Union(first)), "{1}", "{4}", "{5}")
	answers(t, db, "one with a limit", ordered(deal(1).Union(last).Limit(2)), "{1}", "{4}")
}

func derivedValues(t *trial) {
	db, d := bazaar(t), deals.C
	n := new(struct{ N int64 })
	figures := new(struct {
		Agents, Deals int64
		Dear          *string
		Word          string
	})
	ofAgents := orm.Select(n, orm.As(&n.N, orm.Count())).From(agents)
	ofDeals := orm.Select(n, orm.As(&n.N, orm.Count())).From(deals)
	town := new(struct{ Town string })
	dear := orm.Select(town, orm.Take(&town.Town, &d.Town)).From(deals).OrderBy(orm.Desc(&d.Price), orm.Asc(&d.ID))
	all := orm.Select(figures, orm.As(&figures.Agents, orm.Coalesce(orm.ValueOf(ofAgents, &n.N), 0)), orm.As(&figures.Deals, orm.Coalesce(orm.ValueOf(ofDeals, &n.N), 0)),
		orm.AsNull(&figures.Dear, orm.ValueOf(dear, &town.Town)), orm.As(&figures.Word, orm.Val("x")))
	found, err := all.One(t.Context(), db)
	t.ok("One", err)
	t.same("figures", []any{found.Agents, found.Deals, *found.Dear, found.Word}, []any{int64(3), int64(5), "Aue", "x"})
	asked(t, db, "figures", all)
	one := orm.Select(n, orm.As(&n.N, orm.Val(int64(1))))
	answers(t, db, "rows of values", one.UnionAll(orm.Select(n, orm.As(&n.N, orm.Val(int64(7)))), one), "{1}", "{7}", "{1}")
}

func derivedPages(t *trial) {
	db, d := bazaar(t), deals.C
	row := new(spot)
	towns := orm.Select(row, orm.Take(&row.Name, &d.Town)).From(deals).Distinct().OrderBy(orm.Desc(&row.Name))
	for what, c := range map[string]struct {
		of   orm.Selection[spot]
		want int64
	}{
		"Distinct":  {towns, 2},
		"cut":       {towns.Limit(5).Offset(1), 1},
		"none":      {towns.Limit(0), 0},
		"groups":    {orm.Select(row, orm.Take(&row.Name, &d.Town)).From(deals).GroupBy(&d.Town).Having(orm.Count().Gt(2)), 1},
		"a union":   {towns.UnionAll(towns), 4},
		"no rows":   {towns.Where(orm.Eq(&d.Town, "Rom")), 0},
		"no groups": {orm.Select(row, orm.As(&row.Name, orm.Coalesce(orm.Max(orm.Col(&d.Town)), ""))).From(deals).Where(orm.Eq(&d.Town, "Rom")), 1},
	} {
		n, err := c.of.Count(t.Context(), db)
		t.ok("Count of "+what, err)
		t.same("the count of "+what, n, c.want)
		found, err := c.of.Exists(t.Context(), db)
		t.ok("Exists of "+what, err)
		t.same("whether there is one of "+what, found, c.want > 0)
	}
	page, err := towns.Page(t.Context(), db, 2, 1)
	t.ok("Page", err)
	t.same("the second page", []any{page.Items[0].Name, page.Total, page.Pages(), page.HasNext()}, []any{"Aue", int64(2), 2, false})
	_, err = towns.Page(t.Context(), db, 0, 1)
	t.kind("a page before the first", err, fault.Invalid)
	_, err = towns.Limit(1).Page(t.Context(), db, 1, 1)
	t.kind("of a limit", err, fault.Invalid)
}
