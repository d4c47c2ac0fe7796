package form_test

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/form"
)

type team struct {
	Name    string
	Members []int64
	Tags    []string
}

// teams is the form of a team of some of the people.
func teams(p form.Source) *form.Definition[team] {
	return form.Define(func(f *form.Fields, t *team) {
		f.Field(&t.Name)
		form.Several(f, &t.Members).ChoicesOf(p)
		form.Several(f, &t.Tags).Choices(form.Choice{"a", "Alpha"}, form.Choice{"b", "<b>Beta</b>"})
	})
}

func TestSeveralChoicesAreCheckboxes(t *testing.T) {
	t.Parallel()
	f := teams(crowd(3)).New(&team{Members: []int64{3, 2, 77}, Tags: []string{"b"}})
	if err := f.Attach(get()); err != nil {
		t.Fatal(err)
	}
	want := `<fieldset class="field choices">
<legend>Members</legend>
<input type="hidden" name="members.was" value="">
<input type="hidden" name="members.was" value="2">
<input type="hidden" name="members.was" value="3">
<div><input type="checkbox" id="members" name="members" value="1"> <label for="members">Person 1</label></div>
<div><input type="checkbox" id="members.1" name="members" value="2" checked> <label for="members.1">Person 2</label></div>
<div><input type="checkbox" id="members.2" name="members" value="3" checked> <label for="members.2">Person 3</label></div>
</fieldset>
<fieldset class="field choices">
<legend>Tags</legend>
<input type="hidden" name="tags.was" value="">
<input type="hidden" name="tags.was" value="b">
<div><input type="checkbox" id="tags" name="tags" value="a"> <label for="tags">Alpha</label></div>
<div><input type="checkbox" id="tags.1" name="tags" value="b" checked> <label for="tags.1">&lt;b&gt;Beta&lt;/b&gt;</label></div>
</fieldset>
`
	if got := page(t, f); !strings.HasSuffix(got, want) {
		t.Errorf("page: got\n%s\nwant it to end with\n%s", got, want)
	}
}

func TestWhatWasTickedAndUntickedIsStoredAndNothingElse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		held []int64
		sent []string
		want []int64
	}{
		"nothing":                          {[]int64{1, 2}, []string{"members.was", "", "members.was", "1", "members.was", "2"}, nil},
		"the same":                         {[]int64{2, 1}, []string{"members.was", "", "members.was", "1", "members.was", "2", "members", "1", "members", "2"}, []int64{2, 1}},
		"one more":                         {[]int64{2}, []string{"members.was", "", "members.was", "2", "members", "2", "members", "3"}, []int64{2, 3}},
		"one that was added meanwhile":     {[]int64{1, 2}, []string{"members.was", "", "members.was", "1", "members", "1"}, []int64{1, 2}},
		"one that was taken meanwhile":     {[]int64{1}, []string{"members.was", "", "members.was", "1", "members.was", "2", "members", "1", "members", "2"}, []int64{1}},
		"added by both":                    {[]int64{1, 2}, []string{"members.was", "", "members.was", "1", "members", "1", "members", "2"}, []int64{1, 2}},
		"taken by both":                    {nil, []string{"members.was", "", "members.was", "1"}, nil},
		"without what was":                 {[]int64{1, 2}, []string{"members", "2", "members", "3"}, []int64{2, 3}},
		"a page that showed none":          {[]int64{1, 2}, []string{"members.was", "", "members", "3"}, []int64{1, 2, 3}},
		"made-up things that were":         {[]int64{1}, []string{"members.was", "9", "members.was", "x", "members.was", "\xff", "members", "2"}, []int64{1, 2}},
		"what the source no longer offers": {[]int64{1, 77}, []string{"members.was", "", "members.was", "1", "members", "1", "members", "2"}, []int64{1, 77, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			object := &team{Members: slices.Clone(c.held)}
			f := teams(crowd(3)).New(object)
			ok, err := f.Bind(t.Context(), values(append(c.sent, "name", "x")...))
			if !ok || err != nil || !slices.Equal(object.Members, c.want) {
				t.Errorf("Bind = %t, %v, %v; got %v, want %v", ok, err, f.Violations(), object.Members, c.want)
			}
		})
	}
}

func TestChoicesThatAreNotOfferedAreRefused(t *testing.T) {
	t.Parallel()
	const gone = "must be among the choices; something that was chosen is not there any more"
	for sent, want := range map[string]string{
		"members=9": gone, "members=": gone, "members=01": gone, "members=+1": gone, "members=1&members=%ff": gone, "members=1%00": gone,
		"members=1&members=1":               "must hold each choice only once",
		"members=7&members.was=7":           gone, // it was there when the page was made
		"members.0=1&members[]=1&Members=1": "",
	} {
		object := &team{Members: []int64{2}}
		f := teams(crowd(3)).New(object)
		values, err := url.ParseQuery(sent + "&name=x&members.was=")
		if err != nil {
			t.Fatal(err)
		}
		ok, err := f.Bind(t.Context(), values)
		if err != nil || ok != (want == "") || !slices.Equal(object.Members, []int64{2}) {
			t.Errorf("%s: Bind = %t, %v; got %v", sent, ok, err, object.Members)
		}
		if vs := f.Violations(); want != "" && (len(vs) != 1 || vs[0].Field != "Members" || vs[0].Message != want) {
			t.Errorf("%s: got %v, want Members %s", sent, vs, want)
		}
	}
	f := teams(crowd(3)).New(&team{Members: []int64{2}})
	if _, err := f.Submitted(post("name", "", "members", "1", "members", "9", "members.was", "", "members.was", "2")); err != nil {
		t.Fatal(err)
	}
	got := page(t, f)
	for _, want := range []string{
		`<input type="hidden" name="members.was" value="2">`, `id="members" name="members" value="1" checked aria-invalid="true" aria-describedby="members-error"> <label`,
		`value="2"> <label`, `<p class="error" id="members-error">Members ` + gone + `</p>`, `<li><a href="#members">Members ` + gone,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("page lacks\n%s\n--- got\n%s", want, got)
		}
	}
}

func TestSeveralMayInsistOnOne(t *testing.T) {
	t.Parallel()
	d := form.Define(func(f *form.Fields, t *team) { form.Several(f, &t.Members).ChoicesOf(crowd(2)).Required() })
	object := &team{Members: []int64{1}}
	f := d.New(object)
	ok, err := f.Bind(t.Context(), values("members.was", "", "members.was", "1"))
	if ok || err != nil || f.Violations()[0].Code != "required" || len(object.Members) != 1 {
		t.Errorf("Bind = %t, %v, %v; got %v", ok, err, f.Violations(), object.Members)
	}
}

func TestAmongManyChoicesThoseThatAreChosenAreShownAndMoreIsSearched(t *testing.T) {
	t.Parallel()
	p := crowd(1000, "Apollo", "Apollo 11")
	object := &team{Members: []int64{7}}
	submit := func(pairs ...string) (*form.Form, bool) {
		t.Helper()
		f := teams(p).New(object)
		ok, err := f.Submitted(post(append(pairs, "name", "x", "members.was", "", "members.was", "7")...))
		if err != nil {
			t.Fatal(err)
		}
		return f, ok
	}
	f, ok := submit("members", "7", "members_search", "pollo")
	got := page(t, f)
	if ok || strings.Count(got, `name="members" value=`) != 3 || !strings.Contains(got, `value="7" checked`) || !strings.Contains(got, `value="1002"> <label for="members.2">Apollo 11</label>`) ||
		!strings.Contains(got, "Members must be chosen from those that were found") || !strings.Contains(got, `name="members_search" value=""`) {
		t.Errorf("searching by a part: accepted %t\n%s", ok, got)
	}
	if f, ok := submit("members", "7", "members_search", "nobody"); ok || !strings.Contains(page(t, f), `name="members_search" value="nobody"`) {
		t.Errorf("searching for what is not there: accepted %t\n%s", ok, page(t, f))
	}
	if f, ok := submit("members", "7", "members_search", strings.Repeat("x", 201)); ok || f.Violations()[0].Code != "too_long" {
		t.Errorf("searching by too much: accepted %t, %v", ok, f.Violations())
	}
	if f, ok := submit("members", "7", "members_search", "Person", "members", "8"); ok || f.Violations()[0].Message != "must be chosen from the first that were found; write more of the name to see others" {
		t.Errorf("searching for too many: accepted %t, %v", ok, f.Violations())
	}
	if f, ok := submit("members", "7", "members_search", "APOLLO"); !ok || !slices.Equal(object.Members, []int64{7, 1001}) {
		t.Errorf("a name in full: accepted %t, %v; got %v", ok, f.Violations(), object.Members)
	}
	if f, ok := submit("members", "1002", "members", "1001"); !ok || !slices.Equal(object.Members, []int64{1001, 1002}) {
		t.Errorf("choosing what was found, and leaving one: accepted %t, %v; got %v", ok, f.Violations(), object.Members)
	}
	if f, ok := submit("members", "1003"); ok || f.Violations()[0].Code != "choice" {
		t.Errorf("a made-up one: accepted %t, %v", ok, f.Violations())
	}
}

func TestNobodyCanMakeAFormAskForEverything(t *testing.T) {
	t.Parallel()
	p := crowd(20_000)
	sent := url.Values{"name": {"x"}, "members.was": {""}}
	for i := range 20_000 {
		sent.Add("members", fmt.Sprint(i+1))
	}
	f := teams(p).New(&team{})
	ok, err := f.Bind(t.Context(), sent)
	if ok || err != nil || len(p.calls) > 110 {
		t.Errorf("Bind = %t, %v after %d calls, want it refused after about 100", ok, err, len(p.calls))
	}
}

func TestSeveralThatCannotBeReadOrWrittenAreErrors(t *testing.T) {
	t.Parallel()
	p := crowd(1000)
	p.err = errors.New("broken")
	if _, err := teams(p).New(&team{}).Bind(t.Context(), values()); err == nil || err.Error() != "broken" {
		t.Errorf("a source that fails: got %v", err)
	}
	odd := form.Define(func(f *form.Fields, t *team) { form.Several(f, &t.Members).Choices(form.Choice{"x", "X"}) })
	if _, err := odd.New(&team{}).Bind(t.Context(), values("members", "x")); err == nil || err.Error() != `form: the choice "x" is no int64` {
		t.Errorf("a choice that does not fit: got %v", err)
	}
}

func TestMistakesOfSeveralChoicesAreReported(t *testing.T) {
	t.Parallel()
	err := form.Define(func(f *form.Fields, t *team) {
		f.Field(&t.Name).As(form.Checkboxes)
		form.Several(f, &t.Members)
		form.Several(f, &t.Tags).Choices(form.Choice{"a", "A"}).Size(3)
	}).Err()
	const want = `form: 3 mistakes in the form of team
  Name: the widget Checkboxes is for what Several and List declare
  Members: needs choices; say Choices, ChoicesFrom or ChoicesOf
  Tags: holds several choices, for which only Required says what is valid`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	_, err = form.NewFieldset("X", form.Spec{Field: "A", Several: &form.SeveralSpec{}}, form.Spec{Field: "B", Rows: &form.RowsSpec{}})
	if err == nil || !strings.Contains(err.Error(), "A: holds several choices, and must say how") || !strings.Contains(err.Error(), "B: is a list, and must say how") {
		t.Errorf("got %v", err)
	}
}

func TestViolationOfAChoiceThatIsGoneWithdrawsNothingElse(t *testing.T) {
	t.Parallel()
	f := teams(crowd(3)).New(&team{})
	ok, err := f.Submitted(post("name", "x", "members", "1", "members", "2", "members.was", ""))
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	f.AddViolations(fault.Violation{Kind: fault.ForeignKey, Code: "foreign_key", Field: "Members", Message: "must be one of the choices"})
	if got := page(t, f); strings.Count(got, `name="members" value=`) != 3 {
		t.Errorf("got\n%s\nwant three checkboxes", got)
	}
}
