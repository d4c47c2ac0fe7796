package orm_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm"
)

// plainNumber is how numbers are written; the other reader also takes a sign behind the point.
var plainNumber = regexp.MustCompile(`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$`)

// A decimal is what another reader of decimals takes it for, and exact: with all its digits it is the same number.
func FuzzDecimal(f *testing.F) {
	for _, s := range []string{"0", "-0.01", "12.50", "999999.999", "1e3", "1E-4", ".5", "5.", "+1", "1e", "", "-", "1_0", "0x1", "NaN", "00012", "1000000000000000000", "1e99999999999999999999", "٣"} {
		f.Add(s, 9, 3)
	}
	f.Fuzz(func(t *testing.T, text string, precision, scale int) {
		precision = 1 + (precision%18+18)%18
		scale = (scale%(precision+1) + precision + 1) % (precision + 1)
		got, err := orm.ParseDecimal(text, precision, scale)
		if i := strings.IndexAny(text, "eE"); i >= 0 && len(text)-i > 6 {
			return // the other one would make the digits
		}
		want, wantErr := decimal.NewFromString(text)
		fits := wantErr == nil && plainNumber.MatchString(text) && want.Equal(want.Truncate(int32(scale))) && want.Abs().LessThan(decimal.New(1, int32(precision-scale)))
		switch {
		case err == nil && !fits:
			t.Errorf("%q became %d / 10^%d; want it refused (%v)", text, got, scale, wantErr)
		case err != nil && fits:
			t.Errorf("%q with %d digits, %d behind the point: %v; want %v", text, precision, scale, err, want)
		case err == nil && !decimal.New(got, -int32(scale)).Equal(want):
			t.Errorf("%q became %d / 10^%d; want %v", text, got, scale, want)
		}
	})
}

// A UUID is read from what it writes of itself, and from nothing else.
func FuzzUUID(f *testing.F) {
	for _, s := range []string{"0190a8f1-7c2b-7d3e-8f4a-5b6c7d8e9f01", "0190A8F1-7C2B-7D3E-8F4A-5B6C7D8E9F01", "0190a8f17c2b7d3e8f4a5b6c7d8e9f01", "sixteen bytes ..", "urn:uuid:0190a8f1-7c2b-7d3e-8f4a-5b6c7d8e9f01", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := orm.ParseUUID([]byte(text))
		want, err := uuid.Parse(text)
		switch {
		case len(text) == 16:
			want, err = uuid.FromBytes([]byte(text))
		case len(text) != 36:
			want, err = uuid.UUID{}, strings.NewReader("").UnreadByte()
		}
		if ok != (err == nil) || ok && got != want {
			t.Errorf("%q: got %v, %v; want %v, %v", text, got, ok, want, err)
		}
	})
}

// words is a row with arrays alone.
type words struct {
	ID    int64
	Words []string
	Whole []int16
	Reals []float64
	Flags []bool
	Times []time.Time
}

// An array is what encoding/json reads, as far as all elements are of its kind.
func FuzzArray(f *testing.F) {
	for _, s := range []string{`["a","\u00e9\n"]`, "[1,-2]", "[1.5,2e3]", "[true,false]", `["2026-01-02T03:04:05.000006Z"]`, "[]", " [ ] ", "[null]", "[1", `{"a":1}`, "[[1]]", `["\ud800"]`, "[32768]", "[1]x"} {
		f.Add(s)
	}
	empty := driver.TextValue("[]")
	f.Fuzz(func(t *testing.T, text string) {
		row := engineRow{driver.IntValue(1), empty, empty, empty, empty, empty}
		read := func(column int) (*words, bool) {
			with := slices.Clone(row)
			with[column] = driver.TextValue(text)
			got, err := orm.ReadRow[words](with)
			return got, err == nil
		}
		var texts []*string
		var whole []*int16
		var reals []*float64
		var flags []*bool
		if got, ok := read(1); ok && (json.Unmarshal([]byte(text), &texts) != nil || !alike(got.Words, texts)) {
			t.Errorf("%q became %q", text, got.Words)
		} else if !ok && utf8.ValidString(text) && json.Unmarshal([]byte(text), &texts) == nil && !slices.Contains(texts, nil) && !strings.Contains(text, `\u`) && strings.HasPrefix(text, "[") {
			t.Errorf("%q was refused as a list of texts", text)
		}
		if got, ok := read(2); ok && (json.Unmarshal([]byte(text), &whole) != nil || !alike(got.Whole, whole)) {
			t.Errorf("%q became %v", text, got.Whole)
		}
		if got, ok := read(3); ok && (json.Unmarshal([]byte(text), &reals) != nil || !alike(got.Reals, reals)) {
			t.Errorf("%q became %v", text, got.Reals)
		}
		if got, ok := read(4); ok && (json.Unmarshal([]byte(text), &flags) != nil || !alike(got.Flags, flags)) {
			t.Errorf("%q became %v", text, got.Flags)
		}
		read(5)
	})
}

func alike[T comparable](got []T, want []*T) bool {
	return slices.EqualFunc(got, want, func(g T, w *T) bool { return w != nil && g == *w })
}
