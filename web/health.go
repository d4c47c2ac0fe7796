package web

import (
	"context"
	"io"
	"net/http"
	"time"
)

// readyTimeout is how long the answer to "can you work?" may take before it is no.
const readyTimeout = 5 * time.Second

// serveHealth says that the process lives and answers, whatever else is broken.
func serveHealth(c *Context) error { return sendText(c, http.StatusOK, "ok\n") }

// serveReadiness says whether the program can do its work now. Why it cannot stands in the log.
func serveReadiness(c *Context) error {
	ctx, cancel := context.WithTimeout(c.Context(), readyTimeout)
	defer cancel()
	if err := c.app.options.Ready(ctx); err != nil {
		c.app.options.Logger.WarnContext(c.Context(), "not ready", "id", c.id, "error", err)
		return sendText(c, http.StatusServiceUnavailable, "not ready\n")
	}
	return sendText(c, http.StatusOK, "ready\n")
}

func sendText(c *Context, status int, text string) error {
	c.Writer.Header().Set("Content-Type", "text/plain; charset=utf-8")
	c.Writer.Header().Set("Cache-Control", "no-store")
	c.Writer.WriteHeader(status)
	_, err := io.WriteString(c.Writer, text)
	return err
}
