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
// # Files
//
// A program and its theme each give a file system with the folders templates and static. In templates, layout.html has
// blocks; a file such as users.html is a page, which goes inside the layout when it defines the block "content"; files in
// templates/parts define what several pages use. Every template is parsed when the program starts. Templates can call
// url, static, csrf, flashes, time, pager and more:
//
//	{{define "title"}}Users{{end}}
//	{{define "content"}}
//	<h1>Users</h1>
//	<p><a href="{{url "user" 7}}">Ada</a>, since {{time .CreatedAt}}</p>
//	{{template "pager" pager .Page .Pages}}
//	{{end}}
//
// {{url "user" 7}} is the path of a named route, {{static "logo.svg"}} that of a static file with the hash of its content,
// {{csrf}} the hidden field with the visitor's token, {{flashes}} a list of messages, {{time t}} a <time> element in UTC
// (nothing for a nil or zero time), {{pager n m}} the Pager of page n of m, and and {{more 20 53 "datasets of Ada"
// (url "user" 7)}} the More of a list that shows 20 of 53 and leads to the rest.
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
