package browser_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// weight is what loading a page costs.
type weight struct {
	Milliseconds float64
	Bytes, Files int
}

const weigh = `(() => {
	const page = performance.getEntriesByType("navigation")[0]
	return {milliseconds: page.loadEventStart - page.startTime, bytes: page.encodedBodySize,
		files: performance.getEntriesByType("resource").length}
})()`

func TestThePagerLeadsThroughAThousandUsers(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "users")
	fill(t, p, 1000)
	b := openTab(t, p)
	b.open("/")
	var ids []int
	for page := 1; page <= 20; page++ {
		b.want(".pager span", fmt.Sprintf("Page %d of 20", page))
		ids = append(ids, evaluate[[]int](b, `[...document.querySelectorAll("tbody td:first-child")].map(e => Number(e.innerText))`)...)
		if w := evaluate[weight](b, weigh); w.Milliseconds > 5000 || w.Bytes == 0 || w.Bytes > 64<<10 || w.Files > 3 {
			t.Errorf("page %d costs %+v, want it quick, at most 64 KiB and 3 files", page, w)
		}
		if got, want := evaluate[bool](b, `document.querySelector("a[rel=prev]") !== null`), page > 1; got != want {
			t.Errorf("page %d has a link to the one before: got %v, want %v", page, got, want)
		}
		if page < 20 {
			b.tabTo("a[rel=next]")
			b.wantFocusSeen()
			b.enter()
		}
	}
	if len(ids) != 1000 || !slices.IsSorted(ids) || len(slices.Compact(ids)) != 1000 {
		t.Errorf("the pages show %d users, %v, want each of 1,000 once, in order", len(ids), ids)
	}
	if evaluate[bool](b, `document.querySelector("a[rel=next]") !== null`) {
		t.Error("the last page has a link to another one")
	}
	b.tabTo("a[rel=prev]")
	b.enter()
	b.want(".pager span", "Page 19 of 20")
	b.press(kb.End)
	b.until(func() bool {
		return evaluate[bool](b, "scrollY > 0 && scrollY + innerHeight >= document.documentElement.scrollHeight - 1")
	})
	b.picture("pager")
}
