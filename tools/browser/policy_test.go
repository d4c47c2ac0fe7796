package browser_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// Every tab fails its test for what the browser complains about, so this shows that it would.
func TestThePolicyForbidsWhatIsInline(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ script, want string }{
		"style":     {`document.body.append(Object.assign(document.createElement("style"), {textContent: "h1 { color: red }"}))`, "ContentSecurityPolicyIssue"},
		"script":    {`document.body.append(Object.assign(document.createElement("script"), {textContent: "document.title = 'x'"}))`, "ContentSecurityPolicyIssue"},
		"handler":   {`document.body.insertAdjacentHTML("beforeend", "<img src='data:,' onerror='document.title = 1'>")`, "ContentSecurityPolicyIssue"},
		"elsewhere": {`document.body.insertAdjacentHTML("beforeend", "<img src='http://127.0.0.2:9/x.png'>")`, "Content Security Policy"},
		"missing":   {`document.body.insertAdjacentHTML("beforeend", "<img src='/missing.png'>")`, "404"},
		"console":   {`console.warn("x")`, "console.warn"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := openTab(t, startProgram(t, "users"))
			b.open("/")
			b.watch.expect()
			b.do(chromedp.Evaluate[chromedp.Void](c.script))
			b.until(func() bool { return strings.Contains(b.watch.all(), c.want) })
			title := evaluate[string](b, "document.title")
			color := evaluate[string](b, "getComputedStyle(document.querySelector('h1')).color")
			if title != "Users" || color == "rgb(255, 0, 0)" {
				t.Errorf("%s took effect: the title is %q, the heading's colour %s", c.script, title, color)
			}
		})
	}
}
