package conformance

import (
	"github.com/rowankit/rowan/orm"
)

func order() theme {
	return theme{"order", []testCase{
		{"rows without an order come by key", orderByKey},
		{"terms come one after the other and ties by key", orderTerms},
		{"an absent value is less than every other", orderNulls},
		{"NullsFirst and NullsLast say otherwise", orderNullsSaid},
		{"expressions with values order rows, and those of relations", orderValues},
	}}
}

func orderByKey(t *trial) {
	db := t.tables(things)
	for _, id := range []int64{5, 2, 9, -1, 3} {
		insert(t, db, things, &thing{ID: id, Size: 10 - id})
	}
	t.same("All", ids(t, db, things.Query()), []int64{-1, 2, 3, 5, 9})
	t.same("Where", ids(t, db, things.Where(orm.Gt(&things.C.Size, 4))), []int64{-1, 2, 3, 5})
	t.same("Limit", ids(t, db, things.Limit(2)), []int64{-1, 2})
}

func orderTerms(t *trial) {
	db, c := t.tables(things), things.C
	insert(t, db, things, &thing{Name: "b", Size: 1}, &thing{Name: "a", Size: 1}, &thing{Name: "a", Size: 2}, &thing{Name: "b", Size: 1})
	t.same("ascending", ids(t, db, things.OrderBy(orm.Asc(&c.Name))), []int64{2, 3, 1, 4})
	t.same("descending", ids(t, db, things.OrderBy(orm.Desc(&c.Name))), []int64{1, 4, 2, 3})
	t.same("two terms", ids(t, db, things.OrderBy(orm.Asc(&c.Name), orm.Desc(&c.Size))), []int64{3, 2, 1, 4})
	t.same("added terms", ids(t, db, things.OrderBy(orm.Asc(&c.Size)).OrderBy(orm.Desc(&c.Name))), []int64{1, 4, 2, 3})
	t.same("by key downwards", ids(t, db, things.OrderBy(orm.Desc(&c.ID))), []int64{4, 3, 2, 1})
}

// nullThings is a table whose Maybe is 5, absent, 1, absent.
func nullThings(t *trial) *orm.DB {
	t.Helper()
	db := t.tables(things)
	insert(t, db, things, &thing{Maybe: new(int64(5))}, &thing{}, &thing{Maybe: new(int64(1))}, &thing{})
	return db
}

func orderNulls(t *trial) {
	db, c := nullThings(t), things.C
	t.same("ascending", ids(t, db, things.OrderBy(orm.Asc(&c.Maybe))), []int64{2, 4, 3, 1})
	t.same("descending", ids(t, db, things.OrderBy(orm.Desc(&c.Maybe))), []int64{1, 3, 2, 4})
}

func orderNullsSaid(t *trial) {
	db, c := nullThings(t), things.C
	t.same("ascending, first", ids(t, db, things.OrderBy(orm.Asc(&c.Maybe).NullsFirst())), []int64{2, 4, 3, 1})
	t.same("ascending, last", ids(t, db, things.OrderBy(orm.Asc(&c.Maybe).NullsLast())), []int64{3, 1, 2, 4})
	t.same("descending, first", ids(t, db, things.OrderBy(orm.Desc(&c.Maybe).NullsFirst())), []int64{2, 4, 1, 3})
	t.same("descending, last", ids(t, db, things.OrderBy(orm.Desc(&c.Maybe).NullsLast())), []int64{1, 3, 2, 4})
}

func orderValues(t *trial) {
	db, d, a := bazaar(t), deals.C, agents.C
	more := orm.Opt(&d.Weight).Plus(0.5)
	picks(t, db, "a value in the place of a missing one", deals.OrderBy(orm.Coalesce(orm.Opt(&d.Weight), 3).Asc()), 3, 1, 2, 5, 4)
	picks(t, db, "missing ones first", deals.OrderBy(more.Desc().NullsFirst()), 2, 5, 4, 1, 3)
	picks(t, db, "missing ones last", deals.Where(orm.Gt(&d.ID, 1)).OrderBy(more.Asc().NullsLast()), 3, 4, 2, 5)
	picks(t, db, "and a limit", deals.OrderBy(more.Asc().NullsLast()).Limit(3).Offset(1), 1, 4, 2)
	row := new(struct{ ID, Place int64 })
	answers(t, db, "in a window, and in a selection", orm.Select(row, orm.As(&row.ID, orm.Col(&d.ID)), orm.As(&row.Place, orm.RowNumber(orm.Window{}.OrderBy(more.Asc().NullsLast(), orm.Asc(&d.ID))))).
		From(deals).OrderBy(more.Desc().NullsLast(), orm.Asc(&d.ID)), "{4 3}", "{1 2}", "{3 1}", "{2 4}", "{5 5}")

	for what, how := range map[string]orm.Loading{
		"all":     orm.Load(&a.Deals).OrderBy(more.Desc().NullsFirst()),
		"limited": orm.Load(&a.Deals).Where(orm.Gt(&d.Pieces, 0)).OrderBy(more.Desc().NullsFirst()).Limit(2).Counted(),
	} {
		list, err := agents.Query().With(how).All(t.Context(), db)
		t.ok(what, err)
		var got [][]int64
		for _, x := range list {
			of := []int64{}
			rows, err := x.Deals.All()
			t.ok(what, err)
			for _, row := range rows {
				of = append(of, row.ID)
			}
			got = append(got, of)
		}
		want := [][]int64{{2, 1, 3}, {5, 4}, {}}
		if what == "limited" {
			want[0] = want[0][:2]
		}
		t.same(what, got, want)
	}
}
