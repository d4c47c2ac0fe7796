package conformance

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func streams() theme {
	return theme{"streams", []testCase{
		{"a stream gives the rows of All one by one", streamRows},
		{"objects that the loop let go are not held", streamMemory},
		{"a loop may be left at any row", streamBreak},
		{"a loop that panics gives the connection back", streamPanic},
		{"a query that cannot run is the only element", streamRefused},
		{"a context that ends stops the loop with its error", streamCanceled},
		{"a row that cannot be read ends the stream", streamMalformed},
		{"the database may be written to within the loop", streamWrites},
		{"a stream runs anew each time it is ranged over", streamAgain},
	}}
}

// manyTickets is a table with the keys 1 to n.
func manyTickets(t *trial, n int) *orm.DB {
	t.Helper()
	db := t.tables(tickets)
	t.ok("InsertAll", tickets.InsertAll(t.Context(), db, ticketsOf(n)))
	return db
}

func streamRows(t *trial) {
	db, c := manyTickets(t, 1000), tickets.C
	q := tickets.Where(orm.Gt(&c.ID, 10)).OrderBy(orm.Desc(&c.ID)).Limit(700)
	want, err := q.All(t.Context(), db)
	t.ok("All", err)
	var got []*ticket
	for k, err := range q.Stream(t.Context(), db) {
		t.ok("Stream", err)
		got = append(got, k)
	}
	t.same("rows", got, want)
}

// longText is one of many that together are more than what a connection reads ahead.
var longText = strings.Repeat("x", 1000)

func streamMemory(t *trial) {
	const rows = 5000
	db := t.tables(notes)
	list := make([]*note, rows)
	for i := range list {
		list[i] = &note{Text: longText}
	}
	t.ok("InsertAll", notes.InsertAll(t.Context(), db, list))
	var seen, freed atomic.Int64
	for n, err := range notes.Query().Stream(t.Context(), db) {
		t.ok("Stream", err)
		runtime.AddCleanup(n, func(int) { freed.Add(1) }, 0)
		if seen.Add(1) != rows {
			continue
		}
		for range 50 { // the cleanups run beside us
			runtime.GC()
			if freed.Load() > rows*9/10 {
				break
			}
		}
	}
	t.same("rows", seen.Load(), int64(rows))
	if freed.Load() <= rows*9/10 {
		t.Errorf("at the last row %d of %d objects were freed, want nearly all", freed.Load(), rows)
	}
}

func streamBreak(t *trial) {
	db := manyTickets(t, 100)
	for i := range 50 { // more often than there are connections
		for k, err := range tickets.Query().Stream(t.Context(), db) {
			t.ok("Stream", err)
			if k.ID == int64(i+1) {
				break
			}
		}
	}
	t.ok("Tx", db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		for _, err := range tickets.Query().Stream(ctx, tx) {
			t.ok("Stream", err)
			break
		}
		return tickets.Insert(ctx, tx, &ticket{})
	}))
	count(t, db, tickets, 101)
}

func streamPanic(t *trial) {
	db := manyTickets(t, 10)
	for range 50 {
		func() {
			defer func() { t.same("the panic", recover(), "in the loop") }()
			for range tickets.Query().Stream(t.Context(), db) {
				panic("in the loop")
			}
		}()
	}
	insert(t, db, tickets, &ticket{})
}

func streamRefused(t *trial) {
	db := manyTickets(t, 10)
	n := 0
	for k, err := range tickets.Limit(-1).Stream(t.Context(), db) {
		n++
		t.kind("Stream", err, fault.Invalid)
		if k != nil {
			t.Errorf("got the object %+v beside the error", k)
		}
	}
	t.same("elements", n, 1)
}

func streamCanceled(t *trial) {
	db := manyTickets(t, 2000)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	rows, last := 0, error(nil)
	for _, err := range tickets.Query().Stream(ctx, db) {
		if last != nil {
			t.Fatal("the stream went on after an error")
		}
		if last = err; err == nil {
			rows++
			cancel()
			time.Sleep(20 * time.Millisecond) // a context is looked at every few milliseconds
		}
	}
	t.kind("the last element", last, fault.Canceled)
	if rows > 1000 {
		t.Errorf("got %d rows although the context ended at the first", rows)
	}
	count(t, db, tickets, 2000)
}

func streamMalformed(t *trial) {
	db := t.tables(articles)
	insert(t, db, articles, newArticle("good"), newArticle("broken"), newArticle("good"))
	var got []string
	for a, err := range articles.Query().Stream(t.Context(), db) {
		if err != nil {
			t.malformed("Stream", err, "article", "Tags", "id = 2")
			got = append(got, "error")
			continue
		}
		got = append(got, fmt.Sprint(a.ID))
	}
	t.same("elements", got, []string{"1", "error"})
}

func streamWrites(t *trial) {
	db, ctx := manyTickets(t, 100), t.Context()
	for k, err := range tickets.Where(orm.Le(&tickets.C.ID, 100)).Stream(ctx, db) {
		t.ok("Stream", err)
		k.Title = "changed"
		t.ok("Update", tickets.Update(ctx, db, k))
	}
	n, err := tickets.Where(orm.Eq(&tickets.C.Title, "changed")).Count(ctx, db)
	t.ok("Count", err)
	t.same("changed", n, int64(100))
}

func streamAgain(t *trial) {
	db := manyTickets(t, 3)
	stream := tickets.Query().Stream(t.Context(), db)
	for _, want := range []int{3, 4} {
		n := 0
		for _, err := range stream {
			t.ok("Stream", err)
			n++
		}
		t.same("rows", n, want)
		insert(t, db, tickets, &ticket{})
	}
}
