package postgres_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/postgres"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

func literal(v any) sqlast.Literal { return sqlast.Literal{Value: v} }

func column(name string) sqlast.Column { return sqlast.Column{Name: name} }

// wide is a table with a column of every kind, each with a default where it can have one.
func wide() *schema.Table {
	t := &schema.Table{Name: "wide one", Key: schema.Key{Name: "pk_wide", Columns: []string{"id"}}}
	add := func(name string, typ schema.Type, def schema.Expr) {
		t.Columns = append(t.Columns, schema.Column{Name: name, Type: typ, Default: def, Nullable: len(t.Columns)%2 == 0})
	}
	t.Columns = append(t.Columns, schema.Column{Name: "id", Type: schema.Type{Kind: schema.Int64}, Generated: true})
	for k := schema.Bool; k <= schema.JSON; k++ {
		typ := schema.Type{Kind: k}
		if k == schema.Decimal {
			typ.Precision, typ.Scale = 10, 2
		}
		add("plain "+k.String(), typ, nil)
	}
	for k := schema.Bool; k <= schema.Text; k++ {
		add("array "+k.String(), schema.Type{Kind: schema.Array, Elem: k}, nil)
	}
	add("times", schema.Type{Kind: schema.Array, Elem: schema.Time}, nil)
	add("short", schema.Type{Kind: schema.Text, Size: 20}, literal("it's \\ (1)::x"))
	add("few", schema.Type{Kind: schema.Bytes, Size: 3}, literal([]byte{0, 255}))
	add("yes", schema.Type{Kind: schema.Bool}, literal(true))
	add("no", schema.Type{Kind: schema.Bool}, literal(false))
	for i, n := range []int64{0, 5, -5, 32767} {
		add(fmt.Sprint("i16 ", i), schema.Type{Kind: schema.Int16}, literal(n))
	}
	for i, n := range []int64{5000000000, -5000000000, -1 << 63, 1<<63 - 1, -7} {
		add(fmt.Sprint("i64 ", i), schema.Type{Kind: schema.Int64}, literal(n))
	}
	for i, f := range []float64{0, 0.1, -1.5, 1e300, 5e-324, 5} {
		add(fmt.Sprint("f64 ", i), schema.Type{Kind: schema.Float64}, literal(f))
	}
	for i, f := range []float64{0.5, float64(float32(0.1)), -5} {
		add(fmt.Sprint("f32 ", i), schema.Type{Kind: schema.Float32}, literal(f))
	}
	for i, s := range []string{"", "x", "5", "true", "'", "ü😀", "nextval('x')", "a\nb", "(x)", "NULL"} {
		add(fmt.Sprint("text ", i), schema.Type{Kind: schema.Text, Size: 50 * (i % 2)}, literal(s))
	}
	for i, at := range []time.Time{time.Unix(0, 0), time.Date(2026, 1, 31, 23, 59, 59, 500000000, time.UTC), {}, time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)} {
		add(fmt.Sprint("at ", i), schema.Type{Kind: schema.Time}, literal(at))
	}
	add("now", schema.Type{Kind: schema.Time}, sqlast.Now{})
	add("now in micros", schema.Type{Kind: schema.Micros}, sqlast.Now{})
	add("price", schema.Type{Kind: schema.Decimal, Precision: 10, Scale: 2}, literal(sqlast.Decimal{Unscaled: 1250, Scale: 2}))
	add("debt", schema.Type{Kind: schema.Decimal, Precision: 10, Scale: 2}, literal(sqlast.Decimal{Unscaled: -1, Scale: 2}))
	add("key", schema.Type{Kind: schema.UUID}, literal(someUUID))
	for elem, list := range map[schema.Kind][]any{
		schema.Bool: {true, false}, schema.Int16: {int64(-5), int64(7)}, schema.Int64: {}, schema.Float64: {0.1, 1e300, -5.0}, schema.Float32: {0.5},
		schema.Text: {"", "a", `it's "\,{}`, "NULL", "ü"}, schema.Time: {time.Unix(0, 0), time.Date(2026, 1, 31, 23, 59, 59, 500000000, time.UTC)},
	} {
		add("list of "+elem.String(), schema.Type{Kind: schema.Array, Elem: elem}, literal(list))
	}
	add("json", schema.Type{Kind: schema.JSON}, literal(`{"b":[1,2],"a":"x"}`))
	add("raw", schema.Type{Kind: schema.Int64}, sqlast.Raw{SQL: "40 + 2"})
	add("raw text", schema.Type{Kind: schema.Text}, sqlast.Raw{SQL: "upper('it''s') || '%I $$ \\ '"})
	t.Indexes = []schema.Index{
		{Name: "uq_wide", Columns: []string{"short", "yes"}, Unique: true}, {Name: "ix wide", Columns: []string{"no", "few"}},
		{Name: "uq_wide_some", Columns: []string{"short"}, Unique: true, Where: sqlast.Compare{Op: sqlast.Eq, Left: column("yes"), Right: literal(true)}},
	}
	t.Checks = []schema.Check{
		{Name: "ck_wide", Expr: sqlast.Or{Terms: []sqlast.Expr{sqlast.IsNull{X: column("price")}, sqlast.Compare{Op: sqlast.Gt, Left: column("price"), Right: literal(int64(0))}}}},
		{Name: "ck it's", Expr: sqlast.In{X: column("short"), Literals: []sqlast.Expr{literal("a'b"), literal(`c\d`), literal("it's \\ (1)::x")}}},
		{Name: "ck_like", Expr: sqlast.Not{X: sqlast.Like{X: column("text 1"), Pattern: literal(`50\%_`)}}},
	}
	return t
}

func create(t testing.TB, db *postgres.Database, c driver.Conn, table *schema.Table) {
	t.Helper()
	statements, err := db.Create(table)
	if err != nil {
		t.Fatalf("Create: %v", err)
	}
	for _, sql := range statements {
		exec(t, c, sql)
	}
}

func differences(t testing.TB, db *postgres.Database, c driver.Conn, table *schema.Table) string {
	t.Helper()
	want, err := db.Define(table)
	if err != nil {
		t.Fatalf("Define: %v", err)
	}
	got, exists, err := db.Inspect(t.Context(), c, table.Name)
	if err != nil || !exists {
		t.Fatalf("Inspect: %v, %v", exists, err)
	}
	var lines []string
	for _, d := range schema.Compare(want, got) {
		lines = append(lines, d.String())
	}
	return strings.Join(lines, "\n")
}

func TestATableIsFoundAsItWasMade(t *testing.T) {
	t.Parallel()
	db := fresh(t)
	c, table := acquire(t, db, driver.ReadWrite), wide()
	if _, exists, err := db.Inspect(t.Context(), c, table.Name); exists || err != nil {
		t.Fatalf("Inspect of a table that does not exist: got %v, %v", exists, err)
	}
	for range 2 { // the second time nothing is to do
		create(t, db, c, table)
	}
	r := acquire(t, db, driver.ReadOnly)
	begin(t, r) // a transaction that cannot write is enough to compare
	if got := differences(t, db, r, table); got != "" {
		t.Errorf("got the differences\n%s", got)
	}
	end(t, r, true)
	exec(t, c, `INSERT INTO "wide one" (`+required(table)+`) VALUES (`+zeros(table)+`)`)
	got := query(t, c, `SELECT id, short, few, "i64 2", "f64 4", "text 9", "at 1", price, "list of text", key, json, raw, "raw text", now > now() - interval '1 minute', "now in micros" > 1600000000000000 FROM "wide one"`)
	want := [][]any{{
		int64(1), "it's \\ (1)::x", []byte{0, 255}, int64(-1 << 63), 5e-324, "NULL", "2026-01-31T23:59:59.500000Z", "12.50", `["","a","it's \"\\,{}","NULL","ü"]`,
		[]byte("\x12\x34\x56\x78\x9a\xbc\xde\xf0\x01\x02\x03\x04\x05\x06\x07\x08"), `{"a": "x", "b": [1, 2]}`, int64(42), "IT'S%I $$ \\ ", true, true,
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("defaults (-want +got):\n%s", diff)
	}
}

// required lists the columns of a table that have no default and take no NULL, zeros their values.
func required(t *schema.Table) string {
	var names []string
	for _, c := range t.Columns {
		if !c.Nullable && c.Default == nil && !c.Generated {
			names = append(names, `"`+c.Name+`"`)
		}
	}
	return strings.Join(names, ", ")
}

func zeros(t *schema.Table) string {
	var values []string
	for _, c := range t.Columns {
		if c.Nullable || c.Default != nil || c.Generated {
			continue
		}
		value := "'0'"
		switch c.Type.Kind {
		case schema.Array:
			value = "'{}'"
		case schema.Time:
			value = "now()"
		case schema.UUID:
			value = "gen_random_uuid()"
		}
		values = append(values, value)
	}
	return strings.Join(values, ", ")
}

func TestWhatSomebodyElseChangedIsFound(t *testing.T) {
	t.Parallel()
	db := fresh(t)
	c, table := acquire(t, db, driver.ReadWrite), wide()
	create(t, db, c, table)
	for _, e := range []struct{ sql, want string }{
		{`DROP CONSTRAINT ck_wide, ADD CONSTRAINT ck_wide CHECK (price > 1)`, `has the check ck_wide as ((price > (1)::numeric)) in the database`},
		{`DROP CONSTRAINT ck_wide`, "lacks the check ck_wide"}, {`ADD CHECK (id > 0)`, "has the check wide one_id_check in the database and not in the model"},
		{`DROP CONSTRAINT ck_wide, ADD CONSTRAINT ck_wide CHECK (price > 0) NOT VALID`, "NOT VALID"},
		{`ALTER COLUMN "i16 1" SET DEFAULT 6`, `wide one.i16 1 has the default 6 in the database and the default 5 in the model`},
		{`ALTER COLUMN "i16 1" DROP DEFAULT`, "has no default in the database"}, {`ALTER COLUMN "plain int16" SET DEFAULT 0`, "has the default 0 in the database"},
		{`ALTER COLUMN raw SET DEFAULT 41 + 2`, "has the default (41 + 2) in the database and the default 40 + 2 in the model"}, {`ALTER COLUMN raw SET DEFAULT 42`, "has the default 42"},
		{`ALTER COLUMN "text 4" SET DEFAULT ''`, "has the default '' in the database and the default '''' in the model"},
		{`ALTER COLUMN now SET DEFAULT now()`, "has the default now() in the database and the default statement_timestamp() in the model"},
		{`ALTER COLUMN short TYPE varchar(21) COLLATE "C"`, `is character varying(21) COLLATE "C" in the database and character varying(20) COLLATE "C" in the model`},
		{`ALTER COLUMN short TYPE varchar(20) COLLATE "default"`, `wide one.short is character varying(20) in the database`},
		{`ALTER COLUMN "array text" TYPE text[]`, `wide one.array text is text[] in the database`}, {`ALTER COLUMN price TYPE numeric(12,2)`, "is numeric(12,2) in the database"},
		{`ALTER COLUMN "plain int32" TYPE bigint`, "is bigint in the database and integer in the model"}, {`ADD COLUMN more text`, "wide one.more is in the database and not in the model"},
		{`DROP COLUMN "plain uuid"`, "wide one.plain uuid is missing in the database"}, {`RENAME COLUMN "plain uuid" TO other`, "wide one.plain uuid is missing"},
		{`ALTER COLUMN yes SET NOT NULL, ALTER COLUMN no SET NOT NULL`, "is NOT NULL in the database and nullable in the model"},
		{`ALTER COLUMN id DROP IDENTITY`, "wide one.id has no default in the database and the default nextval(sq_wide one_id) in the model"},
		{`ALTER COLUMN id SET GENERATED ALWAYS`, "nextval(sq_wide one_id) ALWAYS"},
		{`DROP CONSTRAINT pk_wide`, "place 0 of the primary key in the database and 1 in the model"}, {`DROP CONSTRAINT pk_wide, ADD PRIMARY KEY (no, id)`, "place 2 of the primary key"},
		{`ADD UNIQUE ("plain int64")`, "has the unique index wide one_plain int64_key in the database"}, {`SET UNLOGGED`, "is [UNLOGGED] in the database"},
	} {
		begin(t, c)
		exec(t, c, `ALTER TABLE "wide one" `+e.sql)
		if got := differences(t, db, c, table); !strings.Contains(got, e.want) {
			t.Errorf("%s: got the differences\n%s\nwant %s", e.sql, got, e.want)
		}
		end(t, c, false)
	}
}

func TestWhatSomebodyElseChangedOfIndexesIsFound(t *testing.T) {
	t.Parallel()
	db := fresh(t)
	c, table := acquire(t, db, driver.ReadWrite), wide()
	create(t, db, c, table)
	for _, e := range []struct{ sql, want string }{
		{`CREATE UNIQUE INDEX uq_wide_some ON "wide one" (short) WHERE NOT yes`, "as UNIQUE (short NULLS LAST) WHERE (NOT yes) in the database"},
		{`CREATE UNIQUE INDEX uq_wide_some ON "wide one" (short NULLS FIRST) WHERE yes = true`, "WHERE (yes = true) in the database"},
		{`CREATE UNIQUE INDEX uq_wide_some ON "wide one" (short NULLS FIRST)`, "as UNIQUE (short) in the database"},
		{`CREATE INDEX uq_wide_some ON "wide one" (short NULLS FIRST) WHERE yes = true`, "as (short) WHERE"},
		{`CREATE UNIQUE INDEX uq_wide_some ON "wide one" (lower(short))`, "UNIQUE (lower(short::text)"},
		{`CREATE UNIQUE INDEX uq_wide_some ON "wide one" (short DESC)`, "short DESC"},
		{`CREATE UNIQUE INDEX uq_wide_some ON "wide one" (short NULLS FIRST) NULLS NOT DISTINCT`, "NULLS NOT DISTINCT"},
		{`CREATE INDEX uq_wide_some ON "wide one" USING hash (short)`, "USING hash"}, {`SELECT 1`, "lacks the index uq_wide_some"},
	} {
		begin(t, c)
		exec(t, c, `DROP INDEX uq_wide_some`)
		exec(t, c, e.sql)
		if got := differences(t, db, c, table); !strings.Contains(got, e.want) {
			t.Errorf("%s: got the differences\n%s\nwant %s", e.sql, got, e.want)
		}
		end(t, c, false)
	}
	exec(t, c, `CREATE INDEX of_somebody ON "wide one" (raw)`)
	if got := differences(t, db, c, table); got != "" {
		t.Errorf("an index more that is not unique: got\n%s", got)
	}
}

func TestWhatIsNoTableIsTold(t *testing.T) {
	t.Parallel()
	db := fresh(t)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, "CREATE TABLE parts (a int) PARTITION BY RANGE (a)")
	for sql, want := range map[string]string{"CREATE VIEW x AS SELECT 1 AS id": "VIEW", "CREATE MATERIALIZED VIEW x AS SELECT 1 AS id": "MATERIALIZED VIEW", "CREATE TEMPORARY TABLE x (id int)": "TEMPORARY"} {
		begin(t, c)
		exec(t, c, sql)
		got, exists, err := db.Inspect(t.Context(), c, "x")
		if err != nil || !exists || strings.Join(got.Options, " ") != want {
			t.Errorf("%s: got %+v, %v, %v", sql, got, exists, err)
		}
		end(t, c, false)
	}
	if got, _, err := db.Inspect(t.Context(), c, "parts"); err != nil || strings.Join(got.Options, " ") != "PARTITIONED" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestWhatPostgresCannotMakeIsRefused(t *testing.T) {
	t.Parallel()
	db := &postgres.Database{}
	key := schema.Key{Name: "pk", Columns: []string{"id"}}
	for what, table := range map[string]*schema.Table{
		"a column without a kind":     {Name: "t", Columns: []schema.Column{{Name: "id"}}, Key: key},
		"an array of arrays":          {Name: "t", Columns: []schema.Column{{Name: "id", Type: schema.Type{Kind: schema.Array, Elem: schema.Array}}}, Key: key},
		"a generated text":            {Name: "t", Columns: []schema.Column{{Name: "id", Type: schema.Type{Kind: schema.Text}, Generated: true}}, Key: key},
		"a generated part of a key":   {Name: "t", Columns: []schema.Column{{Name: "n", Type: schema.Type{Kind: schema.Int64}, Generated: true}}, Key: key},
		"a default that cannot be":    {Name: "t", Columns: []schema.Column{{Name: "id", Type: schema.Type{Kind: schema.Int64}, Default: literal("\x00")}}, Key: key},
		"a check with a bound value":  {Name: "t", Columns: []schema.Column{{Name: "id", Type: schema.Type{Kind: schema.Int64}}}, Key: key, Checks: []schema.Check{{Name: "c", Expr: sqlast.Param{}}}},
		"an index with a bound value": {Name: "t", Columns: []schema.Column{{Name: "id", Type: schema.Type{Kind: schema.Int64}}}, Key: key, Indexes: []schema.Index{{Name: "i", Columns: []string{"id"}, Where: sqlast.Param{}}}},
	} {
		_, err := db.Create(table)
		_, e := db.Define(table)
		for _, err := range []error{err, e} {
			if k := fault.KindOf(err); k != fault.Unsupported && k != fault.Invalid {
				t.Errorf("%s: got %v, want a refusal", what, err)
			}
		}
	}
}
