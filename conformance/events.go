package conformance

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// notebook and memo are told of every event, and do what the script of the call says.
type notebook struct {
	ID    int64
	Title string
	Memos orm.Many[memo]
}

type memo struct {
	ID         int64
	Title      string
	Mark       string
	Pages      int64
	NotebookID *int64
	Notebook   orm.One[notebook]
}

func (n *notebook) Define(t *orm.Table[notebook]) { t.Column(&n.Title).Size(10) }

func (m *memo) Define(t *orm.Table[memo]) {
	n := orm.C[notebook]()
	t.Column(&m.Title).Size(10).Trim().Unique()
	t.Column(&m.Mark).Size(10)
	orm.BelongsTo(t, &m.Notebook).By(&m.NotebookID).Inverse(&n.Memos).OnDelete(orm.Cascade)
}

var (
	notebooks = orm.Define[notebook]()
	memos     = orm.Define[memo]()
)

// script is what events do, and what was heard of them, in order.
type script struct {
	heard []string
	do    func(ctx context.Context, event string, obj any, r orm.Reader) error
}

type scriptKey struct{}

func scripted(t *trial, do func(ctx context.Context, event string, obj any, r orm.Reader) error) (context.Context, *script) {
	s := &script{do: do}
	return context.WithValue(t.Context(), scriptKey{}, s), s
}

// told returns what was heard since the last time.
func (s *script) told() string {
	text := strings.Join(s.heard, ", ")
	s.heard = nil
	return text
}

func play(ctx context.Context, event, title string, obj any, r orm.Reader) error {
	s, ok := ctx.Value(scriptKey{}).(*script)
	if !ok {
		return nil
	}
	s.heard = append(s.heard, event+" "+title)
	if s.do == nil {
		return nil
	}
	return s.do(ctx, event, obj, r)
}

func (m *memo) BeforeInsert(ctx context.Context, r orm.Reader) error {
	return play(ctx, "before insert", m.Title, m, r)
}

func (m *memo) AfterInsert(ctx context.Context, r orm.Reader) error {
	return play(ctx, "after insert", m.Title, m, r)
}

func (m *memo) BeforeUpdate(ctx context.Context, r orm.Reader) error {
	return play(ctx, "before update", m.Title, m, r)
}

func (m *memo) AfterUpdate(ctx context.Context, r orm.Reader) error {
	return play(ctx, "after update", m.Title, m, r)
}

func (m *memo) BeforeDelete(ctx context.Context, r orm.Reader) error {
	return play(ctx, "before delete", m.Title, m, r)
}

func (m *memo) AfterDelete(ctx context.Context, r orm.Reader) error {
	return play(ctx, "after delete", m.Title, m, r)
}

func (m *memo) AfterLoad(ctx context.Context, r orm.Reader) error {
	return play(ctx, "load", m.Title, m, r)
}

func (n *notebook) BeforeInsert(ctx context.Context, r orm.Reader) error {
	return play(ctx, "before insert", n.Title, n, r)
}

func (n *notebook) AfterInsert(ctx context.Context, r orm.Reader) error {
	return play(ctx, "after insert", n.Title, n, r)
}

func eventCases() theme {
	return theme{"events", []testCase{
		{"objects are told before they are written and after", eventOrder},
		{"what an event changes is stored by the model's rules", eventChanges},
		{"an update writes what an event changes beside the named fields", eventUpdates},
		{"an error before a write leaves rows and objects as they were", eventRefusals},
		{"an error after a write leaves the rows, unless a transaction takes them back", eventLate},
		{"a write that is refused takes back what an event changed", eventTakenBack},
		{"an event reads and writes with what the call was given", eventReader},
		{"an upsert is an insert of what it wrote", eventUpserts},
		{"what is inserted together is told together, and so is what events add", eventFamilies},
		{"objects that are read are told when all of them are there", eventLoads},
		{"rows that change without an object have no events", eventSilence},
		{"pairs of a model with events are written by its own rows", eventPairs},
	}}
}

func threeMemos() []*memo { return []*memo{{Title: "a"}, {Title: "b"}, {Title: "c"}} }

func eventOrder(t *trial) {
	db := t.tables(notebooks, memos)
	ctx, s := scripted(t, func(ctx context.Context, event string, obj any, r orm.Reader) error {
		if m := obj.(*memo); strings.HasPrefix(event, "after") != (m.ID != 0) && strings.HasSuffix(event, "insert") {
			return errors.New("has a key at the wrong time")
		}
		return nil
	})
	list := threeMemos()
	t.ok("InsertAll", memos.InsertAll(ctx, db, list))
	t.same("InsertAll", s.told(), "before insert a, before insert b, before insert c, after insert a, after insert b, after insert c")
	m := &memo{Title: "d"}
	t.ok("Insert", memos.Insert(ctx, db, m))
	t.same("Insert", s.told(), "before insert d, after insert d")
	t.ok("Update", memos.Update(ctx, db, m))
	t.same("Update", s.told(), "before update d, after update d")
	t.ok("UpdateAll", memos.UpdateAll(ctx, db, list[:2], &memos.C.Mark))
	t.same("UpdateAll", s.told(), "before update a, before update b, after update a, after update b")
	t.ok("Delete", memos.Delete(ctx, db, m))
	t.same("Delete", s.told(), "before delete d, after delete d")
	count(t, db, memos, 3)
}

func eventChanges(t *trial) {
	db := t.tables(notebooks, memos)
	ctx, _ := scripted(t, func(ctx context.Context, event string, obj any, r orm.Reader) error {
		m := obj.(*memo)
		switch event {
		case "before insert":
			m.Title = "  " + m.Title + " "
		case "before update":
			m.Title += m.Title
		}
		return nil
	})
	m := &memo{Title: "abc"}
	t.ok("Insert", memos.Insert(ctx, db, m))
	t.same("the object", m.Title, "abc")
	t.ok("Update", memos.Update(ctx, db, m))
	t.same("the row", all(t, db, memos)[0].Title, "abcabc")
	t.refused("Update", memos.Update(ctx, db, m), fault.TooLong, "memo", "Title")
	t.same("after a refusal", m.Title, "abcabc")
	long := &memo{Title: "longer than ten"}
	t.refused("Insert", memos.Insert(ctx, db, long), fault.TooLong, "memo", "Title")
	t.same("after a refusal", long.Title, "longer than ten")
}

func eventUpdates(t *trial) {
	db := t.tables(notebooks, memos)
	list, c := threeMemos(), memos.C
	insert(t, db, memos, list...)
	ctx, _ := scripted(t, func(ctx context.Context, event string, obj any, r orm.Reader) error {
		if m := obj.(*memo); event == "before update" && m.Title != "c" {
			m.Mark = "by " + m.Title
		}
		return nil
	})
	list[0].Title, list[0].Pages = "a", 7
	t.ok("Update", memos.Update(ctx, db, list[0], &c.Title))
	list[1].Pages, list[2].Pages = 8, 9
	t.ok("UpdateAll", memos.UpdateAll(ctx, db, list[1:], &c.Pages))
	text := ""
	for _, m := range all(t, db, memos) {
		text += fmt.Sprintf("%s:%s:%d ", m.Title, m.Mark, m.Pages)
	}
	t.same("the rows", text, "a:by a:0 b:by b:8 c::9 ")
}
