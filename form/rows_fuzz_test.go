package form_test

import (
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rowankit/rowan/form"
)

// FuzzRows holds for any submission of a list: it is accepted only with rows that the definition allows, no row is
// changed that was not named by its key, none is there twice, what is refused leaves no trace, and the page is clean.
func FuzzRows(f *testing.F) {
	f.Add("owner=Ada&lines.0._key=1&lines.0.what=x&lines.0.count=2&lines.5.what=new&lines.5.count=0")
	f.Add("owner=Ada&lines.0._key=0&lines.0._remove=on&lines.1._key=0&lines.1.what=x&lines.1.count=1")
	f.Add("owner=Bob&_was=x&lines.0._key=0&lines.0._was=y&lines.0.what=x&lines.0.count=1&lines.1._key=1&lines.1._was=z&lines.1._remove=1")
	f.Add("lines.999999999.what=&lines.00.what=x&lines.1.what=%00&lines.2._key=%ff&lines.3._key=9&lines.3._remove=maybe")
	f.Fuzz(func(t *testing.T, body string) {
		sent, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		got := full()
		page := baskets.New(got)
		page.Guard()
		if err := page.Attach(get()); err != nil {
			t.Fatal(err)
		}
		ok, err := page.Bind(t.Context(), sent)
		if err != nil || ok != page.Valid() {
			t.Fatalf("Bind = %t, %v, Valid %t", ok, err, page.Valid())
		}
		html, err := page.HTML()
		if err != nil || !utf8.ValidString(string(html)) || strings.Contains(string(html), "<script") || strings.Contains(string(html), `name="lines.5.`) {
			t.Fatalf("page of %q: %v, or not clean:\n%s", body, err, html)
		}
		if !ok {
			if !reflect.DeepEqual(got, full()) {
				t.Errorf("%q was refused and changed the object to %+v", body, got)
			}
			return
		}
		var secrets []string
		for _, l := range got.Lines {
			if n := utf8.RuneCountInString(l.What); n < 1 || n > 5 || l.Count < 0 {
				t.Errorf("%q: accepted the row %+v", body, l)
			}
			if l.Secret != "" {
				secrets = append(secrets, l.Secret)
			}
		}
		if !slices.IsSorted(secrets) || len(slices.Compact(slices.Clone(secrets))) < len(secrets) || len(got.Lines) > 5 {
			t.Errorf("%q: got the rows %+v", body, got.Lines)
		}
		for i, old := range full().Lines {
			named := false
			for name, vs := range sent {
				named = named || strings.HasSuffix(name, "._key") && slices.Contains(vs, string(rune('0'+i)))
			}
			if !named && !slices.Contains(got.Lines, old) {
				t.Errorf("%q: changed the row %+v, which it does not name", body, old)
			}
		}
	})
}

// FuzzSeveral holds that a field of several choices only ever gains what is offered, and loses what was there before.
func FuzzSeveral(f *testing.F) {
	f.Add("1", "2", "", "2", "")
	f.Add("77", "\xff", "1", "", "Person 1")
	f.Add("0", "0", "\xae", "0", "")
	f.Fuzz(func(t *testing.T, one, two, was, wasToo, sought string) {
		for _, n := range []int{3, form.MaxOptions + 1} {
			object := &team{Members: []int64{2, 77}}
			page := teams(crowd(n)).New(object)
			if err := page.Attach(get()); err != nil {
				t.Fatal(err)
			}
			ok, err := page.Bind(t.Context(), values("name", "x", "members", one, "members", two, "members.was", was, "members.was", wasToo, "members_search", sought))
			if err != nil || ok != page.Valid() {
				t.Fatalf("Bind = %t, %v", ok, err)
			}
			if html, err := page.HTML(); err != nil || !utf8.ValidString(string(html)) {
				t.Fatalf("page: %v, or not clean", err)
			}
			for _, m := range object.Members {
				if m != 77 && (m < 1 || m > int64(n)) {
					t.Errorf("%q, %q: got the members %v", one, two, object.Members)
				}
			}
			slices.Sort(object.Members)
			if len(slices.Compact(slices.Clone(object.Members))) < len(object.Members) || !ok && !slices.Equal(object.Members, []int64{2, 77}) {
				t.Errorf("%q, %q: accepted %t, got the members %v", one, two, ok, object.Members)
			}
		}
	})
}
