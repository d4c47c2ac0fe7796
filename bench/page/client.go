package page

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// client is one visitor: a connection that is kept, as long as the site keeps it, and its cookies. It is used by one
// goroutine. It stays small, since it runs on the same processors as what it measures.
type client struct {
	addr    string
	conn    net.Conn
	in      *bufio.Reader
	out     bytes.Buffer
	body    bytes.Buffer
	cookies map[string]string
	times   []time.Duration // of every request so far
}

func newClient(addr string) *client { return &client{addr: addr, cookies: make(map[string]string)} }

// get asks for a path. The body is valid until the next request.
func (c *client) get(ctx context.Context, path string, status int) ([]byte, error) {
	_, body, err := c.send(ctx, "GET", path, "", status)
	return body, err
}

// post sends a form.
func (c *client) post(ctx context.Context, path string, form url.Values, status int) (http.Header, []byte, error) {
	return c.send(ctx, "POST", path, form.Encode(), status)
}

// send sends a request and reads the answer, which must have the status. Connecting again, when the site has closed the
// connection, is part of the time that it takes.
func (c *client) send(ctx context.Context, method, path, form string, status int) (http.Header, []byte, error) {
	began := time.Now()
	if c.conn == nil {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", c.addr)
		if err != nil {
			return nil, nil, err
		}
		c.conn, c.in = conn, bufio.NewReaderSize(conn, 32<<10)
	}
	c.write(method, path, form)
	if _, err := c.conn.Write(c.out.Bytes()); err != nil {
		return nil, nil, err
	}
	r, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return nil, nil, err
	}
	c.body.Reset()
	if _, err := c.body.ReadFrom(r.Body); err != nil {
		return nil, nil, err
	}
	c.times = append(c.times, time.Since(began))
	for _, cookie := range r.Cookies() {
		c.cookies[cookie.Name] = cookie.Value
	}
	if r.Close {
		if err := c.close(); err != nil {
			return nil, nil, err
		}
	}
	if r.StatusCode != status {
		return nil, nil, fmt.Errorf("%s %s: got the status %d, want %d\n%s", method, path, r.StatusCode, status, c.body.Bytes())
	}
	return r.Header, c.body.Bytes(), nil
}

func (c *client) write(method, path, form string) {
	c.out.Reset()
	fmt.Fprintf(&c.out, "%s %s HTTP/1.1\r\nHost: %s\r\n", method, path, c.addr)
	if len(c.cookies) > 0 {
		pairs := make([]string, 0, len(c.cookies))
		for name, value := range c.cookies {
			pairs = append(pairs, name+"="+value)
		}
		fmt.Fprintf(&c.out, "Cookie: %s\r\n", strings.Join(pairs, "; "))
	}
	if method == "POST" {
		fmt.Fprintf(&c.out, "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n", len(form))
	}
	c.out.WriteString("\r\n" + form)
}

// close closes the connection, if there is one.
func (c *client) close() error {
	if c.conn == nil {
		return nil
	}
	conn := c.conn
	c.conn = nil
	if err := conn.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}
