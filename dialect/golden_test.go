package dialect_test

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/mysql"
	"github.com/rowankit/rowan/postgres"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
	"github.com/rowankit/rowan/sqlite"
)

var update = flag.Bool("update", false, "write the golden files anew")

// dialects are the sections of a golden file.
var dialects = []struct {
	name    string
	dialect dialect.Dialect
}{
	{"sqlite", sqlite.Dialect{}},
	{"postgres", postgres.Dialect{}},
	{"mariadb", mysql.Dialect{Returning: true, Maria: true}},
}

type statementCase struct {
	name      string
	statement sqlast.Statement
}

func column(name string) sqlast.Column { return sqlast.Column{Name: name} }

func compare(op sqlast.Op, left, right sqlast.Expr) sqlast.Compare {
	return sqlast.Compare{Op: op, Left: left, Right: right}
}

func literal(v any) sqlast.Literal { return sqlast.Literal{Value: v} }

// where is a statement that shows a condition.
func where(name string, e sqlast.Expr) statementCase {
	return statementCase{name, sqlast.Delete{From: "t", Where: e}}
}

func statementCases() []statementCase {
	id, name, param := column("id"), column("name"), sqlast.Param{}
	eq := compare(sqlast.Eq, id, param)
	ne := compare(sqlast.Ne, name, param)
	cases := []statementCase{
		{"select", sqlast.Select{From: "user", Columns: []sqlast.Expr{id, name}}},
		{"select ordered and cut", sqlast.Select{
			From: "user", Columns: []sqlast.Expr{id}, Where: eq, Limit: true, Offset: true,
			Order: []sqlast.Order{{Expr: name, Descending: true}, {Expr: id}, {Expr: column("x"), Nullable: true, Nulls: sqlast.NullsFirst}, {Expr: column("y"), Descending: true, Nullable: true, Nulls: sqlast.NullsLast}},
		}},
		{"count", sqlast.Select{From: "user", Columns: []sqlast.Expr{sqlast.Count{}}}},
		{"exists", sqlast.Select{From: "user", Columns: []sqlast.Expr{sqlast.One{}}, Where: eq, Limit: true}},
		{"names that need care", sqlast.Select{From: `a "b"`, Columns: []sqlast.Expr{column("select"), column("é`]"), column(";--")}}},
		{"insert", sqlast.Insert{Into: "user", Columns: []string{"id", "name"}, Rows: 2}},
		{"insert defaults", sqlast.Insert{Into: "user", Rows: 1}},
		{"insert returning", sqlast.Insert{Into: "user", Columns: []string{"name"}, Rows: 1, Returning: []string{"id", "at"}}},
		{"insert or ignore", sqlast.Insert{Into: "user", Columns: []string{"name"}, Rows: 1, Conflict: &sqlast.Conflict{Columns: []string{"name", "shop"}}}},
		{"insert or ignore by the sole unique", sqlast.Insert{Into: "user_project", Columns: []string{"user_id", "project_id"}, Rows: 2, Conflict: &sqlast.Conflict{Columns: []string{"user_id", "project_id"}, Sole: true}}},
		{"insert or update", sqlast.Insert{Into: "user", Columns: []string{"name", "n"}, Rows: 1, Conflict: &sqlast.Conflict{
			Columns: []string{"name"}, Where: sqlast.IsNull{X: column("gone")}, Update: []string{"n", "name"},
		}, Returning: []string{"id"}}},
		{"insert or update what is shown", sqlast.Insert{Into: "user", Columns: []string{"name", "n"}, Rows: 1, Conflict: &sqlast.Conflict{
			Columns: []string{"name"}, Update: []string{"n"}, Only: sqlast.Compare{Op: sqlast.Eq, Left: sqlast.Column{Of: "user", Name: "shop"}, Right: sqlast.Param{}},
		}}},
		{"insert or update and count", sqlast.Insert{Into: "user", Columns: []string{"name", "n"}, Rows: 1, Conflict: &sqlast.Conflict{
			Columns: []string{"name"}, Update: []string{"n"}, Raise: []string{"version"},
		}}},
		{"update", sqlast.Update{Table: "user", Set: []sqlast.Assignment{{Column: "name", Value: param}, {Column: "at", Value: sqlast.Now{}}}, Where: eq}},
		{"update all", sqlast.Update{Table: "user", Set: []sqlast.Assignment{{Column: "n", Value: column("m")}}}},
		{"update by arithmetic", sqlast.Update{Table: "user", Set: []sqlast.Assignment{
			{Column: "n", Value: sqlast.Arithmetic{Op: sqlast.Plus, Left: column("n"), Right: param}},
			{Column: "m", Value: sqlast.Arithmetic{Op: sqlast.Times, Left: sqlast.Arithmetic{Op: sqlast.Minus, Left: column("m"), Right: param}, Right: param}},
			{Column: "version", Value: sqlast.Arithmetic{Op: sqlast.Plus, Left: column("version"), Right: sqlast.One{}}},
		}, Where: eq}},
		{"delete", sqlast.Delete{From: "user", Where: eq}},
		{"delete all", sqlast.Delete{From: "user"}},
		{"delete and tell which", sqlast.Delete{From: "user", Where: eq, Returning: []string{"id", "shop"}}},
		{"delete packed rows", sqlast.Delete{From: "user", Where: sqlast.InRows{X: []sqlast.Expr{id, column("name")}, Packed: true, Types: packedTypes[:2]}}},
		{"highest key", sqlast.HighestKey{Table: "user", Column: "id"}},
		{"next keys", sqlast.NextKeys{Table: "user", Column: "id"}},
		{"keys reach", sqlast.KeysReach{Table: "user", Column: "id"}},
		{"hold keys", sqlast.HoldKeys{Table: "user", Column: "id"}},
		{"advance keys", sqlast.AdvanceKeys{Table: "user", Column: "id"}},
		{"insert packed rows", sqlast.Insert{
			Into: "user", Columns: []string{"id", "name", "price", "tags"}, Packed: true, Types: packedTypes,
			Conflict: &sqlast.Conflict{Columns: []string{"id"}}, Returning: []string{"id"},
		}},
		{"update packed rows", sqlast.UpdateRows{Table: "user", Set: []string{"name", "price", "tags"}, Key: []string{"id", "shop"}, Types: slices.Concat(packedTypes[1:], packedTypes[:1], packedTypes[:1])}},
		{"update packed rows and tell which", sqlast.UpdateRows{Table: "user", Set: []string{"name"}, Key: []string{"id", "shop"}, Types: slices.Concat(packedTypes[1:2], packedTypes[:1], packedTypes[:1]), Returning: []string{"id", "shop"}}},
	}
	for op, word := range map[sqlast.Op]string{sqlast.Eq: "equal", sqlast.Ne: "not equal", sqlast.Lt: "less", sqlast.Le: "at most", sqlast.Gt: "more", sqlast.Ge: "at least"} {
		cases = append(cases, where(word, compare(op, id, param)))
	}
	return append(cases,
		where("is null", sqlast.IsNull{X: id}),
		where("is not null", sqlast.IsNull{X: id, Not: true}),
		where("between", sqlast.Between{X: id, Low: param, High: param}),
		where("in", sqlast.In{X: id, N: 3}),
		where("in nothing", sqlast.In{X: id}),
		where("in constants", sqlast.In{X: name, Literals: []sqlast.Expr{literal("it's"), literal(nil)}}),
		where("in a long packed list", sqlast.In{X: id, N: 1, Packed: true, Long: true, Type: schema.Type{Kind: schema.Int64}}),
		where("in a packed list", sqlast.In{X: id, N: 1, Packed: true, Type: schema.Type{Kind: schema.Int64}}),
		where("like", sqlast.Like{X: name, Pattern: param}),
		where("like where an index helps", sqlast.Like{X: name, Pattern: param, Indexed: true}),
		where("like a constant", sqlast.Like{X: name, Pattern: literal(`50\%*_`)}),
		where("length", compare(sqlast.Le, sqlast.Length{X: name}, literal(int64(3)))),
		where("now", compare(sqlast.Lt, column("at"), sqlast.Now{})),
		where("raw", sqlast.Raw{SQL: "a OR b"}),
		where("and", sqlast.And{Terms: []sqlast.Expr{eq, ne, sqlast.Between{X: id, Low: param, High: param}}}),
		where("or within and", sqlast.And{Terms: []sqlast.Expr{sqlast.Or{Terms: []sqlast.Expr{eq, ne}}, sqlast.Raw{SQL: "a OR b"}}}),
		where("and within or", sqlast.Or{Terms: []sqlast.Expr{sqlast.And{Terms: []sqlast.Expr{eq, ne}}, eq}}),
		where("and of nothing", sqlast.And{}),
		where("or of nothing", sqlast.Or{}),
		where("not", sqlast.Not{X: sqlast.Or{Terms: []sqlast.Expr{eq, ne}}}),
		where("not within and", sqlast.And{Terms: []sqlast.Expr{sqlast.Not{X: eq}, ne}}),
		where("a comparison of comparisons", compare(sqlast.Eq, compare(sqlast.Lt, id, param), sqlast.IsNull{X: name})),
		where("a comparison of a negation", compare(sqlast.Eq, sqlast.Not{X: eq}, literal(true))),
		where("whether a comparison is null", sqlast.IsNull{X: eq}),
		where("literals", sqlast.In{X: id, Literals: []sqlast.Expr{
			literal(nil), literal(true), literal(false), literal(int64(-5)), literal(5.0), literal(1e300), literal("a'b\n"), literal([]byte{0, 255}),
		}}),
	)
}

var packedTypes = []schema.Type{{Kind: schema.Int64}, {Kind: schema.Text, Size: 50}, {Kind: schema.Decimal, Precision: 10, Scale: 2}, {Kind: schema.Array, Elem: schema.Text}}

// asked reports whether a dialect is ever asked for a statement, by what it says that its database can do.
func asked(can dialect.Capabilities, s sqlast.Statement) bool {
	switch s := s.(type) {
	case sqlast.HighestKey:
		return can.ReservedKeys
	case sqlast.NextKeys, sqlast.KeysReach, sqlast.HoldKeys, sqlast.AdvanceKeys:
		return can.KeySequences
	case sqlast.UpdateRows:
		return can.PackedRows || can.PackedTable && s.Returning == nil
	case sqlast.Delete:
		rows, _ := s.Where.(sqlast.InRows)
		return (can.PackedRows || !rows.Packed) && (can.Returning || s.Returning == nil)
	case sqlast.Insert:
		return (can.PackedRows || !s.Packed) && (can.ConflictTargets || s.Conflict == nil || s.Conflict.Sole)
	}
	return true
}

func TestStatements(t *testing.T) {
	t.Parallel()
	const file = "testdata/statements.txtar"
	var got strings.Builder
	got.WriteString("Every statement and expression in the words of each dialect. go test ./dialect -update writes this file anew.\n")
	for _, d := range dialects {
		got.WriteString("-- " + d.name + " --\n")
		for _, c := range sortedCases() {
			if !asked(d.dialect.Capabilities(), c.statement) {
				continue
			}
			sql, err := dialect.SQL(d.dialect, c.statement)
			if err != nil {
				t.Errorf("%s: %s: %v", d.name, c.name, err)
				continue
			}
			got.WriteString(c.name + "\n\t" + strings.ReplaceAll(sql, "\n", "\n\t") + "\n")
		}
	}
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}
