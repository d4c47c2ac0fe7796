package conformance

import (
	"context"
	"strings"
	"sync"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/schema"
)

func foreignKeyCases() theme {
	return theme{"foreign_keys", []testCase{
		{"a row that refers to nothing is refused in every kind of write", referringToNothing},
		{"of several foreign keys to one table the right field is named", referringTwice},
		{"a row that others refer to stays", referredTo},
		{"what would go with a row may be in use", referredToBehind},
		{"rows go with the one they refer to", referringCascade},
		{"rows lose what they refer to", referringSetNull},
		{"a key that changes takes what refers to it along", referringFollows},
		{"what refers to a key that changes may refuse", referredToRefuses},
		{"a foreign key of several fields", referringByTwo},
		{"half of a foreign key of several fields may change", referringByHalf},
		{"a row may refer to one of its own table", referringToOwnTable},
		{"a row may refer to a unique of its own table", referringToOwnUnique},
		{"rows that refer to each other go together or stay together", referringTogether},
		{"tables may refer to each other", referringInCircles},
		{"a foreign key leads to a generated key of any kind", referringToGenerated},
		{"a transaction goes on after a refusal", referringInTransaction},
		{"many may make tables that refer to each other at once", referringAtOnce},
		{"what was broken off is made the next time", referringBrokenOff},
		{"every difference of a foreign key is named", referringDiffers},
	}}
}

// inUse fails the case unless err says that rows of a model are in use, and by what.
func inUse(t *trial, what string, err error, model, by string) {
	t.Helper()
	t.refused(what, err, fault.ForeignKey, model, "")
	for _, v := range fault.Violations(err) {
		t.same(what+": code and message", [2]string{v.Code, v.Message}, [2]string{"in_use", "is still used by " + by})
	}
}

// nowhere fails the case unless err says that fields of a model refer to a row that does not exist.
func nowhere(t *trial, what string, err error, model string, fields ...string) {
	t.Helper()
	t.refused(what, err, fault.ForeignKey, model, fields...)
	message := "does not exist"
	if len(fields) > 1 {
		message += " in this combination"
	}
	for _, v := range fault.Violations(err) {
		t.same(what+": code and message", [2]string{v.Code, v.Message}, [2]string{"foreign_key", message})
	}
}

// petsOfTwo makes two owners, and a pet of the first that the second has found.
func petsOfTwo(t *trial) *orm.DB {
	t.Helper()
	db := t.tables(parts, toys, pets, owners)
	insert(t, db, owners, &owner{Name: "Ada"}, &owner{Name: "Grace"}, &owner{Name: "Mary"})
	insert(t, db, pets, &pet{Name: "Rex", OwnerID: 1, VetID: new(int64(3)), FinderID: new(int64(2))})
	return db
}

func referringToNothing(t *trial) {
	db, ctx, c := petsOfTwo(t), t.Context(), pets.C
	before := all(t, db, pets)
	rex := *before[0]
	rex.OwnerID = 9
	nowhere(t, "Insert", pets.Insert(ctx, db, &pet{Name: "Tom", OwnerID: 9}), "pet", "OwnerID")
	nowhere(t, "Insert with a key", pets.Insert(ctx, db, &pet{ID: 7, Name: "Tom", OwnerID: 9}), "pet", "OwnerID")
	nowhere(t, "Insert of 0", pets.Insert(ctx, db, &pet{Name: "Tom"}), "pet", "OwnerID")
	many := []*pet{{Name: "a", OwnerID: 1}, {Name: "b", OwnerID: 2}, {Name: "c", OwnerID: 9}, {Name: "d", OwnerID: 1}}
	nowhere(t, "InsertAll", pets.InsertAll(ctx, db, many), "pet", "OwnerID")
	_, err := pets.InsertOrIgnore(ctx, db, &pet{Name: "Tom", OwnerID: 9}, &c.Name)
	nowhere(t, "InsertOrIgnore", err, "pet", "OwnerID")
	nowhere(t, "InsertOrUpdate of a new row", pets.InsertOrUpdate(ctx, db, &pet{Name: "Tom", OwnerID: 9}, orm.On(&c.Name)), "pet", "OwnerID")
	nowhere(t, "InsertOrUpdate of an old row", pets.InsertOrUpdate(ctx, db, &pet{Name: "Rex", OwnerID: 9}, orm.On(&c.Name)), "pet", "OwnerID")
	nowhere(t, "Update", pets.Update(ctx, db, &rex), "pet", "OwnerID")
	nowhere(t, "Update of a field", pets.Update(ctx, db, &rex, &c.OwnerID), "pet", "OwnerID")
	nowhere(t, "UpdateAll", pets.UpdateAll(ctx, db, []*pet{&rex}), "pet", "OwnerID")
	_, err = pets.Where(orm.Eq(&c.Name, "Rex")).Update(ctx, db, orm.Set(&c.Name, "Tom"), orm.Set(&c.OwnerID, 9))
	nowhere(t, "Update by condition", err, "pet", "OwnerID")
	_, err = pets.Every().Update(ctx, db, orm.Set(&c.OwnerID, 9))
	nowhere(t, "Update of every row", err, "pet", "OwnerID")
	t.same("the table", all(t, db, pets), before)
}

func referringTwice(t *trial) {
	db, ctx, c := petsOfTwo(t), t.Context(), pets.C
	for field, p := range map[string]pet{
		"OwnerID": {OwnerID: 9, VetID: new(int64(1)), FinderID: new(int64(1))}, "VetID": {OwnerID: 1, VetID: new(int64(9)), FinderID: new(int64(1))},
		"FinderID": {OwnerID: 1, VetID: new(int64(1)), FinderID: new(int64(9))},
	} {
		p.Name = "Tom"
		nowhere(t, "Insert", pets.Insert(ctx, db, &p), "pet", field)
		p.Name, p.ID = "Rex", 1
		nowhere(t, "Update", pets.Update(ctx, db, &p), "pet", field)
	}
	_, err := pets.Where(orm.Eq(&c.ID, 1)).Update(ctx, db, orm.Set(&c.VetID, new(int64(9))), orm.Set(&c.OwnerID, 2))
	nowhere(t, "Update by condition", err, "pet", "VetID")
	insert(t, db, pets, &pet{Name: "Tom", OwnerID: 2})
	n, err := pets.Every().Update(ctx, db, orm.Set(&c.VetID, nil), orm.Set(&c.FinderID, nil))
	t.ok("Update to nothing", err)
	t.same("changed", n, int64(2))
}

func referredTo(t *trial) {
	db, ctx, c := petsOfTwo(t), t.Context(), owners.C
	before := all(t, db, owners)
	inUse(t, "Delete", owners.Delete(ctx, db, before[0]), "owner", "a pet")
	inUse(t, "Delete of one who is a vet", owners.Delete(ctx, db, before[2]), "owner", "a pet")
	_, err := owners.Where(orm.Like(&c.Name, "%a%")).Delete(ctx, db)
	inUse(t, "Delete by condition", err, "owner", "a pet")
	_, err = owners.Every().Delete(ctx, db)
	inUse(t, "Delete of every row", err, "owner", "a pet")
	t.same("the table", all(t, db, owners), before)
	n, err := pets.Every().Delete(ctx, db)
	t.ok("Delete of the pets", err)
	t.same("deleted", n, int64(1))
	n, err = owners.Every().Delete(ctx, db)
	t.ok("Delete of the owners", err)
	t.same("deleted", n, int64(3))
}

func referredToBehind(t *trial) {
	db, ctx := petsOfTwo(t), t.Context()
	insert(t, db, toys, &toy{PetID: 1})
	insert(t, db, parts, &toyPart{ToyID: 1})
	err := pets.Delete(ctx, db, &pet{ID: 1})
	t.refused("Delete", err, fault.ForeignKey, "pet", "")
	for _, v := range fault.Violations(err) {
		if v.Code != "in_use" || !strings.HasPrefix(v.Message, "is still used") {
			t.Errorf("Delete: got %+v, want that it is in use", v)
		}
	}
	count(t, db, pets, 1)
	count(t, db, toys, 1)
	t.ok("Delete of the part", parts.Delete(ctx, db, &toyPart{ID: 1}))
	t.ok("Delete", pets.Delete(ctx, db, &pet{ID: 1}))
	count(t, db, toys, 0)
}

func referringCascade(t *trial) {
	db, ctx, c := petsOfTwo(t), t.Context(), pets.C
	insert(t, db, pets, &pet{Name: "Tom", OwnerID: 2})
	insert(t, db, toys, &toy{PetID: 1}, &toy{PetID: 2}, &toy{PetID: 1})
	n, err := pets.Where(orm.Eq(&c.Name, "Rex")).Delete(ctx, db)
	t.ok("Delete", err)
	t.same("deleted pets", n, int64(1))
	t.same("toys", all(t, db, toys), []*toy{{ID: 2, PetID: 2}})
}

func referringSetNull(t *trial) {
	db, ctx := petsOfTwo(t), t.Context()
	t.ok("Delete", owners.Delete(ctx, db, &owner{ID: 2}))
	t.same("pets", all(t, db, pets), []*pet{{ID: 1, Name: "Rex", OwnerID: 1, VetID: new(int64(3))}})
}

func fourNations(t *trial) *orm.DB {
	t.Helper()
	db := t.tables(embassies, cities, nations)
	insert(t, db, nations, &nation{"no", "Norway"}, &nation{"se", "Sweden"}, &nation{"fi", "Finland"})
	insert(t, db, cities, &city{Nation: "no"}, &city{Nation: "no"}, &city{Nation: "se"})
	insert(t, db, embassies, &embassy{Nation: "Sweden"})
	return db
}

func referringFollows(t *trial) {
	db, ctx, c := fourNations(t), t.Context(), nations.C
	n, err := nations.Where(orm.Eq(&c.Code, "no")).Update(ctx, db, orm.Set(&c.Code, "xx"))
	t.ok("Update", err)
	t.same("changed", n, int64(1))
	t.same("cities", all(t, db, cities), []*city{{1, "xx"}, {2, "xx"}, {3, "se"}})
	inUse(t, "Delete", nations.Delete(ctx, db, &nation{Code: "xx"}), "nation", "a city")
}

func referredToRefuses(t *trial) {
	db, ctx, c := fourNations(t), t.Context(), nations.C
	inUse(t, "Update", nations.Update(ctx, db, &nation{"se", "Svea"}), "nation", "an embassy")
	inUse(t, "UpdateAll", nations.UpdateAll(ctx, db, []*nation{{"no", "Norge"}, {"se", "Svea"}}), "nation", "an embassy")
	_, err := nations.Where(orm.Like(&c.Name, "%e%")).Update(ctx, db, orm.Set(&c.Name, "Svea"))
	inUse(t, "Update by condition", err, "nation", "an embassy")
	t.ok("Update to the same", nations.Update(ctx, db, &nation{"se", "Sweden"}))
	t.ok("Update of another", nations.Update(ctx, db, &nation{"no", "Norge"}))
	nowhere(t, "Insert", embassies.Insert(ctx, db, &embassy{Nation: "Norway"}), "embassy", "Nation")
	t.same("the table", all(t, db, nations), []*nation{{"fi", "Finland"}, {"no", "Norge"}, {"se", "Sweden"}})
}

func referringByTwo(t *trial) {
	db, ctx, c := t.tables(parcels, depots), t.Context(), depots.C
	insert(t, db, depots, &depot{"a", 1}, &depot{"a", 2}, &depot{"b", 1})
	insert(t, db, parcels, &parcel{Region: new("a"), DepotNo: new(int32(1))}, &parcel{Region: new("z")}, &parcel{DepotNo: new(int32(9))}, &parcel{})
	nowhere(t, "Insert", parcels.Insert(ctx, db, &parcel{Region: new("b"), DepotNo: new(int32(2))}), "parcel", "Region", "DepotNo")
	nowhere(t, "Update", parcels.Update(ctx, db, &parcel{ID: 1, Region: new("b"), DepotNo: new(int32(2))}), "parcel", "Region", "DepotNo")
	inUse(t, "Delete", depots.Delete(ctx, db, &depot{"a", 1}), "depot", "a parcel")
	t.ok("Delete of another", depots.Delete(ctx, db, &depot{"a", 2}))
	_, err := depots.Where(orm.Eq(&c.Region, "a")).Update(ctx, db, orm.Set(&c.Region, "c"), orm.Set(&c.No, 7))
	t.ok("Update of the key", err)
	got, err := parcels.Get(ctx, db, 1)
	t.ok("Get", err)
	t.same("the parcel", got, &parcel{ID: 1, Region: new("c"), DepotNo: new(int32(7))})
}

func referringByHalf(t *trial) {
	db, ctx, c := t.tables(parcels, depots), t.Context(), parcels.C
	insert(t, db, depots, &depot{"a", 1}, &depot{"b", 1}, &depot{"b", 2})
	insert(t, db, parcels, &parcel{Region: new("b"), DepotNo: new(int32(2))}, &parcel{Region: new("a")})
	_, err := parcels.Where(orm.Lt(&c.ID, 5)).Update(ctx, db, orm.Set(&c.Region, new("a")))
	nowhere(t, "Update by condition", err, "parcel", "Region", "DepotNo")
	nowhere(t, "Update of a field", parcels.Update(ctx, db, &parcel{ID: 1, Region: new("a")}, &c.Region), "parcel", "Region", "DepotNo")
	n, err := parcels.Every().Update(ctx, db, orm.Set(&c.DepotNo, new(int32(1))))
	t.ok("Update that fits", err)
	t.same("changed", n, int64(2))
	_, err = parcels.Every().Update(ctx, db, orm.Set(&c.Region, new("z")), orm.Set(&c.DepotNo, nil))
	t.ok("Update of which half is nothing", err)
}

func referringToOwnTable(t *trial) {
	db, ctx, c := t.tables(branches), t.Context(), branches.C
	t.ok("InsertAll", branches.InsertAll(ctx, db, []*branch{{ID: 1}, {ID: 2, Parent: new(int64(1))}, {ID: 3, Parent: new(int64(2))}}))
	nowhere(t, "Insert", branches.Insert(ctx, db, &branch{Parent: new(int64(9))}), "branch", "Parent")
	nowhere(t, "InsertAll", branches.InsertAll(ctx, db, []*branch{{ID: 5}, {ID: 6, Parent: new(int64(5))}, {ID: 7, Parent: new(int64(9))}}), "branch", "Parent")
	nowhere(t, "Update", branches.Update(ctx, db, &branch{ID: 2, Parent: new(int64(9))}), "branch", "Parent")
	inUse(t, "Delete", branches.Delete(ctx, db, &branch{ID: 1}), "branch", "a branch")
	inUse(t, "Delete of one among three", branches.Delete(ctx, db, &branch{ID: 2}), "branch", "a branch")
	t.ok("Delete of a leaf", branches.Delete(ctx, db, &branch{ID: 3}))
	insert(t, db, branches, &branch{ID: 4, Parent: new(int64(4))})
	t.ok("Update of one that refers to itself", branches.Update(ctx, db, &branch{ID: 4}))
	t.ok("Delete of one that referred to itself", branches.Delete(ctx, db, &branch{ID: 4}))
	t.ok("Update", branches.Update(ctx, db, &branch{ID: 1, Parent: new(int64(2))}))
	_, err := branches.Where(orm.Eq(&c.ID, 2)).Update(ctx, db, orm.Set(&c.Parent, nil))
	t.ok("Update to nothing", err)
	t.same("the table", all(t, db, branches), []*branch{{1, new(int64(2))}, {2, nil}})
}

func referringToOwnUnique(t *trial) {
	db, ctx, c := t.tables(stops), t.Context(), stops.C
	insert(t, db, stops, &stop{Code: "a"}, &stop{Code: "b", Next: new("a")}, &stop{Code: "c"})
	before := all(t, db, stops)
	nowhere(t, "Update", stops.Update(ctx, db, &stop{ID: 2, Code: "b", Next: new("z")}), "stop", "Next")
	nowhere(t, "Update of both", stops.Update(ctx, db, &stop{ID: 2, Code: "d", Next: new("z")}), "stop", "Next")
	nowhere(t, "UpdateAll", stops.UpdateAll(ctx, db, []*stop{{ID: 3, Code: "c"}, {ID: 2, Code: "b", Next: new("z")}}), "stop", "Next")
	_, err := stops.Where(orm.Eq(&c.Code, "b")).Update(ctx, db, orm.Set(&c.Next, new("z")))
	nowhere(t, "Update by condition", err, "stop", "Next")
	nowhere(t, "InsertOrUpdate", stops.InsertOrUpdate(ctx, db, &stop{ID: 3, Code: "x", Next: new("z")}, orm.On(&c.ID).Update(&c.Code, &c.Next)), "stop", "Next")
	inUse(t, "Update", stops.Update(ctx, db, &stop{ID: 1, Code: "x"}), "stop", "a stop")
	inUse(t, "UpdateAll", stops.UpdateAll(ctx, db, []*stop{{ID: 3, Code: "c"}, {ID: 1, Code: "x"}}), "stop", "a stop")
	_, err = stops.Where(orm.Lt(&c.ID, 2)).Update(ctx, db, orm.Set(&c.Code, "x"))
	inUse(t, "Update by condition", err, "stop", "a stop")
	inUse(t, "InsertOrUpdate", stops.InsertOrUpdate(ctx, db, &stop{ID: 1, Code: "x"}, orm.On(&c.ID).Update(&c.Code, &c.Next)), "stop", "a stop")
	inUse(t, "Delete", stops.Delete(ctx, db, &stop{ID: 1}), "stop", "a stop")
	t.same("the table", all(t, db, stops), before)
}

// Some databases look at each row by itself, and others when the statement is done.
func referringTogether(t *trial) {
	db, ctx, c := t.tables(branches), t.Context(), branches.C
	t.ok("InsertAll", branches.InsertAll(ctx, db, []*branch{{ID: 1}, {ID: 2, Parent: new(int64(1))}, {ID: 3, Parent: new(int64(1))}, {ID: 4, Parent: new(int64(4))}}))
	for _, q := range []orm.Query[branch]{branches.Where(orm.Eq(&c.ID, 4)), branches.Where(orm.Lt(&c.ID, 4))} {
		before, err := q.Count(ctx, db)
		t.ok("Count", err)
		n, err := q.Delete(ctx, db)
		if err != nil {
			inUse(t, "Delete", err, "branch", "a branch")
			n = 0
		} else {
			t.same("deleted", n, before)
		}
		after, err := q.Count(ctx, db)
		t.ok("Count", err)
		t.same("left", after, before-n)
	}
}

func referringInCircles(t *trial) {
	db, ctx := t.tables(voyages, crews, sailors), t.Context()
	insert(t, db, crews, &crew{})
	insert(t, db, sailors, &sailor{Crew: 1}, &sailor{Crew: 1})
	t.ok("Update", crews.Update(ctx, db, &crew{ID: 1, Captain: new(int64(2))}))
	insert(t, db, voyages, &voyage{Crew: 1, By: 1})
	nowhere(t, "Update", crews.Update(ctx, db, &crew{ID: 1, Captain: new(int64(9))}), "crew", "Captain")
	nowhere(t, "Insert", sailors.Insert(ctx, db, &sailor{Crew: 9}), "sailor", "Crew")
	inUse(t, "Delete of a captain", sailors.Delete(ctx, db, &sailor{ID: 2}), "sailor", "a crew")
	inUse(t, "Delete of a sailor", sailors.Delete(ctx, db, &sailor{ID: 1}), "sailor", "a voyage")
	t.ok("CreateTables again", db.CreateTables(ctx))
}

func referringToGenerated(t *trial) {
	db, ctx := t.tables(pockets, purses, coins), t.Context()
	insert(t, db, coins, &coin{}, &coin{})
	insert(t, db, purses, &purse{CoinID: 1})
	insert(t, db, pockets, &pocket{Purse: new(uint32(1))}, &pocket{})
	nowhere(t, "Insert of a purse", purses.Insert(ctx, db, &purse{CoinID: 9}), "purse", "CoinID")
	nowhere(t, "Insert of a pocket", pockets.Insert(ctx, db, &pocket{Purse: new(uint32(2))}), "pocket", "Purse")
	inUse(t, "Delete", coins.Delete(ctx, db, &coin{ID: 1}), "coin", "a purse")
}

func referringInTransaction(t *trial) {
	db := petsOfTwo(t)
	t.ok("Tx", db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		insert(t, tx, owners, &owner{Name: "Joan"})
		insert(t, tx, pets, &pet{Name: "Tom", OwnerID: 4}) // of an owner whom nobody else sees yet
		nowhere(t, "Insert", pets.Insert(ctx, tx, &pet{Name: "Ann", OwnerID: 4, VetID: new(int64(9))}), "pet", "VetID")
		nowhere(t, "InsertAll", pets.InsertAll(ctx, tx, []*pet{{Name: "Ann", OwnerID: 4}, {Name: "Eve", OwnerID: 9}}), "pet", "OwnerID")
		inUse(t, "Delete", owners.Delete(ctx, tx, &owner{ID: 4}), "owner", "a pet")
		insert(t, tx, pets, &pet{Name: "Ann", OwnerID: 4})
		return nil
	}))
	count(t, db, pets, 3)
}

func referringAtOnce(t *trial) {
	var group sync.WaitGroup
	for i := range 6 {
		db := t.open(orm.Models(voyages, crews, sailors, parts, toys, pets, owners), orm.Options{})
		group.Go(func() {
			if err := db.CreateTables(t.Context()); err != nil {
				t.Errorf("CreateTables %d: %v", i, err)
			}
			if err := crews.Insert(t.Context(), db, &crew{}); err != nil {
				t.Errorf("Insert %d: %v", i, err)
			}
		})
	}
	group.Wait()
	count(t, t.tables(crews, sailors), crews, 6)
}

// breaker ends a context after so many tables were made.
type breaker struct {
	left int
	end  context.CancelFunc
}

func (b *breaker) Observe(_ context.Context, e orm.Event) {
	if strings.HasPrefix(e.Statement, "CREATE TABLE") || strings.HasPrefix(e.Statement, "ALTER TABLE") {
		if b.left--; b.left == 0 {
			b.end()
		}
	}
}

func referringBrokenOff(t *trial) {
	models := orm.Models(voyages, crews, sailors)
	for n := range 5 {
		ctx, end := context.WithCancel(t.Context())
		err := t.open(models, orm.Options{Observer: &breaker{n + 1, end}}).CreateTables(ctx)
		if end(); err != nil {
			t.kind("CreateTables that is broken off", err, fault.Canceled)
		}
	}
	db := t.tables(voyages, crews, sailors)
	insert(t, db, crews, &crew{})
	nowhere(t, "Insert of a sailor", sailors.Insert(t.Context(), db, &sailor{Crew: 9}), "sailor", "Crew")
	nowhere(t, "Update of a crew", crews.Update(t.Context(), db, &crew{ID: 1, Captain: new(int64(9))}), "crew", "Captain")
}

// toyOf is toy with another foreign key, or with none.
type toyOf[K any] struct {
	ID    int64
	PetID int64
}

type (
	keyNone   struct{}
	keyOther  struct{}
	keyAction struct{}
	keyNamed  struct{}
)

func (y *toyOf[K]) Define(t *orm.Table[toyOf[K]]) {
	t.Name("toy")
	p := orm.C[pet]()
	switch any(*new(K)).(type) {
	case keyNone:
		t.Index(&y.PetID)
	case keyOther:
		t.ForeignKey(&y.PetID).References(&orm.C[owner]().ID).OnDelete(orm.Cascade)
	case keyAction:
		t.ForeignKey(&y.PetID).References(&p.ID).OnUpdate(orm.Cascade)
	case keyNamed:
		t.ForeignKey(&y.PetID).References(&p.ID).OnDelete(orm.Cascade).Name("another_name")
	}
}

func referringDiffers(t *trial) {
	db := petsOfTwo(t)
	name := schema.ForeignKeyName("toy", "pet_id")
	for _, v := range []struct {
		model orm.AnyModel
		words []string
	}{
		{orm.Define[toyOf[keyNone]](), []string{"toy.pet_id", name, "not in the model"}},
		{orm.Define[toyOf[keyOther]](), []string{"toy.pet_id", name, "REFERENCES pet (id)", "REFERENCES owner (id)"}},
		{orm.Define[toyOf[keyAction]](), []string{"toy.pet_id", name, "ON DELETE CASCADE", "ON UPDATE CASCADE"}},
		{orm.Define[toyOf[keyNamed]](), []string{"toy.pet_id", name, "another_name"}},
	} {
		err := t.open(orm.Models(v.model, pets, owners), orm.Options{}).CreateTables(t.Context())
		t.kind(strings.Join(v.words, " "), err, fault.SchemaMismatch)
		for _, word := range v.words {
			if err != nil && !strings.Contains(err.Error(), word) {
				t.Errorf("got %v, want it to name %s", err, word)
			}
		}
	}
	t.ok("CreateTables of the first", db.CreateTables(t.Context()))
}
