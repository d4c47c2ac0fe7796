package browser_test

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp/kb"
)

func TestAddsAUserByKeyboardAlone(t *testing.T) {
	t.Parallel()
	for name, disabled := range map[string]bool{"with scripts": false, "without scripts": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := openTab(t, startProgram(t, "users"))
			call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: disabled})
			b.open("/")
			b.want("h1", "Users")
			b.want(".empty", "Nobody is here yet.")

			b.tabTo("a[href='/add']")
			b.wantFocusSeen()
			b.enter()
			b.want("h1", "Add User")
			b.tabTo("#name")
			b.wantFocusSeen()
			b.press("Ada Lovelace" + kb.Tab + "ada.example.org")
			b.enter()

			wantErrorBesideEmail(b)
			b.picture("error")
			b.rewrite("ada@example.org")
			b.enter()

			b.want("h1", "Users")
			b.want("[role=status]", "Added Ada Lovelace.")
			b.want("tbody tr td:nth-child(2)", "Ada Lovelace")
			b.want("tbody tr td:nth-child(3)", "ada@example.org")
			b.picture("added")
			b.open("/")
			b.want("[role=status]", "") // once is enough
		})
	}
}

// wantErrorBesideEmail expects the form again: the name is right, the address is not.
func wantErrorBesideEmail(b *tab) {
	b.t.Helper()
	const text = "Email must be an email address such as name@example.org"
	b.waitForFocus("email")
	b.wantFocusSeen()
	b.want("#email-error", text)
	b.want(".errors li", text)
	if valid := evaluate[bool](b, "document.querySelector('#name').hasAttribute('aria-invalid')"); valid {
		b.t.Error("the name, which is right, is marked as invalid")
	}
	email := b.inTree("textbox", "Email")
	if !email.focused || email.invalid != "true" || email.description != text || email.value != "ada.example.org" {
		b.t.Errorf("the address as a screen reader has it: got %+v, want it focused, invalid, described by %q", email, text)
	}
}

func TestTheBackLinkLeavesTheForm(t *testing.T) {
	t.Parallel()
	b := openTab(t, startProgram(t, "users"))
	b.open("/add")
	b.tabTo("#name")
	b.press("Nobody")
	b.tabTo("form button")
	b.wantFocusSeen()
	b.tabTo("form a[href='/']")
	b.wantFocusSeen()
	b.enter()
	b.want("h1", "Users")
	b.want(".empty", "Nobody is here yet.")
}

func TestALinkOfTheSummaryLeadsToItsField(t *testing.T) {
	t.Parallel()
	b := openTab(t, startProgram(t, "users"))
	b.open("/add")
	b.tabTo("#email")
	b.enter()
	b.waitForFocus("name")
	b.press("Ada")
	b.do(backTab)
	b.wantFocusSeen()
	b.want("a:focus", "Email is required")
	b.follow()
	b.waitForFocus("email")
	if got := evaluate[string](b, "document.querySelector('#name').value"); got != "Ada" {
		b.t.Errorf("the name after following a link of the summary: got %q, want Ada", got)
	}
}

func TestWhatIsTypedStaysAndHTMLIsText(t *testing.T) {
	t.Parallel()
	for name, typed := range map[string]string{
		"element":   `<img src=x onerror=alert(1)><b>Ada</b>`,
		"attribute": `"><script>document.title='x'</script>`,
		"template":  `{{.}} &amp; &lt;i&gt; 'Éva' 🙂`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := openTab(t, startProgram(t, "users"))
			b.open("/add")
			b.tabTo("#name")
			b.press(typed + kb.Tab + "<i>@")
			b.enter()
			for id, want := range map[string]string{"name": typed, "email": "<i>@"} {
				if got := evaluate[string](b, "document.querySelector('#"+id+"').value"); got != want {
					t.Errorf("%s after a refusal: got %q, want %q", id, got, want)
				}
			}
			b.waitForFocus("email")
			b.rewrite("ada@example.org")
			b.enter()
			b.want("tbody td:nth-child(2)", typed)
			b.want("[role=status]", "Added "+typed+".")
			if n := evaluate[int](b, "document.querySelectorAll('main img, main b, main i, script').length"); n != 0 {
				t.Errorf("the name %q became %d elements", typed, n)
			}
			if title := evaluate[string](b, "document.title"); title != "Users" {
				t.Errorf("the title is %q", title)
			}
		})
	}
}
