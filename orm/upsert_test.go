package orm_test

import (
	"strings"
	"testing"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// What an upsert computes means the same on databases that name the proposed row, and on those that do not.
func TestAnUpsertComputesOfBothRows(t *testing.T) {
	tagged(t, func(t *testing.T, db *orm.DB) {
		ctx, c := t.Context(), tags.C
		on := orm.On(&c.Name).Set(orm.SetExpr(&c.Uses, orm.Col(&c.Uses).PlusExpr(orm.Excluded(&c.Uses))), orm.SetExpr(&c.Name, orm.Excluded(&c.Name))).
			Where(orm.Excluded(&c.Uses).GtExpr(orm.Col(&c.Uses)))
		for _, v := range []struct {
			uses int64
			want tag
			done bool
		}{{5, tag{1, "ONE", "a", true, 6}, true}, {6, tag{1, "ONE", "a", true, 6}, false}, {7, tag{1, "ONE", "a", true, 13}, true}} {
			obj := &tag{Name: "ONE", Slot: "z", Uses: v.uses}
			done, err := tags.Upsert(ctx, db, obj, on)
			if err != nil || done != v.done || *obj != v.want {
				t.Errorf("of %d: got %t, %+v, %v, want %t, %+v", v.uses, done, *obj, err, v.done, v.want)
			}
		}
		wantTags(t, db, &tag{1, "ONE", "a", true, 13}, &tag{2, "two", "b", true, 2}, &tag{3, "three", "c", false, 3})
	})
}

func TestWhatAnUpsertRefuses(t *testing.T) {
	tagged(t, func(t *testing.T, db *orm.DB) {
		c := tags.C
		on := orm.On(&c.Name)
		for want, x := range map[string]orm.Conflict{
			"On(...).Set() says nothing":           on.Set(),
			"Uses is named by Update and by Set":   on.Update(&c.Uses).Set(orm.Set(&c.Uses, 1)),
			"Update sets Uses twice":               on.Set(orm.Set(&c.Uses, 1), orm.Increment(&c.Uses, 1)),
			"is a key that the database generates": on.Set(orm.Set(&c.ID, 1)),
			"so that the object proposes none":     on.Set(orm.SetExpr(&c.Uses, orm.Excluded(&c.ID))),
			"it names a column of another model":   on.Where(orm.Excluded(&wares.C.Price).Gt(1)),
			"which is about single rows":           on.Where(orm.Count().Gt(1)),
		} {
			_, err := tags.Upsert(t.Context(), db, &tag{Name: "one"}, x)
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want it to say %q", err, want)
			}
		}
		_, err := tags.Where(orm.Excluded(&c.Uses).Gt(1)).All(t.Context(), db)
		if want := "Excluded of Uses is the value that InsertOrUpdate proposes"; fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to say %q", err, want)
		}
	})
}
