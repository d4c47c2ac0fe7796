package orm_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/rowankit/rowan/orm"
)

// kept holds what is measured, so that the compiler cannot leave its making out.
var kept orm.Cond

// level and code are types of the program's own; code has a method, and neither converts itself.
type (
	level int16
	code  string
)

func (c code) String() string { return "code " + string(c) }

type kinds struct {
	ID     int64
	Whole  int
	Small  int8
	Byte   uint8
	Name   string
	Real   float64
	Single float32
	Active bool
	Seen   time.Time
	Level  level
	Code   code
	Nick   *string
	Age    *int64
	Score  *float64
	Gone   *time.Time
	Title  sql.Null[string]
	Wait   time.Duration
	Status status
	Serial uuid.UUID
}

// A leaf condition lies where its query puts it: making one allocates nothing, whatever the type of its field.
func TestLeafConditionAllocatesNothing(t *testing.T) { // not parallel: allocations are the whole process's
	c := orm.Define[kinds]().C
	now, nick, age, score := time.Now(), "nick", int64(3), 0.5
	for name, make := range map[string]func() orm.Cond{
		"Eq int64":        func() orm.Cond { return orm.Eq(&c.ID, 7) },
		"Eq int":          func() orm.Cond { return orm.Eq(&c.Whole, 7) },
		"Eq int8":         func() orm.Cond { return orm.Eq(&c.Small, 7) },
		"Eq uint8":        func() orm.Cond { return orm.Eq(&c.Byte, 200) },
		"Eq string":       func() orm.Cond { return orm.Eq(&c.Name, nick) },
		"Eq float64":      func() orm.Cond { return orm.Eq(&c.Real, score) },
		"Eq float32":      func() orm.Cond { return orm.Eq(&c.Single, 0.5) },
		"Eq bool":         func() orm.Cond { return orm.Eq(&c.Active, true) },
		"Eq time.Time":    func() orm.Cond { return orm.Eq(&c.Seen, now) },
		"Eq named int":    func() orm.Cond { return orm.Eq(&c.Level, 7) },
		"Eq named string": func() orm.Cond { return orm.Eq(&c.Code, code(nick)) },
		"Eq *string":      func() orm.Cond { return orm.Eq(&c.Nick, &nick) },
		"Eq *int64":       func() orm.Cond { return orm.Eq(&c.Age, &age) },
		"Eq *float64":     func() orm.Cond { return orm.Eq(&c.Score, &score) },
		"Eq *time.Time":   func() orm.Cond { return orm.Eq(&c.Gone, &now) },
		"Eq nil":          func() orm.Cond { return orm.Eq(&c.Nick, nil) },
		"Ne string":       func() orm.Cond { return orm.Ne(&c.Name, nick) },
		"Gt float64":      func() orm.Cond { return orm.Gt(&c.Real, 0.5) },
		"Le time.Time":    func() orm.Cond { return orm.Le(&c.Seen, now) },
		"Between int64":   func() orm.Cond { return orm.Between(&c.ID, 1, 9) },
		"Between string":  func() orm.Cond { return orm.Between(&c.Name, "a", "b") },
		"Like":            func() orm.Cond { return orm.Like(&c.Name, "a%") },
		"Like *string":    func() orm.Cond { return orm.Like(&c.Nick, "a%") },
		"LikeFold":        func() orm.Cond { return orm.LikeFold(&c.Name, "a%") },
		"EqFold":          func() orm.Cond { return orm.EqFold(&c.Name, "ada") },
		"IsNull":          func() orm.Cond { return orm.IsNull(&c.Nick) },
		"IsNotNull":       func() orm.Cond { return orm.IsNotNull(&c.Title) },
		"EqColumn":        func() orm.Cond { return orm.EqColumn(&c.Real, &c.Real) },
		"Gt duration":     func() orm.Cond { return orm.Gt(&c.Wait, time.Second) },
		"Eq enum":         func() orm.Cond { return orm.Eq(&c.Status, draft) },
	} {
		if n := testing.AllocsPerRun(100, func() { kept = make() }); n != 0 {
			t.Errorf("%s: %v allocations, want 0", name, n)
		}
	}
}

// A UUID is the one value that does not fit into a condition as it is: its bytes need memory.
func TestConditionOnAUUIDAllocatesItsBytes(t *testing.T) { // not parallel: allocations are the whole process's
	c, id := orm.Define[kinds]().C, uuid.New()
	if n := testing.AllocsPerRun(100, func() { kept = orm.Eq(&c.Serial, id) }); n > 1 {
		t.Errorf("%v allocations, want 1", n)
	}
}

// numbers is a row without anything that needs memory of its own; texts is one with two texts.
type (
	numbers struct {
		ID     int64
		A, B   int
		C      float64
		Active bool
		Seen   time.Time
		Small  int16
		Wait   time.Duration
		Serial uuid.UUID
	}
	texts struct {
		ID          int64
		Name, Email string
	}
)

// perRow measures what each further row of a result costs: reading twice the rows against once.
func perRow[T any](t *testing.T, m *orm.Model[T], db *orm.DB) float64 {
	t.Helper()
	ctx := context.Background()
	read := func(n int) float64 {
		q := m.Limit(n)
		return testing.AllocsPerRun(20, func() {
			list, err := q.All(ctx, db)
			if err != nil || len(list) != n {
				t.Fatalf("%s: read %d rows, %v; want %d", m.Name(), len(list), err, n)
			}
		})
	}
	read(2000)
	return (read(2000) - read(1000)) / 1000
}

// A row costs no allocation of its own: objects come in slabs of 256, texts in pieces of 32 KiB. A thousand
// rows more may cost the slabs and pieces that hold them, which is 1 in 100 rows.
func TestReadingARowAllocatesNothing(t *testing.T) { // not parallel: allocations are the whole process's
	n, s := orm.Define[numbers](), orm.Define[texts]()
	db := open(t, n, s)
	ns, ss := make([]*numbers, 2000), make([]*texts, 2000)
	for i := range ns {
		ns[i] = &numbers{A: i, C: float64(i), Active: true, Seen: time.Unix(int64(i), 0)}
		ss[i] = &texts{Name: fmt.Sprintf("name %d of many", i), Email: fmt.Sprintf("name%d@example.org", i)}
	}
	ctx := context.Background()
	if err := n.InsertAll(ctx, db, ns); err != nil {
		t.Fatal(err)
	}
	if err := s.InsertAll(ctx, db, ss); err != nil {
		t.Fatal(err)
	}
	if got := perRow(t, n, db); got > 0.01 {
		t.Errorf("a row of numbers costs %v allocations, want none but a 256th of a slab", got)
	}
	if got := perRow(t, s, db); got > 0.01 {
		t.Errorf("a row of texts costs %v allocations, want none but its part of slabs and pieces", got)
	}
}

// What a call may allocate, on a database that has seen its like before:
//
//	Get                the object and the texts that it holds
//	Insert, Update     nothing: the key goes into the object
//	Count              the step with the conditions, and what runs
//	a dynamic filter   a step for each Where and OrderBy, the list of all conditions, what runs, and the result: the
//	                   list of objects, their slab, and two pieces of texts
func TestCallsAllocateLittle(t *testing.T) { // not parallel: allocations are the whole process's
	m := orm.Define[texts]()
	db, c, ctx := open(t, m), m.C, context.Background()
	for i := range 100 {
		if err := m.Insert(ctx, db, &texts{Name: "n", Email: fmt.Sprintf("n%d@example.org", i)}); err != nil {
			t.Fatal(err)
		}
	}
	key, obj := any(int64(50)), new(texts)
	for _, call := range []struct {
		name string
		want float64
		do   func() error
	}{
		{"Get", 2, func() error { _, err := m.Get(ctx, db, key); return err }},
		{"Insert", 0, func() error { *obj = texts{Name: "n", Email: "e"}; return m.Insert(ctx, db, obj) }},
		{"Update", 0, func() error { return m.Update(ctx, db, obj) }},
		{"Count", 2, func() error { _, err := m.Where(orm.Gt(&c.ID, 5)).Count(ctx, db); return err }},
		{"a dynamic filter", 9, func() error {
			q := m.Where(orm.Gt(&c.ID, 5))
			q = q.Where(orm.Like(&c.Email, "n%"))
			_, err := q.OrderBy(orm.Desc(&c.Name)).Limit(20).All(ctx, db)
			return err
		}},
	} {
		if n := testing.AllocsPerRun(100, func() {
			if err := call.do(); err != nil {
				t.Fatal(err)
			}
		}); n > call.want+raceSlack {
			t.Errorf("%s: %v allocations, want at most %v", call.name, n, call.want)
		}
	}
}
