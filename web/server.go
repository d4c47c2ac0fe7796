package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// DefaultAddr is where Run listens unless told otherwise: on this machine only.
const DefaultAddr = "127.0.0.1:8080"

// The limits of a connection that no site needs to change.
const (
	idleTimeout    = time.Minute
	writeMargin    = 10 * time.Second // for sending a page, once its handler is done
	maxHeaderBytes = 64 << 10
)

// Run listens on an address ("" is DefaultAddr) and serves until ctx ends or the process gets SIGINT or SIGTERM;
// see Serve. A second signal ends the process at once. The error says why it could not listen or stop gracefully.
func (a *App) Run(ctx context.Context, addr string) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)

	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", orElse(addr, DefaultAddr))
	if err != nil {
		return fmt.Errorf("web: %w", err)
	}
	return a.Serve(ctx, listener)
}

// Serve accepts connections until ctx ends, then stops gracefully: it accepts no more, lets requests in flight finish
// for Options.Grace, and cancels the contexts of those that have not. It closes the listener, and returns nil after a
// graceful stop. Before it begins, it checks that every route and file that a template names by a constant is there.
func (a *App) Serve(ctx context.Context, listener net.Listener) error {
	if err := a.checkReferences(); err != nil {
		return errors.Join(err, listener.Close())
	}
	inFlight, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	server := a.server(inFlight)

	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	a.options.Logger.Info("listening", "url", "http://"+listener.Addr().String())
	select {
	case err := <-served:
		return fmt.Errorf("web: %w", err)
	case <-ctx.Done():
	}
	return a.shutDown(server, cancel)
}

func (a *App) server(inFlight context.Context) *http.Server {
	o := a.options
	return &http.Server{
		Handler:           a,
		ReadHeaderTimeout: o.ReadTimeout / 3,
		ReadTimeout:       o.ReadTimeout,
		WriteTimeout:      o.ReadTimeout + o.Timeout + writeMargin,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(o.Logger.Handler(), slog.LevelWarn),
		BaseContext:       func(net.Listener) context.Context { return inFlight },
	}
}

func (a *App) shutDown(server *http.Server, cancel context.CancelFunc) error {
	a.options.Logger.Info("stopping", "grace", a.options.Grace)
	ctx, done := context.WithTimeout(context.Background(), a.options.Grace)
	defer done()
	err := server.Shutdown(ctx)
	if err == nil {
		a.options.Logger.Info("stopped")
		return nil
	}
	cancel()
	return errors.Join(fmt.Errorf("web: some requests were cut off after %s: %w", a.options.Grace, err), server.Close())
}
