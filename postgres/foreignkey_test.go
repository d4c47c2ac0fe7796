package postgres_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/postgres"
	"github.com/rowankit/rowan/schema"
)

func int64Column(name string, nullable bool) schema.Column {
	return schema.Column{Name: name, Type: schema.Type{Kind: schema.Int64}, Nullable: nullable}
}

// shop has a key of two columns, dataset refers to it and to itself.
func shop() *schema.Table {
	return &schema.Table{Name: "shop", Columns: []schema.Column{int64Column("a", false), int64Column("b", false)}, Key: schema.Key{Name: "pk_shop", Columns: []string{"a", "b"}}}
}

func dataset() *schema.Table {
	return &schema.Table{
		Name:    "dataset",
		Columns: []schema.Column{int64Column("id", false), int64Column("copy_of", true), int64Column("shop_a", true), int64Column("shop_b", true)},
		Key:     schema.Key{Name: "pk_dataset", Columns: []string{"id"}},
		ForeignKeys: []schema.ForeignKey{
			{Name: "fk it's \"so\"", Columns: []string{"shop_a", "shop_b"}, Table: "shop", References: []string{"a", "b"}, OnDelete: schema.Cascade, OnUpdate: schema.SetNull},
			{Name: "fk_copy", Columns: []string{"copy_of"}, Table: "dataset", References: []string{"id"}},
		},
	}
}

func TestForeignKeysAreFoundAsTheyWereMade(t *testing.T) {
	t.Parallel()
	db := fresh(t)
	c := acquire(t, db, driver.ReadWrite)
	for range 2 {
		create(t, db, c, shop())
		create(t, db, c, dataset())
	}
	if got := differences(t, db, c, dataset()); got != "" {
		t.Errorf("got the differences\n%s", got)
	}
}

func TestATableThatExistsTakesAForeignKey(t *testing.T) {
	t.Parallel()
	db := fresh(t)
	c := acquire(t, db, driver.ReadWrite)
	without := dataset()
	without.ForeignKeys = nil
	create(t, db, c, without)
	create(t, db, c, shop())
	for _, k := range dataset().ForeignKeys {
		statements, err := db.AddForeignKey(dataset(), k)
		if err != nil {
			t.Fatal(err)
		}
		for _, sql := range statements {
			exec(t, c, sql)
		}
	}
	if got := differences(t, db, c, dataset()); got != "" {
		t.Errorf("got the differences\n%s", got)
	}
	if got, err := db.AddForeignKey(dataset(), schema.ForeignKey{Name: "fk"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a foreign key without columns: got %q, %v, want the kind %q", got, err, fault.Invalid)
	}
}

func TestForeignKeysThatOthersMadeAreFound(t *testing.T) {
	t.Parallel()
	db := fresh(t)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, `CREATE SCHEMA elsewhere`)
	exec(t, c, `CREATE TABLE elsewhere.person (id bigint PRIMARY KEY)`)
	exec(t, c, `CREATE TABLE shop (b bigint, a bigint, PRIMARY KEY (a, b))`)
	exec(t, c, `CREATE TABLE dataset (id bigint PRIMARY KEY, person_id bigint REFERENCES elsewhere.person ON DELETE RESTRICT DEFERRABLE,
		shop_a bigint, shop_b bigint, FOREIGN KEY (shop_a, shop_b) REFERENCES shop MATCH FULL ON UPDATE CASCADE)`)
	exec(t, c, `ALTER TABLE dataset ADD CONSTRAINT fk_own FOREIGN KEY (id) REFERENCES dataset ON DELETE SET DEFAULT NOT VALID`)
	got, _, err := db.Inspect(t.Context(), c, "dataset")
	if err != nil {
		t.Fatal(err)
	}
	want := []schema.ForeignKeyDefinition{
		{Name: "dataset_person_id_fkey", Columns: []string{"person_id"}, Table: "elsewhere.person", References: []string{"id"}, OnDelete: "RESTRICT", OnUpdate: "NO ACTION DEFERRABLE"},
		{Name: "dataset_shop_a_shop_b_fkey", Columns: []string{"shop_a", "shop_b"}, Table: "shop", References: []string{"a", "b"}, OnDelete: "NO ACTION", OnUpdate: "CASCADE MATCH FULL"},
		{Name: "fk_own", Columns: []string{"id"}, Table: "dataset", References: []string{"id"}, OnDelete: "SET DEFAULT", OnUpdate: "NO ACTION NOT VALID"},
	}
	if diff := cmp.Diff(want, got.ForeignKeys); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestARefusedForeignKeyTellsWhichSideItWas(t *testing.T) {
	t.Parallel()
	c := acquire(t, fresh(t), driver.ReadWrite)
	exec(t, c, `CREATE TABLE "Per""son" (id bigint PRIMARY KEY)`)
	exec(t, c, `CREATE TABLE dataset (id bigint PRIMARY KEY, person_id bigint CONSTRAINT fk_person REFERENCES "Per""son", copy_of bigint CONSTRAINT fk_copy REFERENCES dataset)`)
	exec(t, c, `INSERT INTO "Per""son" VALUES (1)`)
	exec(t, c, `INSERT INTO dataset VALUES (1, 1, 1), (2, 1, 1)`)
	for sql, want := range map[string]struct {
		constraint string
		referenced bool
	}{
		`INSERT INTO dataset VALUES (5, 7, NULL)`:                                                      {"fk_person", false},
		`UPDATE dataset SET person_id = 7`:                                                             {"fk_person", false},
		`UPDATE dataset SET copy_of = 7`:                                                               {"fk_copy", false},
		`DELETE FROM dataset WHERE id = 1`:                                                             {"fk_copy", true},
		`DELETE FROM "Per""son"`:                                                                       {"fk_person", true},
		` /* one */ UPDATE ONLY public."Per""son" SET id = 2`:                                          {"fk_person", true},
		`INSERT INTO "Per""son" (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET id = 3`:                 {"fk_person", true},
		`UPDATE public.dataset AS d SET person_id = u.n FROM unnest(ARRAY[7]) AS u (n) WHERE d.id = 1`: {"fk_person", false},
		`WITH gone AS (SELECT 1) INSERT INTO dataset (id, person_id) SELECT 9, 9 FROM gone`:            {"fk_person", false},
	} {
		_, err := c.Exec(t.Context(), &driver.Statement{SQL: sql}, nil)
		r := wantRefusal(t, sql, err, fault.ForeignKey)
		if r.Constraint != want.constraint || r.Referenced != want.referenced || r.Table != "dataset" {
			t.Errorf("%s: got the constraint %q of %q, referenced %t, want %q of \"dataset\" and %t", sql, r.Constraint, r.Table, r.Referenced, want.constraint, want.referenced)
		}
	}
}

func TestTheWrittenTableIsNamedAsTheServerNamesIt(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string]string{
		"UPDATE Users SET x = 1":            "users",
		"UPDATE ÉTÉ SET x = 1":              "ÉtÉ",
		`DELETE FROM Shop."Per""son"`:       `Per"son`,
		"INSERT INTO Shop.Users VALUES (1)": "users",
	} {
		if got := postgres.WrittenTable(sql); got != want {
			t.Errorf("%s: got %q, want %q", sql, got, want)
		}
	}
}

func FuzzWrittenTable(f *testing.F) {
	f.Add(`UPDATE "a""b" SET x = 1`)
	f.Add(`INSERT INTO a.b.c(x)`)
	f.Add(`DELETE FROM ONLY "`)
	f.Add("UPDATE\x83")
	f.Fuzz(func(t *testing.T, sql string) {
		if name := postgres.WrittenTable(sql); len(name) > len(sql) {
			t.Errorf("%q: got %q", sql, name)
		}
	})
}
