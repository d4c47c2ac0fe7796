package form_test

import (
	"context"
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/form"
)

type line struct {
	What   string
	Count  int
	Secret string
}

type basket struct {
	Owner string
	Lines []line
}

var baskets = form.Define(func(f *form.Fields, b *basket) {
	f.Field(&b.Owner).Size(10)
	form.List(f, &b.Lines, func(f *form.Fields, l *line) {
		f.Field(&l.What).Size(5).Trim()
		f.Field(&l.Count).Min(0)
	}).Empty(2).AtMost(5)
})

// full is a basket with two lines.
func full() *basket {
	return &basket{"Ada", []line{{"tea", 1, "s1"}, {"milk", 0, "s2"}}}
}

// submit binds names and values in turn, besides a valid owner.
func submit(t *testing.T, b *basket, pairs ...string) (*form.Form, bool) {
	t.Helper()
	f := baskets.New(b)
	ok, err := f.Submitted(post(append([]string{"owner", "Ada"}, pairs...)...))
	if err != nil {
		t.Fatal(err)
	}
	return f, ok
}

func TestRowsAreShownWithTheirKeysAndEmptyOnesForNew(t *testing.T) {
	t.Parallel()
	f := baskets.New(full())
	if err := f.Attach(get()); err != nil {
		t.Fatal(err)
	}
	got := page(t, f)
	for _, want := range []string{
		"<fieldset class=\"rows\">\n<legend>Lines</legend>\n<fieldset class=\"row\">\n<legend>Line 1</legend>\n<input type=\"hidden\" name=\"lines.0._key\" value=\"0\">\n",
		`<label for="lines.0.what">What</label>`, `<input type="text" id="lines.1.what" name="lines.1.what" value="milk" aria-required="true">`,
		`<input type="text" id="lines.1.count" name="lines.1.count" value="0" inputmode="numeric" aria-required="true">`,
		"<input type=\"checkbox\" id=\"lines.1._remove\" name=\"lines.1._remove\" value=\"on\">\n<label for=\"lines.1._remove\">Remove</label>",
		"<legend>New line</legend>\n<div class=\"field\">\n<label for=\"lines.2.what\">What</label>",
		`id="lines.3.count"`, "<legend>New line 2</legend>",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("page lacks\n%s\n--- got\n%s", want, got)
		}
	}
	for _, not := range []string{"lines.4", "lines.2._key", "lines.2._remove", "aria-invalid"} {
		if strings.Contains(got, not) {
			t.Errorf("page has %s:\n%s", not, got)
		}
	}
}

func TestRowsAreChangedAddedAndRemovedAndTheOthersStay(t *testing.T) {
	t.Parallel()
	b := full()
	b.Lines = append(b.Lines, line{"salt", 3, "s3"})
	f, ok := submit(t, b,
		"lines.0._key", "0", "lines.0.what", "", "lines.0.count", "x", "lines.0._remove", "on",
		"lines.7._key", "1", "lines.7.what", " oat ", "lines.7.count", "2",
		"lines.100000000.what", "rice", "lines.100000000.count", "0", "lines.3.what", " ", "lines.3.count", "")
	want := &basket{"Ada", []line{{"oat", 2, "s2"}, {"salt", 3, "s3"}, {"rice", 0, ""}}}
	if diff := cmp.Diff(want, b); diff != "" || !ok {
		t.Errorf("accepted %t, violations %v, object (-want +got)\n%s", ok, f.Violations(), diff)
	}
}

func TestRefusedRowsShowWhatWasTypedAndErrorsBesideTheirFields(t *testing.T) {
	t.Parallel()
	b := full()
	f, ok := submit(t, b, "lines.0._key", "0", "lines.0.what", "chocolate", "lines.0.count", "1",
		"lines.5._key", "1", "lines.5._remove", "on", "lines.5.what", "<b>", "lines.9.what", "new", "lines.9.count", "many")
	if diff := cmp.Diff(full(), b); ok || diff != "" {
		t.Errorf("accepted %t, object (-want +got)\n%s", ok, diff)
	}
	want := []fault.Violation{
		{Kind: fault.TooLong, Code: "too_long", Field: "Lines.0.What", Message: "must be at most 5 characters"},
		{Kind: fault.Invalid, Code: "not_a_number", Field: "Lines.2.Count", Message: "must be a whole number such as 12"},
	}
	if diff := cmp.Diff(want, f.Violations()); diff != "" {
		t.Errorf("violations (-want +got)\n%s", diff)
	}
	got := page(t, f)
	for _, want := range []string{
		`<li><a href="#lines.0.what">Line 1: What must be at most 5 characters</a></li>`,
		`<li><a href="#lines.2.count">New line: Count must be a whole number such as 12</a></li>`,
		`name="lines.0.what" value="chocolate" aria-required="true" aria-invalid="true" aria-describedby="lines.0.what-error" autofocus>`,
		`<p class="error" id="lines.0.what-error">What must be at most 5 characters</p>`,
		`name="lines.1.what" value="&lt;b&gt;"`, `name="lines.1._remove" value="on" checked>`, `name="lines.1._key" value="1"`,
		`name="lines.2.what" value="new"`, `name="lines.2.count" value="many"`, `name="lines.4.what" value=""`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("page lacks\n%s\n--- got\n%s", want, got)
		}
	}
	if n := strings.Count(got, " autofocus"); n != 1 {
		t.Errorf("%d inputs have the focus; want 1", n)
	}
}

func TestRowsThatAreNotThereAreRefusedAndNeverWritten(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sent []string
		want string // the only violation
	}{
		"made-up key":          {[]string{"lines.0._key", "7", "lines.0.what", "x", "lines.0.count", "1"}, "Lines.0 gone"},
		"key of another way":   {[]string{"lines.0._key", "00", "lines.0.what", "x", "lines.0.count", "1"}, "Lines.0 gone"},
		"key that is no text":  {[]string{"lines.0._key", "\xff\x00", "lines.0.what", "x", "lines.0.count", "1"}, "Lines.0 gone"},
		"made-up key, removed": {[]string{"lines.0._key", "7", "lines.0._remove", "on"}, ""},
		"key twice in a row":   {[]string{"lines.0._key", "0", "lines.0._key", "1", "lines.0.what", "x", "lines.0.count", "1"}, "Lines.0 sent_twice"},
		"key in two rows": {[]string{"lines.0._key", "1", "lines.0.what", "x", "lines.0.count", "1",
			"lines.1._key", "1", "lines.1.what", "y", "lines.1.count", "1"}, "Lines.1 sent_twice"},
		"index twice": {[]string{"lines.0._key", "1", "lines.0.what", "x", "lines.0.what", "y", "lines.0.count", "1"}, "Lines.0.What sent_twice"},
		"odd removal": {[]string{"lines.0._key", "1", "lines.0.what", "x", "lines.0.count", "1", "lines.0._remove", "perhaps"}, "Lines.0 not_a_bool"},
		"half a row":  {[]string{"lines.0._key", "1", "lines.0.what", "x"}, "Lines.0.Count required"},
		"odd names": {[]string{"lines.00.what", "x", "lines.+1.what", "x", "lines.-1.what", "x", "lines.1e3.what", "x", "lines.٠.what", "x", "lines..what", "x",
			"lines.99999999999999999999.what", "x", "lines.1000000000.what", "x", "lines.0", "x", "lines.0.", "x", "lines", "x", "Lines.0.What", "x",
			"lines.0.secret", "x", "lines.0.what.0", "x", "lines[0].what", "x"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := full()
			f, ok := submit(t, b, c.sent...)
			var got string
			for _, v := range f.Violations() {
				got += v.Field + " " + v.Code
			}
			if got != c.want || ok != (c.want == "") || !reflect.DeepEqual(b, full()) {
				t.Errorf("accepted %t with %q, want %q; the object is %+v", ok, got, c.want, b)
			}
		})
	}
}

func TestTooManyRowsAreRefusedAndNotAllShown(t *testing.T) {
	t.Parallel()
	sent := url.Values{"owner": {"Ada"}}
	for i := range 10_000 {
		sent.Set(fmt.Sprintf("lines.%d.what", i), "x")
		sent.Set(fmt.Sprintf("lines.%d.count", i), "1")
	}
	b := full()
	f := baskets.New(b)
	ok, err := f.Submitted(request{method: "POST", values: sent})
	if ok || err != nil || !reflect.DeepEqual(b, full()) {
		t.Fatalf("Submitted = %t, %v; the object is %+v", ok, err, b)
	}
	got := page(t, f)
	if !strings.Contains(got, "Lines must be at most 5 rows at once") || strings.Contains(got, "lines.5.") || !strings.Contains(got, "lines.4.what") {
		t.Errorf("page does not show five rows and why no more:\n%s", got)
	}
}

func TestRowsBeyondThoseThatAreShownStay(t *testing.T) {
	t.Parallel()
	b := &basket{Owner: "Ada"}
	for i := range 8 {
		b.Lines = append(b.Lines, line{What: fmt.Sprint(i)})
	}
	f, ok := submit(t, b, "lines.0._key", "0", "lines.0.what", "x", "lines.0.count", "1", "lines.1._key", "1", "lines.1._remove", "on")
	if !ok || len(b.Lines) != 7 || b.Lines[0].What != "x" || b.Lines[6].What != "7" {
		t.Errorf("accepted %t, %v; the object is %+v", ok, f.Violations(), b)
	}
	f = baskets.New(b)
	if err := f.Attach(get()); err != nil {
		t.Fatal(err)
	}
	if got := page(t, f); !strings.Contains(got, "The first 5 are shown.") || strings.Contains(got, "lines.5.") {
		t.Errorf("page does not show the first five:\n%s", got)
	}
}

func TestWhatTheHandlerKnowsOfARowIsShownBesideIt(t *testing.T) {
	t.Parallel()
	b := full()
	f, ok := submit(t, b, "lines.0._key", "1", "lines.0.what", "x", "lines.0.count", "1", "lines.1.what", "new", "lines.1.count", "2")
	if !ok {
		t.Fatal(f.Violations())
	}
	taken := fault.Violation{Kind: fault.Unique, Code: "unique", Field: "What", Message: "is taken"}
	if f.AddRowViolations(&line{}, taken) || f.AddRowViolations(nil, taken) || !f.Valid() {
		t.Errorf("a row that the form does not show takes violations: %v", f.Violations())
	}
	f.AddViolations(fault.Violation{Field: "lines.0.count", Message: "is odd"}, fault.Violation{Field: "Lines.1", Message: "it is odd, too"},
		fault.Violation{Field: "Lines.1.UserID", Message: "is unknown"}, fault.Violation{Field: "lines.9.what", Message: "is nowhere"})
	got := page(t, f)
	for _, want := range []string{
		`<p class="error" id="lines.0.count-error">Count is odd</p>`, `<p class="error" id="lines.1-error">It is odd, too; User ID is unknown</p>`,
		`<fieldset class="row" aria-describedby="lines.1-error">`, `<li><a href="#lines.1.what">New line: It is odd, too</a></li>`,
		"<li>Lines 9 What is nowhere</li>",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("page lacks\n%s\n--- got\n%s", want, got)
		}
	}
}

// held is a list whose rows stay where they are.
type held struct{ rows []*line }

func heldForm(t *testing.T, spec form.RowsSpec) *form.Fieldset {
	t.Helper()
	spec.Fields = []form.Spec{{Field: "What", Type: reflect.TypeFor[string](), Required: true}, {Field: "Count", Type: reflect.TypeFor[int](), Required: true, Widget: form.Hidden}}
	spec.Row = "Line"
	spec.New = func() any { return new(line) }
	if spec.List == nil {
		spec.List = func(object any) ([]form.Row, error) {
			var all []form.Row
			for i, l := range object.(*held).rows {
				all = append(all, form.Row{Key: fmt.Sprint("k", i), Object: l})
			}
			return all, nil
		}
	}
	set, err := form.NewFieldset("Held", form.Spec{Field: "Rows", Rows: &spec})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestRowObjectsTakeViolationsAndHiddenFieldsSpeakOnTopOfTheRow(t *testing.T) {
	t.Parallel()
	h := &held{[]*line{{What: "a"}, {What: "b"}}}
	var added, removed []any
	set := heldForm(t, form.RowsSpec{Change: func(_ any, a, r []any) error { added, removed = a, r; return nil }})
	f := set.New(h)
	ok, err := f.Bind(t.Context(), values("rows.0._key", "k1", "rows.0.what", "c", "rows.0.count", "4", "rows.1._key", "k0", "rows.1._remove", "on",
		"rows.2.what", "d", "rows.2.count", "0"))
	if !ok || err != nil || h.rows[1].What != "c" || h.rows[1].Count != 4 || h.rows[0].What != "a" {
		t.Fatalf("Bind = %t, %v, %v, %+v", ok, err, f.Violations(), h.rows)
	}
	if len(added) != 1 || added[0].(*line).What != "d" || len(removed) != 1 || removed[0] != h.rows[0] {
		t.Errorf("added %v, removed %v", added, removed)
	}
	for object, want := range map[any]string{h.rows[1]: "Rows.0.Count", h.rows[0]: "Rows.1.Count", added[0]: "Rows.2.Count"} {
		if !f.AddRowViolations(object, fault.Violation{Field: "Count", Message: "is stale"}) || f.Violations()[len(f.Violations())-1].Field != want {
			t.Errorf("got %v, want a violation of %s", f.Violations(), want)
		}
	}
	if err := f.Attach(get()); err != nil {
		t.Fatal(err)
	}
	if got := page(t, f); strings.Count(got, "Count is stale</p>") != 3 || !strings.Contains(got, `<li><a href="#rows.0.what">Line 1: Count is stale</a></li>`) {
		t.Errorf("page does not show the errors of hidden fields on top of their rows:\n%s", got)
	}
}

func TestListsThatCannotBeReadOrWrittenAreErrors(t *testing.T) {
	t.Parallel()
	broken := fmt.Errorf("broken")
	none := func(any, []any, []any) error { return nil }
	for name, c := range map[string]struct {
		spec form.RowsSpec
		want string
	}{
		"reading":  {form.RowsSpec{Change: none, List: func(any) ([]form.Row, error) { return nil, broken }}, "broken"},
		"same key": {form.RowsSpec{Change: none, List: func(any) ([]form.Row, error) { return make([]form.Row, 1), nil }}, `form: two rows of Rows have the key "", or it is empty`},
		"writing":  {form.RowsSpec{Change: func(any, []any, []any) error { return broken }}, "broken"},
	} {
		f := heldForm(t, c.spec).New(&held{})
		ok, err := f.Submitted(post("rows.0.what", "x", "rows.0.count", "1"))
		if ok || err == nil || err.Error() != c.want {
			t.Errorf("%s: Submitted = %t, %v; want %s", name, ok, err, c.want)
		}
	}
}

func TestMistakesOfListsAreReported(t *testing.T) {
	t.Parallel()
	d := form.Define(func(f *form.Fields, b *basket) {
		f.Field(&b.Owner).Empty(1).AtMost(2)
		form.List(f, &b.Lines, func(f *form.Fields, l *line) {
			f.Field(&l.What).Name("_key")
			f.Field(&l.Count).Size(3)
			f.Field(&b.Owner)
		}).As(form.Text).Empty(-1)
	})
	const want = `form: 6 mistakes in the form of basket
  Lines: field 3: the *string points to no field of the form_test.line that was passed in
  Owner: Empty is for lists of sub-forms, and not negative
  Owner: AtMost is for lists of sub-forms, and not negative
  Lines: Empty is for lists of sub-forms, and not negative
  Lines: the widget Text cannot show a list
`
	if err := d.Err(); err == nil || err.Error()+"\n" != strings.Replace(want, "6", "5", 1) {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	inner := form.Define(func(f *form.Fields, b *basket) {
		form.List(f, &b.Lines, func(f *form.Fields, l *line) {
			f.Field(&l.What).Name("_key")
			f.Field(&l.Count).Size(3)
			f.Field(&l.Secret).ChoicesOf(many{})
		})
	})
	for _, want := range []string{"Lines: the HTML name _key belongs to the list", "Lines: Count: Size is for text, not for int", "Lines: Secret: a row holds single values"} {
		if err := inner.Err(); err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), "What: ", ""), want) {
			t.Errorf("got\n%v\nwant it to say %s", err, want)
		}
	}
}

type many struct{}

func (many) List(context.Context, int) ([]form.Choice, error)           { return nil, nil }
func (many) Search(context.Context, string, int) ([]form.Choice, error) { return nil, nil }
func (many) Find(context.Context, string) (form.Choice, bool, error) {
	return form.Choice{}, false, nil
}

func TestAListMayInsistOnARow(t *testing.T) {
	t.Parallel()
	d := form.Define(func(f *form.Fields, b *basket) {
		form.List(f, &b.Lines, func(f *form.Fields, l *line) { f.Field(&l.What) }).Required().Row("Thing").Label("Things").Help("At least one.")
	})
	f := d.Blank(&basket{})
	if ok, err := f.Submitted(post("lines.0.what", " ")); ok || err != nil {
		t.Fatalf("Submitted = %t, %v", ok, err)
	}
	got := page(t, f)
	for _, want := range []string{`<a href="#lines.0.what">Things is required; write at least one</a>`, `<fieldset class="rows" aria-describedby="lines-help lines-error">`,
		`<p class="help" id="lines-help">At least one.</p>`, "<legend>New thing</legend>"} {
		if !strings.Contains(got, want) {
			t.Errorf("page lacks\n%s\n--- got\n%s", want, got)
		}
	}
}

func TestChoicesOfRowsAreFetchedOnce(t *testing.T) {
	t.Parallel()
	calls := 0
	d := form.Define(func(f *form.Fields, b *basket) {
		form.List(f, &b.Lines, func(f *form.Fields, l *line) {
			f.Field(&l.What).ChoicesFrom(func(context.Context) ([]form.Choice, error) {
				calls++
				return []form.Choice{{Value: "tea", Label: "Tea"}, {Value: "milk", Label: "Milk"}}, nil
			})
		})
	})
	b := full()
	f := d.New(b)
	ok, err := f.Submitted(post("lines.0._key", "0", "lines.0.what", "milk", "lines.1._key", "1", "lines.1.what", "gin"))
	if ok || err != nil || calls != 1 || len(f.Violations()) != 1 || f.Violations()[0].Field != "Lines.1.What" {
		t.Fatalf("Submitted = %t, %v, %v; %d calls, want 1", ok, err, f.Violations(), calls)
	}
	if got := page(t, f); !strings.Contains(got, `<option value="milk" selected>Milk</option>`) || !strings.Contains(got, `<label for="lines.2.what">What</label>`) {
		t.Errorf("page:\n%s", got)
	}
}
