package conformance

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// paper has a text that is seldom read, and one of every other kind.
type paper struct {
	ID    int64
	Title string
	Text  orm.Lazy[string]
	Note  orm.Lazy[*string]
	Scan  orm.Lazy[[]byte]
	Size  orm.Lazy[int32]
	Score orm.Lazy[float64]
	Final orm.Lazy[bool]
	Sent  orm.Lazy[sql.Null[time.Time]]
	Code  orm.Lazy[uuid.UUID]
	Tags  orm.Lazy[[]string]
	Meta  orm.Lazy[map[string]int]
	Raw   orm.Lazy[json.RawMessage]
}

func (p *paper) Define(t *orm.Table[paper]) {
	t.Column(&p.Title).Size(20).Unique()
	t.Column(&p.Text).Size(10000).Trim().Folded()
	t.Column(&p.Size).Min(0)
	t.Column(&p.Meta).JSON()
	t.Check("scored", orm.Lt(orm.Of(&p.Score), 100), "must be below 100")
}

var papers = orm.Define[paper]()

func lazies() theme {
	return theme{"lazies", []testCase{
		{"a query leaves them out and a touch loads them for all at once", lazyTouch},
		{"With loads them ahead", lazyWith},
		{"a value of every kind comes back", lazyKinds},
		{"an object that was read without them never overwrites them", lazyUpdate},
		{"what was Set is written, for each object what was Set on it", lazyUpdateAll},
		{"a field that is named has to have a value", lazyNamed},
		{"a value that was not loaded is not inserted as zero", lazyInsertAgain},
		{"an update of what conflicts leaves them alone unless they were Set", lazyConflicts},
		{"conditions and orders and changes name them", lazyConditions},
		{"their rules hold in every write", lazyRules},
		{"Refresh forgets them", lazyRefresh},
		{"SQL of the program's own fills them", lazyRaw},
		{"strict queries and streams refuse to load them", lazyStrict},
		{"a row that is gone is told", lazyGone},
		{"goroutines share one load", lazyAtOnce},
	}}
}

func newPaper(title, text string) *paper {
	p := &paper{Title: title}
	p.Text.Set(text)
	return p
}

// papered opens a database with three papers.
func papered(t *trial) (*orm.DB, *counted) {
	t.Helper()
	sent := &counted{}
	db := t.observed(sent, papers)
	t.ok("InsertAll", papers.InsertAll(t.Context(), db, []*paper{newPaper("a", "one"), newPaper("b", "two"), newPaper("c", " three ")}))
	sent.n.Store(0)
	return db, sent
}

// texts reads the texts of all papers anew.
func paperTexts(t *trial, r orm.Reader) string {
	t.Helper()
	list, err := papers.With(&papers.C.Text).All(t.Context(), r)
	t.ok("All", err)
	var all []string
	for _, p := range list {
		text, err := p.Text.Get()
		t.ok("Get", err)
		all = append(all, p.Title+":"+text)
	}
	return strings.Join(all, " ")
}

func lazyTouch(t *trial) {
	db, sent := papered(t)
	list, err := papers.All(t.Context(), db)
	t.ok("All", err)
	t.same("loaded", list[1].Text.Loaded(), false)
	for i, p := range list {
		text, err := p.Text.Load(t.Context())
		t.ok("Load", err)
		t.same("the text", text, []string{"one", "two", "three"}[i])
		t.same("loaded", p.Text.Loaded(), true)
		t.same("another", p.Note.Loaded(), false)
	}
	t.same("statements", sent.n.Load(), int64(2))
	one, err := papers.Get(t.Context(), db, list[2].ID)
	t.ok("Get", err)
	text, err := one.Text.Get()
	t.ok("Get", err)
	t.same("the text of one", text, "three")
	_, err = new(paper).Text.Load(t.Context())
	t.kind("of an object that no query has read", err, fault.NotLoaded)
}

func lazyWith(t *trial) {
	db, sent := papered(t)
	c := papers.C
	list, err := papers.With(&c.Text, &c.Note).Strict().All(t.Context(), db)
	t.ok("All", err)
	for _, p := range list {
		_, err := p.Text.Get()
		t.ok("Text", err)
		note, err := p.Note.Get()
		t.ok("Note", err)
		t.same("a note", note, (*string)(nil))
	}
	t.same("statements", sent.n.Load(), int64(3))
	mine := []*paper{{ID: list[1].ID}}
	t.ok("Load", papers.Load(t.Context(), db, mine, &c.Text))
	text, err := mine[0].Text.Get()
	t.ok("Get", err)
	t.same("of an object at hand", text, "two")
	_, err = papers.With(orm.Load(&c.Text).Limit(1)).All(t.Context(), db)
	t.kind("a limit", err, fault.Invalid)
	n := 0
	for p, err := range papers.With(&c.Text).Stream(t.Context(), db) {
		t.ok("Stream", err)
		text, err := p.Text.Get()
		t.ok("Get", err)
		n += len(text)
	}
	t.same("characters of a stream", n, len("onetwothree"))
}

func lazyKinds(t *trial) {
	db := t.tables(papers)
	ctx, c := t.Context(), papers.C
	code, at := uuid.New(), time.Date(2026, 5, 4, 3, 2, 1, 6000, time.UTC)
	p := newPaper("all", "text")
	p.Note.Set(new("note"))
	p.Scan.Set([]byte{0, 255})
	p.Size.Set(7)
	p.Score.Set(0.5)
	p.Final.Set(true)
	p.Sent.Set(sql.Null[time.Time]{V: at, Valid: true})
	p.Code.Set(code)
	p.Tags.Set([]string{"x", "y"})
	p.Meta.Set(map[string]int{"n": 1})
	p.Raw.Set(json.RawMessage(`{"a": 1}`))
	t.ok("Insert", papers.Insert(ctx, db, p))
	t.ok("Insert of none", papers.Insert(ctx, db, &paper{Title: "none", Raw: lazyOf(json.RawMessage("null"))}))
	list, err := papers.With(&c.Note, &c.Scan, &c.Size, &c.Score, &c.Final, &c.Sent, &c.Code, &c.Tags, &c.Meta, &c.Raw).All(ctx, db)
	t.ok("All", err)
	t.same("every kind", lazyValues(t, list[0]), []any{new("note"), []byte{0, 255}, int32(7), 0.5, true, sql.Null[time.Time]{V: at, Valid: true}, code, []string{"x", "y"}, map[string]int{"n": 1}, json.RawMessage(`{"a":1}`)})
	t.same("zero values", lazyValues(t, list[1]), []any{(*string)(nil), []byte{}, int32(0), 0.0, false, sql.Null[time.Time]{}, uuid.UUID{}, []string{}, map[string]int(nil), json.RawMessage("null")})
}

func lazyOf[V any](v V) (z orm.Lazy[V]) {
	z.Set(v)
	return z
}

func lazyValues(t *trial, p *paper) []any {
	t.Helper()
	return []any{lazyValue(t, p.Note), lazyValue(t, p.Scan), lazyValue(t, p.Size), lazyValue(t, p.Score), lazyValue(t, p.Final), lazyValue(t, p.Sent), lazyValue(t, p.Code), lazyValue(t, p.Tags), lazyValue(t, p.Meta), lazyValue(t, p.Raw)}
}

func lazyValue[V any](t *trial, z orm.Lazy[V]) V {
	t.Helper()
	v, err := z.Get()
	t.ok("Get", err)
	return v
}

func lazyUpdate(t *trial) {
	db, _ := papered(t)
	ctx := t.Context()
	list, err := papers.All(ctx, db)
	t.ok("All", err)
	list[0].Title, list[1].Title, list[2].Title = "A", "B", "C"
	_, err = list[1].Text.Load(ctx) // and so of all
	t.ok("Load", err)
	t.ok("raw", meanwhile(ctx, db, "UPDATE paper SET text = 'meanwhile', text_fold = 'meanwhile' WHERE title = 'a'"))
	t.ok("Update", papers.Update(ctx, db, list[0]))
	t.ok("UpdateAll", papers.UpdateAll(ctx, db, list[1:]))
	t.same("the texts", paperTexts(t, db), "A:meanwhile B:two C:three")
	mine := &paper{ID: list[0].ID, Title: "mine"}
	t.ok("Update of an object at hand", papers.Update(ctx, db, mine))
	t.same("the texts", paperTexts(t, db), "mine:meanwhile B:two C:three")
	fresh := newPaper("d", "four")
	t.ok("Insert", papers.Insert(ctx, db, fresh))
	text, err := fresh.Text.Get()
	t.ok("Get", err)
	t.same("what was inserted", text, "four")
	note, err := fresh.Note.Get()
	t.ok("Get", err)
	t.same("what was not Set", note, (*string)(nil))
}

func meanwhile(ctx context.Context, db *orm.DB, text orm.ConstText) error {
	_, err := orm.Exec(ctx, db, orm.SQL(text))
	return err
}

func lazyUpdateAll(t *trial) {
	db, _ := papered(t)
	ctx := t.Context()
	list, err := papers.All(ctx, db)
	t.ok("All", err)
	list[0].Text.Set("first")
	list[2].Text.Set(" third ")
	list[2].Size.Set(3)
	t.ok("UpdateAll", papers.UpdateAll(ctx, db, list))
	t.same("the texts", paperTexts(t, db), "a:first b:two c:third")
	text, err := list[2].Text.Get()
	t.ok("Get", err)
	t.same("normalized", text, "third")
	list[1].Text.Set("second")
	t.ok("Update", papers.Update(ctx, db, list[1]))
	t.same("the texts", paperTexts(t, db), "a:first b:second c:third")
	list[1].ID, list[2].ID = 98, 99
	err = papers.UpdateAll(ctx, db, list)
	t.kind("rows that are gone", err, fault.NotFound)
	if err != nil && !strings.Contains(err.Error(), "object 2 of 3") && !strings.Contains(err.Error(), "object 3 of 3") {
		t.Errorf("got %v, want the place of the object among all", err)
	}
}

func lazyNamed(t *trial) {
	db, _ := papered(t)
	ctx, c := t.Context(), papers.C
	list, err := papers.All(ctx, db)
	t.ok("All", err)
	t.kind("one that is not loaded", papers.Update(ctx, db, list[0], &c.Title, &c.Text), fault.Invalid)
	t.kind("many that are not loaded", papers.UpdateAll(ctx, db, list, &c.Text), fault.Invalid)
	t.kind("an object at hand", papers.Update(ctx, db, &paper{ID: list[0].ID}, &c.Text), fault.Invalid)
	_, err = list[0].Text.Load(ctx)
	t.ok("Load", err)
	t.ok("raw", meanwhile(ctx, db, "UPDATE paper SET text = 'meanwhile'"))
	list[1].Text.Set("set")
	t.ok("loaded and named", papers.Update(ctx, db, list[0], &c.Text))
	t.ok("set and named", papers.UpdateAll(ctx, db, list[1:2], orm.Of(&c.Text)))
	t.same("the texts", paperTexts(t, db), "a:one b:set c:meanwhile")
}

func lazyInsertAgain(t *trial) {
	db, _ := papered(t)
	ctx, c := t.Context(), papers.C
	p, err := papers.Where(orm.Eq(&c.Title, "a")).One(ctx, db)
	t.ok("One", err)
	p.ID, p.Title = 0, "copy"
	t.kind("Insert", papers.Insert(ctx, db, p), fault.Invalid)
	t.kind("InsertAll", papers.InsertAll(ctx, db, []*paper{p, newPaper("x", "")}), fault.Invalid)
	p, err = papers.With(&c.Text, &c.Note, &c.Scan, &c.Size, &c.Score, &c.Final, &c.Sent, &c.Code, &c.Tags, &c.Meta, &c.Raw).Where(orm.Eq(&c.Title, "a")).One(ctx, db)
	t.ok("One", err)
	p.ID, p.Title = 0, "copy"
	t.ok("Insert, once all is loaded", papers.Insert(ctx, db, p))
	t.same("the texts", paperTexts(t, db), "a:one b:two c:three copy:one")
}

func lazyConflicts(t *trial) {
	db, _ := papered(t)
	ctx, c := t.Context(), papers.C
	written, err := papers.InsertOrIgnore(ctx, db, newPaper("a", "ignored"), &c.Title)
	t.ok("InsertOrIgnore", err)
	t.same("written", written, false)
	p := &paper{Title: "b"}
	p.Size.Set(2)
	t.ok("InsertOrUpdate", papers.InsertOrUpdate(ctx, db, p, orm.On(&c.Title)))
	_, err = p.Text.Get()
	t.kind("what the row holds is not known", err, fault.NotLoaded)
	t.same("what was Set is", lazyValue(t, p.Size), int32(2))
	t.kind("named and without a value", papers.InsertOrUpdate(ctx, db, &paper{Title: "c"}, orm.On(&c.Title).Update(&c.Text)), fault.Invalid)
	t.ok("InsertOrUpdate", papers.InsertOrUpdate(ctx, db, newPaper("c", "changed"), orm.On(&c.Title).Update(&c.Text)))
	t.ok("InsertOrUpdate of a new one", papers.InsertOrUpdate(ctx, db, newPaper("d", "new"), orm.On(&c.Title)))
	t.same("the texts", paperTexts(t, db), "a:one b:two c:changed d:new")
}

func lazyConditions(t *trial) {
	db, _ := papered(t)
	ctx, c := t.Context(), papers.C
	for what, q := range map[string]orm.Query[paper]{
		"Eq": papers.Where(orm.Eq(orm.Of(&c.Text), "two")), "LikeFold": papers.Where(orm.LikeFold(orm.Of(&c.Text), "TW%")),
		"In": papers.Where(orm.In(orm.Of(&c.Text), "two", "four")), "IsNull": papers.Where(orm.IsNull(&c.Note), orm.Eq(&c.Title, "b")),
		"OrderBy": papers.OrderBy(orm.Desc(&c.Text)).Limit(1),
	} {
		p, err := q.One(ctx, db)
		t.ok(what, err)
		t.same(what, p.Title, "b")
	}
	n, err := papers.Where(orm.Eq(&c.Title, "a")).Update(ctx, db, orm.Set(orm.Of(&c.Text), " 1 "), orm.Set(orm.Of(&c.Note), new("n")))
	t.ok("Update", err)
	t.same("changed", n, int64(1))
	t.same("the texts", paperTexts(t, db), "a:1 b:two c:three")
	_, err = papers.Where(orm.Eq(&c.Title, "a")).Update(ctx, db, orm.Set(&c.Text, lazyOf("x")))
	t.kind("a whole Lazy", err, fault.Invalid)
	_, err = papers.Where(orm.Eq(&c.Text, lazyOf("x"))).All(ctx, db)
	t.kind("a condition on a whole Lazy", err, fault.Invalid)
}

func lazyRules(t *trial) {
	db, _ := papered(t)
	ctx, c := t.Context(), papers.C
	p, err := papers.Where(orm.Eq(&c.Title, "a")).One(ctx, db)
	t.ok("One", err)
	p.Size.Set(-1)
	p.Text.Set(strings.Repeat("x", 10001))
	t.refusedFields("Update", papers.Update(ctx, db, p), "paper", "Text", "Size")
	q := &paper{Title: "z"}
	q.Score.Set(100)
	t.refused("a check", papers.Insert(ctx, db, q), fault.Check, "paper", "Score")
	_, err = papers.Every().Update(ctx, db, orm.Set(orm.Of(&c.Size), -1))
	t.refused("Set", err, fault.OutOfRange, "paper", "Size")
}

// refusedFields fails the case unless err names the fields, of whatever kind.
func (t *trial) refusedFields(what string, err error, model string, fields ...string) {
	t.Helper()
	var got []string
	for _, v := range fault.Violations(err) {
		got = append(got, v.Field)
	}
	t.same(what, got, fields)
}

func lazyRefresh(t *trial) {
	db, _ := papered(t)
	ctx := t.Context()
	list, err := papers.With(&papers.C.Text).All(ctx, db)
	t.ok("All", err)
	t.ok("raw", meanwhile(ctx, db, "UPDATE paper SET text = 'meanwhile'"))
	list[0].Text.Set("set")
	for _, p := range list {
		t.ok("Refresh", papers.Refresh(ctx, db, p))
		text, err := p.Text.Load(ctx)
		t.ok("Load", err)
		t.same("the text", text, "meanwhile")
	}
	t.ok("Update writes nothing of it", papers.Update(ctx, db, list[0]))
	mine := newPaper("q", "before")
	t.ok("Insert", papers.Insert(ctx, db, mine))
	t.ok("raw", meanwhile(ctx, db, "UPDATE paper SET text = 'after'"))
	t.ok("Load", papers.Load(ctx, db, []*paper{mine}, &papers.C.Note))
	t.same("what was Set stays", lazyValue(t, mine.Text), "before")
}

func lazyRaw(t *trial) {
	db, _ := papered(t)
	list, err := orm.Rows[paper](t.Context(), db, orm.SQL("SELECT id, title, text, note FROM paper ORDER BY id"))
	t.ok("Rows", err)
	t.same("the text", lazyValue(t, list[2].Text), "three")
	t.same("the note", lazyValue(t, list[2].Note), (*string)(nil))
	t.same("what was not asked for", list[2].Size.Loaded(), false)
}

func lazyStrict(t *trial) {
	db, _ := papered(t)
	p, err := papers.Query().Strict().First(t.Context(), db)
	t.ok("First", err)
	_, err = p.Text.Get()
	t.kind("strict", err, fault.NotLoaded)
	for p, err := range papers.Query().Stream(t.Context(), db) {
		t.ok("Stream", err)
		_, err = p.Text.Load(t.Context())
		t.kind("of a stream", err, fault.NotLoaded)
	}
}

func lazyGone(t *trial) {
	db, _ := papered(t)
	ctx := t.Context()
	list, err := papers.All(ctx, db)
	t.ok("All", err)
	t.ok("Delete", papers.Delete(ctx, db, &paper{ID: list[1].ID}))
	text, err := list[0].Text.Load(ctx)
	t.ok("Load", err)
	t.same("the text", text, "one")
	_, err = list[1].Text.Load(ctx)
	t.kind("Load", err, fault.NotFound)
}

func lazyAtOnce(t *trial) {
	db, sent := papered(t)
	list, err := papers.All(t.Context(), db)
	t.ok("All", err)
	sent.n.Store(0)
	var all sync.WaitGroup
	got := make([]string, 12)
	for i := range got {
		all.Go(func() {
			p := list[i%3]
			text, err := p.Text.Load(t.Context())
			got[i] = fmt.Sprint(p.Title, text, err)
		})
	}
	all.Wait()
	for i, g := range got {
		t.same("what each got", g, []string{"aone<nil>", "btwo<nil>", "cthree<nil>"}[i%3])
	}
	t.same("statements", sent.n.Load(), int64(1))
}
