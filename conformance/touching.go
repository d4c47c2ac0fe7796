package conformance

import (
	"context"
	"encoding/json"
	"html/template"
	"strings"
	"sync"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func touching() theme {
	return theme{"touching", []testCase{
		{"within a transaction relations are loaded through it, and not after its end", touchInside},
		{"a context that is over loads nothing, and what is loaded stays", touchOver},
		{"who waits for a load that another runs may give up", touchWaiting},
		{"many may touch objects of one query at once, by one statement", touchTogether},
		{"copies of an object share what is loaded", touchCopies},
		{"relations are written as keys in JSON, and null before they are loaded", touchJSON},
		{"templates load what they show", touchTemplate},
	}}
}

func touchInside(t *trial) {
	db := fewNovels(t, nil)
	var kept []*writer
	inside := func(ctx context.Context, r orm.Reader) error {
		list, err := writers.All(ctx, r)
		t.ok("All", err)
		t.same("novels", keysOf[novel](t)(list[0].Novels.Load(ctx))[:3], []int64{1, 3, 5})
		_, err = list[0].Desk.Get()
		t.ok("Get", err)
		kept = list
		return nil
	}
	after := func(what string) {
		t.Helper()
		n, err := kept[0].Novels.Load(t.Context())
		t.ok("what was loaded "+what, err)
		t.same("novels", len(n) >= 3, true)
		_, err = kept[0].Pupils.Load(t.Context())
		t.kind("what was not "+what, err, fault.Invalid)
	}
	t.ok("Tx", db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		insert(t, tx, novels, &novel{Title: "inside", AuthorID: 1})
		return inside(ctx, tx)
	}))
	t.same("what the transaction wrote", keysOf[novel](t)(kept[0].Novels.Load(t.Context())), []int64{1, 3, 5, 7})
	after("in Tx")
	t.ok("ReadTx", db.ReadTx(t.Context(), func(ctx context.Context, tx *orm.ReadTx) error { return inside(ctx, tx) }))
	after("in ReadTx")
	t.ok("on replicas", inside(t.Context(), db.Replica()))
	_, err := kept[0].Pupils.Load(t.Context())
	t.ok("a replica goes on", err)
}

func touchOver(t *trial) {
	var seen recorder
	db := fewNovels(t, &seen)
	ctx, cancel := context.WithCancel(t.Context())
	list, err := writers.With(&writers.C.Novels).All(ctx, db)
	t.ok("All", err)
	total, err := list[0].Subjects.Total()
	t.ok("Total", err)
	cancel()
	seen.statements(t, "after the end", 0, func() {
		t.same("what is loaded", keysOf[novel](t)(list[0].Novels.All()), []int64{1, 3, 5})
		t.same("what is loaded", keysOf[novel](t)(list[0].Novels.Load(ctx)), []int64{1, 3, 5})
		n, err := list[2].Subjects.Total()
		t.ok("what is counted", err)
		t.same("counted", n, total)
		_, press := list[0].Press.Get()
		_, press2 := list[0].Press.Load(ctx)
		_, subjects := list[0].Subjects.All()
		_, edited := list[0].Edited.Total()
		for _, err := range []error{press, press2, subjects, edited} {
			t.kind("what is not loaded", err, fault.Canceled)
		}
	})
	_, err = list[0].Press.Load(t.Context())
	t.ok("another context", err)
}

// doorkeeper is an observer that holds those who have read novels until it is told to let them go.
type doorkeeper struct {
	recorder
	came, open chan struct{}
}

func (d *doorkeeper) Observe(ctx context.Context, e orm.Event) {
	d.recorder.Observe(ctx, e)
	if e.Model == "novel" && strings.HasPrefix(e.Statement, "SELECT") {
		close(d.came)
		<-d.open
	}
}

func touchWaiting(t *trial) {
	d := &doorkeeper{came: make(chan struct{}), open: make(chan struct{})}
	db := fewNovels(t, d)
	list := all(t, db, writers)
	var wait sync.WaitGroup
	for i := range 3 {
		wait.Go(func() {
			if n, err := list[i].Novels.Load(t.Context()); err != nil || len(n) != []int{3, 0, 3}[i] {
				t.Errorf("who waits: got %d novels, %v", len(n), err)
			}
		})
	}
	<-d.came
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := list[0].Novels.Load(ctx)
	t.kind("who gives up", err, fault.Canceled)
	close(d.open)
	wait.Wait()
}

func touchTogether(t *trial) {
	var seen recorder
	db, ctx := fewNovels(t, &seen), t.Context()
	list := all(t, db, writers)
	seen.statements(t, "together", 3, func() {
		var wait sync.WaitGroup
		for i := range 24 {
			wait.Go(func() {
				w, want := list[i%3], []int{3, 0, 3}[i%3]
				novels, err := w.Novels.Load(ctx)
				n, err2 := w.Subjects.Count(ctx)
				_, err3 := w.Press.Get()
				if len(novels) != want || n != int64(want) || err != nil || err2 != nil || err3 != nil {
					t.Errorf("%s: got %d novels and %d subjects, %v, %v, %v", w.Name, len(novels), n, err, err2, err3)
				}
				for _, x := range novels {
					if e, err := x.Editor.Load(ctx); err != nil || (e == nil) != (x.EditorID == nil) {
						t.Errorf("%s: got the editor %v, %v", x.Title, e, err)
					}
				}
			})
		}
		wait.Wait()
	})
}

func touchCopies(t *trial) {
	var seen recorder
	db, ctx := fewNovels(t, &seen), t.Context()
	list := all(t, db, writers)
	seen.statements(t, "copies", 1, func() {
		one, two := *list[0], *list[2]
		t.same("of the first", keysOf[novel](t)(one.Novels.Load(ctx)), []int64{1, 3, 5})
		t.same("of the last", keysOf[novel](t)(two.Novels.Load(ctx)), []int64{2, 4, 6})
		t.same("of the object", keysOf[novel](t)(list[2].Novels.Load(ctx)), []int64{2, 4, 6})
	})
}

func touchJSON(t *trial) {
	db, w := fewNovels(t, nil), writers.C
	list, err := writers.With(&w.Novels, &w.Press, orm.Load(&w.Edited).With(&novels.C.Author)).All(t.Context(), db)
	t.ok("All", err)
	text := func(v any) string {
		t.Helper()
		b, err := json.Marshal(v)
		t.ok("Marshal", err)
		return string(b)
	}
	t.same("many", text(list[0].Novels), "[1,3,5]")
	t.same("none", text(list[1].Novels), "[]")
	t.same("no press", text(list[0].Press), "null")
	t.same("not loaded", text(list[0].Subjects), "null")
	books, err := novels.With(&novels.C.Author).All(t.Context(), db)
	t.ok("All", err)
	t.same("one", text(books[1].Author), "3")
	var back writer
	t.ok("Unmarshal", json.Unmarshal([]byte(text(list[0])), &back))
	t.same("read back", back.Novels.Loaded() || back.Name != "a", false)
}

func touchTemplate(t *trial) {
	var seen recorder
	db := fewNovels(t, &seen)
	page := template.Must(template.New("").Parse(`{{range .}}{{.Name}} {{.Novels.Total}}:{{range .Novels.All}} {{.Title}}{{with .Editor.Get}} by {{.Name}}{{end}}{{end}};{{end}}`))
	list := all(t, db, writers)
	var b strings.Builder
	seen.statements(t, "a page", 3, func() { t.ok("Execute", page.Execute(&b, list)) })
	t.same("the page", b.String(), "a 3: b a b;b 0:;c 3: b c by b a by a;")
}
