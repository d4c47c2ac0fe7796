package orm

import (
	"context"

	"github.com/rowankit/rowan/driver"
)

// pipeline is statements of a transaction that wait to be sent together, with one round trip, where the connection can
// (driver.Pipeline). Whoever gives a statement to later or laterRows gets its answer when it has come. Anything else that
// is sent meanwhile sends them first, so that the database sees the order in which they were given.
//
// They are told of as if they were sent one by one: those before a refused one hold, and nothing after it was done.
type pipeline struct {
	list   []driver.Queued
	asked  []asked
	values []driver.Value
	size   int // of the values, in bytes
	blame  func(error) error
	failed bool // what went wrong was told, and is blamed on whom it concerns
}

// asked is who gave a statement to the pipeline.
type asked struct {
	m     *mapper
	rows  *int64 // that came back; nil where none are expected
	done  func(answer) error
	blame func(error) error
}

// answer is what became of a statement, with the values that it was sent with and the lease to ask further.
type answer struct {
	lease  *lease
	values []driver.Value
	result driver.Result
	err    error
}

// How much waits at most, in statements, and in bytes beside the last.
const (
	longPipeline  = 256
	largePipeline = 2 * largeStatement
)

// together runs a function whose statements may wait to be sent together, and sends what is left of them. After an error
// those that still wait are not sent.
func (l *lease) together(ctx context.Context, do func() error) error {
	if _, can := l.conn.(driver.Pipeline); !can || l.tx == nil || l.pipeline != nil {
		return do()
	}
	l.pipeline = &pipeline{}
	defer func() { l.pipeline = nil }()
	if err := do(); err != nil {
		return err
	}
	return l.settle(ctx)
}

// blaming runs a function, and lets blame say what an error of it concerns: at once, or when the statements that it gave
// to the pipeline are sent. An error of statements that others gave to it before is blamed on those.
func (l *lease) blaming(blame func(error) error, do func() error) error {
	p := l.pipeline
	if p == nil {
		return blame(do())
	}
	before := p.blame
	p.blame = blame
	defer func() { p.blame = before }()
	err := do()
	if p.failed {
		return err
	}
	return blame(err)
}

// later runs a statement whose result nobody waits for, and gives the result to done: at once, or when the pipeline is
// sent. The list of values is copied; what lists and bytes among them refer to stays as it is until then. An error of
// done is that of the call that sends the pipeline, and nothing else is then done.
func (l *lease) later(ctx context.Context, m *mapper, s *driver.Statement, values []driver.Value, done func(answer) error) error {
	if l.pipeline == nil {
		return l.apart(func(l *lease) error {
			result, err := l.exec(ctx, m, s, values)
			return done(answer{l, values, result, err})
		})
	}
	return l.wait(ctx, driver.Queued{Statement: s, Values: values}, asked{m: m, done: done})
}

// laterRows does the same for a statement that gives back rows, which take reads. It is called again, from the first row
// on, when the statement has to be sent again.
func (l *lease) laterRows(ctx context.Context, t *table, p *plan, values []driver.Value, take func(driver.Rows) error, done func(answer) error) error {
	if l.pipeline == nil {
		return l.apart(func(l *lease) error {
			return done(answer{lease: l, values: values, err: l.rows(ctx, t, p, values, take)})
		})
	}
	var taken error
	rows := new(int64)
	q := driver.Queued{Statement: &p.statement, Values: values, Take: func(r driver.Rows) {
		*rows = 0
		taken = take(counted{r, rows})
	}}
	return l.wait(ctx, q, asked{m: t.m, rows: rows, done: func(a answer) error {
		if a.err == nil {
			a.err = taken
		}
		return done(a)
	}})
}

// rows runs a statement that gives back rows, which take reads. It travels with those that wait.
func (l *lease) rows(ctx context.Context, t *table, p *plan, values []driver.Value, take func(driver.Rows) error) error {
	if l.pipeline != nil && len(l.pipeline.list) > 0 {
		err := l.laterRows(ctx, t, p, values, take, func(a answer) error { return a.err })
		if err == nil {
			err = l.settle(ctx)
		}
		return err
	}
	run := reading{lease: *l, m: t.m, ctx: ctx, scratch: &scratch{values: values}, table: t, plan: p}
	err := run.send()
	l.conn = run.conn
	if err != nil {
		return err
	}
	closed := false
	defer func() {
		if !closed { // take has panicked
			_ = run.closeRows(nil)
		}
	}()
	err = take(readingRows{run.rows, &run})
	closed = true
	return run.closeRows(err)
}

// readingRows are the rows of a reading, as an engine has them.
type readingRows struct {
	driver.Rows
	run *reading
}

func (r readingRows) Next() (bool, error) { return r.run.next() }

// counted counts rows.
type counted struct {
	driver.Rows
	n *int64
}

func (r counted) Next() (bool, error) {
	more, err := r.Rows.Next()
	if more {
		*r.n++
	}
	return more, err
}

// wait adds a statement to the pipeline, and sends it when it is long enough.
func (l *lease) wait(ctx context.Context, q driver.Queued, a asked) error {
	p, from := l.pipeline, len(l.pipeline.values)
	p.values = append(p.values, q.Values...)
	q.Values = p.values[from:len(p.values):len(p.values)]
	a.blame = p.blame
	p.list, p.asked = append(p.list, q), append(p.asked, a)
	if p.size += payload(q.Values) + inMemory(q.Values); len(p.list) < longPipeline && p.size < largePipeline {
		return nil
	}
	return l.settle(ctx)
}

// inMemory is how many bytes the values themselves take.
func inMemory(values []driver.Value) (n int) {
	for i := range values {
		n += valueSize * (1 + len(values[i].List()))
	}
	return n
}

// valueSize is about that of a driver.Value.
const valueSize = 48

// settle sends what waits, and tells whose it is. What they do may give more to the pipeline.
func (l *lease) settle(ctx context.Context) (err error) {
	for p := l.pipeline; p != nil && len(p.list) > 0 && err == nil; {
		sent := pipeline{list: p.list, asked: p.asked}
		p.list, p.asked, p.values, p.size = nil, nil, nil, 0
		if err = l.apart(func(l *lease) error { return l.sendAll(ctx, &sent) }); err != nil {
			p.failed = true
		}
	}
	return err
}

// apart runs a function with a copy of the lease, so that leases that nothing waits for stay off the heap.
func (l *lease) apart(do func(*lease) error) error {
	c := *l
	err := do(&c)
	l.conn, l.again = c.conn, c.again
	return err
}

// sendAll sends statements together.
func (l *lease) sendAll(ctx context.Context, p *pipeline) error {
	at, err := l.sendOnce(ctx, p)
	for err != nil && l.renew(ctx, p.list[min(at, len(p.list)-1)].Statement, err) {
		at, err = l.sendOnce(ctx, p)
	}
	held := err == nil || at == 0
	if !held && outcomeOf(err) == driver.Refused {
		_, e := l.conn.(driver.Pipeline).Send(ctx, p.list[:at]) // they went with the one that was refused, and it alone is to go
		held = l.answer(nil, p.list[0].Statement, e) == nil
	}
	if held {
		for i := range at {
			if err := p.tell(l, i, nil); err != nil {
				return err
			}
		}
	}
	if err != nil && at < len(p.list) {
		return p.tell(l, at, err)
	}
	return err
}

// sendOnce sends them, and tells the observer of all that were done or refused. All are done when at is their number.
func (l *lease) sendOnce(ctx context.Context, p *pipeline) (at int, err error) {
	started := l.db.now()
	at, err = l.conn.(driver.Pipeline).Send(ctx, p.list)
	if err == nil {
		at = len(p.list)
	}
	last := min(at, len(p.list)-1)
	err = l.answer(p.asked[last].m, p.list[last].Statement, err)
	if l.wrote != nil {
		for i := range last + 1 {
			l.wrote(p.asked[i].m)
		}
	}
	if l.db.observer == nil {
		return at, err
	}
	for i := range last + 1 {
		q, told := &p.list[i], error(nil)
		rows := q.Result.Rows
		if n := p.asked[i].rows; n != nil {
			rows = *n
		}
		if i == last {
			told = err
		}
		if told != nil {
			rows = 0
		}
		l.db.observe(ctx, p.asked[i].m, q.Statement, q.Values, rows, started, told)
	}
	return at, err
}

// tell gives an answer to whom it concerns.
func (p *pipeline) tell(l *lease, i int, err error) error {
	a, q := &p.asked[i], &p.list[i]
	if err = a.done(answer{l, q.Values, q.Result, err}); err != nil && a.blame != nil {
		return a.blame(err)
	}
	return err
}
