// Package web serves pages over net/http: handlers that return an error, named routes, templates with layouts
// and blocks, sessions, protected forms, static files with content hashes, and one place that turns any error
// into a status and a page.
//
// It imports only the standard library and fault, and knows neither databases nor forms: a *Context satisfies
// the small interface that package form reads a submission through.
//
//	//go:embed templates static
//	var files embed.FS
//
//	func main() {
//		app, err := web.New(web.Options{Files: []fs.FS{theme.Files, files}})
//		if err != nil {
//			log.Fatal(err)
//		}
//		app.Get("/", "home", func(c *web.Context) error {
//			return c.Render(http.StatusOK, "home.html", nil)
//		})
//		if err := app.Run(context.Background(), ""); err != nil {
//			log.Fatal(err)
//		}
//	}
//
// # What every response carries
//
// A strict Content-Security-Policy with nothing inline, nosniff, no framing, a same-origin referrer policy, and
// a request id that the visitor sees on an error page and the log repeats. Over TLS, Strict-Transport-Security too.
//
// # What every request meets
//
// A limit on its headers, its body and its time. A request that may change something (any method other than
// GET, HEAD, OPTIONS and TRACE) reaches its handler only when http.CrossOriginProtection lets it pass and it
// carries the token of its session, in the field [TokenField] or the header [TokenHeader].
package web
