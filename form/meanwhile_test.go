package form_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/form"
)

var hiddenInput = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// guarded is a guarded form of a basket, and the hidden fields that its page sends.
func guarded(t *testing.T, b *basket) (*form.Form, url.Values) {
	t.Helper()
	f := baskets.New(b)
	f.Guard()
	if err := f.Attach(get()); err != nil {
		t.Fatal(err)
	}
	return f, hiddens(t, f)
}

func hiddens(t *testing.T, f *form.Form) url.Values {
	t.Helper()
	sent := url.Values{}
	for _, found := range hiddenInput.FindAllStringSubmatch(page(t, f), -1) {
		sent.Add(found[1], found[2])
	}
	return sent
}

// sendLater binds what a page of the basket sends, after somebody has changed it.
func sendLater(t *testing.T, b *basket, change func(*basket), typed url.Values) (*form.Form, bool) {
	t.Helper()
	_, sent := guarded(t, b)
	for name, vs := range typed {
		sent[name] = vs
	}
	change(b)
	return sendBasket(t, b, sent)
}

func sendBasket(t *testing.T, b *basket, sent url.Values) (*form.Form, bool) {
	t.Helper()
	f := baskets.New(b)
	f.Guard()
	ok, err := f.Submitted(request{method: "POST", values: sent})
	if err != nil {
		t.Fatal(err)
	}
	return f, ok
}

// untouched is what a visitor sends who changes nothing.
func untouched(changes ...string) url.Values {
	v := values("owner", "Ada", "lines.0.what", "tea", "lines.0.count", "1", "lines.1.what", "milk", "lines.1.count", "0")
	for i := 0; i < len(changes); i += 2 {
		v.Set(changes[i], changes[i+1])
	}
	return v
}

func TestWhatTheVisitorHasNotTouchedStaysAsSomebodyElseHasMadeIt(t *testing.T) {
	t.Parallel()
	b := full()
	f, ok := sendLater(t, b, func(b *basket) { b.Owner, b.Lines[0].What = "Eve", "rum" }, untouched("lines.1.count", "5"))
	want := &basket{"Eve", []line{{"rum", 1, "s1"}, {"milk", 5, "s2"}}}
	if diff := cmp.Diff(want, b); !ok || diff != "" {
		t.Errorf("accepted %t, %v; the object (-want +got)\n%s", ok, f.Violations(), diff)
	}
	b = full()
	f, ok = sendLater(t, b, func(b *basket) { b.Owner = "Eve" }, untouched("owner", "Eve", "lines.0.what", " tea "))
	if want := (&basket{"Eve", full().Lines}); !ok || !cmp.Equal(want, b) {
		t.Errorf("both wrote the same: accepted %t, %v; the object is %+v", ok, f.Violations(), b)
	}
}

func TestWhatBothHaveChangedIsToldAndMayBeSentAgain(t *testing.T) {
	t.Parallel()
	b := full()
	change := func(b *basket) { b.Owner, b.Lines[0] = "Eve", line{"rum", 9, "s1"} }
	f, ok := sendLater(t, b, change, untouched("owner", "Bob", "lines.0.what", "gin", "lines.1._remove", "on"))
	theirs := full()
	change(theirs)
	if ok || !cmp.Equal(theirs, b) {
		t.Fatalf("accepted %t; the object is %+v", ok, b)
	}
	got := page(t, f)
	for _, want := range []string{
		"<li>Somebody has changed this meanwhile, now Owner is “Eve”; send it again to write over that</li>",
		`<p class="error" id="lines.0-error">Somebody has changed this meanwhile, now What is “rum”, Count is “9”; send it again to write over that</p>`,
		`name="owner" value="Bob"`, `name="lines.0.what" value="gin"`, `name="lines.0.count" value="1"`, `name="lines.1._remove" value="on" checked`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("page lacks\n%s\n--- got\n%s", want, got)
		}
	}
	again := hiddens(t, f)
	for name, vs := range untouched("owner", "Bob", "lines.0.what", "gin", "lines.1._remove", "on") {
		again[name] = vs
	}
	f, ok = sendBasket(t, b, again)
	if want := (&basket{"Bob", []line{{"gin", 1, "s1"}}}); !ok || !cmp.Equal(want, b) {
		t.Errorf("sent again: accepted %t, %v; the object is %+v", ok, f.Violations(), b)
	}
}

func TestARowThatSomebodyHasChangedIsNotRemovedUnseen(t *testing.T) {
	t.Parallel()
	b := full()
	f, ok := sendLater(t, b, func(b *basket) { b.Lines[1].Count = 7 }, untouched("lines.1._remove", "on"))
	if ok || len(b.Lines) != 2 || f.Violations()[0].Field != "Lines.1" || f.Violations()[0].Code != "stale" {
		t.Errorf("accepted %t, %v; the object is %+v", ok, f.Violations(), b)
	}
}

func TestWithoutWhatThePageShowedNothingIsCompared(t *testing.T) {
	t.Parallel()
	for _, was := range [][]string{nil, {""}, {"x", "y"}} {
		b := full()
		sent := untouched("lines.0._key", "0", "lines.0.what", "gin", "lines.1._key", "1")
		if was != nil {
			sent["_was"], sent["lines.0._was"] = was, was
		}
		if f, ok := sendBasket(t, b, sent); !ok || b.Lines[0].What != "gin" {
			t.Errorf("%q: accepted %t, %v; the object is %+v", was, ok, f.Violations(), b)
		}
	}
	b := full()
	if f, ok := sendBasket(t, b, untouched("_was", "\xff<made up>", "owner", "Bob")); ok || !strings.Contains(page(t, f), "Somebody has changed this meanwhile, now Owner is “Ada”; send") {
		t.Errorf("a made-up one: accepted %t, %v", ok, f.Violations())
	}
}

func TestWhatIsOvertakenLaterIsTold(t *testing.T) {
	t.Parallel()
	b := full()
	_, sent := guarded(t, b)
	for name, vs := range untouched("lines.0.what", "gin") {
		sent[name] = vs
	}
	f, ok := sendBasket(t, b, sent)
	if !ok {
		t.Fatal(f.Violations())
	}
	if f.Overtaken(&line{}, nil) || !f.Overtaken(&b.Lines[0], &line{"rum", 1, ""}) || !f.Overtaken(&b.Lines[1], nil) || !f.Overtaken(b, &basket{Owner: "Eve"}) {
		t.Error("not told which objects the form shows")
	}
	got := page(t, f)
	for _, want := range []string{"now What is “rum”; send", "Somebody has removed this meanwhile; send it again to add it anew", "now Owner is “Eve”"} {
		if !strings.Contains(got, want) {
			t.Errorf("page lacks\n%s\n--- got\n%s", want, got)
		}
	}
	if strings.Contains(got, "lines.1._key") {
		t.Errorf("a row that is gone keeps its key:\n%s", got)
	}
}
