package web_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rowankit/rowan/web"
)

const flashPage = `{{range flashes}}[{{.}}]{{end}}`

func flashRoutes(app *web.App) {
	tokenRoute(app)
	app.Get("/", "home", func(c *web.Context) error { return c.Render(200, "flash.html", nil) })
	app.Get("/plain", "plain", func(c *web.Context) error { return text(c, "plain") })
	app.Get("/quiet", "quiet", func(c *web.Context) error { return c.Render(200, "quiet.html", nil) })
	app.Get("/broken", "broken", func(c *web.Context) error { return c.Render(200, "broken.html", nil) })
	app.Post("/say", "say", func(c *web.Context) error {
		fields, err := c.PostForm()
		if err != nil {
			return err
		}
		for _, m := range fields["m"] {
			c.Flash(m)
		}
		return c.Redirect("home")
	})
}

func flashFiles() web.Options {
	return web.Options{Files: fsList(
		"templates/flash.html", flashPage,
		"templates/quiet.html", "{{csrf}}", // reads the session
		"templates/broken.html", flashPage+`{{index . 1}}`,
	)}
}

func TestFlashIsShownOnceOnTheNextPage(t *testing.T) {
	t.Parallel()
	s := serve(t, flashFiles(), flashRoutes)
	wantStatus(t, "POST /say", s.post("/say", map[string][]string{"m": {"<b>saved</b>", "twice"}}), 303)
	s.get("/quiet") // a page that shows no flashes keeps them
	s.get("/plain")
	s.get("/broken")
	if got, want := s.get("/").body, "[&lt;b&gt;saved&lt;/b&gt;][twice]"; got != want {
		t.Errorf("the next page: got %s, want %s", got, want)
	}
	if got := s.get("/").body; got != "" {
		t.Errorf("the page after it: got %s, want nothing", got)
	}
}

func TestFlashesAreBounded(t *testing.T) {
	t.Parallel()
	s := serve(t, flashFiles(), flashRoutes)
	long := "x" + strings.Repeat("é", 1000) // byte 300 lies within a character
	got := s.post("/say", map[string][]string{"m": {"first", long, long, long, long, "a\xffb"}})
	if n := len(got.header.Get("Set-Cookie")); n > 4096 {
		t.Errorf("six flashes, four of 2,000 bytes: the cookie has %d bytes, want at most 4096", n)
	}
	body := s.get("/").body
	if strings.Contains(body, "first") || !utf8.ValidString(body) || !strings.HasSuffix(body, "[a\uFFFDb]") {
		t.Errorf("six flashes: got %q, want the last five, in valid UTF-8", body)
	}
	if n := strings.Count(body, "é"); n != 4*149 {
		t.Errorf("four flashes of 1,000 é: %d are shown, want 596", n)
	}
}

func TestSessionStartsOnlyWhenNeeded(t *testing.T) {
	t.Parallel()
	s := serve(t, flashFiles(), flashRoutes)
	if got := s.get("/").header.Get("Set-Cookie"); got != "" {
		t.Errorf("a page without a form set the cookie %q, want none", got)
	}
	if got := s.get("/token").header.Get("Set-Cookie"); got == "" {
		t.Errorf("a page with a token set no cookie, want one")
	}
	if got := s.get("/token").header.Get("Set-Cookie"); got != "" {
		t.Errorf("the second page with a token set the cookie %q again, want none", got)
	}
}

func TestCookieIsGuarded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what   string
		o      web.Options
		tls    bool
		prefix string
		secure bool
	}{
		{"plain HTTP", web.Options{}, false, "rowan_", false},
		{"TLS", web.Options{}, true, "__Host-rowan_", true},
		{"TLS ended by a proxy", web.Options{Secure: true}, false, "__Host-rowan_", true},
	} {
		app, _ := newApp(t, c.o)
		tokenRoute(app)
		start := httptest.NewServer
		if c.tls {
			start = httptest.NewTLSServer
		}
		server := start(app)
		res, err := server.Client().Get(server.URL + "/token")
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		server.Close()
		if len(res.Cookies()) != 1 {
			t.Fatalf("%s: got %d cookies, want 1", c.what, len(res.Cookies()))
		}
		got := res.Cookies()[0]
		if !strings.HasPrefix(got.Name, c.prefix) || got.Secure != c.secure || !got.HttpOnly ||
			got.SameSite != http.SameSiteLaxMode || got.Path != "/" || got.Domain != "" {
			t.Errorf("%s: got the cookie %v, want %s..., Secure %t, HttpOnly, SameSite=Lax, Path=/, no Domain",
				c.what, got, c.prefix, c.secure)
		}
		hsts := res.Header.Get("Strict-Transport-Security")
		if (hsts != "") != c.secure {
			t.Errorf("%s: got Strict-Transport-Security %q, want one: %t", c.what, hsts, c.secure)
		}
	}
}

func TestSecretsNameTheirCookies(t *testing.T) {
	t.Parallel()
	var names []string
	for _, secret := range []string{"one", "one", "two"} {
		s := serve(t, web.Options{Secret: []byte(secret)}, flashRoutes)
		name, _, _ := strings.Cut(s.get("/token").header.Get("Set-Cookie"), "=")
		names = append(names, name)
	}
	if names[0] != names[1] || names[0] == names[2] {
		t.Errorf("cookies of the secrets one, one, two: got the names %q, want the first two alike and the third not", names)
	}
}

func FuzzSessionCookie(f *testing.F) {
	codec := web.NewSessionCodec([]byte("the secret"))
	f.Add(codec.Encode([]byte("0123456789abcdef"), nil))
	f.Add(codec.Encode([]byte("0123456789abcdef"), []string{"saved", ""}))
	f.Add("")
	f.Add(strings.Repeat("A", 5000))
	f.Fuzz(func(t *testing.T, value string) {
		id, flashes, ok := codec.Decode(value)
		if !ok {
			if id != nil || flashes != nil {
				t.Errorf("decode(%q): refused, but gave %q %q", value, id, flashes)
			}
			return
		}
		if again := codec.Encode(id, flashes); again != value {
			t.Errorf("decode(%q): gave %q %q, which encode to %q", value, id, flashes, again)
		}
	})
}

// FuzzSessionPayload signs what it tries, so that it reaches the part behind the signature.
func FuzzSessionPayload(f *testing.F) {
	codec := web.NewSessionCodec([]byte("the secret"))
	f.Add([]byte("\x010123456789abcdef"))
	f.Add([]byte("\x010123456789abcdef\x05saved\x00"))
	f.Add([]byte("\x010123456789abcdef\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Fuzz(func(t *testing.T, payload []byte) {
		id, flashes, ok := codec.Decode(codec.Sign(payload))
		if !ok {
			return
		}
		again, got, ok := codec.Decode(codec.Encode(id, flashes))
		if !ok || string(again) != string(id) || !slices.Equal(got, flashes) {
			t.Errorf("payload %q: gave %q %q, then %q %q %t", payload, id, flashes, again, got, ok)
		}
	})
}

func TestAlteredCookieIsNoSession(t *testing.T) {
	t.Parallel()
	codec := web.NewSessionCodec([]byte("the secret"))
	value := codec.Encode([]byte("0123456789abcdef"), []string{"saved"})
	if id, flashes, ok := codec.Decode(value); !ok || string(id) != "0123456789abcdef" || !slices.Equal(flashes, []string{"saved"}) {
		t.Fatalf("decode(encode): got %q %q %t", id, flashes, ok)
	}
	for i := range value {
		altered := []byte(value)
		altered[i] ^= 1
		if _, _, ok := codec.Decode(string(altered)); ok {
			t.Errorf("byte %d altered: %q was accepted", i, altered)
		}
	}
	if _, _, ok := web.NewSessionCodec([]byte("another")).Decode(value); ok {
		t.Errorf("a cookie of another secret was accepted")
	}
}
