package validate_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/rowankit/rowan/validate"
)

func TestURLTakesAddressesOnTheWeb(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"https://example.org", "http://example.org/", "HTTPS://Example.ORG/a?b=c#d", "https://example.org:8443/x",
		"http://localhost:8080", "http://127.0.0.1/", "http://[::1]:8080/", "https://bücher.example/größe?q=ä",
		"https://example.org/a%20b", "https://example.org/?q=a+b&c=%C3%A9", "https://example.org:/",
	} {
		_, holds := validate.URL.Judge(s)
		if want := s != "https://example.org:/"; holds != want {
			t.Errorf("URL.Judge(%q) = %t; want %t", s, holds, want)
		}
	}
}

func TestURLRefusesEverythingElse(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", "example.org", "/path", "//example.org", "https:", "https://", "https:///path", "https:example.org",
		"javascript:alert(1)", "data:text/html,x", "ftp://example.org", "mailto:a@b.cc", "file:///etc/passwd",
		" https://example.org", "https://example.org ", "https://exa mple.org", "https://example.org/a b", "https://example.org/\n",
		"https://user:pw@example.org", "https://user@example.org", `https://example.org\@evil.example`, "https://exa\x00mple.org",
		"https://example.org:0", "https://example.org:65536", "https://example.org:x", "https://[::1", "https://[1.2.3.4]/",
		"https://[fe80::1%25eth0]/", "https://-a.example", "https://a..example", "https://1.2.3.4.5", "https://999.1.1.1",
		"https://example.org/%zz", "https://example.org/\xff", "https://example.org/\u202e", "https://a_b.example", `https://e.org/"x`,
		"https://e.org/<b>",
	} {
		if _, holds := validate.URL.Judge(s); holds {
			t.Errorf("URL.Judge(%q) holds; want not_a_url", s)
		}
	}
}

func FuzzURL(f *testing.F) {
	for _, s := range []string{"https://example.org", "http://[::1]:80/", "https://user@example.org", "javascript:x", "https://é.example/é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if _, holds := validate.URL.Judge(s); !holds {
			return
		}
		u, err := url.Parse(s)
		if err != nil || u.Host == "" || u.User != nil || (u.Scheme != "http" && u.Scheme != "https") || strings.ContainsAny(s, " \\\x00\n\"<>") {
			t.Errorf("URL.Judge(%q) holds", s)
		}
	})
}
