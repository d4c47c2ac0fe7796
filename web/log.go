package web

import (
	"errors"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"
)

// NewLogger writes to a file: text when it is a terminal, for a person, and JSON otherwise, for a program.
func NewLogger(f *os.File) *slog.Logger {
	if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		return slog.New(slog.NewTextHandler(f, nil))
	}
	return slog.New(slog.NewJSONHandler(f, nil))
}

// logRequest writes the line of a request. The query of its address is left out: it may hold what a visitor typed.
func (a *App) logRequest(c *Context, err error, took time.Duration) {
	attrs := []slog.Attr{
		slog.String("id", c.id),
		slog.String("method", c.Request.Method),
		slog.String("path", c.Request.URL.Path),
		slog.Int("status", c.response.status),
		slog.Int64("bytes", c.response.bytes),
		slog.Duration("took", took),
		slog.String("remote", c.Request.RemoteAddr),
	}
	if err != nil {
		attrs = append(attrs, slog.String("error", err.Error()))
	}
	if p, ok := errors.AsType[*panicError](err); ok {
		attrs = append(attrs, slog.String("stack", string(p.stack)))
	}
	a.options.Logger.LogAttrs(c.Request.Context(), logLevel(c), "request", attrs...)
}

// logLevel keeps what is asked for every few seconds, or with every page, out of the usual log.
func logLevel(c *Context) slog.Level {
	path := c.Request.URL.Path
	switch status := c.response.status; {
	case status == statusGone:
		return slog.LevelInfo
	case c.response.aborted, status >= http.StatusInternalServerError:
		return slog.LevelError
	case status == http.StatusForbidden:
		return slog.LevelWarn
	case status < 400 && (path == "/healthz" || path == "/readyz" || strings.HasPrefix(path, staticPrefix)):
		return slog.LevelDebug
	}
	return slog.LevelInfo
}
