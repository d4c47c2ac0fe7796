package conformance

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func computedCases() theme {
	return theme{"computed", []testCase{
		{"the database computes what is generated, in every write, and objects learn it", computedGenerated},
		{"what is generated stands in conditions and orders, and may be unique", computedUnique},
		{"a table whose formula differs is told", computedDifference},
		{"each query computes what is computed, whichever way it reads the model", computedQueries},
		{"what is computed stands in conditions, orders, groups and selections, of aliases too", computedConditions},
		{"where a join finds no row, nothing is computed", computedMissing},
		{"pages from cursor to cursor follow what is computed", computedPages},
		{"what is computed is never written", computedWrites},
		{"a value that the column does not hold is refused in the write", computedRefused},
		{"where one of many objects is refused, none is changed", computedMany},
		{"a lost update and a nested part that fails know what was computed", computedVersions},
		{"a change by condition computes of rows as they were", computedChanges},
		{"every function may be stored", computedFunctions},
	}}
}

// payer has a label that each query computes.
type payer struct {
	ID    int64
	Name  string
	Label string
	Bills orm.Many[bill]
}

func (p *payer) Define(t *orm.Table[payer]) {
	t.Column(&p.Label).Computed(orm.Concat(orm.Col(&p.Name), orm.Val(` <'é\ ?`), orm.TextOf(orm.Col(&p.ID)), orm.Val(">")))
}

// bill has a total that the database keeps, and says whether it is large.
type bill struct {
	ID      int64
	PayerID int64
	Price   decimal.Decimal
	Pieces  int32
	Note    *string
	Total   decimal.Decimal
	Short   *string
	Large   bool
	Payer   orm.One[payer]
}

func (b *bill) Define(t *orm.Table[bill]) {
	p := orm.C[payer]()
	t.Column(&b.Price).Decimal(10, 2)
	t.Column(&b.Total).Decimal(12, 2).Index().Generated(orm.Times(orm.Col(&b.Price), orm.Col(&b.Pieces)))
	t.Column(&b.Short).Size(20).Unique().Generated(orm.Lower(orm.Left(orm.Opt(&b.Note), 5)))
	t.Column(&b.Large).Computed(orm.When(orm.Col(&b.Price).Gt(dec("5")), orm.Val(true)).Else(orm.Val(false)))
	orm.BelongsTo(t, &b.Payer).Inverse(&p.Bills)
}

var (
	payers = orm.Define[payer]()
	bills  = orm.Define[bill]()
)

// billed stores two payers and three bills.
func billed(t *trial) (*orm.DB, []*bill) { return billedBefore(t, nil) }

// billedBefore is billed before an observer. The statements that make the tables and store the last bill are held.
func billedBefore(t *trial, seen *recorder) (*orm.DB, []*bill) {
	if seen == nil {
		seen = &recorder{}
	}
	db := t.observed(seen, payers, bills)
	made := slices.DeleteFunc(seen.take(), func(e orm.Event) bool { return !strings.HasPrefix(e.Statement, "CREATE") })
	t.computed.sent(t, "the tables", made)
	insert(t, db, payers, &payer{Name: "Ann"}, &payer{Name: "Ben"})
	list := []*bill{
		{PayerID: 1, Price: dec("1.50"), Pieces: 3, Note: new("HELLO world"), Total: dec("99")},
		{PayerID: 2, Price: dec("7"), Pieces: 2}, {PayerID: 2, Price: dec("-7"), Pieces: 2, Note: new("x")},
	}
	insert(t, db, bills, list[:2]...)
	seen.take()
	insert(t, db, bills, list[2])
	t.computed.sent(t, "Insert", seen.take())
	return db, list
}

// ofBill is what a bill says of itself.
func ofBill(b *bill) string {
	return fmt.Sprint(b.Total, " ", shown(b.Short), " ", b.Large)
}

func computedGenerated(t *trial) {
	var seen recorder
	db, list := billedBefore(t, &seen)
	ctx := t.Context()
	t.same("after Insert", []string{ofBill(list[0]), ofBill(list[1]), ofBill(list[2])}, []string{"4.5 hello false", "14 - false", "-14 x false"})
	more := []*bill{{PayerID: 1, Price: dec("2"), Pieces: 2}, {PayerID: 1, Price: dec("3"), Pieces: 3, Note: new("ÄRGER")}}
	t.ok("InsertAll", bills.InsertAll(ctx, db, more))
	t.computed.sent(t, "InsertAll", seen.take())
	t.same("after InsertAll", []string{ofBill(more[0]), ofBill(more[1])}, []string{"4 - false", "9 Ärger false"})
	more[0].Pieces, more[0].Total = 10, dec("1")
	t.ok("Update", bills.Update(ctx, db, more[0]))
	t.computed.sent(t, "Update", seen.take())
	t.same("after Update", ofBill(more[0]), "20 - false")
	_, err := bills.Where(orm.Eq(&bills.C.ID, 1)).Update(ctx, db, orm.Set(&bills.C.Note, new("Other")))
	t.ok("Update by condition", err)
	got, err := bills.Get(ctx, db, 1)
	t.ok("Get", err)
	t.computed.sent(t, "an update by condition, and Get", seen.take())
	t.same("after an update by condition", ofBill(got), "4.5 other false")
	t.ok("Session", db.Session(ctx, func(ctx context.Context, s *orm.Session) error {
		b, err := bills.Get(ctx, s, 2)
		if err != nil {
			return err
		}
		b.Pieces, b.Total = 1, dec("50")
		added := &bill{PayerID: 1, Price: dec("9"), Pieces: 1}
		bills.Add(s, added)
		if err := s.Flush(ctx); err != nil {
			return err
		}
		again, err := bills.Where(orm.Eq(&bills.C.ID, 2)).One(ctx, s)
		if err != nil {
			return err
		}
		t.same("in a session", []string{ofBill(again), ofBill(added)}, []string{"7 - true", "9 - false"})
		return nil
	}))
}

func computedUnique(t *trial) {
	db, _ := billed(t)
	b := bills.C
	picks(t, db, "a condition and an order", bills.Where(orm.Gt(&b.Total, dec("-100"))).OrderBy(orm.Desc(&b.Total)), 2, 1, 3)
	picks(t, db, "a text", bills.Where(orm.Eq(&b.Short, new("hello"))), 1)
	err := bills.Insert(t.Context(), db, &bill{PayerID: 1, Price: dec("1"), Note: new("Hello again")})
	t.refused("Insert of what is taken", err, fault.Unique, "bill", "Short")
	total := new(struct{ Sum decimal.Decimal })
	rowsAre(t, db, "a sum", orm.Select(total, orm.As(&total.Sum, orm.Total(orm.Col(&b.Total)))).From(bills), "{4.5}")
}

// otherBill says that the total is something else.
type otherBill struct {
	ID     int64
	Price  int64
	Pieces int64
	Total  int64
}

func (b *otherBill) Define(t *orm.Table[otherBill]) {
	t.Name("bill_kept")
	t.Column(&b.Total).Generated(orm.Col(&b.Price).PlusExpr(orm.Col(&b.Pieces)))
}

type keptBill struct {
	ID     int64
	Price  int64
	Pieces int64
	Total  int64
}

func (b *keptBill) Define(t *orm.Table[keptBill]) {
	t.Name("bill_kept")
	t.Column(&b.Total).Generated(orm.Times(orm.Col(&b.Price), orm.Col(&b.Pieces)))
}

type plainBill struct {
	ID     int64
	Price  int64
	Pieces int64
	Total  int64
}

func (b *plainBill) Define(t *orm.Table[plainBill]) { t.Name("bill_kept") }

func computedDifference(t *trial) {
	t.tables(orm.Define[keptBill]())
	t.tables(orm.Define[keptBill]())
	for what, models := range map[string]*orm.ModelSet{"another formula": orm.Models(orm.Define[otherBill]()), "none": orm.Models(orm.Define[plainBill]())} {
		err := t.open(models, orm.Options{}).CreateTables(t.Context())
		t.kind(what, err, fault.SchemaMismatch)
		t.same(what+" is named", err != nil && strings.Contains(err.Error(), "bill_kept.total"), true)
	}
}

func computedQueries(t *trial) {
	var seen recorder
	db, _ := billedBefore(t, &seen)
	ctx := t.Context()
	got, err := payers.Get(ctx, db, 1)
	t.ok("Get", err)
	t.same("Get", got.Label, `Ann <'é\ ?1>`)
	seen.take()
	all, err := payers.OrderBy(orm.Asc(&payers.C.ID)).With(&payers.C.Bills).All(ctx, db)
	t.ok("All", err)
	t.computed.sent(t, "All", seen.take())
	large := []string{}
	for _, p := range all {
		list, err := p.Bills.All()
		t.ok("Bills", err)
		for _, b := range list {
			large = append(large, p.Label+" "+ofBill(b))
		}
	}
	t.same("rows that relations lead to", large, []string{`Ann <'é\ ?1> 4.5 hello false`, `Ben <'é\ ?2> 14 - true`, `Ben <'é\ ?2> -14 x false`})
	few, err := payers.OrderBy(orm.Asc(&payers.C.ID)).With(orm.Load(&payers.C.Bills).Where(orm.Lt(&bills.C.Total, dec("100"))).OrderBy(orm.Desc(&bills.C.Large)).Limit(1)).All(ctx, db)
	t.ok("a limit for each", err)
	t.computed.sent(t, "a limit for each", seen.take())
	first := []string{}
	for _, p := range few {
		list, err := p.Bills.All()
		t.ok("Bills", err)
		for _, b := range list {
			first = append(first, p.Label+" "+ofBill(b))
		}
	}
	t.same("a limit for each", first, []string{`Ann <'é\ ?1> 4.5 hello false`, `Ben <'é\ ?2> 14 - true`})
	joined, err := bills.Join(&bills.C.Payer).With(&bills.C.Payer).Where(orm.Like(&payers.C.Label, "Ben%")).OrderBy(orm.Desc(&bills.C.Large)).All(ctx, db)
	t.ok("Join", err)
	t.computed.sent(t, "Join", seen.take())
	labels := []string{}
	for _, b := range joined {
		p, err := b.Payer.Get()
		t.ok("Payer", err)
		labels = append(labels, p.Label+" "+ofBill(b))
	}
	seen.take()
	t.same("joined rows", labels, []string{`Ben <'é\ ?2> 14 - true`, `Ben <'é\ ?2> -14 x false`})
	for p, err := range payers.Where(orm.Eq(&payers.C.ID, 2)).Stream(ctx, db) {
		t.ok("Stream", err)
		t.same("Stream", p.Label, `Ben <'é\ ?2>`)
	}
	got.Label = ""
	t.ok("Refresh", payers.Refresh(ctx, db, got))
	t.same("Refresh", got.Label, `Ann <'é\ ?1>`)
}

func computedConditions(t *trial) {
	db, _ := billed(t)
	p, b := payers.C, bills.C
	picks(t, db, "Eq", payers.Where(orm.Eq(&p.Label, `Ann <'é\ ?1>`)), 1)
	picks(t, db, "In and an order", payers.Where(orm.In(&p.Label, `Ann <'é\ ?1>`, `Ben <'é\ ?2>`, "x")).OrderBy(orm.Desc(&p.Label)), 2, 1)
	picks(t, db, "Any", bills.Where(orm.Any(&b.Payer, orm.HasPrefix(&p.Label, "B"))), 2, 3)
	picks(t, db, "a truth value", bills.Where(orm.Eq(&b.Large, true)), 2)
	row := new(struct {
		Label string
		N     int64
		Sum   decimal.Decimal
	})
	owner := payers.As("owner")
	rowsAre(t, db, "an alias", orm.Select(row, orm.As(&row.Label, orm.Col(&owner.C.Label)), orm.As(&row.N, orm.Count()), orm.As(&row.Sum, orm.Total(orm.Col(&b.Total)))).
		From(bills).Join(owner.Along(&b.Payer)).GroupBy(&row.Label).OrderBy(orm.Asc(&row.Label)), `{Ann <'é\ ?1> 1 4.5}`, `{Ben <'é\ ?2> 2 0}`)
	rowsAre(t, db, "groups of it", orm.Select(row, orm.As(&row.Label, orm.Col(&p.Label)), orm.As(&row.N, orm.Count())).
		From(bills).Join(&b.Payer).GroupBy(&p.Label).Having(orm.Count().Gt(1)).OrderBy(orm.Asc(&p.Label)), `{Ben <'é\ ?2> 2 0}`)
	rowsAre(t, db, "a part of an expression", orm.Select(row, orm.As(&row.Label, orm.Upper(orm.Left(orm.Col(&p.Label), 3)))).From(payers).OrderBy(orm.Asc(&p.ID)), "{ANN 0 0}", "{BEN 0 0}")
}

func computedWrites(t *trial) {
	db, list := billed(t)
	ctx, b := t.Context(), bills.C
	t.kind("Update of a field", bills.Update(ctx, db, list[0], &b.Total), fault.Invalid)
	_, err := bills.Where(orm.Eq(&b.ID, 1)).Update(ctx, db, orm.Set(&b.Large, true))
	t.kind("Set", err, fault.Invalid)
	_, err = bills.Where(orm.Eq(&b.ID, 1)).Update(ctx, db, orm.Increment(&b.Total, dec("1")))
	t.kind("Increment", err, fault.Invalid)
	t.kind("Omit", bills.Insert(ctx, db, &bill{PayerID: 1}, orm.Omit(&b.Total)), fault.Invalid)
	t.kind("On", bills.InsertOrUpdate(ctx, db, &bill{PayerID: 1}, orm.On(&b.Short)), fault.Invalid)
	t.kind("an update of On", bills.InsertOrUpdate(ctx, db, &bill{ID: 1, PayerID: 1}, orm.On(&b.ID).Update(&b.Total)), fault.Invalid)
	_, err = payers.Where(orm.Eq(&payers.C.ID, 1)).Update(ctx, db, orm.SetExpr(&payers.C.Label, orm.Col(&payers.C.Name)))
	t.names("SetExpr", err, "Label is computed of other columns and never written")
	changed := &bill{ID: 1, PayerID: 1, Price: dec("3"), Pieces: 4}
	t.ok("InsertOrUpdate", bills.InsertOrUpdate(ctx, db, changed, orm.On(&b.ID)))
	t.same("after InsertOrUpdate", ofBill(changed), "12 - false")
	list[1].Pieces = 5
	t.ok("UpdateAll", bills.UpdateAll(ctx, db, list[1:]))
	got, err := bills.Get(ctx, db, 2)
	t.ok("Get", err)
	t.same("after UpdateAll", ofBill(got), "35 - true")
}

// rowsAre compares the rows of a selection, each as text.
func rowsAre[R any](t *trial, db *orm.DB, what string, s orm.Selection[R], want ...string) {
	t.Helper()
	text, values, err := s.SQL(db)
	t.ok("SQL of "+what, err)
	t.computed.check(t, what, fmt.Sprintln(text)+fmt.Sprintln(values...))
	list, err := s.All(t.Context(), db)
	t.ok(what, err)
	got := []string{}
	for _, row := range list {
		got = append(got, fmt.Sprint(*row))
	}
	t.same(what, got, want)
}
