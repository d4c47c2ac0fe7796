package form_test

import (
	"database/sql"
	"errors"
	"math"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/validate"
)

type fuzzed struct {
	Text   string
	Area   string
	Whole  int8
	Count  uint64
	Ratio  float64
	Maybe  sql.Null[int32]
	Active bool
	Plan   *string
	Hidden string
}

var fuzzedForm = form.Define(func(f *form.Fields, z *fuzzed) {
	f.Field(&z.Text).Size(5).Trim().Fold()
	f.Field(&z.Area).As(form.TextArea).Size(9).Optional()
	f.Field(&z.Whole)
	f.Field(&z.Count).Max(100)
	f.Field(&z.Ratio).Min(0).Max(1)
	f.Field(&z.Maybe)
	f.Field(&z.Active)
	f.Field(&z.Plan).Choices(form.Choice{Value: "free", Label: "Free"}, form.Choice{Value: "paid", Label: "Paid"})
})

// FuzzBind holds for any submission: it is accepted only with values that the definition allows, refused
// without a trace in the object, its page is UTF-8, and showing an accepted object and sending that again
// stores the same.
func FuzzBind(f *testing.F) {
	f.Add("a", "b\r\nc", "1", "2", "0.5", "", "on", "free", false)
	f.Add("", "\x00", "-129", "18446744073709551616", "1e-999", "0x1", "maybe", "gold", false)
	f.Add("\xff", "é", "+0", "-0", "-0", "1_0", "0", "", true)
	f.Fuzz(func(t *testing.T, text, area, whole, count, ratio, maybe, active, plan string, twice bool) {
		sent := values("text", text, "area", area, "whole", whole, "count", count, "ratio", ratio, "maybe", maybe, "active", active,
			"plan", plan, "hidden", "never")
		if twice {
			sent.Add("text", text)
		}
		before := fuzzed{Text: "before", Hidden: "untouched"}
		got := before
		page := fuzzedForm.Blank(&got)
		if err := page.Attach(get()); err != nil {
			t.Fatal(err)
		}
		ok, err := page.Bind(t.Context(), sent)
		if err != nil || ok != page.Valid() || ok && twice {
			t.Fatalf("Bind(%q) = %t, %v, Valid %t", sent, ok, err, page.Valid())
		}
		if html, err := page.HTML(); err != nil || !utf8.ValidString(string(html)) || strings.ContainsRune(string(html), 0) {
			t.Fatalf("page of %q: %v, or not clean UTF-8", sent, err)
		}
		if !ok {
			if !reflect.DeepEqual(got, before) {
				t.Errorf("%q was refused and changed the object to %+v", sent, got)
			}
			return
		}
		checkAccepted(t, got)
		checkRoundTrip(t, got)
	})
}

func checkAccepted(t *testing.T, z fuzzed) {
	t.Helper()
	_, clean := validate.Text(z.Text, false)
	_, cleanArea := validate.Text(z.Area, true)
	switch {
	case !clean || z.Text == "" || utf8.RuneCountInString(z.Text) > 5 || strings.TrimSpace(z.Text) != z.Text || validate.Fold(z.Text) != z.Text:
		t.Errorf("accepted the text %q", z.Text)
	case !cleanArea || strings.Contains(z.Area, "\r") || utf8.RuneCountInString(z.Area) > 9:
		t.Errorf("accepted the lines %q", z.Area)
	case z.Count > 100, !(z.Ratio >= 0 && z.Ratio <= 1), math.Signbit(z.Ratio):
		t.Errorf("accepted the numbers %d, %g", z.Count, z.Ratio)
	case z.Plan != nil && *z.Plan != "free" && *z.Plan != "paid":
		t.Errorf("accepted the choice %q", *z.Plan)
	case z.Hidden != "untouched":
		t.Errorf("wrote a field that the form does not have: %q", z.Hidden)
	}
}

func checkRoundTrip(t *testing.T, z fuzzed) {
	t.Helper()
	again := fuzzedForm.New(&z)
	if err := again.Attach(get()); err != nil {
		t.Fatal(err)
	}
	views, err := again.Fields()
	if err != nil {
		t.Fatal(err)
	}
	sent := values()
	for _, v := range views {
		sent.Set(v.Name, v.Value)
	}
	stored := fuzzed{Hidden: z.Hidden}
	if ok, err := fuzzedForm.New(&stored).Bind(t.Context(), sent); !ok || err != nil || !reflect.DeepEqual(stored, z) {
		t.Errorf("%+v, shown as %q and sent again: %t, %v, %+v", z, sent, ok, err, stored)
	}
}

// FuzzWhole holds the reading of whole numbers against arbitrary precision.
func FuzzWhole(f *testing.F) {
	for _, s := range []string{"0", "-1", "+127", "128", "1_0", "０", " 5", "", "-", "1,000", "99999999999999999999"} {
		f.Add(s)
	}
	d := form.Define(func(f *form.Fields, h *holder[int8]) { f.Field(&h.Value) })
	f.Fuzz(func(t *testing.T, s string) {
		var h holder[int8]
		ok, err := d.Blank(&h).Bind(t.Context(), values("value", s))
		if err != nil {
			t.Fatal(err)
		}
		trimmed := strings.TrimSpace(s)
		want, isNumber := new(big.Int).SetString(trimmed, 10)
		_, clean := validate.Text(s, false)
		inRange := isNumber && clean && want.IsInt64() && want.Int64() >= -128 && want.Int64() <= 127
		if ok != inRange || ok && int64(h.Value) != want.Int64() {
			t.Errorf("%q: accepted %t as %d; want %t as %v", s, ok, h.Value, inRange, want)
		}
	})
}

// FuzzDecimal holds that what is accepted is finite, in the notation promised, and means the same to others.
func FuzzDecimal(f *testing.F) {
	for _, s := range []string{"0", "-1.5e3", ".5", "5.", "0,95", "1e999", "1e-999", "NaN", "0x1p4", "1_0", "1e5.5", "1e+", "-0"} {
		f.Add(s)
	}
	d := form.Define(func(f *form.Fields, h *holder[float64]) { f.Field(&h.Value) })
	f.Fuzz(func(t *testing.T, s string) {
		var h holder[float64]
		ok, err := d.Blank(&h).Bind(t.Context(), values("value", s))
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			return
		}
		trimmed := strings.TrimSpace(s)
		if strings.Trim(trimmed, "+-.0123456789eE") != "" || math.IsInf(h.Value, 0) || math.IsNaN(h.Value) {
			t.Fatalf("%q was accepted as %g", s, h.Value)
		}
		if len(trimmed) > 40 {
			return // an exponent that takes arbitrary precision for ever
		}
		want, _, err := big.ParseFloat(trimmed, 10, 200, big.ToNearestEven)
		if errors.Is(err, strconv.ErrRange) && h.Value == 0 {
			return // zero times a power that the other reader cannot count
		}
		if err != nil {
			t.Fatalf("%q was accepted as %g, but big.ParseFloat says %v", s, h.Value, err)
		}
		if exact, _ := want.Float64(); exact != h.Value {
			t.Errorf("%q was accepted as %g; want %g", s, h.Value, exact)
		}
	})
}
