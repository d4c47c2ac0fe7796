package web

import "strings"

// contentPolicy lets a page use what the site itself serves, and nothing written inside the page.
const contentPolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// setHeaders says on every response what a browser may do with it. A handler may replace any of them.
func (a *App) setHeaders(c *Context) {
	policy := contentPolicy
	if a.options.Scripts {
		policy = strings.Replace(policy, "; ", "; script-src 'self'; connect-src 'self'; ", 1)
	}
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("X-Request-Id", c.id)
	if c.secure() {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}
