package mysql_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/mysql"
	"github.com/rowankit/rowan/schema"
)

func int64Column(name string, nullable bool) schema.Column {
	return schema.Column{Name: name, Type: schema.Type{Kind: schema.Int64}, Nullable: nullable}
}

// shop refers to dataset, which refers to it by two columns and to itself.
func shop() *schema.Table {
	return &schema.Table{
		Name:        "shop",
		Columns:     []schema.Column{int64Column("a", false), int64Column("b", false), int64Column("first", true)},
		Key:         schema.Key{Name: "pk_shop", Columns: []string{"a", "b"}},
		ForeignKeys: []schema.ForeignKey{{Name: "fk_shop_first", Columns: []string{"first"}, Table: "dataset", References: []string{"id"}, OnDelete: schema.SetNull}},
	}
}

func dataset() *schema.Table {
	return &schema.Table{
		Name:    "dataset",
		Columns: []schema.Column{int64Column("id", false), int64Column("copy_of", true), int64Column("shop_a", true), int64Column("shop_b", true)},
		Key:     schema.Key{Name: "pk_dataset", Columns: []string{"id"}},
		Indexes: []schema.Index{{Name: "ix_dataset_copy_of", Columns: []string{"copy_of"}}},
		ForeignKeys: []schema.ForeignKey{
			{Name: "fk it's \"so\"", Columns: []string{"shop_a", "shop_b"}, Table: "shop", References: []string{"a", "b"}, OnDelete: schema.Cascade, OnUpdate: schema.SetNull},
			{Name: "fk_copy", Columns: []string{"copy_of"}, Table: "dataset", References: []string{"id"}},
		},
	}
}

// alone does something while no other program makes tables.
func alone(t testing.TB, db *mysql.Database, c driver.Conn, do func()) {
	t.Helper()
	done, err := db.Alone(t.Context(), c)
	if err != nil {
		t.Fatalf("Alone: %v", err)
	}
	do()
	if err := done(t.Context()); err != nil {
		t.Fatalf("done: %v", err)
	}
}

func TestTablesThatReferToEachOtherAreMadeInAnyOrder(t *testing.T) {
	t.Parallel()
	db := open(t)
	c := acquire(t, db, driver.ReadWrite)
	for range 2 { // the first table stands by itself, as if a program had died between the two
		alone(t, db, c, func() { create(t, db, c, shop()) })
	}
	for range 2 {
		alone(t, db, c, func() { create(t, db, c, shop()); create(t, db, c, dataset()) })
	}
	exec(t, c, "FLUSH TABLES")
	for _, table := range []*schema.Table{shop(), dataset()} {
		if got := differences(t, db, c, table); got != nil {
			t.Errorf("%s: differences:\n%s", table.Name, strings.Join(got, "\n"))
		}
	}
	wantRefusal(t, "a row that refers to nothing", tryExec(c, "INSERT INTO shop VALUES (1, 1, 7)"), fault.ForeignKey)
	wantRefusal(t, "a row that refers to nothing", tryExec(c, "INSERT INTO dataset VALUES (1, NULL, 1, 1)"), fault.ForeignKey)
}

// A connection on which tables were being made knows nothing of foreign keys. It is not handed out again.
func TestAConnectionThatWasMakingTablesIsGivenUp(t *testing.T) {
	t.Parallel()
	db := open(t)
	for _, sql := range []string{"CREATE TABLE a (id INT PRIMARY KEY)", "CREATE TABLE b (a_id INT REFERENCES a (id))"} {
		exec(t, acquire(t, db, driver.ReadWrite), sql)
	}
	for range 3 {
		c, err := db.Acquire(t.Context(), driver.ReadWrite)
		if err != nil {
			t.Fatal(err)
		}
		wantRefusal(t, "a row that refers to nothing", tryExec(c, "INSERT INTO b VALUES (7)"), fault.ForeignKey)
		if _, err := db.Alone(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		c.Release()
	}
}

func TestATableThatExistsTakesAForeignKey(t *testing.T) {
	t.Parallel()
	db := open(t)
	c := acquire(t, db, driver.ReadWrite)
	without := dataset()
	without.ForeignKeys = nil
	alone(t, db, c, func() { create(t, db, c, without); create(t, db, c, shop()) })
	for _, k := range dataset().ForeignKeys {
		statements, err := db.AddForeignKey(dataset(), k)
		if err != nil {
			t.Fatal(err)
		}
		for _, sql := range statements {
			exec(t, c, sql)
		}
	}
	if got := differences(t, db, c, dataset()); got != nil {
		t.Errorf("differences:\n%s", strings.Join(got, "\n"))
	}
	if got, err := db.AddForeignKey(dataset(), schema.ForeignKey{Name: "fk"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a foreign key without columns: got %q, %v, want the kind %q", got, err, fault.Invalid)
	}
}

// A generated key is not signed where its Go type is not, and the server joins columns of one type only.
func TestAColumnRefersToAGeneratedKeyOfAnyKind(t *testing.T) {
	t.Parallel()
	db := open(t)
	c := acquire(t, db, driver.ReadWrite)
	for k := schema.Int8; k <= schema.Uint64; k++ {
		parent := &schema.Table{
			Name: "parent_" + k.String(), Columns: []schema.Column{{Name: "id", Type: schema.Type{Kind: k}, Generated: true}}, Key: schema.Key{Columns: []string{"id"}},
		}
		child := &schema.Table{
			Name: "child_" + k.String(), Columns: []schema.Column{{Name: "parent_id", Type: schema.Type{Kind: k}, HoldsGenerated: true}}, Key: schema.Key{Columns: []string{"parent_id"}},
			ForeignKeys: []schema.ForeignKey{{Name: "fk_" + k.String(), Columns: []string{"parent_id"}, Table: parent.Name, References: []string{"id"}}},
		}
		create(t, db, c, parent)
		create(t, db, c, child)
		if got := differences(t, db, c, child); got != nil {
			t.Errorf("%s: differences:\n%s", child.Name, strings.Join(got, "\n"))
		}
		exec(t, c, "INSERT INTO "+parent.Name+" VALUES (1)")
		exec(t, c, "INSERT INTO "+child.Name+" VALUES (1)")
		wantRefusal(t, child.Name, tryExec(c, "INSERT INTO "+child.Name+" VALUES (2)"), fault.ForeignKey)
	}
}

func TestForeignKeysThatOthersMadeAreFound(t *testing.T) {
	t.Parallel()
	db := open(t)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, "CREATE TABLE shop (b INT, a INT, PRIMARY KEY (a, b))")
	exec(t, c, "CREATE TABLE dataset (id INT PRIMARY KEY, copy_of INT REFERENCES dataset (id), shop_a INT, shop_b INT,"+
		" CONSTRAINT `x``(` FOREIGN KEY (shop_a, shop_b) REFERENCES shop (a, b) ON UPDATE CASCADE ON DELETE NO ACTION)")
	got, _, err := db.Inspect(t.Context(), c, "dataset")
	if err != nil {
		t.Fatal(err)
	}
	want := []schema.ForeignKeyDefinition{
		{Name: "dataset_ibfk_1", Columns: []string{"copy_of"}, Table: "dataset", References: []string{"id"}, OnDelete: "RESTRICT", OnUpdate: "RESTRICT"},
		{Name: "x`(", Columns: []string{"shop_a", "shop_b"}, Table: "shop", References: []string{"a", "b"}, OnDelete: "RESTRICT", OnUpdate: "CASCADE"},
	}
	if diff := cmp.Diff(want, got.ForeignKeys); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAForeignKeyInTheWordsOfMySQLIsUnderstood(t *testing.T) {
	t.Parallel()
	got := mysql.ReadDefinition("dataset", "CREATE TABLE `dataset` (\n"+
		"  `id` bigint NOT NULL,\n"+
		"  `shop_id` bigint DEFAULT NULL,\n"+
		"  KEY `fk` (`shop_id`),\n"+
		"  CONSTRAINT `fk` FOREIGN KEY (`shop_id`) REFERENCES `other`.`shop` (`id`) ON DELETE RESTRICT ON UPDATE SET NULL\n"+
		") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin", "utf8mb4_0900_bin")
	want := []schema.ForeignKeyDefinition{{Name: "fk", Columns: []string{"shop_id"}, Table: "other.shop", References: []string{"id"}, OnDelete: "RESTRICT", OnUpdate: "SET NULL"}}
	if diff := cmp.Diff(want, got.ForeignKeys); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
