package conformance

import (
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func upserts() theme {
	return theme{"upserts", []testCase{
		{"an existing row gets what is computed of it and of the proposed one", upsertComputed},
		{"a row for which conditions do not hold is left alone and read", upsertConditions},
		{"proposed values are those that an insert would store", upsertProposed},
		{"versions rise only where something is changed", upsertVersions},
		{"a condition that holds no longer is found out", upsertRace},
		{"what an upsert cannot compute is refused before anything is sent", upsertRefused},
		{"a computed value that its column cannot hold is refused by upserts too", upsertTooFar},
	}}
}

type pageHit struct {
	ID     int64
	Page   string
	Title  string
	N      int64
	Price  decimal.Decimal
	Far    float64
	Seen   time.Time
	Live   bool
	Note   *string
	Hidden string
}

func (a *pageHit) Define(t *orm.Table[pageHit]) {
	t.Column(&a.Page).Size(20).Trim().UniqueFold()
	t.Column(&a.Title).Size(20).Trim().Folded()
	t.Column(&a.Price).Decimal(10, 2)
	t.Column(&a.Note).Size(20)
	t.Column(&a.Hidden).Size(20)
	t.Unique(&a.Hidden).Where(orm.Eq(&a.Live, true))
}

var pageHits = orm.Define[pageHit]()

// twoPageHits is a table with two rows.
func twoPageHits(t *trial) (*orm.DB, *recorder) {
	t.Helper()
	rec := &recorder{}
	db := t.observed(rec, pageHits)
	insert(t, db, pageHits,
		&pageHit{Page: "Home", Title: "One", N: 1, Price: dec("1.50"), Far: 1.5, Seen: onDay(time.May, 1), Live: true, Hidden: "a"},
		&pageHit{Page: "News", Title: "Two", N: 2, Price: dec("2.50"), Far: 2.5, Seen: onDay(time.May, 2), Live: true, Note: new("b"), Hidden: "b"})
	rec.take()
	return db, rec
}

// upsert is an upsert whose statements are held to the golden ones, and which writes something or not.
func (r *recorder) upsert(t *trial, what string, db *orm.DB, a *pageHit, on orm.Conflict, want bool) {
	t.Helper()
	r.sends(t, what, func() error {
		wrote, err := pageHits.Upsert(t.Context(), db, a, on)
		t.same(what+": whether it wrote", wrote, want)
		return err
	})
	t.same(what+": the object", hitText(a), hitText(get(t, db, pageHits, a.ID)))
	r.take()
}

// hitText is a pageHit as a text.
func hitText(a *pageHit) string {
	note := "-"
	if a.Note != nil {
		note = *a.Note
	}
	return fmt.Sprint(a.ID, " ", a.Page, " ", a.Title, " ", a.N, " ", a.Price, " ", a.Far, " ", a.Seen.Format("01-02"), " ", a.Live, " ", note, " ", a.Hidden)
}

func upsertComputed(t *trial) {
	db, rec := twoPageHits(t)
	c := pageHits.C
	counts := orm.On(&c.Page).Set(orm.SetExpr(&c.N, orm.Col(&c.N).PlusExpr(orm.Excluded(&c.N))))
	a := &pageHit{Page: " HOME ", Title: "no", N: 5, Hidden: "x"}
	rec.upsert(t, "a counter", db, a, counts, true)
	t.same("the row", hitText(a), "1 Home One 6 1.5 1.5 05-01 true - a")
	a = &pageHit{Page: "home", Title: "Three", N: 10, Price: dec("7.25"), Far: 4, Seen: onDay(time.June, 1), Note: new("n")}
	rec.upsert(t, "beside columns and values", db, a, counts.Update(&c.Title, &c.Seen).Set(
		orm.Increment(&c.Price, dec("0.25")), orm.Set(&c.Live, false), orm.SetOpt(&c.Note, orm.CoalesceExpr(orm.Opt(&c.Note), orm.ExcludedOpt(&c.Note))),
		orm.SetExpr(&c.Far, orm.When(orm.Excluded(&c.Far).GtExpr(orm.Col(&c.Far)), orm.Excluded(&c.Far).PlusExpr(orm.Col(&c.Far))).Else(orm.Val(0.5)))), true)
	t.same("the row", hitText(a), "1 Home Three 16 1.75 5.5 06-01 false n a")
	a = &pageHit{Page: "home", N: 100, Hidden: "z"}
	rec.upsert(t, "of the row as it was", db, a, orm.On(&c.Page).Update(&c.N).Set(orm.SetExpr(&c.Far, orm.Float(orm.Col(&c.N))), orm.SetExpr(&c.Hidden, orm.Concat(orm.Col(&c.Hidden), orm.Excluded(&c.Hidden)))), true)
	t.same("the row", hitText(a), "1 Home Three 100 1.75 16 06-01 false n az")
	a = &pageHit{Page: "Fresh", N: 3, Hidden: "f"}
	rec.upsert(t, "a new row", db, a, counts, true)
	t.same("what it counts", a.N, int64(3))
	a = &pageHit{Page: "other", N: 3, Live: true, Hidden: "b"}
	rec.upsert(t, "by a unique of some rows", db, a, orm.On(&c.Hidden).Set(orm.SetExpr(&c.N, orm.Excluded(&c.N).MinusExpr(orm.Col(&c.N)))), true)
	t.same("the row", hitText(a), "2 News Two 1 2.5 2.5 05-02 true b b")
}

func upsertConditions(t *trial) {
	db, rec := twoPageHits(t)
	c := pageHits.C
	newer := orm.On(&c.Page).Update(&c.N, &c.Seen).Where(orm.Excluded(&c.Seen).GtExpr(orm.Col(&c.Seen)))
	a := &pageHit{Page: "home", Title: "no", N: 9, Seen: onDay(time.April, 1)}
	rec.upsert(t, "left alone", db, a, newer, false)
	t.same("the row", hitText(a), "1 Home One 1 1.5 1.5 05-01 true - a")
	a = &pageHit{Page: "home", N: 9, Seen: onDay(time.July, 1)}
	rec.upsert(t, "changed", db, a, newer, true)
	t.same("the row", hitText(a), "1 Home One 9 1.5 1.5 07-01 true - a")
	a = &pageHit{Page: "home", N: 4, Price: dec("9.99"), Note: new("x")}
	rec.upsert(t, "several conditions", db, a, orm.On(&c.Page).Set(orm.SetExpr(&c.N, orm.Excluded(&c.N).Plus(1))).Where(
		orm.Eq(&c.Live, true), orm.Or(orm.Excluded(&c.Price).Lt(dec("1")), orm.Excluded(&c.Price).Between(dec("9"), dec("10"))), orm.ExcludedOpt(&c.Note).In("x", "y", "z"), orm.NotIn(&c.N, 3, 4)), true)
	t.same("the row", hitText(a), "1 Home One 5 1.5 1.5 07-01 true - a")
	a = &pageHit{Page: "home", N: 77}
	rec.upsert(t, "what is missing", db, a, orm.On(&c.Page).Update(&c.N).Where(orm.Opt(&c.Note).EqExpr(orm.ExcludedOpt(&c.Note))), false)
	rec.upsert(t, "by a unique of some rows", db, &pageHit{Page: "x", N: 1, Live: true, Hidden: "b"}, orm.On(&c.Hidden).Update(&c.N).Where(orm.Gt(&c.N, 2)), false)
	a = &pageHit{Page: "Fresh", Hidden: "f"}
	rec.upsert(t, "no row that is there", db, a, orm.On(&c.Page).Where(orm.Lt(&c.N, 0)), true)
	t.ok("InsertOrUpdate", pageHits.InsertOrUpdate(t.Context(), db, a, orm.On(&c.Page).Where(orm.Lt(&c.N, 0))))
	t.same("the row", a.ID >= 3 && a.Page == "Fresh", true)
}

func upsertProposed(t *trial) {
	db, rec := twoPageHits(t)
	c := pageHits.C
	a := &pageHit{Page: "NEWS", Title: "  THREE ", Price: dec("3"), Seen: onDay(time.June, 3), Hidden: "p"}
	rec.upsert(t, "every kind", db, a, orm.On(&c.Page).Set(
		orm.SetExpr(&c.Page, orm.Excluded(&c.Page)), orm.SetExpr(&c.Title, orm.Excluded(&c.Title)), orm.SetExpr(&c.Price, orm.Excluded(&c.Price)), orm.SetExpr(&c.Seen, orm.Excluded(&c.Seen)),
		orm.SetExpr(&c.Live, orm.Excluded(&c.Live)), orm.SetOpt(&c.Note, orm.ExcludedOpt(&c.Note)), orm.SetExpr(&c.Hidden, orm.Excluded(&c.Hidden))).
		Where(orm.Excluded(&c.Title).Eq("THREE"), orm.Excluded(&c.Live).Eq(false), orm.ExcludedOpt(&c.Note).IsNull(), orm.Excluded(&c.Page).Ne("news")), true)
	t.same("the row", hitText(a), "2 NEWS THREE 2 3 2.5 06-03 false - p")
	t.same("found in any case", ids(t, db, pageHits.Where(orm.EqFold(&c.Title, "three"))), []int64{2})
	t.same("found by its page", ids(t, db, pageHits.Where(orm.EqFold(&c.Page, "news"))), []int64{2})
}

func upsertVersions(t *trial) {
	db, mine, _ := twoSheets(t)
	ctx, c := t.Context(), sheets.C
	on := orm.On(&c.Name).Set(orm.SetExpr(&c.Text, orm.Concat(orm.Col(&c.Text), orm.Excluded(&c.Text)))).Where(orm.Excluded(&c.Text).Ne("no"))
	text := mine[0].Text
	for i, v := range []struct {
		text, want string
		version    int64
	}{{"no", text, 1}, {"x", text + "x", 2}, {"no", text + "x", 2}, {"y", text + "xy", 3}} {
		again := &sheet{Name: "A", Text: v.text, Version: 77}
		wrote, err := sheets.Upsert(ctx, db, again, on)
		t.ok("Upsert", err)
		t.same(fmt.Sprint("upsert ", i), []any{wrote, again.ID, again.Name, again.Text, again.Version}, []any{v.text != "no", mine[0].ID, mine[0].Name, v.want, v.version})
	}
	t.kind("Set of the version", sheets.InsertOrUpdate(ctx, db, &sheet{Name: "a"}, orm.On(&c.Name).Set(orm.Set(&c.Version, 5))), fault.Invalid)
}

func upsertRace(t *trial) {
	db, _ := twoPageHits(t)
	c := pageHits.C
	highest := orm.On(&c.Page).Update(&c.N).Where(orm.Excluded(&c.N).GtExpr(orm.Col(&c.N)))
	counts := orm.On(&c.Page).Set(orm.SetExpr(&c.N, orm.Col(&c.N).PlusExpr(orm.Excluded(&c.N))))
	var group sync.WaitGroup
	for i := range 12 {
		group.Go(func() {
			n := int64((i*5)%12 + 10)
			a := &pageHit{Page: "home", N: n}
			wrote, err := pageHits.Upsert(t.Context(), db, a, highest)
			if err != nil || a.N < n || wrote && a.N != n || !wrote && a.N < n {
				t.Errorf("upsert of %d: got %t, %d, %v", n, wrote, a.N, err)
			}
			if err := pageHits.InsertOrUpdate(t.Context(), db, &pageHit{Page: "sum", N: 1}, counts); err != nil {
				t.Errorf("count %d: %v", i, err)
			}
		})
	}
	group.Wait()
	t.same("the highest", get(t, db, pageHits, 1).N, int64(21))
	list, err := pageHits.Where(orm.Eq(&c.Page, "sum")).All(t.Context(), db)
	t.ok("All", err)
	if len(list) != 1 || list[0].N != 12 {
		t.Errorf("got %v, want a sum of 12", list)
	}
}

func upsertRefused(t *trial) {
	db, rec := twoPageHits(t)
	ctx, c := t.Context(), pageHits.C
	row := new(struct{ N int64 })
	other := pageHits.As("other")
	most := orm.ValueOf(orm.Select(row, orm.As(&row.N, orm.Coalesce(orm.Max(orm.Col(&other.C.N)), 0))).From(other), &row.N)
	on := orm.On(&c.Page)
	for range 2 { // the second time every statement that was made is at hand
		for what, x := range map[string]orm.Conflict{
			"the key":                        on.Set(orm.Set(&c.ID, 7)),
			"no setting":                     on.Set(),
			"a column twice":                 on.Set(orm.Set(&c.N, 7), orm.Increment(&c.N, 1)),
			"a column that Update names":     on.Update(&c.N).Set(orm.Set(&c.N, 7)),
			"an aggregate":                   on.Set(orm.SetExpr(&c.N, orm.Count())),
			"an aggregate of what is new":    on.Set(orm.SetExpr(&c.N, orm.Coalesce(orm.Max(orm.Excluded(&c.N)), 0))),
			"a window":                       on.Set(orm.SetExpr(&c.N, orm.RowNumber(orm.Window{}))),
			"a query":                        on.Set(orm.SetExpr(&c.N, orm.Coalesce(most, 0))),
			"another model's column":         on.Set(orm.SetExpr(&c.Title, orm.Col(&settings.C.Name))),
			"what another model proposes":    on.Set(orm.SetExpr(&c.Title, orm.Excluded(&settings.C.Name))),
			"into another model":             on.Set(orm.Set(&settings.C.Name, "x")),
			"a generated key":                on.Set(orm.SetExpr(&c.N, orm.Excluded(&c.ID))),
			"a value that is folded":         on.Set(orm.SetExpr(&c.Title, orm.Val("x"))),
			"a value that is too long":       on.Set(orm.Set(&c.Note, new("123456789012345678901"))),
			"a condition of another model":   on.Where(orm.Eq(&settings.C.Name, "x")),
			"a condition of what is not new": on.Where(orm.Excluded(&settings.C.Name).Eq("x")),
			"a condition on other rows":      on.Where(orm.Col(&c.N).GtExpr(most)),
			"a condition on an aggregate":    on.Where(orm.Max(orm.Col(&c.N)).Gt(1)),
		} {
			_, err := pageHits.Upsert(ctx, db, &pageHit{Page: "home"}, x)
			if k := fault.KindOf(err); k != fault.Invalid && k != fault.TooLong {
				t.Errorf("%s: got %v (kind %q), want a refusal", what, err, k)
			}
		}
	}
	_, err := pageHits.Where(orm.Excluded(&c.N).Gt(1)).All(ctx, db)
	t.kind("Excluded in a query", err, fault.Invalid)
	_, err = pageHits.Every().Update(ctx, db, orm.SetExpr(&c.N, orm.Excluded(&c.N)))
	t.kind("Excluded in an update", err, fault.Invalid)
	if sent := rec.take(); len(sent) > 0 {
		t.Errorf("sent %v, want nothing", sent)
	}
}

func upsertTooFar(t *trial) {
	db, _ := twoPageHits(t)
	ctx, c := t.Context(), pageHits.C
	before := hitText(get(t, db, pageHits, 2))
	err := pageHits.InsertOrUpdate(ctx, db, &pageHit{Page: "news", N: math.MaxInt64}, orm.On(&c.Page).Set(orm.SetExpr(&c.N, orm.Col(&c.N).PlusExpr(orm.Excluded(&c.N)))))
	t.refused("a sum", err, fault.OutOfRange, "pageHit", "N")
	err = pageHits.InsertOrUpdate(ctx, db, &pageHit{Page: "news", Price: dec("99999999.99")}, orm.On(&c.Page).Set(orm.SetExpr(&c.Price, orm.Col(&c.Price).PlusExpr(orm.Excluded(&c.Price)))))
	t.refused("a price", err, fault.OutOfRange, "pageHit", "Price")
	t.same("the row", hitText(get(t, db, pageHits, 2)), before)
}
