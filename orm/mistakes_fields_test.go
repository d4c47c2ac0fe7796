package orm_test

import (
	"database/sql"
	"database/sql/driver"
	"time"
)

type part struct{ Street, City string }

// writesOnly converts itself in one direction.
type writesOnly string

func (w writesOnly) Value() (driver.Value, error) { return string(w) + "!", nil }

type readsOnly string

func (r *readsOnly) Scan(v any) error { *r = "!"; return nil }

type stamp time.Time

type (
	//lint:ignore U1000 a field that nobody can see is what the case is about
	noColumns   struct{ hidden int64 }
	emptyStruct struct{}
	sliceField  struct {
		ID   int64
		Tags []*string
	}
	mapField struct {
		ID     int64
		Counts map[string]int
	}
	arrayField struct {
		ID  int64
		Key [16]byte
	}
	anyField struct {
		ID    int64
		Value any
	}
	funcField struct {
		ID   int64
		Hook func()
	}
	structField struct {
		ID      int64
		Address part
	}
	pointerToStruct struct {
		ID      int64
		Address *part
	}
	pointerToPointer struct {
		ID   int64
		Name **string
	}
	ownTimeType struct {
		ID   int64
		Seen stamp
	}
	nullOfPointer struct {
		ID   int64
		Name sql.Null[*string]
	}
	complexField struct {
		ID int64
		Z  complex128
	}
	zeroSize struct {
		ID   int64
		Mark struct{}
	}
	valueWithoutScan struct {
		ID     int64
		Status writesOnly
	}
	scanWithoutValue struct {
		ID     int64
		Status *readsOnly
	}
	tagWithOptions struct {
		ID   int64
		Name string `db:"name,size=100"`
	}
	emptyTag struct {
		ID   int64
		Name string `db:""`
	}
	tagWithSpaces struct {
		ID   int64
		Name string `db:" name"`
	}
	taggedUnexported struct {
		ID int64
		//lint:ignore U1000 a field that nobody can see is what the case is about
		name string `db:"name"`
	}
	taggedEmbedded struct {
		ID   int64
		part `db:"address"`
	}
	embeddedPointer struct {
		ID int64
		*part
	}
	sameColumn struct {
		ID     int64
		UserID int64
		UserId int64
	}
	sameButForCase struct {
		ID    int64
		Name  string
		Title string `db:"NAME"`
	}
	embeddedTwice struct {
		ID int64
		part
		City string
	}
	embeddedTwiceRenamed struct {
		ID int64
		part
		City string `db:"town"`
	}
	controlInName struct {
		ID   int64
		Name string "db:\"na\\tme\""
	}
	spacedColumn struct {
		ID   int64
		Name string
	}
	longColumn struct {
		ID   int64
		Name string `db:"a_name_that_is_so_long_that_postgres_would_cut_it_off_without_say"`
	}
)

func mistakenFields() []mistaken {
	return []mistaken{
		wrong[noColumns]("no exported field"),
		wrong[emptyStruct]("no field at all"),
		wrong[sliceField]("a slice"),
		wrong[mapField]("a map"),
		wrong[arrayField]("an array"),
		wrong[anyField]("an interface"),
		wrong[funcField]("a function"),
		wrong[structField]("a struct that is not embedded"),
		wrong[pointerToStruct]("a pointer to a struct"),
		wrong[pointerToPointer]("a pointer to a pointer"),
		wrong[ownTimeType]("a type made from time.Time"),
		wrong[nullOfPointer]("sql.Null of a pointer"),
		wrong[complexField]("a complex number"),
		wrong[zeroSize]("a field without size"),
		wrong[valueWithoutScan]("Value without Scan"),
		wrong[scanWithoutValue]("Scan without Value"),
		wrong[tagWithOptions]("a tag with options"),
		wrong[emptyTag]("an empty tag"),
		wrong[tagWithSpaces]("a tag with spaces"),
		wrong[taggedUnexported]("a tag on an unexported field"),
		wrong[taggedEmbedded]("a tag on an embedded struct"),
		wrong[embeddedPointer]("an embedded pointer"),
		wrong[sameColumn]("two fields with one column"),
		wrong[sameButForCase]("two columns that differ in case"),
		wrong[embeddedTwice]("a field that is embedded too"),
		wrong[embeddedTwiceRenamed]("a field that is embedded too, with another column"),
		wrong[controlInName]("a control character in a column's name"),
		wrong[longColumn]("a column's name that is too long"),
		wrong[spacedColumn]("a column's name that ends with a space"),
	}
}
