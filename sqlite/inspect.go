package sqlite

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
	def := schema.Definition{Table: t.Name, Options: []string{"STRICT"}}
	generated := b.generated()
	if generated != nil {
		def.Options = []string{"AUTOINCREMENT", "STRICT"}
	}
	for i := range t.Columns {
		c := &t.Columns[i]
		column := schema.ColumnDefinition{
			Name: c.Name, Type: b.columnType(c), Nullable: c.Nullable, Key: 1 + slices.Index(t.Key.Columns, c.Name),
		}
		if c.Formula != nil {
			column.Type += " GENERATED"
			column.Default = normal(tokens(b.expr(c.Formula)))
		}
		if c.Default != nil && c != generated {
			column.Default = normal(tokens(b.defaultValue(c)))
		}
		def.Columns = append(def.Columns, column)
	}
	for _, i := range t.Indexes {
		index := schema.IndexDefinition{Name: i.Name, Columns: i.Columns, Unique: i.Unique}
		if i.Where != nil {
			index.Where = normal(tokens(b.expr(i.Where)))
		}
		def.Indexes = append(def.Indexes, index)
	}
	for _, c := range b.checks() {
		def.Checks = append(def.Checks, schema.CheckDefinition{Name: c.Name, SQL: normal(tokens(c.SQL))})
	}
	for _, k := range t.ForeignKeys {
		def.ForeignKeys = append(def.ForeignKeys, schema.ForeignKeyDefinition{
			Name: k.Name, Columns: k.Columns, Table: strings.ToLower(k.Table), References: lower(k.References),
			OnDelete: k.OnDelete.String(), OnUpdate: k.OnUpdate.String(),
		})
	}
	if b.err != nil {
		return schema.Definition{}, fmt.Errorf("sqlite: define %s: %w", t.Name, b.err)
	}
	return def, nil
}

// Inspect reads what the database holds under a table's name, whose case does not matter to SQLite. c is a
// connection of this database. A view or a virtual table is told by its Options.
func (d *Database) Inspect(ctx context.Context, c driver.Conn, table string) (schema.Definition, bool, error) {
	i := inspection{ctx: ctx, conn: c, table: table, def: schema.Definition{Table: table}}
	exists, err := i.find()
	if err != nil || !exists {
		return schema.Definition{}, false, err
	}
	for _, step := range []func() error{i.columns, i.indexes, i.foreignKeys} {
		if err := step(); err != nil {
			return schema.Definition{}, false, err
		}
	}
	return i.def, true, nil
}

// inspection reads one table.
type inspection struct {
	ctx   context.Context
	conn  driver.Conn
	table string
	parts tableParts
	def   schema.Definition
}

// The texts of sqlite_schema are subqueries, which stop at what they look for. As a joined table it would be sorted as a
// whole for every query about one table.
var (
	findStatement = &driver.Statement{Reads: true, SQL: `
		SELECT * FROM (
			SELECT type, strict, wr, (SELECT sql FROM sqlite_schema AS m WHERE m.name = l.name AND m.type IN ('table', 'view')) AS sql
			FROM pragma_table_list(?) AS l WHERE l.schema = 'main')
		WHERE sql IS NOT NULL`}
	columnsStatement = &driver.Statement{Reads: true, SQL: `
		SELECT name, type, "notnull", coalesce(dflt_value, ''), pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid`}
	indexesStatement = &driver.Statement{Reads: true, SQL: `
		SELECT l.name, l."unique", coalesce((SELECT sql FROM sqlite_schema AS m WHERE m.name = l.name AND m.type = 'index'), ''),
			coalesce(x.name, '(expression)'), x."desc", x.coll
		FROM pragma_index_list(?) AS l
		JOIN pragma_index_xinfo(l.name) AS x ON x.key
		WHERE l.origin <> 'pk' ORDER BY l.name, x.seqno`}
	foreignKeysStatement = &driver.Statement{Reads: true, SQL: `
		SELECT k.id, k."table", k."from", coalesce(k."to", (SELECT name FROM pragma_table_info(k."table") WHERE pk = k.seq + 1), ''),
			k.on_delete, k.on_update
		FROM pragma_foreign_key_list(?) AS k ORDER BY k.id DESC, k.seq`}
)

// each runs a query about the table and calls row for every row.
func (i *inspection) each(s *driver.Statement, row func(driver.Row)) error {
	rows, err := i.conn.Query(i.ctx, s, []driver.Value{driver.TextValue(i.table)})
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

func (i *inspection) find() (exists bool, err error) {
	err = i.each(findStatement, func(r driver.Row) {
		exists = true
		if kind := text(r, 0); kind != "table" {
			i.def.Options = append(i.def.Options, strings.ToUpper(kind))
		}
		if r.Int(1) != 0 {
			i.def.Options = append(i.def.Options, "STRICT")
		}
		if r.Int(2) != 0 {
			i.def.Options = append(i.def.Options, "WITHOUT ROWID")
		}
		i.parts = readTable(text(r, 3))
	})
	if i.parts.autoincrement {
		i.def.Options = append(i.def.Options, "AUTOINCREMENT")
	}
	slices.Sort(i.def.Options)
	i.def.Checks = i.parts.checks
	return exists, err
}

func (i *inspection) columns() error {
	err := i.each(columnsStatement, func(r driver.Row) {
		c := schema.ColumnDefinition{
			Name: text(r, 0), Type: strings.ToUpper(text(r, 1)), Nullable: r.Int(2) == 0,
			Default: normal(tokens(text(r, 3))), Key: int(r.Int(4)),
		}
		if collation := i.parts.collations[c.Name]; collation != "" {
			c.Type += " COLLATE " + collation
		}
		if r.Int(5) != 0 {
			c.Type += " GENERATED"
			c.Default = i.parts.formulas[c.Name]
		}
		i.def.Columns = append(i.def.Columns, c)
	})
	i.requireRowID()
	return err
}

// requireRowID marks the single INTEGER key as what it is whether its definition says so or not: never NULL.
func (i *inspection) requireRowID() {
	var keys []*schema.ColumnDefinition
	for n := range i.def.Columns {
		if c := &i.def.Columns[n]; c.Key > 0 {
			keys = append(keys, c)
		}
	}
	if len(keys) == 1 && keys[0].Type == "INTEGER" {
		keys[0].Nullable = false
	}
}

func (i *inspection) indexes() error {
	return i.each(indexesStatement, func(r driver.Row) {
		name := text(r, 0)
		n := len(i.def.Indexes)
		if n == 0 || i.def.Indexes[n-1].Name != name {
			i.def.Indexes = append(i.def.Indexes, schema.IndexDefinition{
				Name: name, Unique: r.Int(1) != 0, Where: indexCondition(text(r, 2)),
			})
			n++
		}
		column := text(r, 3)
		if collation := text(r, 5); !strings.EqualFold(collation, "BINARY") {
			column += " COLLATE " + collation
		}
		if r.Int(4) != 0 {
			column += " DESC"
		}
		i.def.Indexes[n-1].Columns = append(i.def.Indexes[n-1].Columns, column)
	})
}

// foreignKeys reads the foreign keys in the order of the text, the last of which SQLite numbers 0. What they refer to is
// told as it was written, and upper and lower case are the same to SQLite.
func (i *inspection) foreignKeys() error {
	last := int64(-1)
	err := i.each(foreignKeysStatement, func(r driver.Row) {
		if id := r.Int(0); id != last {
			table := text(r, 1)
			onDelete := text(r, 4)
			i.def.ForeignKeys = append(i.def.ForeignKeys, schema.ForeignKeyDefinition{
				Name: unnamed, Table: strings.ToLower(table), OnDelete: onDelete, OnUpdate: text(r, 5),
			})
			last = id
		}
		k := &i.def.ForeignKeys[len(i.def.ForeignKeys)-1]
		own := text(r, 2)
		k.Columns, k.References = append(k.Columns, own), append(k.References, strings.ToLower(text(r, 3)))
	})
	if len(i.parts.foreignKeys) != len(i.def.ForeignKeys) {
		return err
	}
	for n, written := range i.parts.foreignKeys {
		k := &i.def.ForeignKeys[n]
		if k.Name = written.name; written.deferred {
			k.OnUpdate += " DEFERRED"
		}
	}
	return err
}

func lower(names []string) []string {
	all := make([]string, len(names))
	for i, n := range names {
		all[i] = strings.ToLower(n)
	}
	return all
}

// text copies a text out of the row. As a call of its own it is made in its turn: a conversion within a larger
// expression may come after a later call of Bytes, which overwrites what the first returned.
func text(r driver.Row, column int) string { return string(r.Bytes(column)) }
