package conformance

import (
	"strings"
	"sync"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func tables() theme {
	return theme{"tables", []testCase{
		{"tables are made once and then left alone", tablesAgain},
		{"many may make the tables at once", tablesAtOnce},
		{"every difference is named with table and column", tablesDiffer},
		{"a difference changes nothing", tablesUntouched},
		{"all differences are told at once", tablesAll},
		{"a table that no model knows is left alone", tablesForeign},
		{"before the tables are made they are missing", tablesMissing},
		{"names that are words of SQL work", tablesNames},
	}}
}

func tablesAgain(t *trial) {
	models := []orm.AnyModel{wholes, measures, flags, notes, blobs, moments, visits, forms, articles, accounts, bookings, members, settings, seats, countries}
	db := t.tables(models...)
	insert(t, db, accounts, accountOf(1))
	for range 3 {
		t.ok("CreateTables", db.CreateTables(t.Context()))
		count(t, t.tables(models...), accounts, 1)
	}
}

func tablesAtOnce(t *trial) {
	var group sync.WaitGroup
	for i := range 8 {
		db := t.open(orm.Models(accounts, visits, bookings), orm.Options{})
		group.Go(func() {
			if err := db.CreateTables(t.Context()); err != nil {
				t.Errorf("CreateTables %d: %v", i, err)
			}
			if err := accounts.Insert(t.Context(), db, accountOf(int64(i))); err != nil {
				t.Errorf("Insert %d: %v", i, err)
			}
		})
	}
	group.Wait()
	count(t, t.tables(accounts), accounts, 8)
}

func tablesDiffer(t *trial) {
	first := t.tables(plans)
	insert(t, first, plans, &plan{planColumns{Title: "kept"}})
	for _, v := range variants() {
		db := t.open(orm.Models(v.model), orm.Options{})
		err := db.CreateTables(t.Context())
		t.kind(v.what, err, fault.SchemaMismatch)
		for _, word := range append([]string{"plan"}, v.words...) {
			if err != nil && !strings.Contains(err.Error(), word) {
				t.Errorf("%s: got %v, want it to name %s", v.what, err, word)
			}
		}
	}
	t.ok("CreateTables of the first", first.CreateTables(t.Context()))
	count(t, first, plans, 1)
}

func tablesUntouched(t *trial) {
	first := t.tables(plans)
	db := t.open(orm.Models(tickets, plansMore), orm.Options{})
	t.kind("CreateTables", db.CreateTables(t.Context()), fault.SchemaMismatch)
	_, err := tickets.Count(t.Context(), db)
	t.kind("a table beside the one that differs", err, fault.SchemaMismatch)
	t.ok("CreateTables of the first", first.CreateTables(t.Context()))
}

func tablesAll(t *trial) {
	t.tables(plans, tickets)
	err := t.open(orm.Models(plansOther, ticketsMore), orm.Options{}).CreateTables(t.Context())
	t.kind("CreateTables", err, fault.SchemaMismatch)
	for _, want := range []string{"plan.kind", "plan.memo", "ticket.extra"} {
		if err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to name %s", err, want)
		}
	}
}

func tablesForeign(t *trial) {
	insert(t, t.tables(tickets), tickets, &ticket{})
	db := t.tables(plans)
	insert(t, db, plans, &plan{})
	count(t, t.tables(tickets, plans), tickets, 1)
}

func tablesMissing(t *trial) {
	db, ctx := t.open(orm.Models(tickets), orm.Options{}), t.Context()
	t.ok("Ping", db.Ping(ctx))
	_, err := tickets.All(ctx, db)
	t.kind("All", err, fault.SchemaMismatch)
	t.kind("Insert", tickets.Insert(ctx, db, &ticket{}), fault.SchemaMismatch)
	t.ok("CreateTables", db.CreateTables(ctx))
	insert(t, db, tickets, &ticket{})
}

type words struct {
	ID     int64
	Select string
	From   string `db:"FROM"`
	Quoted string `db:"a \"quoted\" 'name' with spaces"`
	Ümlaut string
}

func (w *words) Define(t *orm.Table[words]) {
	t.Name("order")
	t.Column(&w.Select).Size(20).Unique()
	t.Column(&w.Quoted).Size(20).Index()
}

var wordy = orm.Define[words]()

func tablesNames(t *trial) {
	db, ctx, c := t.tables(wordy), t.Context(), wordy.C
	keeps(t, db, wordy, &words{Select: "1", From: "f", Quoted: "q", Ümlaut: "ü"}, &words{Select: "2"})
	t.refused("Insert", wordy.Insert(ctx, db, &words{Select: "1"}), fault.Unique, "words", "Select")
	q := wordy.Where(orm.Eq(&c.From, "f"), orm.Eq(&c.Quoted, "q"), orm.Eq(&c.Ümlaut, "ü")).OrderBy(orm.Desc(&c.Select))
	t.same("found", ids(t, db, q), []int64{1})
	n, err := wordy.Where(orm.Eq(&c.Select, "2")).Update(ctx, db, orm.Set(&c.Quoted, "x"), orm.Set(&c.From, "y"))
	t.ok("Update", err)
	t.same("changed", n, int64(1))
	t.ok("CreateTables", db.CreateTables(ctx))
}
