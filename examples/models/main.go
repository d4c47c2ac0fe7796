// Command models keeps machine-learning models, as metadata, and what they predicted.
//
// Run it with go run ./examples/models and open http://127.0.0.1:8080. It keeps its database in
// instance/database.db; -db or DATABASE_URL names another one, -addr or ADDR another address. The word load and two CSV
// files fill it: go run ./examples/models load models.csv predictions.csv.
package main

import (
	"embed"
	"time"

	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/modelform"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/site"
	"github.com/rowankit/rowan/web"
)

// ModelMetadata is a model. Its version may be absent, its accuracy may be 0.
type ModelMetadata struct {
	ID        int64
	Name      string
	Accuracy  float64
	Version   *string
	CreatedAt time.Time

	Predictions orm.Many[Prediction]
}

// Prediction is what a model said of some input: it belongs to the model whose key is ModelID.
type Prediction struct {
	ID        int64
	InputData string
	Result    float64
	ModelID   int64

	Model orm.One[ModelMetadata]
}

// Define says what convention cannot know.
func (m *ModelMetadata) Define(t *orm.Table[ModelMetadata]) {
	t.Column(&m.Name).Size(100).Trim().Required()
	t.Column(&m.Accuracy).Min(0).Max(1)
	t.Column(&m.Version).Size(20).Trim()
	t.Column(&m.CreatedAt).Auto(time.Now)
}

// maxShown is how many characters of an input a page shows; an input may have any number.
const maxShown = 1000

// Shown is the beginning of the input, as a list shows it.
func (p *Prediction) Shown() string {
	n := 0
	for i := range p.InputData {
		if n++; n > maxShown {
			return p.InputData[:i] + "…"
		}
	}
	return p.InputData
}

// Define says what convention cannot know.
func (p *Prediction) Define(t *orm.Table[Prediction]) {
	t.Column(&p.InputData).Required()
}

// AllMetadata and Predictions are where queries and writes start; Models is what the database holds.
var (
	AllMetadata = orm.Define[ModelMetadata]()
	Predictions = orm.Define[Prediction]()
	Models      = orm.Models(AllMetadata, Predictions)
)

var modelForm = modelform.Define(AllMetadata, func(f *modelform.Fields, m *ModelMetadata) {
	f.Field(&m.Name)
	f.Field(&m.Accuracy).Help("From 0 to 1.")
	f.Field(&m.Version)
})

// predictionForm lets a visitor choose the model by name, and by version where two have the same name.
var predictionForm = modelform.Define(Predictions, func(f *modelform.Fields, p *Prediction) {
	m := AllMetadata.C
	f.Field(&p.InputData).As(form.TextArea)
	f.Field(&p.Result)
	modelform.Choice(f, &p.ModelID, AllMetadata.OrderBy(orm.Asc(&m.Name)), &m.Name, &m.Version)
})

//go:embed templates
var files embed.FS

var program = site.Command{
	Name: "models", Models: Models, Forms: site.Forms{modelForm, predictionForm}, Files: files, Routes: routes,
	Tasks: map[string]site.Task{"load": loadTask},
}

func main() { program.Main() }

func routes(app *web.App, db *orm.DB) {
	p := pages{db}
	app.Get("/", "models", p.models)
	app.Get("/models/{id}", "model", p.model)
	app.Form("/add_model", "add_model", p.addModel)
	app.Form("/add_prediction", "add_prediction", p.addPrediction)
}

// pages answer requests with what the database holds.
type pages struct{ db *orm.DB }

// models shows 50 models on a page, each with the first 20 predictions and the number of all: one statement reads the
// models, one their predictions, and one counts.
func (p pages) models(c *web.Context) error {
	first := orm.Load(&AllMetadata.C.Predictions).Limit(20).Counted()
	models, err := site.Page(c, p.db, AllMetadata.Query().With(first), 50)
	if err != nil {
		return err
	}
	return c.Render(200, "models.html", models)
}

// model shows all predictions of one model, 50 on a page.
func (p pages) model(c *web.Context) error {
	page, err := site.RowWith(c, p.db, AllMetadata.Query(), func(m *ModelMetadata) orm.Query[Prediction] {
		return Predictions.Where(orm.Eq(&Predictions.C.ModelID, m.ID))
	}, 50)
	if err != nil {
		return err
	}
	return c.Render(200, "model.html", page)
}

func (p pages) addModel(c *web.Context) error {
	f := modelForm.Blank()
	stored, err := f.Insert(c, p.db)
	page := site.FormPage{Title: "Add Model", Form: f, Back: "models", Message: "Added " + f.Object.Name + "."}
	return page.Answer(c, stored, err)
}

func (p pages) addPrediction(c *web.Context) error {
	f := predictionForm.Blank()
	stored, err := f.Insert(c, p.db)
	page := site.FormPage{Title: "Add Prediction", Form: f, Back: "models", Message: "Added a prediction."}
	return page.Answer(c, stored, err)
}
