package orm_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// twoInserts is a transaction of two statements, and how often its function ran.
func twoInserts(ctx context.Context, db *orm.DB) (runs int, err error) {
	err = db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
		runs++
		if err := parcels.Insert(ctx, tx, &parcel{Label: "one"}); err != nil {
			return err
		}
		return parcels.Update(ctx, tx, &parcel{ID: 1, Label: "two"})
	})
	return runs, err
}

func TestATransactionWhoseConnectionBreaks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		breaking
		want fault.Kind
		runs int
		rows int64
	}{
		"before it begins":                      {breaking{at: "begin", outcome: driver.Unsent}, fault.None, 1, 4},
		"while it begins":                       {breaking{at: "begin", outcome: driver.Lost}, fault.Unavailable, 0, 3},
		"before its first statement":            {breaking{at: "INSERT", outcome: driver.Unsent}, fault.None, 1, 4},
		"within its first statement":            {breaking{at: "INSERT", outcome: driver.Lost}, fault.Unavailable, 1, 3},
		"within its first statement, done":      {breaking{at: "INSERT", outcome: driver.Lost, done: true}, fault.Unavailable, 1, 3},
		"before its second statement":           {breaking{at: "UPDATE", outcome: driver.Unsent}, fault.Unavailable, 1, 3},
		"within its second statement":           {breaking{at: "UPDATE", outcome: driver.Lost, done: true}, fault.Unavailable, 1, 3},
		"before it is committed":                {breaking{at: "end", outcome: driver.Unsent}, fault.Unavailable, 1, 3},
		"while it is committed":                 {breaking{at: "end", outcome: driver.Lost}, fault.CommitUnknown, 1, 3},
		"while it is committed, done":           {breaking{at: "end", outcome: driver.Lost, done: true}, fault.CommitUnknown, 1, 4},
		"while it is committed, at a deadline":  {breaking{at: "end", outcome: driver.Lost, kind: fault.Timeout}, fault.CommitUnknown, 1, 3},
		"while it is committed, by its refusal": {breaking{at: "end", kind: fault.Serialization}, fault.Serialization, 1, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, line, _ := openLossy(t, 3)
			line.expect(t, c.breaking)
			runs, err := twoInserts(t.Context(), db)
			if fault.KindOf(err) != c.want || runs != c.runs {
				t.Errorf("got %v (kind %q) after %d runs of the function, want the kind %q after %d", err, fault.KindOf(err), runs, c.want, c.runs)
			}
			if n, err := parcels.Count(t.Context(), db); n != c.rows || err != nil {
				t.Errorf("got %d rows, %v, want %d", n, err, c.rows)
			}
			if _, err := twoInserts(t.Context(), db); c.rows == 3 && err != nil {
				t.Errorf("once more: %v", err)
			}
		})
	}
}

func TestATransactionThatIsLostIsNotCommitted(t *testing.T) {
	t.Parallel()
	for name, b := range map[string]breaking{
		"a read":  {at: "SELECT", outcome: driver.Lost},
		"a write": {at: "UPDATE", outcome: driver.Lost, done: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, line, seen := openLossy(t, 3)
			line.expect(t, b)
			err := db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
				if err := parcels.Insert(ctx, tx, &parcel{Label: "one"}); err != nil {
					return err
				}
				_, err := parcels.All(ctx, tx)
				if err == nil {
					err = parcels.Update(ctx, tx, &parcel{ID: 1, Label: "two"})
				}
				if fault.KindOf(err) != fault.Unavailable {
					t.Errorf("got %v, want an error of the kind unavailable", err)
				}
				seen.take()
				if _, err := parcels.Count(ctx, tx); fault.KindOf(err) != fault.Unavailable || seen.take() != nil {
					t.Errorf("a statement that follows: got %v, want an error of the kind unavailable and nothing sent", err)
				}
				if err := parcels.InsertAll(ctx, tx, parcelsOf(2)); fault.KindOf(err) != fault.Unavailable {
					t.Errorf("InsertAll that follows: got %v, want an error of the kind unavailable", err)
				}
				return nil // as if nothing had happened
			})
			if fault.KindOf(err) != fault.Unavailable {
				t.Errorf("Tx: got %v, want an error of the kind unavailable", err)
			}
			if n, err := parcels.Count(t.Context(), db); n != 3 || err != nil {
				t.Errorf("got %d rows, %v, want the 3 from before", n, err)
			}
		})
	}
}

func TestAFunctionsOwnErrorOutlivesItsConnection(t *testing.T) {
	t.Parallel()
	db, line, _ := openLossy(t, 3)
	line.expect(t, breaking{at: "UPDATE", outcome: driver.Lost})
	own := errors.New("the function's own")
	err := db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		return errors.Join(own, parcels.Update(ctx, tx, &parcel{ID: 1, Label: "two"}))
	})
	if !errors.Is(err, own) {
		t.Errorf("got %v, want the function's own error in it", err)
	}
}

func TestATransactionThatReadsLosesNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		breaking
		want fault.Kind
	}{
		"before it begins":           {breaking{at: "begin", outcome: driver.Unsent}, fault.None},
		"before its first statement": {breaking{at: "SELECT", outcome: driver.Unsent}, fault.None},
		"within its statement":       {breaking{at: "SELECT", outcome: driver.Lost}, fault.Unavailable},
		"at its end":                 {breaking{at: "end", outcome: driver.Lost, done: true}, fault.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, line, _ := openLossy(t, 3)
			line.expect(t, c.breaking)
			err := db.ReadTx(t.Context(), func(ctx context.Context, tx *orm.ReadTx) error {
				n, err := parcels.Count(ctx, tx)
				return want(err, n, 3)
			})
			if fault.KindOf(err) != c.want {
				t.Errorf("got %v, want the kind %q", err, c.want)
			}
		})
	}
}

// severals are the writes that are transactions of their own.
var severals = map[string]func(ctx context.Context, w orm.Writer, list []*parcel) error{
	"InsertAll": func(ctx context.Context, w orm.Writer, list []*parcel) error {
		return parcels.InsertAll(ctx, w, list)
	},
	"InsertOrUpdate": func(ctx context.Context, w orm.Writer, list []*parcel) error {
		return parcels.InsertOrUpdate(ctx, w, list[0], orm.On(&parcels.C.Label))
	},
	"UpdateAll": func(ctx context.Context, w orm.Writer, list []*parcel) error {
		list[0].ID, list[1].ID = 2, 3
		return parcels.UpdateAll(ctx, w, list)
	},
}

func TestSeveralStatementsAreStoredTogetherOrNotAtAll(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		breaking
		want fault.Kind
		done bool
	}{
		"before the beginning":        {breaking{at: "begin", outcome: driver.Unsent}, fault.None, true},
		"before the first statement":  {breaking{outcome: driver.Unsent}, fault.None, true},
		"within a statement":          {breaking{outcome: driver.Lost, done: true}, fault.Unavailable, false},
		"while it is committed":       {breaking{at: "end", outcome: driver.Lost}, fault.CommitUnknown, false},
		"while it is committed, done": {breaking{at: "end", outcome: driver.Lost, done: true}, fault.CommitUnknown, true},
	} {
		for write, do := range severals {
			t.Run(write+" "+name, func(t *testing.T) {
				t.Parallel()
				db, line, _ := openLossy(t, 3)
				b := c.breaking
				if b.at == "" {
					b.at = map[string]string{"InsertAll": "SELECT", "InsertOrUpdate": "INSERT", "UpdateAll": "UPDATE"}[write]
				}
				before, err := parcels.All(t.Context(), db)
				if err != nil {
					t.Fatal(err)
				}
				line.expect(t, b)
				list := []*parcel{{Label: "first", Grams: 5}, {Label: "second", Grams: 6}}
				was := copies(list)
				if err := do(t.Context(), db, list); fault.KindOf(err) != c.want {
					t.Errorf("got %v, want the kind %q", err, c.want)
				}
				if c.want != fault.None && write != "UpdateAll" {
					if diff := cmp.Diff(was, copies(list)); diff != "" {
						t.Errorf("the objects after an error (-before +after):\n%s", diff)
					}
				}
				after, err := parcels.All(t.Context(), db)
				if err != nil || cmp.Equal(before, after) == c.done {
					t.Errorf("the rows: %v\n%s\nwant them changed: %t", err, fmt.Sprint(copies(after)), c.done)
				}
			})
		}
	}
}
