package orm_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/sqlite"
)

// pipes is an engine whose connections are a driver.Pipeline: it notes what was sent together.
type pipes struct {
	orm.Engine
	sent   []int
	refuse func() error // of the next list, before anything of it is done
}

func (p *pipes) Acquire(ctx context.Context, access driver.Access) (driver.Conn, error) {
	c, err := p.Engine.Acquire(ctx, access)
	if err != nil {
		return nil, err
	}
	return &pipe{c, p}, nil
}

type pipe struct {
	driver.Conn
	pipes *pipes
}

var (
	setMark    = &driver.Statement{SQL: "SAVEPOINT pipe", Savepoint: true}
	backToMark = &driver.Statement{SQL: "ROLLBACK TO SAVEPOINT pipe", Savepoint: true}
	dropMark   = &driver.Statement{SQL: "RELEASE SAVEPOINT pipe", Savepoint: true}
)

func (c *pipe) Send(ctx context.Context, list []driver.Queued) (failed int, err error) {
	c.pipes.sent = append(c.pipes.sent, len(list))
	if c.pipes.refuse != nil {
		err := c.pipes.refuse()
		c.pipes.refuse = nil
		return 0, err
	}
	if _, err := c.Exec(ctx, setMark, nil); err != nil {
		return 0, err
	}
	for i := range list {
		q := &list[i]
		if q.Take == nil {
			q.Result, err = c.Exec(ctx, q.Statement, q.Values)
		} else {
			var rows driver.Rows
			if rows, err = c.Query(ctx, q.Statement, q.Values); err == nil {
				q.Take(rows)
				err = rows.Close()
			}
		}
		if err != nil {
			_, e := c.Exec(ctx, backToMark, nil)
			_, e2 := c.Exec(ctx, dropMark, nil)
			return i, errors.Join(err, e, e2)
		}
	}
	_, err = c.Exec(ctx, dropMark, nil)
	return len(list), err
}

// pipelined opens a database behind pipes, with users in it.
func pipelined(t *testing.T, o orm.Observer) (*orm.DB, *pipes) {
	t.Helper()
	engine, err := sqlite.Open(t.Context(), sqlite.Options{Path: filepath.Join(t.TempDir(), "pipes.db")})
	if err != nil {
		t.Fatal(err)
	}
	p := &pipes{Engine: engine}
	db, err := orm.Open(p, orm.Models(), orm.Options{Observer: o})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := orm.Exec(t.Context(), db, orm.SQL("CREATE TABLE item (id integer PRIMARY KEY, name text)")); err != nil {
		t.Fatal(err)
	}
	return db, p
}

type itemRow struct {
	ID   int64
	Name string
}

func itemNames(t *testing.T, db *orm.DB) string {
	t.Helper()
	rows, err := orm.Rows[itemRow](t.Context(), db, orm.SQL("SELECT id, coalesce(name, '') AS name FROM item ORDER BY id"))
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, r := range rows {
		text += fmt.Sprint(r.ID, r.Name, " ")
	}
	return strings.TrimSpace(text)
}

const insertItem = "INSERT INTO item (id, name) VALUES (?, ?)"

// told collects what the answers of a pipeline say.
type told []string

func (x *told) insert(p orm.Pipe, id int64, name string) error {
	return p.Later(insertItem, func(_ func(string) error, rows int64, err error) error {
		*x = append(*x, fmt.Sprintf("%d:%d:%s", id, rows, fault.KindOf(err)))
		return err
	}, driver.IntValue(id), driver.TextValue(name))
}

func TestStatementsOfAPipelineAreSentTogetherAndInOrder(t *testing.T) {
	t.Parallel()
	events := 0
	db, engine := pipelined(t, observe(func(orm.Event) { events++ }))
	var got told
	var during []string
	err := db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		events = 0
		return orm.Pipelined(ctx, tx, func(p orm.Pipe) error {
			err := errors.Join(got.insert(p, 1, "a"), got.insert(p, 2, "b"))
			during = append(during, strings.Join(got, " "))
			err = errors.Join(err, p.Exec("UPDATE item SET name = name || '!'"))
			during = append(during, strings.Join(got, " "))
			return errors.Join(err, got.insert(p, 3, "c"), got.insert(p, 4, "d"), got.insert(p, 5, "e"))
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"", "1:1:none 2:1:none"}, during); diff != "" {
		t.Errorf("told meanwhile (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int{2, 3}, engine.sent); diff != "" {
		t.Errorf("sent together (-want +got):\n%s", diff)
	}
	if got, want := itemNames(t, db), "1a! 2b! 3c 4d 5e"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if events != 6+1 {
		t.Errorf("got %d events, want one for each of 6 statements, and one for reading", events)
	}
}

func TestARefusedStatementOfAPipelineIsToldAsIfItWasSentAlone(t *testing.T) {
	t.Parallel()
	var kinds []string
	db, engine := pipelined(t, observe(func(e orm.Event) {
		word, _, _ := strings.Cut(e.Statement, " ")
		kinds = append(kinds, word+":"+fault.KindOf(e.Err).String())
	}))
	var got told
	asked := ""
	err := db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		kinds = nil
		err := orm.Pipelined(ctx, tx, func(p orm.Pipe) error {
			err := errors.Join(p.Blaming("first", func() error { return got.insert(p, 1, "a") }), p.Blaming("second", func() error {
				return p.Later(insertItem, func(ask func(string) error, _ int64, err error) error {
					if e := ask("INSERT INTO item (id) SELECT 100 + count(*) FROM item"); e != nil { // what stood before it is there
						asked = e.Error()
					}
					return err
				}, driver.IntValue(1), driver.TextValue("again"))
			}))
			return errors.Join(err, p.Blaming("third", func() error { return got.insert(p, 2, "b") }))
		})
		if !strings.HasPrefix(err.Error(), "second: ") || fault.KindOf(err) != fault.Unique {
			t.Errorf("got %v, want that the second was refused", err)
		}
		return nil // so that what is there can be seen
	})
	if err != nil || asked != "" {
		t.Fatal(err, asked)
	}
	if diff := cmp.Diff(told{"1:1:none"}, got); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"INSERT:none", "INSERT:unique", "INSERT:none"}, kinds); diff != "" {
		t.Errorf("observed (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int{3, 1}, engine.sent); diff != "" {
		t.Errorf("sent together (-want +got):\n%s", diff)
	}
	if got, want := itemNames(t, db), "1a 101"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAnErrorOfAnotherStatementIsBlamedOnThat(t *testing.T) {
	t.Parallel()
	db, _ := pipelined(t, nil)
	var got told
	err := db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		return orm.Pipelined(ctx, tx, func(p orm.Pipe) error {
			for i, name := range []string{"first", "second"} {
				if err := p.Blaming(name, func() error { return got.insert(p, 1, fmt.Sprint(i)) }); err != nil {
					return err
				}
			}
			return p.Blaming("third", func() error { return p.Exec("DELETE FROM item") })
		})
	})
	if err == nil || !strings.HasPrefix(err.Error(), "second: ") || strings.Contains(err.Error(), "third") {
		t.Errorf("got %v, want an error of the second", err)
	}
	err = db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		return orm.Pipelined(ctx, tx, func(p orm.Pipe) error {
			return p.Blaming("only", func() error { return p.Exec("DELETE FROM nothing") })
		})
	})
	if err == nil || !strings.HasPrefix(err.Error(), "only: ") {
		t.Errorf("got %v, want an error of the only one", err)
	}
}

func TestWhatWaitsIsNotSentAfterAnError(t *testing.T) {
	t.Parallel()
	db, engine := pipelined(t, nil)
	var got told
	wrong := errors.New("wrong")
	for what, do := range map[string]func(p orm.Pipe) error{
		"of the function": func(p orm.Pipe) error { return errors.Join(got.insert(p, 1, "a"), wrong) },
		"of an answer": func(p orm.Pipe) error {
			err := p.Later(insertItem, func(func(string) error, int64, error) error { return wrong }, driver.IntValue(2), driver.TextValue("b"))
			return errors.Join(err, got.insert(p, 3, "c"))
		},
	} {
		engine.sent = nil
		err := db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error { return orm.Pipelined(ctx, tx, do) })
		if !errors.Is(err, wrong) || len(got) != 0 {
			t.Errorf("%s: got %v, told %v", what, err, got)
		}
		if names := itemNames(t, db); names != "" {
			t.Errorf("%s: got %q", what, names)
		}
	}
}

func TestALongPipelineIsSentInParts(t *testing.T) {
	t.Parallel()
	db, engine := pipelined(t, nil)
	var got told
	err := db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		return orm.Pipelined(ctx, tx, func(p orm.Pipe) error {
			for id := range int64(600) {
				if err := got.insert(p, id, ""); err != nil {
					return err
				}
			}
			for id := range int64(3) {
				if err := got.insert(p, 1000+id, strings.Repeat("x", 5<<20)); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if diff := cmp.Diff([]int{256, 256, 90, 1}, engine.sent); diff != "" || err != nil || len(got) != 603 {
		t.Errorf("%v, %d told; sent together (-want +got):\n%s", err, len(got), diff)
	}
}

func TestAPipelineBeginsAnewWithItsTransactionWhenItsConnectionWasOfNoUse(t *testing.T) {
	t.Parallel()
	db, engine := pipelined(t, nil)
	var got told
	unsent := func() error { return &driver.Refusal{Kind: fault.Unavailable, Outcome: driver.Unsent} }
	engine.refuse = unsent
	err := db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		return orm.Pipelined(ctx, tx, func(p orm.Pipe) error { return errors.Join(got.insert(p, 1, "a"), got.insert(p, 2, "b")) })
	})
	if names := itemNames(t, db); err != nil || names != "1a 2b" {
		t.Errorf("at the beginning: got %v, %q", err, names)
	}
	err = db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		return orm.Pipelined(ctx, tx, func(p orm.Pipe) error {
			err := p.Exec("DELETE FROM item")
			engine.refuse = unsent
			return errors.Join(err, got.insert(p, 3, "c"), got.insert(p, 4, "d"))
		})
	})
	if names := itemNames(t, db); fault.KindOf(err) != fault.Unavailable || names != "1a 2b" {
		t.Errorf("later: got %v, %q, want that nothing is stored", err, names)
	}
}

type observe func(orm.Event)

func (o observe) Observe(_ context.Context, e orm.Event) { o(e) }
