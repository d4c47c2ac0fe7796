package web

import (
	"fmt"
	"html/template"
	"reflect"
	"slices"
	"text/template/parse"
)

// Most of a long page are the rows of its tables, and most of the time that html/template takes for them goes into calling
// an escaper for each cell by reflection. So ranges whose body is text and plain fields, as in
//
//	{{range .}}<tr><td>{{.Name}}</td><td>{{.Size}}</td></tr>{{end}}
//
// are written here, as BenchmarkRows shows. html/template has escaped the page before, so it has said which escaper is right
// for a place, and what it would write is what is written. Whatever is not as simple is left to it: other bodies, values
// that are no slice of structs, and fields that are not of a plain type.

// rowsFunction is what such a range asks whether its rows were written. A page cannot call it: it has no such name yet
// when the page is parsed.
const rowsFunction = "_rows"

// plainEscapers are the escapers of html/template that do the same to text that is no markup: they replace what
// writeEscaped replaces.
var plainEscapers = []string{"_html_template_htmlescaper", "_html_template_attrescaper"}

// rowRange is a range whose body is simple. It belongs to one sheet.
type rowRange struct {
	cells  []cell
	after  []byte                 // the text behind the last cell
	places map[reflect.Type][]int // where the cells' fields are, in each type of row that was met; nil when not plain
}

// cell is a field of a row, and the text before it.
type cell struct {
	before []byte
	field  string
}

// rangesOf finds the simple ranges of escaped templates, and puts in the place of each one
//
//	{{$rows0 := PIPELINE}}{{if _rows 0 $rows0}}{{else}}{{range $rows0}}BODY{{end}}{{end}}
func rangesOf(templates []*template.Template) []*rowRange {
	var found []*rowRange
	for _, t := range templates {
		if t.Tree != nil {
			found = replaceRanges(found, t.Tree.Root)
		}
	}
	return found
}

func replaceRanges(found []*rowRange, list *parse.ListNode) []*rowRange {
	if list == nil {
		return found
	}
	var nodes []parse.Node
	for _, n := range list.Nodes {
		if r, ok := n.(*parse.RangeNode); ok && len(r.Pipe.Decl) == 0 {
			if rows := simpleRange(r.List); rows != nil {
				nodes = append(nodes, guarded(r, len(found))...)
				found = append(found, rows)
				continue
			}
		}
		if b := branch(n); b != nil {
			found = replaceRanges(replaceRanges(found, b.List), b.ElseList)
		}
		nodes = append(nodes, n)
	}
	list.Nodes = nodes
	return found
}

// branch returns the lists inside a node; nil when there are none.
func branch(n parse.Node) *parse.BranchNode {
	switch n := n.(type) {
	case *parse.IfNode:
		return &n.BranchNode
	case *parse.RangeNode:
		return &n.BranchNode
	case *parse.WithNode:
		return &n.BranchNode
	}
	return nil
}

// guarded asks rowsFunction first whether it writes the rows of a range.
func guarded(r *parse.RangeNode, number int) []parse.Node {
	source := fmt.Sprintf("{{$rows%d := 0}}{{if %s %[1]d $rows%[1]d}}{{else}}{{range $rows%[1]d}}{{end}}{{end}}", number, rowsFunction)
	tree := parse.New("rows")
	tree.Mode = parse.SkipFuncCheck
	tree, err := tree.Parse(source, "", "", make(map[string]*parse.Tree))
	if err != nil {
		panic("web: " + err.Error()) // it is the same text for every range
	}
	nodes := tree.Root.Nodes
	nodes[0].(*parse.ActionNode).Pipe.Cmds = r.Pipe.Cmds
	inner := nodes[1].(*parse.IfNode).ElseList.Nodes[0].(*parse.RangeNode)
	inner.List, inner.ElseList = r.List, r.ElseList
	return nodes
}

// simpleRange reads a body that is text and at least one plain field; nil when there is anything else in it.
func simpleRange(body *parse.ListNode) *rowRange {
	r := &rowRange{places: make(map[reflect.Type][]int)}
	for _, n := range body.Nodes {
		switch n := n.(type) {
		case *parse.TextNode:
			r.after = append(r.after, n.Text...)
		case *parse.ActionNode:
			field := escapedField(n.Pipe)
			if field == "" {
				return nil
			}
			r.cells = append(r.cells, cell{r.after, field})
			r.after = nil
		default:
			return nil
		}
	}
	if len(r.cells) == 0 {
		return nil
	}
	return r
}

// escapedField returns the field in {{.Field}}, when html/template sends it through one of the plain escapers and nothing else.
func escapedField(p *parse.PipeNode) string {
	if len(p.Decl) > 0 || len(p.Cmds) != 2 || len(p.Cmds[0].Args) != 1 || len(p.Cmds[1].Args) != 1 {
		return ""
	}
	field, ok := p.Cmds[0].Args[0].(*parse.FieldNode)
	escaper, named := p.Cmds[1].Args[0].(*parse.IdentifierNode)
	if !ok || !named || len(field.Ident) != 1 || !slices.Contains(plainEscapers, escaper.Ident) {
		return ""
	}
	return field.Ident[0]
}
