package driver_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

func TestAValueIsWhatItWasMadeOf(t *testing.T) {
	t.Parallel()
	raw, none := []byte{0, 255}, []byte(nil)
	for _, v := range []struct {
		in   driver.Value
		kind driver.Kind
		want any
	}{
		{driver.Value{}, driver.Null, nil},
		{driver.BoolValue(true), driver.Bool, true},
		{driver.BoolValue(false), driver.Bool, false},
		{driver.IntValue(math.MinInt64), driver.Int, int64(math.MinInt64)},
		{driver.FloatValue(-0.5), driver.Float, -0.5},
		{driver.TextValue("é"), driver.Text, "é"},
		{driver.BytesValue(&raw), driver.Bytes, []byte{0, 255}},
		{driver.BytesValue(&none), driver.Bytes, []byte(nil)},
		{driver.TimeValue(-1), driver.Time, time.UnixMicro(-1).UTC()},
		{driver.ListValue([]driver.Value{driver.IntValue(1), {}}), driver.List, []any{int64(1), nil}},
		{driver.ListValue(nil), driver.List, []any{}},
	} {
		if v.in.Kind() != v.kind {
			t.Errorf("%v: got kind %d, want %d", v.want, v.in.Kind(), v.kind)
		}
		if diff := cmp.Diff(v.want, v.in.Any()); diff != "" {
			t.Errorf("Any (-want +got):\n%s", diff)
		}
	}
	if driver.BoolValue(true).Int() != 1 || driver.BoolValue(false).Int() != 0 {
		t.Errorf("Int of true and false: got %d and %d, want 1 and 0", driver.BoolValue(true).Int(), driver.BoolValue(false).Int())
	}
	if b, l := (driver.Value{}).Bytes(), (driver.Value{}).List(); b != nil || l != nil {
		t.Errorf("the zero value: got bytes %v and list %v, want nil", b, l)
	}
}

func TestValuesAllocateNothing(t *testing.T) {
	values := make([]driver.Value, 6)
	raw, text := []byte{1}, "text"
	got := testing.AllocsPerRun(100, func() {
		values[0] = driver.BoolValue(true)
		values[1] = driver.IntValue(1 << 40)
		values[2] = driver.FloatValue(0.5)
		values[3] = driver.TextValue(text)
		values[4] = driver.BytesValue(&raw)
		values[5] = driver.TimeValue(1 << 50)
	})
	if got != 0 {
		t.Errorf("got %v allocations, want 0", got)
	}
}

func TestARefusalTellsItsKindAndCause(t *testing.T) {
	t.Parallel()
	r := &driver.Refusal{Kind: fault.Timeout, Constraint: "ck", Err: fmt.Errorf("stopped: %w", context.DeadlineExceeded)}
	wrapped := fmt.Errorf("opening: %w", r)
	if got := fault.KindOf(wrapped); got != fault.Timeout {
		t.Errorf("KindOf: got %q, want %q", got, fault.Timeout)
	}
	if !errors.Is(wrapped, context.DeadlineExceeded) {
		t.Errorf("%v does not wrap its cause", wrapped)
	}
	if e, ok := errors.AsType[*fault.Error](wrapped); !ok || e.Constraint != "ck" {
		t.Errorf("as a fault: got %+v, %t", e, ok)
	}
	if got := (&driver.Refusal{Kind: fault.DiskFull}).Error(); got != "driver: disk full" {
		t.Errorf("without a cause: got %q", got)
	}
}

func TestElementsOfAConstantBecomeValues(t *testing.T) {
	t.Parallel()
	at := time.UnixMicro(-1).UTC()
	in := []any{true, int64(-3), 0.5, "é", at}
	values, err := driver.ValuesOf(in)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(in, driver.ListValue(values).Any()); diff != "" {
		t.Errorf("ValuesOf (-want +got):\n%s", diff)
	}
	for _, other := range []any{nil, 1, []byte("a"), []any{"a"}} {
		if _, err := driver.ValuesOf([]any{"a", other}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%T: got %v, want kind invalid", other, err)
		}
	}
}

func TestTextsOfArraysAreJSON(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "é😀", `"\`, "\x01\n\x1f\x7f", "</script>"} {
		var back string
		if err := json.Unmarshal(driver.AppendJSONText(nil, text), &back); err != nil || back != text {
			t.Errorf("%q: reads back as %q, %v", text, back, err)
		}
	}
	if got := string(driver.AppendJSONText([]byte("["), []byte("a\"\n"))); got != `["a\"\u000a"` {
		t.Errorf("got %s", got)
	}
}
