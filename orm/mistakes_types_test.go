package orm_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/schema"
)

// rich has the types that are more than numbers, texts and times.
type rich struct {
	ID     int64
	Name   string
	Note   string
	Nick   *string
	Blob   []byte
	Code   uuid.UUID
	Link   *uuid.UUID
	Price  decimal.Decimal
	Cost   decimal.Decimal
	Wait   time.Duration
	Tags   []string
	Raw    json.RawMessage
	Set    settings
	Status status
	Tint   color
}

func (r *rich) Define(t *orm.Table[rich]) {
	t.Column(&r.Price).Decimal(6, 2)
	t.Column(&r.Cost).Decimal(6, 3)
	t.Column(&r.Set).JSON()
	t.Column(&r.Tint).StoredAs(schema.Text)
}

type (
	jsonOfText       struct{ rich }
	jsonOfBytes      struct{ rich }
	jsonOfOwn        struct{ rich }
	jsonOfUUID       struct{ rich }
	decimalOfFloat   struct{ columns }
	decimalTwice     struct{ rich }
	decimalAndStored struct{ rich }
	storedAsDecimal  struct{ rich }
	storedAsArray    struct{ rich }
	autoUUIDOther    struct{ rich }
	autoUUIDNil      struct{ rich }
	autoUUIDTime     struct{ rich }
	autoTimeUUID     struct{ columns }
	autoUUIDNullable struct{ rich }
	autoAndDefault   struct{ rich }
	sizeOfUUID       struct{ rich }
	bytesSizeZero    struct{ rich }
	enumNothing      struct{ rich }
	enumTwice        struct{ rich }
	enumDouble       struct{ rich }
	enumOwn          struct{ rich }
	enumNUL          struct{ rich }
	enumShort        struct{ rich }
	enumOptional     struct{ rich }
	enumRequired     struct{ rich }
	enumTrim         struct{ rich }
	enumDefault      struct{ rich }
	minOfText        struct{ rich }
	minDecimalFine   struct{ rich }
	minDecimalText   struct{ rich }
	minDecimalBool   struct{ rich }
	minDecimalAbove  struct{ rich }
	minDuration      struct{ rich }
	minDurationAbove struct{ rich }
	defaultDecimal   struct{ rich }
	defaultJSON      struct{ rich }
	defaultArray     struct{ rich }
	defaultUUID      struct{ rich }
	keyUnsized       struct{ rich }
	uniqueUnsized    struct{ rich }
	uniqueBytes      struct{ rich }
	uniqueFoldLarge  struct{ rich }
	indexLarge       struct{ rich }
	uniqueLargeFold  struct{ rich }
	indexJSON        struct{ rich }
	keyArray         struct{ rich }
	checkJSON        struct{ rich }
	checkDecimal     struct{ rich }
	checkScales      struct{ rich }
	foldedTwice      struct{ rich }
	foldedBytes      struct{ rich }
	decimalTooWide   struct {
		ID    int64
		Price decimal.Decimal
	}
	decimalScale struct {
		ID    int64
		Price decimal.Decimal
	}
	noDecimal struct {
		ID    int64
		Price *decimal.Decimal
	}
	jsonOfFunc struct {
		ID   int64
		Hook func()
	}
	jsonOfInterface struct {
		ID   int64
		Name fmt.Stringer
	}
)

func (m *jsonOfText) Define(t *orm.Table[jsonOfText])     { t.Column(&m.Name).JSON() }
func (m *jsonOfBytes) Define(t *orm.Table[jsonOfBytes])   { t.Column(&m.Blob).JSON() }
func (m *jsonOfOwn) Define(t *orm.Table[jsonOfOwn])       { t.Column(&m.Tint).JSON() }
func (m *jsonOfUUID) Define(t *orm.Table[jsonOfUUID])     { t.Column(&m.Link).JSON() }
func (m *jsonOfFunc) Define(t *orm.Table[jsonOfFunc])     { t.Column(&m.Hook).JSON() }
func (m *decimalTwice) Define(t *orm.Table[decimalTwice]) { t.Column(&m.Price).Decimal(4, 2) }
func (m *jsonOfInterface) Define(t *orm.Table[jsonOfInterface]) {
	t.Column(&m.Name).JSON()
}
func (m *decimalOfFloat) Define(t *orm.Table[decimalOfFloat]) {
	t.Column(&m.Weight).Decimal(4, 2)
}
func (m *decimalTooWide) Define(t *orm.Table[decimalTooWide]) {
	t.Column(&m.Price).Decimal(19, 2)
}
func (m *decimalScale) Define(t *orm.Table[decimalScale]) { t.Column(&m.Price).Decimal(4, 5) }
func (m *decimalAndStored) Define(t *orm.Table[decimalAndStored]) {
	t.Column(&m.Price).StoredAs(schema.Text)
}
func (m *storedAsDecimal) Define(t *orm.Table[storedAsDecimal]) {
	t.Column(&m.Tint).StoredAs(schema.Decimal)
}
func (m *storedAsArray) Define(t *orm.Table[storedAsArray]) {
	t.Column(&m.Tint).StoredAs(schema.Array)
}
func (m *autoUUIDOther) Define(t *orm.Table[autoUUIDOther]) {
	t.Column(&m.Code).Auto(func() string { return "" })
}
func (m *autoUUIDNil) Define(t *orm.Table[autoUUIDNil]) {
	t.Column(&m.Code).Auto((func() uuid.UUID)(nil))
}
func (m *autoUUIDTime) Define(t *orm.Table[autoUUIDTime]) { t.Column(&m.Code).Auto(time.Now) }
func (m *autoTimeUUID) Define(t *orm.Table[autoTimeUUID]) { t.Column(&m.Seen).Auto(uuid.New) }
func (m *autoUUIDNullable) Define(t *orm.Table[autoUUIDNullable]) {
	t.Column(&m.Link).Auto(uuid.New)
}
func (m *autoAndDefault) Define(t *orm.Table[autoAndDefault]) {
	t.Column(&m.Code).Auto(uuid.New).Default(uuid.UUID{1})
}
func (m *sizeOfUUID) Define(t *orm.Table[sizeOfUUID])       { t.Column(&m.Code).Size(36) }
func (m *bytesSizeZero) Define(t *orm.Table[bytesSizeZero]) { t.Column(&m.Blob).Size(0) }
func (m *enumNothing) Define(t *orm.Table[enumNothing])     { orm.Enum(t, &m.Status, []status{}...) }
func (m *enumTwice) Define(t *orm.Table[enumTwice]) {
	orm.Enum(t, &m.Status, draft)
	orm.Enum(t, &m.Status, live)
}
func (m *enumDouble) Define(t *orm.Table[enumDouble]) { orm.Enum(t, &m.Status, draft, live, draft) }
func (m *enumOwn) Define(t *orm.Table[enumOwn])       { orm.Enum(t, &m.Tint, color("red")) }
func (m *enumNUL) Define(t *orm.Table[enumNUL])       { orm.Enum(t, &m.Status, "a\x00", live) }
func (m *enumShort) Define(t *orm.Table[enumShort])   { orm.Enum(t, &m.Status, draft).Size(4) }
func (m *enumOptional) Define(t *orm.Table[enumOptional]) {
	orm.Enum(t, &m.Status, draft).Optional()
}
func (m *enumRequired) Define(t *orm.Table[enumRequired]) {
	orm.Enum(t, &m.Status, draft, "").Required()
}
func (m *enumTrim) Define(t *orm.Table[enumTrim])       { orm.Enum(t, &m.Status, draft, " live").Trim() }
func (m *enumDefault) Define(t *orm.Table[enumDefault]) { orm.Enum(t, &m.Status, draft).Default(live) }
func (m *minOfText) Define(t *orm.Table[minOfText])     { t.Column(&m.Tint).Min(1) }
func (m *minDecimalFine) Define(t *orm.Table[minDecimalFine]) {
	t.Column(&m.Price).Min(0.001)
}
func (m *minDecimalText) Define(t *orm.Table[minDecimalText]) {
	t.Column(&m.Price).Max("much")
}
func (m *minDecimalBool) Define(t *orm.Table[minDecimalBool]) { t.Column(&m.Price).Min(true) }
func (m *minDecimalAbove) Define(t *orm.Table[minDecimalAbove]) {
	t.Column(&m.Price).Min("2.5").Max(2)
}
func (m *minDuration) Define(t *orm.Table[minDuration]) { t.Column(&m.Wait).Min(5) }
func (m *minDurationAbove) Define(t *orm.Table[minDurationAbove]) {
	t.Column(&m.Wait).Min(time.Hour).Max(time.Minute)
}
func (m *defaultDecimal) Define(t *orm.Table[defaultDecimal]) {
	t.Column(&m.Price).Default(decimal.New(1, -3))
}
func (m *defaultJSON) Define(t *orm.Table[defaultJSON]) {
	t.Column(&m.Raw).Default(json.RawMessage("{"))
}
func (m *defaultArray) Define(t *orm.Table[defaultArray]) { t.Column(&m.Tags).Default("a") }
func (m *defaultUUID) Define(t *orm.Table[defaultUUID]) {
	t.Column(&m.Code).Default("0190a8f1-7c2b-7d3e-8f4a-5b6c7d8e9f01")
}
func (m *keyUnsized) Define(t *orm.Table[keyUnsized])       { t.Key(&m.ID, &m.Name) }
func (m *uniqueUnsized) Define(t *orm.Table[uniqueUnsized]) { t.Column(&m.Name).Unique() }
func (m *uniqueBytes) Define(t *orm.Table[uniqueBytes])     { t.Unique(&m.ID, &m.Blob) }
func (m *uniqueFoldLarge) Define(t *orm.Table[uniqueFoldLarge]) {
	t.Column(&m.Name).Size(201).UniqueFold()
}
func (m *indexLarge) Define(t *orm.Table[indexLarge]) {
	t.Column(&m.Name).Size(300)
	t.Column(&m.Note).Size(300)
	t.Column(&m.Blob).Size(1)
	t.Index(&m.Name, &m.Note, &m.Blob)
}
func (m *uniqueLargeFold) Define(t *orm.Table[uniqueLargeFold]) { t.Column(&m.Name).UniqueFold() }
func (m *indexJSON) Define(t *orm.Table[indexJSON])             { t.Column(&m.Raw).Index() }
func (m *keyArray) Define(t *orm.Table[keyArray])               { t.Key(&m.Tags) }
func (m *checkJSON) Define(t *orm.Table[checkJSON]) {
	t.Check("raw", orm.Ne(&m.Raw, json.RawMessage("1")), "must be more")
}
func (m *checkDecimal) Define(t *orm.Table[checkDecimal]) {
	t.Check("price", orm.Gt(&m.Price, decimal.New(1, -3)), "must be more")
}
func (m *checkScales) Define(t *orm.Table[checkScales]) {
	t.Check("profit", orm.GtColumn(&m.Price, &m.Cost), "must be more")
}
func (m *foldedTwice) Define(t *orm.Table[foldedTwice]) {
	t.Column(&m.Name).Size(100).Folded().UniqueFold()
}
func (m *foldedBytes) Define(t *orm.Table[foldedBytes]) { t.Column(&m.Blob).Folded() }

func mistakenTypes() []mistaken {
	return []mistaken{
		wrong[jsonOfText]("JSON of a text"),
		wrong[jsonOfBytes]("JSON of bytes"),
		wrong[jsonOfOwn]("JSON of an own type"),
		wrong[jsonOfUUID]("JSON of a UUID"),
		wrong[jsonOfFunc]("JSON of a function"),
		wrong[jsonOfInterface]("JSON of an interface with methods"),
		wrong[noDecimal]("a decimal without digits"),
		wrong[decimalOfFloat]("Decimal of a float"),
		wrong[decimalTwice]("Decimal twice"),
		wrong[decimalTooWide]("Decimal with too many digits"),
		wrong[decimalScale]("Decimal with more digits behind the point than in all"),
		wrong[decimalAndStored]("Decimal and StoredAs"),
		wrong[storedAsDecimal]("StoredAs a decimal"),
		wrong[storedAsArray]("StoredAs an array"),
		wrong[autoUUIDOther]("Auto of a UUID by a function for something else"),
		wrong[autoUUIDNil]("Auto of a UUID by nil"),
		wrong[autoUUIDTime]("Auto of a UUID by a clock"),
		wrong[autoTimeUUID]("Auto of a time by UUIDs"),
		wrong[autoUUIDNullable]("Auto of a nullable UUID"),
		wrong[autoAndDefault]("Auto and Default of a UUID"),
		wrong[sizeOfUUID]("Size of a UUID"),
		wrong[bytesSizeZero]("Size 0 of bytes"),
		wrong[enumNothing]("Enum of nothing"),
		wrong[enumTwice]("Enum twice"),
		wrong[enumDouble]("Enum with a value twice"),
		wrong[enumOwn]("Enum of an own type"),
		wrong[enumNUL]("Enum with a value that no database stores"),
		wrong[enumShort]("Enum with a value longer than Size"),
		wrong[enumOptional]("Optional Enum without the empty text"),
		wrong[enumRequired]("Required Enum with the empty text"),
		wrong[enumTrim]("Enum with a value that Trim changes"),
		wrong[enumDefault]("Default that Enum refuses"),
		wrong[minOfText]("Min of an own type stored as text"),
		wrong[minDecimalFine]("Min with too many digits for its decimal"),
		wrong[minDecimalText]("Max of a decimal that is no number"),
		wrong[minDecimalBool]("Min of a decimal that is a truth value"),
		wrong[minDecimalAbove]("Min above Max of decimals"),
		wrong[minDuration]("Min of a duration without a unit"),
		wrong[minDurationAbove]("Min above Max of durations"),
		wrong[defaultDecimal]("Default with too many digits for its decimal"),
		wrong[defaultJSON]("Default that is no JSON"),
		wrong[defaultArray]("Default of an array that is none"),
		wrong[defaultUUID]("Default of a UUID as text"),
		wrong[keyUnsized]("a text in the key without Size"),
		wrong[uniqueUnsized]("Unique text without Size"),
		wrong[uniqueBytes]("bytes in a unique without Size"),
		wrong[uniqueLargeFold]("UniqueFold without Size"),
		wrong[uniqueFoldLarge]("UniqueFold of a text that is too long"),
		wrong[indexLarge]("an index over texts that are too long together"),
		wrong[indexJSON]("an index over JSON"),
		wrong[keyArray]("an array as key"),
		wrong[checkJSON]("a check that compares JSON"),
		wrong[checkDecimal]("a check with too many digits for its decimal"),
		wrong[checkScales]("a check over decimals with different digits"),
		wrong[foldedTwice]("Folded and UniqueFold"),
		wrong[foldedBytes]("Folded bytes"),
	}
}
