package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	osexec "os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
	"github.com/rowankit/rowan/sqlite"
)

func column(name string) sqlast.Column { return sqlast.Column{Name: name} }

func literal(v any) sqlast.Literal { return sqlast.Literal{Value: v} }

// everything is a table with a column of each kind, and each kind of constraint.
func everything() *schema.Table {
	t := &schema.Table{Name: "every \"thing\"", Key: schema.Key{Name: "pk_every", Columns: []string{"id"}}}
	t.Columns = []schema.Column{{Name: "id", Type: schema.Type{Kind: schema.Int64}, Generated: true}}
	for k := schema.Bool; k <= schema.Array; k++ {
		typ := schema.Type{Kind: k}
		if k == schema.Decimal {
			typ.Precision, typ.Scale = 18, 4
		}
		t.Columns = append(t.Columns,
			schema.Column{Name: k.String(), Type: typ},
			schema.Column{Name: k.String() + "_null", Type: typ, Nullable: true})
	}
	t.Columns = append(t.Columns,
		schema.Column{Name: "sized", Type: schema.Type{Kind: schema.Text, Size: 8}, Default: literal("it's (")},
		schema.Column{Name: "at", Type: schema.Type{Kind: schema.Time}, Default: sqlast.Now{}},
		schema.Column{Name: "stamp", Type: schema.Type{Kind: schema.Micros}, Default: sqlast.Now{}},
		schema.Column{Name: "ratio", Type: schema.Type{Kind: schema.Float64}, Default: literal(-0.5)},
		schema.Column{Name: "raw", Type: schema.Type{Kind: schema.Bytes, Size: 3}, Default: literal([]byte{0, 255})},
		schema.Column{Name: "code", Type: schema.Type{Kind: schema.UUID}, Default: literal([16]byte{1})},
		schema.Column{Name: "price", Type: schema.Type{Kind: schema.Decimal, Precision: 5, Scale: 2}, Default: literal(sqlast.Decimal{Unscaled: -950, Scale: 2})},
		schema.Column{Name: "more", Type: schema.Type{Kind: schema.JSON}, Default: literal(`{"it's":[1]}`)},
		schema.Column{Name: "tags", Type: schema.Type{Kind: schema.Array, Elem: schema.Text}, Default: literal([]any{"it's", `"`})},
	)
	t.Indexes = []schema.Index{
		{Name: "uq_text", Columns: []string{"text", "sized"}, Unique: true, Where: sqlast.And{Terms: []sqlast.Expr{
			sqlast.IsNull{X: column("int8_null"), Not: true},
			sqlast.Like{X: column("text"), Pattern: literal("a)%--")},
		}}},
		{Name: "ix_at", Columns: []string{"at"}},
	}
	t.Checks = []schema.Check{
		{Name: "ck dates, \"both\"", Expr: sqlast.Compare{Op: sqlast.Le, Left: column("time"), Right: column("at")}},
		{Name: "ck_list", Expr: sqlast.In{X: column("text"), Literals: []sqlast.Expr{literal("a"), literal("b),'")}}},
	}
	return t
}

func person() *schema.Table {
	return &schema.Table{
		Name: "person",
		Columns: []schema.Column{
			{Name: "id", Type: schema.Type{Kind: schema.Int64}, Generated: true},
			{Name: "email", Type: schema.Type{Kind: schema.Text, Size: 20}},
			{Name: "age", Type: schema.Type{Kind: schema.Uint8}, Nullable: true},
		},
		Key:     schema.Key{Name: "pk_person", Columns: []string{"id"}},
		Indexes: []schema.Index{{Name: "uq_person_email", Columns: []string{"email"}, Unique: true}},
	}
}

func link() *schema.Table {
	return &schema.Table{
		Name: "link",
		Columns: []schema.Column{
			{Name: "b", Type: schema.Type{Kind: schema.Int64}}, {Name: "a", Type: schema.Type{Kind: schema.Text, Size: 3}},
		},
		Key: schema.Key{Name: "pk_link", Columns: []string{"a", "b"}},
	}
}

func create(t testing.TB, db *sqlite.Database, c driver.Conn, table *schema.Table) {
	t.Helper()
	statements, err := db.Create(table)
	if err != nil {
		t.Fatal(err)
	}
	for _, sql := range statements {
		exec(t, c, sql)
	}
}

// differences compares a table with what the database holds.
func differences(t testing.TB, db *sqlite.Database, c driver.Conn, table *schema.Table) []string {
	t.Helper()
	want, err := db.Define(table)
	if err != nil {
		t.Fatal(err)
	}
	got, exists, err := db.Inspect(t.Context(), c, table.Name)
	if err != nil || !exists {
		t.Fatalf("Inspect(%s): %t, %v", table.Name, exists, err)
	}
	var all []string
	for _, d := range schema.Compare(want, got) {
		all = append(all, d.String())
	}
	return all
}

func TestWhatCreateMakesIsWhatDefineSays(t *testing.T) {
	t.Parallel()
	db := onFile(t)
	c := acquire(t, db, driver.ReadWrite)
	for _, table := range []*schema.Table{everything(), person(), link()} {
		for range 2 {
			create(t, db, c, table)
		}
		if got := differences(t, db, c, table); got != nil {
			t.Errorf("%s: differences:\n%s", table.Name, strings.Join(got, "\n"))
		}
	}
}

func TestATableMadeByHandIsUnderstood(t *testing.T) {
	t.Parallel()
	db := inMemory(t)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, `create table [person] (id integer primary key autoincrement, -- the key, (
		email text /* , CHECK (1) */ not null constraint `+"`ck_person_email_size`"+` check (LENGTH ( "email" )<=20),
		age integer, constraint ck_person_age_range check("age" between 0 and 255)) strict`)
	exec(t, c, `create unique index uq_person_email on person (email)`)
	if got := differences(t, db, c, person()); got != nil {
		t.Errorf("differences:\n%s", strings.Join(got, "\n"))
	}
}

func TestInspectSeesWhatDiffers(t *testing.T) {
	t.Parallel()
	for _, v := range []struct {
		sql  []string
		want []string
	}{
		{[]string{`CREATE TABLE person (id INTEGER PRIMARY KEY, email TEXT, age TEXT NOT NULL DEFAULT 'x', more INTEGER)`}, []string{
			"person.email is nullable in the database and NOT NULL in the model",
			"person.age is TEXT in the database and INTEGER in the model",
			"person.more is in the database and not in the model",
			"person.email lacks the index uq_person_email in the database",
			"person lacks the check ck_person_email_size in the database",
			"person lacks the check ck_person_age_range in the database",
			"person is [] in the database and [AUTOINCREMENT STRICT] in the model",
		}},
		{[]string{
			`CREATE TABLE Person (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL COLLATE NOCASE UNIQUE, age INTEGER,
				CONSTRAINT ck_person_email_size CHECK (length("email") <= 30), CONSTRAINT ck_person_age_range CHECK ("age" BETWEEN 0 AND 255), CHECK (age > 1)) STRICT`,
			`CREATE UNIQUE INDEX uq_person_email ON person (email DESC) WHERE age = 1`,
			`CREATE INDEX ix_more ON person (age)`,
		}, []string{
			"person.email is TEXT COLLATE NOCASE in the database and TEXT in the model",
			"person.email has the index uq_person_email as UNIQUE (email COLLATE NOCASE DESC) WHERE age = 1 in the database and UNIQUE (email) in the model",
			"person has the unique index sqlite_autoindex_Person_1 in the database and not in the model",
			`person has the check ck_person_email_size as (length ( "email" ) <= 30) in the database and (length ( "email" ) <= 20) in the model`,
			"person has the check (unnamed) in the database and not in the model",
		}},
		{[]string{`CREATE VIEW person AS SELECT 1 AS id, 'x' AS email, 2 AS age`}, []string{
			"person.id is  in the database and INTEGER in the model",
			"person.email is  in the database and TEXT in the model",
			"person.age is  in the database and INTEGER in the model",
			"person.email lacks the index uq_person_email in the database",
			"person lacks the check ck_person_email_size in the database",
			"person lacks the check ck_person_age_range in the database",
			"person is [VIEW] in the database and [AUTOINCREMENT STRICT] in the model",
		}},
	} {
		db := inMemory(t)
		c := acquire(t, db, driver.ReadWrite)
		for _, sql := range v.sql {
			exec(t, c, sql)
		}
		if diff := cmp.Diff(v.want, differences(t, db, c, person())); diff != "" {
			t.Errorf("%s\n(-want +got):\n%s", strings.Join(v.sql, "\n"), diff)
		}
	}
}

func TestInspectOfNothing(t *testing.T) {
	t.Parallel()
	db := inMemory(t)
	if def, exists, err := db.Inspect(t.Context(), acquire(t, db, driver.ReadOnly), "person"); exists || err != nil {
		t.Errorf("got %+v, %t, %v, want nothing", def, exists, err)
	}
}

func TestTheTableHoldsWhatItsTypesSay(t *testing.T) {
	t.Parallel()
	db := inMemory(t)
	c := acquire(t, db, driver.ReadWrite)
	table := &schema.Table{Name: "item"}
	for _, k := range []schema.Kind{schema.Bool, schema.Int8, schema.Int16, schema.Int32, schema.Int64, schema.Uint8, schema.Uint16, schema.Uint32, schema.Uint64, schema.Float32, schema.Time, schema.Micros, schema.Bytes} {
		table.Columns = append(table.Columns, schema.Column{Name: k.String(), Type: schema.Type{Kind: k}, Nullable: true})
	}
	for name, typ := range map[string]schema.Type{
		"text": {Kind: schema.Text, Size: 3}, "short": {Kind: schema.Bytes, Size: 3}, "uuid": {Kind: schema.UUID},
		"price": {Kind: schema.Decimal, Precision: 4, Scale: 2}, "most": {Kind: schema.Decimal, Precision: 18}, "json": {Kind: schema.JSON}, "tags": {Kind: schema.Array, Elem: schema.Text},
	} {
		table.Columns = append(table.Columns, schema.Column{Name: name, Type: typ, Nullable: true})
	}
	create(t, db, c, table)
	at := func(s string) driver.Value { return driver.TextValue(s) }
	for _, v := range []struct {
		column    string
		good, bad []driver.Value
	}{
		{"bool", []driver.Value{driver.BoolValue(true), driver.BoolValue(false)}, []driver.Value{driver.IntValue(2), driver.IntValue(-1)}},
		{"int8", []driver.Value{driver.IntValue(-128), driver.IntValue(127)}, []driver.Value{driver.IntValue(-129), driver.IntValue(128)}},
		{"int32", []driver.Value{driver.IntValue(math.MinInt32), driver.IntValue(math.MaxInt32)}, []driver.Value{driver.IntValue(math.MinInt32 - 1), driver.IntValue(math.MaxInt32 + 1)}},
		{"uint16", []driver.Value{driver.IntValue(0), driver.IntValue(65535)}, []driver.Value{driver.IntValue(-1), driver.IntValue(65536)}},
		{"uint64", []driver.Value{driver.IntValue(0), driver.IntValue(math.MaxInt64)}, []driver.Value{driver.IntValue(-1)}},
		{"int64", []driver.Value{driver.IntValue(math.MinInt64)}, []driver.Value{driver.TextValue("x"), driver.FloatValue(1.5), bytesValue([]byte{1})}},
		{"bytes", []driver.Value{bytesValue(nil)}, []driver.Value{driver.TextValue("x"), driver.IntValue(1)}},
		{"text", []driver.Value{driver.TextValue(""), driver.TextValue("🦄🦄🦄")}, []driver.Value{driver.TextValue("abcd"), bytesValue([]byte{1})}},
		{"time", []driver.Value{driver.TimeValue(0), at("0000-01-01 00:00:00.000000"), at("9999-12-31 23:59:59.999999"), at("2024-02-29 00:00:00.000000")}, []driver.Value{
			at("2023-02-29 00:00:00.000000"), at("2024-02-30 00:00:00.000000"), at("2024-04-31 00:00:00.000000"), at("2024-00-01 00:00:00.000000"),
			at("2024-13-01 00:00:00.000000"), at("2024-01-00 00:00:00.000000"), at("2024-01-01 24:00:00.000000"), at("2024-01-01 25:00:00.000000"),
			at("2024-01-01 00:60:00.000000"), at("2024-01-01 00:00:60.000000"), at("2024-01-01 00:00:00"), at("2024-01-01T00:00:00.000000"),
			at("2024-01-01 00:00:00.0000000"), at(""), at("now"), driver.IntValue(5),
			at("-024-01-01 00:00:00.000000"), at("2024-01- 1 00:00:00.000000"), at("2024-01-01 0a:00:00.000000"), at("2024-01-01 00:00:00.00000Z"),
			at("2024-01-01 00:00:00.00000é"), at("2024-01-01 00:00: 0.000000"), at("+024-01-01 00:00:00.000000"), at("éééé-01-01 00:00:00.000000"),
		}},
		{"short", []driver.Value{bytesValue([]byte{0, 255, 0})}, []driver.Value{bytesValue([]byte{0, 0, 0, 0}), at("abc")}},
		{"uuid", []driver.Value{driver.UUIDValue([16]byte{}), at("01234567-89ab-cdef-0123-456789abcdef")}, []driver.Value{
			at("01234567-89ab-cdef-0123-456789abcdeF"), at("0123456789abcdef0123456789abcdef"), at("01234567-89ab-cdef-0123-456789abcde"), at(""),
			at("01234567-89ab-cdef-0123-456789abcdefa"), at("0-234567-89ab-cdef-0123-456789abcdef"), at("g1234567-89ab-cdef-0123-456789abcdef"), at("é1234567-89ab-cdef-0123-456789abcdef"), bytesValue(make([]byte, 16)),
		}},
		{"price", []driver.Value{driver.DecimalValue(9999, 2), driver.DecimalValue(-9999, 2), driver.IntValue(0)}, []driver.Value{driver.IntValue(10000), driver.IntValue(-10000), driver.FloatValue(0.5), at("x")}},
		{"most", []driver.Value{driver.IntValue(999_999_999_999_999_999), driver.IntValue(-999_999_999_999_999_999)}, []driver.Value{driver.IntValue(1_000_000_000_000_000_000)}},
		{"json", []driver.Value{at("null"), at(`{"a":[1,2.5e3,"x"]}`), at(" 1 ")}, []driver.Value{at(""), at("{a:1}"), at("[1"), at("nul"), at(`{"a":1,}`), bytesValue([]byte("1"))}},
		{"tags", []driver.Value{at("[]"), driver.ListValue([]driver.Value{at("a")})}, []driver.Value{at("1"), at("{}"), at("[1"), at("null"), at(`"[]"`)}},
	} {
		for _, in := range append(v.good, driver.Value{}) {
			if _, err := c.Exec(t.Context(), &driver.Statement{SQL: "INSERT INTO item (" + v.column + ") VALUES (?)"}, []driver.Value{in}); err != nil {
				t.Errorf("%s takes %v: %v", v.column, in.Any(), err)
			}
		}
		for _, in := range v.bad {
			_, err := c.Exec(t.Context(), &driver.Statement{SQL: "INSERT INTO item (" + v.column + ") VALUES (?)"}, []driver.Value{in})
			if k := fault.KindOf(err); k != fault.Check && k != fault.Invalid {
				t.Errorf("%s refuses %v: got %v", v.column, in.Any(), err)
			}
		}
	}
}

func TestServerDefaults(t *testing.T) {
	t.Parallel()
	db := inMemory(t)
	c := acquire(t, db, driver.ReadWrite)
	table := &schema.Table{Name: "item", Columns: everything().Columns[len(everything().Columns)-9:]}
	create(t, db, c, table)
	exec(t, c, "INSERT INTO item DEFAULT VALUES")
	rows, err := c.Query(t.Context(), &driver.Statement{SQL: "SELECT at, stamp, sized, ratio, raw, code || ' ' || price || ' ' || more || ' ' || tags FROM item"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if ok, err := rows.Next(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	micros, ok := rows.Time(0)
	if !ok || time.Since(time.UnixMicro(micros)).Abs() > time.Minute {
		t.Errorf("at: got %d, %t, want now", micros, ok)
	}
	if stamp := time.UnixMicro(rows.Int(1)); time.Since(stamp).Abs() > time.Minute {
		t.Errorf("stamp: got %v, want now", stamp)
	}
	sized := string(rows.Bytes(2)) // on a line of its own: Bytes holds until the next call
	raw := string(rows.Bytes(4))
	others := string(rows.Bytes(5))
	if want := `01000000-0000-0000-0000-000000000000 -950 {"it's":[1]} ["it's","\""]`; others != want {
		t.Errorf("got %s, want %s", others, want)
	}
	if ratio := rows.Float(3); sized != "it's (" || ratio != -0.5 || raw != "\x00\xff" {
		t.Errorf("got %q, %v, %q", sized, ratio, raw)
	}
}

func TestCreateRefusesWhatSQLiteCannotHold(t *testing.T) {
	t.Parallel()
	db := inMemory(t)
	for _, c := range []schema.Column{
		{Name: "x"},
		{Name: "x", Type: schema.Type{Kind: schema.Text}, Default: literal("\x00")},
		{Name: "x", Type: schema.Type{Kind: schema.Text}, Default: sqlast.Param{}},
		{Name: "x", Type: schema.Type{Kind: schema.Int64}, Generated: true},
	} {
		table := &schema.Table{Name: "item", Columns: []schema.Column{c}}
		if got, err := db.Create(table); err == nil {
			t.Errorf("Create(%+v): got %q, want an error", c, got)
		}
		if got, err := db.Define(table); err == nil {
			t.Errorf("Define(%+v): got %+v, want an error", c, got)
		}
	}
}

// FuzzInspect makes a table of any names and constants, and expects to find it as it was meant.
func FuzzInspect(f *testing.F) {
	f.Add("person", "email", "it's", "ck", 3)
	f.Add("a\"b", "c]d", "--", "e`f", 0)
	f.Add("select", "(", "),(", "/*", 1)
	f.Add("ü", "x y", "';", "check", 9)
	f.Fuzz(func(t *testing.T, name, columnName, constant, check string, size int) {
		name, columnName, constant, check = clean(name), clean(columnName), clean(constant), clean(check)
		if strings.HasPrefix(strings.ToLower(name), "sqlite_") || len(name+columnName+constant+check) > 500 {
			return
		}
		table := &schema.Table{
			Name: name,
			Columns: []schema.Column{{
				Name: columnName, Type: schema.Type{Kind: schema.Text, Size: max(size, 0)}, Default: literal(constant),
			}},
			Key:    schema.Key{Name: "pk " + check, Columns: []string{columnName}},
			Checks: []schema.Check{{Name: check, Expr: sqlast.Compare{Op: sqlast.Ne, Left: column(columnName), Right: literal(constant)}}},
			Indexes: []schema.Index{{
				Name: "ix " + name, Columns: []string{columnName}, Where: sqlast.Like{X: column(columnName), Pattern: literal(constant)},
			}},
		}
		db := inMemory(t)
		c := acquire(t, db, driver.ReadWrite)
		create(t, db, c, table)
		if got := differences(t, db, c, table); got != nil {
			t.Errorf("%q %q %q %q: differences:\n%s", name, columnName, constant, check, strings.Join(got, "\n"))
		}
	})
}

// TestManyProcessesCreateAtOnce starts this test again as processes that all open one new file and make its
// tables.
func TestManyProcessesCreateAtOnce(t *testing.T) {
	t.Parallel()
	const variable = "ROWAN_SQLITE_CREATE"
	if path := os.Getenv(variable); path != "" {
		if err := createAll(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		return
	}
	path := filepath.Join(t.TempDir(), "new", "test.db")
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			cmd := osexec.Command(os.Args[0], "-test.run=^TestManyProcessesCreateAtOnce$")
			cmd.Env = append(os.Environ(), variable+"="+path)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("process %d: %v\n%s", i, err, out)
			}
		})
	}
	all.Wait()
	db := openPath(t, path)
	if got := differences(t, db, acquire(t, db, driver.ReadOnly), everything()); got != nil {
		t.Errorf("differences:\n%s", strings.Join(got, "\n"))
	}
}

func createAll(ctx context.Context, path string) (err error) {
	db, err := sqlite.Open(ctx, sqlite.Options{Path: path})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	c, err := db.Acquire(ctx, driver.ReadWrite)
	if err != nil {
		return err
	}
	defer c.Release()
	if err := c.Begin(ctx, driver.Snapshot); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	for _, table := range []*schema.Table{everything(), person(), link()} {
		statements, err := db.Create(table)
		if err != nil {
			return err
		}
		for _, sql := range statements {
			if _, err := c.Exec(ctx, &driver.Statement{SQL: sql}, nil); err != nil {
				return fmt.Errorf("%s: %w", sql, err)
			}
		}
	}
	return c.End(ctx, true)
}
