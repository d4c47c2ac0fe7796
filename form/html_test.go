package form_test

import (
	"context"
	"html/template"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/validate"
)

type everything struct {
	Name, Email, Note, Ref string
	Count                  int
	Ratio                  float64
	Active                 bool
	Owner                  *int64
}

var all = form.Define(func(f *form.Fields, e *everything) {
	f.Field(&e.Name).Size(5).Help("As on the card.")
	f.Field(&e.Email).Valid(validate.Email)
	f.Field(&e.Note).As(form.TextArea).Optional()
	f.Field(&e.Count)
	f.Field(&e.Ratio)
	f.Field(&e.Active)
	f.Field(&e.Owner).Choices(form.Choice{"1", "Ada & Bob"}, form.Choice{"2", "<Eve>"})
	f.Field(&e.Ref).As(form.Hidden)
})

func page(t *testing.T, f *form.Form) string {
	t.Helper()
	html, err := f.HTML()
	if err != nil {
		t.Fatal(err)
	}
	return string(html)
}

func TestPageOfACleanForm(t *testing.T) {
	t.Parallel()
	f := all.New(&everything{Name: "Ada", Note: "\nb", Active: true, Owner: new(int64(2)), Ref: "r", Ratio: 0.5})
	if _, err := f.Submitted(get()); err != nil {
		t.Fatal(err)
	}
	want := `<input type="hidden" name="_csrf" value="tok&lt;en">
<div class="field">
<label for="name">Name</label>
<input type="text" id="name" name="name" value="Ada" aria-required="true" aria-describedby="name-help">
<p class="help" id="name-help">As on the card.</p>
</div>
<div class="field">
<label for="email">Email</label>
<input type="text" id="email" name="email" value="" inputmode="email" autocomplete="email" autocapitalize="none" spellcheck="false" aria-required="true">
</div>
<div class="field">
<label for="note">Note</label>
<textarea id="note" name="note" rows="6">

b</textarea>
</div>
<div class="field">
<label for="count">Count</label>
<input type="text" id="count" name="count" value="0" inputmode="numeric" aria-required="true">
</div>
<div class="field">
<label for="ratio">Ratio</label>
<input type="text" id="ratio" name="ratio" value="0.5" inputmode="decimal" aria-required="true">
</div>
<div class="field">
<input type="checkbox" id="active" name="active" value="on" checked>
<label for="active">Active</label>
</div>
<div class="field">
<label for="owner">Owner</label>
<select id="owner" name="owner">
<option value="">None</option>
<option value="1">Ada &amp; Bob</option>
<option value="2" selected>&lt;Eve&gt;</option>
</select>
</div>
<input type="hidden" name="ref" value="r">
`
	if diff := cmp.Diff(want, page(t, f)); diff != "" {
		t.Errorf("page (-want +got)\n%s", diff)
	}
}

func TestPageOfARefusedForm(t *testing.T) {
	t.Parallel()
	f := all.Blank(&everything{})
	ok, err := f.Submitted(post("name", "Augusta", "email", "", "count", "x", "ratio", "1", "active", "maybe", "owner", "9", "ref", ""))
	if ok || err != nil {
		t.Fatalf("Submitted = %t, %v", ok, err)
	}
	f.AddViolations(fault.Violation{Kind: fault.Check, Message: "nothing fits"})
	got := page(t, f)
	for _, want := range []string{
		`<div class="errors" role="alert">
<p>Please correct this and send it again:</p>
<ul>
<li>Ref is required</li>
<li>Nothing fits</li>
<li><a href="#name">Name must be at most 5 characters</a></li>
<li><a href="#email">Email is required</a></li>
<li><a href="#count">Count must be a whole number such as 12</a></li>
<li><a href="#active">Active must be yes or no</a></li>
<li><a href="#owner">Owner must be one of the choices</a></li>
</ul>
</div>
`,
		`<input type="text" id="name" name="name" value="Augusta" aria-required="true" aria-invalid="true" aria-describedby="name-help name-error" autofocus>
<p class="help" id="name-help">As on the card.</p>
<p class="error" id="name-error">Name must be at most 5 characters</p>`,
		`<input type="text" id="email" name="email" value="" inputmode="email" autocomplete="email" autocapitalize="none" spellcheck="false" aria-required="true" aria-invalid="true" aria-describedby="email-error">`,
		`<input type="checkbox" id="active" name="active" value="on" aria-invalid="true" aria-describedby="active-error">`,
		`<option value="" selected>None</option>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("page lacks\n%s\n--- got\n%s", want, got)
		}
	}
	if n := strings.Count(got, " autofocus"); n != 1 {
		t.Errorf("%d inputs have the focus; want 1", n)
	}
}

func TestEverythingTypedIsEscaped(t *testing.T) {
	t.Parallel()
	const evil = `"><script>alert('1')</script></textarea>`
	d := form.Define(func(f *form.Fields, e *everything) {
		f.Field(&e.Name).Label(evil).Help(evil).Size(1)
		f.Field(&e.Note).As(form.TextArea).Size(1)
		f.Field(&e.Ref).As(form.Hidden)
		f.Field(&e.Owner).Choices(form.Choice{evil, evil})
	})
	f := d.Blank(&everything{})
	if _, err := f.Submitted(post("name", evil, "note", evil, "ref", evil, "owner", evil)); err != nil {
		t.Fatal(err)
	}
	got := page(t, f)
	if strings.Contains(got, "<script") || strings.Count(got, "</textarea>") != 1 {
		t.Errorf("page holds what was typed unescaped:\n%s", got)
	}
	if n := strings.Count(got, "&lt;script&gt;alert("); n < 7 {
		t.Errorf("page shows the text %d times; want 7 or more:\n%s", n, got)
	}
}

func TestBrowsersNeverRefuseToSend(t *testing.T) {
	t.Parallel()
	f := all.Blank(&everything{})
	if err := f.Attach(get()); err != nil {
		t.Fatal(err)
	}
	got := page(t, f)
	for _, attribute := range []string{" required", " maxlength", " minlength", " pattern=", " min=", " max=", ` type="email"`, ` type="number"`, " style=", " onclick=", "<script"} {
		if strings.Contains(got, attribute) {
			t.Errorf("page has the attribute %q:\n%s", attribute, got)
		}
	}
}

func TestPageStaysUTF8(t *testing.T) {
	t.Parallel()
	f := all.Blank(&everything{})
	if _, err := f.Submitted(post("name", "a\xff\x00b")); err != nil {
		t.Fatal(err)
	}
	if got := page(t, f); !strings.Contains(got, `value="a`+"\uFFFD\uFFFD"+`b"`) {
		t.Errorf("page does not show the invalid text with replacement characters:\n%s", got)
	}
}

func TestTemplatesLayFieldsOutByHand(t *testing.T) {
	t.Parallel()
	f := all.New(&everything{Email: "a@b.cc"})
	if err := f.Attach(get()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ in, want string }{
		{`{{with .Field "email"}}{{.Label}} {{.ID}} {{.Value}}[{{.Error}}]{{end}}`, `Email email a@b.cc[]`},
		{`{{(.Field "Ratio").Input}}`, `<input type="text" id="ratio" name="ratio" value="0" inputmode="decimal" aria-required="true">`},
		{`{{.CSRF}}`, `<input type="hidden" name="_csrf" value="tok&lt;en">`},
		{`{{.Summary}}`, ``},
		{`{{(.Field "active").HTML}}`, "<div class=\"field\">\n<input type=\"checkbox\" id=\"active\" name=\"active\" value=\"on\">\n<label for=\"active\">Active</label>\n</div>"},
	} {
		var b strings.Builder
		if err := template.Must(template.New("").Parse(c.in)).Execute(&b, f); err != nil || b.String() != c.want {
			t.Errorf("%s: got %q, %v; want %q", c.in, b.String(), err, c.want)
		}
	}
	_, err := f.Field("nme")
	if err == nil || err.Error() != `form: there is no field "nme"; there are name, email, note, count, ratio, active, owner, ref` {
		t.Errorf("Field of a name that is not there: %v", err)
	}
}

func TestPageWithoutATokenIsAnError(t *testing.T) {
	t.Parallel()
	f := contacts.Blank(&contact{})
	const want = "form: call Submitted or Attach before showing the form"
	if _, err := f.HTML(); err == nil || err.Error() != want {
		t.Errorf("HTML: %v; want %q", err, want)
	}
	if _, err := f.CSRF(); err == nil || err.Error() != want {
		t.Errorf("CSRF: %v; want %q", err, want)
	}
	if _, err := f.Field("name"); err != nil {
		t.Errorf("Field: %v; want it without a request", err)
	}
}

func TestSelectThatMustBeChosenHasNoEmptyEntryOnceItIs(t *testing.T) {
	t.Parallel()
	d := form.Define(func(f *form.Fields, h *holder[int]) {
		f.Field(&h.Value).ChoicesFrom(func(context.Context) ([]form.Choice, error) {
			return []form.Choice{{"1", "one"}, {"2", "two"}, {"2", "two again"}}, nil
		})
	})
	for _, c := range []struct {
		form *form.Form
		want []form.Option
	}{
		{d.Blank(&holder[int]{}), []form.Option{{"", "Choose…", true}, {"1", "one", false}, {"2", "two", false}, {"2", "two again", false}}},
		{d.New(&holder[int]{2}), []form.Option{{"1", "one", false}, {"2", "two", true}, {"2", "two again", false}}},
		{d.New(&holder[int]{9}), []form.Option{{"", "Choose…", true}, {"1", "one", false}, {"2", "two", false}, {"2", "two again", false}}},
	} {
		if err := c.form.Attach(get()); err != nil {
			t.Fatal(err)
		}
		v, err := c.form.Field("value")
		if diff := cmp.Diff(c.want, v.Options); diff != "" || err != nil {
			t.Errorf("options: %v (-want +got)\n%s", err, diff)
		}
	}
}

func TestOptionsAreEscaped(t *testing.T) {
	t.Parallel()
	const text = `"><i a='b'>&amp;` + "\x00é"
	d := form.Define(func(f *form.Fields, h *holder[string]) {
		f.Field(&h.Value).ChoicesFrom(func(context.Context) ([]form.Choice, error) { return []form.Choice{{text, text}}, nil })
	})
	f := d.Blank(&holder[string]{})
	if err := f.Attach(get()); err != nil {
		t.Fatal(err)
	}
	const escaped = "&#34;&gt;&lt;i a=&#39;b&#39;&gt;&amp;amp;\uFFFDé"
	if got, want := page(t, f), "\n<option value=\""+escaped+"\">"+escaped+"</option>\n"; !strings.Contains(got, want) {
		t.Errorf("page lacks %q\n--- got\n%s", want, got)
	}
}
