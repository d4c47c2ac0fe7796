package orm

import (
	"context"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// Bulk is the Writer for direct writes within the session's transaction, such as those of many rows by a query:
//
//	n, err := Users.Where(orm.Lt(&u.Seen, t)).Update(ctx, s.Bulk(), orm.Set(&u.Active, false))
//
// Each write is flushed ahead of. The held objects of the model that is written expire: they stay as they are, relations
// that were loaded are forgotten, and the next query that reads their rows, or Refresh, fills them anew.
func (s *Session) Bulk() Writer { return bulk{s} }

type bulk struct{ session *Session }

var _ Writer = bulk{}

func (b bulk) database() *DB { return b.session.database() }

func (b bulk) begin(ctx context.Context, access driver.Access) (lease, error) {
	if err := b.session.Flush(ctx); err != nil {
		return lease{}, err
	}
	l, err := b.session.begin(ctx, access)
	l.wrote = b.session.expire
	return l, err
}

func (b bulk) atomically(ctx context.Context, do func(context.Context, *lease) error) error {
	if err := b.session.Flush(ctx); err != nil {
		return err
	}
	return b.session.t.atomically(ctx, func(ctx context.Context, l *lease) error {
		l.wrote = b.session.expire
		return do(ctx, l)
	})
}

// expire makes the objects of a model, or of all, be read anew with the next query that meets their rows, and forgets what
// was loaded of relations. Rows of other models go and change with those that they refer to.
func (s *Session) expire(m *mapper) {
	s.wrote++
	for _, x := range s.order {
		if m == nil || x.m == m || reaches(s.database(), m, x.m, nil) {
			for _, e := range x.entries {
				e.expired = e.state == persistent
			}
		}
		s.forget(x)
	}
}

// forget makes the held objects of a model load their relations anew, together.
func (s *Session) forget(x *identities) {
	if len(x.m.links) == 0 {
		return
	}
	var objs []layout.Pointer
	for _, e := range x.entries {
		if e.state != persistent {
			continue
		}
		objs = append(objs, e.obj)
		for _, r := range x.m.links {
			r.at(e.obj).link = nil
		}
	}
	s.attach(context.Background(), x.m, false, objs)
}
