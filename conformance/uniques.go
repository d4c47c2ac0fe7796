package conformance

import (
	"sync"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func uniques() theme {
	return theme{"uniques", []testCase{
		{"a taken value is refused with model and constraint and field", uniqueTaken},
		{"a taken combination is refused with all its fields", uniqueCombination},
		{"a partial unique counts the rows it is about", uniquePartial},
		{"rows without a value do not collide", uniqueAbsent},
		{"UniqueFold sees through case and Unicode form", uniqueFold},
		{"UniqueFold follows every kind of change", uniqueFoldFollows},
		{"EqFold finds what UniqueFold would refuse", uniqueFoldFinds},
		{"of sixteen that come at once one is stored", uniqueRace},
	}}
}

type account struct {
	ID     int64
	Email  string
	Nick   *string
	Handle string
	Shop   int64
	Number int64
	Active bool
	Slot   string
}

func (a *account) Define(t *orm.Table[account]) {
	t.Column(&a.Email).Size(100).UniqueFold()
	t.Column(&a.Nick).Size(100).UniqueFold()
	t.Column(&a.Handle).Size(20).Unique()
	t.Column(&a.Slot).Size(20)
	t.Unique(&a.Shop, &a.Number)
	t.Unique(&a.Slot).Name("one_active_slot").Where(orm.Eq(&a.Active, true))
}

var accounts = orm.Define[account]()

// accountOf returns an account that collides with no other of another number.
func accountOf(n int64) *account {
	s := string(rune('a' + n))
	return &account{Email: s + "@example.org", Handle: s, Number: n, Slot: "slot"}
}

func uniqueTaken(t *trial) {
	db, ctx, c := t.tables(accounts), t.Context(), accounts.C
	insert(t, db, accounts, accountOf(1), accountOf(2))
	again := accountOf(3)
	again.Handle = "b"
	want := *again
	err := accounts.Insert(ctx, db, again)
	t.refused("Insert", err, fault.Unique, "account", "Handle")
	t.same("the refused object", again, &want)
	if f, ok := err.(*fault.Error); !ok || f.Violations[0].Code != "unique" || f.Violations[0].Message != "is already taken" {
		t.Errorf("got %#v, want the code unique and the message that it is already taken", err)
	}
	t.refused("InsertAll", accounts.InsertAll(ctx, db, []*account{accountOf(4), again}), fault.Unique, "account", "Handle")
	alike := accountOf(6)
	alike.Email = accountOf(5).Email
	t.refused("InsertAll of two alike", accounts.InsertAll(ctx, db, []*account{accountOf(5), alike}), fault.Unique, "account", "Email")
	_, err = accounts.Where(orm.Eq(&c.ID, 2)).Update(ctx, db, orm.Set(&c.Handle, "b"))
	t.refused("Update", err, fault.Unique, "account", "Handle")
	again.ID = 2
	t.ok("Update to its own values", accounts.Update(ctx, db, &account{ID: 2, Email: "C@EXAMPLE.ORG", Handle: "c", Number: 2}))
	t.refused("Update of an object", accounts.Update(ctx, db, again), fault.Unique, "account", "Handle")
	count(t, db, accounts, 2)
}

func uniqueCombination(t *trial) {
	db, ctx := t.tables(accounts), t.Context()
	insert(t, db, accounts, accountOf(1))
	other := accountOf(2)
	other.Number, other.Shop = 1, 5
	insert(t, db, accounts, other)
	again := accountOf(3)
	again.Number, again.Shop = 1, 5
	t.refused("Insert", accounts.Insert(ctx, db, again), fault.Unique, "account", "Shop", "Number")
}

func uniquePartial(t *trial) {
	db, ctx, c := t.tables(accounts), t.Context(), accounts.C
	first, second := accountOf(1), accountOf(2)
	first.Active = true
	insert(t, db, accounts, first, second, accountOf(3))
	second.Active = true
	t.refused("Update", accounts.Update(ctx, db, second), fault.Unique, "account", "Slot")
	_, err := accounts.Where(orm.Eq(&c.ID, first.ID)).Update(ctx, db, orm.Set(&c.Active, false))
	t.ok("Update of the first", err)
	t.ok("Update", accounts.Update(ctx, db, second))
	fourth := accountOf(4)
	fourth.Active = true
	t.refused("Insert", accounts.Insert(ctx, db, fourth), fault.Unique, "account", "Slot")
}

func uniqueAbsent(t *trial) {
	db, ctx := t.tables(accounts), t.Context()
	insert(t, db, accounts, accountOf(1), accountOf(2), accountOf(3))
	nick := accountOf(4)
	nick.Nick = new("Ada")
	insert(t, db, accounts, nick)
	again := accountOf(5)
	again.Nick = new("ADA")
	t.refused("Insert", accounts.Insert(ctx, db, again), fault.Unique, "account", "Nick")
}

// alike are texts that are the same but for case and Unicode form, a group a line.
var alike = [][]string{
	{"éva@example.org", "ÉVA@example.org", "e\u0301va@EXAMPLE.org", "E\u0301VA@Example.Org"},
	{"straße", "STRASSE", "Strasse"},
	{"ὀδυσσεύς", "ὈΔΥΣΣΕΎΣ"},
	{"ǅ", "ǆ", "Ǆ"},
	{"k", "K", "\u212a"}, // the Kelvin sign
	{"i"}, {"ı"},
	{"plain"}, {"plain "},
}

func uniqueFold(t *trial) {
	db, ctx := t.tables(accounts), t.Context()
	for i, group := range alike {
		for j, email := range group {
			a := accountOf(int64(10*i + j))
			a.Email = email
			err := accounts.Insert(ctx, db, a)
			if j == 0 {
				t.ok("Insert of "+email, err)
				continue
			}
			t.refused("Insert of "+email+" after "+group[0], err, fault.Unique, "account", "Email")
		}
	}
	for i, a := range all(t, db, accounts) {
		t.same("as it was typed", a.Email, alike[i][0])
	}
}

func uniqueFoldFollows(t *trial) {
	db, ctx, c := t.tables(accounts), t.Context(), accounts.C
	insert(t, db, accounts, accountOf(1), accountOf(2))
	free := func(what, email string) {
		t.Helper()
		a := accountOf(9)
		a.Email = email
		t.undo(db, func(tx *orm.Tx) { t.ok(what+" frees "+email, accounts.Insert(ctx, tx, a)) })
	}
	taken := func(what, email string) {
		t.Helper()
		a := accountOf(9)
		a.Email = email
		t.refused(what+" takes "+email, accounts.Insert(ctx, db, a), fault.Unique, "account", "Email")
	}
	one := accountOf(1)
	one.ID, one.Email = 1, "Öl@example.org"
	t.ok("Update", accounts.Update(ctx, db, one))
	taken("Update", "öL@example.org")
	free("Update", "b@example.org")
	one.Email = "Three"
	t.ok("Update of a field", accounts.Update(ctx, db, one, &c.Email))
	taken("Update of a field", "THREE")
	free("Update of a field", "öl@example.org")
	_, err := accounts.Where(orm.Eq(&c.ID, 1)).Update(ctx, db, orm.Set(&c.Email, "Four"))
	t.ok("Set", err)
	taken("Set", "FOUR")
	free("Set", "three")
	t.ok("Delete", accounts.Delete(ctx, db, one))
	free("Delete", "four")
}

func uniqueFoldFinds(t *trial) {
	db, c := t.tables(accounts), accounts.C
	for i, group := range alike {
		a := accountOf(int64(i))
		a.Email, a.Nick = group[0], new(group[0])
		insert(t, db, accounts, a)
	}
	for i, group := range alike {
		for _, email := range group {
			t.same("EqFold "+email, ids(t, db, accounts.Where(orm.EqFold(&c.Email, email))), []int64{int64(i + 1)})
			t.same("EqFold "+email+" where it may be absent", ids(t, db, accounts.Where(orm.EqFold(&c.Nick, email))), []int64{int64(i + 1)})
		}
	}
}

func uniqueRace(t *trial) {
	db, ctx := t.tables(accounts), t.Context()
	errs := make([]error, 16)
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() {
			a := accountOf(int64(i))
			a.Email = "The@Same.org"
			errs[i] = accounts.Insert(ctx, db, a)
		})
	}
	group.Wait()
	stored := 0
	for _, err := range errs {
		if err == nil {
			stored++
			continue
		}
		t.refused("Insert", err, fault.Unique, "account", "Email")
	}
	t.same("stored", stored, 1)
	count(t, db, accounts, 1)
}
