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
