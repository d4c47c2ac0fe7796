package validate_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rowankit/rowan/validate"
)

func TestEmailTakesAddressesThatPeopleHave(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"ada@example.org",
		"Ada.Lovelace+tag@Example.ORG",
		"o'brien@example.org",
		"a@b.cc",
		"stanisław.wójcik@wp.pl",
		"bjørn.hansen@yahoo.no",
		"用户@例え.jp",
		"user@bücher.example",
		"user@BÜCHER.example",
		"user@xn--bcher-kva.example", "user@BÜCHER.example", "user@straße.example", "user@bu\u0308cher.example",
		"user@sub.domain.example.co.uk",
		"user@123.example",
		"ن\u200cن@example.org",
		"_service@my-host.example",
		strings.Repeat("a", 64) + "@example.org",
		strings.Repeat("a", 64) + "@" + strings.Repeat("bcdefgh.", 23) + "ccccc",
		"a@אב.example",
	} {
		if v, holds := validate.Email.Judge(&s); !holds {
			t.Errorf("Email.Judge(%q) = %q; want that it holds", s, v.Message)
		}
	}
}

func TestEmailRefusesWhatIsNoAddress(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", "@", "a", "a@", "@b.cc", "a@b", "a@localhost",
		" a@b.cc", "a@b.cc ", "a@b.cc\n", "a b@c.dd", "a@b .cc", "a\u00a0b@c.dd", "a\t@b.cc",
		"Ada <ada@example.org>", "<ada@example.org>", "ada@example.org (Ada)", `"ada lovelace"@example.org`,
		".a@b.cc", "a.@b.cc", "a..b@c.dd", "a@.b.cc", "a@b..cc", "a@b.cc.",
		"a@-b.cc", "a@b-.cc", "a@b_c.dd", "a@1.2.3.4", "a@[1.2.3.4]", "a@b.123",
		"a@b@c.dd", "a,b@c.dd", "a;b@c.dd", "a:b@c.dd", "a@b.cc,d@e.ff",
		"a\x00@b.cc", "a\xff@b.cc", "a\u202e@b.cc", "a\ufeff@b.cc", "a\u0085@b.cc",
		"a@אa.cc", "a@xn--a.cc", "a@xn--.cc", "a@b\u200d.cc", "a@b。cc",
		"a@exam\u200bple.org", "a@exam\u00adple.org", "a@exam\ufe0fple.org", "a@ｅｘａｍｐｌｅ.org",
		strings.Repeat("a", 65) + "@example.org",
		strings.Repeat("a", 64) + "@" + strings.Repeat("bcdefgh.", 24) + "cc",
		"a@" + strings.Repeat("b", 64) + ".cc",
		"a@" + strings.Repeat("bcd.", 63) + "ee",
		"a@" + strings.Repeat("übcdefgh.", 27) + "ee",
		"a@" + strings.Repeat("ü", 63) + ".cc",
	} {
		if _, holds := validate.Email.Judge(s); holds {
			t.Errorf("Email.Judge(%q) holds; want not_an_email", s)
		}
	}
}

func FuzzEmail(f *testing.F) {
	for _, s := range []string{"ada@example.org", "é@bücher.example", "a@xn--a.cc", "a@b@c.dd", " a@b.cc", "a@b\u200d.cc"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		_, holds := validate.Email.Judge(s)
		if !holds {
			return
		}
		if !utf8.ValidString(s) || strings.TrimSpace(s) != s || strings.ContainsAny(s, " \t\r\n\x00<>()[],;:\\\"") || len(s) > 254 {
			t.Errorf("Email.Judge(%q) holds", s)
		}
		if local, host, ok := strings.Cut(s, "@"); !ok || local == "" || !strings.Contains(host, ".") || strings.Contains(host, "@") {
			t.Errorf("Email.Judge(%q) holds", s)
		}
		if _, ok := validate.Text(s, false); !ok {
			t.Errorf("Email.Judge(%q) holds, but it is no text", s)
		}
	})
}
