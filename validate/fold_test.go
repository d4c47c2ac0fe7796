package validate_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/rowankit/rowan/validate"
)

func TestFoldMakesEqualWhatDiffersInCaseOnly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"ada@example.org", "ada@example.org"},
		{"Ada@Example.ORG", "ada@example.org"},
		{"ÉVA", "éva"},
		{"éva", "éva"},
		{"E\u0301VA", "éva"},
		{"e\u0301va", "éva"},
		{"STRASSE", "strasse"},
		{"straße", "strasse"},
		{"STRAẞE", "strasse"},
		{"ΣΑΣ", "σασ"},
		{"σας", "σασ"},
		{"İ", "i\u0307"},
		{"I", "i"},
		{"ı", "ı"},
		{"ﬀ", "ff"},
		{"\u0345\u0301", "\u0301ι"},
		{"\u1fb3\u0301", "\u03acι"},
		{"\u1fb3\u0323", "α\u0323ι"},
		{"Α\u0323Ι", "α\u0323ι"},
		{"a\xff", "a\uFFFD"},
	} {
		if got := validate.Fold(c.in); got != c.want {
			t.Errorf("Fold(%q) = %q (%+q); want %q", c.in, got, got, c.want)
		}
	}
}

// lastCased is beyond every character that has case or a decomposition, but for ideographs.
const lastCased = 0x1ffff

func TestFoldOfEveryRuneAgreesWithItsOtherCases(t *testing.T) {
	t.Parallel()
	for r := range rune(lastCased) {
		if !utf8.ValidRune(r) {
			continue
		}
		got := validate.Fold(string(r))
		if again := validate.Fold(got); again != got {
			t.Errorf("Fold(Fold(%U)) = %+q; want %+q", r, again, got)
		}
		if other := unicode.SimpleFold(r); validate.Fold(string(other)) != got {
			t.Errorf("Fold(%U) = %+q, Fold(%U) = %+q; want the same", r, got, other, validate.Fold(string(other)))
		}
	}
}

func TestFoldOfFoldedASCIIDoesNotAllocate(t *testing.T) {
	s := strings.Repeat("ada.lovelace@example.org", 4)
	if n := testing.AllocsPerRun(100, func() { _ = validate.Fold(s) }); n != 0 {
		t.Errorf("Fold(%q): %v allocations; want 0", s, n)
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"ÉVA", "e\u0301", "ß", "İ", "Σς", "\u0345\u0301a", "\u1fb3\u0301", "ǰ", "\xff", "\u0390\u0345"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := validate.Fold(s)
		if again := validate.Fold(got); again != got {
			t.Errorf("Fold is not idempotent: %+q -> %+q -> %+q", s, got, again)
		}
		if !utf8.ValidString(s) {
			return
		}
		for name, same := range map[string]string{"composed": norm.NFC.String(s), "decomposed": norm.NFD.String(s)} {
			if other := validate.Fold(same); other != got {
				t.Errorf("Fold(%+q) = %+q, but %s %+q", s, got, name, other)
			}
		}
	})
}
