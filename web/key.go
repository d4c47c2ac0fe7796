package web

// Key returns 32 bytes that are derived from the site's secret for a purpose of the program's own, so that it needs no secret
// beside Options.Secret: for orm.NewCursors, or an HMAC. The same secret and purpose give the same key, and neither another
// key nor the secret can be told from it.
func (a *App) Key(purpose string) ([]byte, error) {
	return deriveKey(a.options.Secret, "program: "+purpose)
}
