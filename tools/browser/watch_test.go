package browser_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// watch collects what a tab complains about: console messages, log entries, exceptions, issues (a violated
// Content-Security-Policy, an input without a label), and everything that is loaded from elsewhere.
type watch struct {
	mu        sync.Mutex
	roots     []string        // everything is loaded from one of these
	documents map[string]bool // the addresses of pages
	found     []string
	meant     bool // the test makes the tab complain
}

// nameWithoutAutocomplete is a hint about an input called "name", which could say what a browser may fill in: the
// visitor's own name. The name of a user that the visitor adds is another one.
const nameWithoutAutocomplete = audits.GenericIssueErrorTypeFormInputAssignedAutocompleteValueToIDOrNameAttributeError

// observe is called with each event of the tab, in order.
func (w *watch) observe(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if e.Type == network.ResourceTypeDocument {
			if w.documents == nil {
				w.documents = map[string]bool{}
			}
			w.documents[e.Request.URL] = true
		}
		here := func(root string) bool { return strings.HasPrefix(e.Request.URL, root) }
		if !slices.ContainsFunc(w.roots, here) {
			w.add("loaded from elsewhere: %s", e.Request.URL)
		}
	case *log.EventEntryAdded:
		// A page that says 404 or 422 is noted in the log, too; a file that does must be found.
		if e.Entry.Source != log.EntrySourceNetwork || !w.documents[e.Entry.URL] {
			w.add("log: %s: %s (%s)", e.Entry.Level, e.Entry.Text, e.Entry.URL)
		}
	case *runtime.EventConsoleAPICalled:
		w.add("console.%s", e.Type)
	case *runtime.EventExceptionThrown:
		w.add("exception: %s", e.ExceptionDetails.Text)
	case *audits.EventIssueAdded:
		if g := e.Issue.Details.GenericIssueDetails; g != nil && g.ErrorType == nameWithoutAutocomplete {
			return
		}
		details, err := json.Marshal(e.Issue.Details)
		w.add("issue: %s %s %v", e.Issue.Code, details, err)
	}
}

// allow says that a program's pages are loaded from now on.
func (w *watch) allow(p *program) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.roots = append(w.roots, p.url+"/")
}

func (w *watch) add(format string, args ...any) {
	w.found = append(w.found, fmt.Sprintf(format, args...))
}

// expect says that the test makes the tab complain.
func (w *watch) expect() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.meant = true
}

// all is what was found until now, a line each.
func (w *watch) all() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Join(w.found, "\n")
}

func (w *watch) check(t *testing.T) {
	if found := w.all(); found != "" && !w.meant {
		t.Errorf("the browser complains:\n%s", found)
	}
}
