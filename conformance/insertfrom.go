package conformance

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func insertsFrom() theme {
	return theme{"insertfrom", []testCase{
		{"rows of a table become new rows", fromTable},
		{"rows of joins, groups, unions, derived tables and common table expressions do as well", fromQueries},
		{"the rows of the table that is written are read as they were", fromOwn},
		{"what is not filled gets its default, NULL, a time or a version, and the next key", fromDefaults},
		{"values of the program are stored as the column is, whatever was stored before", fromValues},
		{"a folded column takes a folded one, with its folded text", fromFolded},
		{"keys that the program gives are read as other columns", fromKeys},
		{"no rows are none", fromNone},
		{"what a column cannot hold is refused, and nothing is stored", fromTooFar},
		{"a unique, a check and a foreign key that refuse name the field", fromConstraints},
		{"scopes of what is read hold", fromScopes},
		{"it is part of its transaction", fromTransaction},
		{"a session's changes are read, and its objects expire", fromSession},
		{"a hundred thousand rows are one statement", fromMany},
		{"what cannot be stored is refused before anything is sent", fromRefused},
	}}
}

func fromTable(t *trial) {
	db, rec := vault(t)
	c, k := casks.C, kegs.C
	rec.stores(t, "some columns", db, poured().From(kegs), 4)
	emptied(t, db, "the rows", briefly, "k1 10", "k2 20", "k3 30", "k4 40")
	rec.stores(t, "columns of every kind", db, poured(
		orm.Take(&c.Note, &k.Note), orm.Take(&c.Small, &k.Small), orm.Take(&c.Price, &k.Price), orm.Take(&c.Rate, &k.Rate), orm.Take(&c.Filled, &k.Filled), orm.Take(&c.CellarID, &k.CellarID),
	).From(kegs).Where(orm.Gt(&k.ID, 2)), 2)
	emptied(t, db, "the rows", func(c *cask) string {
		return fmt.Sprint(c.Name, *c.Note, c.Small, c.Price, c.Rate, c.Filled.Equal(onDay(c.Filled.Month(), 1)), int(c.Filled.Month()), c.CellarID != nil)
	}, "k3note 33 3.5 1.5 true 3 true", "k4note 44 4.5 2 true 4 false")
	rec.stores(t, "computed ones", db, orm.Select(c, orm.As(&c.Name, orm.Concat(orm.Col(&k.Name), orm.Val("!"))), orm.As(&c.Litres, orm.Col(&k.Litres).Plus(1)),
		orm.As(&c.Price, orm.Times(orm.Col(&k.Price), orm.Col(&k.Litres))), orm.As(&c.Rate, orm.When(orm.Gt(&k.Litres, 10), orm.Col(&k.Rate)).Else(orm.Val(9.5))),
		orm.AsNull(&c.Note, orm.Lift(orm.Opt(&k.Note), func(x orm.Expr[string]) orm.Expr[string] { return orm.Substring(x, 1, 2) }))).From(kegs).Where(orm.Lt(&k.ID, 3)), 2)
	emptied(t, db, "the rows", func(c *cask) string { return fmt.Sprint(briefly(c), c.Price, c.Rate, c.Note != nil) }, "k1! 1115 9.5 false", "k2! 2150 1 true")
	rec.stores(t, "the first by an order", db, poured().From(kegs).OrderBy(orm.Desc(&k.Litres)).Limit(2).Offset(1), 2)
	emptied(t, db, "the rows", briefly, "k2 20", "k3 30")
}

func fromQueries(t *trial) {
	db, rec := vault(t)
	c, k, s := casks.C, kegs.C, cellars.C
	rec.stores(t, "a join", db, poured(orm.As(&c.Grade, orm.Col(&s.Town))).From(kegs).Join(&k.Cellar).Where(orm.Eq(&s.Dark, false)), 2)
	emptied(t, db, "a join", func(c *cask) string { return c.Label }, "Ulm k1", "Ulm k2")
	above := kegs.As("above")
	rec.stores(t, "a left join", db, poured(orm.AsNull(&c.Note, orm.Col(&above.C.Name))).From(kegs).LeftJoin(above.Along(&k.Above)), 4)
	emptied(t, db, "a left join", noted, "-", "k1", "k2", "k3")
	rec.stores(t, "groups", db, orm.Select(c, orm.As(&c.Name, orm.Col(&s.Town)), orm.As(&c.Litres, orm.Total(orm.Col(&k.Litres))), orm.As(&c.Price, orm.Coalesce(orm.Max(orm.Col(&k.Price)), decimal.Zero))).
		From(kegs).Join(&k.Cellar).GroupBy(&c.Name).Having(orm.Gt(&c.Litres, 5)), 2)
	emptied(t, db, "groups", func(c *cask) string { return fmt.Sprint(briefly(c), " ", c.Price) }, "Aue 30 3.5", "Ulm 30 2.5")
	town := orm.Select(c, orm.As(&c.Name, orm.Col(&s.Town)), orm.As(&c.Litres, orm.Val(int64(5)))).From(cellars)
	rec.stores(t, "a union", db, poured().From(kegs).Where(orm.Lt(&k.ID, 3)).UnionAll(town, town), 6)
	emptied(t, db, "a union", briefly, "Aue 5", "Aue 5", "Ulm 5", "Ulm 5", "k1 10", "k2 20")
	rec.stores(t, "different rows", db, orm.Select(c, orm.As(&c.Name, orm.Val("keg")), orm.As(&c.Litres, orm.Length(orm.Col(&k.Name)))).From(kegs).Distinct(), 1)
	emptied(t, db, "different rows", briefly, "keg 2")

	row := new(struct {
		CellarID *int64
		Litres   int64
		Place    int64
	})
	placed := orm.Select(row, orm.Take(&row.CellarID, &k.CellarID), orm.As(&row.Litres, orm.Col(&k.Litres).Plus(1)),
		orm.As(&row.Place, orm.RowNumber(orm.Partition(&k.CellarID).OrderBy(orm.Desc(&k.Litres))))).From(kegs)
	p := placed.As("placed")
	rec.stores(t, "a derived table", db, orm.Select(c, orm.As(&c.Name, orm.TextOf(orm.Col(&p.C.Place))), orm.Take(&c.CellarID, &p.C.CellarID), orm.Take(&c.Litres, &p.C.Litres)).
		From(p).Where(orm.Eq(&p.C.Place, 1)), 3)
	emptied(t, db, "a derived table", briefly, "1 21", "1 31", "1 41")
	p = placed.CTE("placed")
	q := p.As("q")
	rec.stores(t, "a common table expression", db, orm.Select(c, orm.As(&c.Name, orm.Val("both")), orm.As(&c.Litres, orm.Col(&p.C.Litres).PlusExpr(orm.Col(&q.C.Litres)))).
		From(p).JoinOn(q, orm.Opt(&p.C.CellarID).EqExpr(orm.Opt(&q.C.CellarID)), orm.LtColumn(&p.C.Place, &q.C.Place)), 1)
	emptied(t, db, "a common table expression", briefly, "both 32")
	below := new(struct{ ID, Depth int64 })
	all := orm.Recursive("below", orm.Select(below, orm.Take(&below.ID, &k.ID), orm.As(&below.Depth, orm.Val(int64(0)))).From(kegs).Where(orm.IsNull(&k.AboveID)), func(found *orm.Derived[struct{ ID, Depth int64 }]) orm.Selection[struct{ ID, Depth int64 }] {
		return orm.Select(below, orm.Take(&below.ID, &k.ID), orm.As(&below.Depth, orm.Col(&found.C.Depth).Plus(1))).From(kegs).JoinOn(found, orm.Opt(&k.AboveID).EqExpr(orm.Col(&found.C.ID)))
	})
	rec.stores(t, "a recursion", db, orm.Select(c, orm.As(&c.Name, orm.Val("deep")), orm.Take(&c.Litres, &all.C.Depth)).From(all), 4)
	emptied(t, db, "a recursion", briefly, "deep 0", "deep 1", "deep 2", "deep 3")
	one := new(struct{ N int64 })
	many := orm.Select(one, orm.As(&one.N, orm.Count())).From(kegs)
	rec.stores(t, "no table", db, orm.Select(c, orm.As(&c.Name, orm.Val("all")), orm.As(&c.Litres, orm.Coalesce(orm.ValueOf(many, &one.N), 0))), 1)
	emptied(t, db, "no table", briefly, "all 4")
}

func fromOwn(t *trial) {
	db, rec := vault(t)
	c, old := casks.C, casks.As("old")
	rec.stores(t, "the first ones", db, poured().From(kegs), 4)
	twice := orm.Select(c, orm.As(&c.Name, orm.Concat(orm.Col(&old.C.Name), orm.Val("+"))), orm.As(&c.Litres, orm.Col(&old.C.Litres).PlusExpr(orm.Col(&old.C.Twice))), orm.AsNull(&c.HeirID, orm.Col(&old.C.ID))).From(old)
	rec.stores(t, "as often again", db, twice, 4)
	rec.stores(t, "and again, without an alias", db, orm.Select(c, orm.Take(&c.Name, &c.Name), orm.Take(&c.Litres, &c.Litres), orm.Take(&c.HeirID, &c.HeirID)).From(casks).Where(orm.Gt(&c.Litres, 30)), 4)
	count(t, db, casks, 12)
	heirs, err := casks.Where(orm.IsNotNull(&c.HeirID)).OrderBy(orm.Asc(&c.Name), orm.Asc(&c.ID)).With(orm.Load(&c.Heir)).All(t.Context(), db)
	t.ok("All", err)
	got := []string{}
	for _, x := range heirs {
		got = append(got, fmt.Sprint(oneOf(t, x.Heir).Name, " ", briefly(x)))
	}
	t.same("of whom each is", got, []string{"k1 k1+ 30", "k2 k2+ 60", "k2 k2+ 60", "k3 k3+ 90", "k3 k3+ 90", "k4 k4+ 120", "k4 k4+ 120"})
	other := casks.As("other")
	one := new(struct{ N int64 })
	sum := orm.Select(one, orm.As(&one.N, orm.Count())).From(other)
	rec.stores(t, "what a query of it computes", db, orm.Select(c, orm.Take(&c.Name, &old.C.Name), orm.As(&c.Litres, orm.Coalesce(orm.ValueOf(sum, &one.N), 0))).From(old).Where(orm.Lt(&old.C.Litres, 30)), 2)
	n, err := casks.Where(orm.Eq(&c.Litres, 12)).Count(t.Context(), db)
	t.ok("Count", err)
	t.same("how many counted as many", n, int64(2))
}

func fromDefaults(t *trial) {
	db, rec := vault(t)
	insert(t, db, casks, &cask{Name: "a"}, &cask{Name: "b"})
	rec.stores(t, "little", db, poured().From(kegs).Where(orm.Lt(&kegs.C.ID, 3)), 2)
	two := all(t, db, casks)[2:]
	keys := map[int64]bool{}
	for _, x := range two {
		keys[x.ID] = true
		t.same(x.Name, []any{x.CellarID, x.Note, x.Tag, x.Slot, x.Grade, x.Small, x.Price.String(), x.Rate, x.Filled, x.Version, x.Twice, x.Label},
			[]any{(*int64)(nil), (*string)(nil), (*string)(nil), (*int64)(nil), "plain", int8(7), "1.5", 0.5, onDay(6, 1), int64(1), x.Litres * 2, "plain " + x.Name})
	}
	t.same("keys of their own, behind those of objects", len(keys) == 2 && !keys[1] && !keys[2], true)
	c := &cask{Name: "c"}
	insert(t, db, casks, c)
	t.same("an object's key is another one", keys[c.ID], false)
	t.ok("InsertAll", casks.InsertAll(t.Context(), db, []*cask{{Name: "d"}, {Name: "e"}, {Name: "f"}}))
	rec.stores(t, "a version, and a zero in the place of a default", db, poured(orm.As(&casks.C.Version, orm.Val(int64(9))), orm.As(&casks.C.Rate, orm.Val(0.0)), orm.As(&casks.C.Small, orm.Val(int8(0))), orm.As(&casks.C.Grade, orm.Val(""))).From(kegs).Where(orm.Eq(&kegs.C.ID, 4)), 1)
	x, err := casks.Where(orm.Eq(&casks.C.Name, "k4")).One(t.Context(), db)
	t.ok("One", err)
	t.same("the row", []any{x.Version, x.Rate, x.Small, x.Grade}, []any{int64(9), 0.0, int8(0), ""})
	x.Litres = 1
	t.ok("Update", casks.Update(t.Context(), db, x))
	t.same("its version goes on", x.Version, int64(10))
	count(t, db, casks, 9)
}

func fromValues(t *trial) {
	db, rec := vault(t)
	c, k := casks.C, kegs.C
	of := func(name, price string, rate float64, note *string) orm.Selection[cask] {
		n := len(name)
		missing := orm.Opt(&k.Note)
		if note != nil {
			missing = orm.Val(*note).Null()
		}
		return orm.Select(c, orm.As(&c.Name, orm.Val(name)), orm.As(&c.Litres, orm.Val(int64(n))), orm.As(&c.Price, orm.Val(dec(price))), orm.As(&c.Rate, orm.Val(rate)),
			orm.As(&c.Filled, orm.Val(onDay(7, n))), orm.AsNull(&c.Note, missing), orm.As(&c.Small, orm.When(orm.Gt(&k.Litres, int64(n)), orm.Val(int8(n))).Else(orm.Val(int8(-1))))).From(kegs).Where(orm.Eq(&k.ID, 1))
	}
	wholly := func(c *cask) string {
		return fmt.Sprint(briefly(c), " ", c.Price, " ", c.Rate, " ", c.Filled.Equal(onDay(7, len(c.Name))), " ", noted(c), " ", c.Small)
	}
	rec.stores(t, "of the program", db, of("a", "1", 1, new("x")), 1)
	rec.stores(t, "longer ones", db, of("abcdefgh", "999.99", 1e300, new("a longer text, with ä and 語")), 1)
	rec.stores(t, "none", db, of("ab", "-0.01", -0.25, nil), 1)
	emptied(t, db, "the rows", wholly, "a 1 1 1 true x 1", "ab 2 -0.01 -0.25 true - 2", "abcdefgh 8 999.99 1e+300 true a longer text, with ä and 語 8")
	rec.stores(t, "of a union", db, of("b", "2", 2, new("y")).UnionAll(of("bcdefghi", "99.5", 1e-300, new("yz")), of("bc", "0", 0, nil)), 3)
	rec.stores(t, "of a union, longer ones", db, of("c", "2.25", 2, new("a longer text")).UnionAll(of("cdefghij", "-999.99", 1e-300, new("z")), of("cd", "0", 0, nil)), 3)
	emptied(t, db, "the rows", wholly, "b 1 2 2 true y 1", "bc 2 0 0 true - 2", "bcdefghi 8 99.5 1e-300 true yz 8", "c 1 2.25 2 true a longer text 1", "cd 2 0 0 true - 2", "cdefghij 8 -999.99 1e-300 true z 8")
	rec.stores(t, "of groups", db, orm.Select(c, orm.As(&c.Name, orm.Val("group")), orm.As(&c.Litres, orm.Count()), orm.As(&c.Price, orm.Val(dec("1.75"))), orm.As(&c.Small, orm.Val(int8(4))),
		orm.AsNull(&c.CellarID, orm.Opt(&k.CellarID))).From(kegs).GroupBy(&c.CellarID), 3)
	emptied(t, db, "the rows", func(c *cask) string { return fmt.Sprint(briefly(c), " ", c.Price, " ", c.Small) }, "group 1 1.75 4", "group 1 1.75 4", "group 2 1.75 4")
}

func fromFolded(t *trial) {
	db, rec := vault(t)
	ctx, c, k := t.Context(), casks.C, kegs.C
	rec.stores(t, "a column", db, poured(orm.Take(&c.Tag, &k.Tag)).From(kegs), 4)
	t.same("found", ids(t, db, casks.Where(orm.EqFold(&c.Tag, "TAG 3"))), ids(t, db, casks.Where(orm.Eq(&c.Name, "k3"))))
	_, err := orm.InsertFrom(ctx, db, casks, poured(orm.Take(&c.Tag, &k.Tag)).From(kegs))
	t.refused("tags that are taken", err, fault.Unique, "cask", "Tag")
	_, err = kegs.Where(orm.Eq(&k.ID, 1)).Update(ctx, db, orm.Set(&k.Tag, new("TAG 4")))
	t.ok("Update", err)
	_, err = orm.InsertFrom(ctx, db, casks, poured(orm.Take(&c.Tag, &k.Tag)).From(kegs).Where(orm.Eq(&k.ID, 1)))
	t.refused("one that is taken in another case", err, fault.Unique, "cask", "Tag")
	count(t, db, casks, 4)
	rec.take()
	s := kegs.As("s")
	for what, rows := range map[string]orm.Selection[cask]{
		"a value":                   poured(orm.AsNull(&c.Tag, orm.Val("x"))).From(kegs),
		"a column that is not":      poured(orm.Take(&c.Tag, &k.Code)).From(kegs),
		"what is computed of one":   poured(orm.AsNull(&c.Tag, orm.Lower(orm.Opt(&k.Tag)))).From(kegs),
		"a union":                   poured(orm.Take(&c.Tag, &k.Tag)).From(kegs).UnionAll(poured(orm.Take(&c.Tag, &k.Tag)).From(kegs)),
		"groups":                    orm.Select(c, orm.Take(&c.Tag, &k.Tag), orm.As(&c.Name, orm.Val("x")), orm.As(&c.Litres, orm.Count())).From(kegs).GroupBy(&c.Tag),
		"different rows":            poured(orm.Take(&c.Tag, &k.Tag)).From(kegs).Distinct(),
		"one of another table's":    poured(orm.Take(&c.Tag, &s.C.Code)).From(kegs).JoinOn(s, orm.EqColumn(&s.C.ID, &k.ID)),
		"what a derived table says": tagged(),
	} {
		_, err := orm.InsertFrom(ctx, db, casks, rows)
		t.kind(what, err, fault.Invalid)
	}
	t.same("what was sent", len(rec.take()), 0)
	rec.stores(t, "a joined table's", db, poured(orm.Take(&c.Tag, &s.C.Tag)).From(kegs).JoinOn(s, orm.EqColumn(&s.C.ID, &k.ID)).Where(orm.Eq(&k.ID, 2), orm.Not(orm.Any(&s.C.Cellar))), 0)
}

// tagged are casks with the tags of kegs that are read as a table, without their folded texts.
func tagged() orm.Selection[cask] {
	c, k, row := casks.C, kegs.C, new(struct{ Tag *string })
	tags := orm.Select(row, orm.Take(&row.Tag, &k.Tag)).From(kegs).As("tags")
	return orm.Select(c, orm.Take(&c.Tag, &tags.C.Tag), orm.As(&c.Name, orm.Val("x")), orm.As(&c.Litres, orm.Val(int64(1)))).From(tags)
}

func fromKeys(t *trial) {
	db, rec := vault(t)
	ctx, b, k := t.Context(), barcodes.C, kegs.C
	rows := orm.Select(b, orm.As(&b.Code, orm.Concat(orm.Val("c-"), orm.Col(&k.Name))), orm.Take(&b.Times, &k.Litres)).From(kegs).Where(orm.Gt(&k.ID, 2))
	rec.changes(t, "new keys", 2, func() (int64, error) { return orm.InsertFrom(ctx, db, barcodes, rows) })
	_, err := orm.InsertFrom(ctx, db, barcodes, rows)
	t.refused("keys that are taken", err, fault.Unique, "barcode", "Code")
	again := orm.Select(b, orm.As(&b.Code, orm.Concat(orm.Col(&b.Code), orm.Val("+"))), orm.Take(&b.Times, &b.Times)).From(barcodes)
	rec.changes(t, "of keys", 2, func() (int64, error) { return orm.InsertFrom(ctx, db, barcodes, again) })
	list, err := barcodes.OrderBy(orm.Asc(&b.Code)).All(ctx, db)
	t.ok("All", err)
	got := []string{}
	for _, x := range list {
		got = append(got, fmt.Sprint(x.Code, " ", x.Times))
	}
	t.same("the rows", got, []string{"c-k3 30", "c-k3+ 30", "c-k4 40", "c-k4+ 40"})
}

func fromNone(t *trial) {
	db, rec := vault(t)
	c, k := casks.C, kegs.C
	rec.stores(t, "nothing is met", db, poured().From(kegs).Where(orm.Gt(&k.ID, 100)), 0)
	rec.stores(t, "of an empty list", db, poured().From(kegs).Where(orm.In(&k.ID)), 0)
	rec.stores(t, "of an empty table", db, orm.Select(c, orm.Take(&c.Name, &c.Name), orm.Take(&c.Litres, &c.Litres)).From(casks), 0)
	rec.stores(t, "no group", db, orm.Select(c, orm.As(&c.Name, orm.Val("x")), orm.As(&c.Litres, orm.Count())).From(casks).GroupBy(&casks.C.Note), 0)
	rec.stores(t, "no more than none", db, poured().From(kegs).Limit(0), 0)
	count(t, db, casks, 0)
}
