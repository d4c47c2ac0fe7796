package orm_test

import (
	"context"
	"testing"

	"github.com/rowankit/rowan/orm"
)

type (
	// jetty has one sloop, or none.
	jetty struct {
		ID    int64
		Name  string
		Sloop orm.One[sloop]
	}
	sloop struct {
		ID      int64
		Name    string
		JettyID *int64
		Jetty   orm.One[jetty]
	}
)

func (s *sloop) Define(t *orm.Table[sloop]) { t.Column(&s.JettyID).Unique() }

// A place whose child was displaced by a new one is empty when that one goes again.
func TestAPlaceStaysEmptyWhenItsNewChildIsRemoved(t *testing.T) {
	t.Parallel()
	jetties, sloops := orm.Define[jetty](), orm.Define[sloop]()
	db, ctx := open(t, jetties, sloops), t.Context()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(jetties.Insert(ctx, db, &jetty{Name: "one"}))
	one := int64(1)
	check(sloops.Insert(ctx, db, &sloop{Name: "old", JettyID: &one}))
	for name, leave := range map[string]func(s *orm.Session, x *sloop){
		"removed":  func(s *orm.Session, x *sloop) { sloops.Remove(s, x) },
		"expunged": func(s *orm.Session, x *sloop) { sloops.Expunge(s, x) },
	} {
		err := db.Session(ctx, func(ctx context.Context, s *orm.Session) error {
			b, err := jetties.With(&jetties.C.Sloop).Where(orm.Eq(&jetties.C.ID, 1)).One(ctx, s)
			check(err)
			x := &sloop{Name: "new"}
			sloops.Add(s, x)
			b.Sloop.Set(x)
			leave(s, x)
			if got, err := b.Sloop.Load(ctx); got != nil || err != nil {
				t.Errorf("%s: the jetty has %v, %v; want none, as the old one has left", name, got, err)
			}
			return context.Canceled // and takes it back
		})
		if err == nil {
			t.Errorf("%s: the session was committed", name)
		}
	}
}
