package layout_test

import (
	"math"
	"reflect"
	"runtime"
	"testing"
	"time"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// wide has a field of every kind, with gaps between them.
type wide struct {
	B   bool
	I8  int8
	I16 int16
	I32 int32
	I64 int64
	U8  uint8
	U16 uint16
	U32 uint32
	U64 uint64
	F32 float32
	F64 float64
	S   string
	Raw []byte
	T   time.Time
	P   *int64
	End byte
}

// same writes a value by offset and reads it by name, and the other way around.
func same[T comparable](t *testing.T, obj *wide, field *T, value T) {
	t.Helper()
	p, _ := layout.Data(field)
	offset, ok := p.OffsetIn(layout.Of(obj), reflect.TypeFor[wide]().Size())
	if !ok {
		t.Fatalf("%T lies outside of its object", field)
	}
	before := *obj
	*layout.At[T](layout.Of(obj), offset) = value
	if *field != value {
		t.Errorf("wrote %v at %d, and the field holds %v", value, offset, *field)
	}
	var zero T
	*field = zero
	if got := *layout.At[T](layout.Of(obj), offset); got != zero {
		t.Errorf("read %v at %d, want %v", got, offset, zero)
	}
	if !reflect.DeepEqual(*obj, before) {
		t.Errorf("writing a %T changed what is beside it", value)
	}
}

func TestAtReadsAndWritesEveryKind(t *testing.T) {
	t.Parallel()
	w := new(wide)
	same(t, w, &w.B, true)
	same(t, w, &w.I8, math.MinInt8)
	same(t, w, &w.I16, math.MinInt16)
	same(t, w, &w.I32, math.MinInt32)
	same(t, w, &w.I64, math.MinInt64)
	same(t, w, &w.U8, math.MaxUint8)
	same(t, w, &w.U16, math.MaxUint16)
	same(t, w, &w.U32, math.MaxUint32)
	same(t, w, &w.U64, math.MaxUint64)
	same(t, w, &w.F32, math.MaxFloat32)
	same(t, w, &w.F64, math.SmallestNonzeroFloat64)
	same(t, w, &w.S, "text")
	same(t, w, &w.T, time.Unix(1, 2))
	same(t, w, &w.P, new(int64(3)))
	same(t, w, &w.End, 7)
}

func TestFollowAndSet(t *testing.T) {
	t.Parallel()
	w := new(wide)
	fields, _ := layout.Walk(reflect.TypeFor[wide]())
	at := fields[14].Offset // P
	if p := layout.Of(w).Follow(at); !p.Nil() {
		t.Error("following a nil pointer leads somewhere")
	}
	n := int64(5)
	layout.Of(w).Set(at, layout.Of(&n))
	if w.P != &n {
		t.Errorf("P is %p, want %p", w.P, &n)
	}
	*layout.At[int64](layout.Of(w).Follow(at), 0) = 6
	if n != 6 {
		t.Errorf("n is %d after writing behind the pointer, want 6", n)
	}
}

// A pointer held by layout keeps its object, and the one that was set is kept by the object.
func TestPointersKeepTheirObjects(t *testing.T) {
	t.Parallel()
	p := layout.Of(&wide{S: "kept"})
	fields, _ := layout.Walk(reflect.TypeFor[wide]())
	p.Set(fields[14].Offset, layout.Of(new(int64(42))))
	for range 3 {
		runtime.GC()
		_ = make([]wide, 1000)
	}
	if w := p.Interface(reflect.TypeFor[wide]()).(*wide); w.S != "kept" || *w.P != 42 {
		t.Errorf("after collecting, the object holds %q and %d", w.S, *w.P)
	}
}

func TestDataTakesOnlyPointers(t *testing.T) {
	t.Parallel()
	w := new(wide)
	for _, v := range []any{nil, 7, "text", *w, []int{1}, map[string]int{}, func() {}, struct{ P *int }{}} {
		if _, ok := layout.Data(v); ok {
			t.Errorf("Data(%T) took it for a pointer", v)
		}
	}
	if p, ok := layout.Data((*int)(nil)); !ok || !p.Nil() {
		t.Errorf("Data of a nil pointer: %v, %v; want a pointer to nowhere", p, ok)
	}
	if p, ok := layout.Data(w); !ok || p != layout.Of(w) {
		t.Errorf("Data(%p) = %v, %v; want Of", w, p, ok)
	}
}

func TestOffsetInTellsObjectsApart(t *testing.T) {
	t.Parallel()
	list := make([]wide, 3) // neighbours in memory
	size := reflect.TypeFor[wide]().Size()
	middle := layout.Of(&list[1])
	for _, c := range []struct {
		name   string
		p      layout.Pointer
		inside bool
	}{
		{"its first field", layout.Of(&list[1].B), true},
		{"its last field", layout.Of(&list[1].End), true},
		{"the last field of the one before", layout.Of(&list[0].End), false},
		{"the first field of the one behind", layout.Of(&list[2].B), false},
		{"nowhere", layout.Pointer{}, false},
	} {
		if _, inside := c.p.OffsetIn(middle, size); inside != c.inside {
			t.Errorf("%s lies in it: %v, want %v", c.name, inside, c.inside)
		}
	}
	if _, inside := middle.OffsetIn(middle, 0); inside {
		t.Error("an object without size holds something")
	}
}

func TestKindOfBasicKinds(t *testing.T) {
	t.Parallel()
	for k := reflect.Invalid; k <= reflect.UnsafePointer+5; k++ {
		got := layout.KindOf(k)
		basic := k >= reflect.Bool && k <= reflect.Float64 && k != reflect.Uintptr || k == reflect.String
		if (got != layout.None) != basic {
			t.Errorf("KindOf(%v) = %d; want a kind: %v", k, got, basic)
		}
	}
}
