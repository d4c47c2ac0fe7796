package postgres_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/postgres"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

func sqlOf(t testing.TB, s sqlast.Statement) string {
	t.Helper()
	sql, err := dialect.SQL(postgres.Dialect{}, s)
	if err != nil {
		t.Fatalf("%+v: %v", s, err)
	}
	return sql
}

// ticketTable is a table with a generated key.
func ticketTable() *schema.Table {
	return &schema.Table{
		Name: "ticket", Key: schema.Key{Name: "pk_ticket", Columns: []string{"id"}},
		Columns: []schema.Column{
			{Name: "id", Type: schema.Type{Kind: schema.Int64}, Generated: true},
			{Name: "title", Type: schema.Type{Kind: schema.Text, Size: 5}},
			{Name: "price", Type: schema.Type{Kind: schema.Decimal, Precision: 6, Scale: 2}, Nullable: true},
			{Name: "tags", Type: schema.Type{Kind: schema.Array, Elem: schema.Text}, Nullable: true},
			{Name: "size", Type: schema.Type{Kind: schema.Uint8}, Default: literal(int64(7))},
		},
	}
}

func tickets(t testing.TB) (*postgres.Database, driver.Conn) {
	t.Helper()
	db := fresh(t)
	c := acquire(t, db, driver.ReadWrite)
	create(t, db, c, ticketTable())
	return db, c
}

func typesOf(names ...string) []schema.Type {
	var types []schema.Type
	for _, n := range names {
		types = append(types, ticketTable().Column(n).Type)
	}
	return types
}

func TestManyRowsTravelAsLists(t *testing.T) {
	t.Parallel()
	_, c := tickets(t)
	names := []string{"id", "title", "price", "tags", "size"}
	insert := sqlOf(t, sqlast.Insert{Into: "ticket", Columns: names, Packed: true, Types: typesOf(names...), Returning: []string{"id"}})
	got := query(t, c, insert,
		list(driver.IntValue(3), driver.IntValue(1), driver.IntValue(2)), list(driver.TextValue("c"), driver.TextValue(""), driver.TextValue(`"'\{`)),
		list(driver.DecimalValue(1250, 2), driver.Value{}, driver.DecimalValue(-1, 2)),
		list(list(driver.TextValue(`a,"b"\`), driver.TextValue("")), driver.Value{}, list()), list(driver.IntValue(1), driver.IntValue(0), driver.IntValue(255)))
	if diff := cmp.Diff([][]any{{int64(3)}, {int64(1)}, {int64(2)}}, got); diff != "" {
		t.Errorf("keys, in the order of the rows (-want +got):\n%s", diff)
	}
	names = []string{"title", "tags", "id"}
	update := sqlOf(t, sqlast.UpdateRows{Table: "ticket", Set: names[:2], Key: names[2:], Types: typesOf(names...)})
	r := exec(t, c, update, list(driver.TextValue("x"), driver.TextValue("y")), list(driver.Value{}, list(driver.TextValue("new"))), list(driver.IntValue(3), driver.IntValue(1)))
	if r.Rows != 2 {
		t.Errorf("got %d rows changed, want 2", r.Rows)
	}
	want := [][]any{{int64(1), "y", nil, `["new"]`, int64(0)}, {int64(2), `"'\{`, "-0.01", "[]", int64(255)}, {int64(3), "x", "12.50", nil, int64(1)}}
	if diff := cmp.Diff(want, query(t, c, "SELECT * FROM ticket ORDER BY id")); diff != "" {
		t.Errorf("the table (-want +got):\n%s", diff)
	}
	s := &driver.Statement{SQL: sqlOf(t, sqlast.Insert{Into: "ticket", Columns: names[:1], Packed: true, Types: typesOf(names[:1]...)})}
	_, err := c.Exec(t.Context(), s, []driver.Value{list(driver.TextValue("longer"))})
	wantRefusal(t, "a text that a cast would cut", err, fault.TooLong)
}

func TestGeneratedKeysGoOnAboveGivenOnes(t *testing.T) {
	t.Parallel()
	db, c := tickets(t)
	next := sqlOf(t, sqlast.NextKeys{Table: "ticket", Column: "id"})
	reach := sqlOf(t, sqlast.KeysReach{Table: "ticket", Column: "id"})
	hold := sqlOf(t, sqlast.HoldKeys{Table: "ticket", Column: "id"})
	advance := sqlOf(t, sqlast.AdvanceKeys{Table: "ticket", Column: "id"})
	reaches := func(n int64, want bool) {
		t.Helper()
		if got := query(t, c, reach, driver.IntValue(n))[0][0]; got != want {
			t.Errorf("whether the keys reach %d: got %v, want %v", n, got, want)
		}
	}
	reaches(0, true)
	reaches(-7, true)
	reaches(1, false)
	if diff := cmp.Diff([][]any{{int64(1)}, {int64(2)}, {int64(3)}}, query(t, c, next, driver.IntValue(3))); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	reaches(3, true)
	reaches(4, false)
	begin(t, c)
	exec(t, c, hold)
	query(t, c, advance, driver.IntValue(100))
	query(t, c, advance, driver.IntValue(50)) // is there already
	other := acquire(t, db, driver.ReadWrite)
	_, err := other.Exec(deadline(t, 100*time.Millisecond), &driver.Statement{SQL: next}, []driver.Value{driver.IntValue(1)})
	wantRefusal(t, "taking a key while somebody holds them", err, fault.Timeout)
	end(t, c, true)
	if got := query(t, other, next, driver.IntValue(1)); got[0][0] != int64(101) {
		t.Errorf("got the key %v, want 101", got)
	}
	reaches(101, true)
}

func TestStatementsMeanWhatTheySay(t *testing.T) {
	t.Parallel()
	_, c := tickets(t)
	for i, title := range []string{"a", "B", "é", "a_b%", `\`} {
		exec(t, c, "INSERT INTO ticket (title, price) VALUES ($1, $2)", driver.TextValue(title), []driver.Value{{}, driver.DecimalValue(int64(i), 0)}[i%2])
	}
	titles := func(where sqlast.Expr, order []sqlast.Order, values ...driver.Value) (all []string) {
		t.Helper()
		s := sqlast.Select{From: "ticket", Columns: []sqlast.Expr{column("title")}, Where: where, Order: order}
		for _, row := range query(t, c, sqlOf(t, s), values...) {
			all = append(all, row[0].(string))
		}
		return all
	}
	byTitle := []sqlast.Order{{Expr: column("title")}}
	price := func(descending bool, nulls sqlast.Nulls) []sqlast.Order {
		return append([]sqlast.Order{{Expr: column("price"), Descending: descending, Nullable: true, Nulls: nulls}}, byTitle...)
	}
	like := sqlast.Like{X: column("title"), Pattern: sqlast.Param{}}
	for what, e := range map[string]struct{ got, want []string }{
		"by code point":   {titles(nil, byTitle), []string{"B", `\`, "a", "a_b%", "é"}},
		"NULLs first":     {titles(nil, price(false, sqlast.NullsDefault)), []string{`\`, "a", "é", "B", "a_b%"}},
		"NULLs last":      {titles(nil, price(true, sqlast.NullsDefault)), []string{"a_b%", "B", `\`, "a", "é"}},
		"said otherwise":  {titles(nil, price(false, sqlast.NullsLast)), []string{"B", "a_b%", `\`, "a", "é"}},
		"said to be so":   {titles(nil, price(true, sqlast.NullsFirst)), []string{`\`, "a", "é", "a_b%", "B"}},
		"like":            {titles(like, byTitle, driver.TextValue(`a\_%\%`)), []string{"a_b%"}},
		"like one":        {titles(like, byTitle, driver.TextValue(`_`)), []string{"B", `\`, "a", "é"}},
		"like backslash":  {titles(like, byTitle, driver.TextValue(`\\`)), []string{`\`}},
		"length":          {titles(sqlast.Compare{Op: sqlast.Gt, Left: sqlast.Length{X: column("title")}, Right: literal(int64(1))}, byTitle), []string{"a_b%"}},
		"in a list":       {titles(sqlast.In{X: column("title"), N: 1, Packed: true}, byTitle, list(driver.TextValue("é"), driver.TextValue("x"))), []string{"é"}},
		"in an empty one": {titles(sqlast.In{X: column("id"), N: 1, Packed: true}, byTitle, list()), nil},
	} {
		if diff := cmp.Diff(e.want, e.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	if got := query(t, c, sqlOf(t, sqlast.Select{From: "ticket", Columns: []sqlast.Expr{sqlast.Now{}}, Limit: true}), driver.IntValue(1)); len(got) != 1 {
		t.Errorf("got %v", got)
	}
}

func TestSpecialRefusesWhatIsNeverAsked(t *testing.T) {
	t.Parallel()
	for _, s := range []sqlast.Statement{
		sqlast.HighestKey{Table: "t", Column: "id"}, sqlast.Insert{Into: "t", Columns: []string{"a"}, Packed: true},
		sqlast.UpdateRows{Table: "t", Set: []string{"a"}, Key: []string{"b"}, Types: typesOf("id")}, sqlast.UpdateRows{Table: "t"},
	} {
		if sql, err := dialect.SQL(postgres.Dialect{}, s); err == nil {
			t.Errorf("%+v: got %s, want an error", s, sql)
		}
	}
}
