package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/fault"
)

// tableRow is a line of a table of predictions.
const tableRow = `<tr><td>([^<]*)</td><td class="number">`

func TestListShowsModelsWithTheirPredictions(t *testing.T) {
	t.Parallel()
	v, db := models.Open(t)
	v.Get("/").WantStatus(200).Want("<title>ML Model Metadata</title>", "<h1>ML Model Metadata</h1>",
		`href="/add_model">Add Model</a>`, `href="/add_prediction">Add Prediction</a>`, "No models yet.")
	for _, m := range []ModelMetadata{
		{Name: "iris <b>", Accuracy: 0.9666666666666667, Version: new("sklearn-1.2.1")}, {Name: "zero", Accuracy: 0}, {Name: "one", Accuracy: 1, Version: new("2")},
	} {
		if err := AllMetadata.Insert(t.Context(), db, &m); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range []Prediction{{InputData: "[5.8, 4.0]", Result: 0, ModelID: 1}, {InputData: "line 1\nline 2", Result: -1.5e-7, ModelID: 3}} {
		if err := Predictions.Insert(t.Context(), db, &p); err != nil {
			t.Fatal(err)
		}
	}
	p := v.Get("/").WantStatus(200).WantNot("<b>")
	want := []string{"iris <b> (Version: sklearn-1.2.1)", "zero (Version: none)", "one (Version: 2)"}
	if diff := cmp.Diff(want, p.Texts(`<h2>([^<]*)</h2>`)); diff != "" {
		t.Errorf("headings (-want +got):\n%s", diff)
	}
	if got := p.Texts(`<p>(Accuracy: [^<]*)</p>`); !slices.Equal(got, []string{"Accuracy: 0.9666666666666667", "Accuracy: 0", "Accuracy: 1"}) {
		t.Errorf("got %q", got)
	}
	if got := p.Texts(`<th[^>]*>([^<]*)</th>`); !slices.Equal(got[:2], []string{"Input Data", "Result"}) {
		t.Errorf("got the table heads %q", got)
	}
	if got := p.Texts(tableRow); !slices.Equal(got, []string{"[5.8, 4.0]", "line 1\nline 2"}) {
		t.Errorf("got the inputs %q", got)
	}
	if got := p.Texts(`<td class="number">([^<]*)</td>`); !slices.Equal(got, []string{"0", "-1.5e-07"}) {
		t.Errorf("got the results %q", got)
	}
	v.Get("/models/1").WantStatus(200).Want("<h1>iris &lt;b&gt; (Version: sklearn-1.2.1)</h1>", "Accuracy: 0.9666666666666667", "<time datetime=")
	v.Get("/models/2").WantStatus(200).Want("No predictions yet.")
	for _, id := range []string{"0", "4", "01", "-1", "x", "9223372036854775808"} {
		v.Get("/models/" + id).WantStatus(404)
	}
}

func TestModelWithManyPredictionsShowsTheFirstAndTheNumberOfAll(t *testing.T) {
	t.Parallel()
	v, db := models.Open(t)
	shelf(t, db, 2, 269)
	p := v.Get("/").WantStatus(200).Want(`20 of 269. <a href="/models/2">All predictions of model 2</a>`)
	if got := p.Texts(tableRow); len(got) != 40 || got[19] != "input 20 of 1" || got[20] != "input 1 of 2" {
		t.Errorf("got %d rows, %q; want the first 20 of each", len(got), got)
	}
	if got := v.Get("/models/2?page=6").Texts(tableRow); len(got) != 19 || got[18] != "input 269 of 2" {
		t.Errorf("got %q on the last page", got)
	}
	v.CheckPages("/models/2", 6)
}

func TestLongListIsPagedAndPagesCostTwoStatementsAndOneThatCounts(t *testing.T) {
	t.Parallel()
	for n, pages := range map[int]int{1: 1, 100: 2} {
		v, db := models.Open(t)
		shelf(t, db, n, 10)
		v.CheckPages("/", pages)
		v.CheckStatements(db, "/", 3)
		v.CheckStatements(db, "/models/1", 3)
		v.CheckStatements(db, "/add_model", 0)
		v.CheckStatements(db, "/add_prediction", 1)
	}
}

func TestModelsWithOneNameAreToldApartByTheirVersions(t *testing.T) {
	t.Parallel()
	v, db := models.Open(t)
	v.Get("/add_prediction").Want("There is no model yet.")
	for i, version := range []*string{new("1.0"), new("2.0"), nil, nil} {
		m := &ModelMetadata{Name: []string{"tree", "tree", "tree", "net"}[i], Accuracy: 0.5, Version: version}
		if err := AllMetadata.Insert(t.Context(), db, m); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{" Choose…", "4 net", "1 tree (1.0)", "2 tree (2.0)", "3 tree"}
	if diff := cmp.Diff(want, v.Get("/add_prediction").Options("model_id")); diff != "" {
		t.Errorf("options (-want +got):\n%s", diff)
	}
}

func TestModelWithPredictionsIsNotRemoved(t *testing.T) {
	t.Parallel()
	_, db := models.Open(t)
	shelf(t, db, 1, 1)
	if err := AllMetadata.Delete(t.Context(), db, &ModelMetadata{ID: 1}); fault.KindOf(err) != fault.ForeignKey {
		t.Errorf("got %v, want an error of the kind ForeignKey", err)
	}
}

func TestCreatedAtIsTheTimeOfTheInsert(t *testing.T) {
	t.Parallel()
	v, db := models.Open(t)
	v.Fill("/add_model", "name", "iris", "accuracy", "0", "version", "").WantStatus(303)
	m, err := AllMetadata.Get(t.Context(), db, 1)
	if err != nil || time.Since(m.CreatedAt).Abs() > time.Minute || m.Version != nil || m.Accuracy != 0 {
		t.Errorf("stored %+v, %v; want a model of this minute without a version", m, err)
	}
	v.Get("/").Want("Added iris.", "iris (Version: none)", "Accuracy: 0<", fmt.Sprintf("<title>%s</title>", "ML Model Metadata"))
}

func TestAPageShowsTheBeginningOfALongInput(t *testing.T) {
	t.Parallel()
	v, db := models.Open(t)
	shelf(t, db, 1, 0)
	whole, long := strings.Repeat("é", 1000), strings.Repeat("x", 1000)+"end"
	for _, input := range []string{whole, long} {
		if err := Predictions.Insert(t.Context(), db, &Prediction{InputData: input, ModelID: 1}); err != nil {
			t.Fatal(err)
		}
	}
	page := v.Get("/")
	page.Want("<td>"+whole+"</td>", "<td>"+strings.Repeat("x", 1000)+"…</td>")
}
