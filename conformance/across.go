package conformance

import (
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func acrossRelations() theme {
	return theme{"across", []testCase{
		{"Any All and None ask for the rows that a relation leads to", acrossOperators},
		{"an unknown condition fails All and fulfils neither Any", acrossNull},
		{"conditions across relations nest to any depth", acrossNested},
		{"columns of the models around may be named", acrossOuter},
		{"they stand in changes, of rows that refer to each other too", acrossChanges},
		{"values are those of the column that they are compared with", acrossValues},
		{"Raw within reads the rows that are led to", acrossRaw},
		{"what is no relation of a model around is refused", acrossRefused},
		{"random conditions across relations pick the rows that they pick in Go", acrossRandom},
	}}
}

// picks fails the case unless All, Count and Exists see the rows with the keys.
func picks[T any](t *trial, r orm.Reader, what string, q orm.Query[T], want ...int64) {
	t.Helper()
	t.same(what, ids(t, r, q), append([]int64{}, want...))
	n, err := q.Count(t.Context(), r)
	t.ok("Count of "+what, err)
	t.same("Count of "+what, n, int64(len(want)))
	found, err := q.Exists(t.Context(), r)
	t.ok("Exists of "+what, err)
	t.same("Exists of "+what, found, len(want) > 0)
}

func acrossOperators(t *trial) {
	db, m, p, c := smallLeague().store(t), squads.C, players.C, cups.C
	old, young := orm.Gt(&p.Age, new(int64(35))), orm.Lt(&p.Age, new(int64(35)))
	picks(t, db, "Any to many", squads.Where(orm.Any(&m.Players, old)), 1, 3)
	picks(t, db, "Any of two", squads.Where(orm.Any(&m.Players, old, young)))
	picks(t, db, "two of Any", squads.Where(orm.Any(&m.Players, old), orm.Any(&m.Players, young)), 1)
	picks(t, db, "Any without conditions", squads.Where(orm.Any(&m.Players)), 1, 2, 3)
	picks(t, db, "All to many", squads.Where(orm.All(&m.Players, old)), 3, 4)
	picks(t, db, "All of two", squads.Where(orm.All(&m.Players, old, orm.Eq(&p.Name, "Dee"))), 3, 4)
	picks(t, db, "All without conditions", squads.Where(orm.All(&m.Players)), 1, 2, 3, 4)
	picks(t, db, "None to many", squads.Where(orm.None(&m.Players, old)), 2, 4)
	picks(t, db, "None without conditions", squads.Where(orm.None(&m.Players)), 4)

	picks(t, db, "Any to one", players.Where(orm.Any(&p.Squad, orm.Eq(&m.Name, "red"))), 1, 2)
	picks(t, db, "Any to one without conditions", players.Where(orm.Any(&p.Squad)), 1, 2, 3, 4)
	picks(t, db, "All to one", players.Where(orm.All(&p.Squad, orm.Eq(&m.Name, "red"))), 1, 2, 5)
	picks(t, db, "None to one", players.Where(orm.None(&p.Squad, orm.Eq(&m.Name, "red"))), 3, 4, 5)

	picks(t, db, "Any of pairs", squads.Where(orm.Any(&m.Cups, orm.Lt(&c.Worth, 50))), 1)
	picks(t, db, "Any of pairs without conditions", squads.Where(orm.Any(&m.Cups)), 1, 2)
	picks(t, db, "All of pairs", squads.Where(orm.All(&m.Cups, orm.Gt(&c.Worth, 50))), 2, 3, 4)
	picks(t, db, "None of pairs", squads.Where(orm.None(&m.Cups, orm.Gt(&c.Worth, 50))), 3, 4)
	picks(t, db, "the other side of pairs", cups.Where(orm.Any(&c.Squads, orm.Eq(&m.Name, "blue"))), 1)
	picks(t, db, "no pairs", cups.Where(orm.None(&c.Squads)), 3)

	picks(t, db, "within Or", squads.Where(orm.Or(orm.Any(&m.Cups, orm.Eq(&c.Name, "tin")), orm.Eq(&m.Name, "lone"))), 1, 4)
	picks(t, db, "within Not", squads.Where(orm.Not(orm.Any(&m.Players, old))), 2, 4)
	picks(t, db, "ordered and cut", squads.Where(orm.Any(&m.Players)).OrderBy(orm.Desc(&m.Name)).Limit(2).Offset(1), 3, 2)
}

func acrossNull(t *trial) {
	db, m, p := smallLeague().store(t), squads.C, players.C
	some := orm.Gt(&p.Age, new(int64(0)))
	picks(t, db, "Any", squads.Where(orm.Any(&m.Players, some)), 1, 3)
	picks(t, db, "Any of the opposite", squads.Where(orm.Any(&m.Players, orm.Not(some))))
	picks(t, db, "All", squads.Where(orm.All(&m.Players, some)), 1, 3, 4)
	picks(t, db, "All of the opposite", squads.Where(orm.All(&m.Players, orm.Not(some))), 4)
	picks(t, db, "None", squads.Where(orm.None(&m.Players, some)), 2, 4)
	picks(t, db, "IsNull", squads.Where(orm.Any(&m.Players, orm.IsNull(&p.Age))), 2)
	picks(t, db, "Not of All is known too", squads.Where(orm.Not(orm.All(&m.Players, some))), 2)
}

func acrossNested(t *trial) {
	db, m, p, c := smallLeague().store(t), squads.C, players.C, cups.C
	picks(t, db, "two relations", players.Where(orm.Any(&p.Squad, orm.Any(&m.Cups, orm.Eq(&c.Name, "gold")))), 1, 2, 3)
	picks(t, db, "there and back", players.Where(orm.Any(&p.Squad, orm.Any(&m.Players, orm.Eq(&p.Name, "Bob")))), 1, 2)
	picks(t, db, "All of None", cups.Where(orm.All(&c.Squads, orm.None(&m.Players, orm.Eq(&p.Name, "Cy")))), 2, 3)
	picks(t, db, "to itself", squads.Where(orm.Any(&m.Above, orm.Eq(&m.Name, "red"))), 2)
	picks(t, db, "to itself twice", squads.Where(orm.Any(&m.Above, orm.Any(&m.Above, orm.Eq(&m.Name, "red")))), 3)
	picks(t, db, "down and down", squads.Where(orm.Any(&m.Below, orm.Any(&m.Below))), 1)
	picks(t, db, "up and down", squads.Where(orm.Any(&m.Below, orm.Any(&m.Above, orm.Eq(&m.Name, "red")))), 1)
	deep := orm.Any(&p.Squad, orm.Eq(&m.Name, "red"))
	for range 8 {
		deep = orm.Any(&p.Squad, orm.Any(&m.Players, deep))
	}
	picks(t, db, "seventeen deep", players.Where(deep), 1, 2)
}

func acrossOuter(t *trial) {
	db, m, p, c := smallLeague().store(t), squads.C, players.C, cups.C
	picks(t, db, "a column of the query", squads.Where(orm.Any(&m.Players, orm.Eq(&p.Name, "Ada"), orm.Eq(&m.Name, "red"))), 1)
	picks(t, db, "two columns", squads.Where(orm.None(&m.Players, orm.GtColumn(&p.Age, &m.Size))), 2, 3, 4)
	picks(t, db, "over two relations", players.Where(orm.Any(&p.Squad, orm.Any(&m.Cups, orm.GtColumn(&c.Worth, &m.ID), orm.LtColumn(&p.Name, &c.Name)))), 1, 2, 3)
	picks(t, db, "a relation of the query", squads.Where(orm.Any(&m.Players, orm.Eq(&p.Name, "Ada"), orm.Any(&m.Cups, orm.Eq(&c.Name, "tin")))), 1)
	picks(t, db, "the innermost first", squads.Where(orm.Any(&m.Below, orm.Eq(&m.Name, "gray"))), 2)
}

func acrossChanges(t *trial) {
	db, m, p, ctx := smallLeague().store(t), squads.C, players.C, t.Context()
	change := func(what string, q orm.Query[squad], want ...int64) {
		t.Helper()
		t.undo(db, func(tx *orm.Tx) {
			n, err := q.Update(ctx, tx, orm.Set(&m.Name, "changed"))
			t.ok("Update", err)
			t.same("rows changed "+what, n, int64(len(want)))
			picks(t, tx, "changed "+what, squads.Where(orm.Eq(&m.Name, "changed")), want...)
		})
		t.undo(db, func(tx *orm.Tx) {
			n, err := q.Delete(ctx, tx)
			t.ok("Delete", err)
			t.same("rows deleted "+what, n, int64(len(want)))
			picks(t, tx, "left "+what, squads.Where(orm.In(&m.ID, want...)))
			count(t, tx, squads, 4-int64(len(want)))
		})
	}
	change("where a player is", squads.Where(orm.Any(&m.Players, orm.Eq(&p.Name, "Dee"))), 3)
	change("where no player is", squads.Where(orm.None(&m.Players)), 4)
	change("where a cup is", squads.Where(orm.Any(&m.Cups, orm.Eq(&cups.C.Name, "gold"))), 1, 2)
	change("below a squad of a name", squads.Where(orm.Any(&m.Above, orm.Eq(&m.Name, "red"))), 2)
	change("above another", squads.Where(orm.Any(&m.Below)), 1, 2)
	change("that is the last", squads.Where(orm.None(&m.Below)), 3, 4)
	for _, q := range []orm.Query[squad]{squads.Where(orm.All(&m.Players)), squads.Where(orm.None(&m.Players, orm.Or()))} {
		_, err := q.Delete(ctx, db)
		t.kind("a change of all rows", err, fault.Invalid)
	}
	count(t, db, squads, 4)
}

func acrossValues(t *trial) {
	db, m, p := smallLeague().store(t), squads.C, players.C
	picks(t, db, "a time that is stored as a number", squads.Where(orm.Any(&m.Players, orm.Gt(&p.Born, longAgo))), 1)
	picks(t, db, "a list of them", squads.Where(orm.Any(&m.Players, orm.In(&p.Born, longAgo, longAgo))), 1, 2, 3)
	picks(t, db, "a time of the model around", players.Where(orm.Any(&p.Squad, orm.Gt(&p.Born, longAgo))), 2)
	long := make([]string, 20_000)
	for i := range long {
		long[i] = "Dee"
	}
	picks(t, db, "a long list, and values behind it", squads.Where(orm.Any(&m.Players, orm.In(&p.Name, long...), orm.Ge(&p.Age, new(int64(50)))), orm.Eq(&m.Name, "gray")), 3)
	for _, cond := range []orm.Cond{orm.Eq(&p.Name, "\xff"), orm.Lt(&p.Age, nil), {}} {
		_, err := squads.Where(orm.Any(&m.Players, cond)).All(t.Context(), db)
		t.kind("a condition that holds nowhere", err, fault.Invalid)
	}
}

func acrossRaw(t *trial) {
	db, m, p, c := smallLeague().store(t), squads.C, players.C, cups.C
	picks(t, db, "a column", squads.Where(orm.Any(&m.Players, orm.Raw("age > ?", 35)), orm.Gt(&m.ID, 1)), 3)
	picks(t, db, "beside pairs", cups.Where(orm.Any(&c.Squads, orm.Raw("name = ?", "blue"))), 1)
	picks(t, db, "the row of another relation", players.Where(orm.Any(&p.Squad, orm.Any(&m.Above, orm.Raw("t1.name = ? AND t2.name = ?", "blue", "red")))), 3)
}

func acrossRefused(t *trial) {
	db, m, p, c := smallLeague().store(t), squads.C, players.C, cups.C
	var object squad
	name := orm.Eq(&p.Name, "Ada")
	for what, cond := range map[string]orm.Cond{
		"a relation of another model": orm.Any(&p.Squad), "one of an object": orm.Any(&object.Players), "nil": orm.Any(nil),
		"a Loading": orm.Any(orm.Load(&m.Players), name), "a nil pointer": orm.None((*orm.Many[player])(nil)),
		"a column of a model that is not around": orm.Any(&m.Players, orm.Eq(&c.Name, "gold")), "a column of within, without": orm.And(orm.Any(&m.Players, name), name),
		"a relation of a model that is not around": orm.All(&m.Players, orm.None(&c.Squads)), "a second column": orm.Any(&m.Players, orm.EqColumn(&p.Name, &c.Name)),
	} {
		for _, q := range []orm.Query[squad]{squads.Where(cond), squads.Where(orm.Not(cond)), squads.Where(orm.Gt(&m.ID, 0), orm.Any(&m.Below, cond))} {
			_, err := q.All(t.Context(), db)
			t.kind("All with "+what, err, fault.Invalid)
			_, err = q.Count(t.Context(), db)
			t.kind("Count with "+what, err, fault.Invalid)
			_, err = q.Delete(t.Context(), db)
			t.kind("Delete with "+what, err, fault.Invalid)
		}
	}
	count(t, db, squads, 4)
}
