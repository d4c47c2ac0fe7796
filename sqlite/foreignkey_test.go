package sqlite_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
)

// dataset refers to person, to itself, and by two columns to link.
func dataset() *schema.Table {
	return &schema.Table{
		Name: "dataset",
		Columns: []schema.Column{
			{Name: "id", Type: schema.Type{Kind: schema.Int64}, Generated: true},
			{Name: "person_id", Type: schema.Type{Kind: schema.Int64}},
			{Name: "copy_of", Type: schema.Type{Kind: schema.Int64}, Nullable: true},
			{Name: "link_a", Type: schema.Type{Kind: schema.Text, Size: 3}, Nullable: true},
			{Name: "link_b", Type: schema.Type{Kind: schema.Int64}, Nullable: true},
		},
		Key: schema.Key{Name: "pk_dataset", Columns: []string{"id"}},
		ForeignKeys: []schema.ForeignKey{
			{Name: "fk it's \"so\"", Columns: []string{"person_id"}, Table: "person", References: []string{"id"}, OnDelete: schema.Cascade},
			{Name: "fk_copy", Columns: []string{"copy_of"}, Table: "dataset", References: []string{"id"}, OnDelete: schema.SetNull},
			{Name: "fk_link", Columns: []string{"link_a", "link_b"}, Table: "link", References: []string{"a", "b"}, OnUpdate: schema.Cascade},
		},
	}
}

func TestForeignKeysAreFoundAsTheyWereMade(t *testing.T) {
	t.Parallel()
	db := inMemory(t)
	c := acquire(t, db, driver.ReadWrite)
	for _, table := range []*schema.Table{dataset(), person(), link()} { // the first before those it refers to
		for range 2 {
			create(t, db, c, table)
		}
	}
	if got := differences(t, db, c, dataset()); got != nil {
		t.Errorf("differences:\n%s", strings.Join(got, "\n"))
	}
}

func TestForeignKeysThatOthersMadeAreFound(t *testing.T) {
	t.Parallel()
	db := inMemory(t)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, `CREATE TABLE Person (id INTEGER PRIMARY KEY)`)
	exec(t, c, `CREATE TABLE link (b INTEGER, a TEXT, PRIMARY KEY (a, b))`)
	exec(t, c, `CREATE TABLE dataset (
		id INTEGER PRIMARY KEY AUTOINCREMENT, -- , FOREIGN KEY (id) REFERENCES person (id)
		person_id INTEGER NOT NULL CONSTRAINT "fk it's ""so""" references Person ON DELETE CASCADE,
		copy_of INTEGER DEFAULT (1) REFERENCES dataset (id) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED,
		link_a TEXT CHECK (length(link_a) <= 3), link_b INTEGER,
		constraint fk_link foreign key (link_a, link_b) references LINK on update cascade NOT DEFERRABLE INITIALLY DEFERRED) STRICT`)
	got, _, err := db.Inspect(t.Context(), c, "dataset")
	if err != nil {
		t.Fatal(err)
	}
	want := []schema.ForeignKeyDefinition{
		{Name: "fk it's \"so\"", Columns: []string{"person_id"}, Table: "person", References: []string{"id"}, OnDelete: "CASCADE", OnUpdate: "NO ACTION"},
		{Name: "(unnamed)", Columns: []string{"copy_of"}, Table: "dataset", References: []string{"id"}, OnDelete: "RESTRICT", OnUpdate: "NO ACTION DEFERRED"},
		{Name: "fk_link", Columns: []string{"link_a", "link_b"}, Table: "link", References: []string{"a", "b"}, OnDelete: "NO ACTION", OnUpdate: "CASCADE"},
	}
	if diff := cmp.Diff(want, got.ForeignKeys); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestATableThatExistsTakesNoForeignKey(t *testing.T) {
	t.Parallel()
	table := dataset()
	if got, err := inMemory(t).AddForeignKey(table, table.ForeignKeys[0]); fault.KindOf(err) != fault.Unsupported {
		t.Errorf("got %q, %v, want the kind %q", got, err, fault.Unsupported)
	}
}

func TestAForeignKeyNeedsAsManyColumnsAsItRefersTo(t *testing.T) {
	t.Parallel()
	for _, k := range []schema.ForeignKey{{Name: "fk", Table: "person"}, {Name: "fk", Columns: []string{"a", "b"}, Table: "person", References: []string{"id"}}} {
		table := &schema.Table{Name: "t", ForeignKeys: []schema.ForeignKey{k}}
		if got, err := inMemory(t).Create(table); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%+v: got %q, %v, want the kind %q", k, got, err, fault.Invalid)
		}
	}
}
