package schema_test

import (
	"fmt"

	"github.com/rowankit/rowan/schema"
)

func Example() {
	user := &schema.Table{
		Name: "user",
		Columns: []schema.Column{
			{Name: "id", Type: schema.Type{Kind: schema.Int64}, Generated: true},
			{Name: "email", Type: schema.Type{Kind: schema.Text, Size: 120}},
		},
		Key:     schema.Key{Name: schema.KeyName("user"), Columns: []string{"id"}},
		Indexes: []schema.Index{{Name: schema.UniqueName("user", "email"), Columns: []string{"email"}, Unique: true}},
	}
	email := user.Column("email")
	fmt.Println(email.Type.Kind, email.Type.Size, user.Indexes[0].Name, user.Column("phone") == nil)
	// Output: text 120 uq_user_email true
}

func ExampleCompare() {
	want := schema.Definition{Table: "user", Columns: []schema.ColumnDefinition{
		{Name: "id", Type: "INTEGER", Key: 1},
		{Name: "email", Type: "TEXT"},
	}}
	got := schema.Definition{Table: "user", Columns: []schema.ColumnDefinition{
		{Name: "id", Type: "INTEGER", Key: 1},
		{Name: "email", Type: "TEXT", Nullable: true},
		{Name: "phone", Type: "TEXT"},
	}}
	for _, d := range schema.Compare(want, got) {
		fmt.Println(d)
	}
	// Output:
	// user.email is nullable in the database and NOT NULL in the model
	// user.phone is in the database and not in the model
}
