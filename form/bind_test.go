package form_test

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/validate"
)

type plan string

// one is a form of a single field "value" of type T.
func one[T any](t *testing.T, say func(f *form.Field)) *form.Definition[holder[T]] {
	t.Helper()
	d := form.Define(func(f *form.Fields, h *holder[T]) {
		field := f.Field(&h.Value)
		if say != nil {
			say(field)
		}
	})
	if err := d.Err(); err != nil {
		t.Fatal(err)
	}
	return d
}

type holder[T any] struct{ Value T }

// send submits one value and returns what was stored, or the violation's code and message.
func send[T any](t *testing.T, d *form.Definition[holder[T]], sent ...string) (stored any, refused string) {
	t.Helper()
	before := holder[T]{}
	h := before
	f := d.Blank(&h)
	ok, err := f.Bind(t.Context(), map[string][]string{"value": sent})
	if err != nil {
		t.Fatal(err)
	}
	found := f.Violations()
	if ok != (len(found) == 0) {
		t.Fatalf("Bind(%q) = %t with violations %v", sent, ok, found)
	}
	if ok {
		return h.Value, ""
	}
	if found[0].Field != "Value" || len(found) != 1 || !reflect.DeepEqual(h, before) {
		t.Errorf("Bind(%q): violations %+v, object %+v; want one of Value and nothing stored", sent, found, h)
	}
	if v, _ := f.Field("value"); len(sent) > 0 && v.Value != strings.ToValidUTF8(sent[0], "\uFFFD") {
		t.Errorf("Bind(%q): the page shows %q; want what was typed", sent, v.Value)
	}
	return nil, found[0].Code + ": " + found[0].Message
}

// entry is one value sent to a field, and what is stored or refused.
type entry struct {
	sent    string
	stored  any
	refused string
}

func run[T any](t *testing.T, d *form.Definition[holder[T]], entries []entry) {
	t.Helper()
	for _, e := range entries {
		stored, refused := send(t, d, e.sent)
		if diff := cmp.Diff(e.stored, stored); diff != "" || refused != e.refused {
			t.Errorf("%T, sent %q: refused %q, want %q; stored (-want +got)\n%s", *new(T), e.sent, refused, e.refused, diff)
		}
	}
}

func TestTextIsChecked(t *testing.T) {
	t.Parallel()
	run(t, one[string](t, func(f *form.Field) { f.Size(3) }), []entry{
		{"abc", "abc", ""},
		{"éèê", "éèê", ""},
		{" a ", " a ", ""},
		{"0", "0", ""},
		{"😀😀😀", "😀😀😀", ""},
		{"abcd", nil, "too_long: must be at most 3 characters"},
		{"", nil, "required: is required"},
		{"  ", nil, "required: is required"},
		{"\u00a0", nil, "required: is required"},
		{"a\x00", nil, "control_characters: must not contain NUL characters"},
		{"a\n", nil, "control_characters: must be a single line"},
		{"a\r", nil, "control_characters: must be a single line"},
		{"a\x1b", nil, "control_characters: must not contain control characters"},
		{"\xff", nil, "invalid_text: must be valid UTF-8 text"},
	})
	run(t, one[string](t, func(f *form.Field) { f.Size(3).Trim().Fold() }), []entry{
		{"  ÀbC\u00a0", "àbc", ""},
		{" \t", nil, "control_characters: must not contain tabs"},
		{"   abcd   ", nil, "too_long: must be at most 3 characters"},
	})
	run(t, one[string](t, func(f *form.Field) { f.Optional().Trim().Valid(validate.Email) }), []entry{
		{"", "", ""},
		{" ", "", ""},
		{"x", nil, "not_an_email: must be an email address such as name@example.org"},
		{" ada@example.org ", "ada@example.org", ""},
	})
	run(t, one[string](t, func(f *form.Field) { f.Optional() }), []entry{{"", "", ""}, {"  ", "  ", ""}})
	run(t, one[plan](t, func(f *form.Field) { f.Size(4) }), []entry{{"free", plan("free"), ""}, {"large", nil, "too_long: must be at most 4 characters"}})
}

func TestTextAreaHoldsLines(t *testing.T) {
	t.Parallel()
	run(t, one[string](t, func(f *form.Field) { f.As(form.TextArea).Size(5) }), []entry{
		{"a\r\nb\rc", "a\nb\nc", ""},
		{"\n\ta", "\n\ta", ""},
		{"a\r\nb\r\nc\r\nd", nil, "too_long: must be at most 5 characters"},
		{"a\x00b", nil, "control_characters: must not contain NUL characters"},
		{"\r\n", nil, "required: is required"},
	})
	run(t, one[string](t, func(f *form.Field) { f.As(form.Hidden) }), []entry{{"a\r\nb", "a\nb", ""}})
}

func TestWholeNumbersAreDigits(t *testing.T) {
	t.Parallel()
	const whole = "not_a_number: must be a whole number such as 12"
	run(t, one[int](t, nil), []entry{
		{"0", 0, ""}, {"-0", 0, ""}, {"+7", 7, ""}, {"-7", -7, ""}, {"007", 7, ""}, {" 7 ", 7, ""},
		{"9223372036854775807", math.MaxInt, ""}, {"-9223372036854775808", math.MinInt, ""},
		{"9223372036854775808", nil, "out_of_range: must be between -9223372036854775808 and 9223372036854775807"},
		{"-9223372036854775809", nil, "out_of_range: must be between -9223372036854775808 and 9223372036854775807"},
		{"", nil, "required: is required"}, {" ", nil, "required: is required"},
		{"abc", nil, whole}, {"1_0", nil, whole}, {"1 0", nil, whole}, {"0x10", nil, whole}, {"- 1", nil, whole}, {"--1", nil, whole},
		{"-", nil, whole}, {"+", nil, whole}, {"１２", nil, whole}, {"٣", nil, whole}, {"NaN", nil, whole}, {"Inf", nil, whole},
		{"1; DROP TABLE user", nil, whole}, {"<b>1</b>", nil, whole},
		{"1.0", nil, whole + ", without a fraction or an exponent"}, {"1e3", nil, whole + ", without a fraction or an exponent"},
		{"1,000", nil, "not_a_number: must be a whole number such as 1000; write it without commas"},
		{"-1,000,000", nil, "not_a_number: must be a whole number such as 1000; write it without commas"},
		{"0,5", nil, whole + ", without a fraction or an exponent"}, {"1,00", nil, whole + ", without a fraction or an exponent"},
		{"1,+00", nil, whole}, {",", nil, whole},
		{"1\x00", nil, "control_characters: must not contain NUL characters"},
		{"1\n", nil, "control_characters: must be a single line"},
	})
	run(t, one[int8](t, nil), []entry{{"-128", int8(-128), ""}, {"128", nil, "out_of_range: must be between -128 and 127"}})
	run(t, one[int16](t, nil), []entry{{"32767", int16(32767), ""}, {"-32769", nil, "out_of_range: must be between -32768 and 32767"}})
	run(t, one[int32](t, nil), []entry{{"2147483648", nil, "out_of_range: must be between -2147483648 and 2147483647"}})
	run(t, one[uint](t, nil), []entry{
		{"18446744073709551615", uint(math.MaxUint), ""}, {"+1", uint(1), ""}, {"-0", uint(0), ""},
		{"18446744073709551616", nil, "out_of_range: must be between 0 and 18446744073709551615"},
		{"-1", nil, "out_of_range: must be between 0 and 18446744073709551615"},
	})
	run(t, one[uint8](t, nil), []entry{{"255", uint8(255), ""}, {"256", nil, "out_of_range: must be between 0 and 255"}})
	run(t, one[uint16](t, nil), []entry{{"65536", nil, "out_of_range: must be between 0 and 65535"}})
	run(t, one[uint32](t, nil), []entry{{"4294967295", uint32(math.MaxUint32), ""}})
}

func TestBoundsSpeakBeforeTheType(t *testing.T) {
	t.Parallel()
	run(t, one[int64](t, func(f *form.Field) { f.Min(0) }), []entry{
		{"0", int64(0), ""}, {"-1", nil, "out_of_range: must be at least 0"},
		{"-99999999999999999999", nil, "out_of_range: must be at least 0"},
		{"99999999999999999999", nil, "out_of_range: must be between -9223372036854775808 and 9223372036854775807"},
	})
	run(t, one[uint8](t, func(f *form.Field) { f.Min(1).Max(9) }), []entry{
		{"999", nil, "out_of_range: must be between 1 and 9"}, {"-5", nil, "out_of_range: must be between 1 and 9"}, {"9", uint8(9), ""},
	})
	run(t, one[float64](t, func(f *form.Field) { f.Min(0).Max(1) }), []entry{
		{"0", 0.0, ""}, {"1", 1.0, ""}, {"95", nil, "out_of_range: must be between 0 and 1"}, {"1e999", nil, "out_of_range: must be between 0 and 1"},
	})
}

func TestDecimalNumbersArePlainOrExponent(t *testing.T) {
	t.Parallel()
	const decimal = "not_a_number: must be a number such as 0.95"
	run(t, one[float64](t, nil), []entry{
		{"0", 0.0, ""}, {"0.95", 0.95, ""}, {"-1.5", -1.5, ""}, {"+2", 2.0, ""}, {".5", 0.5, ""}, {"5.", 5.0, ""}, {" 1 ", 1.0, ""},
		{"1e3", 1000.0, ""}, {"1E-3", 0.001, ""}, {"1.5e+2", 150.0, ""}, {"1e-308", 1e-308, ""}, {"0e999", 0.0, ""},
		{"", nil, "required: is required"},
		{"0,95", nil, decimal + "; use a point, not a comma"}, {"1,5e3", nil, decimal + "; use a point, not a comma"},
		{"abc", nil, decimal}, {"1_0.5", nil, decimal}, {"1,000.5", nil, decimal}, {"1 000", nil, decimal}, {"0x1p4", nil, decimal}, {"1e", nil, decimal},
		{"e5", nil, decimal}, {".", nil, decimal}, {"-", nil, decimal}, {"1e5.5", nil, decimal}, {"1.2.3", nil, decimal}, {"1ee5", nil, decimal}, {"1eE5", nil, decimal},
		{"NaN", nil, decimal}, {"Inf", nil, decimal}, {"+Infinity", nil, decimal}, {"٠.٩", nil, decimal}, {"０.９", nil, decimal}, {"−1", nil, decimal},
		{"1e999", nil, "out_of_range: is too large a number"}, {"-1e999", nil, "out_of_range: is too large a number"},
		{"1e-999", nil, "out_of_range: is too close to zero"},
	})
	run(t, one[float32](t, nil), []entry{{"1e39", nil, "out_of_range: is too large a number"}, {"0.1", float32(0.1), ""}})
	stored, _ := send(t, one[float64](t, nil), "-0")
	if f, ok := stored.(float64); !ok || math.Signbit(f) {
		t.Errorf("-0 is stored as %v; want 0 without a sign", stored)
	}
}

func TestAbsentValuesAreNil(t *testing.T) {
	t.Parallel()
	run(t, one[*string](t, func(f *form.Field) { f.Trim() }), []entry{{"", (*string)(nil), ""}, {" ", (*string)(nil), ""}, {"a", new("a"), ""}})
	run(t, one[*float64](t, nil), []entry{{"", (*float64)(nil), ""}, {"0", new(0.0), ""}, {"x", nil, "not_a_number: must be a number such as 0.95"}})
	run(t, one[*int64](t, func(f *form.Field) { f.Min(3) }), []entry{{"", (*int64)(nil), ""}, {"2", nil, "out_of_range: must be at least 3"}})
	run(t, one[*string](t, func(f *form.Field) { f.Required() }), []entry{{"", nil, "required: is required"}})
	run(t, one[sql.Null[int64]](t, nil), []entry{{"", sql.Null[int64]{}, ""}, {"0", sql.Null[int64]{V: 0, Valid: true}, ""}})
	run(t, one[sql.NullInt64](t, nil), []entry{{"", sql.NullInt64{}, ""}, {"0", sql.NullInt64{Int64: 0, Valid: true}, ""}})
	run(t, one[sql.NullString](t, nil), []entry{{"", sql.NullString{}, ""}, {"x", sql.NullString{String: "x", Valid: true}, ""}})
	run(t, one[sql.Null[plan]](t, nil), []entry{{"x", sql.Null[plan]{V: "x", Valid: true}, ""}})
}

func TestValidSubmissionNeverWritesThroughASharedPointer(t *testing.T) {
	t.Parallel()
	shared := new("old")
	h := holder[*string]{Value: shared}
	d := one[*string](t, nil)
	if ok, err := d.New(&h).Bind(t.Context(), values("value", "new")); !ok || err != nil {
		t.Fatalf("Bind = %t, %v", ok, err)
	}
	if *h.Value != "new" || *shared != "old" {
		t.Errorf("object %q, what the pointer led to %q; want new, old", *h.Value, *shared)
	}
}

func TestCheckboxesAreYesOrNo(t *testing.T) {
	t.Parallel()
	const neither = "not_a_bool: must be yes or no"
	d := one[bool](t, nil)
	run(t, d, []entry{
		{"on", true, ""}, {"true", true, ""}, {"1", true, ""}, {"yes", true, ""},
		{"", false, ""}, {"0", false, ""}, {"n", false, ""}, {"false", false, ""}, {"no", false, ""}, {"off", false, ""},
		{"2", nil, neither}, {"TRUE", nil, neither}, {"t", nil, neither}, {"y", nil, neither}, {"on off", nil, neither},
	})
	if stored, refused := send(t, d); stored != false || refused != "" {
		t.Errorf("absent: %v, %q; want false", stored, refused)
	}
	must := one[bool](t, func(f *form.Field) { f.Required() })
	if _, refused := send(t, must); refused != "required: must be ticked" {
		t.Errorf("a required checkbox that is absent: %q", refused)
	}
	run(t, must, []entry{{"on", true, ""}, {"off", nil, "required: must be ticked"}})
	run(t, one[*bool](t, nil), []entry{{"", (*bool)(nil), ""}, {"true", new(true), ""}, {"false", new(false), ""}, {"maybe", nil, "choice: must be one of the choices"}})
	run(t, one[bool](t, func(f *form.Field) { f.As(form.Select) }), []entry{{"", nil, "required: is required"}, {"false", false, ""}})
}

func TestSelectTakesItsChoicesOnly(t *testing.T) {
	t.Parallel()
	users := func(context.Context) ([]form.Choice, error) { return []form.Choice{{"1", "Ada"}, {"7", "Bob"}}, nil }
	run(t, one[int64](t, func(f *form.Field) { f.ChoicesFrom(users) }), []entry{
		{"7", int64(7), ""},
		{"", nil, "required: is required"},
		{"2", nil, "choice: must be one of the choices"},
		{"07", nil, "choice: must be one of the choices"},
		{"999999999999999999999999", nil, "choice: must be one of the choices"},
		{"7 OR 1=1", nil, "choice: must be one of the choices"},
	})
	run(t, one[*int64](t, func(f *form.Field) { f.ChoicesFrom(users) }), []entry{{"", (*int64)(nil), ""}, {"1", new(int64(1)), ""}})
	run(t, one[string](t, func(f *form.Field) { f.Trim().Fold().Choices(form.Choice{Value: "A ", Label: "a"}) }), []entry{
		{"A ", "A ", ""}, {"a", nil, "choice: must be one of the choices"},
	})
}

func TestChoicesAreFetchedOncePerForm(t *testing.T) {
	t.Parallel()
	gone := errors.New("the database is gone")
	var asked int
	fail := false
	d := form.Define(func(f *form.Fields, h *holder[int]) {
		f.Field(&h.Value).ChoicesFrom(func(context.Context) ([]form.Choice, error) {
			asked++
			if fail {
				return nil, gone
			}
			return []form.Choice{{"1", "one"}}, nil
		})
	})
	f := d.Blank(&holder[int]{})
	if _, err := f.Submitted(post("value", "1")); err != nil {
		t.Fatal(err)
	}
	if _, err := f.HTML(); err != nil || asked != 1 {
		t.Errorf("HTML: %v, choices fetched %d times; want once", err, asked)
	}
	fail = true
	if ok, err := d.Blank(&holder[int]{}).Submitted(post("value", "1")); ok || !errors.Is(err, gone) {
		t.Errorf("Submitted = %t, %v; want %v", ok, err, gone)
	}
	if _, err := d.Blank(&holder[int]{}).Field("value"); err == nil {
		t.Error("Field before Attach shows a Select without its choices")
	}
}

func TestValueSentTwiceIsRefused(t *testing.T) {
	t.Parallel()
	const twice = "sent_twice: must be sent only once"
	if _, refused := send(t, one[string](t, nil), "a", "b"); refused != twice {
		t.Errorf("two texts: %q", refused)
	}
	if _, refused := send(t, one[int](t, nil), "1", "1"); refused != twice {
		t.Errorf("two equal numbers: %q", refused)
	}
	if _, refused := send(t, one[bool](t, nil), "0", "1"); refused != twice {
		t.Errorf("two ticks: %q", refused)
	}
}

func TestRulesAreAskedInOrderUntilOneFails(t *testing.T) {
	t.Parallel()
	var asked []string
	rule := func(name string, holds bool) validate.Rule {
		return validate.Func(name, "is "+name, func(int) bool { asked = append(asked, name); return holds })
	}
	d := one[int](t, func(f *form.Field) { f.Valid(rule("a", true), rule("b", false)).Valid(rule("c", true)) })
	if _, refused := send(t, d, "1"); refused != "b: is b" {
		t.Errorf("refused %q; want b", refused)
	}
	if diff := cmp.Diff([]string{"a", "b"}, asked); diff != "" {
		t.Errorf("asked (-want +got)\n%s", diff)
	}
}
