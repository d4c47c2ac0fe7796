// Package schema says to ent what the two tables are that Rowan made.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"

	"github.com/rowankit/rowan/bench/texttime"
)

// ModelMetadata is a trained model.
type ModelMetadata struct{ ent.Schema }

// Annotations names the table.
func (ModelMetadata) Annotations() []schema.Annotation {
	return []schema.Annotation{entsql.Table("model_metadata")}
}

// Fields are the columns.
func (ModelMetadata) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("id"),
		field.String("name"),
		field.Float("accuracy"),
		field.String("version").Optional().Nillable(),
		field.Time("created_at").GoType(texttime.Time{}),
	}
}

// Edges leads to the predictions.
func (ModelMetadata) Edges() []ent.Edge {
	return []ent.Edge{edge.To("predictions", Prediction.Type)}
}

// Prediction is what a model said of an input.
type Prediction struct{ ent.Schema }

// Annotations names the table.
func (Prediction) Annotations() []schema.Annotation {
	return []schema.Annotation{entsql.Table("prediction")}
}

// Fields are the columns.
func (Prediction) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("id"),
		field.String("input_data"),
		field.Float("result"),
		field.Int64("model_id"),
	}
}

// Edges leads to the model.
func (Prediction) Edges() []ent.Edge {
	return []ent.Edge{edge.From("model", ModelMetadata.Type).Ref("predictions").Field("model_id").Unique().Required()}
}
