package validate_test

import (
	"fmt"
	"math"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/validate"
)

type (
	plan  string
	level int32
)

// judged is one value under one rule; code is empty when the value holds.
type judged struct {
	name string
	rule validate.Rule
	in   any
	code string
}

func check(t *testing.T, cases []judged) {
	t.Helper()
	for _, c := range cases {
		v, holds := c.rule.Judge(c.in)
		if holds != (c.code == "") || v.Code != c.code {
			t.Errorf("%s: Judge(%T %#v) = code %q, holds %t; want code %q", c.name, c.in, c.in, v.Code, holds, c.code)
		}
		if !holds && (v.Message == "" || v.Kind == fault.None || v.Field != "") {
			t.Errorf("%s: Judge(%#v) = %+v; want a kind, a message and no field", c.name, c.in, v)
		}
	}
}

func TestAbsentValuesHold(t *testing.T) {
	t.Parallel()
	check(t, []judged{
		{"nil interface", validate.MinLen(3), nil, ""},
		{"nil text", validate.MinLen(3), (*string)(nil), ""},
		{"nil named text", validate.MinLen(3), (*plan)(nil), ""},
		{"nil number", validate.Min(1), (*int64)(nil), ""},
		{"nil named number", validate.Min(1), (*level)(nil), ""},
		{"nil unsigned number", validate.Min(1), (*uint8)(nil), ""},
		{"nil float", validate.Min(1), (*float64)(nil), ""},
		{"zero is not absent", validate.Min(1), new(int64), "out_of_range"},
		{"empty is not absent", validate.MinLen(3), new(string), "too_short"},
	})
}

func TestNothingPassesUnjudged(t *testing.T) {
	t.Parallel()
	check(t, []judged{
		{"number under a text rule", validate.MaxLen(3), 7, "wrong_type"},
		{"nil pointer of another type", validate.MaxLen(3), (*int)(nil), "wrong_type"},
		{"text under a number rule", validate.Min(3), "7", "wrong_type"},
		{"bytes under a text rule", validate.MaxLen(3), []byte("abcd"), "wrong_type"},
		{"pointer to a pointer", validate.MaxLen(3), new(new("abcd")), "wrong_type"},
	})
}

func TestNamedTypesAreJudgedByTheirKind(t *testing.T) {
	t.Parallel()
	check(t, []judged{
		{"named value", validate.MaxLen(3), plan("free"), "too_long"},
		{"pointer to named value", validate.MaxLen(3), new(plan("free")), "too_long"},
		{"rule of a named type, plain value", validate.OneOf(plan("free"), plan("paid")), new("gold"), "choice"},
		{"rule of a named type, plain value that holds", validate.OneOf(plan("free")), new("free"), ""},
		{"named number", validate.Max(3), level(4), "out_of_range"},
		{"pointer to named number", validate.Max(3), new(level(4)), "out_of_range"},
		{"pointer to named number that holds", validate.Max(3), new(level(3)), ""},
	})
}

func TestZeroRuleJudgesNoType(t *testing.T) {
	t.Parallel()
	var r validate.Rule
	if v, holds := r.Judge("anything"); !holds || v != (fault.Violation{}) {
		t.Errorf("zero Rule: Judge = %+v, %t; want nothing, true", v, holds)
	}
	if r.Type() != nil || r.Judges(reflect.TypeFor[string]()) {
		t.Errorf("zero Rule: Type = %v, Judges(string) = %t; want nil, false", r.Type(), r.Judges(reflect.TypeFor[string]()))
	}
}

func TestRuleSaysWhichTypesItJudges(t *testing.T) {
	t.Parallel()
	even := validate.Func("even", "must be even", func(n int64) bool { return n%2 == 0 })
	shown := validate.Func("shown", "must have a name", func(s fmt.Stringer) bool { return s.String() != "" })
	for _, c := range []struct {
		name string
		rule validate.Rule
		typ  reflect.Type
		want bool
	}{
		{"text", validate.Email, reflect.TypeFor[string](), true},
		{"pointer to text", validate.Email, reflect.TypeFor[*string](), true},
		{"named text", validate.Email, reflect.TypeFor[plan](), true},
		{"bytes", validate.Email, reflect.TypeFor[[]byte](), false},
		{"a number under a text rule", validate.Email, reflect.TypeFor[int](), false},
		{"int32 under a bound of int", validate.Min(0), reflect.TypeFor[int32](), true},
		{"float under a bound of int", validate.Min(0), reflect.TypeFor[*float64](), true},
		{"text under a bound", validate.Min(0), reflect.TypeFor[string](), false},
		{"own rule, its type", even, reflect.TypeFor[int64](), true},
		{"own rule, another width", even, reflect.TypeFor[int32](), false},
		{"own rule for an interface", shown, reflect.TypeFor[reflect.Value](), true},
		{"own rule for an interface, not met", shown, reflect.TypeFor[string](), false},
		{"no type", validate.Email, nil, false},
	} {
		if got := c.rule.Judges(c.typ); got != c.want {
			t.Errorf("%s: Judges(%v) = %t; want %t", c.name, c.typ, got, c.want)
		}
	}
	if got := validate.Email.Code(); got != "not_an_email" {
		t.Errorf("Email.Code() = %q; want not_an_email", got)
	}
	if got := validate.Min(int16(3)).Type(); got != reflect.TypeFor[int16]() {
		t.Errorf("Min(int16).Type() = %v; want int16", got)
	}
}

func TestFuncCarriesItsOwnCodeAndMessage(t *testing.T) {
	t.Parallel()
	even := validate.Func("even", "must be even", func(n int64) bool { return n%2 == 0 })
	check(t, []judged{
		{"even", even, int64(4), ""},
		{"odd", even, int64(5), "even"},
		{"odd behind a pointer", even, new(int64(5)), "even"},
		{"absent", even, (*int64)(nil), ""},
	})
	got, _ := even.Judge(int64(5))
	want := fault.Violation{Kind: fault.Invalid, Code: "even", Message: "must be even"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Judge(5): (-want +got)\n%s", diff)
	}
}

func TestMessagesAreSentencesWithoutTheField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule validate.Rule
		in   any
		want fault.Violation
	}{
		{validate.MinLen(1), "", fault.Violation{Kind: fault.Invalid, Code: "too_short", Message: "must be at least 1 character"}},
		{validate.MaxLen(2), "abc", fault.Violation{Kind: fault.TooLong, Code: "too_long", Message: "must be at most 2 characters"}},
		{validate.Min(-3), -4, fault.Violation{Kind: fault.OutOfRange, Code: "out_of_range", Message: "must be at least -3"}},
		{validate.Max(0.95), 1.0, fault.Violation{Kind: fault.OutOfRange, Code: "out_of_range", Message: "must be at most 0.95"}},
		{validate.Between(0, 1), math.NaN(), fault.Violation{Kind: fault.OutOfRange, Code: "out_of_range", Message: "must be between 0 and 1"}},
		{validate.Max(1e30), 1e31, fault.Violation{Kind: fault.OutOfRange, Code: "out_of_range", Message: "must be at most 1e+30"}},
		{validate.OneOf("a", "b"), "c", fault.Violation{Kind: fault.Invalid, Code: "choice", Message: "must be one of: a, b"}},
		{validate.OneOf(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), 0, fault.Violation{Kind: fault.Invalid, Code: "choice", Message: "must be one of the choices"}},
		{validate.Email, "x", fault.Violation{Kind: fault.Invalid, Code: "not_an_email", Message: "must be an email address such as name@example.org"}},
		{validate.URL, "x", fault.Violation{Kind: fault.Invalid, Code: "not_a_url", Message: "must be a web address such as https://example.org"}},
		{validate.Pattern("[a-z]+", "must be lower-case letters"), "A", fault.Violation{Kind: fault.Invalid, Code: "pattern", Message: "must be lower-case letters"}},
	} {
		got, _ := c.rule.Judge(c.in)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("Judge(%#v): (-want +got)\n%s", c.in, diff)
		}
	}
}

func TestMistakesShowAtStartUp(t *testing.T) {
	t.Parallel()
	for name, make := range map[string]func(){
		"Func without a function":      func() { validate.Func[int]("c", "m", nil) },
		"Func without a code":          func() { validate.Func("", "m", func(int) bool { return true }) },
		"Func without a message":       func() { validate.Func("c", "", func(int) bool { return true }) },
		"MinLen(0)":                    func() { validate.MinLen(0) },
		"MaxLen(-1)":                   func() { validate.MaxLen(-1) },
		"Min(NaN)":                     func() { validate.Min(math.NaN()) },
		"Between(2, 1)":                func() { validate.Between(2, 1) },
		"OneOf()":                      func() { validate.OneOf[int]() },
		"Pattern that does not parse":  func() { validate.Pattern("(", "m") },
		"Pattern that closes anchors":  func() { validate.Pattern("a)|(?:b", "m") },
		"Pattern without a message":    func() { validate.Pattern("a", "") },
		"Pattern that swallows \\z":    func() { validate.Pattern(`\Qa`, "m") },
		"Pattern that swallows, a set": func() { validate.Pattern(`[a`, "m") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: did not panic", name)
				}
			}()
			make()
		}()
	}
}

func TestRangeReportsItsMistakes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lo, hi any
		want   string
	}{
		{nil, nil, "validate: a range needs a bound"},
		{"1", nil, "validate: a bound must be a number, not string"},
		{nil, math.NaN(), "validate: a bound must not be NaN"},
		{3, 2.5, "validate: the range from 3 to 2.5 is empty"},
		{new(1), nil, "validate: a bound must be a number, not *int"},
	} {
		if _, err := validate.Range(c.lo, c.hi); err == nil || err.Error() != c.want {
			t.Errorf("Range(%v, %v) = %v; want %q", c.lo, c.hi, err, c.want)
		}
	}
}

func TestJudgingAPointerDoesNotAllocate(t *testing.T) {
	text, mail, whole, real, missing := "name", "ada.lovelace@example.org", int64(5), 0.5, (*int32)(nil)
	for _, c := range []struct {
		name string
		rule validate.Rule
		in   any
	}{
		{"MaxLen", validate.MaxLen(10), &text},
		{"MinLen", validate.MinLen(1), &text},
		{"Email", validate.Email, &mail},
		{"Min", validate.Min(0), &whole},
		{"Between", validate.Between(0, 1), &real},
		{"Between, absent", validate.Between(0, 1), missing},
		{"OneOf", validate.OneOf("a", "name"), &text},
		{"Pattern", validate.Pattern("[a-z]+", "m"), &text},
	} {
		if n := testing.AllocsPerRun(100, func() {
			if _, holds := c.rule.Judge(c.in); !holds {
				t.Fatalf("%s does not hold", c.name)
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations; want 0", c.name, n)
		}
	}
}
