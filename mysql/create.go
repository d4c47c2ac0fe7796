package mysql

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// Create returns the statement that makes a table with its indexes unless it exists: one statement, because the
// server commits each by itself. What the server's types do not say are named checks.
func (d *Database) Create(t *schema.Table) ([]string, error) {
	b := builder{table: t, dialect: d.server.dialect(), maria: d.server.maria}
	statement := b.createTable()
	if b.err != nil {
		return nil, fmt.Errorf("mysql: create %s: %w", t.Name, b.err)
	}
	return []string{statement}, nil
}

// AddForeignKey returns the statement that gives a table that exists a foreign key.
func (d *Database) AddForeignKey(t *schema.Table, k schema.ForeignKey) ([]string, error) {
	b := builder{table: t, dialect: d.server.dialect(), maria: d.server.maria}
	sql := "ALTER TABLE " + b.quote(t.Name) + " ADD " + b.foreignKey(k)
	if b.err != nil {
		return nil, fmt.Errorf("mysql: alter %s: %w", t.Name, b.err)
	}
	return []string{sql}, nil
}

var (
	lockTables   = &driver.Statement{SQL: "SELECT get_lock(concat('rowan.', md5(database())), 1)", Reads: true}
	unlockTables = &driver.Statement{SQL: "DO release_lock(concat('rowan.', md5(database())))", Reads: true}
)

// Alone waits for a lock of the server that all programs take before they make tables. Until done the connection
// may define tables within its transaction, which the server commits with each statement, and they may refer to tables
// that do not exist yet: so each table is made with all of its foreign keys at once, and who dies between two of them
// leaves nothing unfinished behind.
func (d *Database) Alone(ctx context.Context, c driver.Conn) (done func(context.Context) error, err error) {
	own, ok := c.(*conn)
	if !ok || own.db != d {
		return nil, refuse(fault.Invalid, "mysql: the connection is another database's")
	}
	for got := false; !got; {
		if got, err = own.truth(ctx, lockTables); err != nil {
			return nil, err
		}
	}
	own.defining = true // and until it is not, the connection and its lock end with the lease
	if err := own.set(ctx, "SET foreign_key_checks = 0"); err != nil {
		return nil, err
	}
	return func(ctx context.Context) error {
		if own.broken {
			return nil // which gives up the lock
		}
		if err := own.set(ctx, "SET foreign_key_checks = 1"); err != nil {
			return err
		}
		own.defining = false
		_, err := own.Exec(ctx, unlockTables, nil)
		return err
	}, nil
}

// set changes a setting of the session.
func (c *conn) set(ctx context.Context, sql string) error {
	c.watch(ctx, false)
	return c.finish(c.link.exec(context.Background(), sql))
}

// truth reads the one value of a statement; NULL, which the server gives for a failure, is an error.
func (c *conn) truth(ctx context.Context, s *driver.Statement) (yes bool, err error) {
	rows, err := c.Query(ctx, s, nil)
	if err != nil {
		return false, err
	}
	some, err := rows.Next()
	switch {
	case err != nil:
	case !some || rows.Kind(0) == driver.Null:
		err = refuse(fault.Unavailable, "mysql: the server does not hand out its lock")
	default:
		yes = rows.Int(0) != 0
	}
	if e := rows.Close(); err == nil {
		err = e
	}
	return yes, err
}

// builder writes the parts of a table's definition. It keeps the first error.
type builder struct {
	table   *schema.Table
	dialect Dialect
	maria   bool
	err     error
}

func (b *builder) createTable() string {
	var parts []string
	for i := range b.table.Columns {
		parts = append(parts, b.column(&b.table.Columns[i]))
	}
	for _, i := range b.table.Indexes {
		if b.partial(i) {
			parts = append(parts, b.quote(conditionColumn(i))+" tinyint(1) GENERATED ALWAYS AS ("+b.condition(i)+") VIRTUAL INVISIBLE")
		}
	}
	if k := b.table.Key; len(k.Columns) > 0 {
		parts = append(parts, "PRIMARY KEY ("+b.quoteAll(k.Columns)+")")
	}
	b.generated()
	for _, i := range b.table.Indexes {
		parts = append(parts, b.index(i))
	}
	for _, c := range b.checks() {
		parts = append(parts, "CONSTRAINT "+b.quote(c.Name)+" CHECK ("+c.SQL+")")
	}
	for _, k := range b.table.ForeignKeys {
		parts = append(parts, b.foreignKey(k))
	}
	return "CREATE TABLE IF NOT EXISTS " + b.quote(b.table.Name) + " (\n\t" + strings.Join(parts, ",\n\t") + "\n) " +
		"ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=" + b.dialect.collation()
}

// partial reports whether an index needs a column that says which rows it holds. One that is not unique simply holds
// all rows, which finds the same.
func (b *builder) partial(i schema.Index) bool { return i.Unique && i.Where != nil }

// conditionColumn names the hidden column of a partial unique index.
func conditionColumn(i schema.Index) string { return i.Name + "$" }

// condition is 1 for the rows that a partial index holds, and for others NULL, which never collides.
func (b *builder) condition(i schema.Index) string { return "if(" + b.expr(i.Where) + ", 1, NULL)" }

func (b *builder) index(i schema.Index) string {
	columns := slices.Clone(i.Columns)
	if b.partial(i) {
		columns = append(columns, conditionColumn(i))
	}
	word := "KEY "
	if i.Unique {
		word = "UNIQUE KEY "
	}
	return word + b.quote(i.Name) + " (" + b.quoteAll(columns) + ")"
}

// generated checks the column whose values the database hands out.
func (b *builder) generated() {
	for _, c := range b.table.Columns {
		if c.Generated && (!slices.Equal(b.table.Key.Columns, []string{c.Name}) || !c.Type.Kind.Integer()) {
			b.fail(fault.New(fault.Unsupported, "column "+c.Name+" is generated and is not the single integer key"))
		}
	}
}

func (b *builder) column(c *schema.Column) string {
	s := b.quote(c.Name) + " " + b.columnType(c)
	if c.Formula != nil { // which the server lets be NULL in any case
		return s + " GENERATED ALWAYS AS (" + b.expr(c.Formula) + ") STORED COMMENT '" + b.remark(c) + "'"
	}
	if c.Nullable {
		s += " NULL"
	} else {
		s += " NOT NULL"
	}
	if c.Generated {
		return s + " AUTO_INCREMENT"
	}
	if c.Default != nil {
		s += " DEFAULT (" + b.defaultValue(c) + ")"
	}
	return s
}

// remark tells a formula by its text: the server keeps the words of its own for what it computes.
func (b *builder) remark(c *schema.Column) string {
	return fmt.Sprintf("rowan: %x", sha256.Sum256([]byte(b.expr(c.Formula))))
}

// What a column may have at most to be stored in a type with a size: longer ones would soon fill the 65,535 bytes
// that the server allows a row to have. A longer size is a check.
const (
	longestVarchar   = 1000
	longestVarbinary = 4000
)

// columnType returns the type in the words in which the server gives it back. A generated key is not signed where
// its Go type is not, because the server takes no check of it.
func (b *builder) columnType(c *schema.Column) string {
	k := c.Type.Kind
	switch {
	case k == schema.Bool:
		return "tinyint(1)"
	case (c.Generated || c.HoldsGenerated) && k.Integer():
		return generatedTypes[k]
	case k.Integer():
		return integerTypes[k]
	case k == schema.Micros:
		return "bigint"
	case k == schema.Float32:
		return "float"
	case k == schema.Float64:
		return "double"
	case k == schema.Text && sized(c, longestVarchar):
		return fmt.Sprintf("varchar(%d)", c.Type.Size)
	case k == schema.Text, k == schema.JSON, k == schema.Array:
		return "longtext"
	case k == schema.Bytes && sized(c, longestVarbinary):
		return fmt.Sprintf("varbinary(%d)", c.Type.Size)
	case k == schema.Bytes:
		return "longblob"
	case k == schema.Time:
		return "datetime(6)"
	case k == schema.UUID:
		return "binary(16)"
	case k == schema.Decimal:
		return fmt.Sprintf("decimal(%d,%d)", c.Type.Precision, c.Type.Scale)
	}
	b.fail(fault.New(fault.Unsupported, fmt.Sprintf("column %s is of kind %s", c.Name, k)))
	return ""
}

var (
	integerTypes = map[schema.Kind]string{
		schema.Int8: "tinyint", schema.Int16: "smallint", schema.Int32: "int", schema.Int64: "bigint",
		schema.Uint8: "smallint", schema.Uint16: "int", schema.Uint32: "bigint", schema.Uint64: "bigint",
	}
	generatedTypes = map[schema.Kind]string{
		schema.Int8: "tinyint", schema.Int16: "smallint", schema.Int32: "int", schema.Int64: "bigint",
		schema.Uint8: "tinyint unsigned", schema.Uint16: "smallint unsigned", schema.Uint32: "int unsigned", schema.Uint64: "bigint unsigned",
	}
)

func sized(c *schema.Column, longest int) bool { return c.Type.Size > 0 && c.Type.Size <= longest }

// defaultValue writes a column's default. The server's time in a column of microseconds is a number.
func (b *builder) defaultValue(c *schema.Column) string {
	if _, now := c.Default.(sqlast.Now); now && c.Type.Kind == schema.Micros {
		return "timestampdiff(MICROSECOND, TIMESTAMP'1970-01-01 00:00:00', utc_timestamp(6))"
	}
	return b.expr(c.Default)
}

// checks returns the checks that the columns' types need, then those of the model.
func (b *builder) checks() []schema.CheckDefinition {
	var all []schema.CheckDefinition
	for i := range b.table.Columns {
		if c := b.columnCheck(&b.table.Columns[i]); c.Name != "" {
			all = append(all, c)
		}
	}
	for _, c := range b.table.Checks {
		all = append(all, schema.CheckDefinition{Name: c.Name, SQL: b.expr(c.Expr)})
	}
	return all
}

// follows tells whether a foreign key gives the column other values by itself. The server takes no check on such a column;
// the one that it refers to has it.
func (b *builder) follows(column string) bool {
	return slices.ContainsFunc(b.table.ForeignKeys, func(k schema.ForeignKey) bool {
		return (k.OnUpdate != schema.NoAction || k.OnDelete == schema.SetNull) && slices.Contains(k.Columns, column)
	})
}

// columnCheck returns what a column's type demands beyond the type that the server has for it. A check that comes
// out as NULL holds, so a missing value passes all of them.
func (b *builder) columnCheck(c *schema.Column) schema.CheckDefinition {
	t, x := b.table.Name, b.quote(c.Name)
	switch k := c.Type.Kind; {
	case c.Generated, b.follows(c.Name):
	case k == schema.Bool:
		return schema.CheckDefinition{Name: schema.FormName(t, c.Name), SQL: x + " IN (0, 1)"}
	case k == schema.Uint64:
		return schema.CheckDefinition{Name: schema.RangeName(t, c.Name), SQL: x + " >= 0"}
	case k == schema.Uint8, k == schema.Uint16, k == schema.Uint32:
		_, high := k.Range()
		return schema.CheckDefinition{Name: schema.RangeName(t, c.Name), SQL: fmt.Sprintf("%s BETWEEN 0 AND %d", x, high)}
	case k == schema.Text && c.Type.Size > longestVarchar:
		return schema.CheckDefinition{Name: schema.SizeName(t, c.Name), SQL: fmt.Sprintf("char_length(%s) <= %d", x, c.Type.Size)}
	case k == schema.Bytes && c.Type.Size > longestVarbinary:
		return schema.CheckDefinition{Name: schema.SizeName(t, c.Name), SQL: fmt.Sprintf("octet_length(%s) <= %d", x, c.Type.Size)}
	case k == schema.JSON:
		return schema.CheckDefinition{Name: schema.FormName(t, c.Name), SQL: "json_valid(" + x + ")"}
	case k == schema.Array:
		return schema.CheckDefinition{Name: schema.FormName(t, c.Name), SQL: "json_valid(" + x + ") AND json_type(" + x + ") = 'ARRAY'"}
	}
	return schema.CheckDefinition{}
}

func (b *builder) foreignKey(k schema.ForeignKey) string {
	sql, err := dialect.ForeignKey(b.dialect, k)
	if err != nil {
		b.fail(err)
	}
	return sql
}

func (b *builder) expr(e schema.Expr) string {
	x, ok := e.(sqlast.Expr)
	if !ok {
		b.fail(fault.New(fault.Unsupported, fmt.Sprintf("no expression %T", e)))
		return ""
	}
	sql, err := dialect.Expr(b.dialect, x)
	if err != nil {
		b.fail(err)
	}
	return sql
}

func (b *builder) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *builder) quote(name string) string { return dialect.Identifier(b.dialect, name) }

func (b *builder) quoteAll(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = b.quote(n)
	}
	return strings.Join(quoted, ", ")
}
