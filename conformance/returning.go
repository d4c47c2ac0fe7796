package conformance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func returning() theme {
	return theme{"returning", []testCase{
		{"changed rows come back as they are then", returningChanged},
		{"removed rows come back as they were", returningRemoved},
		{"values of changed and removed rows come back in structs", returningValues},
		{"a session gives back its own objects, and none is stale", returningHeld},
		{"rows come back, or all stay as they were", returningAllOrNone},
		{"each row comes back to one of those who take it at once", returningOnce},
		{"rows with keys of several fields come back in their order", returningOrder},
		{"what cannot come back is refused before anything is sent", returningRefused},
	}}
}

func baleTexts(list []*bale) []string {
	all := []string{}
	for _, p := range list {
		all = append(all, fmt.Sprint(p.ID, " ", p.Town, " ", p.Weight, " ", p.Limit))
	}
	return all
}

func returningChanged(t *trial) {
	db, rec := yard(t)
	ctx, p, d := t.Context(), bales.C, hangars.C
	var list []*bale
	rec.sends(t, "set and computed", func() (err error) {
		list, err = bales.Where(orm.Gt(&p.Weight, 15)).Returning().Update(ctx, db, orm.Set(&p.Town, "x"), orm.Increment(&p.Small, 5), orm.SetExpr(&p.Weight, orm.Col(&p.Limit)))
		return err
	})
	t.same("the objects", baleTexts(list), []string{"2 x 2 2", "3 x 3 3", "4 x 4 4"})
	t.same("the rows", baleTexts(all(t, db, bales)), []string{"1 t1 10 1", "2 x 2 2", "3 x 3 3", "4 x 4 4"})
	north, err := list[0].Hangar.Get()
	t.ok("a relation", err)
	t.same("the hangar", north.Name, "north")
	rec.sends(t, "of joined rows", func() (err error) {
		list, err = bales.Join(&p.Hangar).Where(orm.Eq(&d.Name, "north")).Returning().Update(ctx, db, orm.SetExpr(&p.Town, orm.Col(&d.Town)))
		return err
	})
	t.same("the objects", baleTexts(list), []string{"1 Ulm 10 1", "2 Ulm 2 2"})
	other, row := bales.As("other"), new(struct{ Sum int64 })
	sum := orm.Select(row, orm.As(&row.Sum, orm.Total(orm.Col(&other.C.Limit)))).From(other)
	rec.sends(t, "of the table as it was", func() (err error) {
		list, err = bales.Where(orm.Lt(&p.Limit, 4)).Returning().Update(ctx, db, orm.SetExpr(&p.Weight, orm.Coalesce(orm.ValueOf(sum, &row.Sum), 0)), orm.Set(&p.Town, "z"))
		return err
	})
	t.same("the objects", baleTexts(list), []string{"1 z 10 1", "2 z 10 2", "3 z 10 3"})
	list, err = bales.Where(orm.Gt(&p.ID, 99)).Returning().Update(ctx, db, orm.Set(&p.Town, "y"))
	t.ok("no rows", err)
	t.same("no objects", len(list), 0)

	versioned := t.tables(sheets, marks)
	insert(t, versioned, sheets, &sheet{Name: "a", Text: "b"})
	sheet, err := sheets.Every().Returning().Update(ctx, versioned, orm.Set(&sheets.C.Text, "c"))
	t.ok("of a model with a version", err)
	t.same("the version", sheet[0].Version, int64(2))
	sheet[0].Text = "d"
	t.ok("an update of what came back", sheets.Update(ctx, versioned, sheet[0]))

	computed := t.tables(payers, bills)
	insert(t, computed, payers, &payer{Name: "Ann"})
	insert(t, computed, bills, &bill{PayerID: 1, Price: dec("2.5"), Pieces: 2})
	who, err := payers.Every().Returning().Update(ctx, computed, orm.Set(&payers.C.Name, "Bo"))
	t.ok("of a model that queries compute", err)
	t.same("the label", who[0].Label, `Bo <'é\ ?1>`)
	changed, err := bills.Every().Returning().Update(ctx, computed, orm.Set(&bills.C.Pieces, 4))
	t.ok("of a model that the database computes", err)
	t.same("the total", changed[0].Total.String(), get(t, computed, bills, 1).Total.String())
	gone, err := bills.Every().Returning().Delete(ctx, computed)
	t.ok("removed", err)
	t.same("the total", gone[0].Total.String(), changed[0].Total.String())
}

func returningRemoved(t *trial) {
	db, rec := yard(t)
	ctx, p, d := t.Context(), bales.C, hangars.C
	var list []*bale
	rec.sends(t, "by condition", func() (err error) {
		list, err = bales.Where(orm.Gt(&p.Weight, 25)).Returning().Delete(ctx, db)
		return err
	})
	t.same("the objects", baleTexts(list), []string{"3 t3 30 3", "4 t4 40 4"})
	rec.sends(t, "by joined rows", func() (err error) {
		list, err = bales.Join(&p.Hangar).Where(orm.Eq(&d.Name, "north"), orm.Eq(&p.Limit, 2)).Returning().Delete(ctx, db)
		return err
	})
	t.same("the objects", baleTexts(list), []string{"2 t2 20 2"})
	t.same("the rows", ids(t, db, bales.Query()), []int64{1})
	rec.sends(t, "every one", func() (err error) {
		list, err = bales.Every().Returning().Delete(ctx, db)
		return err
	})
	t.same("the objects", baleTexts(list), []string{"1 t1 10 1"})
	t.ok("what was removed is stored again", bales.InsertAll(ctx, db, list))
	t.same("the rows", ids(t, db, bales.Query()), []int64{1})
}

func returningValues(t *trial) {
	db, rec := yard(t)
	ctx, p, d := t.Context(), bales.C, hangars.C
	row := new(struct {
		Where  *int64
		Label  string
		Double int64
		Late   bool
	})
	items := []orm.Item{
		orm.Take(&row.Where, &p.HangarID), orm.As(&row.Label, orm.Concat(orm.Col(&p.Town), orm.Val("/"), orm.Col(&p.Tag))),
		orm.As(&row.Double, orm.Col(&p.Weight).PlusExpr(orm.Col(&p.Weight))),
		orm.As(&row.Late, orm.When(orm.Gt(&p.Limit, 1), orm.Val(true)).Else(orm.Val(false))),
	}
	texts := []string{}
	read := func(where *int64, label string, double int64, late bool) {
		at := int64(0)
		if where != nil {
			at = *where
		}
		texts = append(texts, fmt.Sprint(at, " ", label, " ", double, " ", late))
	}
	rec.sends(t, "of changed rows", func() error {
		list, err := orm.Returning(bales.Where(orm.Ne(&p.ID, 2)), row, items...).Update(ctx, db, orm.Set(&p.Town, "x"), orm.Increment(&p.Weight, 1))
		for _, x := range list {
			read(x.Where, x.Label, x.Double, x.Late)
		}
		return err
	})
	t.same("values", texts, []string{"1 x/Tag 1 22 false", "2 x/Tag 3 62 true", "0 x/Tag 4 82 true"})
	texts = []string{}
	rec.sends(t, "of removed rows", func() error {
		list, err := orm.Returning(bales.Join(&p.Hangar).Where(orm.Eq(&d.ID, 1)), row, items...).Delete(ctx, db)
		for _, x := range list {
			read(x.Where, x.Label, x.Double, x.Late)
		}
		return err
	})
	t.same("values", texts, []string{"1 x/Tag 1 22 false", "1 t2/Tag 2 40 true"})
	t.same("the rows", ids(t, db, bales.Query()), []int64{3, 4})
}

func returningHeld(t *trial) {
	db, _ := yard(t)
	p := bales.C
	err := db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		one, err := bales.Get(ctx, s, 1)
		if err != nil {
			return err
		}
		two := get(t, s, bales, 2)
		one.Town = "mine"
		list, err := bales.Where(orm.Eq(&p.Town, "mine")).Returning().Update(ctx, s.Bulk(), orm.Set(&p.Weight, 99))
		if err != nil {
			return err
		}
		t.same("objects", len(list), 1)
		t.same("the session's own", list[0] == one, true)
		t.same("its values", []any{one.Town, one.Weight}, []any{"mine", int64(99)})
		three, err := bales.Where(orm.Eq(&p.ID, 3)).Returning().Update(ctx, s.Bulk(), orm.Set(&p.Weight, 7))
		if err != nil {
			return err
		}
		t.same("what came back is held", get(t, s, bales, 3) == three[0], true)
		three[0].Town = "noted"
		row := new(struct{ Weight int64 })
		_, err = orm.Returning(bales.Where(orm.Eq(&p.ID, 2)), row, orm.Take(&row.Weight, &p.Weight)).Update(ctx, s.Bulk(), orm.Set(&p.Weight, 77))
		if err != nil {
			return err
		}
		t.same("read anew", get(t, s, bales, 2) == two && two.Weight == 77, true)
		gone, err := bales.Where(orm.Eq(&p.ID, 4)).Returning().Delete(ctx, s.Bulk())
		t.same("what went", baleTexts(gone), []string{"4 t4 40 4"})
		return err
	})
	t.ok("the session", err)
	t.same("the rows", baleTexts(all(t, db, bales)), []string{"1 mine 99 1", "2 t2 77 2", "3 noted 7 3"})
}

func returningAllOrNone(t *trial) {
	db, _ := yard(t)
	ctx, p := t.Context(), bales.C
	before := baleTexts(all(t, db, bales))
	undone := errors.New("undone")
	err := db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
		_, err := bales.Every().Returning().Update(ctx, tx, orm.SetExpr(&p.Limit, orm.Col(&p.Limit).Plus(997)))
		t.refused("one row goes too far", err, fault.OutOfRange, "bale", "Limit")
		_, err = bales.Every().Returning().Update(ctx, tx, orm.Set(&p.HangarID, new(int64(9))))
		t.refused("a hangar that is none", err, fault.ForeignKey, "bale", "HangarID")
		_, err = hangars.Where(orm.Eq(&hangars.C.ID, 1)).Returning().Delete(ctx, tx)
		t.kind("a hangar that is used", err, fault.ForeignKey)
		t.same("the rows in the transaction", baleTexts(all(t, tx, bales)), before)
		list, err := bales.Where(orm.Eq(&p.ID, 1)).Returning().Update(ctx, tx, orm.Set(&p.Weight, 1))
		t.ok("after refusals", err)
		t.same("objects", baleTexts(list), []string{"1 t1 1 1"})
		return undone
	})
	t.same("the error", errors.Is(err, undone), true)
	t.same("the rows", baleTexts(all(t, db, bales)), before)
}

func returningOnce(t *trial) {
	db, c := t.tables(things), things.C
	for range 40 {
		insert(t, db, things, &thing{Name: "job"})
	}
	var mu sync.Mutex
	var taken, gone []int64
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			list, err := things.Where(orm.Eq(&c.Size, 0)).Returning().Update(t.Context(), db, orm.Set(&c.Size, int64(i+1)))
			t.ok("Update", err)
			mu.Lock()
			defer mu.Unlock()
			for _, x := range list {
				t.same("whose it is", x.Size, int64(i+1))
				taken = append(taken, x.ID)
			}
		})
	}
	wg.Wait()
	for range 4 {
		wg.Go(func() {
			list, err := things.Where(orm.Gt(&c.Size, 0)).Returning().Delete(t.Context(), db)
			t.ok("Delete", err)
			mu.Lock()
			defer mu.Unlock()
			for _, x := range list {
				gone = append(gone, x.ID)
			}
		})
	}
	wg.Wait()
	for what, list := range map[string][]int64{"changed": taken, "removed": gone} {
		slices.Sort(list)
		t.same(what, len(slices.Compact(list)), 40)
		t.same(what+" once", len(list), 40)
	}
}

func returningOrder(t *trial) {
	db := t.tables(seats)
	insert(t, db, seats, &seat{2, 1, "a"}, &seat{1, 2, "b"}, &seat{1, 10, "c"}, &seat{1, 1, "d"})
	c := seats.C
	list, err := seats.Every().Returning().Update(t.Context(), db, orm.SetExpr(&c.Holder, orm.Concat(orm.Col(&c.Holder), orm.Val("!"))))
	t.ok("Update", err)
	t.same("the objects", list, []*seat{{1, 1, "d!"}, {1, 2, "b!"}, {1, 10, "c!"}, {2, 1, "a!"}})
	row := new(struct{ Guest string })
	guests, err := orm.Returning(seats.Where(orm.Eq(&c.Row, 1)), row, orm.Take(&row.Guest, &c.Holder)).Delete(t.Context(), db)
	t.ok("Delete", err)
	names := []string{}
	for _, g := range guests {
		names = append(names, g.Guest)
	}
	t.same("guests", names, []string{"d!", "b!", "c!"})
	_, err = seats.Every().Returning().Update(t.Context(), db, orm.Set(&c.Row, 5))
	t.kind("a change of the key", err, fault.Invalid)
}

func returningRefused(t *trial) {
	db, rec := yard(t)
	ctx, p, d := t.Context(), bales.C, hangars.C
	row := new(struct {
		Town  string
		N     int64
		Where int64
	})
	one := bales.Where(orm.Eq(&p.ID, 1))
	other := bales.As("other")
	n := orm.Select(row, orm.As(&row.N, orm.Count())).From(other)
	for what, r := range map[string]error{
		"no value":               second(orm.Returning(one, row).Delete(ctx, db)),
		"a joined column":        second(orm.Returning(one.Join(&p.Hangar), row, orm.Take(&row.Town, &d.Town)).Delete(ctx, db)),
		"a foreign column":       second(orm.Returning(one, row, orm.Take(&row.Town, &d.Town)).Update(ctx, db, orm.Set(&p.Town, "x"))),
		"an aggregate":           second(orm.Returning(one, row, orm.As(&row.N, orm.Count())).Update(ctx, db, orm.Set(&p.Town, "x"))),
		"a query":                second(orm.Returning(one, row, orm.As(&row.N, orm.Coalesce(orm.ValueOf(n, &row.N), 0))).Delete(ctx, db)),
		"a relation":             second(orm.Returning(one, row, orm.As(&row.N, orm.When(orm.Any(&p.Hangar), orm.Val(int64(1))).Else(orm.Val(int64(2))))).Delete(ctx, db)),
		"one field twice":        second(orm.Returning(one, row, orm.Take(&row.Town, &p.Town), orm.Take(&row.Town, &p.Tag)).Delete(ctx, db)),
		"without a condition":    second(orm.Returning(bales.Query(), row, orm.Take(&row.Town, &p.Town)).Delete(ctx, db)),
		"objects, unconditional": second(bales.Query().Returning().Delete(ctx, db)),
		"a limit":                second(one.Limit(1).Returning().Delete(ctx, db)),
		"no settings":            second(one.Returning().Update(ctx, db)),
		"what is nothing":        second(orm.Returned[bale]{}.Delete(ctx, db)),
	} {
		t.kind(what, r, fault.Invalid)
	}
	if sent := rec.take(); len(sent) > 0 {
		t.Errorf("sent %v, want nothing", sent)
	}
}
