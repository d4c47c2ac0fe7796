package form_test

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/validate"
)

// request is a request as a form sees it.
type request struct {
	method string
	values url.Values
	err    error
}

func (r request) Method() string                { return r.method }
func (r request) PostForm() (url.Values, error) { return r.values, r.err }
func (r request) CSRFToken() string             { return "tok<en" }
func (r request) Context() context.Context      { return context.Background() }

func get() request { return request{method: "GET"} }

// post makes a POST from names and values in turn.
func post(pairs ...string) request { return request{method: "POST", values: values(pairs...)} }

func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

type contact struct {
	Name, Email, Message string
	Copies               int
	Subscribe            bool
	Admin                bool
}

var contacts = form.Define(func(f *form.Fields, c *contact) {
	f.Field(&c.Name).Size(10).Trim()
	f.Field(&c.Email).Size(120).Trim().Valid(validate.Email).As(form.Email)
	f.Field(&c.Message).As(form.TextArea)
	f.Field(&c.Copies).Min(0).Max(5)
	f.Field(&c.Subscribe)
})

// complete is a valid submission of contacts, with changes: names and values in turn, replacing what was there.
func complete(changes ...string) request {
	r := post("name", "Ada", "email", "ada@example.org", "message", "hello", "copies", "0")
	for i := 0; i < len(changes); i += 2 {
		r.values.Set(changes[i], changes[i+1])
	}
	return r
}

func TestValidSubmissionFillsInTheObject(t *testing.T) {
	t.Parallel()
	c := contact{Admin: true}
	f := contacts.New(&c)
	ok, err := f.Submitted(complete("name", "  Ada ", "copies", " 3", "subscribe", "on", "admin", "off", "unknown", "x"))
	if !ok || err != nil {
		t.Fatalf("Submitted = %t, %v, violations %v; want true", ok, err, f.Violations())
	}
	want := contact{Name: "Ada", Email: "ada@example.org", Message: "hello", Copies: 3, Subscribe: true, Admin: true}
	if diff := cmp.Diff(want, c); diff != "" {
		t.Errorf("object (-want +got)\n%s", diff)
	}
	if f.Status() != 200 || !f.Valid() || f.Object() != any(&c) {
		t.Errorf("Status %d, Valid %t, Object %p; want 200, true, %p", f.Status(), f.Valid(), f.Object(), &c)
	}
}

func TestInvalidSubmissionChangesNothingAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	before := contact{Name: "Old", Email: "old@example.org", Message: "old", Copies: 1, Subscribe: true}
	c := before
	f := contacts.New(&c)
	ok, err := f.Submitted(complete("name", "  A name that is too long ", "email", "not-an-address", "copies", "0,5", "subscribe", ""))
	if ok || err != nil {
		t.Fatalf("Submitted = %t, %v; want false, nil", ok, err)
	}
	if diff := cmp.Diff(before, c); diff != "" {
		t.Errorf("object changed (-want +got)\n%s", diff)
	}
	if f.Status() != 422 {
		t.Errorf("Status = %d; want 422", f.Status())
	}
	got := shown(t, f)
	want := map[string]string{
		"name":      "  A name that is too long  | Name must be at most 10 characters",
		"email":     "not-an-address | Email must be an email address such as name@example.org",
		"message":   "hello | ",
		"copies":    "0,5 | Copies must be a whole number such as 12, without a fraction or an exponent",
		"subscribe": " | ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fields (-want +got)\n%s", diff)
	}
}

// shown returns value and error of every field.
func shown(t *testing.T, f *form.Form) map[string]string {
	t.Helper()
	views, err := f.Fields()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, v := range views {
		all[v.Name] = v.Value + " | " + v.Error
	}
	return all
}

func TestOnlyAPostIsASubmission(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"GET", "HEAD", "PUT", "PATCH", "DELETE", "post", ""} {
		var c contact
		f := contacts.New(&c)
		r := complete()
		r.method = method
		ok, err := f.Submitted(r)
		if ok || err != nil || c != (contact{}) || f.Status() != 200 {
			t.Errorf("%s: Submitted = %t, %v, status %d, object %+v; want nothing read", method, ok, err, f.Status(), c)
		}
	}
}

func TestUnreadableBodyIsNoMatterOfTheForm(t *testing.T) {
	t.Parallel()
	tooLarge := errors.New("the body is too large")
	var c contact
	f := contacts.New(&c)
	ok, err := f.Submitted(request{method: "POST", err: tooLarge, values: complete().values})
	if ok || !errors.Is(err, tooLarge) || !f.Valid() || c != (contact{}) {
		t.Errorf("Submitted = %t, %v, violations %v, object %+v; want the error alone", ok, err, f.Violations(), c)
	}
}

func TestNewShowsTheObjectAndBlankTheDefaults(t *testing.T) {
	t.Parallel()
	type model struct {
		Name     string
		Accuracy float64
		Version  *string
		Public   bool
		Rate     sql.Null[float64]
	}
	d := form.Define(func(f *form.Fields, m *model) {
		f.Field(&m.Name).Default("iris")
		f.Field(&m.Accuracy)
		f.Field(&m.Version)
		f.Field(&m.Public).Default(true)
		f.Field(&m.Rate).Default(2)
	})
	object := &model{Name: "x", Version: new("2"), Rate: sql.Null[float64]{V: 0.25, Valid: true}}
	for _, c := range []struct {
		name string
		form *form.Form
		want map[string]string
	}{
		{"New", d.New(object), map[string]string{"name": "x | ", "accuracy": "0 | ", "version": "2 | ", "public": " | ", "rate": "0.25 | "}},
		{"New of a zero object", d.New(&model{}), map[string]string{"name": " | ", "accuracy": "0 | ", "version": " | ", "public": " | ", "rate": " | "}},
		{"Blank", d.Blank(object), map[string]string{"name": "iris | ", "accuracy": " | ", "version": " | ", "public": "on | ", "rate": "2 | "}},
	} {
		if diff := cmp.Diff(c.want, shown(t, c.form)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.name, diff)
		}
	}
}

func TestBindForgetsWhatWasFoundBefore(t *testing.T) {
	t.Parallel()
	var c contact
	f := contacts.Blank(&c)
	if ok, _ := f.Bind(t.Context(), values("name", "")); ok || f.Valid() {
		t.Fatal("an empty submission is valid")
	}
	f.AddViolations(fault.Violation{Message: "is odd"})
	if ok, err := f.Bind(t.Context(), complete().values); !ok || err != nil || len(f.Errors()) != 0 {
		t.Errorf("Bind = %t, %v, %v; want true", ok, err, f.Violations())
	}
}

func TestDatabaseRefusalStandsBesideItsField(t *testing.T) {
	t.Parallel()
	f := contacts.New(&contact{})
	if err := f.Attach(get()); err != nil {
		t.Fatal(err)
	}
	taken := fault.Refuse("Contact",
		fault.Violation{Field: "Email", Kind: fault.Unique, Code: "unique", Message: "is already taken"},
		fault.Violation{Field: "CreatedAt", Kind: fault.Check, Code: "check", Message: "must not lie in the future"},
		fault.Violation{Kind: fault.Check, Code: "dates", Message: "the dates do not fit together"})
	if !f.Fail(errors.Join(errors.New("insert"), taken)) {
		t.Fatal("Fail = false; want true")
	}
	if got := shown(t, f)["email"]; got != " | Email is already taken" {
		t.Errorf("email shows %q", got)
	}
	want := []string{"Created At must not lie in the future", "The dates do not fit together"}
	if diff := cmp.Diff(want, f.Errors()); diff != "" {
		t.Errorf("Errors (-want +got)\n%s", diff)
	}
	if f.Status() != 422 || len(f.Violations()) != 3 {
		t.Errorf("Status %d, %d violations; want 422, 3", f.Status(), len(f.Violations()))
	}
}

func TestFailLeavesOtherErrorsToTheCaller(t *testing.T) {
	t.Parallel()
	for _, err := range []error{nil, errors.New("disk"), fault.New(fault.Unavailable, "gone")} {
		f := contacts.New(&contact{})
		if f.Fail(err) || !f.Valid() || f.Status() != 200 {
			t.Errorf("Fail(%v) took the error; want false", err)
		}
	}
}

func TestMistakesComeBackFromEveryUse(t *testing.T) {
	t.Parallel()
	broken := form.Define(func(f *form.Fields, c *contact) { f.Field(c.Name) })
	const mistake = "field 1: string is not a pointer; write &object.Field"
	if err := broken.Err(); err == nil || !strings.Contains(err.Error(), mistake) {
		t.Errorf("Err: %v; want %q", err, mistake)
	}
	everyUseFails(t, broken.New(&contact{}), mistake)
	everyUseFails(t, broken.Blank(&contact{}), mistake)
	everyUseFails(t, contacts.New(nil), "form: the form of form_test.contact needs an object, not nil")
	everyUseFails(t, new(form.Form), "form: make a form with New or Blank, and an object")
}

func everyUseFails(t *testing.T, f *form.Form, want string) {
	t.Helper()
	_, submitted := f.Submitted(complete())
	_, bound := f.Bind(t.Context(), nil)
	_, html := f.HTML()
	_, csrf := f.CSRF()
	_, summary := f.Summary()
	_, field := f.Field("name")
	_, fields := f.Fields()
	for name, err := range map[string]error{"Submitted": submitted, "Attach": f.Attach(get()), "Bind": bound,
		"HTML": html, "CSRF": csrf, "Summary": summary, "Field": field, "Fields": fields} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v; want %q", name, err, want)
		}
	}
}

func TestFieldsetFindsFieldsByTheirPath(t *testing.T) {
	t.Parallel()
	set, err := form.NewFieldset("Order",
		form.Spec{Field: "CreatedBy", Type: reflect.TypeFor[string]()},
		form.Spec{Field: "Ship.City", Type: reflect.TypeFor[string]()})
	if err != nil {
		t.Fatal(err)
	}
	var o order
	if ok, err := set.New(&o).Bind(t.Context(), values("created_by", "Ada", "ship_city", "Rome")); !ok || err != nil || o.CreatedBy != "Ada" || o.Ship.City != "Rome" {
		t.Errorf("Bind = %t, %v, object %+v; want Ada, Rome", ok, err, o)
	}
}

func TestDefinitionServesManyRequestsAtOnce(t *testing.T) {
	t.Parallel()
	d := form.Define(func(f *form.Fields, e *everything) {
		f.Field(&e.Name).Size(5)
		f.Field(&e.Email).Valid(validate.Email)
		f.Field(&e.Owner).Choices(form.Choice{"1", "Ada"})
	})
	var group sync.WaitGroup
	for i := range 16 {
		group.Go(func() {
			name := strconv.Itoa(i)
			var e everything
			f := d.Blank(&e)
			if ok, err := f.Submitted(post("name", name, "email", "a@b.cc", "owner", "1")); !ok || err != nil || e.Name != name {
				t.Errorf("request %d: %t, %v, %+v", i, ok, err, e)
			}
			if html, err := f.HTML(); err != nil || !strings.Contains(string(html), `value="`+name+`"`) {
				t.Errorf("page %d: %v\n%s", i, err, html)
			}
		})
	}
	group.Wait()
}

func TestObjectsAreShownAsTheyWouldBeTyped(t *testing.T) {
	t.Parallel()
	type numbers struct {
		A, B, C, D float64
		E          float32
		F          uint8
		G          int64
		H          *bool
		I          plan
	}
	d := form.Define(func(f *form.Fields, n *numbers) {
		f.Field(&n.A)
		f.Field(&n.B)
		f.Field(&n.C)
		f.Field(&n.D)
		f.Field(&n.E)
		f.Field(&n.F)
		f.Field(&n.G)
		f.Field(&n.H)
		f.Field(&n.I)
	})
	object := numbers{1e21, 1e-7, 123456.789, 1.0 / 3, 0.1, 255, -5, new(false), "free"}
	f := d.New(&object)
	if err := f.Attach(get()); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"a": "1e+21 | ", "b": "1e-07 | ", "c": "123456.789 | ", "d": "0.3333333333333333 | ", "e": "0.1 | ",
		"f": "255 | ", "g": "-5 | ", "h": "false | ", "i": "free | "}
	if diff := cmp.Diff(want, shown(t, f)); diff != "" {
		t.Errorf("fields (-want +got)\n%s", diff)
	}
	var again numbers
	sent := values()
	for name, v := range want {
		sent.Set(name, strings.TrimSuffix(v, " | "))
	}
	if ok, err := d.New(&again).Bind(t.Context(), sent); !ok || err != nil || !cmp.Equal(again, object) {
		t.Errorf("sent again: %t, %v, %+v; want %+v", ok, err, again, object)
	}
}

func TestFieldsetTakesFieldsFromElsewhere(t *testing.T) {
	t.Parallel()
	type user struct{ Mail string }
	var asked int
	spec := form.NewField(form.Spec{Field: "Email", Type: reflect.TypeFor[string](), Required: true, Size: 20,
		At: func(object any) reflect.Value { asked++; return reflect.ValueOf(&object.(*user).Mail).Elem() }}).
		Label("E-mail").Spec()
	set, err := form.NewFieldset("User", spec)
	if err != nil {
		t.Fatal(err)
	}
	u := &user{Mail: "old"}
	f := set.New(u)
	if v, err := f.Field("Email"); err != nil || v.Value != "old" || v.Label != "E-mail" {
		t.Errorf("Field = %+v, %v; want the object's value", v, err)
	}
	if ok, err := f.Bind(t.Context(), values("email", "new")); !ok || err != nil || u.Mail != "new" || asked != 2 {
		t.Errorf("Bind = %t, %v; mail %q, At asked %d times; want new, 2", ok, err, u.Mail, asked)
	}
	if ok, err := set.Blank(u).Bind(t.Context(), values("email", "")); ok || err != nil || u.Mail != "new" {
		t.Errorf("Bind of an empty field = %t, %v; mail %q", ok, err, u.Mail)
	}
}
