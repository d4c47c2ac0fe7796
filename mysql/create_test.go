package mysql_test

import (
	"fmt"
	"os"
	osexec "os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/mysql"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

func column(name string) sqlast.Column { return sqlast.Column{Name: name} }

func literal(v any) sqlast.Literal { return sqlast.Literal{Value: v} }

func compare(left sqlast.Expr, op sqlast.Op, right sqlast.Expr) sqlast.Compare {
	return sqlast.Compare{Op: op, Left: left, Right: right}
}

// everything is a table with a column of each kind, and each kind of constraint.
func everything() *schema.Table {
	t := &schema.Table{Name: "every \"thing\"`s", Key: schema.Key{Name: "pk_every", Columns: []string{"id"}}}
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
		schema.Column{Name: "long", Type: schema.Type{Kind: schema.Text, Size: 5000}},
		schema.Column{Name: "wide", Type: schema.Type{Kind: schema.Bytes, Size: 70_000}})
	t.Columns = append(t.Columns, defaults()...)
	t.Indexes = []schema.Index{
		{Name: "uq_text", Columns: []string{"sized", "int8"}, Unique: true, Where: sqlast.And{Terms: []sqlast.Expr{
			sqlast.IsNull{X: column("int8_null"), Not: true},
			sqlast.Like{X: column("text"), Pattern: literal(`a)%--\_|'`)},
		}}},
		{Name: "uq_more", Columns: []string{"int16"}, Unique: true},
		{Name: "ix_at", Columns: []string{"at"}, Where: sqlast.IsNull{X: column("int8_null")}},
	}
	t.Checks = []schema.Check{
		{Name: "ck it's", Expr: sqlast.Or{Terms: []sqlast.Expr{
			compare(column("int8"), sqlast.Lt, column("int16")),
			sqlast.And{Terms: []sqlast.Expr{sqlast.Not{X: compare(column("sized"), sqlast.Eq, literal(`a'b\`))}, compare(column("bool"), sqlast.Eq, literal(true))}},
		}}},
		{Name: "ck_in", Expr: sqlast.In{X: column("sized"), Literals: []sqlast.Expr{literal("a"), literal("é🦄"), literal("it's (")}}},
		{Name: "ck_in_one", Expr: sqlast.In{X: column("int32"), Literals: []sqlast.Expr{literal(int64(-5))}}},
		{Name: "ck_not", Expr: sqlast.Not{X: sqlast.Or{Terms: []sqlast.Expr{sqlast.Between{X: column("int32"), Low: literal(int64(1)), High: literal(int64(3))}, sqlast.IsNull{X: column("at")}}}}},
		{Name: "ck_number", Expr: compare(column("float64"), sqlast.Ge, literal(-5.5e-300))},
		{Name: "ck_time", Expr: compare(column("at"), sqlast.Gt, literal(time.Date(1969, 1, 2, 3, 4, 5, 6000, time.UTC)))},
		{Name: "ck_least", Expr: compare(column("int64"), sqlast.Ne, literal(int64(-1<<63)))},
		{Name: "ck_length", Expr: compare(sqlast.Length{X: column("text")}, sqlast.Le, literal(int64(9)))},
		{Name: "ck_bytes", Expr: compare(column("bytes"), sqlast.Ne, literal([]byte{0, '\'', 255}))},
		{Name: "ck_uuid", Expr: compare(column("uuid"), sqlast.Ne, literal([16]byte{15: 1}))},
		{Name: "ck_decimal", Expr: compare(column("decimal"), sqlast.Lt, literal(sqlast.Decimal{Unscaled: 123_456_789_012_345_678, Scale: 4}))},
		{Name: "ck_nothing", Expr: sqlast.And{}},
		{Name: "ck_nested", Expr: compare(compare(column("int8"), sqlast.Lt, literal(int64(1))), sqlast.Eq, sqlast.IsNull{X: column("at")})},
	}
	return t
}

func defaults() []schema.Column {
	return []schema.Column{
		{Name: "sized", Type: schema.Type{Kind: schema.Text, Size: 8}, Default: literal(`it's (\`)},
		{Name: "open", Type: schema.Type{Kind: schema.Text}, Default: literal("")},
		{Name: "at", Type: schema.Type{Kind: schema.Time}, Default: sqlast.Now{}},
		{Name: "then", Type: schema.Type{Kind: schema.Time}, Default: literal(time.Date(1, 2, 3, 4, 5, 6, 7000, time.UTC))},
		{Name: "stamp", Type: schema.Type{Kind: schema.Micros}, Default: sqlast.Now{}},
		{Name: "ratio", Type: schema.Type{Kind: schema.Float64}, Default: literal(-0.1)},
		{Name: "tenth", Type: schema.Type{Kind: schema.Float32}, Default: literal(float64(float32(0.1)))},
		{Name: "yes", Type: schema.Type{Kind: schema.Bool}, Default: literal(true)},
		{Name: "least", Type: schema.Type{Kind: schema.Int64}, Default: literal(int64(-1 << 63))},
		{Name: "raw", Type: schema.Type{Kind: schema.Bytes, Size: 3}, Default: literal([]byte{0, 255})},
		{Name: "blob", Type: schema.Type{Kind: schema.Bytes}, Default: literal([]byte("'"))},
		{Name: "code", Type: schema.Type{Kind: schema.UUID}, Default: literal([16]byte{1})},
		{Name: "price", Type: schema.Type{Kind: schema.Decimal, Precision: 5, Scale: 2}, Default: literal(sqlast.Decimal{Unscaled: -950, Scale: 2})},
		{Name: "more", Type: schema.Type{Kind: schema.JSON}, Default: literal(`{"it's":[1]}`)},
		{Name: "tags", Type: schema.Type{Kind: schema.Array, Elem: schema.Text}, Default: literal([]any{"it's", `"`})},
	}
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

// keyed are tables with a generated key of each kind.
func keyed() []*schema.Table {
	var all []*schema.Table
	for k := schema.Int8; k <= schema.Uint64; k++ {
		all = append(all, &schema.Table{
			Name: "keyed_" + k.String(), Columns: []schema.Column{{Name: "id", Type: schema.Type{Kind: k}, Generated: true}}, Key: schema.Key{Columns: []string{"id"}},
		})
	}
	return append(all, &schema.Table{
		Name: "both",
		Columns: []schema.Column{
			{Name: "b", Type: schema.Type{Kind: schema.Int64}}, {Name: "a", Type: schema.Type{Kind: schema.Text, Size: 3}},
		},
		Key: schema.Key{Name: "pk_both", Columns: []string{"a", "b"}},
	})
}

func create(t testing.TB, db *mysql.Database, c driver.Conn, table *schema.Table) {
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
func differences(t testing.TB, db *mysql.Database, c driver.Conn, table *schema.Table) []string {
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
	db := open(t)
	c := acquire(t, db, driver.ReadWrite)
	for _, table := range append(keyed(), everything(), person()) {
		for range 2 {
			create(t, db, c, table)
		}
		exec(t, c, "FLUSH TABLES")
		if got := differences(t, db, c, table); got != nil {
			t.Errorf("%s: differences:\n%s", table.Name, strings.Join(got, "\n"))
		}
	}
}

func TestATableMadeByHandIsUnderstood(t *testing.T) {
	t.Parallel()
	db := open(t)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, `create table person (id bigint(5) primary key auto_increment comment 'the key, (', # the key, (
		email varchar(20) not null, age smallint null comment 'DEFAULT 5', key ix_more (age), unique "uq_person_email" (email),
		constraint ck_person_age_range check(not ("age" not between 0 and 255))) default charset utf8mb4 collate utf8mb4_nopad_bin comment 'x = y'`)
	if got := differences(t, db, c, person()); got != nil {
		t.Errorf("differences:\n%s", strings.Join(got, "\n"))
	}
}

func TestInspectSeesWhatDiffers(t *testing.T) {
	t.Parallel()
	db := open(t)
	c := acquire(t, db, driver.ReadWrite)
	for _, v := range []struct {
		sql  string
		want []string
	}{
		{`CREATE TABLE person (id INT PRIMARY KEY, email TEXT, age TEXT NOT NULL DEFAULT 'x', more INT) ENGINE=MyISAM DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin`, []string{
			"person.id is int in the database and bigint AUTO_INCREMENT in the model",
			"person.email is text in the database and varchar(20) in the model",
			"person.age is text in the database and smallint in the model",
			"person.more is in the database and not in the model",
			"person.email lacks the index uq_person_email in the database",
			"person lacks the check ck_person_age_range in the database",
			"person is [ENGINE=MyISAM] in the database and [] in the model",
		}},
		{`CREATE TABLE person (id BIGINT AUTO_INCREMENT PRIMARY KEY, email VARCHAR(20) COLLATE utf8mb4_general_ci NOT NULL UNIQUE, age SMALLINT DEFAULT 3, born INT AS (age + 1),
			UNIQUE KEY uq_person_email (email(5) DESC, age), CONSTRAINT ck_person_age_range CHECK (age BETWEEN 0 AND 200), CHECK (age > 1)) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin`, []string{
			"person.email is varchar(20) COLLATE utf8mb4_general_ci in the database and varchar(20) in the model",
			"person.age has the default 3 in the database and no default in the model",
			"person.born is in the database and not in the model",
			"person.email has the index uq_person_email as UNIQUE (email ( 5 ) DESC, age) in the database and UNIQUE (email) in the model",
			"person has the unique index email in the database and not in the model",
			"person has the check ck_person_age_range as (age between 0 and 200) in the database and (age between 0 and 255) in the model",
			"person has the check CONSTRAINT_1 in the database and not in the model",
		}},
		{`CREATE TABLE person (id BIGINT AUTO_INCREMENT PRIMARY KEY, email VARCHAR(20) NOT NULL, age SMALLINT CHECK (age BETWEEN 0 AND 255), UNIQUE KEY uq_person_email (email)) DEFAULT CHARSET=latin1`, []string{
			"person.email is varchar(20) COLLATE latin1_swedish_ci in the database and varchar(20) in the model",
			"person lacks the check ck_person_age_range in the database",
			"person has the check (unnamed) in the database and not in the model",
		}},
		{`CREATE VIEW person AS SELECT 1 AS id, 'x' AS email, 2 AS age`, []string{
			"person.id is missing in the database",
			"person.email is missing in the database",
			"person.age is missing in the database",
			"person.email lacks the index uq_person_email in the database",
			"person lacks the check ck_person_age_range in the database",
			"person is [VIEW] in the database and [] in the model",
		}},
	} {
		exec(t, c, v.sql)
		if diff := cmp.Diff(v.want, differences(t, db, c, person())); diff != "" {
			t.Errorf("%s\n(-want +got):\n%s", v.sql, diff)
		}
		if strings.HasPrefix(v.sql, "CREATE TABLE") {
			exec(t, c, "DROP TABLE person")
		}
	}
}

// What MySQL prints differs in words that mean the same.
func TestADefinitionInTheWordsOfMySQLIsUnderstood(t *testing.T) {
	t.Parallel()
	got := mysql.ReadDefinition("person", "CREATE TABLE `person` (\n"+
		"  `id` bigint NOT NULL AUTO_INCREMENT,\n"+
		"  `email` varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL DEFAULT (_utf8mb4'x'),\n"+
		"  `age` smallint DEFAULT NULL,\n"+
		"  `score` bigint NOT NULL DEFAULT '-5',\n"+
		"  `uq_person_email$` tinyint(1) GENERATED ALWAYS AS (if((`age` > 3),1,NULL)) VIRTUAL /*!80023 INVISIBLE */,\n"+
		"  PRIMARY KEY (`id`),\n"+
		"  UNIQUE KEY `uq_person_email` (`email`,`uq_person_email$`),\n"+
		"  CONSTRAINT `ck_age` CHECK ((`age` between 0 and 255)),\n"+
		"  CONSTRAINT `ck_email` CHECK (((`email` in (_utf8mb4'a',_utf8mb4'b')) or (not((`email` like _utf8mb4'50|%' escape _utf8mb4'|')))))\n"+
		") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin ROW_FORMAT=DYNAMIC", "utf8mb4_0900_bin")
	want := schema.Definition{
		Table: "person",
		Columns: []schema.ColumnDefinition{
			{Name: "id", Type: "bigint AUTO_INCREMENT", Key: 1},
			{Name: "email", Type: "varchar(20)", Default: "'x'"},
			{Name: "age", Type: "smallint", Nullable: true},
			{Name: "score", Type: "bigint", Default: "-5"},
		},
		Indexes: []schema.IndexDefinition{{Name: "uq_person_email", Columns: []string{"email"}, Unique: true, Where: "age > 3"}},
		Checks:  []schema.CheckDefinition{{Name: "ck_age", SQL: "age between 0 and 255"}, {Name: "ck_email", SQL: "(email in ('a', 'b')) or (email not like '50|%' escape '|')"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestInspectOfNothing(t *testing.T) {
	t.Parallel()
	db := open(t)
	if def, exists, err := db.Inspect(t.Context(), acquire(t, db, driver.ReadOnly), "person"); exists || err != nil {
		t.Errorf("got %+v, %t, %v, want nothing", def, exists, err)
	}
}

func TestAPartialUniqueIndexHoldsItsRowsAlone(t *testing.T) {
	t.Parallel()
	db := open(t)
	c := acquire(t, db, driver.ReadWrite)
	table := person()
	table.Indexes = []schema.Index{{Name: "uq_person_grown", Columns: []string{"email"}, Unique: true, Where: compare(column("age"), sqlast.Ge, literal(int64(18)))}}
	create(t, db, c, table)
	for _, age := range []string{"17", "17", "NULL", "NULL", "18"} {
		exec(t, c, "INSERT INTO person (email, age) VALUES ('a', "+age+")")
	}
	r := wantRefusal(t, "a second grown-up", tryExec(c, "INSERT INTO person (email, age) VALUES ('a', 19)"), fault.Unique)
	if r.Constraint != "uq_person_grown" {
		t.Errorf("got constraint %q", r.Constraint)
	}
	wantRefusal(t, "growing up", tryExec(c, "UPDATE person SET age = 20 WHERE id = 1"), fault.Unique)
	if got := query(t, c, "SELECT * FROM person LIMIT 1")[0]; len(got) != 3 {
		t.Errorf("SELECT *: got %v, want the model's 3 columns", got)
	}
}

func TestServerDefaults(t *testing.T) {
	t.Parallel()
	db := open(t)
	c := acquire(t, db, driver.ReadWrite)
	create(t, db, c, &schema.Table{Name: "item", Columns: defaults()})
	exec(t, c, "INSERT INTO item () VALUES ()")
	got := query(t, c, "SELECT * FROM item")[0]
	now := got[2].(time.Time)
	stamp := time.UnixMicro(got[4].(int64)).UTC()
	if time.Since(now).Abs() > time.Minute || stamp.Sub(now).Abs() > time.Second {
		t.Errorf("got %v and %v, want now", now, stamp)
	}
	want := []any{
		`it's (\`, "", now, time.Date(1, 2, 3, 4, 5, 6, 7000, time.UTC), got[4], -0.1, float64(float32(0.1)), int64(1), int64(-1 << 63),
		[]byte{0, 255}, []byte("'"), append([]byte{1}, make([]byte, 15)...), "-9.50", `{"it's":[1]}`, `["it's","\""]`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTheTableHoldsWhatItsTypesSay(t *testing.T) {
	t.Parallel()
	db := open(t)
	c := acquire(t, db, driver.ReadWrite)
	table := &schema.Table{Name: "item"}
	for _, k := range []schema.Kind{schema.Bool, schema.Int8, schema.Int16, schema.Int32, schema.Int64, schema.Uint8, schema.Uint16, schema.Uint32, schema.Uint64, schema.Float32, schema.Time, schema.Micros, schema.Bytes} {
		table.Columns = append(table.Columns, schema.Column{Name: k.String(), Type: schema.Type{Kind: k}, Nullable: true})
	}
	for name, typ := range map[string]schema.Type{
		"text": {Kind: schema.Text, Size: 3}, "long": {Kind: schema.Text, Size: 1001}, "short": {Kind: schema.Bytes, Size: 3}, "wide": {Kind: schema.Bytes, Size: 4001}, "uuid": {Kind: schema.UUID},
		"price": {Kind: schema.Decimal, Precision: 4, Scale: 2}, "most": {Kind: schema.Decimal, Precision: 18}, "json": {Kind: schema.JSON}, "tags": {Kind: schema.Array, Elem: schema.Text},
	} {
		table.Columns = append(table.Columns, schema.Column{Name: name, Type: typ, Nullable: true})
	}
	create(t, db, c, table)
	ints := func(n ...int64) []driver.Value {
		var all []driver.Value
		for _, i := range n {
			all = append(all, driver.IntValue(i))
		}
		return all
	}
	texts := func(s ...string) []driver.Value {
		var all []driver.Value
		for _, x := range s {
			all = append(all, driver.TextValue(x))
		}
		return all
	}
	unicorn := strings.Repeat("🦄", 1001)
	for _, v := range []struct {
		column    string
		good, bad []driver.Value
	}{
		{"bool", ints(0, 1), ints(2, -1, 300)},
		{"int8", ints(-128, 127), ints(-129, 128)},
		{"int16", ints(-32768, 32767), ints(-32769, 32768)},
		{"int32", ints(-1<<31, 1<<31-1), ints(-1<<31-1, 1<<31)},
		{"int64", ints(-1<<63, 1<<63-1), texts("x", "", "9223372036854775808")},
		{"uint8", ints(0, 255), ints(-1, 256)},
		{"uint16", ints(0, 65535), ints(-1, 65536)},
		{"uint32", ints(0, 1<<32-1), ints(-1, 1<<32)},
		{"uint64", ints(0, 1<<63-1), ints(-1)},
		{"float32", []driver.Value{driver.FloatValue(3e38)}, []driver.Value{driver.FloatValue(4e38), driver.TextValue("x")}},
		{"text", texts("", "🦄🦄🦄"), texts("abcd", "🦄🦄🦄🦄")},
		{"long", texts("", unicorn), texts(unicorn + "x")},
		{"wide", texts(strings.Repeat("x", 4001)), texts(strings.Repeat("x", 4002))},
		{"time", append(texts("0001-01-01 00:00:00", "9999-12-31 23:59:59.999999", "2024-02-29 00:00:00"), driver.TimeValue(0)), texts(
			"2023-02-29 00:00:00", "2024-04-31 00:00:00", "2024-00-01 00:00:00", "2024-13-01 00:00:00", "2024-01-00 00:00:00", "2024-01-01 24:00:00", "2024-01-01 00:60:00", "", "now", "0000-00-00",
		)},
		{"short", []driver.Value{bytesValue([]byte{0, 255, 0}), bytesValue(nil)}, []driver.Value{bytesValue([]byte{0, 0, 0, 0})}},
		{"uuid", []driver.Value{driver.UUIDValue([16]byte{15: 1})}, texts("01234567-89ab-cdef-0123-456789abcdef")},
		{"price", []driver.Value{driver.DecimalValue(9999, 2), driver.DecimalValue(-9999, 2)}, append(ints(100, -100), driver.TextValue("x"))},
		{"most", ints(999_999_999_999_999_999, -999_999_999_999_999_999), ints(1_000_000_000_000_000_000)},
		{"json", texts("null", `{"a":[1,2.5e3,"x"]}`, " 1 "), texts("", "{a:1}", "[1", "nul", `{"a":1,}`)},
		{"tags", append(texts("[]"), driver.ListValue(texts("a"))), texts("1", "{}", "[1", "null", `"[]"`)},
	} {
		for _, in := range append(v.good, driver.Value{}) {
			if err := tryExec(c, "INSERT INTO item (`"+v.column+"`) VALUES (?)", in); err != nil {
				t.Errorf("%s takes %.100v: %v", v.column, in.Any(), err)
			}
		}
		for _, in := range v.bad {
			switch k := fault.KindOf(tryExec(c, "INSERT INTO item (`"+v.column+"`) VALUES (?)", in)); k {
			case fault.Check, fault.Invalid, fault.OutOfRange, fault.TooLong:
			default:
				t.Errorf("%s refuses %.100v: got kind %q", v.column, in.Any(), k)
			}
		}
	}
}

func TestCreateRefusesWhatCannotBeHeld(t *testing.T) {
	t.Parallel()
	db := open(t)
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
	f.Add("a\\", "b\\'", "\\|%_", "c\\", 2000)
	db := open(f)
	f.Fuzz(func(t *testing.T, name, columnName, constant, check string, size int) {
		if !named64(name) || !named64(columnName) || !named64(check) || clean(constant) != constant || len(constant) > 500 || size > 16_000 {
			return
		}
		size = max(size, 0)
		table := &schema.Table{
			Name: name,
			Columns: []schema.Column{
				{Name: columnName, Type: schema.Type{Kind: schema.Text, Size: max(size, len(constant))}, Default: literal(constant)},
				{Name: "another " + columnName[:1], Type: schema.Type{Kind: schema.Text, Size: 20}},
			},
			Checks: []schema.Check{{Name: check, Expr: compare(column(columnName), sqlast.Ne, literal(constant))}},
			Indexes: []schema.Index{{
				Name: "ix", Unique: true, Columns: []string{"another " + columnName[:1]}, Where: sqlast.Like{X: column(columnName), Pattern: literal(constant)},
			}},
		}
		if strings.EqualFold("another "+columnName[:1], columnName) || clean(columnName[:1]) != columnName[:1] {
			return
		}
		c := acquire(t, db, driver.ReadWrite)
		create(t, db, c, table)
		if got := differences(t, db, c, table); got != nil {
			t.Errorf("%q %q %q %q: differences:\n%s", name, columnName, constant, check, strings.Join(got, "\n"))
		}
		exec(t, c, "DROP TABLE `"+strings.ReplaceAll(name, "`", "``")+"`")
	})
}

// named64 reports whether the server takes a name.
func named64(s string) bool {
	return s != "" && len(s) <= 60 && clean(s) == s && strings.TrimSpace(s) == s && strings.IndexFunc(s, func(r rune) bool { return r > 0xffff }) < 0
}

// clean makes any text one that the database takes.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "?"), "\x00", "")
}

// TestManyProcessesCreateAtOnce starts this test again as processes that all make the tables of one new database.
func TestManyProcessesCreateAtOnce(t *testing.T) {
	t.Parallel()
	const variable = "ROWAN_MYSQL_CREATE"
	if name := os.Getenv(variable); name != "" {
		o := optionsOf(t, os.Getenv("ROWAN_TEST_MYSQL"))
		o.Database = name
		db, err := orm.Open(openWith(t, o), orm.Models(makers, others), orm.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.CreateTables(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := makers.Insert(t.Context(), db, &maker{Name: fmt.Sprint(os.Getpid())}); err != nil {
			t.Fatal(err)
		}
		return
	}
	o := fresh(t, "ROWAN_TEST_MYSQL")
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			cmd := osexec.Command(os.Args[0], "-test.run=^TestManyProcessesCreateAtOnce$")
			cmd.Env = append(os.Environ(), variable+"="+o.Database)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("process %d: %v\n%s", i, err, out)
			}
		})
	}
	all.Wait()
	if got := query(t, acquire(t, openWith(t, o), driver.ReadOnly), "SELECT count(*) FROM maker")[0][0]; got != int64(8) {
		t.Errorf("rows: got %v, want one of each process", got)
	}
}

type maker struct {
	ID   int64
	Name string
}

func (m *maker) Define(t *orm.Table[maker]) { t.Column(&m.Name).Size(50).Unique() }

type other struct{ ID, Number int64 }

func (o *other) Define(t *orm.Table[other]) { t.Column(&o.Number).Index() }

var (
	makers = orm.Define[maker]()
	others = orm.Define[other]()
)
