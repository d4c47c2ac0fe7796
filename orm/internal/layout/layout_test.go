package layout_test

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rowankit/rowan/orm/internal/layout"
)

type (
	named  string
	months int8
	// own converts itself.
	own struct{ A, B int }
	// ownText converts itself although its kind is a basic one.
	ownText string
	// id writes itself as text, and converts itself too, as UUIDs of the known libraries do.
	id [16]byte
	// plainID does not say how it is written.
	plainID [16]byte
)

func (id) MarshalText() ([]byte, error) { return nil, nil }
func (id) Value() (driver.Value, error) { return nil, nil }
func (*id) Scan(any) error              { return nil }

func (o *own) Scan(any) error                   { return nil }
func (o own) Value() (driver.Value, error)      { return nil, nil }
func (o *ownText) Scan(any) error               { return nil }
func (o *ownText) Value() (driver.Value, error) { return nil, nil }

func TestValueOfEveryKind(t *testing.T) {
	t.Parallel()
	word, uword := layout.Int64, layout.Uint64
	if reflect.TypeFor[int]().Size() == 4 {
		word, uword = layout.Int32, layout.Uint32
	}
	for _, c := range []struct {
		typ      reflect.Type
		kind     layout.Kind
		nullable layout.Nullable
		elem     reflect.Type
	}{
		{reflect.TypeFor[bool](), layout.Bool, layout.NotNull, reflect.TypeFor[bool]()},
		{reflect.TypeFor[int](), word, layout.NotNull, reflect.TypeFor[int]()},
		{reflect.TypeFor[int8](), layout.Int8, layout.NotNull, reflect.TypeFor[int8]()},
		{reflect.TypeFor[int16](), layout.Int16, layout.NotNull, reflect.TypeFor[int16]()},
		{reflect.TypeFor[rune](), layout.Int32, layout.NotNull, reflect.TypeFor[int32]()},
		{reflect.TypeFor[int64](), layout.Int64, layout.NotNull, reflect.TypeFor[int64]()},
		{reflect.TypeFor[uint](), uword, layout.NotNull, reflect.TypeFor[uint]()},
		{reflect.TypeFor[uint8](), layout.Uint8, layout.NotNull, reflect.TypeFor[uint8]()},
		{reflect.TypeFor[uint16](), layout.Uint16, layout.NotNull, reflect.TypeFor[uint16]()},
		{reflect.TypeFor[uint32](), layout.Uint32, layout.NotNull, reflect.TypeFor[uint32]()},
		{reflect.TypeFor[uint64](), layout.Uint64, layout.NotNull, reflect.TypeFor[uint64]()},
		{reflect.TypeFor[float32](), layout.Float32, layout.NotNull, reflect.TypeFor[float32]()},
		{reflect.TypeFor[float64](), layout.Float64, layout.NotNull, reflect.TypeFor[float64]()},
		{reflect.TypeFor[string](), layout.String, layout.NotNull, reflect.TypeFor[string]()},
		{reflect.TypeFor[[]byte](), layout.Bytes, layout.NotNull, reflect.TypeFor[[]byte]()},
		{reflect.TypeFor[time.Time](), layout.Time, layout.NotNull, reflect.TypeFor[time.Time]()},
		{reflect.TypeFor[named](), layout.String, layout.NotNull, reflect.TypeFor[named]()},
		{reflect.TypeFor[months](), layout.Int8, layout.NotNull, reflect.TypeFor[months]()},
		{reflect.TypeFor[time.Duration](), layout.Int64, layout.NotNull, reflect.TypeFor[time.Duration]()},
		{reflect.TypeFor[own](), layout.Own, layout.NotNull, reflect.TypeFor[own]()},
		{reflect.TypeFor[ownText](), layout.Own, layout.NotNull, reflect.TypeFor[ownText]()},
		{reflect.TypeFor[*bool](), layout.Bool, layout.ByPointer, reflect.TypeFor[bool]()},
		{reflect.TypeFor[*named](), layout.String, layout.ByPointer, reflect.TypeFor[named]()},
		{reflect.TypeFor[*time.Time](), layout.Time, layout.ByPointer, reflect.TypeFor[time.Time]()},
		{reflect.TypeFor[*[]byte](), layout.Bytes, layout.ByPointer, reflect.TypeFor[[]byte]()},
		{reflect.TypeFor[*own](), layout.Own, layout.ByPointer, reflect.TypeFor[own]()},
		{reflect.TypeFor[*ownText](), layout.Own, layout.ByPointer, reflect.TypeFor[ownText]()},
		{reflect.TypeFor[sql.NullString](), layout.String, layout.ByValid, reflect.TypeFor[string]()},
		{reflect.TypeFor[sql.NullTime](), layout.Time, layout.ByValid, reflect.TypeFor[time.Time]()},
		{reflect.TypeFor[sql.NullInt16](), layout.Int16, layout.ByValid, reflect.TypeFor[int16]()},
		{reflect.TypeFor[sql.NullByte](), layout.Uint8, layout.ByValid, reflect.TypeFor[byte]()},
		{reflect.TypeFor[sql.Null[months]](), layout.Int8, layout.ByValid, reflect.TypeFor[months]()},
		{reflect.TypeFor[sql.Null[[]byte]](), layout.Bytes, layout.ByValid, reflect.TypeFor[[]byte]()},
		{reflect.TypeFor[sql.Null[own]](), layout.Own, layout.ByValid, reflect.TypeFor[own]()},
		{reflect.TypeFor[id](), layout.UUID, layout.NotNull, reflect.TypeFor[id]()},
		{reflect.TypeFor[*id](), layout.UUID, layout.ByPointer, reflect.TypeFor[id]()},
		{reflect.TypeFor[sql.Null[id]](), layout.UUID, layout.ByValid, reflect.TypeFor[id]()},
		{reflect.TypeFor[json.RawMessage](), layout.Raw, layout.NotNull, reflect.TypeFor[json.RawMessage]()},
		{reflect.TypeFor[*json.RawMessage](), layout.Raw, layout.ByPointer, reflect.TypeFor[json.RawMessage]()},
		{reflect.TypeFor[sql.Null[json.RawMessage]](), layout.Raw, layout.ByValid, reflect.TypeFor[json.RawMessage]()},
		{reflect.TypeFor[[]string](), layout.Array, layout.NotNull, reflect.TypeFor[[]string]()},
		{reflect.TypeFor[*[]months](), layout.Array, layout.ByPointer, reflect.TypeFor[[]months]()},
		{reflect.TypeFor[sql.Null[[]time.Time]](), layout.Array, layout.ByValid, reflect.TypeFor[[]time.Time]()},
	} {
		v := layout.ValueOf(c.typ)
		if v.Kind != c.kind || v.Nullable != c.nullable || v.Elem != c.elem {
			t.Errorf("ValueOf(%v) = %+v, want the kind %d of %v, missing as %d", c.typ, v, c.kind, c.elem, c.nullable)
		}
		if v.Nullable == layout.ByValid {
			if valid, _ := c.typ.FieldByName("Valid"); v.Valid != valid.Offset {
				t.Errorf("ValueOf(%v) has Valid at %d, want %d", c.typ, v.Valid, valid.Offset)
			}
		}
	}
}

func TestItemsOfArrays(t *testing.T) {
	t.Parallel()
	for typ, want := range map[reflect.Type]layout.Kind{
		reflect.TypeFor[[]bool](): layout.Bool, reflect.TypeFor[[]months](): layout.Int8, reflect.TypeFor[[]time.Duration](): layout.Int64,
		reflect.TypeFor[[]float32](): layout.Float32, reflect.TypeFor[[]named](): layout.String, reflect.TypeFor[[]time.Time](): layout.Time,
		reflect.TypeFor[[]byte](): layout.None, reflect.TypeFor[string](): layout.None,
	} {
		if v := layout.ValueOf(typ); v.Item != want {
			t.Errorf("ValueOf(%v) has items of the kind %d, want %d", typ, v.Item, want)
		}
	}
}

func TestElementsOfASlice(t *testing.T) {
	t.Parallel()
	list := []named{"a", "b", "c"}[:2]
	first, n := layout.Of(&list).Elements()
	if n != 2 {
		t.Fatalf("%d elements, want 2", n)
	}
	second := layout.At[string](first, reflect.TypeFor[string]().Size())
	if *second = *second + "!"; list[1] != "b!" {
		t.Errorf("got %q, want the second element changed", list)
	}
	if _, n := layout.Of(new([]int64)).Elements(); n != 0 {
		t.Errorf("nil has %d elements", n)
	}
}

func TestValueOfWhatNoColumnHolds(t *testing.T) {
	t.Parallel()
	for _, typ := range []reflect.Type{
		reflect.TypeFor[[]*string](), reflect.TypeFor[[][]byte](), reflect.TypeFor[[]own](), reflect.TypeFor[[]ownText](), reflect.TypeFor[[]id](),
		reflect.TypeFor[[3]int](), reflect.TypeFor[plainID](), reflect.TypeFor[[16]byte](), reflect.TypeFor[map[string]int](), reflect.TypeFor[[4]byte](), reflect.TypeFor[any](),
		reflect.TypeFor[func()](), reflect.TypeFor[chan int](), reflect.TypeFor[complex128](), reflect.TypeFor[uintptr](),
		reflect.TypeFor[**string](), reflect.TypeFor[struct{ A int }](), reflect.TypeFor[*struct{ A int }](),
		reflect.TypeFor[sql.Null[*int]](), reflect.TypeFor[sql.Null[[]any]](),
	} {
		if v := layout.ValueOf(typ); v.Kind != layout.None {
			t.Errorf("ValueOf(%v) = %+v, want the kind None", typ, v)
		}
	}
}

type (
	address struct {
		Street string
		town
	}
	town struct {
		City string
		ZIP  *int32
	}
	person struct {
		Active bool
		ID     int64
		address
		//lint:ignore U1000 Walk tells fields that nobody can see
		note    string
		Nick    sql.NullString
		Born    time.Time
		Secret  string `db:"-"`
		own     `db:"custom"`
		Months  months
		Picture []byte
		Score   *float64
		Kept    address `db:"kept"`
	}
)

// walked is what a test looks at of a field.
type walked struct {
	Name   string
	Index  []int
	Tag    string
	Hidden bool
}

func TestWalkListsFieldsInOrder(t *testing.T) {
	t.Parallel()
	fields, parts := layout.Walk(reflect.TypeFor[person]())
	var got []walked
	for _, f := range fields {
		got = append(got, walked{f.Name, f.Index, f.Tag, !f.Exported})
		sf := reflect.TypeFor[person]().FieldByIndex(f.Index)
		if f.Type != sf.Type || f.Value != layout.ValueOf(sf.Type) {
			t.Errorf("%s has the type %v and value %+v; want those of %v", f.Name, f.Type, f.Value, sf.Type)
		}
	}
	want := []walked{
		{"Active", []int{0}, "", false}, {"ID", []int{1}, "", false}, {"Street", []int{2, 0}, "", false},
		{"City", []int{2, 1, 0}, "", false}, {"ZIP", []int{2, 1, 1}, "", false}, {"note", []int{3}, "", true},
		{"Nick", []int{4}, "", false}, {"Born", []int{5}, "", false}, {"Secret", []int{6}, "-", false},
		{"own", []int{7}, "custom", true}, {"Months", []int{8}, "", false}, {"Picture", []int{9}, "", false},
		{"Score", []int{10}, "", false}, {"Kept", []int{11}, "kept", false},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("fields (-want +got)\n%s", d)
	}
	if len(parts) != 2 || parts[0].Type != reflect.TypeFor[address]() || parts[1].Type != reflect.TypeFor[town]() || parts[0].Fields != 2 {
		t.Errorf("parts %+v, want address and then the town in it", parts)
	}
}

// An offset leads to the same memory that reflection finds.
func TestOffsetsLeadToFields(t *testing.T) {
	t.Parallel()
	p := &person{address: address{Street: "s", town: town{City: "c", ZIP: new(int32(9))}}, Nick: sql.NullString{String: "n", Valid: true}}
	fields, parts := layout.Walk(reflect.TypeFor[person]())
	for _, f := range fields {
		if !f.Exported {
			continue
		}
		want := reflect.ValueOf(p).Elem().FieldByIndex(f.Index)
		got := layout.Of(p).Field(f.Offset).Interface(f.Type)
		if d := cmp.Diff(want.Interface(), reflect.ValueOf(got).Elem().Interface(), cmp.Exporter(func(reflect.Type) bool { return true })); d != "" {
			t.Errorf("%s at %d (-reflect +layout)\n%s", f.Name, f.Offset, d)
		}
		at, ok := layout.Data(want.Addr().Interface())
		if offset, inside := at.OffsetIn(layout.Of(p), reflect.TypeFor[person]().Size()); !ok || !inside || offset != f.Offset {
			t.Errorf("the pointer of %s lies at %d (%v, %v), want %d", f.Name, offset, inside, ok, f.Offset)
		}
	}
	if got := layout.Of(p).Field(parts[1].Offset).Interface(parts[1].Type).(*town); got != &p.town {
		t.Errorf("the town lies at %p, want %p", got, &p.town)
	}
}

func TestMalformedTags(t *testing.T) {
	t.Parallel()
	for tag, want := range map[reflect.StructTag]bool{
		`db:name`: true, `json:"x" db:name`: true, `json:"x", db:"name"`: true, `db: "name"`: true,
		`db:"name"`: false, ``: false, `json:"db:x"`: false, `mydb:x`: false, `db:""`: false,
	} {
		made := reflect.StructOf([]reflect.StructField{{Name: "Name", Type: reflect.TypeFor[string](), Tag: tag}})
		fields, _ := layout.Walk(made)
		if fields[0].Malformed != want {
			t.Errorf("the tag %q is malformed: %v, want %v", tag, fields[0].Malformed, want)
		}
	}
}
