package dialect_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
	"github.com/rowankit/rowan/sqlite"
)

// relatedCase is a statement about several tables and what it finds for values.
type relatedCase struct {
	name   string
	query  sqlast.Select
	values []any
	want   [][]any
}

func of(table, name string) sqlast.Column { return sqlast.Column{Of: table, Name: name} }

func equal(left, right sqlast.Expr) sqlast.Compare { return compare(sqlast.Eq, left, right) }

func ordered(all ...sqlast.Expr) (order []sqlast.Order) {
	for _, x := range all {
		order = append(order, sqlast.Order{Expr: x})
	}
	return order
}

// The tables: owner has its id and the owner above it; ranked has its id in c1, its owner in c0, and two numbers, so that
// its names are the ones that a limit for each owner uses too, for other columns.
func relatedTables(o on) {
	o.table("owner", []string{"id", "above"}, []any{1, nil}, []any{2, 1}, []any{3, 2})
	o.table("ranked", []string{"c1", "c0", "n", "total"},
		[]any{10, 1, 3, nil}, []any{11, 1, 1, 7}, []any{12, 1, 2, 7}, []any{20, 2, 5, nil}, []any{21, 2, 4, 1})
}

func relatedCases() []relatedCase {
	id, owner, size, total, param := column("c1"), column("c0"), column("n"), column("total"), sqlast.Param{}
	ownerID := of("owner", "id")
	owned := sqlast.Exists{Select: sqlast.Select{
		From: "ranked", Columns: []sqlast.Expr{sqlast.One{}},
		Where: sqlast.And{Terms: []sqlast.Expr{equal(of("ranked", "c0"), ownerID), compare(sqlast.Gt, of("ranked", "n"), param)}},
	}}
	notOwned := owned
	notOwned.Not = true
	below := sqlast.Exists{Select: sqlast.Select{
		From: "owner", As: "t1", Columns: []sqlast.Expr{sqlast.One{}},
		Where: sqlast.And{Terms: []sqlast.Expr{equal(of("t1", "above"), ownerID), sqlast.Exists{Select: sqlast.Select{
			From: "ranked", As: "t2", Columns: []sqlast.Expr{sqlast.One{}}, Where: equal(of("t2", "c0"), of("t1", "id")),
		}}}},
	}}
	byOwner, bySize := &sqlast.Each{By: []sqlast.Expr{owner}, Key: []sqlast.Expr{id}}, ordered(size)
	counted := &sqlast.Each{By: byOwner.By, Key: byOwner.Key, Total: true}
	above := sqlast.Join{Table: "owner", As: "boss", On: equal(of("owner", "above"), of("boss", "id"))}
	left := above
	left.Left = true
	return []relatedCase{
		{"a group", sqlast.Select{From: "ranked", Columns: []sqlast.Expr{owner, sqlast.Count{}}, Where: sqlast.In{X: owner, N: 2}, Group: []sqlast.Expr{owner}, Order: ordered(owner)},
			[]any{1, 2}, [][]any{{1, 3}, {2, 2}}},
		{"a join", sqlast.Select{From: "ranked", As: "r", Joins: []sqlast.Join{{Table: "owner", On: equal(of("r", "c0"), ownerID)}}, Columns: []sqlast.Expr{of("r", "c1"), of("owner", "above")}, Where: equal(of("r", "n"), param)},
			[]any{5}, [][]any{{20, 1}}},
		{"a join with the same table", sqlast.Select{From: "owner", Joins: []sqlast.Join{above}, Columns: []sqlast.Expr{ownerID, of("boss", "above")}, Order: ordered(of("owner", "id"))},
			nil, [][]any{{2, nil}, {3, 1}}},
		{"a left join", sqlast.Select{From: "owner", Joins: []sqlast.Join{left}, Columns: []sqlast.Expr{ownerID, of("boss", "id")}, Order: []sqlast.Order{{Expr: of("boss", "id"), Descending: true, Nullable: true}}},
			nil, [][]any{{3, 2}, {2, 1}, {1, nil}}},
		{"two joins, one with a value", sqlast.Select{
			From:    "ranked",
			Joins:   []sqlast.Join{{Table: "owner", On: sqlast.And{Terms: []sqlast.Expr{equal(of("ranked", "c0"), ownerID), equal(ownerID, param)}}}, left},
			Columns: []sqlast.Expr{of("ranked", "c1"), of("boss", "id")}, Where: compare(sqlast.Gt, of("ranked", "n"), param), Order: ordered(of("ranked", "c1")),
		}, []any{2, 4}, [][]any{{20, 1}}},
		{"where another row exists", sqlast.Select{From: "owner", Columns: []sqlast.Expr{column("id")}, Where: owned}, []any{3}, [][]any{{2}}},
		{"where none exists", sqlast.Select{From: "owner", Columns: []sqlast.Expr{column("id")}, Where: sqlast.And{Terms: []sqlast.Expr{notOwned, equal(column("id"), param)}}}, []any{3, 1}, [][]any{{1}}},
		{"either exists", sqlast.Select{From: "owner", Columns: []sqlast.Expr{column("id")}, Where: sqlast.Or{Terms: []sqlast.Expr{owned, sqlast.Not{X: below}}}, Order: ordered(column("id"))}, []any{4}, [][]any{{2}, {3}}},
		{"one within another", sqlast.Select{From: "owner", Columns: []sqlast.Expr{column("id")}, Where: below}, nil, [][]any{{1}}},
		{"where none fails or is unknown", sqlast.Select{From: "owner", Columns: []sqlast.Expr{column("id")}, Where: sqlast.Exists{Not: true, Select: sqlast.Select{
			From: "ranked", Columns: []sqlast.Expr{sqlast.One{}}, Where: sqlast.And{Terms: []sqlast.Expr{equal(owner, ownerID), sqlast.NotTrue{X: compare(sqlast.Gt, total, param)}}},
		}}, Order: ordered(column("id"))}, []any{0}, [][]any{{3}}},
		{"where a negation is not true", sqlast.Select{From: "ranked", Columns: []sqlast.Expr{id}, Where: sqlast.NotTrue{X: sqlast.Not{X: sqlast.Or{Terms: []sqlast.Expr{compare(sqlast.Gt, total, param), equal(size, param)}}}}, Order: ordered(id)},
			[]any{7, 5}, [][]any{{10}, {20}}},
		{"in rows", sqlast.Select{From: "ranked", Columns: []sqlast.Expr{id}, Where: sqlast.InRows{X: []sqlast.Expr{owner, total}, N: 2}, Order: ordered(id)},
			[]any{1, 7, 2, 1}, [][]any{{11}, {12}, {21}}},
		{"not in one row", sqlast.Select{From: "ranked", Columns: []sqlast.Expr{id}, Where: sqlast.Not{X: sqlast.InRows{X: []sqlast.Expr{owner, size}, N: 1}}, Order: ordered(id)},
			[]any{1, 3}, [][]any{{11}, {12}, {20}, {21}}},
		{"in no rows", sqlast.Select{From: "ranked", Columns: []sqlast.Expr{id}, Where: sqlast.InRows{X: []sqlast.Expr{owner, size}}}, nil, nil},
		{"for each", sqlast.Select{From: "ranked", Columns: []sqlast.Expr{id, owner}, Each: byOwner, Order: bySize}, nil, [][]any{{11, 1}, {12, 1}, {10, 1}, {21, 2}, {20, 2}}},
		{"for each with the total", sqlast.Select{From: "ranked", Columns: []sqlast.Expr{id, owner}, Each: counted, Where: compare(sqlast.Gt, size, param), Order: bySize},
			[]any{1}, [][]any{{12, 1, 2}, {10, 1, 2}, {21, 2, 2}, {20, 2, 2}}},
		{"so many for each", sqlast.Select{From: "ranked", Columns: []sqlast.Expr{id, owner, total, size}, Each: byOwner, Where: compare(sqlast.Lt, size, param), Order: bySize, Limit: true},
			[]any{5, 2}, [][]any{{11, 1, 7, 1}, {12, 1, 7, 2}, {21, 2, 1, 4}}},
		{"so many for each with the total", sqlast.Select{From: "ranked", Columns: []sqlast.Expr{size, total, id, owner}, Each: counted, Order: []sqlast.Order{{Expr: total, Nullable: true}, {Expr: id, Descending: true}}, Limit: true},
			[]any{2}, [][]any{{3, nil, 10, 1, 3}, {2, 7, 12, 1, 3}, {5, nil, 20, 2, 2}, {4, 1, 21, 2, 2}}},
		{"so many for each of two values", sqlast.Select{From: "ranked", As: "r", Columns: []sqlast.Expr{id, total, owner}, Each: &sqlast.Each{By: []sqlast.Expr{owner, total}, Key: []sqlast.Expr{id}}, Where: sqlast.IsNull{X: total, Not: true}, Order: []sqlast.Order{{Expr: id, Descending: true}}, Limit: true},
			[]any{1}, [][]any{{12, 7, 1}, {21, 1, 2}}},
		{"so many for each, joined, where one exists", sqlast.Select{
			From: "ranked", Joins: []sqlast.Join{{Table: "owner", On: equal(of("ranked", "c0"), ownerID)}}, Columns: []sqlast.Expr{of("ranked", "c1"), ownerID},
			Each: &sqlast.Each{By: []sqlast.Expr{ownerID}, Key: []sqlast.Expr{of("ranked", "c1")}}, Where: sqlast.Exists{Select: sqlast.Select{
				From: "owner", As: "t1", Columns: []sqlast.Expr{sqlast.One{}}, Where: sqlast.And{Terms: []sqlast.Expr{equal(column("above"), ownerID), compare(sqlast.Le, column("id"), param)}},
			}}, Order: ordered(of("ranked", "n")), Limit: true,
		}, []any{2, 1}, [][]any{{11, 1}}},
	}
}

func TestRelatedRows(t *testing.T) {
	t.Parallel()
	const file = "testdata/related.txtar"
	var got strings.Builder
	got.WriteString("Statements about several tables in the words of each dialect. go test ./dialect -update writes this file anew.\n")
	for _, d := range dialects {
		got.WriteString("-- " + d.name + " --\n")
		for _, c := range relatedCases() {
			sql, err := dialect.SQL(d.dialect, c.query)
			if err != nil {
				t.Errorf("%s: %s: %v", d.name, c.name, err)
			}
			got.WriteString(c.name + "\n\t" + sql + "\n")
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

func TestEveryEngineFindsTheRelatedRows(t *testing.T) {
	t.Parallel()
	onEach(t, func(o on) {
		relatedTables(o)
		for _, c := range relatedCases() {
			sql := o.sql(c.query)
			if diff := cmp.Diff(c.want, o.rows(sql, numbers(c.values...)...)); diff != "" {
				o.t.Errorf("%s: %s (-want +got):\n%s", c.name, sql, diff)
			}
		}
	})
}

func TestWhatIsReadForEachIsWholeAndAmongTheColumns(t *testing.T) {
	t.Parallel()
	id, owner := column("id"), column("owner_id")
	each := &sqlast.Each{By: []sqlast.Expr{owner}, Key: []sqlast.Expr{id}}
	both := []sqlast.Expr{id, owner}
	for name, s := range map[string]sqlast.Select{
		"begun further on":    {From: "t", Columns: both, Each: each, Offset: true},
		"grouped":             {From: "t", Columns: both, Each: each, Group: both},
		"for nothing":         {From: "t", Columns: both, Each: &sqlast.Each{Key: each.Key}, Limit: true},
		"without a key":       {From: "t", Columns: both, Each: &sqlast.Each{By: each.By}, Limit: true},
		"not a column of it":  {From: "t", Columns: []sqlast.Expr{id, of("u", "owner_id")}, Each: each, Limit: true},
		"for each expression": {From: "t", Columns: []sqlast.Expr{sqlast.And{}}, Each: &sqlast.Each{By: []sqlast.Expr{sqlast.And{}}, Key: each.Key}, Limit: true},
	} {
		if sql, err := dialect.SQL(sqlite.Dialect{}, s); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %q, %v, want kind invalid", name, sql, err)
		}
	}
}
