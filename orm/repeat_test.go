package orm_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/internal/lesser"
	"github.com/rowankit/rowan/orm"
)

// reads are all ways to read, each with what makes its result wrong.
var reads = map[string]func(ctx context.Context, r orm.Reader) error{
	"All": func(ctx context.Context, r orm.Reader) error {
		list, err := parcels.All(ctx, r)
		return want(err, len(list), 3)
	},
	"Get": func(ctx context.Context, r orm.Reader) error {
		p, err := parcels.Get(ctx, r, 2)
		return want(err, p != nil && p.Label == "Label 1", true)
	},
	"First": func(ctx context.Context, r orm.Reader) error {
		p, err := parcels.Query().First(ctx, r)
		return want(err, p != nil && p.ID == 1, true)
	},
	"Count": func(ctx context.Context, r orm.Reader) error {
		n, err := parcels.Count(ctx, r)
		return want(err, n, 3)
	},
	"Exists": func(ctx context.Context, r orm.Reader) error {
		found, err := parcels.Query().Exists(ctx, r)
		return want(err, found, true)
	},
	"Refresh": func(ctx context.Context, r orm.Reader) error {
		p := &parcel{ID: 3}
		err := parcels.Refresh(ctx, r, p)
		return want(err, p.Label, "Label 2")
	},
	"Stream": func(ctx context.Context, r orm.Reader) error {
		n := 0
		for _, err := range parcels.Query().Stream(ctx, r) {
			if err != nil {
				return err
			}
			n++
		}
		return want(nil, n, 3)
	},
	"Rows": func(ctx context.Context, r orm.Reader) error {
		list, err := orm.Rows[struct{ ID int64 }](ctx, r, orm.SQL("SELECT id FROM parcel WHERE id > ?", 1))
		return want(err, len(list), 2)
	},
}

func want[V comparable](err error, got, want V) error {
	if err == nil && got != want {
		return fmt.Errorf("got %v, want %v", got, want)
	}
	return err
}

// The ends that a statement of which no row was heard of can come to.
var silent = map[string]breaking{
	"never sent":                {at: "SELECT", outcome: driver.Unsent},
	"lost on the way":           {at: "SELECT", outcome: driver.Lost},
	"lost on the way back":      {at: "SELECT", outcome: driver.Lost, done: true},
	"lost before its first row": {at: "SELECT", outcome: driver.Lost, row: 1},
}

func TestAReadThatWasNotAnsweredIsSentAgain(t *testing.T) {
	t.Parallel()
	for end, b := range silent {
		for name, read := range reads {
			t.Run(name+" "+end, func(t *testing.T) {
				t.Parallel()
				db, line, seen := openLossy(t, 3)
				line.expect(t, b)
				if err := read(t.Context(), db); err != nil {
					t.Errorf("got %v, want an answer", err)
				}
				if diff := cmp.Diff([]attempt{{"SELECT", fault.Unavailable}, {"SELECT", fault.None}}, seen.take()); diff != "" {
					t.Errorf("what the observer was told (-want +got):\n%s", diff)
				}
				if line.acquired != 2 {
					t.Errorf("got %d connections, want 2: one that broke is of no use", line.acquired)
				}
			})
		}
	}
}

func TestAReadIsSentAgainOnce(t *testing.T) {
	t.Parallel()
	for end, b := range silent {
		for name, read := range reads {
			t.Run(name+" "+end, func(t *testing.T) {
				t.Parallel()
				db, line, seen := openLossy(t, 3)
				line.expect(t, b, b)
				if err := read(t.Context(), db); fault.KindOf(err) != fault.Unavailable {
					t.Errorf("got %v, want an error of the kind unavailable", err)
				}
				if n := len(seen.take()); n != 2 {
					t.Errorf("the observer was told of %d statements, want 2", n)
				}
				if err := read(t.Context(), db); err != nil {
					t.Errorf("afterwards: %v", err)
				}
			})
		}
	}
}

func TestAReadOfWhichRowsCameIsNotSentAgain(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"All", "Stream", "Rows"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, line, seen := openLossy(t, 3)
			line.expect(t, breaking{at: "SELECT", outcome: driver.Lost, row: 2})
			if err := reads[name](t.Context(), db); fault.KindOf(err) != fault.Unavailable {
				t.Errorf("got %v, want an error of the kind unavailable", err)
			}
			if diff := cmp.Diff([]attempt{{"SELECT", fault.Unavailable}}, seen.take()); diff != "" {
				t.Errorf("what the observer was told (-want +got):\n%s", diff)
			}
			if err := reads[name](t.Context(), db); err != nil {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

func TestWithoutAnotherConnectionTheFirstErrorStands(t *testing.T) {
	t.Parallel()
	db, line, _ := openLossy(t, 3)
	lost := errors.New("the first one")
	line.expect(t, breaking{at: "SELECT", outcome: driver.Unsent, err: lost}, breaking{at: "acquire"})
	if _, err := parcels.All(t.Context(), db); !errors.Is(err, lost) || fault.KindOf(err) != fault.Unavailable {
		t.Errorf("got %v, want the first error, of the kind unavailable", err)
	}
	line.expect(t, breaking{at: "INSERT", outcome: driver.Unsent, err: lost}, breaking{at: "acquire"})
	if err := parcels.Insert(t.Context(), db, &parcel{Label: "x"}); !errors.Is(err, lost) || fault.KindOf(err) != fault.Unavailable {
		t.Errorf("Insert: got %v, want the first error, of the kind unavailable", err)
	}
	if n, err := parcels.Count(t.Context(), db); n != 3 || err != nil {
		t.Errorf("afterwards: got %d rows, %v, want 3", n, err)
	}
}

// A deadline that has passed is told, however the statement came to its end.
func TestWhatTookTooLongIsNotSentAgain(t *testing.T) {
	t.Parallel()
	db, line, seen := openLossy(t, 3)
	line.expect(t, breaking{at: "SELECT", outcome: driver.Lost, kind: fault.Timeout, err: context.DeadlineExceeded})
	if _, err := parcels.All(t.Context(), db); fault.KindOf(err) != fault.Timeout {
		t.Errorf("a read: got %v, want an error of the kind timeout", err)
	}
	line.expect(t, breaking{at: "INSERT", outcome: driver.Lost, kind: fault.Timeout, err: context.DeadlineExceeded})
	err := parcels.Insert(t.Context(), db, &parcel{Label: "x"})
	if fault.KindOf(err) != fault.CommitUnknown || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a write that may be done yet: got %v, want an error of the kind commit unknown that has the deadline in it", err)
	}
	line.expect(t, breaking{at: "INSERT", kind: fault.Timeout, err: context.DeadlineExceeded})
	if err := parcels.Insert(t.Context(), db, &parcel{Label: "x"}); fault.KindOf(err) != fault.Timeout {
		t.Errorf("a write that the database stopped: got %v, want an error of the kind timeout", err)
	}
	if n := len(seen.take()); n != 3 {
		t.Errorf("the observer was told of %d statements, want 3", n)
	}
}

// writes are all direct writes of one statement, which each leave one parcel more or less than three.
var writes = map[string]struct {
	verb string
	do   func(ctx context.Context, w orm.Writer) error
	rows int64
}{
	"Insert": {"INSERT", func(ctx context.Context, w orm.Writer) error {
		p := &parcel{Label: "new"}
		err := parcels.Insert(ctx, w, p)
		return want(err, p.ID, 4)
	}, 4},
	"Insert with a key": {"INSERT", func(ctx context.Context, w orm.Writer) error {
		return parcels.Insert(ctx, w, &parcel{ID: 9, Label: "new"})
	}, 4},
	"Update": {"UPDATE", func(ctx context.Context, w orm.Writer) error {
		return parcels.Update(ctx, w, &parcel{ID: 1, Label: "changed", Grams: 1000})
	}, 3},
	"Delete": {"DELETE", func(ctx context.Context, w orm.Writer) error {
		return parcels.Delete(ctx, w, &parcel{ID: 1})
	}, 2},
	"Update of a query": {"UPDATE", func(ctx context.Context, w orm.Writer) error {
		n, err := parcels.Where(orm.Eq(&parcels.C.ID, 1)).Update(ctx, w, orm.Set(&parcels.C.Grams, 1000))
		return want(err, n, 1)
	}, 3},
	"Delete of a query": {"DELETE", func(ctx context.Context, w orm.Writer) error {
		n, err := parcels.Where(orm.Eq(&parcels.C.ID, 1)).Delete(ctx, w)
		return want(err, n, 1)
	}, 2},
	"Exec": {"UPDATE", func(ctx context.Context, w orm.Writer) error {
		n, err := orm.Exec(ctx, w, orm.SQL("UPDATE parcel SET grams = grams + ? WHERE id = 1", 1000))
		return want(err, n, 1)
	}, 3},
}

func TestAWriteThatWasNeverSentIsSentAgain(t *testing.T) {
	t.Parallel()
	for name, write := range writes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, line, seen := openLossy(t, 3)
			line.expect(t, breaking{at: write.verb, outcome: driver.Unsent})
			if err := write.do(t.Context(), db); err != nil {
				t.Errorf("got %v, want it done", err)
			}
			if diff := cmp.Diff([]attempt{{write.verb, fault.Unavailable}, {write.verb, fault.None}}, seen.take()); diff != "" {
				t.Errorf("what the observer was told (-want +got):\n%s", diff)
			}
			wantDone(t, db, write.rows, true)
		})
	}
}

func TestAWriteWhoseAnswerWasLostIsNeverSentAgain(t *testing.T) {
	t.Parallel()
	for name, write := range writes {
		for _, done := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s done %t", name, done), func(t *testing.T) {
				t.Parallel()
				db, line, seen := openLossy(t, 3)
				line.expect(t, breaking{at: write.verb, outcome: driver.Lost, done: done})
				if err := write.do(t.Context(), db); fault.KindOf(err) != fault.CommitUnknown {
					t.Errorf("got %v, want an error of the kind commit unknown", err)
				}
				if diff := cmp.Diff([]attempt{{write.verb, fault.CommitUnknown}}, seen.take()); diff != "" {
					t.Errorf("what the observer was told (-want +got):\n%s", diff)
				}
				rows := write.rows
				if !done {
					rows = 3
				}
				wantDone(t, db, rows, done)
			})
		}
	}
}

// wantDone fails the test unless so many parcels are there, and a change was made once, or not at all.
func wantDone(t *testing.T, db *orm.DB, rows int64, done bool) {
	t.Helper()
	if n, err := parcels.Count(t.Context(), db); n != rows || err != nil {
		t.Errorf("got %d rows, %v, want %d", n, err, rows)
	}
	n, err := parcels.Where(orm.Gt(&parcels.C.Grams, 999)).Count(t.Context(), db)
	if err != nil || rows == 3 && (n == 1) != done {
		t.Errorf("got %d changed rows, %v, want one: %t", n, err, done)
	}
	more, err := parcels.Where(orm.Gt(&parcels.C.Grams, 1000)).Count(t.Context(), db)
	if err != nil || more > 0 {
		t.Errorf("got %d rows that were changed twice, %v, want none", more, err)
	}
}

// A key that comes back with the row is one statement, which is treated like the others.
func TestAKeyThatComesBackIsNotAskedForTwice(t *testing.T) {
	t.Parallel()
	for outcome, kind := range map[driver.Outcome]fault.Kind{driver.Unsent: fault.None, driver.Lost: fault.CommitUnknown} {
		for _, done := range []bool{false, true} {
			if done && outcome == driver.Unsent {
				continue
			}
			db, line, _ := openLossyWith(t, 3, lesser.Dialect{Can: lesser.LikeOthers["packed rows"]})
			line.expect(t, breaking{at: "INSERT", outcome: outcome, done: done})
			p := &parcel{Label: "new", Note: new("x")}
			err := parcels.Insert(t.Context(), db, p)
			if fault.KindOf(err) != kind || (p.ID != 0) != (kind == fault.None) {
				t.Errorf("outcome %d, done %t: got %+v, %v, want the kind %q", outcome, done, p, err, kind)
			}
		}
	}
}
