package workload

import (
	"fmt"
	"time"
)

// Model is a row of the table model_metadata.
type Model struct {
	ID        int64
	Name      string
	Accuracy  float64
	Version   *string
	CreatedAt time.Time
}

// Prediction is a row of the table prediction.
type Prediction struct {
	ID        int64
	InputData string
	Result    float64
	ModelID   int64
}

// Data is what the tables hold before a workload: the same for every contender. Keys count from 1.
type Data struct {
	Models      []Model
	Predictions []Prediction
}

// NewData returns so many models and predictions, every time the same.
func NewData(models, predictions int) Data {
	d := Data{Models: make([]Model, models), Predictions: make([]Prediction, predictions)}
	first := time.Date(2024, 1, 1, 8, 0, 0, 123456000, time.UTC)
	families := []string{"résumé-net", "linear", "forest", "boost", "conv-net"}
	for i := range d.Models {
		m := &d.Models[i]
		m.ID, m.Name = int64(i+1), fmt.Sprintf("%s %d", families[i%len(families)], i)
		m.Accuracy = float64(i*37%1000) / 1000
		m.CreatedAt = first.Add(time.Duration(i*7919%100_003) * 1001 * time.Millisecond)
		if i%3 != 0 {
			m.Version = new(fmt.Sprintf("%d.%d", i%4, i%10))
		}
	}
	for i := range d.Predictions {
		d.Predictions[i] = NewPrediction(i, models)
		d.Predictions[i].ID = int64(i + 1)
	}
	return d
}

// NewPrediction returns the prediction number i, without a key, of one of so many models.
func NewPrediction(i, models int) Prediction {
	return Prediction{
		InputData: fmt.Sprintf("%d.1,%d.5,%d.4,0.2", i%80, i%45, i*7%10_000),
		Result:    float64(i%997) / 7,
		ModelID:   int64(i%models + 1),
	}
}
