package page

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"
)

// site is a program that serves.
type site struct {
	addr   string
	cmd    *exec.Cmd
	log    *os.File
	ended  chan struct{} // is closed when the process has ended
	result error         // why it ended, afterwards
	posted atomic.Int64  // how many forms were accepted
}

// start makes a database, lets the contender serve it, and waits until it does.
func (b *builder) start(ctx context.Context, e engine, c contender) (*site, error) {
	url, err := e.fresh(ctx, b.folder)
	if err != nil {
		return nil, err
	}
	fill := exec.CommandContext(ctx, b.rowan, "-db", url, "fill")
	fill.Dir = b.folder
	if out, err := fill.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("filling the database: %w\n%s", err, out)
	}
	addr, err := freeAddress()
	if err != nil {
		return nil, err
	}
	s := &site{addr: addr, cmd: c.command(ctx, addr, url), ended: make(chan struct{})}
	if s.log, err = os.CreateTemp(b.folder, "log"); err != nil {
		return nil, err
	}
	if s.cmd.Dir == "" {
		s.cmd.Dir = b.folder // where Rowan keeps its secret
	}
	s.cmd.Env, s.cmd.Stdout, s.cmd.Stderr = append(environment(url), s.cmd.Env...), s.log, s.log
	s.cmd.Cancel = func() error { return s.cmd.Process.Signal(syscall.SIGTERM) }
	if err := s.cmd.Start(); err != nil {
		return nil, errors.Join(err, s.log.Close())
	}
	go func() { s.result = s.cmd.Wait(); close(s.ended) }()
	if err := s.ready(ctx); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	return s, nil
}

// freeAddress is one where nothing listens.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// ready waits until the site answers, or has ended.
func (s *site) ready(ctx context.Context) error {
	for {
		if r, err := http.Get("http://" + s.addr + "/"); err == nil {
			return r.Body.Close()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.ended:
			return fmt.Errorf("the program ended: %w\n%s", s.result, s.lastWords())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// lastWords is the end of what the program has written.
func (s *site) lastWords() []byte {
	text, err := os.ReadFile(filepath.Clean(s.log.Name()))
	if err != nil {
		return []byte(err.Error())
	}
	const most = 2000
	return bytes.TrimSpace(text[max(0, len(text)-most):])
}

// stop asks the program to end and waits until it has.
func (s *site) stop() error {
	select {
	case <-s.ended:
	default:
		if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return err
		}
		<-s.ended
	}
	return s.log.Close()
}
