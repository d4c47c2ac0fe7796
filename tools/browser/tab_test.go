package browser_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// How long a tab may take for everything it does, and for one thing that the test waits for.
const (
	patience = 2 * time.Minute
	moment   = 20 * time.Second
)

// tab is a tab of the browser with cookies of its own, used by one test. It is driven by keys alone; evaluate only
// looks. Whatever the console says, and whatever is loaded from elsewhere, fails the test (see watch).
type tab struct {
	t       *testing.T
	ctx     context.Context
	program *program
	watch   *watch
}

// openTab opens a tab for a program, 1280 pixels wide.
func openTab(t *testing.T, p *program) *tab {
	t.Helper()
	w := new(watch)
	ctx, closeTab := chromedp.NewContext(prepare(t).browser, chromedp.WithNewBrowserContext(), chromedp.WithListener(w.observe))
	ctx, cancel := context.WithTimeout(ctx, patience)
	t.Cleanup(func() {
		cancel()
		closeTab()
		w.check(t)
	})
	b := &tab{t: t, ctx: ctx, watch: w}
	b.visit(p)
	b.do(chromedp.EmulateViewport(1280, 800))
	call(b, audits.Enable, cdp.Empty{})
	call(b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	return b
}

// do runs actions in order.
func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// call sends a command to the tab.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	result, err := chromedp.Call(b.ctx, command, params)
	if err != nil {
		b.t.Fatalf("%s: %v", command.Method, err)
	}
	return result
}

// evaluate looks at the page by an expression.
func evaluate[T any](b *tab, expression string) T {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// visit makes open go to another program.
func (b *tab) visit(p *program) {
	b.program = p
	b.watch.allow(p)
}

// open goes to a path of the program, as by the address bar.
func (b *tab) open(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.program.url + path))
}

// press types keys into whatever has the focus.
func (b *tab) press(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// enter presses Enter and waits for the page that it leads to.
func (b *tab) enter() {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, moment)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.WaitEvent(page.LoadEventFired, nil, chromedp.KeyEvent(kb.Enter))); err != nil {
		b.t.Fatalf("after Enter: %v", err)
	}
}

// follow presses Enter on a link within the page. The character of the key, which the driver sends by itself, would on a
// busy machine meet the field that the link leads to, and send its form.
func (b *tab) follow() {
	b.t.Helper()
	for _, half := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
		call(b, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: half, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13})
	}
}

// tabTo presses Tab until what a selector names has the focus.
func (b *tab) tabTo(selector string) {
	b.t.Helper()
	var passed []string
	for range 15 {
		b.press(kb.Tab)
		if evaluate[bool](b, "!!document.activeElement?.matches("+quote(selector)+")") {
			return
		}
		passed = append(passed, evaluate[string](b, "String(document.activeElement?.outerHTML).slice(0, 80)"))
	}
	b.t.Fatalf("Tab does not lead to %s; it led to\n%s", selector, strings.Join(passed, "\n"))
}

// rewrite replaces what the focused input holds, by selecting it and typing.
func (b *tab) rewrite(text string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	b.press(kb.Backspace + text)
}

// paste puts a text into the focused input at once, in place of what it holds.
func (b *tab) paste(text string) {
	b.t.Helper()
	b.rewrite("")
	call(b, input.InsertText, input.InsertTextParams{Text: text})
}

// until looks until what is expected is so, and ends the test when it stays otherwise.
func (b *tab) until(holds func() bool) {
	b.t.Helper()
	for deadline := time.Now().Add(moment); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if holds() {
			return
		}
	}
	b.t.Fatalf("what is expected does not happen; the page is\n%s", evaluate[string](b, "document.body.outerHTML"))
}

// waitForFocus waits until the element with an id has the focus.
func (b *tab) waitForFocus(id string) {
	b.t.Helper()
	b.until(func() bool { return evaluate[string](b, "document.activeElement?.id ?? ''") == id })
}

// text is what people read in the first element that a selector names, "" when there is none.
func (b *tab) text(selector string) string {
	b.t.Helper()
	return evaluate[string](b, "document.querySelector("+quote(selector)+")?.innerText ?? ''")
}

// want fails the test unless an element shows a text.
func (b *tab) want(selector, want string) {
	b.t.Helper()
	if got := b.text(selector); got != want {
		b.t.Errorf("%s on %s: got %q, want %q", selector, evaluate[string](b, "location.href"), got, want)
	}
}

// picture keeps a picture of the page where ROWAN_SCREENSHOTS says.
func (b *tab) picture(name string) {
	b.t.Helper()
	folder := os.Getenv("ROWAN_SCREENSHOTS")
	if folder == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		name = strings.NewReplacer("/", "-", " ", "-").Replace(b.t.Name() + "-" + name)
		err = os.WriteFile(filepath.Join(folder, name+".png"), png, 0o644)
	}
	if err != nil {
		b.t.Error(err)
	}
}

// quote writes a text as a literal of JavaScript.
func quote(text string) string {
	return "`" + strings.NewReplacer("\\", "\\\\", "`", "\\`", "$", "\\$").Replace(text) + "`"
}
