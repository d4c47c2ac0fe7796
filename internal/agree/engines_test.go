package agree_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// engine is one of those that are held against each other.
type engine struct {
	name string
	db   *orm.DB
	sent *lastSent
}

// lastSent keeps the statements of a query, with their values.
type lastSent struct {
	mu   sync.Mutex
	list []string
}

func (l *lastSent) Observe(_ context.Context, e orm.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, fmt.Sprintf("%s\n\twith %#v", e.Statement, e.Values()))
}

func (l *lastSent) take() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := l.list
	l.list = nil
	return list
}

// engines opens a database on each engine and fills it with the same rows.
func engines(t *testing.T, r *rand.Rand) (list []*engine) {
	t.Helper()
	urls := map[string]string{
		"sqlite":   "sqlite:///" + filepath.ToSlash(filepath.Join(t.TempDir(), "agree.db")),
		"postgres": ormtest.Server(t, "ROWAN_TEST_POSTGRES"),
		"mysql":    ormtest.Server(t, "ROWAN_TEST_MYSQL"),
	}
	rows := newDig(r)
	for _, name := range []string{"sqlite", "postgres", "mysql"} {
		e := &engine{name: name, sent: &lastSent{}}
		db, err := connect.OpenWith(t.Context(), urls[name], orm.Models(sites, finds, marks), orm.Options{Observer: e.sent})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Errorf("%s: Close: %v", name, err)
			}
		})
		if err := db.CreateTables(t.Context()); err != nil {
			t.Fatalf("%s: CreateTables: %v", name, err)
		}
		e.db = db
		rows.store(t, db)
		list = append(list, e)
	}
	return list
}

// reply is what an engine says to a question.
type reply struct {
	rows [][]any
	err  error
	sent []string
}

// verdict is what came of a question.
type verdict struct {
	problem, class string // "" where the engines agree; a class has one cause as far as errors tell
	refused, found bool
}

// judge draws a question and asks it: by a list of numbers, or a new one.
func judge(ctx context.Context, list []*engine, numbers []int, r *rand.Rand) (verdict, []int) {
	d := &draw{choices: choices{list: numbers, r: r}}
	return judgeOf(ctx, list, d.question()), d.list
}

// judgeOf asks all engines at once.
func judgeOf(ctx context.Context, list []*engine, q question) verdict {
	replies := make([]reply, len(list))
	var all sync.WaitGroup
	for i, e := range list {
		all.Go(func() {
			e.sent.take()
			ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
			defer cancel()
			replies[i].rows, replies[i].err = q.ask(ctx, e.db)
			replies[i].sent = e.sent.take()
		})
	}
	all.Wait()
	return compare(list, replies, q.total)
}

// compare holds replies against the first one.
func compare(list []*engine, replies []reply, total bool) (v verdict) {
	var told []string
	for i, e := range list {
		told = append(told, fmt.Sprintf("%s: %d rows, %v\n%s", e.name, len(replies[i].rows), replies[i].err, strings.Join(replies[i].sent, "\n")))
	}
	wrong := func(class, format string, args ...any) verdict {
		return verdict{problem: fmt.Sprintf(format, args...) + "\n\n" + strings.Join(told, "\n\n"), class: class}
	}
	first := replies[0]
	refused := first.err != nil && len(first.sent) == 0
	for i, r := range replies {
		name := list[i].name
		switch {
		case r.err != nil && len(r.sent) > 0 && fault.KindOf(r.err) != fault.OutOfRange:
			return wrong(name+" "+classOf(r.err), "%s does not take the query", name)
		case fault.KindOf(r.err) != fault.KindOf(first.err), r.err != nil && len(r.sent) == 0 && fault.KindOf(r.err) != fault.Invalid:
			return wrong(name+" differs in errors", "%s and %s are not of one opinion", list[0].name, name)
		case r.err == nil && !sameRows(first.rows, r.rows, total):
			return wrong(name+" differs in rows", "%s and %s find different rows; on %s\n%s", list[0].name, name, name, difference(r.rows, first.rows))
		}
	}
	if refused {
	}
	v.refused, v.found = refused, len(first.rows) > 0
	return v
}

// classOf tells errors of one cause from others.
func classOf(err error) string {
	text := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, err.Error())
	return text[:min(60, len(text))]
}
