package web

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"text/template/parse"
)

// checkReferences looks for {{url "name"}} and {{static "name"}} in the templates whose route or file does not exist:
// a misspelt name shows at the start, and not as a 500 on a page that is seldom opened.
func (a *App) checkReferences() error {
	set, err := a.templates.files()
	if err != nil {
		return err
	}
	mistakes := make(map[string]error)
	for _, p := range set.pages {
		for _, t := range p.template.Templates() {
			if t.Tree == nil {
				continue
			}
			for c := range commands(t.Tree.Root) {
				if err := a.checkReference(c); err != nil {
					location, _ := t.Tree.ErrorContext(c)
					mistakes[location] = fmt.Errorf("web: the template %s: %w", location, err)
				}
			}
		}
	}
	var all []error
	for _, location := range slices.Sorted(maps.Keys(mistakes)) {
		all = append(all, mistakes[location])
	}
	return errors.Join(all...)
}

func (a *App) checkReference(c *parse.CommandNode) error {
	if len(c.Args) < 2 {
		return nil
	}
	function, ok := c.Args[0].(*parse.IdentifierNode)
	name, isConstant := c.Args[1].(*parse.StringNode)
	if !ok || !isConstant {
		return nil
	}
	switch function.Ident {
	case "url":
		if _, ok := a.routes[name.Text]; !ok {
			return fmt.Errorf("no route is named %q", name.Text)
		}
	case "static":
		_, err := a.assets.url(name.Text)
		return err
	}
	return nil
}
