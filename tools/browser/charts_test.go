package browser_test

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// tourOfChinook visits the pages of the chinook program, which fills itself.
func tourOfChinook(b *tab, _ *program, look func(page string)) {
	b.t.Helper()
	b.open("/")
	b.want("h1", "Sales of all years")
	look("dashboard")

	b.tabTo("#year")
	b.wantFocusSeen()
	b.press("2024")
	b.tabTo("form button")
	b.enter()
	b.want("h1", "Sales of 2024")
	look("dashboard of a year")
	b.tabTo("#months summary")
	b.wantFocusSeen()
	b.press(" ")
	b.want("#months tbody td", "January 2024")
	look("dashboard with numbers")
	b.tabTo("#months tbody a")
	b.wantFocusSeen()
	b.enter()
	b.want("#days h2", "Sales of January 2024 by day")

	b.open("/?year=abc")
	b.want("h1", "Malformed request")
	look("bad year")

	b.open("/customers")
	b.want(".pager span", "Page 1 of 3")
	look("customers")
	b.tabTo("tbody a")
	b.wantFocusSeen()
	b.enter()
	b.want("h1", "Roberto Almeida")
	look("customer")
}

// picture is a chart as a screen reader has it.
type picture struct{ name, description string }

func TestChartsAreToldToThoseWhoDoNotSeeThem(t *testing.T) {
	t.Parallel()
	b := openTab(t, startProgram(t, "chinook"))
	b.open("/?year=2024")
	var got []picture
	for _, n := range b.tree() {
		if n.role == "image" || n.role == "img" {
			got = append(got, picture{n.name, n.description})
		}
	}
	want := []picture{
		{"Sales by month in USD", "12 values, from 37.62 USD (January 2024) to 47.62 USD (August 2024)."},
		{"Sales of December 2024 by day, in USD", "31 values, from 0.00 USD (2024-12-01) to 13.86 USD (2024-12-07)."},
		{"Sales by country in USD", "13 values, from 11.88 USD (Austria) to 127.98 USD (USA)."},
		{"Sales by representative in USD", "3 values, from 133.73 USD (Steve Johnson) to 197.20 USD (Margaret Park)."},
	}
	if len(got) != len(want) {
		t.Fatalf("a screen reader has the pictures %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("a screen reader has %q, want %q", got[i], want[i])
		}
	}
}

// drawn is what of the charts cannot be read: labels that others cover or that the window cuts, and how many there are.
type drawn struct {
	Labels, Shapes int
	Covered, Cut   []string
	Fill           string
	Behind         []string
}

const drawing = `(() => {` + behind + `
	const found = {labels: 0, shapes: 0, covered: [], cut: []}, width = document.documentElement.clientWidth
	for (const chart of document.querySelectorAll("svg[role=img]")) {
		const texts = [...chart.querySelectorAll("text")].map(e => [e.textContent, e.getBoundingClientRect()]).filter(([, r]) => r.width > 0)
		const shapes = [...chart.querySelectorAll("rect")].map(e => e.getBoundingClientRect()).filter(r => r.width > 0 && r.height > 0)
		const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4
		const box = chart.getBoundingClientRect()
		texts.forEach(([text, r], i) => {
			if (r.left < 0 || r.right > width || r.top < box.top - 12 || r.bottom > box.bottom + 1) found.cut.push(text)
			texts.slice(i + 1).forEach(([other, o]) => { if (over(r, o)) found.covered.push(text + " and " + other) })
			if (shapes.some(s => over(r, s))) found.covered.push(text + " and a shape")
		})
		if (shapes.some(s => s.left < 0 || s.right > width + 0.5)) found.cut.push("a shape")
		found.labels += texts.length
		found.shapes += shapes.length
	}
	const chart = document.querySelector("svg[role=img]")
	return {...found, fill: getComputedStyle(chart.querySelector("rect")).fill, behind: behind(chart.parentElement)}
})()`

func TestLabelsOfChartsAreWholeAndApart(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "chinook")
	for name, c := range map[string]struct{ width, font int64 }{
		"small phone": {320, 16}, "phone": {400, 16}, "phone, large text": {375, 32}, "half": {640, 16}, "half, large text": {640, 32},
		"wide": {1280, 16}, "wide, large text": {1280, 32},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := openTab(t, p)
			b.do(chromedp.EmulateViewport(c.width, 900))
			call(b, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: c.font, Fixed: c.font}})
			for query, columns := range map[string]int{"": 60, "year=2024": 12, "year=2021&month=2": 12} {
				b.open("/?" + query)
				d := evaluate[drawn](b, drawing)
				if len(d.Covered) > 0 || len(d.Cut) > 0 || d.Labels < 30 || d.Shapes < columns {
					t.Errorf("%s: got %+v, want labels that are whole and apart", query, d)
				}
				b.picture("dashboard " + query)
			}
		})
	}
}

func TestChartsCanBeSeenInLightAndDark(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "chinook")
	fills := map[string]string{}
	for _, scheme := range []string{"light", "dark"} {
		b := openTab(t, p)
		call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		b.open("/")
		d := evaluate[drawn](b, drawing)
		fills[scheme] = d.Fill
		if ratio, err := contrast(d.Fill, d.Behind); err != nil || ratio < 3 {
			t.Errorf("%s: columns of %s on %v have contrast %.2f (%v), want at least 3", scheme, d.Fill, d.Behind, ratio, err)
		}
	}
	if fills["light"] == fills["dark"] {
		t.Errorf("columns are %s in light and dark", fills["light"])
	}
}
