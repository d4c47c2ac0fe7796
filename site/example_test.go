package site_test

import (
	"context"
	"fmt"
	"net/http/httptest"

	"github.com/rowankit/rowan/connect"
)

func Example() {
	ctx := context.Background()
	db, err := connect.Open(ctx, "sqlite://", models)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	if err := db.CreateTables(ctx); err != nil {
		fmt.Println(err)
		return
	}
	if err := notes.InsertAll(ctx, db, []*Note{{Text: "one"}, {Text: "two"}, {Text: "three"}}); err != nil {
		fmt.Println(err)
		return
	}
	app, err := program.App(db, []byte("a secret of the example alone"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, path := range []string{"/", "/?page=2", "/?page=3", "/notes/2", "/notes/02"} {
		answer := httptest.NewRecorder()
		app.ServeHTTP(answer, httptest.NewRequest("GET", path, nil))
		fmt.Println(path, answer.Code, answer.Body)
	}
	// Output:
	// / 200 one two
	// /?page=2 200 three
	// /?page=3 404 Page not found
	// /notes/2 200 two
	// /notes/02 404 Page not found
}
