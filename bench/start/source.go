package start

import (
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"
)

//go:embed templates
var sources embed.FS

var templates = template.Must(template.ParseFS(sources, "templates/*.tmpl"))

// grouped is how many models a package has: who has hundreds divides them.
const grouped = 50

// source is what the templates are filled with.
type source struct {
	Module string
	Groups []group
}

// group is a package of models.
type group struct {
	Name   string
	Models []model
}

// model has a parent, the model before it in its package, unless it is the first there.
type model struct{ Name, Parent string }

// Lower and LowerParent are how packages and tables are named.
func (m model) Lower() string       { return strings.ToLower(m.Name) }
func (m model) LowerParent() string { return strings.ToLower(m.Parent) }

func newSource(module string, models int) source {
	s := source{Module: module}
	for i := range models {
		if i%grouped == 0 {
			s.Groups = append(s.Groups, group{Name: fmt.Sprintf("group%d", i/grouped)})
		}
		g := &s.Groups[len(s.Groups)-1]
		m := model{Name: fmt.Sprintf("Thing%d", i)}
		if i%grouped > 0 {
			m.Parent = g.Models[i%grouped-1].Name
		}
		g.Models = append(g.Models, m)
	}
	return s
}

// write writes a template with what it is filled with as a file.
func write(path, name string, filling any) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := templates.ExecuteTemplate(f, name, filling); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
