package orm_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/internal/lesser"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/sqlite"
)

// inTheWay is n refusals of statements that another transaction gets in the way of.
func inTheWay(n int, at string) []breaking {
	return slices.Repeat([]breaking{{at: at, kind: fault.Serialization}}, n)
}

func TestAWriteOfItsOwnGoesOnWhenAnotherGetsInItsWay(t *testing.T) {
	t.Parallel()
	for name, write := range writes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, line, seen := openLossy(t, 3)
			line.expect(t, inTheWay(3, write.verb)...)
			if err := write.do(t.Context(), db); err != nil {
				t.Errorf("got %v, want it done", err)
			}
			refused := attempt{write.verb, fault.Serialization}
			if diff := cmp.Diff([]attempt{refused, refused, refused, {write.verb, fault.None}}, seen.take()); diff != "" {
				t.Errorf("what the observer was told (-want +got):\n%s", diff)
			}
			wantDone(t, db, write.rows, true)
		})
	}
}

func TestAWriteThatIsAlwaysInSomebodysWayIsRefusedInTheEnd(t *testing.T) {
	t.Parallel()
	db, line, _ := openLossy(t, 3)
	line.expect(t, inTheWay(13, "DELETE")...)
	if err := writes["Delete"].do(t.Context(), db); fault.KindOf(err) != fault.Serialization {
		t.Errorf("got %v, want an error of the kind serialization", err)
	}
	wantDone(t, db, 3, false)
}

func TestAStatementOfATransactionThatIsInTheWayIsTheProgramsToRepeat(t *testing.T) {
	t.Parallel()
	db, line, seen := openLossy(t, 3)
	line.expect(t, inTheWay(1, "UPDATE")...)
	runs, err := twoInserts(t.Context(), db)
	if fault.KindOf(err) != fault.Serialization || runs != 1 || len(seen.take()) != 2 {
		t.Errorf("got %v after %d runs, want an error of the kind serialization after 1", err, runs)
	}
}

// What Rowan does in a transaction of its own is done again from its beginning.
func TestSeveralStatementsAreDoneAgainTogether(t *testing.T) {
	t.Parallel()
	sets := map[string]dialect.Dialect{"SQLite": sqlite.Dialect{}, "one by one": lesser.Dialect{Can: oneByOne}}
	for name, can := range lesser.LikeOthers {
		sets[name] = lesser.Dialect{Can: can}
	}
	for name, d := range sets {
		for at, write := range map[string]func(ctx context.Context, w orm.Writer, list []*parcel) error{
			"INSERT": func(ctx context.Context, w orm.Writer, list []*parcel) error {
				return parcels.InsertAll(ctx, w, list, orm.Omit(&parcels.C.Note))
			},
			"UPDATE": func(ctx context.Context, w orm.Writer, list []*parcel) error {
				list[0].ID, list[1].ID = 2, 3
				return parcels.UpdateAll(ctx, w, list)
			},
			"end": func(ctx context.Context, w orm.Writer, list []*parcel) error {
				return parcels.InsertAll(ctx, w, list)
			},
		} {
			t.Run(name+" "+at, func(t *testing.T) {
				t.Parallel()
				db, line, _ := openLossyWith(t, 3, d)
				line.expect(t, inTheWay(2, at)...)
				list := []*parcel{{Label: "first", Grams: 5}, {Label: "second", Grams: 6}}
				if err := write(t.Context(), db, list); err != nil {
					t.Fatalf("got %v, want it done", err)
				}
				for _, p := range list {
					if got, err := parcels.Get(t.Context(), db, p.ID); err != nil || got.Label != p.Label {
						t.Errorf("Get(%d): got %+v, %v, want %+v", p.ID, got, err, p)
					}
				}
				rows := int64(5)
				if at == "UPDATE" {
					rows = 3
				}
				if n, err := parcels.Count(t.Context(), db); n != rows || err != nil {
					t.Errorf("got %d rows, %v, want %d", n, err, rows)
				}
			})
		}
	}
}
