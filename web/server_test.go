package web_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rowankit/rowan/web"
)

// started is a site that Serve runs, and how to stop it.
type started struct {
	addr string
	stop context.CancelFunc
	done chan error
}

func start(t *testing.T, o web.Options, routes func(*web.App)) *started {
	t.Helper()
	app, _ := newApp(t, o)
	routes(app)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &started{addr: listener.Addr().String(), stop: stop, done: make(chan error, 1)}
	go func() { s.done <- app.Serve(ctx, listener) }()
	t.Cleanup(stop)
	return s
}

func (s *started) url(path string) string { return "http://" + s.addr + path }

// wait returns what Serve returned.
func (s *started) wait(t *testing.T) error {
	t.Helper()
	select {
	case err := <-s.done:
		return err
	case <-time.After(10 * time.Second):
		t.Fatal("Serve did not return within 10 seconds")
		return nil
	}
}

// sendRaw opens a connection and sends bytes as they are.
func (s *started) sendRaw(t *testing.T, request string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	return conn
}

const halfABody = "POST /form HTTP/1.1\r\nHost: x\r\nContent-Type: " + formType + "\r\nContent-Length: 100\r\n\r\nname="

func TestHalfSentRequestsBlockNobody(t *testing.T) {
	t.Parallel()
	s := start(t, web.Options{}, echoForm)
	for range 20 {
		s.sendRaw(t, "GET / HTTP/1.1\r\nHost: x\r\nX-Half")
		s.sendRaw(t, halfABody)
	}
	client := http.Client{Timeout: 2 * time.Second, Transport: new(http.Transport)}
	for range 5 {
		res, err := client.Get(s.url("/token"))
		if err != nil {
			t.Fatalf("beside 40 half-sent requests: %v", err)
		}
		res.Body.Close()
		if res.StatusCode != 200 {
			t.Errorf("beside 40 half-sent requests: got status %d, want 200", res.StatusCode)
		}
	}
}

func TestRequestsThatDoNotArriveAreGivenUp(t *testing.T) {
	t.Parallel()
	s := start(t, web.Options{ReadTimeout: 300 * time.Millisecond}, echoForm)
	header := s.sendRaw(t, "GET / HTTP/1.1\r\nHost: x\r\nX-Half")
	body := s.sendRaw(t, halfABody)
	deadline := time.Now().Add(5 * time.Second)
	header.SetReadDeadline(deadline)
	body.SetReadDeadline(deadline)

	if got, err := io.ReadAll(header); err != nil {
		t.Errorf("half a header: got %q, %v; want the connection closed", got, err)
	}
	got, err := io.ReadAll(body)
	if err != nil {
		t.Errorf("half a body: %v; want an answer and the connection closed", err)
	}
	wantContains(t, "half a body", string(got), "HTTP/1.1 408 Request Timeout")
	wantContains(t, "half a body", string(got), "Connection: close")
}

func TestHeadersMustArriveSooner(t *testing.T) {
	t.Parallel()
	s := start(t, web.Options{ReadTimeout: 6 * time.Second}, routes)
	conn := s.sendRaw(t, "GET / HTTP/1.1\r\nHost: x\r\nX-Half")
	conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	if got, err := io.ReadAll(conn); err != nil {
		t.Errorf("half a header, 6 seconds for a request: got %q, %v; want the connection closed within 5", got, err)
	}
}

func TestBodyAnnouncedTooLargeIsNotAwaited(t *testing.T) {
	t.Parallel()
	s := start(t, web.Options{}, echoForm)
	conn := s.sendRaw(t, "POST /form HTTP/1.1\r\nHost: x\r\nContent-Type: "+formType+"\r\nContent-Length: 209715200\r\n\r\n")
	conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	got, err := io.ReadAll(conn)
	if err != nil {
		t.Errorf("200 MB announced: %v; want an answer and the connection closed", err)
	}
	wantContains(t, "200 MB announced", string(got), "HTTP/1.1 413 Request Entity Too Large")
}

func TestHugeHeadersAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t, web.Options{}, routes)
	conn := s.sendRaw(t, "GET / HTTP/1.1\r\nHost: x\r\nX-Long: "+strings.Repeat("x", 80<<10)+"\r\n\r\n")
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 431 {
		t.Errorf("80 KiB of headers: got status %d, want 431", res.StatusCode)
	}
}

func TestRequestForNoPage(t *testing.T) {
	t.Parallel()
	s := start(t, web.Options{}, routes)
	conn := s.sendRaw(t, "PRI * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	got, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	wantContains(t, "PRI *", string(got), "HTTP/1.1 400 Bad Request")
}

// lingering serves /slow, which says on entered that it runs and ends when left is closed or its context ends.
func lingering(entered chan<- struct{}, left <-chan struct{}) func(*web.App) {
	return func(app *web.App) {
		app.Get("/slow", "slow", func(c *web.Context) error {
			entered <- struct{}{}
			select {
			case <-left:
				return text(c, "finished")
			case <-c.Context().Done():
				return c.Context().Err()
			}
		})
	}
}

func TestStopLetsRequestsFinish(t *testing.T) {
	t.Parallel()
	entered, left := make(chan struct{}), make(chan struct{})
	s := start(t, web.Options{}, lingering(entered, left))
	answer := make(chan string, 1)
	go func() {
		res, err := http.Get(s.url("/slow"))
		if err != nil {
			answer <- err.Error()
			return
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		answer <- fmt.Sprint(res.StatusCode, " ", string(body), " ", err)
	}()
	<-entered
	s.stop()
	for { // until it takes no more connections
		conn, err := net.Dial("tcp", s.addr)
		if err != nil {
			break
		}
		conn.Close()
		time.Sleep(time.Millisecond)
	}
	close(left)
	if got := <-answer; got != "200 finished <nil>" {
		t.Errorf("the request in flight: got %s, want 200 finished", got)
	}
	if err := s.wait(t); err != nil {
		t.Errorf("Serve: got %v, want nil after a graceful stop", err)
	}
}

func TestStopGivesUpAfterTheGrace(t *testing.T) {
	t.Parallel()
	entered := make(chan struct{})
	s := start(t, web.Options{Grace: 50 * time.Millisecond}, lingering(entered, nil))
	go http.Get(s.url("/slow"))
	<-entered
	s.stop()
	if err := s.wait(t); err == nil || !strings.Contains(err.Error(), "cut off after 50ms") {
		t.Errorf("Serve: got %v, want an error about requests cut off", err)
	}
}

func TestRunSaysWhyItCannotListen(t *testing.T) {
	t.Parallel()
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	app, _ := newApp(t, web.Options{})
	err = app.Run(t.Context(), busy.Addr().String())
	if err == nil || !strings.HasPrefix(err.Error(), "web: ") || !strings.Contains(err.Error(), busy.Addr().String()) {
		t.Errorf("Run on a busy address: got %v, want an error of web that names it", err)
	}
}

func TestRunStopsWithItsContext(t *testing.T) {
	t.Parallel()
	app, log := newApp(t, web.Options{})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := app.Run(ctx, "127.0.0.1:0"); err != nil {
		t.Errorf("Run: got %v, want nil", err)
	}
	wantMatch(t, "the log", log.String(), `listening.*url=http://127\.0\.0\.1:\d+`)
}

func TestServeChecksWhatTemplatesName(t *testing.T) {
	t.Parallel()
	app, _ := newApp(t, web.Options{Files: fsList(
		"templates/layout.html", `{{block "content" .}}{{end}}{{static "nope.css"}}{{static "a.css"}}`,
		"templates/p.html", "{{define \"content\"}}{{url \"home\"}}\n{{if .}}{{else}}<a href=\"{{url \"hoem\"}}\">{{end}}{{end}}",
		"static/a.css", "x",
	)})
	routes(app)
	err := app.Run(t.Context(), "127.0.0.1:0")
	if err == nil {
		t.Fatal("Run with misspelt names: got no error, want one")
	}
	for _, want := range []string{`no route is named "hoem"`, `p.html:2`, `no static file is named "nope.css"`, `layout.html:1`} {
		wantContains(t, "Run with misspelt names", err.Error(), want)
	}
	for _, wrong := range []string{`"home"`, `"a.css"`} {
		if strings.Contains(err.Error(), wrong) {
			t.Errorf("Run with misspelt names: got %v, which names %s", err, wrong)
		}
	}
}

func TestNegativeLimitsAreAMistake(t *testing.T) {
	t.Parallel()
	for _, o := range []web.Options{{MaxBody: -1}, {ReadTimeout: -1}, {Timeout: -1}, {Grace: -1}} {
		if _, err := web.New(o); err == nil {
			t.Errorf("New(%+v): got no error, want one", o)
		}
	}
}
