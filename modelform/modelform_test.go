package modelform_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/modelform"
	"github.com/rowankit/rowan/orm"
)

func TestFormShowsWhatTheModelSays(t *testing.T) {
	t.Parallel()
	f := whole.Blank()
	if ok, err := f.Submitted(sent(nil)); ok || err != nil {
		t.Fatalf("GET: got %v, %v; want false and no error", ok, err)
	}
	got, err := f.Fields()
	if err != nil {
		t.Fatal(err)
	}
	maybe := []form.Option{{Label: "None", Selected: true}, {Value: "true", Label: "Yes"}, {Value: "false", Label: "No"}}
	want := []form.View{
		{ID: "code", Name: "code", Label: "Code", Widget: form.Text, Required: true},
		{ID: "title", Name: "title", Label: "Title", Help: "What stands on the label.", Widget: form.Text, Required: true},
		{ID: "subtitle", Name: "subtitle", Label: "Subtitle", Widget: form.Text},
		{ID: "notes", Name: "notes", Label: "Notes", Widget: form.TextArea},
		{ID: "price", Name: "price", Label: "Price (EUR)", Value: "9.5", Widget: form.Decimal, Required: true},
		{ID: "stock", Name: "stock", Label: "Stock", Value: "0", Widget: form.Whole, Required: true},
		{ID: "weight", Name: "weight", Label: "Weight", Widget: form.Decimal},
		{ID: "rank", Name: "rank", Label: "Rank", Widget: form.Whole},
		{ID: "active", Name: "active", Label: "Active", Widget: form.Checkbox},
		{ID: "checked", Name: "checked", Label: "Checked", Widget: form.Select, Options: maybe},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}

func TestFormJudgesByWhatTheModelSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		field, typed, want string // want "" is a value that is accepted
	}{
		{"code", "", "Code is required"},
		{"code", "   ", "Code is required"},
		{"code", "a-b", "Code must be letters and digits"},
		{"code", "a1\n", "Code must be a single line"},
		{"code", "123456789", "Code must be at most 8 characters"},
		{"code", "  12345678  ", ""},
		{"title", "ééééééééééé", "Title must be at most 10 characters"},
		{"title", "éééééééééé", ""},
		{"title", "a\x00b", "Title must not contain NUL characters"},
		{"subtitle", "", ""},
		{"subtitle", strings.Repeat("x", 21), "Subtitle must be at most 20 characters"},
		{"notes", "one\r\ntwo", ""},
		{"notes", "a\x1bb", "Notes must not contain control characters"},
		{"price", "", "Price is required"},
		{"price", "0", ""},
		{"price", "-0.01", "Price must be between 0 and 99.5"},
		{"price", "99.5", ""},
		{"price", "99.51", "Price must be between 0 and 99.5"},
		{"price", "0,95", "Price must be a number such as 0.95; use a point, not a comma"},
		{"price", "NaN", "Price must be a number such as 0.95"},
		{"price", "1e999", "Price must be between 0 and 99.5"},
		{"stock", "-5", ""},
		{"stock", "-6", "Stock must be at least -5"},
		{"stock", "2147483648", "Stock must be between -2147483648 and 2147483647"},
		{"stock", "1.5", "Stock must be a whole number such as 12, without a fraction or an exponent"},
		{"weight", "", ""},
		{"weight", "0", "Weight must be at least 0.1"},
		{"rank", "255", ""},
		{"rank", "256", "Rank must be between 0 and 255"},
		{"rank", "-1", "Rank must be between 0 and 255"},
		{"active", "n", ""},
		{"active", "perhaps", "Active must be yes or no"},
		{"checked", "", ""},
		{"checked", "perhaps", "Checked must be one of the choices"},
	} {
		values := send("code", "a1", "title", "Lamp", "price", "1", "stock", "1")
		values[c.field] = []string{c.typed}
		f := whole.Blank()
		ok, err := f.Submitted(values)
		var want []string
		if c.want != "" {
			want = []string{c.want}
		}
		if diff := cmp.Diff(want, sentences(f.Violations())); err != nil || ok != (c.want == "") || diff != "" {
			t.Errorf("%s %q: got %v, %v; violations (-want +got):\n%s", c.field, c.typed, ok, err, diff)
		}
	}
}

func TestDefinitionAddsToWhatTheModelSays(t *testing.T) {
	t.Parallel()
	strict := modelform.Define(Articles, func(f *modelform.Fields, a *Article) {
		f.Field(&a.Title).Label("Name").Help("").Size(3).Name("name")
		f.Field(&a.Subtitle).Required()
	})
	f := strict.Blank()
	if _, err := f.Submitted(send("name", "Lamp", "title", "x")); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Title must be at most 3 characters", "Subtitle is required"}, sentences(f.Violations())); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
	v, err := f.Field("name")
	if err != nil || v.Label != "Name" || v.Help != "" || v.Value != "Lamp" {
		t.Errorf("got %+v, %v; want the label Name, no help, and what was typed", v, err)
	}
	model, err := Articles.Field(&Articles.C.Title)
	if err != nil || model.Size != 10 || model.Label != "Title" {
		t.Errorf("got %+v, %v; want what the model says unchanged", model, err)
	}
}

// Other is a model whose fields belong in no form of articles.
type Other struct {
	ID    int64
	Title string
}

var Others = orm.Define[Other]()

// Broken is a model with a mistake.
type Broken struct {
	ID   int64
	Size int64
}

func (b *Broken) Define(t *orm.Table[Broken]) { t.Column(&b.Size).Size(3) }

func TestMistakesAreReportedTogether(t *testing.T) {
	t.Parallel()
	var real Article
	for _, c := range []struct {
		what   string
		define func(f *modelform.Fields, a *Article)
		want   []string
	}{
		{"another model's field", func(f *modelform.Fields, a *Article) { f.Field(&Others.C.Title) }, []string{"Article"}},
		{"a field of an object", func(f *modelform.Fields, a *Article) { f.Field(&real.Title) }, []string{"Article"}},
		{"a value", func(f *modelform.Fields, a *Article) { f.Field(a.Title) }, []string{"Article"}},
		{"nil", func(f *modelform.Fields, a *Article) { f.Field(nil) }, []string{"Article"}},
		{"the key", func(f *modelform.Fields, a *Article) { f.Field(&a.ID) }, []string{"ID", "key"}},
		{"a time", func(f *modelform.Fields, a *Article) { f.Field(&a.CreatedAt) }, []string{"CreatedAt", "time.Time"}},
		{"no fields", func(f *modelform.Fields, a *Article) {}, []string{"has no fields"}},
		{"a field twice", func(f *modelform.Fields, a *Article) { f.Field(&a.Title); f.Field(&a.Title) }, []string{"Title", "declared twice"}},
		{"a widget for something else", func(f *modelform.Fields, a *Article) { f.Field(&a.Price).As(form.Checkbox) }, []string{"Price", "Checkbox"}},
		{"several", func(f *modelform.Fields, a *Article) {
			f.Field(&a.ID)
			f.Field(&Others.C.Title).Size(3).As(form.Email)
			f.Field(&a.Price).As(form.Checkbox)
			f.Field(&a.Stock).Trim()
		}, []string{"ID", "Price", "Checkbox", "Stock", "Trim"}},
	} {
		d := modelform.Define(Articles, c.define)
		err := d.Err()
		if err == nil {
			t.Errorf("%s: got no error, want one that names %q", c.what, c.want)
			continue
		}
		for _, part := range c.want {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: got the error %q, want it to name %q", c.what, err, part)
			}
		}
		checkUnusable(t, c.what, d, err)
	}
}

// checkUnusable wants a form of a definition with mistakes to say them instead of doing anything.
func checkUnusable(t *testing.T, what string, d *modelform.Definition[Article], want error) {
	t.Helper()
	for _, f := range []*modelform.Form[Article]{d.Blank(), d.New(&Article{})} {
		if ok, err := f.Insert(send("title", "x"), nil); ok || err == nil || err.Error() != want.Error() {
			t.Errorf("%s: Insert: got %v, %v; want %q", what, ok, err, want)
		}
		if ok, err := f.Update(send("title", "x"), nil); ok || err == nil || err.Error() != want.Error() {
			t.Errorf("%s: Update: got %v, %v; want %q", what, ok, err, want)
		}
		if ok, err := f.Submitted(send("title", "x")); ok || err == nil {
			t.Errorf("%s: Submitted: got %v, %v; want an error", what, ok, err)
		}
		if html, err := f.HTML(); err == nil {
			t.Errorf("%s: HTML: got %q, want an error", what, html)
		}
	}
}

func TestMistakeOfTheModelIsSaidOnce(t *testing.T) {
	t.Parallel()
	d := modelform.Define(orm.Define[Broken](), func(f *modelform.Fields, b *Broken) {
		f.Field(&b.Size)
		f.Field(&b.ID)
	})
	err := d.Err()
	if err == nil || strings.Count(err.Error(), "Broken.Size") != 1 {
		t.Errorf("got %v, want the mistake of Broken.Size once", err)
	}
}

func TestDefinitionIsSharedByGoroutines(t *testing.T) {
	t.Parallel()
	runs := 0
	d := modelform.Define(Articles, func(f *modelform.Fields, a *Article) {
		runs++
		f.Field(&a.Title)
	})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			f := d.Blank()
			if ok, err := f.Submitted(send("title", "Lamp")); !ok || err != nil || f.Object.Title != "Lamp" {
				t.Errorf("got %v, %v, %q; want the title Lamp", ok, err, f.Object.Title)
			}
		})
	}
	all.Wait()
	if runs != 1 {
		t.Errorf("the definition ran %d times, want once", runs)
	}
}

// priced has fields that nobody writes.
type priced struct {
	ID     int64
	Price  int64
	Double int64
	Label  string
}

func (p *priced) Define(t *orm.Table[priced]) {
	t.Column(&p.Double).Generated(orm.Times(orm.Col(&p.Price), orm.Val(int64(2))))
	t.Column(&p.Label).Computed(orm.TextOf(orm.Col(&p.Price)))
}

func TestNoFormAsksForWhatIsComputed(t *testing.T) {
	t.Parallel()
	err := modelform.Define(orm.Define[priced](), func(f *modelform.Fields, p *priced) {
		f.Field(&p.Price)
		f.Field(&p.Double)
		f.Field(&p.Label)
	}).Err()
	for _, want := range []string{
		"Double: is computed of other columns and never written, so no form asks for it; leave it out",
		"Label: is computed of other columns and never written, so no form asks for it; leave it out",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to say %q", err, want)
		}
	}
}
