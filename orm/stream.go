package orm

import (
	"context"
	"iter"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// Stream returns the rows of the query one by one, in constant memory however many there are. Each object is
// the caller's own. An error ends the stream as its last element, with a nil object. The connection is held
// until the loop ends, so the loop's body should not wait for long, least of all for another connection of the
// same database: a statement of its own within the loop may wait for ever when all connections stream. Read
// within a ReadTx, or collect first. On a transaction, another statement within the loop is an error.
//
// A session does not hold the objects, so that it can read any number of them: what is changed in them it does not
// notice, until Model.Merge brings it in.
//
// The objects are strict: touching a relation is an error of the kind NotLoaded. A query with With reads portions of 1,000
// rows with what they lead to, each beginning behind the last row of the one before: it holds no connection while the loop's
// body runs, needs an order by columns that are never NULL, and sees one moment only in a transaction.
//
//	for user, err := range Users.OrderBy(orm.Asc(&u.ID)).Stream(ctx, db) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(user.Name)
//	}
func (q Query[T]) Stream(ctx context.Context, r Reader) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		a := q.question()
		a.stream(ctx, r, slab[T], func(obj layout.Pointer, err error) bool { return yield(layout.At[T](obj, 0), err) })
	}
}

func (q *question) stream(ctx context.Context, r Reader, slab func(n int) layout.Pointer, yield func(layout.Pointer, error) bool) {
	held, err := q.restricted(ctx, r.database(), q.m)
	if err != nil {
		yield(layout.Pointer{}, err)
		return
	}
	q.parts = *held
	if s, ok := r.(*Session); ok { // which would hold them
		if err := s.ready(ctx, q.reads(q.m, q.base)); err != nil {
			yield(layout.Pointer{}, err)
			return
		}
		r = streamed{s}
	}
	if len(q.with) > 0 {
		q.chunks(ctx, r, slab, yield)
		return
	}
	run, err := q.open(ctx, r, q.m, q.base, shapeSelect)
	if err != nil {
		yield(layout.Pointer{}, err)
		return
	}
	open := true
	defer func() { // also when the loop's body breaks or panics
		if open {
			_ = run.close(nil) // the loop was left: nobody is there to hear how closing went
		}
	}()
	goOn, err := run.stream(r, slab, yield)
	open = false
	if err := run.close(err); err != nil && goOn {
		yield(layout.Pointer{}, err)
	}
}

// stream yields objects until the rows end (true) or the loop is left (false).
func (run *reading) stream(r Reader, slab func(n int) layout.Pointer, yield func(layout.Pointer, error) bool) (goOn bool, err error) {
	s := run.scanner()
	s.texts.exact = true
	links := run.m.strangers()
	for {
		more, err := run.next()
		if err != nil || !more {
			return true, err
		}
		obj := slab(1)
		if err := s.row(obj); err != nil {
			return true, err
		}
		for place, rel := range run.m.links {
			rel.at(obj).link = &links[place]
		}
		if err := run.m.tell(run.ctx, r, afterLoad, obj); err != nil {
			return true, err
		}
		if !yield(obj, nil) {
			return false, nil
		}
	}
}
