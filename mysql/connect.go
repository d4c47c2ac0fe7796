package mysql

import (
	"context"
	"errors"
	"fmt"
	"time"

	library "github.com/go-sql-driver/mysql"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// connect opens one connection and brings it into the state that all share.
func (d *Database) connect(ctx context.Context, t target) (*conn, error) {
	limited, cancel := context.WithTimeout(ctx, d.options.ConnectTimeout)
	defer cancel()
	l, err := t.dial(limited, d.options, 0)
	if err != nil {
		return nil, dialed(ctx, err)
	}
	if err := l.exec(limited, d.server.settings()); err != nil {
		l.close()
		return nil, dialed(ctx, err)
	}
	return newConn(d, l), nil
}

// dialed says why no connection came about. Nothing was sent by then.
func dialed(ctx context.Context, err error) *driver.Refusal {
	r := &driver.Refusal{Kind: fault.Unavailable, Err: fmt.Errorf("mysql: no connection: %w", err)}
	if e, ok := errors.AsType[*library.MySQLError](err); ok {
		r = refusal(e, false)
	} else if cause := ended(ctx); cause != nil {
		r = stopped(cause)
	}
	r.Outcome = driver.Unsent
	return r
}

// ended is why a context has ended. The network looks at deadlines by itself, and may be a moment ahead of the context.
func ended(ctx context.Context) error {
	if at, ok := ctx.Deadline(); ok && !time.Now().Before(at) {
		return context.DeadlineExceeded
	}
	return ctx.Err()
}
