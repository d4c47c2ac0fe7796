package form_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/form"
)

// people are the rows of a table, numbered from 1. It counts what it is asked.
type people struct {
	names []string
	calls []string
	err   error
}

// crowd are n people.
func crowd(n int, more ...string) *people {
	p := &people{}
	for i := range n {
		p.names = append(p.names, fmt.Sprintf("Person %d", i+1))
	}
	p.names = append(p.names, more...)
	return p
}

func (p *people) choice(i int) form.Choice { return form.Choice{strconv.Itoa(i + 1), p.names[i]} }

func (p *people) List(_ context.Context, n int) (all []form.Choice, err error) {
	p.calls = append(p.calls, fmt.Sprint("list ", n))
	for i := range p.names[:min(n, len(p.names))] {
		all = append(all, p.choice(i))
	}
	return all, p.err
}

func (p *people) Search(_ context.Context, text string, n int) (all []form.Choice, err error) {
	p.calls = append(p.calls, fmt.Sprintf("search %q", text))
	for i, name := range p.names {
		if strings.Contains(strings.ToLower(name), strings.ToLower(text)) && len(all) < n {
			all = append(all, p.choice(i))
		}
	}
	return all, p.err
}

func (p *people) Find(_ context.Context, value string) (form.Choice, bool, error) {
	p.calls = append(p.calls, fmt.Sprintf("find %q", value))
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > len(p.names) {
		return form.Choice{}, false, p.err
	}
	return p.choice(n - 1), true, p.err
}

type pet struct {
	Name    string
	OwnerID int64
	VetID   *int64
}

// pets is the form of a pet whose owner is one of the people.
func pets(owners, vets form.Source) *form.Definition[pet] {
	return form.Define(func(f *form.Fields, p *pet) {
		f.Field(&p.Name)
		f.Field(&p.OwnerID).ChoicesOf(owners)
		f.Field(&p.VetID).ChoicesOf(vets)
	})
}

func TestFewChoicesOfASourceAreListed(t *testing.T) {
	t.Parallel()
	p := crowd(0, "Ada", "<b>Eve</b>")
	f := pets(p, p).Blank(&pet{})
	if _, err := f.Submitted(get()); err != nil {
		t.Fatal(err)
	}
	want := `<div class="field">
<label for="owner_id">Owner</label>
<select id="owner_id" name="owner_id" aria-required="true">
<option value="" selected>Choose…</option>
<option value="1">Ada</option>
<option value="2">&lt;b&gt;Eve&lt;/b&gt;</option>
</select>
</div>
<div class="field">
<label for="vet_id">Vet</label>
<select id="vet_id" name="vet_id">
<option value="" selected>None</option>
`
	if got := page(t, f); !strings.Contains(got, want) {
		t.Errorf("got\n%s\nwant it to contain\n%s", got, want)
	}
	if diff := cmp.Diff([]string{"list 501", "list 501"}, p.calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func TestChoosingWhereNothingIsSaysSo(t *testing.T) {
	t.Parallel()
	f := pets(crowd(0), crowd(0)).Blank(&pet{})
	if ok, err := f.Submitted(post("name", "Rex", "owner_id", "1")); ok || err != nil {
		t.Fatalf("Submitted = %t, %v", ok, err)
	}
	if got := page(t, f); !strings.Contains(got, `<p class="help" id="owner_id-help">There is no owner yet.</p>`) {
		t.Errorf("got\n%s\nwant it to say that there is no owner yet", got)
	}
	if diff := cmp.Diff([]string{"OwnerID must be one of the choices"}, texts(f)); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
}

// texts are a form's violations as "Field message".
func texts(f *form.Form) []string {
	var all []string
	for _, v := range f.Violations() {
		all = append(all, v.Field+" "+v.Message)
	}
	return all
}

// odd are values that no page offers.
var odd = []string{
	"0", "-1", "3", "999999", "9223372036854775807", "9223372036854775808", "18446744073709551617", "1e0", "1.0", "+1", "01", " 1", "1 ",
	"１", "٣", "abc", "NULL", "1;DROP TABLE user", "<script>", "on", "true", "1\x00", "1\n", "\xff", "1,2", "Ada", strings.Repeat("9", 100_000),
}

func TestOnlyTheChoicesOfASourceAreAccepted(t *testing.T) {
	t.Parallel()
	for what, p := range map[string]*people{"few": crowd(0, "Ada", "Eve"), "many": crowd(600)} {
		values := odd
		if what == "many" {
			values = slices.DeleteFunc(slices.Clone(odd), func(v string) bool { return v == "3" })
		}
		for _, value := range values {
			var object pet
			f := pets(p, p).Blank(&object)
			ok, err := f.Submitted(post("name", "Rex", "owner_id", value))
			if ok || err != nil || object != (pet{}) || f.Status() != 422 {
				t.Errorf("%s, %.40q: got %t, %v and %v; want it refused", what, value, ok, err, object)
			}
			if got := f.Violations(); len(got) != 1 || got[0].Field != "OwnerID" || got[0].Kind != fault.Invalid {
				t.Errorf("%s, %.40q: got %v, want one violation of OwnerID", what, value, got)
			}
			if v, err := f.Field("name"); err != nil || v.Value != "Rex" {
				t.Errorf("%s, %.40q: the name shows %q, %v; want what was typed", what, value, v.Value, err)
			}
			page(t, f)
		}
		var object pet
		f := pets(p, p).Blank(&object)
		if ok, err := f.Submitted(post("name", "Rex", "owner_id", "2", "vet_id", "1")); !ok || err != nil || object.OwnerID != 2 || *object.VetID != 1 {
			t.Errorf("%s: got %t, %v, %v and %v; want it taken", what, ok, err, object, f.Violations())
		}
		if ok, err := f.Submitted(post("name", "Rex", "owner_id", "2", "vet_id", "")); !ok || err != nil || object.VetID != nil {
			t.Errorf("%s: without a vet: got %t, %v and %v; want no vet", what, ok, err, object)
		}
		twice := post("name", "Rex", "owner_id", "2")
		twice.values["owner_id"] = []string{"2", "2"}
		if ok, err := f.Submitted(twice); ok || err != nil || !slices.Equal(texts(f), []string{"OwnerID must be sent only once"}) {
			t.Errorf("%s: sent twice: got %t, %v and %v", what, ok, err, texts(f))
		}
	}
}

func TestManyChoicesAreSearchedAndNotListed(t *testing.T) {
	t.Parallel()
	p := crowd(20_000, "Ada Lovelace", "Ada Byron", "Grace Hopper")
	for _, c := range []struct {
		what, value, sought string
		owner               int64 // 0 when it is refused
		message             string
		options             []string // that the page then shows
	}{
		{"nothing", "", "", 0, "is required", nil},
		{"a value", "7", "", 7, "", []string{"Person 7"}},
		{"a name in full", "", "  grace   HOPPER ", 20_003, "", []string{"Grace Hopper"}},
		{"a part of two names", "", "ada", 0, "must be chosen from those that were found", []string{"Choose…", "Ada Lovelace", "Ada Byron"}},
		{"a part of one name", "", "love", 0, "must be chosen from those that were found", []string{"Choose…", "Ada Lovelace"}},
		{"one of those found", "20002", "ada", 20_002, "", []string{"Ada Byron"}},
		{"a name in place of another", "20002", "Grace Hopper", 20_003, "", []string{"Grace Hopper"}},
		{"a part of a name in place of another", "20002", "hopp", 0, "must be chosen from those that were found", []string{"Choose…", "Grace Hopper"}},
		{"a made-up value beside a name", "999999", "ada", 0, "must be chosen from those that were found", []string{"Choose…", "Ada Lovelace", "Ada Byron"}},
		{"an unknown name", "", "nobody", 0, "is not found; write another part of the name", nil},
		{"a part of many names", "", "person", 0, "must be chosen from the first that were found; write more of the name to see others", nil},
		{"a name that is a number", "", "7", 0, "must be chosen from the first that were found; write more of the name to see others", nil},
		{"NUL", "", "a\x00", 0, "must not contain NUL characters", nil},
		{"no text", "", "\xff", 0, "must be valid UTF-8 text", nil},
		{"201 characters", "", strings.Repeat("é", 201), 0, "is searched by at most 200 characters", nil},
	} {
		t.Run(c.what, func(t *testing.T) {
			var object pet
			f := pets(p, crowd(1)).Blank(&object)
			ok, err := f.Submitted(post("name", "Rex", "owner_id", c.value, "owner_id_search", c.sought))
			if err != nil || ok != (c.owner != 0) || object.OwnerID != c.owner {
				t.Fatalf("got %t, %v, the owner %d and %v; want %d", ok, err, object.OwnerID, texts(f), c.owner)
			}
			if v := f.Violations(); !ok && (len(v) != 1 || v[0].Field != "OwnerID" || v[0].Message != c.message) {
				t.Errorf("got %v, want %q", v, c.message)
			}
			got := page(t, f)
			if len(got) > 20_000 {
				t.Errorf("the page has %d bytes", len(got))
			}
			v, err := f.Field("owner_id")
			if err != nil || v.Search == nil || v.Search.Value != strings.ToValidUTF8(c.sought, "\uFFFD") {
				t.Fatalf("got the field %+v, %v; want it to show what is sought", v, err)
			}
			var options []string
			for _, o := range v.Options {
				options = append(options, o.Label)
			}
			if c.options != nil && !slices.Equal(options, c.options) || len(options) > form.MaxFound+1 {
				t.Errorf("got the options %v, want %v", options, c.options)
			}
		})
	}
}

func TestPageOfAFieldThatIsSearched(t *testing.T) {
	t.Parallel()
	p := crowd(501, "Ada Lovelace")
	for _, c := range []struct {
		what string
		req  request
		want string
	}{
		{"first", get(), `<label for="owner_id">Owner</label>
<input type="text" id="owner_id" name="owner_id_search" value="" autocomplete="off" autocapitalize="none" spellcheck="false" aria-required="true" aria-describedby="owner_id-help">
<p class="help" id="owner_id-help">There are more than 500: write the name, or a part of it to choose from what is found.</p>`},
		{"found", post("name", "Rex", "owner_id_search", `"ada`, "owner_id", ""), `value="&#34;ada"`},
		{"chosen from", post("name", "Rex", "owner_id_search", "ada"), `<label for="owner_id_search">Owner</label>
<input type="text" id="owner_id_search" name="owner_id_search" value="ada" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="owner_id-help">
<label for="owner_id">Owner: choose from what was found</label>
<select id="owner_id" name="owner_id" aria-required="true" aria-invalid="true" aria-describedby="owner_id-help owner_id-error" autofocus>
<option value="" selected>Choose…</option>
<option value="502">Ada Lovelace</option>
</select>
<p class="help" id="owner_id-help">There are more than 500: write the name, or a part of it to choose from what is found.</p>
<p class="error" id="owner_id-error">Owner must be chosen from those that were found</p>`},
	} {
		f := pets(p, p).Blank(&pet{})
		if _, err := f.Submitted(c.req); err != nil {
			t.Fatal(err)
		}
		if got := page(t, f); !strings.Contains(got, c.want) {
			t.Errorf("%s: got\n%s\nwant it to contain\n%s", c.what, got, c.want)
		}
	}
}

func TestFormOfAnObjectShowsItsChoiceAmongMany(t *testing.T) {
	t.Parallel()
	p := crowd(600)
	object := pet{Name: "Rex", OwnerID: 555}
	f := pets(p, p).New(&object)
	if _, err := f.Submitted(get()); err != nil {
		t.Fatal(err)
	}
	v, err := f.Field("owner_id")
	if err != nil || len(v.Options) != 1 || v.Options[0] != (form.Option{"555", "Person 555", true}) {
		t.Errorf("got %v, %v; want person 555 chosen", v.Options, err)
	}
	if ok, err := f.Submitted(post("name", "Rex", "owner_id", "555", "owner_id_search", "Person 77")); !ok || err != nil || object.OwnerID != 77 {
		t.Errorf("another name: got %t, %v and %v; want the owner 77", ok, err, object)
	}
}

func TestChoiceThatTheDatabaseRefusesIsNoLongerOffered(t *testing.T) {
	t.Parallel()
	p := crowd(2)
	f := pets(p, p).Blank(&pet{})
	if ok, err := f.Submitted(post("name", "Rex", "owner_id", "2")); !ok || err != nil {
		t.Fatalf("Submitted = %t, %v", ok, err)
	}
	gone := fault.Refuse("Pet", fault.Violation{Field: "OwnerID", Kind: fault.ForeignKey, Code: "foreign_key", Message: "does not exist"})
	if !f.Fail(gone) || f.Status() != 422 {
		t.Fatalf("Fail says nothing of %v", gone)
	}
	v, err := f.Field("owner_id")
	want := []form.Option{{"", "Choose…", true}, {"1", "Person 1", false}}
	if diff := cmp.Diff(want, v.Options); diff != "" || err != nil || v.Error != "Owner does not exist" {
		t.Errorf("got the error %q, %v; options (-want +got):\n%s", v.Error, err, diff)
	}
}

func TestSourceThatFailsIsNoViolation(t *testing.T) {
	t.Parallel()
	p := crowd(1)
	p.err = errors.New("the database is away")
	for _, req := range []request{get(), post("owner_id", "1")} {
		if ok, err := pets(p, p).Blank(&pet{}).Submitted(req); ok || !errors.Is(err, p.err) {
			t.Errorf("got %t, %v; want the error of the source", ok, err)
		}
	}
}

func TestSourceOfOneRequestTakesThePlaceOfTheDefinitions(t *testing.T) {
	t.Parallel()
	f := pets(crowd(0), crowd(0)).Blank(&pet{})
	f.ChooseFrom("OwnerID", crowd(3))
	f.ChooseFrom("name", crowd(3)) // has no choices
	if ok, err := f.Bind(t.Context(), url.Values{"name": {"Rex"}, "owner_id": {"3"}}); !ok || err != nil {
		t.Errorf("got %t, %v and %v; want it taken", ok, err, texts(f))
	}
}

func TestNameOfASearchIsTaken(t *testing.T) {
	t.Parallel()
	type clash struct {
		OwnerID       int64
		OwnerIDSearch string
	}
	err := form.Define(func(f *form.Fields, c *clash) {
		f.Field(&c.OwnerID).ChoicesOf(crowd(1))
		f.Field(&c.OwnerIDSearch)
	}).Err()
	if err == nil || !strings.Contains(err.Error(), `the HTML name "owner_id_search" of another field`) {
		t.Errorf("got %v, want the mistake", err)
	}
	err = form.Define(func(f *form.Fields, p *pet) {
		f.Field(&p.OwnerID).Choices(form.Choice{"1", "x"}).ChoicesOf(crowd(1))
	}).Err()
	if err == nil || !strings.Contains(err.Error(), "has choices twice") {
		t.Errorf("got %v, want the mistake", err)
	}
}
