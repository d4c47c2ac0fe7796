package main

import (
	"context"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/internal/programtest"
)

func TestValidUserIsStoredAndShown(t *testing.T) {
	t.Parallel()
	v, db := users.Open(t)
	before := time.Now().UTC().Truncate(time.Microsecond)
	p := add(v, "  Ada Lovelace ", " Ada@Example.org  ").WantStatus(303)
	if got := p.Header.Get("Location"); got != "/" {
		t.Errorf("Location: got %q, want %q", got, "/")
	}
	all := stored(t, db)
	if len(all) != 1 {
		t.Fatalf("got %d users, want 1", len(all))
	}
	if at := all[0].CreatedAt; at.Before(before) || at.After(time.Now()) {
		t.Errorf("created at %v, want a time since %v", at, before)
	}
	want := &User{ID: 1, Name: "Ada Lovelace", Email: "Ada@Example.org", CreatedAt: all[0].CreatedAt}
	if diff := cmp.Diff(want, all[0]); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
	v.Get("/").Want("Added Ada Lovelace.", "<td>Ada Lovelace</td><td>Ada@Example.org</td>")
	v.Get("/").WantNot("Added Ada Lovelace.")
}

// valid are pairs that go in and come out on the page as they are.
var valid = []struct{ what, name, email string }{
	{"100 and 120 characters of several bytes", strings.Repeat("é", 100), strings.Repeat("ü", 32) + "@" + strings.Repeat("a", 40) + "." + strings.Repeat("b", 40) + ".orgx"},
	{"100 characters outside of the basic plane", strings.Repeat("😀", 100), "emoji@example.org"},
	{"markup", `<script>alert("1")</script>`, "a&b@example.org"},
	{"attribute", `"><img src=x onerror=alert(1)>`, "o'neill@example.org"},
	{"SQL", `Robert'); DROP TABLE user;--`, "'or'1'='1'--@example.org"},
	{"template", `{{.ID}} {{template "content"}}`, "{{7*7}}@example.org"},
	{"entities", `&lt;b&gt; &amp;amp; &#39;`, "amp&#39@example.org"},
	{"percent, plus and backslash", `100%25 a+b \n \\ %s %d`, "a+b%25@example.org"},
	{"wildcards", `%_%`, "%_%@example.org"},
	{"right to left and combining", "\u05e9\u05dc\u05d5\u05dd e\u0301", "\u05e9\u05dc\u05d5\u05dd@example.org"},
	{"UTF-8 local part", "Stanisław Wójcik", "stanisław.wójcik@wp.pl"},
	{"international domain", "Jürgen", "jürgen@bücher.example"},
	{"one letter", "X", "x@y.zz"},
	{"a number", "0", "0@0.org"},
	{"words of databases", "NULL", "null@undefined.nan"},
	{"spaces inside", "a  b", "spaces@example.org"},
}

func TestWhatIsValidComesOutAsItWentIn(t *testing.T) {
	t.Parallel()
	v, db := users.Open(t)
	for i, c := range valid {
		add(v, c.name, c.email).WantStatus(303)
		all := stored(t, db)
		if len(all) != i+1 {
			t.Fatalf("%s: got %d users, want %d", c.what, len(all), i+1)
		}
		if got := all[i]; got.Name != c.name || got.Email != c.email {
			t.Errorf("%s: stored %q, %q; want %q, %q", c.what, got.Name, got.Email, c.name, c.email)
		}
		p := v.Get("/").WantStatus(200).WantNot("<script", "<img", "<b>")
		rows := listed(p)
		if len(rows) != i+1 || rows[i].Name != c.name || rows[i].Email != c.email {
			t.Errorf("%s: the page shows %v, want %q, %q in row %d", c.what, rows, c.name, c.email, i+1)
		}
	}
}

const (
	needsEmail = "Email must be an email address such as name@example.org"
	taken      = "Email is already taken"
)

// refused are bodies of the form that store nothing. keptName and keptEmail are what the fields then show.
var refused = []struct {
	what, body, keptName, keptEmail, nameError, emailError string
}{
	{"nothing", "", "", "", "Name is required", "Email is required"},
	{"empty fields", "name=&email=", "", "", "Name is required", "Email is required"},
	{"no name", "email=a@example.org", "", "a@example.org", "Name is required", ""},
	{"no email", "name=Ada", "Ada", "", "", "Email is required"},
	{"white space", "name=+%C2%A0%E2%80%83&email=++", " \u00a0\u2003", "  ", "Name is required", "Email is required"},
	{"101 characters", "name=" + strings.Repeat("a", 101) + "&email=a@example.org",
		strings.Repeat("a", 101), "a@example.org", "Name must be at most 100 characters", ""},
	{"101 characters of two bytes", "name=" + strings.Repeat("%C3%A9", 101) + "&email=a@example.org",
		strings.Repeat("é", 101), "a@example.org", "Name must be at most 100 characters", ""},
	{"121 characters", "name=Ada&email=" + longEmail, "Ada", longEmail, "", "Email must be at most 120 characters"},
	{"200,000 characters", "name=" + strings.Repeat("x", 200_000) + "&email=a@example.org",
		strings.Repeat("x", 200_000), "a@example.org", "Name must be at most 100 characters", ""},
	{"NUL in the name", "name=A%00da&email=a@example.org", "A\ufffdda", "a@example.org", "Name must not contain NUL characters", ""},
	{"NUL in the email", "name=Ada&email=a%00@example.org", "Ada", "a\ufffd@example.org", "", "Email must not contain NUL characters"},
	{"invalid UTF-8", "name=A%FFda&email=a%C3@example.org",
		"A\ufffdda", "a\ufffd@example.org", "Name must be valid UTF-8 text", "Email must be valid UTF-8 text"},
	{"surrogate", "name=%ED%A0%80&email=a@example.org", "\ufffd", "a@example.org", "Name must be valid UTF-8 text", ""},
	{"overlong slash", "name=%C0%AF&email=a@example.org", "\ufffd", "a@example.org", "Name must be valid UTF-8 text", ""},
	{"newline", "name=A%0Ada&email=a@example.org", "A\nda", "a@example.org", "Name must be a single line", ""},
	{"carriage return and newline at the end", "name=Ada&email=a@example.org%0D%0A", "Ada", "a@example.org\r\n", "", "Email must be a single line"},
	{"tab", "name=A%09da&email=a@example.org", "A\tda", "a@example.org", "Name must not contain tabs", ""},
	{"escape", "name=%1B[31mAda&email=a@example.org", "\x1b[31mAda", "a@example.org", "Name must not contain control characters", ""},
	{"C1 control", "name=A%C2%85da&email=a@example.org", "A\u0085da", "a@example.org", "Name must not contain control characters", ""},
	{"name twice", "name=Ada&name=Eve&email=a@example.org", "Ada", "a@example.org", "Name must be sent only once", ""},
	{"email twice", "name=Ada&email=a@example.org&email=b@example.org", "Ada", "a@example.org", "", "Email must be sent only once"},
	{"the same email twice", "name=Ada&email=a@example.org&email=a@example.org", "Ada", "a@example.org", "", "Email must be sent only once"},
	{"fields of another case", "Name=Ada&EMAIL=a@example.org", "", "", "Name is required", "Email is required"},
	{"fields of an array", "name[]=Ada&email[0]=a@example.org", "", "", "Name is required", "Email is required"},
	{"markup", "name=&email=" + url.QueryEscape(`"><script>alert(1)</script>`), "", `"><script>alert(1)</script>`, "Name is required", needsEmail},
	{"markup in the name", "name=" + url.QueryEscape(`"autofocus onfocus=alert(1) x="`) + "&email=x",
		`"autofocus onfocus=alert(1) x="`, "x", "", needsEmail},
	{"SQL", "name=Ada&email=" + url.QueryEscape(`'; DROP TABLE user; --`), "Ada", `'; DROP TABLE user; --`, "", needsEmail},
}

// longEmail is valid but for its 121 characters.
var longEmail = "a@" + strings.Repeat("b", 40) + "." + strings.Repeat("c", 40) + "." + strings.Repeat("d", 33) + ".org"

func TestInvalidUserIsRefusedBesideItsField(t *testing.T) {
	t.Parallel()
	v, db := users.Open(t)
	for _, c := range refused {
		t.Run(c.what, func(t *testing.T) {
			v := v.For(t)
			p := v.Submit("/add", c.body).WantStatus(422).Want("<title>Add User</title>", `role="alert"`, `name="_csrf"`).WantNot("<script")
			for name, want := range map[string]programtest.Control{
				"name":  {Label: "Name", Value: programtest.Shown(c.keptName), Invalid: c.nameError != "", Error: c.nameError},
				"email": {Label: "Email", Value: programtest.Shown(c.keptEmail), Invalid: c.emailError != "", Error: c.emailError},
			} {
				if diff := cmp.Diff(want, p.Control(name)); diff != "" {
					t.Errorf("body %.100q: the field %s (-want +got):\n%s", c.body, name, diff)
				}
			}
			if n := strings.Count(p.Body, " autofocus"); n != 1 {
				t.Errorf("body %.100q: got %d fields with the focus, want 1", c.body, n)
			}
			if all := stored(t, db); len(all) != 0 {
				t.Errorf("body %.100q: stored %v, want nothing", c.body, *all[0])
			}
		})
	}
}

// badEmails are no addresses, but short and clean text.
var badEmails = []string{
	"x", "@", "a@", "@example.org", "a@exam\u200bple.org", "a@ｅｘａｍｐｌｅ.org", "a@b", "a b@example.org", "a@exa mple.org", "a@@example.org", "a@b@example.org", "a@example..org",
	".a@example.org", "a.@example.org", "a..b@example.org", "a@.example.org", "a@example.org.", "a@-example.org", "a@example-.org",
	"a@[127.0.0.1]", `"a b"@example.org`, "Ada <ada@example.org>", "<ada@example.org>", "ada@example.org, eve@example.org",
	"mailto:ada@example.org", "ada@example.org?subject=x", "a@example.org/x", "a(comment)@example.org", "a\u200b@example.org",
	"a\u202e@example.org", "a\u00a0b@example.org", "a@127.0.0.1", "a@example.o\u0301\u0301/rg", strings.Repeat("a", 65) + "@example.org",
	strings.Repeat("é", 33) + "@example.org", "a@" + strings.Repeat("b", 64) + ".org", "a＠example.org", "a@xn--.org", "ada@example,org",
}

func TestBadAddressIsRefused(t *testing.T) {
	t.Parallel()
	v, db := users.Open(t)
	for _, email := range badEmails {
		p := add(v, "Ada", email)
		if p.Status != 422 {
			t.Errorf("email %q: got status %d, want 422", email, p.Status)
			continue
		}
		if diff := cmp.Diff(programtest.Control{Label: "Email", Value: email, Invalid: true, Error: needsEmail}, p.Control("email")); diff != "" {
			t.Errorf("email %q (-want +got):\n%s", email, diff)
		}
	}
	if all := stored(t, db); len(all) != 0 {
		t.Errorf("stored %d users, such as %v; want none", len(all), *all[0])
	}
}

func TestTakenAddressIsRefusedWithoutRegardToCaseAndSpaces(t *testing.T) {
	t.Parallel()
	for first, others := range map[string][]string{
		"ada@example.org":    {"ada@example.org", "ADA@EXAMPLE.ORG", " Ada@example.org", "ada@example.org  ", "ada@Example.Org\u00a0"},
		"éva@example.org":    {"ÉVA@example.org", "e\u0301va@example.org", "E\u0301VA@example.org"},
		"straße@example.org": {"STRASSE@example.org", "strasse@example.org", "straẞe@example.org"},
		"σοφός@example.org":  {"ΣΟΦΌΣ@example.org", "σοφόσ@example.org"},
		"a@bücher.example":   {"a@BÜCHER.example"},
	} {
		t.Run(first, func(t *testing.T) {
			t.Parallel()
			v, db := users.Open(t)
			add(v, "First", first).WantStatus(303)
			for _, other := range others {
				p := add(v, "Second", other).WantStatus(422)
				if diff := cmp.Diff(programtest.Control{Label: "Email", Value: other, Invalid: true, Error: taken}, p.Control("email")); diff != "" {
					t.Errorf("%q after %q (-want +got):\n%s", other, first, diff)
				}
				if got := p.Control("name"); got != (programtest.Control{Label: "Name", Value: "Second"}) {
					t.Errorf("%q after %q: got the name %v, want what was typed and no error", other, first, got)
				}
			}
			if all := stored(t, db); len(all) != 1 || all[0].Email != first {
				t.Errorf("%q: got %d users, want the first alone", first, len(all))
			}
			add(v, "Other", "x"+first).WantStatus(303)
		})
	}
}

func TestFieldsThatTheFormDoesNotKnowAreIgnored(t *testing.T) {
	t.Parallel()
	v, db := users.Open(t)
	v.Submit("/add", "name=Ada&email=ada@example.org&id=77&ID=78&created_at=2001-01-01&CreatedAt=2001-01-01&email_fold=x&is_admin=1&user.id=9").WantStatus(303)
	all := stored(t, db)
	if len(all) != 1 || all[0].ID != 1 || time.Since(all[0].CreatedAt) > time.Hour {
		t.Errorf("got %v, want one user with the id 1 and the time of now", *all[0])
	}
	add(v, "Eve", "ADA@example.org").WantStatus(422) // so that email_fold was not written either
	v.Send("POST", "/add?name=Eve&email=eve@example.org", "_csrf="+v.Token("/add"), "Content-Type", programtest.FormType).WantStatus(422)
}

func TestIDsAreNotUsedAgain(t *testing.T) {
	t.Parallel()
	v, db := users.Open(t)
	for _, name := range []string{"a", "b", "c"} {
		add(v, name, name+"@example.org").WantStatus(303)
	}
	highest := stored(t, db)[2]
	if err := Users.Delete(context.Background(), db, highest); err != nil {
		t.Fatal(err)
	}
	add(v, "d", "d@example.org").WantStatus(303)
	all := stored(t, db)
	if got := all[len(all)-1].ID; got <= highest.ID {
		t.Errorf("after user %d was deleted the next one got the id %d, want a higher one", highest.ID, got)
	}
	if _, err := Users.Every().Delete(context.Background(), db); err != nil {
		t.Fatal(err)
	}
	add(v, "e", "e@example.org").WantStatus(303)
	if got := stored(t, db)[0].ID; got != 5 {
		t.Errorf("after all users were deleted the next one got the id %d, want 5", got)
	}
}

func TestFormWorksAsMultipartToo(t *testing.T) {
	t.Parallel()
	v, db := users.Open(t)
	const edge = "----edge"
	part := func(name, value string) string {
		return "--" + edge + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"
	}
	body := part("name", "Ada") + part("email", "ada@example.org") + part("_csrf", v.Token("/add")) + "--" + edge + "--\r\n"
	v.Send("POST", "/add", body, "Content-Type", "multipart/form-data; boundary="+edge).WantStatus(303)
	if all := stored(t, db); len(all) != 1 || all[0].Name != "Ada" {
		t.Errorf("got %v, want Ada", all)
	}
}

func TestErrorPageIsEscapedInItsSummaryToo(t *testing.T) {
	t.Parallel()
	v, _ := users.Open(t)
	p := add(v, "", "<b>x</b>").WantStatus(422).WantNot("<b>")
	summary := regexp.MustCompile(`<li><a href="#([a-z]+)">([^<]*)</a></li>`).FindAllStringSubmatch(p.Body, -1)
	var got []string
	for _, line := range summary {
		got = append(got, line[1]+": "+html.UnescapeString(line[2]))
	}
	if diff := cmp.Diff([]string{"name: Name is required", "email: " + needsEmail}, got); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
}
