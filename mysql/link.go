package mysql

import (
	"context"
	sqldriver "database/sql/driver"
	"errors"
	"io"
	"net"

	library "github.com/go-sql-driver/mysql"
)

// link is one connection of the library, with the socket below it and its number at the server.
type link struct {
	raw    raw
	socket net.Conn
	target target
	number string // of the connection at the server
	host   string // which server it is, in its own words
}

// raw is what this package asks of the library's connections.
type raw interface {
	sqldriver.Conn
	sqldriver.Pinger
	sqldriver.ExecerContext
	sqldriver.QueryerContext
	sqldriver.SessionResetter
}

// target is where a server is.
type target struct{ network, address string }

const defaultPort = "3306"

// address completes a host with the port.
func address(host string) string {
	if host == "" {
		host = "localhost"
	}
	if _, _, err := net.SplitHostPort(host); err == nil {
		return host
	}
	if len(host) > 1 && host[0] == '[' && host[len(host)-1] == ']' {
		host = host[1 : len(host)-1]
	}
	return net.JoinHostPort(host, defaultPort)
}

// dial connects and logs in. packet is the server's greatest packet, 0 to ask for it.
func (t target) dial(ctx context.Context, o Options, packet int) (*link, error) {
	l := &link{target: t}
	config := library.NewConfig()
	config.User, config.Passwd, config.DBName = o.User, o.Password, o.Database
	config.Net, config.Addr = t.network, t.address
	config.MaxAllowedPacket = packet
	config.ClientFoundRows = true
	config.MultiStatements = true // only Begin sends several at once; prepared statements never may
	config.Logger = &library.NopLogger{}
	if o.TLS != nil {
		config.TLS = o.TLS.Clone()
	}
	config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		dialer := net.Dialer{}
		socket, err := dialer.DialContext(ctx, network, address)
		l.socket = socket
		return socket, err
	}
	connector, err := library.NewConnector(config)
	if err != nil {
		return nil, err
	}
	conn, err := connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	usable, ok := conn.(raw)
	if !ok {
		conn.Close()
		return nil, errors.New("mysql: the library's connections lack what is needed")
	}
	l.raw = usable
	row, err := l.row(ctx, "SELECT connection_id(), concat(@@hostname, ':', @@port, ':', @@server_id)")
	if err != nil {
		l.close()
		return nil, err
	}
	l.number, l.host = row[0], row[1]
	return l, nil
}

// exec runs a text without values.
func (l *link) exec(ctx context.Context, sql string) error {
	_, err := l.raw.ExecContext(ctx, sql, nil)
	return err
}

// row returns the first row of what a text without values finds, as texts.
func (l *link) row(ctx context.Context, sql string) ([]string, error) {
	rows, err := l.raw.QueryContext(ctx, sql, nil)
	if err != nil {
		return nil, err
	}
	values := make([]sqldriver.Value, len(rows.Columns()))
	err = rows.Next(values)
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(appendValue(nil, v))
	}
	if e := rows.Close(); err == nil {
		err = e
	}
	if errors.Is(err, io.EOF) {
		err = errors.New("mysql: no row came")
	}
	return texts, err
}

// cut ends the connection at once, also while a call waits on it.
func (l *link) cut() { l.socket.Close() }

// close says goodbye, as far as the server listens.
func (l *link) close() { l.raw.Close() }
