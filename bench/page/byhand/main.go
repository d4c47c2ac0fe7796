// Command byhand is the page that is measured, written by hand: net/http, html/template and database/sql, on mattn/go-sqlite3
// or pgx, with the markup of the program in the folder rowan. It serves a database that that program filled.
//
//	byhand -addr 127.0.0.1:8080 -db sqlite:////tmp/shop.db
package main

import (
	"bytes"
	"embed"
	"flag"
	"html/template"
	"log"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/rowankit/rowan/bench/page/content"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "listen on this `address`")
	url := flag.String("db", "", "serve the database at this `URL`")
	flag.Parse()
	shop, err := open(*url)
	if err != nil {
		log.Fatal(err)
	}
	defer shop.db.Close()
	server := &http.Server{
		Addr: *addr, Handler: newPages(shop, []byte(os.Getenv("SECRET_KEY"))).handler(),
		ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute, IdleTimeout: time.Minute,
	}
	log.Fatal(server.ListenAndServe())
}

//go:embed templates
var files embed.FS

// pages answer requests with what the database holds.
type pages struct {
	shop    *shop
	tokens  tokens
	users   *template.Template
	form    *template.Template
	buffers sync.Pool
}

func newPages(s *shop, secret []byte) *pages {
	parse := func(name string) *template.Template {
		return template.Must(template.ParseFS(files, "templates/layout.html", "templates/"+name))
	}
	p := &pages{shop: s, tokens: tokens{secret}, users: parse("users.html"), form: parse("form.html")}
	p.buffers.New = func() any { return new(bytes.Buffer) }
	return p
}

func (p *pages) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.listUsers)
	mux.HandleFunc("GET "+content.FormPath, p.showForm)
	mux.HandleFunc("POST "+content.FormPath, p.addDataset)
	return mux
}

// render sends a page when all of it is there.
func (p *pages) render(w http.ResponseWriter, status int, t *template.Template, data any) {
	b := p.buffers.Get().(*bytes.Buffer)
	defer p.buffers.Put(b)
	b.Reset()
	if err := t.ExecuteTemplate(b, "layout.html", data); err != nil {
		fail(w, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	w.Write(b.Bytes()) // whose error would say that the visitor has left
}

func fail(w http.ResponseWriter, err error) {
	log.Print(err)
	http.Error(w, "This did not work.", http.StatusInternalServerError)
}

// usersPage is a page of the list of users.
type usersPage struct {
	Users       []user
	Page, Pages int64
}

func (p *pages) listUsers(w http.ResponseWriter, r *http.Request) {
	page := int64(1)
	if given := r.FormValue("page"); given != "" {
		n, err := strconv.ParseInt(given, 10, 32)
		if err != nil || n < 1 {
			http.NotFound(w, r)
			return
		}
		page = n
	}
	users, total, err := p.shop.page(r.Context(), page, content.UserCount)
	if err != nil {
		fail(w, err)
		return
	}
	pages := max(1, (total+content.UserCount-1)/content.UserCount)
	if page > pages {
		http.NotFound(w, r)
		return
	}
	p.render(w, http.StatusOK, p.users, usersPage{users, page, pages})
}
