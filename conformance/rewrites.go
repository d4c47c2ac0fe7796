package conformance

import (
	"fmt"
	"math"
	"slices"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func rewrites() theme {
	return theme{"rewrites", []testCase{
		{"a column takes what is computed of the row", rewriteComputed},
		{"values are computed of the row as it was", rewriteAsItWas},
		{"a computed value that its column cannot hold is refused", rewriteTooFar},
		{"columns of joined rows stand in the conditions and values of a change", rewriteJoined},
		{"rows are deleted by conditions on joined rows", rewriteDeleted},
		{"queries of the same table stand in a change and see it as it was", rewriteOwnTable},
		{"a folded column takes another folded one and nothing else that is computed", rewriteFolded},
		{"what a column cannot take is refused before anything is sent", rewriteRefused},
	}}
}

// balesAre compares a value of each bale.
func balesAre[V any](t *trial, db *orm.DB, what string, of func(*bale) V, want ...V) {
	t.Helper()
	got := []V{}
	for _, p := range all(t, db, bales) {
		got = append(got, of(p))
	}
	t.same(what, fmt.Sprint(got), fmt.Sprint(want))
}

func rewriteComputed(t *trial) {
	db, rec := yard(t)
	ctx, p := t.Context(), bales.C
	rec.changes(t, "numbers, texts and times", 2, func() (int64, error) {
		return bales.Where(orm.Gt(&p.Weight, 20)).Update(ctx, db,
			orm.SetExpr(&p.Weight, orm.Col(&p.Weight).PlusExpr(orm.Col(&p.Limit)).Minus(1)), orm.Set(&p.Town, "here"),
			orm.SetExpr(&p.Price, orm.Times(orm.Col(&p.Fee), orm.Col(&p.Limit)).Plus(dec("0.25"))), orm.SetExpr(&p.Due, orm.Col(&p.At)),
			orm.SetExpr(&p.Far, orm.Float(orm.Col(&p.Limit)).PlusExpr(orm.Col(&p.Speed))), orm.Increment(&p.Limit, 1),
			orm.SetOpt(&p.Was, orm.Concat(orm.Col(&p.Town), orm.Val("!"))))
	})
	balesAre(t, db, "the rows", func(p *bale) string {
		was := "-"
		if p.Was != nil {
			was = *p.Was
		}
		return fmt.Sprint(p.Weight, p.Town, p.Price, int(p.Due.Month()), p.Far, p.Limit, was)
	}, "10t11.5 12 1.5 1-", "20t22.5 12 1.5 2-", "32here9.25 3 4.5 4t3!", "43here16.25 4 6 5t4!")
	rec.changes(t, "cases and values that may be missing", 4, func() (int64, error) {
		return bales.Every().Update(ctx, db,
			orm.SetExpr(&p.Town, orm.When(orm.Lt(&p.Weight, 20), orm.Val("light")).When(orm.IsNull(&p.Was), orm.Val("new")).Else(orm.Col(&p.Town))),
			orm.SetExpr(&p.Fee, orm.When(orm.IsNull(&p.Was), orm.Val(dec("1.5"))).Else(orm.Val(dec("2")))),
			orm.SetOpt(&p.Was, orm.Lift(orm.Opt(&p.Was), func(x orm.Expr[string]) orm.Expr[string] { return orm.Substring(x, 1, 2) })))
	})
	balesAre(t, db, "towns", func(p *bale) string { return p.Town }, "light", "new", "here", "here")
	balesAre(t, db, "fees", func(p *bale) string { return p.Fee.String() }, "1.5", "1.5", "2", "2")
	t.same("what is there", ids(t, db, bales.Where(orm.IsNotNull(&p.Was))), []int64{3, 4})
	_, err := bales.Where(orm.Eq(&p.ID, 3)).Update(ctx, db, orm.SetOpt(&p.HangarID, orm.CoalesceExpr(orm.Opt(&p.HangarID).Plus(1), orm.Col(&p.Weight))))
	t.ok("a key of another row", err)
	t.same("hangar", *get(t, db, bales, 3).HangarID, int64(3))
	_, err = bales.Where(orm.Eq(&p.ID, 3)).Update(ctx, db, orm.SetOpt(&p.HangarID, orm.Opt(&p.HangarID).Plus(7)))
	t.refused("a key of none", err, fault.ForeignKey, "bale", "HangarID")
}

func rewriteAsItWas(t *trial) {
	db, rec := yard(t)
	ctx, p := t.Context(), bales.C
	both := func(p *bale) []int64 { return []int64{p.Weight, p.Limit} }
	rec.changes(t, "two columns change places", 1, func() (int64, error) {
		return bales.Where(orm.Eq(&p.ID, 2)).Update(ctx, db, orm.SetExpr(&p.Weight, orm.Col(&p.Limit)), orm.SetExpr(&p.Limit, orm.Col(&p.Weight)))
	})
	t.same("the row", both(get(t, db, bales, 2)), []int64{2, 20})
	_, err := bales.Where(orm.Eq(&p.ID, 2)).Update(ctx, db, orm.Set(&p.Limit, 7), orm.SetExpr(&p.Weight, orm.Col(&p.Limit).Plus(1)))
	t.ok("beside a value", err)
	t.same("the row", both(get(t, db, bales, 2)), []int64{21, 7})
	_, err = bales.Where(orm.Eq(&p.ID, 2)).Update(ctx, db, orm.Increment(&p.Limit, 100), orm.SetExpr(&p.Weight, orm.Col(&p.Limit)), orm.SetExpr(&p.Small, orm.When(orm.Gt(&p.Limit, 50), orm.Val(int8(1))).Else(orm.Val(int8(2)))))
	t.ok("beside a sum", err)
	t.same("the row", both(get(t, db, bales, 2)), []int64{7, 107})
	t.same("a case", get(t, db, bales, 2).Small, int8(2))

	versioned := t.tables(sheets, marks)
	insert(t, versioned, sheets, &sheet{Name: "a", Text: "b"})
	_, err = sheets.Every().Update(ctx, versioned, orm.SetExpr(&sheets.C.Text, orm.Concat(orm.Col(&sheets.C.Name), orm.Val("c"))))
	t.ok("of a model with a version", err)
	one := get(t, versioned, sheets, 1)
	t.same("the row and its version", []any{one.Text, one.Version}, []any{"ac", int64(2)})
}

func rewriteTooFar(t *trial) {
	db, _ := yard(t)
	ctx, p := t.Context(), bales.C
	change := func(settings ...orm.Setting) error {
		_, err := bales.Where(orm.Eq(&p.ID, 3)).Update(ctx, db, settings...)
		return err
	}
	t.ok("large numbers", change(orm.Set(&p.Weight, math.MaxInt64-1), orm.Set(&p.Small, 100), orm.Set(&p.Price, dec("99999999.99")), orm.Set(&p.Speed, math.MaxFloat64), orm.Set(&p.HangarID, nil)))
	before := fmt.Sprint(*get(t, db, bales, 3))
	for field, s := range map[string]orm.Setting{
		"Weight": orm.SetExpr(&p.Weight, orm.Col(&p.Weight).Plus(2)), "Small": orm.SetExpr(&p.Small, orm.Col(&p.Small).PlusExpr(orm.Col(&p.Small))),
		"Price": orm.SetExpr(&p.Price, orm.Col(&p.Price).Plus(dec("0.01"))), "Speed": orm.SetExpr(&p.Speed, orm.Col(&p.Speed).PlusExpr(orm.Col(&p.Speed))),
		"Limit": orm.SetExpr(&p.Limit, orm.Col(&p.Limit).Minus(4)),
	} {
		t.refused(field, change(s), fault.OutOfRange, "bale", field)
	}
	t.refused("on the way", change(orm.SetExpr(&p.Weight, orm.Col(&p.Weight).Plus(100).Minus(200))), fault.OutOfRange, "bale", "Weight")
	t.kind("a text", change(orm.SetExpr(&p.Town, orm.Concat(orm.Col(&p.Town), orm.Val("123456789")))), fault.TooLong)
	t.same("the row", fmt.Sprint(*get(t, db, bales, 3)), before)
	t.ok("as far as it goes", change(orm.SetExpr(&p.Weight, orm.Col(&p.Weight).Plus(1)), orm.SetExpr(&p.Town, orm.Concat(orm.Col(&p.Town), orm.Val("12345678")))))
}

func rewriteJoined(t *trial) {
	db, rec := yard(t)
	ctx, p, d := t.Context(), bales.C, hangars.C
	towns := func(p *bale) string { return p.Town }
	rec.changes(t, "joined", 2, func() (int64, error) {
		return bales.Join(&p.Hangar).Where(orm.Eq(&d.Name, "north")).Update(ctx, db, orm.SetExpr(&p.Town, orm.Col(&d.Town)), orm.Set(&p.Limit, 9))
	})
	balesAre(t, db, "towns", towns, "Ulm", "Ulm", "t3", "t4")
	rec.changes(t, "joined where there is one", 4, func() (int64, error) {
		q := bales.Every().LeftJoin(&p.Hangar)
		return q.Update(ctx, db, orm.SetExpr(&p.Town, orm.Coalesce(orm.Lift(orm.Col(&d.Town).Null(), func(x orm.Expr[string]) orm.Expr[string] { return orm.Concat(x, orm.Val("!")) }), "none")))
	})
	balesAre(t, db, "towns", towns, "Ulm!", "Ulm!", "Aue!", "none")
	_, err := bales.LeftJoin(&p.Hangar).Where(orm.IsNull(&d.ID)).Update(ctx, db, orm.Set(&p.Town, "lost"))
	t.ok("where none is joined", err)
	balesAre(t, db, "towns", towns, "Ulm!", "Ulm!", "Aue!", "lost")

	main := hangars.As("main")
	rec.changes(t, "an alias of the same table", 2, func() (int64, error) {
		return hangars.Join(main.Along(&d.Main)).Where(orm.Like(&main.C.Name, "n%")).Update(ctx, db, orm.SetExpr(&d.Town, orm.Concat(orm.Col(&d.Town), orm.Val("/"), orm.Col(&main.C.Town))))
	})
	got := []string{}
	for _, d := range all(t, db, hangars) {
		got = append(got, d.Town)
	}
	t.same("towns of hangars", got, []string{"Ulm", "Aue/Ulm", "Rom/Ulm"})
	n, err := bales.Join(&p.Hangar).Join(main.Along(&d.Main)).Where(orm.Eq(&main.C.Name, "north")).Update(ctx, db, orm.SetExpr(&p.Town, orm.Col(&main.C.Town)), orm.SetExpr(&p.Weight, orm.Length(orm.Col(&d.Town)).PlusExpr(orm.Col(&p.Weight))))
	t.ok("joins one behind the other", err)
	t.same("rows", n, int64(1))
	three := get(t, db, bales, 3)
	t.same("the row", []any{three.Town, three.Weight}, []any{"Ulm", int64(37)})
}

func rewriteDeleted(t *trial) {
	db, rec := yard(t)
	ctx, p, d := t.Context(), bales.C, hangars.C
	rec.changes(t, "joined", 1, func() (int64, error) {
		return bales.Join(&p.Hangar).Where(orm.Eq(&d.Name, "north"), orm.Gt(&p.Weight, 10)).Delete(ctx, db)
	})
	t.same("bales", ids(t, db, bales.Query()), []int64{1, 3, 4})
	row := new(struct{ ID int64 })
	away := orm.Select(row, orm.As(&row.ID, orm.Col(&d.ID))).From(hangars).Where(orm.Ne(&d.Town, "Ulm"))
	rec.changes(t, "by a query", 1, func() (int64, error) {
		return bales.Where(orm.InQuery(orm.Opt(&p.HangarID), away, &row.ID)).Delete(ctx, db)
	})
	t.same("bales", ids(t, db, bales.Query()), []int64{1, 4})
	other := bales.As("other")
	heaviest := orm.Select(row, orm.As(&row.ID, orm.Coalesce(orm.Max(orm.Col(&other.C.ID)), 0))).From(other)
	rec.changes(t, "by a query of the same table", 1, func() (int64, error) {
		return bales.Where(orm.InQuery(orm.Col(&p.ID), heaviest, &row.ID)).Delete(ctx, db)
	})
	t.same("bales", ids(t, db, bales.Query()), []int64{1})
	n, err := hangars.LeftJoin(&d.Main).Where(orm.IsNull(&d.MainID), orm.Eq(&d.Name, "none")).Delete(ctx, db)
	t.kind("the model itself, without an alias", err, fault.Invalid)
	t.same("rows", n, int64(0))
}

func rewriteOwnTable(t *trial) {
	db, rec := yard(t)
	ctx, p := t.Context(), bales.C
	row := new(struct{ Sum, ID int64 })
	other := bales.As("other")
	before := orm.Select(row, orm.As(&row.Sum, orm.Total(orm.Col(&other.C.Weight)))).From(other).Where(orm.LeColumn(&other.C.ID, &p.ID))
	weights := func(p *bale) int64 { return p.Weight }
	rec.changes(t, "a value", 4, func() (int64, error) {
		return bales.Every().Update(ctx, db, orm.SetExpr(&p.Weight, orm.Coalesce(orm.ValueOf(before, &row.Sum), 0)))
	})
	balesAre(t, db, "sums up to each row", weights, 10, 30, 60, 100)
	rec.changes(t, "values beside others", 3, func() (int64, error) {
		return bales.Where(orm.Gt(&p.Weight, 10)).Update(ctx, db,
			orm.SetExpr(&p.Limit, orm.Coalesce(orm.ValueOf(before, &row.Sum), 0).PlusExpr(orm.Col(&p.Limit))), orm.Set(&p.Town, "x"), orm.SetExpr(&p.Weight, orm.Col(&p.Limit).Plus(1)), orm.Increment(&p.Small, 1))
	})
	balesAre(t, db, "sums and limits", func(p *bale) []int64 { return []int64{p.Weight, p.Limit, int64(p.Small)} },
		[]int64{10, 1, 1}, []int64{3, 42, 3}, []int64{4, 103, 4}, []int64{5, 204, 5})
	least := orm.Select(row, orm.As(&row.ID, orm.Col(&other.C.ID))).From(other).Where(orm.Lt(&other.C.Weight, 5))
	rec.changes(t, "a condition", 2, func() (int64, error) {
		return bales.Where(orm.InQuery(orm.Col(&p.ID), least, &row.ID)).Update(ctx, db, orm.Set(&p.Weight, 50))
	})
	balesAre(t, db, "weights", weights, 10, 50, 50, 5)
}

func rewriteFolded(t *trial) {
	db, rec := yard(t)
	ctx, p := t.Context(), bales.C
	rec.changes(t, "with its folded text", 2, func() (int64, error) {
		return bales.Where(orm.Gt(&p.ID, 2)).Update(ctx, db, orm.SetExpr(&p.Tag, orm.Col(&p.Code)), orm.SetExpr(&p.Code, orm.Col(&p.Tag)))
	})
	t.same("found by its tag", ids(t, db, bales.Where(orm.EqFold(&p.Tag, "CODE 3"))), []int64{3})
	t.same("found by its code", ids(t, db, bales.Where(orm.EqFold(&p.Code, "tag 4"))), []int64{4})
	_, err := bales.Where(orm.Eq(&p.ID, 1)).Update(ctx, db, orm.SetExpr(&p.Code, orm.Val("x")))
	t.kind("a value", err, fault.Invalid)
	_, err = bales.Where(orm.Eq(&p.ID, 1)).Update(ctx, db, orm.SetExpr(&p.Tag, orm.Col(&p.Town)))
	t.kind("a column that is not folded", err, fault.Invalid)
	_, err = bales.Where(orm.Eq(&p.ID, 2)).Update(ctx, db, orm.Set(&p.Code, "TAG 1"))
	t.ok("Set", err)
	_, err = bales.Where(orm.Eq(&p.ID, 2)).Update(ctx, db, orm.SetExpr(&p.Tag, orm.Col(&p.Code)))
	t.refused("a tag that is taken in another case", err, fault.Unique, "bale", "Tag")
}

func rewriteRefused(t *trial) {
	db, rec := yard(t)
	ctx, p, d := t.Context(), bales.C, hangars.C
	q := bales.Where(orm.Eq(&p.ID, 1))
	for what, settings := range map[string][]orm.Setting{
		"a key that is generated":    {orm.SetExpr(&p.ID, orm.Col(&p.Weight))},
		"a column twice":             {orm.SetExpr(&p.Weight, orm.Col(&p.Limit)), orm.Set(&p.Weight, 1)},
		"an aggregate":               {orm.SetExpr(&p.Weight, orm.Count())},
		"a window":                   {orm.SetExpr(&p.Weight, orm.RowNumber(orm.Window{}))},
		"another model's column":     {orm.SetExpr(&p.Town, orm.Col(&d.Town))},
		"into another model":         {orm.SetExpr(&d.Town, orm.Col(&p.Town))},
		"no expression":              {orm.SetExpr(&p.Town, orm.Expr[string]{})},
		"a part of no expression":    {orm.SetExpr(&p.Weight, orm.Expr[int64]{}.Plus(1))},
		"nothing":                    {},
		"a value that no column has": {orm.SetExpr(&p.Far, orm.Val(math.NaN()))},
	} {
		_, err := q.Update(ctx, db, settings...)
		if k := fault.KindOf(err); k != fault.Invalid && k != fault.OutOfRange {
			t.Errorf("%s: got %v (kind %q), want a refusal", what, err, k)
		}
	}
	_, err := bales.LeftJoin(&p.Hangar).Where(orm.Eq(&p.ID, 1)).Update(ctx, db, orm.SetExpr(&p.Town, orm.Col(&d.Town)))
	t.kind("what a left join may not find", err, fault.Invalid)
	_, err = bales.Join(&p.Hangar).Update(ctx, db, orm.Set(&p.Town, "x"))
	t.kind("without a condition", err, fault.Invalid)
	_, err = bales.Join(&p.Hangar).Where(orm.Eq(&d.ID, 1)).Update(ctx, db, orm.Set(&d.Town, "x"))
	t.kind("a change of what is joined", err, fault.Invalid)
	if sent := rec.take(); slices.ContainsFunc(sent, func(orm.Event) bool { return true }) {
		t.Errorf("sent %v, want nothing", sent)
	}
}
