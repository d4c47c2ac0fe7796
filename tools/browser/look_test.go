package browser_test

import (
	"encoding/json"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// backTab goes to what is before the focus.
var backTab = chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift))

// wantFocusSeen expects an outline around what has the focus that is thick enough and stands out from what is around.
func (b *tab) wantFocusSeen() {
	b.t.Helper()
	type outline struct {
		Element string
		Visible bool
		Style   string
		Width   float64
		Color   string
		Behind  []string
	}
	o := evaluate[outline](b, `(() => {`+behind+`
		const e = document.activeElement, s = getComputedStyle(e)
		return {element: e.outerHTML.slice(0, 80), visible: e.matches(":focus-visible"), style: s.outlineStyle,
			width: parseFloat(s.outlineWidth), color: s.outlineColor, behind: behind(e.parentElement)}
	})()`)
	ratio, err := contrast(o.Color, o.Behind)
	if err != nil || !o.Visible || o.Style == "none" || o.Width < 2 || ratio < 3 {
		b.t.Errorf("the focus cannot be seen: %+v, contrast %.2f, %v", o, ratio, err)
	}
}

// node is an element as a screen reader has it.
type node struct {
	role, name, description, value, invalid string
	level                                   string
	focused                                 bool
}

// tree lists what a screen reader has of the page, in order.
func (b *tab) tree() []node {
	b.t.Helper()
	var all []node
	for _, n := range call(b, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
		if n.Ignored {
			continue
		}
		found := node{role: b.plain(n.Role), name: b.plain(n.Name), description: b.plain(n.Description), value: b.plain(n.Value)}
		for _, p := range n.Properties {
			switch p.Name {
			case accessibility.PropertyNameInvalid:
				found.invalid = b.plain(p.Value)
			case accessibility.PropertyNameFocused:
				found.focused = b.plain(p.Value) == "true"
			case accessibility.PropertyNameLevel:
				found.level = b.plain(p.Value)
			}
		}
		all = append(all, found)
	}
	return all
}

// inTree finds the one element of a role and name.
func (b *tab) inTree(role, name string) node {
	b.t.Helper()
	var found []node
	for _, n := range b.tree() {
		if n.role == role && n.name == name {
			found = append(found, n)
		}
	}
	if len(found) != 1 {
		b.t.Fatalf("a screen reader finds %d of the role %s named %q, want 1", len(found), role, name)
	}
	return found[0]
}

// plain is a computed value as text.
func (b *tab) plain(v *accessibility.Value) string {
	b.t.Helper()
	if v == nil || len(v.Value) == 0 {
		return ""
	}
	var value any
	if err := json.Unmarshal([]byte(v.Value), &value); err != nil {
		b.t.Fatal(err)
	}
	if text, ok := value.(string); ok {
		return text
	}
	return strings.TrimSpace(string(v.Value))
}
