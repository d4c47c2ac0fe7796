package browser_test

import (
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// extent is how wide a page is.
type extent struct {
	Client, Scroll, Inner int
	Outside               []string // what sticks out, unless it is in a table that scrolls by itself
}

const measure = `(() => {
	const root = document.documentElement
	const outside = e => !e.closest(".table > *") && e.getBoundingClientRect().right > root.clientWidth + 0.5
	return {client: root.clientWidth, scroll: root.scrollWidth, inner: innerWidth,
		outside: [...document.querySelectorAll("body *")].filter(outside).map(e => e.outerHTML.slice(0, 80))}
})()`

func TestNothingOverflowsThePage(t *testing.T) {
	t.Parallel()
	full := map[string]*program{}
	for program, about := range tours {
		full[program] = startProgram(t, program)
		about.fill(t, full[program])
	}
	for name, c := range map[string]struct {
		width, height int64
		mobile        bool
		font          int64 // the visitor's size of text; 16 is usual
	}{
		"phone":                 {375, 667, true, 16},
		"small phone":           {320, 568, true, 16},
		"phone, large text":     {375, 667, true, 32},
		"wide":                  {1280, 800, false, 16},
		"wide, large text":      {1280, 800, false, 32},
		"half of a wide screen": {640, 800, false, 16}, // as 1280 zoomed to 200%
	} {
		for program, about := range tours {
			t.Run(program+" "+name, func(t *testing.T) {
				t.Parallel()
				b := openTab(t, startProgram(t, program))
				options := []chromedp.EmulateViewportOption{chromedp.EmulatePortrait}
				if c.mobile {
					options = append(options, chromedp.EmulateMobile, chromedp.EmulateTouch)
				}
				b.do(chromedp.EmulateViewport(c.width, c.height, options...))
				call(b, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: c.font, Fixed: c.font}})
				about.tour(b, full[program], func(page string) {
					if got := evaluate[int64](b, "parseInt(getComputedStyle(document.body).fontSize)"); got != c.font {
						t.Fatalf("%s: text has %d pixels, want %d", page, got, c.font)
					}
					e := evaluate[extent](b, measure)
					if e.Scroll > e.Client || e.Inner != int(c.width) || len(e.Outside) > 0 {
						t.Errorf("%s: want nothing beyond %d pixels, got %+v", page, c.width, e)
					}
					b.picture(page)
				})
			})
		}
	}
}
