// Package schema describes tables as plain data: columns, keys, indexes, checks and foreign keys, in the vocabulary that
// all databases share. It imports only the standard library and does nothing by itself: orm builds the
// values from the models, dialect turns them into SQL, and an engine compares them with what a database holds.
//
//	user := &schema.Table{
//		Name: "user",
//		Columns: []schema.Column{
//			{Name: "id", Type: schema.Type{Kind: schema.Int64}, Generated: true},
//			{Name: "email", Type: schema.Type{Kind: schema.Text, Size: 120}},
//		},
//		Key:     schema.Key{Name: "pk_user", Columns: []string{"id"}},
//		Indexes: []schema.Index{{Name: "uq_user_email", Columns: []string{"email"}, Unique: true}},
//	}
package schema

// Table is one table. Its slices keep the order in which the model declares things.
// A Table is not changed once orm has opened the models, so goroutines may share it.
type Table struct {
	Name    string
	Columns []Column
	Key     Key
	Indexes []Index
	Checks  []Check
	// ForeignKeys lead to other tables, or to this one.
	ForeignKeys []ForeignKey
}

// Column returns the column of that name, or nil.
func (t *Table) Column(name string) *Column {
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return &t.Columns[i]
		}
	}
	return nil
}

// Column is one column.
type Column struct {
	Name string
	Type Type
	// Nullable columns take NULL; the zero value is a NOT NULL column.
	Nullable bool
	// Default is what the database fills in when a row does not name the column; nil means nothing.
	Default Expr
	// Formula is what the database computes the column of, and stores; nothing else is written to it. Nil for other columns.
	Formula Expr
	// Generated marks the one integer key column whose values the database hands out, each only once.
	Generated bool
	// HoldsGenerated marks a column that refers to a generated one, itself or by way of others: where an engine gives
	// generated columns a type of their own, these have it too.
	HoldsGenerated bool
}

// Key is the primary key: its name and columns, in order.
type Key struct {
	Name    string
	Columns []string
}

// Index is an index over one or several columns.
type Index struct {
	Name    string
	Columns []string
	// Unique indexes hold each combination of values once; NULLs are never equal.
	Unique bool
	// Where limits the index to some rows; nil means all of them.
	Where Expr
}

// Check is a condition that every row fulfils.
type Check struct {
	Name string
	Expr Expr
}

// Expr is an expression of package sqlast, held here as data.
type Expr interface {
	// ColumnNames lists the columns that the expression reads, each once.
	ColumnNames() []string
}
