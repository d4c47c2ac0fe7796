package conformance

import (
	"database/sql"

	"github.com/rowankit/rowan/orm"
)

func booleans() theme {
	return theme{"booleans", []testCase{
		{"true and false come back", booleanValues},
		{"conditions tell true from false and from absent", booleanConditions},
		{"the database refuses any third value", booleanThird},
	}}
}

type flag struct {
	ID    int64
	Ready bool
	Maybe *bool
	Other sql.Null[bool]
}

var flags = orm.Define[flag]()

func threeFlags() []*flag {
	return []*flag{
		{Ready: true, Maybe: new(true), Other: sql.Null[bool]{V: true, Valid: true}},
		{Maybe: new(false), Other: sql.Null[bool]{Valid: true}},
		{},
	}
}

func booleanValues(t *trial) { keeps(t, t.tables(flags), flags, threeFlags()...) }

func booleanConditions(t *trial) {
	db, c := t.tables(flags), flags.C
	insert(t, db, flags, threeFlags()...)
	t.same("on", ids(t, db, flags.Where(orm.Eq(&c.Ready, true))), []int64{1})
	t.same("off", ids(t, db, flags.Where(orm.Eq(&c.Ready, false))), []int64{2, 3})
	t.same("known to be off", ids(t, db, flags.Where(orm.Eq(&c.Maybe, new(false)))), []int64{2})
	t.same("not known", ids(t, db, flags.Where(orm.IsNull(&c.Other))), []int64{3})
	t.same("in", ids(t, db, flags.Where(orm.In(&c.Ready, true, false))), []int64{1, 2, 3})
	t.same("false comes first", ids(t, db, flags.OrderBy(orm.Asc(&c.Ready))), []int64{2, 3, 1})
}

func booleanThird(t *trial) {
	db := t.tables(flags)
	insert(t, db, flags, &flag{})
	refusedRaw(t, db, flags, orm.SQL("UPDATE flag SET ready = 2"), orm.SQL("UPDATE flag SET maybe = -1"))
}
