package main

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/internal/programtest"
)

func TestFormsShowTheirFieldsAndButtons(t *testing.T) {
	t.Parallel()
	v, _ := models.Open(t)
	for path, c := range map[string]struct {
		title  string
		fields map[string]string
	}{
		"/add_model":      {"Add Model", map[string]string{"name": "Name", "accuracy": "Accuracy", "version": "Version"}},
		"/add_prediction": {"Add Prediction", map[string]string{"input_data": "Input Data", "result": "Result", "model_id": "Model"}},
	} {
		p := v.Get(path).WantStatus(200).WantNot("autofocus", `role="alert"`, `name="id"`, `name="created_at"`).
			Want("<title>"+c.title+"</title>", "<h1>"+c.title+"</h1>", `<button type="submit">`+c.title+"</button>", `href="/">Back</a>`)
		for name, label := range c.fields {
			if diff := cmp.Diff(programtest.Control{Label: label}, p.Control(name)); diff != "" {
				t.Errorf("%s, the field %s (-want +got):\n%s", path, name, diff)
			}
		}
	}
}

const needsNumber = "must be a number such as 0.95"

func TestAccuracyIsANumberFromZeroToOne(t *testing.T) {
	t.Parallel()
	v, db := models.Open(t)
	token := v.Token("/add_model")
	stored := int64(0)
	for typed, want := range map[string]string{
		"0": "", "0.0": "", "-0": "", "1": "", "1.0": "", "0.95": "", " 0.95 ": "", "9.5e-1": "", "1e0": "", ".5": "", "5.": "must be between 0 and 1",
		"": "is required", " ": "is required", "95": "must be between 0 and 1", "1.0000001": "must be between 0 and 1", "-0.1": "must be between 0 and 1",
		"1e999": "must be between 0 and 1", "-1e999": "must be between 0 and 1", "NaN": needsNumber, "nan": needsNumber, "inf": needsNumber, "Infinity": needsNumber,
		"1_0.5": needsNumber, "0x1p-2": needsNumber, "٠٫٥": needsNumber, "０.５": needsNumber, "abc": needsNumber, "0,95": needsNumber + "; use a point, not a comma",
		"95%": needsNumber, "1e-999": "is too close to zero", "0.95 0.95": needsNumber,
	} {
		body := url.Values{"name": {"x"}, "version": {""}, "accuracy": {typed}}.Encode()
		p := v.Post("/add_model", body, token)
		if want == "" {
			p.WantStatus(303)
			stored++
			continue
		}
		p.WantStatus(422)
		if c := p.Control("accuracy"); c.Error != "Accuracy "+want || c.Value != typed {
			t.Errorf("accuracy %q: got %+v, want %q", typed, c, want)
		}
	}
	addingModels.WantCount(t, db, "valid accuracies", stored)
	for _, result := range []string{"-1e308", "1e308", "0", "5e-324"} {
		v.Submit("/add_prediction", url.Values{"input_data": {"x"}, "result": {result}, "model_id": {"1"}}.Encode()).WantStatus(303)
	}
	v.Submit("/add_prediction", "input_data=x&result=1e309&model_id=1").WantStatus(422).Want("Result is too large a number")
}

func TestInputDataIsTextOfAnyLengthAndManyLines(t *testing.T) {
	t.Parallel()
	v, db := models.Open(t)
	shelf(t, db, 1, 0)
	for _, typed := range []string{"x", "two\r\nlines\tand a tab", strings.Repeat("é", 50_000), "  spaces around  ", `{"a": [1, 2.5e3, "<b>"]}`} {
		v.Fill("/add_prediction", "input_data", typed, "result", "1", "model_id", "1").WantStatus(303)
		all, err := Predictions.All(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := all[len(all)-1].InputData, strings.ReplaceAll(typed, "\r\n", "\n"); got != want {
			t.Errorf("stored %.60q, want %.60q", got, want)
		}
	}
	for typed, want := range map[string]string{"": "is required", " \n ": "is required", "a\x00b": "must not contain NUL characters", "\xff": "must be valid UTF-8 text"} {
		p := v.Fill("/add_prediction", "input_data", typed, "result", "1", "model_id", "1").WantStatus(422)
		if c := p.Control("input_data"); c.Error != "Input Data "+want {
			t.Errorf("input %q: got %+v, want %q", typed, c, want)
		}
	}
}

func TestModelIsChosenAndVersionMayBeAbsent(t *testing.T) {
	t.Parallel()
	v, db := models.Open(t)
	v.Fill("/add_model", "name", "tree", "accuracy", "0.5", "version", strings.Repeat("é", 20)).WantStatus(303)
	v.Fill("/add_model", "name", "tree", "accuracy", "0.5", "version", strings.Repeat("é", 21)).WantStatus(422).Want("Version must be at most 20 characters")
	v.Fill("/add_model", "name", "tree", "accuracy", "0.5").WantStatus(303)
	for _, id := range []string{"", "0", "3", "999999", "9223372036854775808", "tree"} {
		p := v.Fill("/add_prediction", "input_data", "x", "result", "1", "model_id", id).WantStatus(422)
		if c := p.Control("model_id"); !c.Invalid || !strings.HasPrefix(c.Error, "Model ") {
			t.Errorf("model_id %q: got %+v, want an error", id, c)
		}
	}
	addingPredictions.WantCount(t, db, "made-up models", 0)
}
