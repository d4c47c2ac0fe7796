package web_test

import (
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing/fstest"

	"github.com/rowankit/rowan/web"
)

func Example() {
	// A program embeds its files: //go:embed templates static
	files := fstest.MapFS{
		"templates/layout.html": {Data: []byte("<title>{{block \"title\" .}}{{end}}</title>\n{{block \"content\" .}}{{end}}\n")},
		"templates/hello.html": {Data: []byte(`{{define "title"}}Hello{{end}}` +
			`{{define "content"}}<p>Hello, {{.}}. <a href="{{url "hello" "you"}}">And you?</a>{{end}}`)},
	}
	app, err := web.New(web.Options{Files: []fs.FS{files}, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		fmt.Println(err)
		return
	}
	app.Get("/hello/{name}", "hello", func(c *web.Context) error {
		return c.Render(http.StatusOK, "hello.html", c.Request.PathValue("name"))
	})

	// app.Run(ctx, "") would serve it; here one request is made without a network.
	answer := httptest.NewRecorder()
	app.ServeHTTP(answer, httptest.NewRequest("GET", "/hello/%3Cb%3E", nil))
	body, _ := io.ReadAll(answer.Body)
	fmt.Print(string(body))
	// Output:
	// <title>Hello</title>
	// <p>Hello, &lt;b&gt;. <a href="/hello/you">And you?</a>
}
