package orm_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// Nobody is handed out a key that somebody else gives at the same moment.
func TestKeysThatAreGivenAreNeverGenerated(t *testing.T) {
	everywhere(t, cargo, func(t *testing.T, db *orm.DB, _ *ormtest.Recorder, _ dialect.Capabilities) {
		ctx := t.Context()
		var group sync.WaitGroup
		var above atomic.Int64
		for i := range 4 {
			group.Go(func() {
				for j := range 15 {
					p := &parcel{Label: fmt.Sprintf("a %d %d", i, j)}
					if err := parcels.Insert(ctx, db, p); err != nil || p.ID == 0 {
						t.Errorf("Insert: got %+v, %v, want a key", p, err)
					}
					list := []*parcel{{Label: fmt.Sprintf("b %d %d", i, j)}, {Label: fmt.Sprintf("c %d %d", i, j)}}
					if err := parcels.InsertAll(ctx, db, list); err != nil || list[0].ID == 0 || list[1].ID <= list[0].ID {
						t.Errorf("InsertAll: got %+v, %v, want keys that rise", list, err)
					}
				}
			})
			group.Go(func() {
				for j := range 15 {
					high := 1000 * above.Add(1) // above what the others have by then
					given := &parcel{ID: high, Label: fmt.Sprintf("given %d %d", i, j)}
					var err error
					switch j % 3 {
					case 0:
						err = parcels.Insert(ctx, db, given)
					case 1:
						err = parcels.InsertAll(ctx, db, []*parcel{given, {ID: -high, Label: fmt.Sprintf("below %d %d", i, j)}})
					case 2:
						err = parcels.InsertOrUpdate(ctx, db, given, orm.On(&parcels.C.Label))
					}
					if err != nil {
						t.Errorf("a key that was given: %v", err)
					}
				}
			})
		}
		group.Wait()
	})
}

// A key that was given costs one question while the sequence has reached it, and no transaction.
func TestAGivenKeyCostsLittle(t *testing.T) {
	everywhere(t, cargo, func(t *testing.T, db *orm.DB, sent *ormtest.Recorder, can dialect.Capabilities) {
		ctx := t.Context()
		if err := parcels.Insert(ctx, db, &parcel{ID: 50, Label: "first"}); err != nil {
			t.Fatal(err)
		}
		sent.Statements()
		for what, c := range map[string]struct {
			do   func() error
			want int
		}{
			"Insert":        {func() error { return parcels.Insert(ctx, db, &parcel{ID: 7, Label: "x"}) }, 1},
			"InsertAll":     {func() error { return parcels.InsertAll(ctx, db, []*parcel{{ID: 8, Label: "y"}, {ID: 9, Label: "z"}}) }, 1},
			"without a key": {func() error { return parcels.Insert(ctx, db, &parcel{Label: "w"}) }, 1},
			"below any":     {func() error { return parcels.Insert(ctx, db, &parcel{ID: -7, Label: "v"}) }, 1},
		} {
			if err := c.do(); err != nil {
				t.Errorf("%s: %v", what, err)
			}
			if can.KeySequences && what[:3] == "Ins" {
				c.want++
			}
			if got := sent.Statements(); len(got) != c.want {
				t.Errorf("%s: got %d statements, want %d:\n%s", what, len(got), c.want, strings.Join(got, "\n"))
			}
		}
	})
}
