package schema_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/schema"
)

// account is a definition that each test takes a copy of.
func account() schema.Definition {
	return schema.Definition{
		Table: "account",
		Columns: []schema.ColumnDefinition{
			{Name: "id", Type: "INTEGER", Key: 1},
			{Name: "email", Type: "TEXT"},
			{Name: "note", Type: "TEXT", Nullable: true, Default: "'x'"},
		},
		Indexes: []schema.IndexDefinition{
			{Name: "uq_account_email", Columns: []string{"email"}, Unique: true},
			{Name: "ix_account_both", Columns: []string{"email", "note"}, Where: "note IS NOT NULL"},
		},
		Checks: []schema.CheckDefinition{{Name: "ck_account_email_size", SQL: "length(email) <= 9"}},
		ForeignKeys: []schema.ForeignKeyDefinition{
			{Name: "fk_account_email", Columns: []string{"email"}, Table: "person", References: []string{"email"}, OnDelete: "CASCADE", OnUpdate: "NO ACTION"},
			{Name: "fk_account_two", Columns: []string{"email", "note"}, Table: "other", References: []string{"a", "b"}, OnDelete: "NO ACTION", OnUpdate: "NO ACTION"},
		},
		Options: []string{"STRICT"},
	}
}

func TestCompareNamesEachDifference(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(got *schema.Definition)
		want   []string
	}{
		{"nothing", func(*schema.Definition) {}, nil},
		{"the order of columns", func(d *schema.Definition) { slices.Reverse(d.Columns) }, nil},
		{"the order of indexes", func(d *schema.Definition) { slices.Reverse(d.Indexes) }, nil},
		{"another index", func(d *schema.Definition) {
			d.Indexes = append(d.Indexes, schema.IndexDefinition{Name: "ix_more", Columns: []string{"note"}})
		}, nil},
		{"another unique index", func(d *schema.Definition) {
			d.Indexes = append(d.Indexes, schema.IndexDefinition{Name: "uq_more", Columns: []string{"note"}, Unique: true})
		}, []string{"account has the unique index uq_more in the database and not in the model"}},
		{"no column", func(d *schema.Definition) { d.Columns = d.Columns[:2] }, []string{"account.note is missing in the database"}},
		{"another column", func(d *schema.Definition) {
			d.Columns = append(d.Columns, schema.ColumnDefinition{Name: "more"})
		}, []string{"account.more is in the database and not in the model"}},
		{"a type", func(d *schema.Definition) { d.Columns[1].Type = "BLOB" },
			[]string{"account.email is BLOB in the database and TEXT in the model"}},
		{"a column that is nullable", func(d *schema.Definition) { d.Columns[1].Nullable = true },
			[]string{"account.email is nullable in the database and NOT NULL in the model"}},
		{"a column that is not nullable", func(d *schema.Definition) { d.Columns[2].Nullable = false },
			[]string{"account.note is NOT NULL in the database and nullable in the model"}},
		{"no default", func(d *schema.Definition) { d.Columns[2].Default = "" },
			[]string{"account.note has no default in the database and the default 'x' in the model"}},
		{"a default", func(d *schema.Definition) { d.Columns[1].Default = "1" },
			[]string{"account.email has the default 1 in the database and no default in the model"}},
		{"the key", func(d *schema.Definition) { d.Columns[0].Key = 0; d.Columns[1].Key = 1 }, []string{
			"account.id has place 0 of the primary key in the database and 1 in the model (0: none)",
			"account.email has place 1 of the primary key in the database and 0 in the model (0: none)",
		}},
		{"no index", func(d *schema.Definition) { d.Indexes = d.Indexes[1:] },
			[]string{"account.email lacks the index uq_account_email in the database"}},
		{"an index that is not unique", func(d *schema.Definition) { d.Indexes[0].Unique = false },
			[]string{"account.email has the index uq_account_email as (email) in the database and UNIQUE (email) in the model"}},
		{"an index's columns", func(d *schema.Definition) { d.Indexes[1].Columns = []string{"note", "email"} },
			[]string{"account has the index ix_account_both as (note, email) WHERE note IS NOT NULL in the database and (email, note) WHERE note IS NOT NULL in the model"}},
		{"an index's condition", func(d *schema.Definition) { d.Indexes[1].Where = "" },
			[]string{"account has the index ix_account_both as (email, note) in the database and (email, note) WHERE note IS NOT NULL in the model"}},
		{"no check", func(d *schema.Definition) { d.Checks = nil },
			[]string{"account lacks the check ck_account_email_size in the database"}},
		{"another check", func(d *schema.Definition) {
			d.Checks = append(d.Checks, schema.CheckDefinition{Name: "ck_more", SQL: "1"})
		}, []string{"account has the check ck_more in the database and not in the model"}},
		{"what a check says", func(d *schema.Definition) { d.Checks[0].SQL = "1" },
			[]string{"account has the check ck_account_email_size as (1) in the database and (length(email) <= 9) in the model"}},
		{"the order of foreign keys", func(d *schema.Definition) { slices.Reverse(d.ForeignKeys) }, nil},
		{"no foreign key", func(d *schema.Definition) { d.ForeignKeys = nil }, []string{
			"account.email lacks the foreign key fk_account_email in the database", "account lacks the foreign key fk_account_two in the database",
		}},
		{"another foreign key", func(d *schema.Definition) {
			more := d.ForeignKeys[0]
			more.Name = "fk_more"
			d.ForeignKeys = append(d.ForeignKeys, more)
		}, []string{"account.email has the foreign key fk_more as (email) REFERENCES person (email) ON DELETE CASCADE ON UPDATE NO ACTION in the database and not in the model"}},
		{"what becomes of a row", func(d *schema.Definition) { d.ForeignKeys[0].OnDelete = "SET NULL" }, []string{
			"account.email has the foreign key fk_account_email as (email) REFERENCES person (email) ON DELETE SET NULL ON UPDATE NO ACTION in the database" +
				" and (email) REFERENCES person (email) ON DELETE CASCADE ON UPDATE NO ACTION in the model"}},
		{"where a foreign key leads", func(d *schema.Definition) {
			d.ForeignKeys[1].Table, d.ForeignKeys[1].References = "elsewhere", []string{"b", "a"}
		}, []string{
			"account has the foreign key fk_account_two as (email, note) REFERENCES elsewhere (b, a) ON DELETE NO ACTION ON UPDATE NO ACTION in the database" +
				" and (email, note) REFERENCES other (a, b) ON DELETE NO ACTION ON UPDATE NO ACTION in the model"}},
		{"the options", func(d *schema.Definition) { d.Options = nil },
			[]string{"account is [] in the database and [STRICT] in the model"}},
	} {
		got := account()
		c.change(&got)
		var lines []string
		for _, d := range schema.Compare(account(), got) {
			lines = append(lines, d.String())
		}
		if diff := cmp.Diff(c.want, lines); diff != "" {
			t.Errorf("a database that differs in %s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestEveryKindHasANameAndIntegersARange(t *testing.T) {
	t.Parallel()
	seen := map[string]schema.Kind{}
	for k := schema.NoKind; k <= schema.Array; k++ {
		if other, twice := seen[k.String()]; twice || k.String() == "unknown" {
			t.Errorf("kind %d is named %q, as is %d", k, k, other)
		}
		seen[k.String()] = k
		low, high := k.Range()
		if integer := low < high; integer != k.Integer() {
			t.Errorf("kind %s: Integer is %t and the range %d to %d", k, k.Integer(), low, high)
		}
		if k.Integer() && k.Float() {
			t.Errorf("kind %s is both an integer and a float", k)
		}
	}
	if got := (schema.Array + 1).String(); got != "unknown" {
		t.Errorf("a kind beyond the last: got %q, want unknown", got)
	}
}
