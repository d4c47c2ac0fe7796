package form_test

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/validate"
)

type address struct{ Street, City string }

type Audit struct{ CreatedBy string }

type stamp struct{ ChangedBy string }

type order struct {
	Audit
	stamp
	inner     address
	UserID    int64
	HTMLTitle string
	Note      *string
	Count     int8
	Weight    float64
	Paid      bool
	Ship      address
	At        time.Time
	Tags      []string
	Nothing   struct{}
	secret    string
}

func TestNamesFollowFromTheGoNames(t *testing.T) {
	t.Parallel()
	d := form.Define(func(f *form.Fields, o *order) {
		f.Field(&o.CreatedBy)
		f.Field(&o.UserID)
		f.Field(&o.HTMLTitle)
		f.Field(&o.Note).Name("remark").Label("Remark").Help("If any.")
		f.Field(&o.Ship.Street)
	})
	views, err := d.New(&order{}).Fields()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, v := range views {
		got = append(got, v.Name+" "+v.ID+": "+v.Label+" "+v.Help+" "+v.Widget.String())
	}
	want := []string{"created_by created_by: Created By  Text", "user_id user_id: User ID  Whole", "html_title html_title: HTML Title  Text",
		"remark remark: Remark If any. Text", "ship_street ship_street: Ship Street  Text"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fields (-want +got)\n%s", diff)
	}
}

func TestEmbeddedAndNestedFieldsAreWritten(t *testing.T) {
	t.Parallel()
	d := form.Define(func(f *form.Fields, o *order) {
		f.Field(&o.CreatedBy)
		f.Field(&o.ChangedBy)
		f.Field(&o.Ship.City)
	})
	o := order{Ship: address{Street: "Main"}}
	if ok, err := d.New(&o).Bind(t.Context(), values("created_by", "Ada", "changed_by", "Bob", "ship_city", "Rome")); !ok || err != nil {
		t.Fatalf("Bind = %t, %v", ok, err)
	}
	if o.CreatedBy != "Ada" || o.ChangedBy != "Bob" || o.Ship != (address{Street: "Main", City: "Rome"}) {
		t.Errorf("object %+v; want Ada, Bob, Main, Rome", o)
	}
}

func TestRequiredFollowsFromTheType(t *testing.T) {
	t.Parallel()
	d := form.Define(func(f *form.Fields, o *order) {
		f.Field(&o.HTMLTitle)
		f.Field(&o.Ship.City).Optional()
		f.Field(&o.Note)
		f.Field(&o.Count)
		f.Field(&o.Paid)
	})
	views, err := d.New(&order{}).Fields()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, v := range views {
		got[v.Name] = v.Required
	}
	want := map[string]bool{"html_title": true, "ship_city": false, "note": false, "count": true, "paid": false}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("required (-want +got)\n%s", diff)
	}
}

func TestEveryMistakeIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	var other order
	d := form.Define(func(f *form.Fields, o *order) {
		f.Field(o.HTMLTitle)
		f.Field(o.Note)
		f.Field(&other.HTMLTitle).Size(3).As(form.Select)
		f.Field(&o.secret)
		f.Field(&o.inner.City)
		f.Field(&o.Nothing)
		f.Field(&o.At)
		f.Field(&o.Tags)
		f.Field(&o.Ship)
		f.Field(&o.Count).Size(3).Trim().Fold().Optional()
		f.Field(&o.Weight).As(form.Whole)
		f.Field(&o.Paid).As(form.Text).Min(1)
		f.Field(&o.HTMLTitle).Name("_csrf").Size(-1).Max(3)
		f.Field(&o.HTMLTitle)
		f.Field(&o.CreatedBy).Name("user id").As(form.Select)
		f.Field(&o.UserID).Min("1").Default(1.5).Valid(validate.Email)
		f.Field(&o.Ship.Street).Name("html_title").Choices(form.Choice{}).As(form.TextArea)
		f.Field(&o.Ship.City).Valid(validate.Min(3), validate.Rule{}).Default(7)
	})
	want := `form: 30 mistakes in the form of order
  field 1: string is not a pointer; write &object.Field
  field 2: the *string is nil; name a field of the object itself
  field 3: the *string points to no field of the form_test.order that was passed in
  field 4: secret is not exported; write its name with a capital
  field 5: inner.City is not exported; write its name with a capital
  field 6: the *struct {} points to no field of the form_test.order that was passed in
  At: a form cannot show time.Time; it shows text, numbers, bools, durations, types that marshal themselves as text, and pointers to them
  Tags: a form cannot show []string; it shows text, numbers, bools, durations, types that marshal themselves as text, and pointers to them
  Ship: a form cannot show form_test.address; it shows text, numbers, bools, durations, types that marshal themselves as text, and pointers to them
  Count: Size is for text, not for int8
  Count: Trim is for text, not for int8
  Count: Fold is for text, not for int8
  Count: a number that may be left empty needs to hold nothing; make it *int8
  Weight: the widget Whole cannot show float64
  Paid: the widget Text cannot show bool
  Paid: Min and Max are for numbers, not for bool; MinLen and MaxLen count characters
  HTMLTitle: the HTML name _csrf belongs to the token; set another with Name
  HTMLTitle: Size(-1) must be positive
  HTMLTitle: Min and Max are for numbers, not for string; MinLen and MaxLen count characters
  HTMLTitle: is declared twice
  CreatedBy: the HTML name "user id" may hold ASCII letters, digits and underscores only; set another with Name
  CreatedBy: a Select needs choices; say Choices, ChoicesFrom or ChoicesOf
  UserID: a bound must be a number, not string
  UserID: the default 1.5 (float64) does not fit int64
  UserID: rule 1 of Valid judges string, not int64
  Ship.Street: choices are shown by a Select, not by TextArea
  Ship.Street: has the HTML name "html_title" of another field; set another with Name
  Ship.City: the default 7 (int) does not fit string
  Ship.City: rule 1 of Valid judges int, not string
  Ship.City: rule 2 of Valid is the zero Rule, which judges nothing`
	err := d.Err()
	if err == nil {
		t.Fatal("no error")
	}
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(err.Error(), "\n")); diff != "" {
		t.Errorf("error (-want +got)\n%s", diff)
	}
}

func TestFormsWithoutFieldsOrStructsAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want string
	}{
		{form.Define(func(*form.Fields, *order) {}).Err(), "form: a mistake in the form of order\n  has no fields; name them with f.Field(&object.Field)"},
		{form.Define(func(*form.Fields, *int) {}).Err(), "form: int is not a struct"},
	} {
		if c.err == nil || c.err.Error() != c.want {
			t.Errorf("got %v; want %q", c.err, c.want)
		}
	}
	_, err := form.NewFieldset("X", form.Spec{Field: "A", Type: nil}, form.Spec{Type: reflect.TypeFor[string]()})
	if err == nil || !strings.Contains(err.Error(), "A: a form cannot show <nil>") || !strings.Contains(err.Error(), "a field needs its Go name") {
		t.Errorf("NewFieldset of specs without type and name: %v", err)
	}
}

func TestDefaultsMustFitTheirField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typ  reflect.Type
		def  any
		want bool
	}{
		{reflect.TypeFor[int8](), 127, true}, {reflect.TypeFor[int8](), 128, false}, {reflect.TypeFor[*int8](), -128, true},
		{reflect.TypeFor[int64](), uint64(math.MaxUint64), false}, {reflect.TypeFor[int64](), uint8(3), true},
		{reflect.TypeFor[uint8](), 255, true}, {reflect.TypeFor[uint8](), -1, false}, {reflect.TypeFor[uint8](), uint16(256), false},
		{reflect.TypeFor[float64](), 1, true}, {reflect.TypeFor[float64](), "1", false}, {reflect.TypeFor[float64](), new(1.0), false},
		{reflect.TypeFor[plan](), "free", true}, {reflect.TypeFor[string](), 65, false}, {reflect.TypeFor[bool](), true, true},
		{reflect.TypeFor[bool](), 1, false}, {reflect.TypeFor[string](), time.Time{}, false},
	} {
		_, err := form.NewFieldset("X", form.Spec{Field: "A", Type: c.typ, Default: c.def, Required: true})
		if (err == nil) != c.want {
			t.Errorf("default %v (%T) of a %v: %v; want fits %t", c.def, c.def, c.typ, err, c.want)
		}
	}
}

func TestDefinitionRunsOnce(t *testing.T) {
	t.Parallel()
	runs := 0
	d := form.Define(func(f *form.Fields, c *contact) { runs++; f.Field(&c.Name) })
	if runs != 0 {
		t.Errorf("Define ran the function %d times; want 0 before its first use", runs)
	}
	for range 3 {
		d.New(&contact{})
	}
	if set, err := d.Fieldset(); set == nil || err != nil || runs != 1 {
		t.Errorf("the function ran %d times, Fieldset %v, %v; want once", runs, set, err)
	}
}

func TestWhatAFieldTakesAndGivesIsCopied(t *testing.T) {
	t.Parallel()
	mine := []validate.Rule{validate.Email}
	choices := []form.Choice{{"1", "one"}}
	field := form.NewField(form.Spec{Field: "A", Type: reflect.TypeFor[string](), Rules: mine}).Choices(choices...)
	mine[0] = validate.Min(3)
	choices[0] = form.Choice{"2", "two"}
	spec := field.Spec()
	if spec.Rules[0].Code() != "not_an_email" {
		t.Error("changing the slice of rules that was passed changed the field's")
	}
	spec.Rules[0] = validate.Min(3)
	if field.Spec().Rules[0].Code() != "not_an_email" {
		t.Error("changing a Spec's rules changed the field's")
	}
	got, err := spec.Choices(t.Context())
	if diff := cmp.Diff([]form.Choice{{"1", "one"}}, got); diff != "" || err != nil {
		t.Errorf("changing the slice of choices that was passed changed the field's: %v (-want +got)\n%s", err, diff)
	}
}
