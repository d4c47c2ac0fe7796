package browser_test

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp/kb"
)

// tours are the programs: how each is filled, and a visit to every kind of its pages, in the tab of a fresh program and in
// a filled one, which looks at each.
var tours = map[string]struct {
	fill func(t *testing.T, p *program)
	tour func(b *tab, full *program, look func(page string))
}{
	"users":    {func(t *testing.T, p *program) { fill(t, p, 1000) }, tourOfUsers},
	"datasets": {fillDatasets, tourOfDatasets},
	"projects": {fillProjects, tourOfProjects},
	"models":   {fillModels, tourOfModels},
	"chinook":  {func(*testing.T, *program) {}, tourOfChinook},
}

// tourOfUsers visits the pages of the users program.
func tourOfUsers(b *tab, full *program, look func(page string)) {
	b.t.Helper()
	b.open("/")
	b.want(".empty", "Nobody is here yet.")
	look("empty list")

	b.open("/add")
	look("form")

	b.tabTo("#name")
	b.paste(longName + longName)
	b.press(kb.Tab)
	b.paste(strings.Repeat("no-address-", 20))
	b.enter()
	b.waitForFocus("name")
	b.want("#name-error", "Name must be at most 100 characters")
	look("form with errors")

	b.paste(longName)
	b.tabTo("#email")
	b.paste(longEmail)
	b.enter()
	b.want("[role=status]", "Added "+longName+".")
	look("one user with a message")

	b.open("/" + strings.Repeat("nowhere", 40))
	b.want("h1", "Page not found")
	look("not found")

	b.open("/add")
	call(b, network.ClearBrowserCookies, cdp.Empty{})
	b.tabTo("#name")
	b.enter()
	b.want("h1", "Not allowed")
	look("forbidden")

	b.visit(full)
	b.open("/?page=2")
	b.want(".pager span", "Page 2 of 20")
	look("long list")
}
