package programtest

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// Form is a form of a site, and how to fill it in.
type Form struct {
	// Path is where it is shown and sent to.
	Path string
	// Valid is a body that is stored, another one for each number.
	Valid func(n int) url.Values
	// Optional are the fields that may be left out.
	Optional []string
	// Stored counts what it stores.
	Stored func(ctx context.Context, r orm.Reader) (int64, error)
	// Prepare stores what it refers to; nil where that is nothing.
	Prepare func(t *testing.T, db *ormtest.DB)
}

// open serves the site with what the form needs.
func (f Form) open(t *testing.T, s Site) (*Visitor, *ormtest.DB) {
	t.Helper()
	v, db := s.Open(t)
	if f.Prepare != nil {
		f.Prepare(t, db)
	}
	return v, db
}

// count is how much is stored.
func (f Form) count(t *testing.T, db orm.Reader) int64 {
	t.Helper()
	n, err := f.Stored(context.Background(), db)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// WantCount wants so much to be stored.
func (f Form) WantCount(t *testing.T, db orm.Reader, what string, want int64) {
	t.Helper()
	if n := f.count(t, db); n != want {
		t.Errorf("%s, %s: %d are stored, want %d", f.Path, what, n, want)
	}
}

// Hostile are values that somebody may send in any field. Some are valid in some fields: then they come out as they went
// in, and in the others they are an error beside the field; nowhere are they anything else.
var Hostile = []string{
	"", " ", "\u00a0\u2003", "0", "-0", "-1", "1.5", "1e3", "1e999", "1e-999", "NaN", "nan", "Inf", "-Infinity", "1_0.5", "0x10", "0,95", "1,000",
	"٠٫٥", "１２", "²", "95%", "--1", "+", ".", "e", "999999", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
	"18446744073709551617", "100000000000000000000000000000000", "null", "NULL", "undefined", "true", "on", "[]", "{}", "[1]",
	"\x00", "a\x00b", "\xff", "a\xc3", "\xed\xa0\x80", "\xc0\xaf", "a\nb", "a\r\nb", "abc\n", "a\tb", "\x1b[31mred", "a\u0085b", "a\x7fb",
	"\u202eabc", "a\u200bb", "\ufeffabc", "e\u0301\u0301\u0301", strings.Repeat("\u0301", 50),
	strings.Repeat("a", 20), strings.Repeat("a", 21), strings.Repeat("é", 100), strings.Repeat("é", 101), strings.Repeat("😀", 100),
	strings.Repeat("😀", 101), strings.Repeat("x", 200_000), strings.Repeat("9", 5000),
	`<script>alert("1")</script>`, `"><img src=x onerror=alert(1)>`, `"autofocus onfocus=alert(1) x="`, "</textarea><script>alert(1)</script>",
	"</title><b>x</b>", "javascript:alert(1)", `{{.ID}} {{template "content"}}`, "${7*7}", "&lt;b&gt; &amp;amp; &#39;",
	`'; DROP TABLE user; --`, "' OR '1'='1", `Robert"); DELETE FROM dataset;--`, "1; SELECT pg_sleep(9)", "\\", "\\'", "%", "_", "%s%n%d", "100%25 a+b",
	"../../etc/passwd", "=cmd|' /C calc'!A0", "a;b&c=d",
}

// CheckInput sends each hostile value in each field of the form.
func (f Form) CheckInput(t *testing.T, s Site) {
	v, db := f.open(t, s)
	token, stored := v.Token(f.Path), f.count(t, db)
	for name := range f.Valid(0) {
		for i, value := range Hostile {
			body := f.Valid(i + 1)
			body.Set(name, value)
			p := v.Post(f.Path, body.Encode(), token)
			switch p.Status {
			case 303:
				stored++
				continue
			case 422:
				f.wantKept(p, body, name)
			default:
				t.Errorf("%s, %s=%.80q: got the status %d, want 303 or 422; body:\n%.1000s", f.Path, name, value, p.Status, p.Body)
			}
			f.WantCount(t, db, "after "+name+"="+value[:min(len(value), 40)], stored)
		}
	}
	v.Get("/").WantStatus(200).WantNot("<script", "<img", "onerror=alert(1)>", "<b>x", "\x00")
}

// wantKept wants a refused form to show what was typed, and the error of one field alone beside it.
func (f Form) wantKept(p Page, body url.Values, wrong string) {
	p.T.Helper()
	p.Want(`role="alert"`, `name="_csrf"`).WantNot("<script", "<img").WantNot(inside...)
	if n := strings.Count(p.Body, " autofocus"); n != 1 {
		p.T.Errorf("%s, %s=%.80q: got %d fields with the focus, want 1", f.Path, wrong, body.Get(wrong), n)
	}
	for name := range body {
		c := p.Control(name)
		isSelect := strings.Contains(p.Body, `<select id="`+name+`"`)
		switch kept := Shown(body.Get(name)); {
		case isSelect && name == wrong && c.Value != "":
			p.T.Errorf("%s, %s=%.80q: the select shows %q as chosen", f.Path, name, kept, c.Value)
		case c.Value != kept && !(isSelect && name == wrong) && c.Value != strings.ReplaceAll(kept, "\r\n", "\n"):
			p.T.Errorf("%s: the field %s shows %.80q, want %.80q, what was typed", f.Path, name, c.Value, kept)
		}
		if name == wrong && (!c.Invalid || !strings.HasPrefix(c.Error, c.Label+" ") || c.Label == "") {
			p.T.Errorf("%s, %s=%.80q: got %+v, want an error that begins with the label", f.Path, name, body.Get(name), c)
		}
		if name != wrong && (c.Invalid || c.Error != "") {
			p.T.Errorf("%s, %s=%.80q: the field %s shows the error %q", f.Path, wrong, body.Get(wrong), name, c.Error)
		}
	}
}

// CheckFields sends fields twice, leaves them out, in another case and as arrays, and sends some that the form does not
// know, in the body and in the address.
func (f Form) CheckFields(t *testing.T, s Site) {
	v, db := f.open(t, s)
	token, stored := v.Token(f.Path), f.count(t, db)
	valid := f.Valid(0)
	for _, name := range slices.Sorted(maps.Keys(valid)) {
		for what, change := range map[string]func(url.Values){
			"twice":            func(b url.Values) { b.Add(name, valid.Get(name)) },
			"twice, different": func(b url.Values) { b.Add(name, "other") },
			"in another case":  func(b url.Values) { b[strings.ToUpper(name)] = b[name]; delete(b, name) },
			"as an array":      func(b url.Values) { b[name+"[]"] = b[name]; delete(b, name) },
		} {
			body := f.Valid(0)
			change(body)
			p := v.Post(f.Path, body.Encode(), token)
			if p.Status == 303 && slices.Contains(f.Optional, name) && !body.Has(name) {
				stored++
			} else if p.Status != 422 {
				t.Errorf("%s, %s %s: got the status %d, want 422", f.Path, name, what, p.Status)
			}
			f.WantCount(t, db, name+" "+what, stored)
		}
	}
	v.Post(f.Path+"?"+valid.Encode(), "x=1", token).WantStatus(422)
	f.WantCount(t, db, "fields in the address", stored)
	extra := f.Valid(1)
	for _, name := range []string{"id", "ID", "created_at", "CreatedAt", "email_fold", "is_admin", "user.id", "datasets", "predictions", "projects", "__proto__"} {
		extra.Set(name, "77")
	}
	v.Post(f.Path, extra.Encode(), token).WantStatus(303)
	f.WantCount(t, db, "unknown fields", stored+1)
}
