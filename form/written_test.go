package form_test

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rowankit/rowan/form"
)

// price is an amount in cents, which writes itself as digits with a point, and reads anything that Go calls a number.
type price struct{ cents int64 }

func (p price) MarshalText() ([]byte, error) {
	if p.cents < 0 {
		return nil, errors.New("a price below zero")
	}
	return fmt.Appendf(nil, "%d.%02d", p.cents/100, p.cents%100), nil
}

func (p *price) UnmarshalText(text []byte) error {
	f, err := strconv.ParseFloat(string(text), 64)
	p.cents = int64(f*100 + 0.5)
	return err
}

type parcel struct {
	Wait   time.Duration
	Limit  *time.Duration
	Host   netip.Addr
	Other  *netip.Addr
	Price  price
	Amount *price
}

var parcelForm = form.Define(func(f *form.Fields, p *parcel) {
	f.Field(&p.Wait).Min(time.Minute).Max(2 * time.Hour)
	f.Field(&p.Limit)
	f.Field(&p.Host)
	f.Field(&p.Other)
	f.Field(&p.Price)
	f.Field(&p.Amount)
})

func TestTypesThatWriteThemselvesAreReadAndShown(t *testing.T) {
	t.Parallel()
	var p parcel
	f := parcelForm.New(&p)
	if ok, err := f.Submitted(post(
		"wait", " 1h 30m ", "limit", "45s", "host", "::1", "other", "", "price", "12.5", "amount", "",
	)); !ok || err != nil {
		t.Fatalf("got %t, %v, %+v", ok, err, f.Violations())
	}
	if p.Wait != 90*time.Minute || *p.Limit != 45*time.Second || p.Host != netip.IPv6Loopback() || p.Other != nil || p.Price.cents != 1250 || p.Amount != nil {
		t.Errorf("got %+v", p)
	}
	shown := parcelForm.New(&p)
	if err := shown.Attach(get()); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"wait": "1h30m0s", "limit": "45s", "host": "::1", "other": "", "price": "12.50"} {
		if v, err := shown.Field(name); err != nil || v.Value != want {
			t.Errorf("%s: got %q, %v, want %q", name, v.Value, err, want)
		}
	}
}

func TestTextThatItsTypeDoesNotReadIsRefused(t *testing.T) {
	t.Parallel()
	for _, v := range []struct{ field, typed, code, message string }{
		{"wait", "", "required", "is required"},
		{"wait", "90", "not_a_duration", "must be a duration such as 1h30m or 45s"},
		{"wait", "9999999h9999999h", "not_a_duration", "must be a duration"},
		{"wait", "30s", "out_of_range", "must be between 1m0s and 2h0m0s"},
		{"limit", "soon", "not_a_duration", "must be a duration"},
		{"host", "", "required", "is required"},
		{"host", "localhost", "invalid", "is not written as it should be"},
		{"price", "cheap", "invalid", "is not written as it should be"},
	} {
		r := post("wait", "1h", "host", "::1", "price", "1")
		r.values.Set(v.field, v.typed)
		var p parcel
		f := parcelForm.New(&p)
		if ok, err := f.Submitted(r); ok || err != nil {
			t.Errorf("%s %q: got %t, %v, want it refused", v.field, v.typed, ok, err)
			continue
		}
		got := f.Violations()
		if len(got) != 1 || got[0].Code != v.code || !strings.HasPrefix(got[0].Message, v.message) {
			t.Errorf("%s %q: got %+v, want %s: %s", v.field, v.typed, got, v.code, v.message)
		}
		if p != (parcel{}) {
			t.Errorf("%s %q: the object holds %+v", v.field, v.typed, p)
		}
	}
}

func TestADecimalIsPlainAndHasItsDigits(t *testing.T) {
	t.Parallel()
	type bill struct{ Sum price }
	define := func(scale int) *form.Definition[bill] {
		return form.Define(func(f *form.Fields, b *bill) { f.Field(&b.Sum).Decimal(5, scale) })
	}
	for _, v := range []struct {
		scale int
		typed string
		want  string // empty: accepted
	}{
		{2, "123.45", ""}, {2, "+1.5", ""}, {2, "000123.4500", ""}, {2, ".5", ""}, {2, "5.", ""},
		{2, "1.234", "must have at most 2 digits behind the point"},
		{1, "1.23", "must have at most 1 digit behind the point"},
		{0, "1.5", "must be a whole number"},
		{2, "1234", "must have at most 3 digits before the point"},
		{2, "1e3", "must be a number such as 0.95, without an exponent"},
		{2, "1e999999999", "must be a number such as 0.95, without an exponent"},
		{2, "0x10", "must be a number such as 0.95"},
		{2, "0,95", "must be a number such as 0.95; use a point, not a comma"},
		{2, "NaN", "must be a number such as 0.95"},
		{2, ".", "must be a number such as 0.95"},
		{2, "١٢", "must be a number such as 0.95"},
	} {
		f := define(v.scale).New(new(bill))
		ok, err := f.Submitted(post("sum", v.typed))
		if err != nil {
			t.Fatal(err)
		}
		message := ""
		if list := f.Violations(); len(list) > 0 {
			message = list[0].Message
		}
		if ok != (v.want == "") || message != v.want {
			t.Errorf("%q with scale %d: got %t, %q, want %q", v.typed, v.scale, ok, message, v.want)
		}
	}
}

func TestDefaultsOfWrittenTypesAreOfTheirType(t *testing.T) {
	t.Parallel()
	good := form.Define(func(f *form.Fields, p *parcel) {
		f.Field(&p.Wait).Default(90 * time.Minute)
		f.Field(&p.Price).Default(price{250})
	})
	f := good.Blank(new(parcel))
	if err := f.Attach(get()); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"wait": "1h30m0s", "price": "2.50"} {
		if v, err := f.Field(name); err != nil || v.Value != want {
			t.Errorf("%s: got %q, %v, want %q", name, v.Value, err, want)
		}
	}
	wrong := form.Define(func(f *form.Fields, p *parcel) {
		f.Field(&p.Wait).Default("1h").Decimal(3, 1)
		f.Field(&p.Price).Default(netip.IPv6Loopback()).Decimal(1, 2)
		f.Field(&p.Host).Min(1)
	})
	err := wrong.Err()
	for _, part := range []string{
		"Wait: Decimal is for numbers that marshal themselves as text, not for time.Duration", "Wait: the default 1h (string) does not fit time.Duration",
		"Price: Decimal(1, 2) must have", "Price: the default ::1 (netip.Addr) does not fit", "Host: Min and Max are for numbers",
	} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("got %v, want %q in it", err, part)
		}
	}
}
