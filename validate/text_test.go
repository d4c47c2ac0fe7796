package validate_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rowankit/rowan/validate"
)

func TestTextIsCleanUTF8(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		in        string
		multiline bool
		want      string // the message, empty when it holds
	}{
		{"empty", "", false, ""},
		{"accents", "Luís Gonçalves", false, ""},
		{"every plane", "木 😀 \U0010fffd", false, ""},
		{"a replacement character that was typed", "a\uFFFDb", false, ""},
		{"a joiner", "👩\u200d🚀", false, ""},
		{"NUL", "a\x00b", false, "must not contain NUL characters"},
		{"NUL in lines", "a\x00b", true, "must not contain NUL characters"},
		{"a cut rune", "a\xc3", false, "must be valid UTF-8 text"},
		{"an overlong NUL", "a\xc0\x80", true, "must be valid UTF-8 text"},
		{"a surrogate", "\xed\xa0\x80", true, "must be valid UTF-8 text"},
		{"newline", "a\nb", false, "must be a single line"},
		{"carriage return", "a\rb", false, "must be a single line"},
		{"tab", "a\tb", false, "must not contain tabs"},
		{"lines", "a\r\n\tb\n", true, ""},
		{"escape", "a\x1b[31m", true, "must not contain control characters"},
		{"delete", "a\x7f", false, "must not contain control characters"},
		{"C1 control", "a\u0085", true, "must not contain control characters"},
	} {
		v, holds := validate.Text(c.in, c.multiline)
		if holds != (c.want == "") || v.Message != c.want {
			t.Errorf("%s: Text(%q, %t) = %q, %t; want %q", c.name, c.in, c.multiline, v.Message, holds, c.want)
		}
	}
}

func TestTextDoesNotAllocate(t *testing.T) {
	good, bad := "Luís Gonçalves", "a\x00"
	if n := testing.AllocsPerRun(100, func() { validate.Text(good, false); validate.Text(bad, false) }); n != 0 {
		t.Errorf("Text: %v allocations; want 0", n)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "a\x00", "\xff", "é\n", "\u0085"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		_, single := validate.Text(s, false)
		_, multi := validate.Text(s, true)
		if single && !multi {
			t.Errorf("Text(%q) holds on a single line but not on several", s)
		}
		if multi && (!utf8.ValidString(s) || strings.ContainsAny(s, "\x00\x1b\x7f")) {
			t.Errorf("Text(%q, true) holds", s)
		}
		if single && strings.ContainsAny(s, "\r\n\t") {
			t.Errorf("Text(%q, false) holds", s)
		}
	})
}
