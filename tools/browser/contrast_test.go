package browser_test

import (
	"slices"
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
	const own = e => e.matches("input") || [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim() !== "")
	return [document.body, ...document.querySelectorAll("body *")].filter(e => e === document.body || own(e)).map(e => ({
		element: e.localName + (e.className && "." + e.className), color: getComputedStyle(e).color, behind: behind(e),
	}))
})()`

func TestColoursCanBeReadInLightAndDark(t *testing.T) {
	t.Parallel()
	full := startProgram(t)
	fill(t, full, 1000)
	seen := map[string]map[string]painted{}
	for _, scheme := range []string{"light", "dark"} {
		seen[scheme] = map[string]painted{}
		b := openTab(t, startProgram(t))
		call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		tour(b, full, func(page string) {
			for _, p := range evaluate[[]painted](b, texts) {
				seen[scheme][p.Element] = p
				if ratio, err := contrast(p.Color, p.Behind); err != nil || ratio < 4.5 {
					t.Errorf("%s, %s: %+v has contrast %.2f (%v), want at least 4.5", scheme, page, p, ratio, err)
				}
			}
			b.picture(scheme + " " + page)
		})
	}
	for _, element := range []string{
		"body", "h1", "a.button", "a.button quiet", "button", "label", "input", "th", "td", "time", "p.empty", "p.error",
		"p.flash", "p.help", "a", "span",
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
