package main

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/rowankit/rowan/internal/programtest"
	"github.com/rowankit/rowan/ormtest"
)

func TestMain(m *testing.M) { programtest.Main(m, main) }

var models = programtest.Site{Models: Models, App: program.App}

var (
	addingModels = programtest.Form{
		Path: "/add_model",
		Valid: func(n int) url.Values {
			return programtest.Fields("name", fmt.Sprint("model ", n), "accuracy", fmt.Sprint(0.01*float64(n%100)), "version", fmt.Sprint("1.", n))
		},
		Optional: []string{"version"},
		Stored:   AllMetadata.Count,
	}
	addingPredictions = programtest.Form{
		Path: "/add_prediction",
		Valid: func(n int) url.Values {
			return programtest.Fields("input_data", fmt.Sprintf("[%d, 0.5]", n), "result", fmt.Sprint(n), "model_id", "1")
		},
		Stored:  Predictions.Count,
		Prepare: func(t *testing.T, db *ormtest.DB) { shelf(t, db, 1, 0) },
	}
)

func TestSite(t *testing.T) { t.Parallel(); models.Check(t, addingModels, addingPredictions) }

func TestStart(t *testing.T) { t.Parallel(); models.CheckStart(t, "models", addingModels) }

// shelf stores n models, number 1 first, each with so many predictions.
func shelf(t *testing.T, db *ormtest.DB, n, each int) {
	t.Helper()
	var list []*ModelMetadata
	for i := range n {
		list = append(list, &ModelMetadata{Name: fmt.Sprint("model ", i+1), Accuracy: 0.5})
	}
	if err := AllMetadata.InsertAll(t.Context(), db, list); err != nil {
		t.Fatal(err)
	}
	var all []*Prediction
	for _, m := range list {
		for i := range each {
			all = append(all, &Prediction{InputData: fmt.Sprintf("input %d of %d", i+1, m.ID), Result: float64(i) / 4, ModelID: m.ID})
		}
	}
	if err := Predictions.InsertAll(t.Context(), db, all); err != nil {
		t.Fatal(err)
	}
}
