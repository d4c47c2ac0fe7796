package browser_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
)

// behind is a function of JavaScript: the colours behind an element's text, that of the element itself first.
const behind = `
	const behind = e => e ? [getComputedStyle(e).backgroundColor, ...behind(e.parentElement)] : []
`

// painted is an element with text, and its colours.
type painted struct {
	Element, Color string
	Behind         []string
}

// texts lists every element of the page that shows text of its own.
const texts = `(() => {` + behind + `
	const own = e => e.matches("input, textarea") || [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim() !== "")
	return [document.body, ...document.querySelectorAll("body *")].filter(e => e === document.body || own(e)).map(e => ({
		element: e.localName + (e.className && "." + e.className), color: getComputedStyle(e).color, behind: behind(e),
	}))
})()`

// wantContrast expects text that can be read, and returns what there is.
func wantContrast(b *tab, page string) []painted {
	b.t.Helper()
	all := evaluate[[]painted](b, texts)
	for _, p := range all {
		if ratio, err := contrast(p.Color, p.Behind); err != nil || ratio < 4.5 {
			b.t.Errorf("%s: %+v has contrast %.2f (%v), want at least 4.5", page, p, ratio, err)
		}
	}
	b.picture(page)
	return all
}

func TestColoursCanBeReadInLightAndDark(t *testing.T) {
	t.Parallel()
	seen := map[string]map[string]painted{"light": {}, "dark": {}}
	var mu sync.Mutex
	t.Run("tours", func(t *testing.T) {
		for scheme := range seen {
			for name, program := range tours {
				t.Run(name+" "+scheme, func(t *testing.T) {
					t.Parallel()
					full := startProgram(t, name)
					program.fill(t, full)
					b := openTab(t, startProgram(t, name))
					call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
						Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
					})
					program.tour(b, full, func(page string) {
						all := wantContrast(b, page)
						mu.Lock()
						defer mu.Unlock()
						for _, p := range all {
							seen[scheme][p.Element] = p
						}
					})
				})
			}
		}
	})
	for _, element := range []string{
		"body", "h1", "a.button", "a.button quiet", "button", "label", "input", "th", "td", "time", "p.empty", "p.error",
		"p.flash", "p.help", "a", "span", "h2", "li", "option", "textarea", "p.more",
	} {
		light, inLight := seen["light"][element]
		dark, inDark := seen["dark"][element]
		switch {
		case !inLight || !inDark:
			t.Errorf("%s is on no page, so its colours were not looked at; there are %v", element, seen["light"])
		case light.Color == dark.Color || slices.Equal(light.Behind, dark.Behind):
			t.Errorf("%s is the same in light and dark: %+v and %+v", element, light, dark)
		}
	}
}
