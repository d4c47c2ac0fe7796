package web

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"text/template/parse"
)

// The folder of templates. Files that end in .html are parsed; the layout and what is in the folder parts can be used by
// every page, and each other file is a page. (Names with an underscore, as elsewhere, would be traps: go:embed skips them.)
const (
	templateFolder = "templates"
	partFolder     = "parts/"
	layoutTemplate = "layout.html"
)

// templateSource gives the pages of a site: parsed once, or at each use in development.
type templateSource struct {
	files func() (*pageSet, error)
}

func newTemplateSource(layers []fs.FS, reread bool) (*templateSource, error) {
	set, err := parsePages(layers)
	if err != nil {
		return nil, err
	}
	if reread {
		return &templateSource{func() (*pageSet, error) { return parsePages(layers) }}, nil
	}
	return &templateSource{func() (*pageSet, error) { return set, nil }}, nil
}

// has reports whether there is such a page. A set that cannot be parsed has none.
func (s *templateSource) has(name string) bool {
	set, err := s.files()
	return err == nil && set.pages[name] != nil
}

// render executes a page for a request. The caller sends the sheet and releases it.
func (s *templateSource) render(c *Context, name string, data any) (*sheet, error) {
	set, err := s.files()
	if err != nil {
		return nil, err
	}
	p := set.pages[name]
	if p == nil {
		return nil, fmt.Errorf("web: no page is named %q; there are %s", name,
			strings.Join(slices.Sorted(maps.Keys(set.pages)), ", "))
	}
	return p.render(c, data)
}

// pageSet is every page of a site, by the name of its file.
type pageSet struct{ pages map[string]*page }

func parsePages(layers []fs.FS) (*pageSet, error) {
	files, err := overlay(layers, templateFolder)
	if err != nil {
		return nil, err
	}
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(files)), func(n string) bool { return path.Ext(n) != ".html" })
	isPage := func(n string) bool { return n != layoutTemplate && !strings.HasPrefix(n, partFolder) }

	shared := template.New("").Funcs((&sheet{}).functions()).Option("missingkey=error")
	var texts []string
	var mistakes []error
	for i, name := range names {
		text, err := fs.ReadFile(files[name], templateFolder+"/"+name)
		if err != nil {
			return nil, fmt.Errorf("web: reading a template: %w", err)
		}
		texts = append(texts, string(text))
		if !isPage(name) {
			_, err := shared.New(name).Parse(texts[i])
			mistakes = append(mistakes, err)
		}
	}
	set := &pageSet{pages: make(map[string]*page)}
	for i, name := range names {
		if isPage(name) {
			set.pages[name], err = newPage(shared, name, texts[i])
			mistakes = append(mistakes, err)
		}
	}
	if err := errors.Join(mistakes...); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	return set, nil
}

// page is one page with the parts it may use. Its template is never executed, only cloned: a sheet needs functions
// of its own, and html/template escapes, once and for all, what it executes.
type page struct {
	template *template.Template
	entry    string      // the template to execute: the layout, or the page itself
	sheets   chan *sheet // those that are free
}

func newPage(shared *template.Template, name, text string) (*page, error) {
	t, err := shared.Clone()
	if err != nil {
		return nil, err
	}
	if t, err = t.New(name).Parse(text); err != nil {
		return nil, err
	}
	p := &page{template: t, entry: name, sheets: make(chan *sheet, maxFreeSheets)}
	if t.Lookup(layoutTemplate) != nil && definesContent(name, text) {
		p.entry = layoutTemplate
	}
	s, err := p.newSheet()
	if err != nil {
		return nil, err
	}
	s.release() // for the first request
	return p, nil
}

// definesContent reports whether a text that parses has a block for the layout's main part.
func definesContent(name, text string) bool {
	tree := parse.New(name)
	tree.Mode = parse.SkipFuncCheck
	set := make(map[string]*parse.Tree)
	_, err := tree.Parse(text, "", "", set)
	return err == nil && set["content"] != nil
}

type closedWriter struct{}

func (closedWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func (p *page) render(c *Context, data any) (*sheet, error) {
	s, err := p.freeSheet()
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	s.context = c
	if err := s.template.ExecuteTemplate(&s.Buffer, p.entry, data); err != nil {
		s.release()
		return nil, fmt.Errorf("web: %w", err)
	}
	return s, nil
}

func (p *page) freeSheet() (*sheet, error) {
	select {
	case s := <-p.sheets:
		return s, nil
	default:
		return p.newSheet()
	}
}

func (p *page) newSheet() (*sheet, error) {
	t, err := p.template.Clone()
	if err != nil {
		return nil, err
	}
	s := &sheet{page: p}
	s.template = t.Funcs(s.functions())
	if err := s.escape(); err != nil {
		return nil, err
	}
	s.ranges = rangesOf(s.template.Templates())
	s.template.Funcs(template.FuncMap{rowsFunction: s.rows})
	return s, nil
}

// escape has html/template escape the page before its first request, and brings mistakes to light that it finds only then,
// such as an unknown template or a place where it cannot escape.
func (s *sheet) escape() error {
	err := s.template.ExecuteTemplate(closedWriter{}, s.page.entry, nil)
	if e, ok := errors.AsType[*template.Error](err); ok {
		return e
	}
	return nil // executing without data, into a closed writer, is bound to fail in other ways
}

// sheet is one execution of a page: the text it makes, and a template whose functions know the request. It serves
// one request at a time, then others.
type sheet struct {
	bytes.Buffer
	page     *page
	template *template.Template
	ranges   []*rowRange
	context  *Context // the request; nil between two
	flashed  bool     // the text shows the session's flashes
}

// What a page keeps for its next requests: so many sheets, and buffers up to so many bytes. A sheet is worth keeping for
// its template: a small page takes three times as long when it has to be cloned and escaped (BenchmarkPage).
const (
	maxFreeSheets = 64
	maxKeptBuffer = 256 << 10
)

func (s *sheet) release() {
	s.context, s.flashed = nil, false
	s.Reset()
	if s.Cap() > maxKeptBuffer {
		s.Buffer = bytes.Buffer{}
	}
	select {
	case s.page.sheets <- s:
	default:
	}
}
