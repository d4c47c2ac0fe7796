package schema

import (
	"fmt"
	"hash/fnv"
	"strings"
	"unicode/utf8"
)

// MaxName is the length in bytes of a name that every database takes; PostgreSQL's limit is the lowest.
const MaxName = 63

// The names that constraints and indexes get by convention: a prefix, the table and the columns. One that would be longer
// than MaxName is cut, and ends with a hash of all of it.

// KeyName names a table's primary key.
func KeyName(table string) string { return short("pk_" + table) }

// UniqueName names a unique index.
func UniqueName(table string, columns ...string) string { return joined("uq", table, columns) }

// IndexName names an index that is not unique.
func IndexName(table string, columns ...string) string { return joined("ix", table, columns) }

// CheckName names a check that the model names itself.
func CheckName(table, name string) string { return joined("ck", table, []string{name}) }

// SizeName names the check that holds a text to its size, where the engine needs one.
func SizeName(table, column string) string { return joined("ck", table, []string{column, "size"}) }

// RangeName names the check that holds a number to its range.
func RangeName(table, column string) string { return joined("ck", table, []string{column, "range"}) }

// BoundsName names the check that holds a number to the bounds its model sets.
func BoundsName(table, column string) string { return joined("ck", table, []string{column, "bounds"}) }

// FormName names the check that holds a value to the form of its type, where the engine needs one.
func FormName(table, column string) string { return joined("ck", table, []string{column, "form"}) }

// FilledName names the check that refuses an empty text.
func FilledName(table, column string) string { return joined("ck", table, []string{column, "filled"}) }

// EnumName names the check that holds a text to its allowed values.
func EnumName(table, column string) string { return joined("ck", table, []string{column, "enum"}) }

// ForeignKeyName names a foreign key.
func ForeignKeyName(table string, columns ...string) string { return joined("fk", table, columns) }

// SequenceName names the sequence that a generated key comes from, where the engine has sequences.
func SequenceName(table, column string) string { return joined("sq", table, []string{column}) }

func joined(prefix, table string, parts []string) string {
	return short(prefix + "_" + table + "_" + strings.Join(parts, "_"))
}

// short cuts a name that is too long, and tells it from others with the same beginning by a hash.
func short(name string) string {
	if len(name) <= MaxName {
		return name
	}
	sum := fnv.New32a()
	sum.Write([]byte(name)) // never fails
	hash := fmt.Sprintf("_%08x", sum.Sum32())
	end := MaxName - len(hash)
	for end > 0 && !utf8.RuneStart(name[end]) {
		end--
	}
	return name[:end] + hash
}
