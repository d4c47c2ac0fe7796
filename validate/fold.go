package validate

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold returns the form of s under which texts are equal without regard to case, on every database alike:
// decomposed, given its full Unicode case folding, and composed again (NFC). That is canonical caseless
// matching, definition D145 of the Unicode Standard, so "ÉVA" and "éva" agree however their accents are
// encoded, as do "STRASSE" and "straße". The Turkish dotless ı stays apart from i; İ becomes i with a dot.
//
// Fold is idempotent: Fold(Fold(s)) == Fold(s). ASCII that is lower case already is returned without
// allocating. s should be valid UTF-8, for which see Text; invalid bytes become U+FFFD.
func Fold(s string) string {
	upper := false
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf {
			return foldUnicode(s)
		}
		upper = upper || 'A' <= c && c <= 'Z'
	}
	if !upper {
		return s
	}
	return strings.ToLower(s)
}

func foldUnicode(s string) string {
	s = norm.NFD.String(strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.Map(foldCherokee, cases.Fold().String(s))
	return norm.NFC.String(s)
}

// foldCherokee folds Cherokee's small letters to its capitals, the direction of Unicode's CaseFolding.txt.
// Package cases swaps the two instead.
func foldCherokee(r rune) rune {
	switch {
	case 'ꭰ' <= r && r <= 'ꮿ':
		return r - 'ꭰ' + 'Ꭰ'
	case 'ᏸ' <= r && r <= 'ᏽ':
		return r - 'ᏸ' + 'Ᏸ'
	}
	return r
}
