package conformance

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/orm"
)

type (
	// cellar has kegs and casks.
	cellar struct {
		ID   int64
		Town string
		Dark bool

		Kegs orm.Many[keg]
	}
	// keg is what casks are made of: its columns hold more than those of a cask. One that leaks is not shown, nor one that is drained.
	keg struct {
		ID        int64
		CellarID  *int64
		AboveID   *int64
		Name      string
		Note      *string
		Litres    int64
		Small     int8
		Price     decimal.Decimal
		Rate      float64
		Filled    time.Time
		Tag, Code *string
		Leaks     bool
		DrainedAt *time.Time

		Cellar orm.One[cellar]
		Above  orm.One[keg]
	}
	// cask has something of everything that the program or the database gives to a column that is not filled.
	cask struct {
		ID       int64
		CellarID *int64
		HeirID   *int64
		Name     string
		Note     *string
		Litres   int64
		Small    int8
		Price    decimal.Decimal
		Rate     float64
		Filled   time.Time
		Tag      *string
		Slot     *int64
		Grade    string
		Twice    int64
		Label    string
		Version  int64

		Cellar orm.One[cellar]
		Heir   orm.One[cask]
	}
	// barcode has a key of the program's.
	barcode struct {
		Code  string
		Times int64
	}
)

func (k *keg) Define(t *orm.Table[keg]) {
	t.Column(&k.Price).Decimal(10, 2)
	t.Column(&k.Tag).Size(20).Trim().Folded()
	t.Column(&k.Code).Size(20)
	t.Scoped(open, orm.Eq(&k.Leaks, false))
	t.SoftDelete(&k.DrainedAt)
	orm.BelongsTo(t, &k.Cellar).Inverse(&orm.C[cellar]().Kegs)
	orm.BelongsTo(t, &k.Above)
}

func (c *cask) Define(t *orm.Table[cask]) {
	t.Column(&c.Name).Size(8)
	t.Column(&c.Litres).Min(0).Max(1000)
	t.Column(&c.Small).Default(int8(7))
	t.Column(&c.Price).Decimal(5, 2).Default(decimal.New(150, -2))
	t.Column(&c.Rate).Default(0.5)
	t.Column(&c.Filled).Auto(func() time.Time { return onDay(6, 1) })
	t.Column(&c.Tag).Size(20).Trim().UniqueFold()
	t.Column(&c.Slot).Unique()
	t.Column(&c.Grade).Size(8).Default("plain")
	t.Column(&c.Twice).Generated(orm.Col(&c.Litres).PlusExpr(orm.Col(&c.Litres)))
	t.Column(&c.Label).Computed(orm.Concat(orm.Col(&c.Grade), orm.Val(" "), orm.Col(&c.Name)))
	t.Version(&c.Version)
	orm.BelongsTo(t, &c.Cellar)
	orm.BelongsTo(t, &c.Heir)
}

func (b *barcode) Define(t *orm.Table[barcode]) {
	t.Column(&b.Code).Size(20)
	t.Key(&b.Code)
}

var (
	cellars  = orm.Define[cellar]()
	kegs     = orm.Define[keg]()
	casks    = orm.Define[cask]()
	barcodes = orm.Define[barcode]()
)

// vault is two cellars, the second of them dark, and four kegs that are seen: two in the first cellar, one in the second, one in
// none. The fifth leaks, and the sixth is drained.
func vault(t *trial) (*orm.DB, *recorder) {
	t.Helper()
	rec := &recorder{}
	db := t.observed(rec, cellars, kegs, casks, barcodes)
	insert(t, db, cellars, &cellar{Town: "Ulm"}, &cellar{Town: "Aue", Dark: true})
	for i, where := range []*int64{new(int64(1)), new(int64(1)), new(int64(2)), nil, new(int64(1)), nil} {
		n := int64(i + 1)
		k := &keg{
			CellarID: where, Name: fmt.Sprint("k", n), Litres: n * 10, Small: int8(n), Price: decimal.New(n*100+50, -2),
			Rate: float64(n) / 2, Filled: onDay(time.Month(n), 1), Tag: new(fmt.Sprint("Tag ", n)), Leaks: n == 5,
		}
		if n > 1 {
			k.AboveID, k.Note = new(n-1), new(fmt.Sprint("note ", n))
		}
		insert(t, db, kegs, k)
	}
	_, err := kegs.Where(orm.Eq(&kegs.C.ID, 6)).Delete(t.Context(), db)
	t.ok("Delete", err)
	rec.take()
	return db, rec
}

// poured fills the name and the litres of a cask with those of a keg.
func poured(more ...orm.Item) orm.Selection[cask] {
	c, k := casks.C, kegs.C
	return orm.Select(c, append([]orm.Item{orm.Take(&c.Name, &k.Name), orm.Take(&c.Litres, &k.Litres)}, more...)...)
}

// stores stores the rows of a selection of casks, which are so many, and holds what is sent to the golden statements.
func (r *recorder) stores(t *trial, what string, w orm.Writer, rows orm.Selection[cask], want int64) {
	t.Helper()
	r.changes(t, what, want, func() (int64, error) { return orm.InsertFrom(t.Context(), w, casks, rows) })
}

// emptied are the casks that a case has not looked at yet, which are deleted then: a value of each.
func emptied[V any](t *trial, db *orm.DB, what string, of func(*cask) V, want ...V) {
	t.Helper()
	got := []V{}
	list, err := casks.OrderBy(orm.Asc(&casks.C.Name), orm.Asc(&casks.C.Litres)).All(t.Context(), db)
	t.ok("All", err)
	for _, c := range list {
		got = append(got, of(c))
	}
	t.same(what, got, want)
	t.ok("DeleteAll", casks.DeleteAll(t.Context(), db, list))
}

// noted is the note of a cask.
func noted(c *cask) string {
	if c.Note == nil {
		return "-"
	}
	return *c.Note
}

// briefly is what most cases look at.
func briefly(c *cask) string { return fmt.Sprint(c.Name, " ", c.Litres) }
