package orm_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// engineRow is a row as some engine gives it.
type engineRow []driver.Value

func (r engineRow) Kind(i int) driver.Kind   { return r[i].Kind() }
func (r engineRow) Int(i int) int64          { return r[i].Int() }
func (r engineRow) Float(i int) float64      { return r[i].Float() }
func (r engineRow) Time(i int) (int64, bool) { return r[i].Int(), r[i].Kind() == driver.Time }
func (r engineRow) Bytes(i int) []byte {
	if r[i].Kind() == driver.Decimal {
		return driver.AppendDecimal(nil, r[i].Int(), r[i].Scale())
	}
	return append([]byte(r[i].Text()), r[i].Bytes()...)
}

type paid struct {
	ID    uuid.UUID
	Price digits
	Done  bool
	At    time.Time
	Tags  []string
	More  any
}

func (p *paid) Define(t *orm.Table[paid]) {
	t.Column(&p.Price).Decimal(6, 2)
	t.Column(&p.More).JSON()
}

// What has no column to say what it is travels as a column of its own type would hold it.
func TestValuesOfRawSQLTravelAsColumnsHoldThem(t *testing.T) {
	t.Parallel()
	m := orm.Define[lists]()
	db, ctx := open(t, m), context.Background()
	id := uuid.MustParse("0190a8f1-7c2b-7d3e-8f4a-5b6c7d8e9f01")
	type row struct{ ID, Link, List, Times, JSON, Wait string }
	got, err := orm.Rows[row](ctx, db, orm.SQL(`SELECT ? AS id, ? AS link, ? AS list, ? AS times, ? AS json, CAST(? AS TEXT) AS wait`,
		id, &id, []code{"a", "b"}, []time.Time{time.UnixMicro(5)}, json.RawMessage(`{"b": 1.0, "a": 2}`), time.Microsecond))
	if err != nil {
		t.Fatal(err)
	}
	want := row{id.String(), id.String(), `["a","b"]`, `["1970-01-01T00:00:00.000005Z"]`, `{"a":2,"b":1}`, "1000"}
	if *got[0] != want {
		t.Errorf("got %+v, want %+v", *got[0], want)
	}
	if err := m.Insert(ctx, db, someLists()); err != nil {
		t.Fatal(err)
	}
	if n, err := m.Where(orm.Raw("whole = ?", someLists().Whole)).Count(ctx, db); n != 1 || err != nil {
		t.Errorf("an array was found %d times by its text, %v", n, err)
	}
}

// Engines give some values as what they keep them in; each such form is read, and no other.
func TestWhatEnginesGiveIsRead(t *testing.T) {
	t.Parallel()
	id := uuid.MustParse("0190a8f1-7c2b-7d3e-8f4a-5b6c7d8e9f01")
	raw := id[:]
	text := driver.TextValue
	good := engineRow{driver.UUIDValue(id), driver.DecimalValue(1250, 2), driver.BoolValue(true), driver.TimeValue(5), text(`["a"]`), text("1")}
	with := func(i int, v driver.Value) engineRow {
		row := append(engineRow{}, good...)
		row[i] = v
		return row
	}
	for name, row := range map[string]engineRow{
		"all as they are": good, "a UUID as bytes": with(0, driver.BytesValue(&raw)), "a UUID as text": with(0, text(strings.ToUpper(id.String()))),
		"a decimal as a scaled number": with(1, driver.IntValue(1250)), "a decimal as digits": with(1, text("12.50")), "a bool as a number": with(2, driver.IntValue(1)),
		"spaces in JSON": with(4, text(` [ "a" ] `)),
	} {
		got, err := orm.ReadRow[paid](row)
		if err != nil || got.ID != id || got.Price.any != "12.50" || !got.Done || got.At != time.UnixMicro(5).UTC() || len(got.Tags) != 1 || got.More != 1.0 {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
	short := raw[:15]
	for name, row := range map[string]engineRow{
		"a UUID of 15 bytes": with(0, driver.BytesValue(&short)), "a UUID as a number": with(0, driver.IntValue(1)), "a UUID without dashes": with(0, text(strings.ReplaceAll(id.String(), "-", ""))),
		"a UUID with dashes elsewhere": with(0, text("0190a8f17-c2b-7d3e-8f4a-5b6c7d8e9f01")), "a UUID with other letters": with(0, text("g190a8f1-7c2b-7d3e-8f4a-5b6c7d8e9f01")),
		"a decimal as a float": with(1, driver.FloatValue(12.5)), "a bool as a text": with(2, text("true")), "a time as a number": with(3, driver.IntValue(5)),
		"an array as a number": with(4, driver.IntValue(1)), "JSON as a number": with(5, driver.IntValue(1)), "NULL": with(4, driver.Value{}), "no array": with(4, text("{}")),
	} {
		if got, err := orm.ReadRow[paid](row); fault.KindOf(err) != fault.SchemaMismatch {
			t.Errorf("%s: got %+v, %v; want SchemaMismatch", name, got, err)
		}
	}
}
