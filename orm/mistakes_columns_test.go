package orm_test

import (
	"database/sql/driver"
	"math"
	"time"

	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/validate"
)

// color converts itself in both directions.
type color string

func (c color) Value() (driver.Value, error) { return string(c), nil }
func (c *color) Scan(v any) error            { *c, _ = v.(color); return nil }

// columns is what most wrong definitions here are made of; each embeds it and says one thing wrong.
type columns struct {
	ID      int64
	Name    string
	Nick    *string
	Age     int8
	Born    int
	Weight  float64
	Height  float32
	Active  bool
	Seen    time.Time
	Gone    *time.Time
	Small   uint8
	Big     uint64
	Picture []byte
}

func (c *columns) Define(t *orm.Table[columns]) {
	t.Column(&c.Name).Size(100)
	t.Column(&c.Nick).Size(100)
	t.Column(&c.Picture).Size(100)
}

type (
	sizeOnNumber     struct{ columns }
	sizeZero         struct{ columns }
	trimOnNumber     struct{ columns }
	foldOnBytes      struct{ columns }
	uniqueFoldOnTime struct{ columns }
	requiredOnNumber struct{ columns }
	requiredOptional struct{ columns }
	minOnText        struct{ columns }
	minFraction      struct{ columns }
	minText          struct{ columns }
	minBeyondType    struct{ columns }
	maxBelowType     struct{ columns }
	maxBeyondUint    struct{ columns }
	minNaN           struct{ columns }
	maxBeyondFloat32 struct{ columns }
	minAboveMax      struct{ columns }
	minAboveMaxFloat struct{ columns }
	autoOnNumber     struct{ columns }
	autoOnNullable   struct{ columns }
	autoNil          struct{ columns }
	autoTwice        struct{ columns }
	microsOnNumber   struct{ columns }
	storedAsKnown    struct{ columns }
	validNothing     struct{ columns }
	validEmpty       struct{ columns }
	validOther       struct{ columns }
	uniqueTwice      struct{ columns }
	uniqueKey        struct{ columns }
	indexTwice       struct{ columns }
	longIndex        struct{ columns }
	noStoredAs       struct {
		ID   int64
		Tint color
	}
	unknownStoredAs struct {
		ID   int64
		Tint color
	}
	sizeOnOwn struct {
		ID   int64
		Tint color
	}
	trimOnOwn struct {
		ID   int64
		Tint color
	}
	foldedName struct {
		ID        int64
		Email     string
		EmailFold string
	}
)

func (m *sizeOnNumber) Define(t *orm.Table[sizeOnNumber])         { t.Column(&m.Age).Size(3) }
func (m *sizeZero) Define(t *orm.Table[sizeZero])                 { t.Column(&m.Name).Size(0) }
func (m *trimOnNumber) Define(t *orm.Table[trimOnNumber])         { t.Column(&m.Age).Trim() }
func (m *foldOnBytes) Define(t *orm.Table[foldOnBytes])           { t.Column(&m.Picture).Fold() }
func (m *uniqueFoldOnTime) Define(t *orm.Table[uniqueFoldOnTime]) { t.Column(&m.Seen).UniqueFold() }
func (m *requiredOnNumber) Define(t *orm.Table[requiredOnNumber]) { t.Column(&m.Age).Required() }
func (m *requiredOptional) Define(t *orm.Table[requiredOptional]) {
	t.Column(&m.Name).Required().Optional()
}
func (m *minOnText) Define(t *orm.Table[minOnText])         { t.Column(&m.Name).Min(1) }
func (m *minFraction) Define(t *orm.Table[minFraction])     { t.Column(&m.Born).Min(0.5) }
func (m *minText) Define(t *orm.Table[minText])             { t.Column(&m.Weight).Min("1") }
func (m *minBeyondType) Define(t *orm.Table[minBeyondType]) { t.Column(&m.Age).Min(200) }
func (m *maxBelowType) Define(t *orm.Table[maxBelowType])   { t.Column(&m.Small).Max(-1) }
func (m *maxBeyondUint) Define(t *orm.Table[maxBeyondUint]) {
	t.Column(&m.Big).Max(uint64(math.MaxUint64))
}
func (m *minNaN) Define(t *orm.Table[minNaN])                     { t.Column(&m.Weight).Min(math.NaN()) }
func (m *maxBeyondFloat32) Define(t *orm.Table[maxBeyondFloat32]) { t.Column(&m.Height).Max(1e39) }
func (m *minAboveMax) Define(t *orm.Table[minAboveMax])           { t.Column(&m.Age).Min(9).Max(3) }
func (m *minAboveMaxFloat) Define(t *orm.Table[minAboveMaxFloat]) {
	t.Column(&m.Weight).Max(0.5).Min(0.75)
}
func (m *autoOnNumber) Define(t *orm.Table[autoOnNumber])     { t.Column(&m.Born).Auto(time.Now) }
func (m *autoOnNullable) Define(t *orm.Table[autoOnNullable]) { t.Column(&m.Gone).Auto(time.Now) }
func (m *autoNil) Define(t *orm.Table[autoNil])               { t.Column(&m.Seen).Auto(nil) }
func (m *autoTwice) Define(t *orm.Table[autoTwice])           { t.Column(&m.Seen).Auto(time.Now).Auto(time.Now) }
func (m *microsOnNumber) Define(t *orm.Table[microsOnNumber]) { t.Column(&m.Born).Micros() }
func (m *storedAsKnown) Define(t *orm.Table[storedAsKnown])   { t.Column(&m.Born).StoredAs(schema.Text) }
func (m *validNothing) Define(t *orm.Table[validNothing])     { t.Column(&m.Name).Valid() }
func (m *validEmpty) Define(t *orm.Table[validEmpty])         { t.Column(&m.Name).Valid(validate.Rule{}) }
func (m *validOther) Define(t *orm.Table[validOther])         { t.Column(&m.Age).Valid(validate.Email) }
func (m *uniqueTwice) Define(t *orm.Table[uniqueTwice])       { t.Column(&m.Name).Unique().UniqueFold() }
func (m *uniqueKey) Define(t *orm.Table[uniqueKey])           { t.Column(&m.ID).Unique() }
func (m *indexTwice) Define(t *orm.Table[indexTwice]) {
	t.Column(&m.Name).Index()
	t.Index(&m.Name)
}

func (m *longIndex) Define(t *orm.Table[longIndex]) {
	t.Unique(&m.Name, &m.Nick).Name("uq_the_name_that_somebody_has_and_the_nick_that_everybody_else_says")
}
func (m *unknownStoredAs) Define(t *orm.Table[unknownStoredAs]) { t.Column(&m.Tint).StoredAs(99) }
func (m *sizeOnOwn) Define(t *orm.Table[sizeOnOwn]) {
	t.Column(&m.Tint).Size(6).StoredAs(schema.Int64)
}
func (m *trimOnOwn) Define(t *orm.Table[trimOnOwn]) {
	t.Column(&m.Tint).StoredAs(schema.Text).Trim()
}
func (m *foldedName) Define(t *orm.Table[foldedName]) { t.Column(&m.Email).Size(100).UniqueFold() }

func mistakenColumns() []mistaken {
	return []mistaken{
		wrong[sizeOnNumber]("Size of a number"),
		wrong[sizeZero]("Size 0"),
		wrong[trimOnNumber]("Trim of a number"),
		wrong[foldOnBytes]("Fold of bytes"),
		wrong[uniqueFoldOnTime]("UniqueFold of a time"),
		wrong[requiredOnNumber]("Required number"),
		wrong[requiredOptional]("Required and Optional"),
		wrong[minOnText]("Min of a text"),
		wrong[minFraction]("a fraction as Min of whole numbers"),
		wrong[minText]("a text as Min"),
		wrong[minBeyondType]("Min above what the type holds"),
		wrong[maxBelowType]("Max below what the type holds"),
		wrong[maxBeyondUint]("Max above what a database holds"),
		wrong[minNaN]("NaN as Min"),
		wrong[maxBeyondFloat32]("Max above what a float32 holds"),
		wrong[minAboveMax]("Min above Max"),
		wrong[minAboveMaxFloat]("Min above Max of floats"),
		wrong[autoOnNumber]("Auto of a number"),
		wrong[autoOnNullable]("Auto of a nullable time"),
		wrong[autoNil]("Auto of nil"),
		wrong[autoTwice]("Auto twice"),
		wrong[microsOnNumber]("Micros of a number"),
		wrong[storedAsKnown]("StoredAs of a known type"),
		wrong[noStoredAs]("an own type without StoredAs"),
		wrong[unknownStoredAs]("StoredAs an unknown kind"),
		wrong[sizeOnOwn]("Size of an own type stored as a number"),
		wrong[trimOnOwn]("Trim of an own type"),
		wrong[validNothing]("Valid without a rule"),
		wrong[validEmpty]("an empty rule"),
		wrong[validOther]("a rule for another type"),
		wrong[uniqueTwice]("Unique and UniqueFold"),
		wrong[uniqueKey]("Unique key"),
		wrong[indexTwice]("one index twice"),
		wrong[longIndex]("an index's name that is too long"),
		wrong[foldedName]("a column with the name of a hidden one"),
	}
}

func (x *spacedColumn) Define(t *orm.Table[spacedColumn]) { t.Column(&x.Name).Name("name ") }
