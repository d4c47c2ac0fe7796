package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/schema"
)

// Define returns what Inspect finds when the table is as the model wants it.
func (d *Database) Define(t *schema.Table) (schema.Definition, error) {
	b := builder{table: t}
	def := schema.Definition{Table: t.Name, Checks: b.checks()}
	b.generated()
	for i := range t.Columns {
		c := &t.Columns[i]
		column := schema.ColumnDefinition{
			Name: c.Name, Type: b.columnType(c), Nullable: c.Nullable, Key: 1 + slices.Index(t.Key.Columns, c.Name),
		}
		switch {
		case c.Formula != nil:
			column.Default = normalDefault(column.Type, b.expr(c.Formula))
			column.Type += " GENERATED"
		case c.Generated:
			column.Default = generatedBy(schema.SequenceName(t.Name, c.Name))
		case c.Default != nil:
			column.Default = normalDefault(column.Type, b.defaultValue(c))
		}
		def.Columns = append(def.Columns, column)
	}
	for _, i := range t.Indexes {
		index := schema.IndexDefinition{Name: i.Name, Columns: i.Columns, Unique: i.Unique}
		if i.Where != nil {
			index.Where = b.expr(i.Where)
		}
		def.Indexes = append(def.Indexes, index)
	}
	for _, k := range t.ForeignKeys {
		def.ForeignKeys = append(def.ForeignKeys, schema.ForeignKeyDefinition{
			Name: k.Name, Columns: k.Columns, Table: k.Table, References: k.References, OnDelete: k.OnDelete.String(), OnUpdate: k.OnUpdate.String(),
		})
	}
	if b.err != nil {
		return schema.Definition{}, fmt.Errorf("postgres: define %s: %w", t.Name, b.err)
	}
	return def, nil
}

// generatedBy is the default of a column that draws its values from a sequence.
func generatedBy(sequence string) string { return "nextval(" + sequence + ")" }

// Inspect reads what the database holds under a table's name. c is a connection of this database. What is no plain
// table is told by its Options.
func (d *Database) Inspect(ctx context.Context, c driver.Conn, table string) (schema.Definition, bool, error) {
	i := inspection{ctx: ctx, conn: c, def: schema.Definition{Table: table}}
	if err := i.find(table); err != nil || i.oid == 0 {
		return schema.Definition{}, false, err
	}
	for _, step := range []func() error{i.columns, i.indexes, i.checks, i.foreignKeys} {
		if err := step(); err != nil {
			return schema.Definition{}, false, err
		}
	}
	return i.def, true, nil
}

// inspection reads one table.
type inspection struct {
	ctx  context.Context
	conn driver.Conn
	oid  int64
	def  schema.Definition
}

var (
	findStatement = &driver.Statement{Reads: true, SQL: `
		SELECT oid, relkind::text, relpersistence::text FROM pg_class
		WHERE relname = $1 AND relkind IN ('r', 'p', 'v', 'm', 'f') AND pg_table_is_visible(oid)`}
	columnsStatement = &driver.Statement{Reads: true, SQL: `
		SELECT a.attname, format_type(a.atttypid, a.atttypmod),
			CASE WHEN a.attcollation <> t.typcollation THEN quote_ident(l.collname) ELSE '' END,
			a.attnotnull, coalesce(pg_get_expr(d.adbin, d.adrelid), ''), a.attgenerated::text, a.attidentity::text,
			coalesce((SELECT s.relname FROM pg_depend p JOIN pg_class s ON s.oid = p.objid AND s.relkind = 'S'
				WHERE p.classid = 'pg_class'::regclass AND p.refclassid = 'pg_class'::regclass
				AND p.refobjid = a.attrelid AND p.refobjsubid = a.attnum AND p.deptype = 'i'), ''),
			coalesce(array_position(k.indkey::int[], a.attnum::int), -1),
			coalesce(col_description(a.attrelid, a.attnum), '')
		FROM pg_attribute a
		JOIN pg_type t ON t.oid = a.atttypid
		LEFT JOIN pg_collation l ON l.oid = a.attcollation
		LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
		LEFT JOIN pg_index k ON k.indrelid = a.attrelid AND k.indisprimary
		WHERE a.attrelid = $1::bigint::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`}
	indexesStatement = &driver.Statement{Reads: true, SQL: `
		SELECT c.relname, i.indisunique, i.indisvalid, i.indnullsnotdistinct, m.amname,
			coalesce(pg_get_expr(i.indpred, i.indrelid), ''), coalesce(obj_description(c.oid, 'pg_class'), ''),
			coalesce(a.attname, pg_get_indexdef(c.oid, n + 1, true)), i.indoption[n]::int,
			coalesce(a.attnotnull, false), coalesce(i.indcollation[n] <> a.attcollation, false)
		FROM pg_index i
		JOIN pg_class c ON c.oid = i.indexrelid
		JOIN pg_am m ON m.oid = c.relam
		CROSS JOIN LATERAL generate_series(0, i.indnkeyatts - 1) AS n
		LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[n] AND i.indkey[n] > 0
		WHERE i.indrelid = $1::bigint::oid AND NOT i.indisprimary ORDER BY c.relname, n`}
	checksStatement = &driver.Statement{Reads: true, SQL: `
		SELECT conname, pg_get_expr(conbin, conrelid), coalesce(obj_description(oid, 'pg_constraint'), ''), convalidated
		FROM pg_constraint WHERE conrelid = $1::bigint::oid AND contype = 'c' ORDER BY conname`}
	foreignKeysStatement = &driver.Statement{Reads: true, SQL: `
		SELECT k.conname, CASE WHEN pg_table_is_visible(t.oid) THEN '' ELSE n.nspname || '.' END || t.relname,
			k.confdeltype::text, k.confupdtype::text, k.confmatchtype::text, k.condeferrable, k.convalidated, a.attname, b.attname
		FROM pg_constraint k
		JOIN pg_class t ON t.oid = k.confrelid
		JOIN pg_namespace n ON n.oid = t.relnamespace
		CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS c (own, other, place)
		JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = c.own
		JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = c.other
		WHERE k.conrelid = $1::bigint::oid AND k.contype = 'f' ORDER BY k.conname, c.place`}
)

// each runs a query about the table and calls row for every row.
func (i *inspection) each(s *driver.Statement, v driver.Value, row func(driver.Row)) error {
	rows, err := i.conn.Query(i.ctx, s, []driver.Value{v})
	if err != nil {
		return err
	}
	ok, err := rows.Next()
	for ; ok && err == nil; ok, err = rows.Next() {
		row(rows)
	}
	if e := rows.Close(); err == nil {
		err = e
	}
	return err
}

var relationKinds = map[string]string{"p": "PARTITIONED", "v": "VIEW", "m": "MATERIALIZED VIEW", "f": "FOREIGN"}

func (i *inspection) find(table string) error {
	return i.each(findStatement, driver.TextValue(table), func(r driver.Row) {
		i.oid = r.Int(0)
		if kind := relationKinds[text(r, 1)]; kind != "" {
			i.def.Options = append(i.def.Options, kind)
		}
		switch text(r, 2) {
		case "u":
			i.def.Options = append(i.def.Options, "UNLOGGED")
		case "t":
			i.def.Options = append(i.def.Options, "TEMPORARY")
		}
	})
}

func (i *inspection) columns() error {
	return i.each(columnsStatement, driver.IntValue(i.oid), func(r driver.Row) {
		c := schema.ColumnDefinition{Name: text(r, 0), Type: text(r, 1), Nullable: r.Int(3) == 0, Key: int(r.Int(8)) + 1}
		if collation := text(r, 2); collation != "" {
			c.Type += " COLLATE " + collation
		}
		c.Default = normalDefault(c.Type, writtenDefault(text(r, 9), text(r, 4)))
		if text(r, 5) != "" {
			c.Type += " GENERATED"
		}
		switch text(r, 6) {
		case "d":
			c.Default = generatedBy(text(r, 7))
		case "a":
			c.Default = generatedBy(text(r, 7)) + " ALWAYS"
		}
		i.def.Columns = append(i.def.Columns, c)
	})
}

func (i *inspection) indexes() error {
	return i.each(indexesStatement, driver.IntValue(i.oid), func(r driver.Row) {
		name := text(r, 0)
		n := len(i.def.Indexes)
		if n == 0 || i.def.Indexes[n-1].Name != name {
			i.def.Indexes = append(i.def.Indexes, index(r, name))
			n++
		}
		last := &i.def.Indexes[n-1]
		last.Columns = append(last.Columns, indexColumn(r))
	})
}

// index describes an index by its first row.
func index(r driver.Row, name string) schema.IndexDefinition {
	d := schema.IndexDefinition{Name: name, Unique: r.Int(1) != 0}
	if where := text(r, 5); where != "" {
		d.Where = written(text(r, 6), where)
	}
	if r.Int(2) == 0 {
		d.Where += " INVALID"
	}
	if r.Int(3) != 0 {
		d.Where += " NULLS NOT DISTINCT"
	}
	if method := text(r, 4); method != "btree" {
		d.Where += " USING " + method
	}
	return d
}

// indexColumn describes a column of an index. Bit 0 of its options says DESC, bit 1 NULLS FIRST.
func indexColumn(r driver.Row) string {
	column, options := text(r, 7), r.Int(8)
	if r.Int(10) != 0 {
		column += " COLLATE (another)"
	}
	if options&1 != 0 {
		column += " DESC"
	}
	if first, nullable := options&2 != 0, r.Int(9) == 0; first != nullable && options&1 == 0 {
		column += choose(first, " NULLS FIRST", " NULLS LAST")
	}
	return column
}

func (i *inspection) checks() error {
	return i.each(checksStatement, driver.IntValue(i.oid), func(r driver.Row) {
		c := schema.CheckDefinition{Name: text(r, 0), SQL: written(text(r, 2), text(r, 1))}
		if r.Int(3) == 0 {
			c.SQL += " NOT VALID"
		}
		i.def.Checks = append(i.def.Checks, c)
	})
}

func (i *inspection) foreignKeys() error {
	return i.each(foreignKeysStatement, driver.IntValue(i.oid), func(r driver.Row) {
		name := text(r, 0)
		n := len(i.def.ForeignKeys)
		if n == 0 || i.def.ForeignKeys[n-1].Name != name {
			i.def.ForeignKeys = append(i.def.ForeignKeys, foreignKey(r, name))
			n++
		}
		last := &i.def.ForeignKeys[n-1]
		own := text(r, 7)
		last.Columns, last.References = append(last.Columns, own), append(last.References, text(r, 8))
	})
}

var actionWords = map[string]string{"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}

// foreignKey describes a foreign key by its first row. Whether half of a key may be NULL matters only where it has two.
func foreignKey(r driver.Row, name string) schema.ForeignKeyDefinition {
	table := text(r, 1)
	onDelete := actionWords[text(r, 2)]
	k := schema.ForeignKeyDefinition{Name: name, Table: table, OnDelete: onDelete, OnUpdate: actionWords[text(r, 3)]}
	if text(r, 4) != "s" {
		k.OnUpdate += " MATCH FULL"
	}
	if r.Int(5) != 0 {
		k.OnUpdate += " DEFERRABLE"
	}
	if r.Int(6) == 0 {
		k.OnUpdate += " NOT VALID"
	}
	return k
}

// written is a condition as Rowan wrote it, which its comment holds, or as PostgreSQL prints one of somebody else's.
func written(comment, printed string) string {
	if sql, ok := strings.CutPrefix(comment, remark); ok {
		return sql
	}
	return printed
}

// text copies a text out of the row. As a call of its own it is made in its turn: a conversion within a larger
// expression may come after a later call of Bytes, which overwrites what the first returned.
func text(r driver.Row, column int) string { return string(r.Bytes(column)) }
