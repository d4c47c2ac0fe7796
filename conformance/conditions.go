package conformance

import (
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func conditions() theme {
	return theme{"conditions", []testCase{
		{"every operator finds what it says", condOperators},
		{"an absent value fulfils no comparison and no negation of one", condNull},
		{"conditions nest", condNested},
		{"Raw takes the database's own words with bound values", condRaw},
		{"a value is never text of the statement", condInjection},
		{"a query is a value that others build on", condImmutable},
		{"what names no column of the model is refused", condPointers},
	}}
}

type thing struct {
	ID    int64
	Name  string
	Size  int64
	Low   int64
	Maybe *int64
}

var things = orm.Define[thing]()

// fourThings are, by key: pen 1 (low 1, maybe 1), cup 2 (low 1, absent), Pen 3 (low 3, maybe 30), box 4 (low 9, absent).
func fourThings(t *trial) *orm.DB {
	t.Helper()
	db := t.tables(things)
	insert(t, db, things,
		&thing{Name: "pen", Size: 1, Low: 1, Maybe: new(int64(1))}, &thing{Name: "cup", Size: 2, Low: 1},
		&thing{Name: "Pen", Size: 3, Low: 3, Maybe: new(int64(30))}, &thing{Name: "box", Size: 4, Low: 9})
	return db
}

// expectation is a condition and the keys of the rows that fulfil it.
type expectation struct {
	what string
	cond orm.Cond
	want []int64
}

func (t *trial) finds(db *orm.DB, list []expectation) {
	t.Helper()
	for _, e := range list {
		q := things.Where(e.cond)
		t.same(e.what, ids(t, db, q), e.want)
		n, err := q.Count(t.Context(), db)
		t.ok("Count of "+e.what, err)
		t.same("Count of "+e.what, n, int64(len(e.want)))
		found, err := q.Exists(t.Context(), db)
		t.ok("Exists of "+e.what, err)
		t.same("Exists of "+e.what, found, len(e.want) > 0)
	}
}

func condOperators(t *trial) {
	db, c := fourThings(t), things.C
	t.finds(db, []expectation{
		{"Eq", orm.Eq(&c.Size, 2), []int64{2}},
		{"Ne", orm.Ne(&c.Size, 2), []int64{1, 3, 4}},
		{"Lt", orm.Lt(&c.Size, 2), []int64{1}},
		{"Le", orm.Le(&c.Size, 2), []int64{1, 2}},
		{"Gt", orm.Gt(&c.Size, 2), []int64{3, 4}},
		{"Ge", orm.Ge(&c.Size, 2), []int64{2, 3, 4}},
		{"Between", orm.Between(&c.Size, 2, 3), []int64{2, 3}},
		{"Between turned around", orm.Between(&c.Size, 3, 2), []int64{}},
		{"EqColumn", orm.EqColumn(&c.Size, &c.Low), []int64{1, 3}},
		{"NeColumn", orm.NeColumn(&c.Size, &c.Low), []int64{2, 4}},
		{"LtColumn", orm.LtColumn(&c.Size, &c.Low), []int64{4}},
		{"LeColumn", orm.LeColumn(&c.Size, &c.Low), []int64{1, 3, 4}},
		{"GtColumn", orm.GtColumn(&c.Size, &c.Low), []int64{2}},
		{"GeColumn", orm.GeColumn(&c.Size, &c.Low), []int64{1, 2, 3}},
		{"In", orm.In(&c.Size, 4, 1, 1, 7), []int64{1, 4}},
		{"NotIn", orm.NotIn(&c.Size, 4, 1), []int64{2, 3}},
		{"a text", orm.Eq(&c.Name, "Pen"), []int64{3}},
		{"a text above", orm.Gt(&c.Name, "c"), []int64{1, 2}},
		{"And of none", orm.And(), []int64{1, 2, 3, 4}},
		{"Or of none", orm.Or(), []int64{}},
		{"And", orm.And(orm.Gt(&c.Size, 1), orm.Lt(&c.Size, 4)), []int64{2, 3}},
		{"Or", orm.Or(orm.Eq(&c.Size, 1), orm.Eq(&c.Size, 4)), []int64{1, 4}},
		{"Not", orm.Not(orm.Eq(&c.Size, 1)), []int64{2, 3, 4}},
	})
}

func condNull(t *trial) {
	db, c := fourThings(t), things.C
	one, none := new(int64(1)), (*int64)(nil)
	t.finds(db, []expectation{
		{"IsNull", orm.IsNull(&c.Maybe), []int64{2, 4}},
		{"IsNotNull", orm.IsNotNull(&c.Maybe), []int64{1, 3}},
		{"Eq nil", orm.Eq(&c.Maybe, nil), []int64{2, 4}},
		{"Ne nil", orm.Ne(&c.Maybe, nil), []int64{1, 3}},
		{"Eq", orm.Eq(&c.Maybe, one), []int64{1}},
		{"Ne", orm.Ne(&c.Maybe, one), []int64{3}},
		{"Not Eq", orm.Not(orm.Eq(&c.Maybe, one)), []int64{3}},
		{"Lt", orm.Lt(&c.Maybe, new(int64(100))), []int64{1, 3}},
		{"Not Lt", orm.Not(orm.Lt(&c.Maybe, new(int64(100)))), []int64{}},
		{"In", orm.In(&c.Maybe, one), []int64{1}},
		{"In with nil", orm.In(&c.Maybe, one, none), []int64{1, 2, 4}},
		{"In of nil", orm.In(&c.Maybe, none), []int64{2, 4}},
		{"NotIn", orm.NotIn(&c.Maybe, one), []int64{3}},
		{"NotIn with nil", orm.NotIn(&c.Maybe, one, none), []int64{3}},
		{"NotIn of nil", orm.NotIn(&c.Maybe, none), []int64{1, 3}},
		{"EqColumn", orm.EqColumn(&c.Maybe, &c.Maybe), []int64{1, 3}},
		{"Or", orm.Or(orm.Eq(&c.Maybe, one), orm.IsNull(&c.Maybe)), []int64{1, 2, 4}},
		{"Not Or", orm.Not(orm.Or(orm.Eq(&c.Maybe, one), orm.Eq(&c.Size, 3))), []int64{}},
	})
	for what, cond := range map[string]orm.Cond{"Lt": orm.Lt(&c.Maybe, nil), "Ge": orm.Ge(&c.Maybe, nil)} {
		_, err := things.Where(cond).All(t.Context(), db)
		t.kind(what+" nil", err, fault.Invalid)
	}
}

func condNested(t *trial) {
	db, c := fourThings(t), things.C
	deep := orm.Eq(&c.Size, 1)
	for range 100 {
		deep = orm.Not(orm.And(orm.Not(deep), orm.Or(orm.Ge(&c.Size, 0))))
	}
	t.finds(db, []expectation{
		{"Or in And", orm.And(orm.Or(orm.Eq(&c.Size, 1), orm.Eq(&c.Size, 2)), orm.Or(orm.Eq(&c.Name, "cup"), orm.Eq(&c.Name, "box"))), []int64{2}},
		{"And in Or", orm.Or(orm.And(orm.Eq(&c.Size, 1), orm.Eq(&c.Name, "pen")), orm.And(orm.Eq(&c.Size, 4), orm.Eq(&c.Name, "pen"))), []int64{1}},
		{"Not of And", orm.Not(orm.And(orm.Gt(&c.Size, 1), orm.Lt(&c.Size, 4))), []int64{1, 4}},
		{"Not of Or", orm.Not(orm.Or(orm.Eq(&c.Size, 1), orm.Eq(&c.Size, 2))), []int64{3, 4}},
		{"Not of Not", orm.Not(orm.Not(orm.Eq(&c.Size, 3))), []int64{3}},
		{"Not of Between", orm.Not(orm.Between(&c.Size, 2, 3)), []int64{1, 4}},
		{"Not of IsNull", orm.Not(orm.IsNull(&c.Maybe)), []int64{1, 3}},
		{"a hundred deep", deep, []int64{1}},
	})
}

func condRaw(t *trial) {
	db, c := fourThings(t), things.C
	t.finds(db, []expectation{
		{"without values", orm.Raw("size % 2 = 0"), []int64{2, 4}},
		{"with values", orm.Raw("size + low BETWEEN ? AND ?", 3, 6), []int64{2, 3}},
		{"beside others", orm.And(orm.Gt(&c.Size, 2), orm.Raw("low = ? OR size = ?", 1, 4)), []int64{4}},
		{"negated", orm.Not(orm.Raw("size = 1 OR size = 2")), []int64{3, 4}},
		{"with a mark in a text", orm.Raw("name <> '?' AND size = ?", 1), []int64{1}},
	})
	_, err := things.Where(orm.Raw("size = ? AND low = ?", 1)).All(t.Context(), db)
	t.kind("a value too few", err, fault.Invalid)
	_, err = things.Where(orm.Raw("size = 1", 1)).All(t.Context(), db)
	t.kind("a value too many", err, fault.Invalid)
}

func condInjection(t *trial) {
	db, c := fourThings(t), things.C
	for _, s := range []string{"' OR '1'='1", "x'; DELETE FROM thing; --", `\' OR 1=1 --`, "?", "$1", "%", `" OR ""="`} {
		t.finds(db, []expectation{
			{"Eq " + s, orm.Eq(&c.Name, s), []int64{}}, {"In " + s, orm.In(&c.Name, s, s+s), []int64{}},
			{"Contains " + s, orm.Contains(&c.Name, s), []int64{}}, {"Raw " + s, orm.Raw("name = ?", s), []int64{}},
		})
	}
	count(t, db, things, 4)
}

func condImmutable(t *trial) {
	db, c := fourThings(t), things.C
	base := things.Where(orm.Gt(&c.Size, 1))
	small, large := base.Where(orm.Lt(&c.Size, 3)), base.Where(orm.Gt(&c.Size, 3)).OrderBy(orm.Desc(&c.ID)).Limit(1)
	values := []int64{1, 2}
	in := things.Where(orm.In(&c.Size, values...))
	values[0], values[1] = 3, 4
	terms := []orm.Cond{orm.Eq(&c.Size, 1), orm.Eq(&c.Size, 2)}
	either := things.Where(orm.Or(terms...))
	terms[0] = orm.Eq(&c.Size, 4)
	for range 2 {
		t.same("base", ids(t, db, base), []int64{2, 3, 4})
		t.same("small", ids(t, db, small), []int64{2})
		t.same("large", ids(t, db, large), []int64{4})
		t.same("In", ids(t, db, in), []int64{1, 2})
		t.same("Or", ids(t, db, either), []int64{1, 2})
	}
}

func condPointers(t *trial) {
	db, ctx := fourThings(t), t.Context()
	var object thing
	for what, cond := range map[string]orm.Cond{
		"a column of another model": orm.Eq(&tickets.C.Title, "x"), "a field of an object": orm.Eq(&object.Size, 1),
		"a variable": orm.Eq(new(int64), 1), "nil": orm.Eq[int64](nil, 1), "an empty condition": {},
		"another model's within Not": orm.Not(orm.IsNull(&tickets.C.Title)), "a second column": orm.EqColumn(&things.C.Size, &object.Size),
	} {
		_, err := things.Where(cond).All(ctx, db)
		t.kind("All with "+what, err, fault.Invalid)
		_, err = things.Where(cond).Count(ctx, db)
		t.kind("Count with "+what, err, fault.Invalid)
		_, err = things.Where(cond).Delete(ctx, db)
		t.kind("Delete with "+what, err, fault.Invalid)
	}
	_, err := things.OrderBy(orm.Asc(&object.Size)).All(ctx, db)
	t.kind("OrderBy", err, fault.Invalid)
	_, err = tickets.All(ctx, db)
	t.kind("a model that the database was not opened with", err, fault.Invalid)
	count(t, db, things, 4)
}
