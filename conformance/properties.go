package conformance

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/rowankit/rowan/orm"
)

func properties() theme {
	return theme{"properties", []testCase{
		{"random rows of every type come back equal", propertyRows},
		{"random conditions pick the rows that they pick in Go", propertyConditions},
		{"random orders and limits give the rows in the order that they have in Go", propertyOrders},
		{"random conditions change and delete the rows that they pick in Go", propertyChanges},
	}}
}

func propertyRows(t *trial) {
	keeps(t, t.tables(specimens), specimens, specimensOf(t.random(), 200)...)
}

// manySpecimens stores random objects, which it returns, and draws from r.
func manySpecimens(t *trial, r *rand.Rand) (*orm.DB, []*specimen) {
	t.Helper()
	db, list := t.tables(specimens), specimensOf(r, 60)
	t.ok("InsertAll", specimens.InsertAll(t.Context(), db, list))
	return db, list
}

// pick lists the keys of the objects that fulfil the clause.
func pick(list []*specimen, c clause) []int64 {
	picked := []int64{}
	for _, s := range list {
		if c.holds(s) == yes {
			picked = append(picked, s.ID)
		}
	}
	return picked
}

func propertyConditions(t *trial) {
	r := t.random()
	db, list := manySpecimens(t, r)
	for range 300 {
		c := clauseOf(r, 3)
		q := specimens.Where(c.cond)
		want := pick(list, c)
		t.same(c.text, ids(t, db, q), want)
		n, err := q.Count(t.Context(), db)
		t.ok("Count", err)
		t.same("Count of "+c.text, n, int64(len(want)))
		if t.Failed() {
			return
		}
	}
}

func propertyOrders(t *trial) {
	r := t.random()
	db, list := manySpecimens(t, r)
	for range 100 {
		c := clauseOf(r, 1)
		q, text := specimens.Where(c.cond), c.text
		want := slices.Clone(list)
		terms := []term{}
		for range r.IntN(4) {
			o := axes[r.IntN(len(axes))].term(r)
			q, text, terms = q.OrderBy(o.order), text+" by "+o.text, append(terms, o)
		}
		slices.SortFunc(want, func(a, b *specimen) int {
			for _, o := range terms {
				if order := o.compare(a, b); order != 0 {
					return order
				}
			}
			return cmp.Compare(a.ID, b.ID)
		})
		picked := pick(want, c)
		if r.IntN(2) == 0 {
			offset := r.IntN(20)
			q, text, picked = q.Offset(offset), fmt.Sprint(text, " offset ", offset), picked[min(offset, len(picked)):]
		}
		if r.IntN(2) == 0 {
			limit := r.IntN(20)
			q, text, picked = q.Limit(limit), fmt.Sprint(text, " limit ", limit), picked[:min(limit, len(picked))]
		}
		t.same(strings.TrimSpace(text), ids(t, db, q), picked)
		if t.Failed() {
			return
		}
	}
}

func propertyChanges(t *trial) {
	r, ctx := t.random(), t.Context()
	db, list := manySpecimens(t, r)
	for range 30 {
		c := clauseOf(r, 2)
		want := pick(list, c)
		q := specimens.Where(c.cond, orm.Gt(&specimens.C.ID, 0)) // a change of every row has to be meant
		t.undo(db, func(tx *orm.Tx) {
			n, err := q.Update(ctx, tx, orm.Set(&specimens.C.Text, "changed"))
			t.ok("Update where "+c.text, err)
			t.same("rows changed where "+c.text, n, int64(len(want)))
			changed := specimens.Where(orm.Eq(&specimens.C.Text, "changed"))
			t.same("changed where "+c.text, ids(t, tx, changed), want)
		})
		t.undo(db, func(tx *orm.Tx) {
			n, err := q.Delete(ctx, tx)
			t.ok("Delete where "+c.text, err)
			t.same("rows deleted where "+c.text, n, int64(len(want)))
			count(t, tx, specimens, int64(len(list)-len(want)))
		})
		if t.Failed() {
			return
		}
	}
}
