package postgres_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// gadget is changed in a different set of columns by each of several statements.
type gadget struct {
	ID      int64
	A, B, C int64
}

var gadgets = orm.Define[gadget]()

// Define keeps each A once.
func (g *gadget) Define(t *orm.Table[gadget]) { t.Unique(&g.A) }

type statements struct{ n int }

func (s *statements) Observe(context.Context, orm.Event) { s.n++ }

func TestTheStatementsOfAFlushTakeOneRoundTrip(t *testing.T) {
	t.Parallel()
	for name, mode := range modes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			engine, p := proxied(t, mode)
			var sent statements
			db, err := orm.Open(engine, orm.Models(gadgets), orm.Options{Observer: &sent})
			if err != nil {
				t.Fatal(err)
			}
			if err := db.CreateTables(t.Context()); err != nil {
				t.Fatal(err)
			}
			list := make([]*gadget, 16)
			for i := range list {
				list[i] = &gadget{A: int64(i)}
			}
			if err := gadgets.InsertAll(t.Context(), db, list); err != nil {
				t.Fatal(err)
			}
			change := func() error {
				return db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
					all, err := gadgets.Query().OrderBy(orm.Asc(&gadgets.C.ID)).All(ctx, s)
					for i, g := range all {
						g.A, g.B, g.C = g.A+int64(i&1)*100, g.B+int64(i>>1&1), g.C+int64(i>>2&1) // seven sets of columns
					}
					return err
				})
			}
			for round := range 3 {
				sent.n = 0
				trips := p.trips(func() { err = change() })
				if err != nil {
					t.Fatal(err)
				}
				if sent.n != 1+7 {
					t.Errorf("round %d: got %d statements, want a SELECT and 7 updates", round, sent.n)
				}
				if trips != 3 && round > 1 {
					t.Errorf("round %d: got %d round trips, want one to read, one to write and one to commit", round, trips)
				}
			}
			err = db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
				all, err := gadgets.Query().OrderBy(orm.Asc(&gadgets.C.ID)).All(ctx, s)
				if err == nil {
					all[0].B, all[1].A, all[2].C = 77, all[2].A, 77
				}
				return err
			})
			if refused := orm.ObjectErrors(err); fault.KindOf(err) != fault.Unique || len(refused) != 1 || refused[0].Object.(*gadget).ID != list[1].ID {
				t.Errorf("got %v, want that the second object was refused", fmt.Sprint(err))
			}
			if n, err := gadgets.Where(orm.Eq(&gadgets.C.B, 77)).Count(t.Context(), db); n != 0 || err != nil {
				t.Errorf("got %d rows of a flush that was refused, %v", n, err)
			}
		})
	}
}
