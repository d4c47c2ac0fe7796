package conformance

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func fromTooFar(t *trial) {
	db, _ := vault(t)
	ctx, c, k := t.Context(), casks.C, kegs.C
	_, err := kegs.Where(orm.Eq(&k.ID, 4)).Update(ctx, db, orm.Set(&k.Litres, 900), orm.Set(&k.Small, 100), orm.Set(&k.Price, dec("1000")), orm.Set(&k.Rate, math.MaxFloat64))
	t.ok("Update", err)
	short := func(more ...orm.Item) orm.Selection[cask] {
		return orm.Select(c, append([]orm.Item{orm.As(&c.Name, orm.Val("x")), orm.As(&c.Litres, orm.Val(int64(1)))}, more...)...).From(kegs)
	}
	litres := func(x orm.Expr[int64]) orm.Selection[cask] {
		return orm.Select(c, orm.Take(&c.Name, &k.Name), orm.As(&c.Litres, x)).From(kegs)
	}
	for what, x := range map[string]struct {
		field string
		rows  orm.Selection[cask]
	}{
		"a sum beyond the bounds":          {"Litres", litres(orm.Col(&k.Litres).Plus(101))},
		"a sum beyond the type":            {"Litres", litres(orm.Col(&k.Litres).Plus(math.MaxInt64 - 50)).Where(orm.Eq(&k.ID, 4))},
		"on the way":                       {"Litres", litres(orm.Col(&k.Litres).Plus(math.MaxInt64 - 50).Minus(math.MaxInt64 - 50))},
		"a sum of a group":                 {"Litres", orm.Select(c, orm.As(&c.Name, orm.Val("x")), orm.As(&c.Litres, orm.Total(orm.Col(&k.Litres).Plus(math.MaxInt64-1000)))).From(kegs).GroupBy(&c.Name)},
		"a small number":                   {"Small", short(orm.As(&c.Small, orm.Col(&k.Small).PlusExpr(orm.Col(&k.Small))))},
		"a decimal":                        {"Price", short(orm.As(&c.Price, orm.Times(orm.Col(&k.Price), orm.Val(int64(2)))))},
		"a decimal of a column":            {"Price", short(orm.Take(&c.Price, &k.Price))},
		"a floating-point number":          {"Rate", short(orm.As(&c.Rate, orm.Col(&k.Rate).PlusExpr(orm.Col(&k.Rate))))},
		"a column beyond the bounds":       {"Litres", litres(orm.When(orm.Eq(&k.ID, 4), orm.Val(int64(-1))).Else(orm.Col(&k.Litres)))},
		"what the database computes of it": {"Litres", litres(orm.Val(int64(1001)))},
	} {
		_, err := orm.InsertFrom(ctx, db, casks, x.rows)
		t.refused(what, err, fault.OutOfRange, "cask", x.field)
	}
	_, err = orm.InsertFrom(ctx, db, casks, short(orm.Take(&c.Price, &k.Price), orm.Take(&c.Small, &k.Small), orm.As(&c.Rate, orm.Col(&k.Rate).PlusExpr(orm.Val(1.0)))))
	t.kind("one of several", err, fault.OutOfRange)
	for what, x := range map[string]orm.Expr[string]{
		"a text of the program": orm.Val("123456789"), "a text": orm.Concat(orm.Col(&k.Name), orm.Val("-234567")), "a text that is a column": orm.Col(&cellars.C.Town),
	} {
		_, err := cellars.Where(orm.Eq(&cellars.C.ID, 1)).Update(ctx, db, orm.Set(&cellars.C.Town, "New Ulm on Danube"))
		t.ok("Update", err)
		_, err = orm.InsertFrom(ctx, db, casks, orm.Select(c, orm.As(&c.Name, x), orm.Take(&c.Litres, &k.Litres)).From(kegs).Join(&k.Cellar))
		t.kind(what, err, fault.TooLong)
	}
	count(t, db, casks, 0)
}

func fromConstraints(t *trial) {
	db, _ := vault(t)
	ctx, c, k := t.Context(), casks.C, kegs.C
	insert(t, db, casks, &cask{Name: "first", Slot: new(int64(20))})
	for what, x := range map[string]struct {
		kind  fault.Kind
		field string
		item  orm.Item
	}{
		"a unique that a row has":          {fault.Unique, "Slot", orm.AsNull(&c.Slot, orm.Col(&k.Litres))},
		"a unique of two new rows":         {fault.Unique, "Slot", orm.AsNull(&c.Slot, orm.Val(int64(5)))},
		"a row that is not there":          {fault.ForeignKey, "CellarID", orm.AsNull(&c.CellarID, orm.Col(&k.ID))},
		"one of several that lead nowhere": {fault.ForeignKey, "HeirID", orm.AsNull(&c.HeirID, orm.Col(&k.ID).Plus(1000))},
	} {
		_, err := orm.InsertFrom(ctx, db, casks, poured(x.item).From(kegs))
		t.refused(what, err, x.kind, "cask", x.field)
	}
	_, err := orm.InsertFrom(ctx, db, casks, poured(orm.AsNull(&c.CellarID, orm.Col(&k.ID)), orm.AsNull(&c.HeirID, orm.Col(&k.ID))).From(kegs))
	t.kind("two that may lead nowhere", err, fault.ForeignKey)
	_, err = kegs.Where(orm.Eq(&k.ID, 3)).Update(ctx, db, orm.Set(&k.Litres, 1001))
	t.ok("Update", err)
	_, err = orm.InsertFrom(ctx, db, casks, poured().From(kegs))
	t.refused("a bound", err, fault.OutOfRange, "cask", "Litres")
	count(t, db, casks, 1)
	n, err := orm.InsertFrom(ctx, db, casks, poured(orm.AsNull(&c.Slot, orm.Col(&k.Litres).Plus(1)), orm.AsNull(&c.HeirID, orm.Val(int64(1))), orm.Take(&c.CellarID, &k.CellarID)).From(kegs).Where(orm.Ne(&k.ID, 3)))
	t.ok("what they take", err)
	t.same("rows", n, int64(3))
}

func fromScopes(t *trial) {
	db, rec := vault(t)
	k, s := kegs.C, cellars.C
	rec.stores(t, "as all reads", db, poured().From(kegs), 4)
	rec.stores(t, "without one", db, poured().From(kegs).Unscoped(open), 5)
	rec.stores(t, "deleted rows too", db, poured().From(kegs).Unscoped(orm.NotDeleted), 5)
	rec.stores(t, "without any", db, poured().From(kegs).Unscoped(open, orm.NotDeleted), 6)
	rec.stores(t, "of joined rows", db, poured().From(cellars).Join(&s.Kegs).Where(orm.Eq(&s.ID, 1)), 2)
	rec.stores(t, "of each of a union", db, poured().From(kegs).UnionAll(poured().From(kegs).Where(orm.Gt(&k.ID, 4))), 4)
	t.ok("Delete", errorOf(casks.Every().Delete(t.Context(), db)))

	old := kegs.As("old")
	again := orm.Select(k, orm.Take(&k.Name, &old.C.Name), orm.As(&k.Litres, orm.Col(&old.C.Litres).Plus(1000)), orm.Take(&k.Small, &old.C.Small), orm.Take(&k.Price, &old.C.Price), orm.Take(&k.Rate, &old.C.Rate),
		orm.Take(&k.Filled, &old.C.Filled), orm.Take(&k.Tag, &old.C.Tag), orm.As(&k.Leaks, orm.Val(true))).From(old)
	rec.changes(t, "and not those of what is written", 4, func() (int64, error) { return orm.InsertFrom(t.Context(), db, kegs, again) })
	count(t, db, kegs, 4)
	n, err := kegs.Unscoped(open).Count(t.Context(), db)
	t.ok("Count", err)
	t.same("with those that leak", n, int64(9))
}

// errorOf leaves out how many there were.
func errorOf(_ int64, err error) error { return err }

func fromTransaction(t *trial) {
	db, rec := vault(t)
	ctx, k := t.Context(), kegs.C
	t.undo(db, func(tx *orm.Tx) {
		rec.stores(t, "within one", tx, poured().From(kegs), 4)
		count(t, tx, casks, 4)
	})
	count(t, db, casks, 0)
	t.ok("Tx", db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
		insert(t, tx, kegs, &keg{Name: "new", Litres: 1})
		_, err := orm.InsertFrom(ctx, tx, casks, poured(orm.AsNull(&casks.C.Slot, orm.Val(int64(1)))).From(kegs))
		t.refused("a refusal", err, fault.Unique, "cask", "Slot")
		n, err := orm.InsertFrom(ctx, tx, casks, poured().From(kegs).Where(orm.Ge(&k.ID, 3)))
		t.same("rows behind it", n, int64(3))
		return err
	}))
	emptied(t, db, "the rows", briefly, "k3 30", "k4 40", "new 1")
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := orm.InsertFrom(stopped, db, casks, poured().From(kegs)); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that has ended: got %v", err)
	}
	count(t, db, casks, 0)
}

func fromSession(t *trial) {
	db, rec := vault(t)
	k, old := kegs.C, kegs.As("old")
	insert(t, db, casks, &cask{Name: "held"})
	within(t, db, func(ctx context.Context, s *orm.Session) {
		held, one, ulm := get(t, s, casks, 1), get(t, s, kegs, 1), get(t, s, cellars, 1)
		t.same("kegs that are loaded", len(manyOf(t, ulm.Kegs)), 2)
		one.Litres = 11
		held.Litres = 5
		kegs.Add(s, &keg{Name: "added", Litres: 77})
		n, err := orm.InsertFrom(ctx, s.Bulk(), casks, poured().From(kegs))
		t.ok("InsertFrom", err)
		t.same("rows, with one that was added", n, int64(5))
		list, err := casks.OrderBy(orm.Asc(&casks.C.Name)).All(ctx, s)
		t.ok("All", err)
		got := []string{}
		for _, c := range list {
			got = append(got, briefly(c))
		}
		t.same("the rows", got, []string{"added 77", "held 5", "k1 11", "k2 20", "k3 30", "k4 40"})
		t.same("what was held is the same object", list[1] == held, true)
		list[0].Litres++

		again := orm.Select(k, orm.Take(&k.Name, &old.C.Name), orm.Take(&k.Litres, &old.C.Litres), orm.Take(&k.Small, &old.C.Small), orm.Take(&k.Price, &old.C.Price), orm.Take(&k.Rate, &old.C.Rate),
			orm.Take(&k.Filled, &old.C.Filled), orm.Take(&k.CellarID, &old.C.CellarID), orm.As(&k.Leaks, orm.Val(false))).From(old).Where(orm.Eq(&old.C.ID, 2))
		n, err = orm.InsertFrom(ctx, s.Bulk(), kegs, again)
		t.ok("InsertFrom", err)
		t.same("rows", n, int64(1))
		t.same("relations are loaded anew", len(manyOf(t, ulm.Kegs)), 3)
		t.same("an object that was changed is the same", []any{get(t, s, kegs, 1) == one, one.Litres}, []any{true, int64(11)})
	})
	rec.take()
	emptied(t, db, "stored", briefly, "added 78", "held 5", "k1 11", "k2 20", "k3 30", "k4 40")
	undone(t, db, func(ctx context.Context, s *orm.Session) {
		_, err := orm.InsertFrom(ctx, s.Bulk(), casks, poured().From(kegs))
		t.ok("InsertFrom", err)
	})
	count(t, db, casks, 0)
}

func fromMany(t *trial) {
	db, rec := vault(t)
	ctx, c, one := t.Context(), casks.C, new(struct{ N int64 })
	numbers := orm.Recursive("numbers", orm.Select(one, orm.As(&one.N, orm.Val(int64(1)))), func(found *orm.Derived[struct{ N int64 }]) orm.Selection[struct{ N int64 }] {
		return orm.Select(one, orm.As(&one.N, orm.Col(&found.C.N).Plus(1))).From(found).Where(orm.Lt(&found.C.N, 100_000))
	})
	n, err := orm.InsertFrom(ctx, db, casks, orm.Select(c, orm.As(&c.Name, orm.TextOf(orm.Col(&numbers.C.N))), orm.As(&c.Litres, orm.Val(int64(1))), orm.AsNull(&c.Slot, orm.Col(&numbers.C.N))).From(numbers))
	t.ok("InsertFrom", err)
	t.same("rows", n, int64(100_000))
	values := 0
	for _, list := range rec.values {
		values += len(list)
	}
	sent := rec.take()
	t.same("statements, and the rows of the first", []any{len(sent), sent[0].Rows}, []any{1, int64(100_000)})
	if values > 10 {
		t.Errorf("bound %d values, want some few", values)
	}
	count(t, db, casks, 100_000)
	last, err := casks.Where(orm.Eq(&c.Name, "100000")).One(ctx, db)
	t.ok("One", err)
	t.same("the last one", fmt.Sprint(last.Name, last.Twice, last.Version, last.Filled), fmt.Sprint("100000", 2, 1, onDay(6, 1)))
}

func fromRefused(t *trial) {
	db, rec := vault(t)
	ctx, c, k, s := t.Context(), casks.C, kegs.C, cellars.C
	for what, rows := range map[string]orm.Selection[cask]{
		"a column that nobody fills":         orm.Select(c, orm.Take(&c.Name, &k.Name)).From(kegs),
		"a generated key":                    poured(orm.Take(&c.ID, &k.ID)).From(kegs),
		"what the database computes":         poured(orm.Take(&c.Twice, &k.Litres)).From(kegs),
		"what queries compute":               poured(orm.Take(&c.Label, &k.Name)).From(kegs),
		"rows that are locked":               poured().From(kegs).ForUpdate(),
		"no table":                           poured(),
		"nothing":                            orm.Select(c).From(kegs),
		"a table that is not read":           poured().From(cellars),
		"what may be missing":                orm.Select(c, orm.Take(&c.Name, &k.Name), orm.Take(&c.Litres, &k.Litres), orm.Take(&c.Grade, &s.Town)).From(kegs).LeftJoin(&k.Cellar),
		"an empty expression":                poured(orm.As(&c.Grade, orm.Expr[string]{})).From(kegs),
		"a field twice":                      poured(orm.Take(&c.Name, &k.Name)).From(kegs),
		"a field of another model":           poured(orm.Take(&k.Code, &k.Code)).From(kegs),
		"a number that no column has":        poured(orm.As(&c.Rate, orm.Val(math.NaN()))).From(kegs),
		"a decimal with more digits behind":  poured(orm.As(&c.Price, orm.Val(dec("1.125")))).From(kegs),
		"a query that fills something other": poured().From(kegs).UnionAll(poured(orm.Take(&c.Note, &k.Note)).From(kegs)),
	} {
		n, err := orm.InsertFrom(ctx, db, casks, rows)
		if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.OutOfRange || n != 0 {
			t.Errorf("%s: got %d, %v (kind %q), want a refusal", what, n, err, kind)
		}
	}
	_, err := orm.InsertFrom(ctx, db, barcodes, orm.Select(barcodes.C, orm.Take(&barcodes.C.Times, &k.Litres)).From(kegs))
	t.kind("without a key that the program gives", err, fault.Invalid)
	t.same("what was sent", len(rec.take()), 0)
	count(t, db, casks, 0)
}
