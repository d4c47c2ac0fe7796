package schema

import (
	"fmt"
	"slices"
	"strings"
)

// Definition is a table as a database describes it: types, defaults and conditions in that database's own
// words, normalized by the engine. Comparing the definition a model asks for with the one that exists
// tells whether the two agree.
type Definition struct {
	Table   string
	Columns []ColumnDefinition
	Indexes []IndexDefinition
	Checks  []CheckDefinition
	// ForeignKeys are those that lead from this table.
	ForeignKeys []ForeignKeyDefinition
	// Options holds what else the engine says of the table ("STRICT").
	Options []string
}

// ColumnDefinition is a column in the database's words.
type ColumnDefinition struct {
	Name     string
	Type     string
	Nullable bool
	Default  string // empty when there is none
	Key      int    // place in the primary key from 1; 0 outside of it
}

// IndexDefinition is an index in the database's words.
type IndexDefinition struct {
	Name    string
	Columns []string
	Unique  bool
	Where   string
}

// CheckDefinition is a named check in the database's words.
type CheckDefinition struct {
	Name string
	SQL  string
}

// ForeignKeyDefinition is a foreign key in the database's words.
type ForeignKeyDefinition struct {
	Name               string
	Columns            []string
	Table              string
	References         []string
	OnDelete, OnUpdate string // "CASCADE", and what else the engine says of it
}

// Difference is one way in which what exists differs from what is wanted.
type Difference struct {
	Table  string
	Column string // empty when the difference concerns no single column
	Text   string // "is INTEGER in the database and TEXT in the model"
}

// String returns the difference as a line: "user.email is missing in the database".
func (d Difference) String() string {
	if d.Column == "" {
		return d.Table + " " + d.Text
	}
	return d.Table + "." + d.Column + " " + d.Text
}

// Compare returns how the definition got of an existing table differs from the wanted one, columns first.
// The order of columns and indexes does not matter; additional indexes that are not unique are welcome.
func Compare(want, got Definition) []Difference {
	c := comparison{table: want.Table}
	c.columns(want.Columns, got.Columns)
	c.indexes(want.Indexes, got.Indexes)
	c.checks(want.Checks, got.Checks)
	c.foreignKeys(want.ForeignKeys, got.ForeignKeys)
	if !slices.Equal(want.Options, got.Options) {
		c.add("", "is [%s] in the database and [%s] in the model",
			strings.Join(got.Options, " "), strings.Join(want.Options, " "))
	}
	return c.found
}

type comparison struct {
	table string
	found []Difference
}

func (c *comparison) add(column, format string, args ...any) {
	c.found = append(c.found, Difference{c.table, column, fmt.Sprintf(format, args...)})
}

func (c *comparison) columns(want, got []ColumnDefinition) {
	for _, w := range want {
		i := slices.IndexFunc(got, func(g ColumnDefinition) bool { return g.Name == w.Name })
		if i < 0 {
			c.add(w.Name, "is missing in the database")
			continue
		}
		c.column(w, got[i])
	}
	for _, g := range got {
		if !slices.ContainsFunc(want, func(w ColumnDefinition) bool { return g.Name == w.Name }) {
			c.add(g.Name, "is in the database and not in the model")
		}
	}
}

func (c *comparison) column(want, got ColumnDefinition) {
	switch {
	case want.Type != got.Type:
		c.add(want.Name, "is %s in the database and %s in the model", got.Type, want.Type)
	case want.Nullable && !got.Nullable:
		c.add(want.Name, "is NOT NULL in the database and nullable in the model")
	case !want.Nullable && got.Nullable:
		c.add(want.Name, "is nullable in the database and NOT NULL in the model")
	case want.Default != got.Default:
		c.add(want.Name, "has %s in the database and %s in the model", defaultText(got.Default), defaultText(want.Default))
	case want.Key != got.Key:
		c.add(want.Name, "has place %d of the primary key in the database and %d in the model (0: none)", got.Key, want.Key)
	}
}

func (c *comparison) indexes(want, got []IndexDefinition) {
	for _, w := range want {
		i := slices.IndexFunc(got, func(g IndexDefinition) bool { return g.Name == w.Name })
		column := single(w.Columns)
		switch {
		case i < 0:
			c.add(column, "lacks the index %s in the database", w.Name)
		case !w.equal(got[i]):
			c.add(column, "has the index %s as %s in the database and %s in the model", w.Name, got[i], w)
		}
	}
	for _, g := range got {
		if g.Unique && !slices.ContainsFunc(want, func(w IndexDefinition) bool { return g.Name == w.Name }) {
			c.add("", "has the unique index %s in the database and not in the model", g.Name)
		}
	}
}

func (c *comparison) checks(want, got []CheckDefinition) {
	for _, w := range want {
		i := slices.IndexFunc(got, func(g CheckDefinition) bool { return g.Name == w.Name })
		switch {
		case i < 0:
			c.add("", "lacks the check %s in the database", w.Name)
		case got[i].SQL != w.SQL:
			c.add("", "has the check %s as (%s) in the database and (%s) in the model", w.Name, got[i].SQL, w.SQL)
		}
	}
	for _, g := range got {
		if !slices.ContainsFunc(want, func(w CheckDefinition) bool { return g.Name == w.Name }) {
			c.add("", "has the check %s in the database and not in the model", g.Name)
		}
	}
}

func (c *comparison) foreignKeys(want, got []ForeignKeyDefinition) {
	for _, w := range want {
		i := slices.IndexFunc(got, func(g ForeignKeyDefinition) bool { return g.Name == w.Name })
		switch {
		case i < 0:
			c.add(single(w.Columns), "lacks the foreign key %s in the database", w.Name)
		case got[i].String() != w.String():
			c.add(single(w.Columns), "has the foreign key %s as %s in the database and %s in the model", w.Name, got[i], w)
		}
	}
	for _, g := range got {
		if !slices.ContainsFunc(want, func(w ForeignKeyDefinition) bool { return g.Name == w.Name }) {
			c.add(single(g.Columns), "has the foreign key %s as %s in the database and not in the model", g.Name, g)
		}
	}
}

// single returns the one column of a list, and "" for more.
func single(columns []string) string {
	if len(columns) == 1 {
		return columns[0]
	}
	return ""
}

func (d IndexDefinition) equal(o IndexDefinition) bool {
	return d.Unique == o.Unique && d.Where == o.Where && slices.Equal(d.Columns, o.Columns)
}

// String returns the index without its name: "UNIQUE (email) WHERE active".
func (d IndexDefinition) String() string {
	s := "(" + strings.Join(d.Columns, ", ") + ")"
	if d.Unique {
		s = "UNIQUE " + s
	}
	if d.Where != "" {
		s += " WHERE " + d.Where
	}
	return s
}

// String returns the foreign key without its name: "(user_id) REFERENCES user (id) ON DELETE CASCADE ON UPDATE NO ACTION".
func (d ForeignKeyDefinition) String() string {
	return "(" + strings.Join(d.Columns, ", ") + ") REFERENCES " + d.Table + " (" + strings.Join(d.References, ", ") + ")" +
		" ON DELETE " + d.OnDelete + " ON UPDATE " + d.OnUpdate
}

func defaultText(s string) string {
	if s == "" {
		return "no default"
	}
	return "the default " + s
}
