package canon_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/rowankit/rowan/orm/internal/canon"
)

func Example() {
	text, err := canon.Append(nil, []byte(`{"b": 1.50e1, "a": "\u00e9"}`), canon.Anything)
	fmt.Println(string(text), err)
	// Output: {"a":"é","b":15} <nil>
}

func TestOneFormOfEveryValue(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"null": "null", " true ": "true", "\t[ ]\r\n": "[]", "{ }": "{}", `[1 , 2,[ ]]`: "[1,2,[]]",
		`{"b":1,"a":{"d":2,"c":[3]}}`: `{"a":{"c":[3],"d":2},"b":1}`, `{"é":1,"z":2,"":3}`: `{"":3,"z":2,"é":1}`,
		`{"\uffff":1,"\ud83d\ude00":2}`: "{\"\uffff\":1,\"😀\":2}", // by code point, not by UTF-16
		`{"\n":1,"\"":2,"A":3}`:         `{"\n":1,"\"":2,"A":3}`,
		`"\u003c\u2028\/\u0041"`:        "\"<\u2028/A\"", `"\b\f\n\r\t\u000b\u001f\u007f\\\""`: "\"\\b\\f\\n\\r\\t\\u000b\\u001f\x7f\\\\\\\"\"",
		`"\ud83d\ude00"`: `"😀"`, `"\ufffd"`: "\"\ufffd\"", "\"\ufffd\"": "\"\ufffd\"",
		"-0": "0", "-0.0e5": "0", "0e999999999999999999999": "0", "1e3": "1000", "1E+2": "100", "1.50": "1.5", "15e-1": "1.5", "-1.0": "-1",
		"1e-3": "0.001", "-123.456e1": "-1234.56", "0.00100": "0.001", "12345678901234567890": "12345678901234567890",
		"1e21": "1000000000000000000000", "123e-5": "0.00123", "0.1e1": "1",
		"5e-324": "0." + strings.Repeat("0", 323) + "5", "1e308": "1" + strings.Repeat("0", 308),
		strings.Repeat("[", 31) + strings.Repeat("]", 31): strings.Repeat("[", 31) + strings.Repeat("]", 31),
	} {
		got, err := canon.Append([]byte("x"), []byte(in), canon.Anything)
		if err != nil || string(got) != "x"+want {
			t.Errorf("%s: got %s, %v; want %s behind the x", in, got, err, want)
		}
	}
}

func TestWhatNoDatabaseWouldTakeIsRefused(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat(`{"a":`, 16) + strings.Repeat("[", 16)
	for in, want := range map[string]string{
		"": "valid JSON", "nul": "valid JSON", "[1": "valid JSON", "[1,]": "valid JSON", "[,1]": "valid JSON", "1 2": "valid JSON", "01": "valid JSON",
		"1.": "valid JSON", ".5": "valid JSON", "+1": "valid JSON", "1e": "valid JSON", "--1": "valid JSON", "NaN": "valid JSON", "'a'": "valid JSON", "\x00": "valid JSON",
		`{"a"}`: "valid JSON", `{"a":1,}`: "valid JSON", `{a:1}`: "valid JSON", `{"a":1 "b":2}`: "valid JSON", `["a]`: "valid JSON", `"\x"`: "valid JSON",
		"\"\n\"": "valid JSON", `"\u12"`: "valid JSON", `"\u12g4"`: "valid JSON", `"\u+123"`: "valid JSON", `"\u1_23"`: "valid JSON",
		"\"a\xff\"": "UTF-8", "{\"\xc3\":1}": "UTF-8", "\"\xed\xa0\x80\"": "UTF-8", `"\n` + "\xff\"": "UTF-8",
		`"\u0000"`: "NUL", `{"a\u0000b":1}`: "NUL", `"\ud800"`: "surrogate", `"\udc00"`: "surrogate", `"\ud800\n"`: "surrogate", `"\ud800\ud800"`: "surrogate", `"\ud800\u0041"`: "surrogate",
		`{"a":1,"a":1}`: "twice", `{"b":0,"a":1,"\u0061":2}`: "twice", `[{"a":{"b":1,"b":2}}]`: "twice",
		strings.Repeat("[", 32) + strings.Repeat("]", 32): "31 levels", deep: "31 levels",
		"1e309": "number", "-1e400": "number", "1e99999999999999999999": "number", "1e-1101": "number", "1e-99999999999999999999": "number", "0." + strings.Repeat("1", 1101): "number",
	} {
		got, err := canon.Append(nil, []byte(in), canon.Anything)
		e, ok := errors.AsType[*canon.Error](err)
		if !ok || got != nil || !strings.Contains(e.Text, want) || e.Range != (want == "number") {
			t.Errorf("%.40q: got %s, %v; want an error about %q", in, got, err, want)
		}
	}
}

// What encoding/json makes of bytes that are not UTF-8 is refused, and told from the character that it puts there.
func TestMarshaledBytesThatAreNoTextAreRefused(t *testing.T) {
	t.Parallel()
	for value, good := range map[string]bool{"a\ufffdb": true, `\ufffd`: true, "<&\u2028": true, "a\xffb": false, "\xed\xa0\x80": false} {
		for _, v := range []any{value, map[string]int{value: 1}, struct{ S []string }{[]string{"", value}}} {
			text, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := canon.Append(nil, text, canon.Marshaled); (err == nil) != good {
				t.Errorf("%s of %q: got %v, want it taken: %v", text, v, err, good)
			}
		}
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	var got []string
	err := canon.List([]byte(` [1, -2.5e3 ,"a\u00e9\n" , true,null] `), func(k canon.Kind, e []byte) error {
		got = append(got, fmt.Sprint(k, " ", string(e)))
		return nil
	})
	if want := []string{"1 1", "1 -2.5e3", "2 aé\n", "0 true", "0 null"}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
	mine := errors.New("mine")
	for in, want := range map[string]error{"[1,2": nil, "1": nil, "[[1]]": nil, "[{}]": nil, "[1]]": nil, "[1 2]": nil, "": nil, "[1,2]": mine, "[1": mine} {
		calls := 0
		err := canon.List([]byte(in), func(canon.Kind, []byte) error {
			calls++
			return want
		})
		if err == nil || want != nil && (err != want || calls != 1) {
			t.Errorf("%s: got %v after %d calls, want an error", in, err, calls)
		}
	}
}

// The canonical form means what the text means, is canonical itself, and exists for every JSON text but those that are
// refused for a reason.
func FuzzAppend(f *testing.F) {
	for _, s := range []string{`{"b":[1e3,-0,0.10],"a":{"\u0041":"\ud83d\ude00"}}`, `"<\/\u001f"`, "[[[]]]", "12e-5", `{"a":1,"a":2}`, "\"\xff\"", "1e400", ` null `} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		before := bytes.Clone(in)
		got, err := canon.Append(nil, in, canon.Anything)
		if !bytes.Equal(in, before) {
			t.Fatalf("%q was changed into %q", before, in)
		}
		if err != nil {
			if err.Error() == "must be valid JSON" && json.Valid(in) {
				t.Errorf("%q is refused: %v", in, err)
			}
			return
		}
		if again, err := canon.Append(nil, got, canon.Anything); err != nil || !bytes.Equal(again, got) {
			t.Errorf("%q became %q, and that %q, %v", in, got, again, err)
		}
		var was, is any
		if err := json.Unmarshal(in, &was); err != nil {
			t.Fatalf("%q was taken: %v", in, err)
		}
		if err := json.Unmarshal(got, &is); err != nil || !reflect.DeepEqual(was, is) {
			t.Errorf("%q became %q: %v, %v; want %v", in, got, is, err, was)
		}
		if bytes.ContainsAny(got, "eE+") && !bytes.ContainsAny(got, "\"efn") {
			t.Errorf("%q became %q, with an exponent", in, got)
		}
	})
}

// A float comes back as what it was from the digits that are written for it.
func FuzzNumber(f *testing.F) {
	for _, n := range []float64{0, 1, -1.5, 1e21, 1e-7, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Pi} {
		f.Add(n)
	}
	f.Fuzz(func(t *testing.T, n float64) {
		text, err := json.Marshal(n)
		if err != nil {
			return
		}
		got, err := canon.Append(nil, text, canon.Marshaled)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		var back float64
		if err := json.Unmarshal(got, &back); err != nil || back != n || bytes.ContainsAny(got, "eE") {
			t.Errorf("%v became %s and that %v, %v", n, got, back, err)
		}
	})
}
