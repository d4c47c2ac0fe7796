package conformance

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/orm"
)

func computedMissing(t *trial) {
	db, _ := billed(t)
	insert(t, db, payers, &payer{Name: "Cy"})
	p, b := payers.C, bills.C
	row := new(struct {
		Name  string
		Large *bool
		Total *decimal.Decimal
	})
	s := orm.Select(row, orm.As(&row.Name, orm.Col(&p.Name)), orm.AsNull(&row.Large, orm.Col(&b.Large)), orm.AsNull(&row.Total, orm.Col(&b.Total))).
		From(payers).LeftJoin(&p.Bills).OrderBy(orm.Asc(&p.ID), orm.Asc(&b.ID))
	text, values, err := s.SQL(db)
	t.ok("SQL", err)
	t.computed.check(t, "LeftJoin", fmt.Sprintln(text)+fmt.Sprintln(values...))
	list, err := s.All(t.Context(), db)
	t.ok("All", err)
	got := []string{}
	for _, r := range list {
		got = append(got, r.Name+" "+shown(r.Large)+" "+shown(r.Total))
	}
	t.same("LeftJoin", got, []string{"Ann false 4.5", "Ben true 14", "Ben false -14", "Cy - -"})
	found, err := bills.LeftJoin(&b.Payer).Where(orm.Eq(&p.Label, `Ann <'é\ ?1>`)).All(t.Context(), db)
	t.ok("a condition", err)
	t.same("a condition", len(found), 1)
}

func computedPages(t *trial) {
	var seen recorder
	db, _ := billedBefore(t, &seen)
	b, p := bills.C, payers.C
	insert(t, db, bills, &bill{PayerID: 1, Price: dec("7"), Pieces: 2}, &bill{PayerID: 1, Price: dec("8"), Pieces: 1}, &bill{PayerID: 1, Price: dec("1.5"), Pieces: 3})
	for name, q := range map[string]orm.Query[bill]{
		"what is generated":                 bills.OrderBy(orm.Desc(&b.Total)),
		"a text that may be missing":        bills.OrderBy(orm.Asc(&b.Short), orm.Desc(&b.Total)),
		"what is computed":                  bills.OrderBy(orm.Asc(&b.Large), orm.Desc(&b.Total)),
		"what is computed of a joined row":  bills.Join(&b.Payer).OrderBy(orm.Desc(&p.Label), orm.Asc(&b.Large)),
		"what is computed, of some of them": bills.Where(orm.Eq(&b.Large, true)).OrderBy(orm.Desc(&b.Large)),
	} {
		for _, size := range []int{1, 2, 5} {
			walks(t, db, name, q, size)
		}
		_, page := pageAt(t, db, q, "", 1)
		seen.take()
		_, _ = pageAt(t, db, q, page.Next, 1)
		t.computed.sent(t, "PageAt by "+name, seen.take())
	}
	streamed := []int64{}
	for x, err := range bills.OrderBy(orm.Desc(&b.Large), orm.Desc(&b.Total)).With(&b.Payer).Stream(t.Context(), db) {
		t.ok("Stream", err)
		streamed = append(streamed, x.ID)
	}
	t.same("Stream", streamed, []int64{2, 4, 5, 1, 6, 3})
	keyed, err := orm.Keyed(t.Context(), db, payers, &p.Label)
	t.ok("Keyed", err)
	t.same("Keyed", keyed[`Ben <'é\ ?2>`].Name, "Ben")
}
