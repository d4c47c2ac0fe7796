package conformance

import (
	"database/sql"
	"fmt"
	"reflect"
	"testing"

	"github.com/google/uuid"

	"github.com/rowankit/rowan/orm"
)

func relations() theme {
	return theme{"relations", []testCase{
		{"rows lead to one, to many, and back to the same objects", relateMany},
		{"what may be missing leads nowhere", relateMissing},
		{"one row leads to one, from both sides", relateOne},
		{"pairs in a table of their own lead both ways", relatePairs},
		{"pairs may be rows of a model that says more", relateThrough},
		{"rows of one table are a tree", relateTree},
		{"pairs of one model have two sides", relateLikes},
		{"several relations between two models are kept apart", relateTwice},
		{"a relation by several fields leads nowhere when one is NULL", relateComposite},
		{"pairs of models whose keys have several fields", relateCompositePairs},
		{"keys may be numbers of any width, texts and UUIDs", relateKeys},
		{"a relation may lead to a unique instead of the key", relateUnique},
		{"a key may be the reference to another key", relateShared},
		{"relations of an embedded struct are the model's", relateEmbedded},
		{"children are found by a relation that their parents do not know", relateChildren},
	}}
}

func relateMany(t *trial) {
	db, ctx := t.tables(literature...), t.Context()
	fillLiterature(t, db, 9)
	list := all(t, db, writers)
	keys, of := keysOf[novel](t), map[int64][]int64{}
	for _, n := range all(t, db, novels) {
		of[n.AuthorID] = append(of[n.AuthorID], n.ID)
		t.same("the author of "+n.Title, keyOf[writer](t)(n.Author.Load(ctx)), n.AuthorID)
	}
	for i, w := range list {
		got := keys(w.Novels.Load(ctx))
		t.same("novels of "+w.Name, got, append([]int64{}, of[w.ID]...))
		t.same("their number", len(got), novelsOf(i))
		found, _ := w.Novels.Load(ctx)
		for _, n := range found {
			back, err := n.Author.Load(ctx)
			t.ok("Load", err)
			t.same("back to the same object", back == w, true)
			t.same("the chapters", len(keysOf[chapter](t)(n.Chapters.Load(ctx))), 2)
		}
	}
}

func relateMissing(t *trial) {
	db, ctx := t.tables(literature...), t.Context()
	fillLiterature(t, db, 6)
	if _, err := writers.Where(orm.Gt(&writers.C.ID, 3)).Update(ctx, db, orm.Set(&writers.C.MentorID, sql.Null[int64]{V: 2, Valid: true})); err != nil {
		t.Fatal(err)
	}
	shared := map[int64]*press{}
	for i, w := range all(t, db, writers) {
		p, err := w.Press.Load(ctx)
		t.same("a press", keyOf[press](t)(p, err), map[int]int64{0: 1, 1: 2, 2: 0}[i%3])
		if p != nil && shared[p.ID] != nil {
			t.same("one object for all who lead to it", shared[p.ID] == p, true)
		}
		if p != nil {
			shared[p.ID] = p
		}
		t.same("a mentor", keyOf[writer](t)(w.Mentor.Load(ctx)), map[bool]int64{true: 2}[w.ID > 3])
	}
	for _, p := range all(t, db, presses) {
		found, err := p.Writers.Load(ctx)
		t.ok("Load", err)
		t.same("writers of "+p.Name, len(found), map[int64]int{1: 2, 2: 2}[p.ID])
		t.same("never nil", found == nil, false)
	}
}

func relateOne(t *trial) {
	db, ctx := t.tables(literature...), t.Context()
	fillLiterature(t, db, 4)
	_, err := desks.Where(orm.Eq(&desks.C.WriterID, 3)).Delete(ctx, db)
	t.ok("Delete", err)
	for _, w := range all(t, db, writers) {
		d, err := w.Desk.Load(ctx)
		t.ok("Load", err)
		if w.ID == 3 {
			t.same("no desk", d, (*writingDesk)(nil))
			continue
		}
		t.same("the desk", d.Place, "room "+w.Name)
		back, err := d.Writer.Load(ctx)
		t.ok("Load", err)
		t.same("back to the same object", back == w, true)
	}
	for _, d := range all(t, db, desks) {
		w, err := d.Writer.Load(ctx)
		t.ok("Load", err)
		back, err := w.Desk.Load(ctx)
		t.ok("Load", err)
		t.same("back to the same object", back == d, true)
	}
}

func relatePairs(t *trial) {
	db, ctx := t.tables(literature...), t.Context()
	fillLiterature(t, db, 12)
	exec(t, db, "DELETE FROM writer_subject WHERE writer_id = 5")
	with := map[int64][]int64{} // the writers of each subject, by their keys
	for _, w := range all(t, db, writers) {
		got := keysOf[subject](t)(w.Subjects.Load(ctx))
		a, b := min(w.ID%5, (w.ID+1)%5)+1, max(w.ID%5, (w.ID+1)%5)+1
		if w.ID == 5 {
			t.same("no subjects", got, []int64{})
			continue
		}
		t.same("subjects of "+w.Name, got, []int64{a, b})
		with[a], with[b] = append(with[a], w.ID), append(with[b], w.ID)
	}
	for _, s := range all(t, db, subjects) {
		t.same("writers of "+s.Name, keysOf[writer](t)(s.Writers.Load(ctx)), with[s.ID])
	}
}

func relateThrough(t *trial) {
	db, ctx := t.tables(literature...), t.Context()
	fillLiterature(t, db, 4)
	insert(t, db, readings, &reading{WriterID: 3, NovelID: new(int64(2)), Title: "again"}, &reading{WriterID: 1, NovelID: new(int64(2)), Title: "once"},
		&reading{WriterID: 3, NovelID: new(int64(1)), Title: "once"}, &reading{WriterID: 3, Title: "of nothing"})
	list := all(t, db, writers)
	t.same("read by the third", keysOf[novel](t)(list[2].Read.Load(ctx)), []int64{1, 2})
	t.same("read by the second", keysOf[novel](t)(list[1].Read.Load(ctx)), []int64{})
	n, err := list[2].Read.Count(ctx)
	t.ok("Count", err)
	t.same("counted without those that lead nowhere", n, int64(2))
	t.same("readings of the third", keysOf[reading](t)(list[2].Readings.Load(ctx)), []int64{1, 3, 4})
	of := all(t, db, novels)
	t.same("readers of the second novel", keysOf[writer](t)(of[1].Readers.Load(ctx)), []int64{1, 3})
	marks, err := of[1].Readings.Load(ctx)
	t.ok("Load", err)
	t.same("what a pair says more", marks[0].Title, "again")

	c := novels.C
	last := orm.Load(&writers.C.Read).Where(orm.Ne(&c.Title, "x")).OrderBy(orm.Desc(&c.Title)).Limit(1).Counted()
	w, err := writers.Where(orm.Eq(&writers.C.ID, 3)).With(last).One(ctx, db)
	t.ok("One", err)
	t.same("the last by title", keysOf[novel](t)(w.Read.All()), []int64{2})
	n, err = w.Read.Total()
	t.ok("Total", err)
	t.same("of two", n, int64(2))
}

func relateTree(t *trial) {
	var seen recorder
	db, ctx, c := t.observed(&seen, literature...), t.Context(), writers.C
	insert(t, db, writers, &writer{Name: "root"})
	const depth = 6
	for level, first, width := 0, int64(1), int64(1); level < depth; level++ { // a binary tree
		var next []*writer
		for parent := first; parent < first+width; parent++ {
			for range 2 {
				next = append(next, &writer{Name: fmt.Sprint(level), MentorID: sql.Null[int64]{V: parent, Valid: true}})
			}
		}
		t.ok("InsertAll", writers.InsertAll(ctx, db, next))
		first, width = first+width, width*2
	}
	var walk func(w *writer) int
	walk = func(w *writer) int {
		n, list := 1, []*writer(nil)
		list, err := w.Pupils.Load(ctx)
		t.ok("Load", err)
		for _, p := range list {
			back, err := p.Mentor.Load(ctx)
			t.ok("Load", err)
			t.same("back to the same object", back == w, true)
			n += walk(p)
		}
		return n
	}
	seen.statements(t, "a tree is a statement for each level", depth+2, func() {
		root, err := writers.Where(orm.IsNull(&c.MentorID)).One(ctx, db)
		t.ok("One", err)
		t.same("all of the tree", walk(root), 1<<(depth+1)-1)
	})
	seen.statements(t, "and so is the way up", depth+1, func() {
		list, err := writers.Where(orm.Eq(&c.Name, fmt.Sprint(depth-1))).All(ctx, db)
		t.ok("All", err)
		for _, w := range list {
			for up := w; up != nil; up, err = up.Mentor.Load(ctx) {
				t.ok("Load", err)
				w = up
			}
			t.same("the top", w.ID, int64(1))
		}
	})
}

func relateLikes(t *trial) {
	db, ctx := t.tables(literature...), t.Context()
	fillLiterature(t, db, 4)
	exec(t, db, "INSERT INTO admiration (fan_id, idol_id) VALUES (1, 2), (3, 2), (2, 1), (4, 4)")
	list, keys := all(t, db, writers), keysOf[writer](t)
	for i, want := range [][2][]int64{{{2}, {2}}, {{1}, {1, 3}}, {{2}, {}}, {{4}, {4}}} {
		w := list[i]
		t.same("admired by "+w.Name, keys(w.Admires.Load(ctx)), want[0])
		t.same("fans of "+w.Name, keys(w.Fans.Load(ctx)), want[1])
	}
}

func relateTwice(t *trial) {
	db, ctx, c := t.tables(literature...), t.Context(), novels.C
	fillLiterature(t, db, 4)
	_, err := novels.Where(orm.Eq(&c.AuthorID, 3)).Update(ctx, db, orm.Set(&c.EditorID, new(int64(1))))
	t.ok("Update", err)
	list, keys := all(t, db, writers), keysOf[novel](t)
	t.same("written by the first", keys(list[0].Novels.Load(ctx)), []int64{1})
	t.same("edited by the first", keys(list[0].Edited.Load(ctx)), []int64{4, 5, 6})
	edited, _ := list[0].Edited.Load(ctx)
	t.same("the editor", keyOf[writer](t)(edited[0].Editor.Load(ctx)), int64(1))
	t.same("the author", keyOf[writer](t)(edited[0].Author.Load(ctx)), int64(3))
	t.same("edited by the third", keys(list[2].Edited.Load(ctx)), []int64{})
}

// hall has a key of two fields. A chair may stand in one, and a guest may be in several.
type hall struct {
	Town   string
	No     int32
	Chairs orm.Many[chair]
	Guests orm.Many[guest]
}

func (h *hall) Define(t *orm.Table[hall]) {
	t.Key(&h.Town, &h.No)
	t.Column(&h.Town).Size(3)
	orm.ManyToMany(t, &h.Guests)
}

type chair struct {
	ID     int64
	HallNo *int32
	Town   sql.Null[string]
	Hall   orm.One[hall]
}

func (c *chair) Define(t *orm.Table[chair]) {
	t.Column(&c.Town).Size(3)
	orm.BelongsTo(t, &c.Hall).By(&c.Town, &c.HallNo)
}

type guest struct {
	First, Last string
	Halls       orm.Many[hall]
}

func (g *guest) Define(t *orm.Table[guest]) {
	t.Key(&g.Last, &g.First)
	t.Column(&g.First).Size(10)
	t.Column(&g.Last).Size(10)
}

var (
	halls  = orm.Define[hall]()
	chairs = orm.Define[chair]()
	guests = orm.Define[guest]()
)

func hallsOf(t *trial) *orm.DB {
	t.Helper()
	db := t.tables(chairs, halls, guests)
	insert(t, db, halls, &hall{Town: "a", No: 1}, &hall{Town: "a", No: 2}, &hall{Town: "b", No: 1})
	town := func(s string) sql.Null[string] { return sql.Null[string]{V: s, Valid: true} }
	insert(t, db, chairs, &chair{Town: town("a"), HallNo: new(int32(1))}, &chair{Town: town("b"), HallNo: new(int32(1))}, &chair{Town: town("a")},
		&chair{HallNo: new(int32(1))}, &chair{}, &chair{Town: town("a"), HallNo: new(int32(1))})
	return db
}

func relateComposite(t *trial) {
	db, ctx := hallsOf(t), t.Context()
	for i, c := range all(t, db, chairs) {
		h, err := c.Hall.Load(ctx)
		t.ok("Load", err)
		if want := []string{"a1", "b1", "", "", "", "a1"}[i]; want == "" {
			t.same("no hall", h, (*hall)(nil))
		} else {
			t.same("the hall", fmt.Sprint(h.Town, h.No), want)
		}
	}
	for i, h := range all(t, db, halls) {
		t.same("chairs", keysOf[chair](t)(h.Chairs.Load(ctx)), [][]int64{{1, 6}, {}, {2}}[i])
		n, err := h.Chairs.Count(ctx)
		t.ok("Count", err)
		t.same("counted", n, []int64{2, 0, 1}[i])
	}
}

func relateCompositePairs(t *trial) {
	db, ctx := hallsOf(t), t.Context()
	insert(t, db, guests, &guest{First: "Ada", Last: "L"}, &guest{First: "Grace", Last: "H"})
	exec(t, db, "INSERT INTO hall_guest (hall_town, hall_no, guest_last, guest_first) VALUES ('a', 2, 'L', 'Ada'), ('a', 2, 'H', 'Grace'), ('b', 1, 'L', 'Ada')")
	for i, h := range all(t, db, halls) {
		list, err := h.Guests.Load(ctx)
		t.ok("Load", err)
		names := ""
		for _, g := range list {
			names += g.First + " "
		}
		t.same("guests", names, []string{"", "Grace Ada ", "Ada "}[i])
	}
	for i, g := range all(t, db, guests) {
		list, err := g.Halls.Load(ctx)
		t.ok("Load", err)
		names := ""
		for _, h := range list {
			names += fmt.Sprint(h.Town, h.No, " ")
		}
		t.same("halls", names, []string{"a2 ", "a2 b1 "}[i])
		n, err := g.Halls.Count(ctx)
		t.ok("Count", err)
		t.same("counted", n, int64(i+1))
	}
}

// root and leaf are related by a key of any kind.
type (
	root[K any] struct {
		ID     K
		Leaves orm.Many[leaf[K]]
		Others orm.Many[leaf[K]]
	}
	leaf[K any] struct {
		ID      int64
		RootID  K
		MaybeID *K
		Root    orm.One[root[K]]
		Maybe   orm.One[root[K]]
		Roots   orm.Many[root[K]]
	}
)

func (r *root[K]) Define(t *orm.Table[root[K]]) {
	t.Name("root")
	if reflect.TypeFor[K]().Kind() == reflect.String {
		t.Column(&r.ID).Size(40)
	}
	orm.ManyToMany(t, &r.Others).Table("root_leaf", "root", "leaf").Inverse(&orm.C[leaf[K]]().Roots)
}

func (l *leaf[K]) Define(t *orm.Table[leaf[K]]) {
	t.Name("leaf")
	if reflect.TypeFor[K]().Kind() == reflect.String {
		t.Column(&l.RootID).Size(40)
		t.Column(&l.MaybeID).Size(40)
	}
	orm.BelongsTo(t, &l.Root).Inverse(&orm.C[root[K]]().Leaves)
}

func relateKeys(t *trial) {
	relateByKey(t, "int8", []int8{-3, 1, 127})
	relateByKey(t, "uint8", []uint8{1, 2, 255})
	relateByKey(t, "int16", []int16{-3, 1, 300})
	relateByKey(t, "uint32", []uint32{1, 2, 1<<32 - 1})
	relateByKey(t, "int64", []int64{-1 << 62, 1, 1<<53 + 1})
	relateByKey(t, "string", []string{"A", "a", "ß"})
	relateByKey(t, "UUID", []uuid.UUID{{1: 1}, {1: 2}, uuid.Max})
	type code string
	relateByKey(t, "a named type", []code{"a", "b", "c"})
}

// relateByKey relates three rows, in a database of its own, by keys that stand in their order.
func relateByKey[K any](t *trial, name string, keys []K) {
	t.Run(name, func(sub *testing.T) {
		t := &trial{T: sub, engine: t.engine}
		rs, ls := orm.Define[root[K]](), orm.Define[leaf[K]]()
		db, ctx := t.tables(rs, ls), t.Context()
		for _, k := range keys {
			insert(t, db, rs, &root[K]{ID: k})
		}
		for i, k := range keys {
			insert(t, db, ls, &leaf[K]{RootID: k}, &leaf[K]{RootID: k, MaybeID: &keys[(i+1)%len(keys)]})
			exec(t, db, "INSERT INTO root_leaf (root, leaf) SELECT root_id, id FROM leaf WHERE maybe_id IS NOT NULL AND id = ?", 2*i+2)
		}
		for i, r := range all(t, db, rs) {
			id := int64(2*i + 1)
			t.same("the key", r.ID, keys[i])
			t.same("leaves", keysOf[leaf[K]](t)(r.Leaves.Load(ctx)), []int64{id, id + 1})
			t.same("pairs", keysOf[leaf[K]](t)(r.Others.Load(ctx)), []int64{id + 1})
			n, err := r.Leaves.Count(ctx)
			t.ok("Count", err)
			t.same("counted", n, int64(2))
		}
		for i, l := range all(t, db, ls) {
			r, err := l.Root.Load(ctx)
			t.ok("Load", err)
			t.same("the root", r.ID, l.RootID)
			m, err := l.Maybe.Load(ctx)
			t.ok("Load", err)
			if l.MaybeID == nil {
				t.same("none", m == nil, true)
			} else {
				t.same("the other root", m.ID, *l.MaybeID)
			}
			pairs, err := l.Roots.Load(ctx)
			t.ok("Load", err)
			t.same("pairs", len(pairs), i%2)
		}
	})
}

// stamp leads to what is unique and no key.
type stamp struct {
	ID     int64
	Nation string
	Of     orm.One[state]
}

func (s *stamp) Define(t *orm.Table[stamp]) {
	t.Column(&s.Nation).Size(40)
	orm.BelongsTo(t, &s.Of).By(&s.Nation).References(&orm.C[state]().Name)
}

type state struct {
	ID     int64
	Name   string
	Stamps orm.Many[stamp]
}

func (s *state) Define(t *orm.Table[state]) { t.Column(&s.Name).Size(40).Unique() }

var (
	stamps = orm.Define[stamp]()
	states = orm.Define[state]()
)

func relateUnique(t *trial) {
	db, ctx := t.tables(stamps, states), t.Context()
	insert(t, db, states, &state{Name: "b"}, &state{Name: "a"}, &state{Name: "B"})
	insert(t, db, stamps, &stamp{Nation: "a"}, &stamp{Nation: "b"}, &stamp{Nation: "a"})
	for i, s := range all(t, db, states) {
		t.same("stamps", keysOf[stamp](t)(s.Stamps.Load(ctx)), [][]int64{{2}, {1, 3}, {}}[i])
	}
	for i, s := range all(t, db, stamps) {
		t.same("the state", keyOf[state](t)(s.Of.Load(ctx)), []int64{2, 1, 2}[i])
	}
}

// body and soul have one key.
type body struct {
	ID   int64
	Soul orm.One[soul]
}

type soul struct {
	BodyID int64
	Body   orm.One[body]
}

func (s *soul) Define(t *orm.Table[soul]) { t.Key(&s.BodyID) }

func relateShared(t *trial) {
	bodies, souls := orm.Define[body](), orm.Define[soul]()
	db, ctx := t.tables(souls, bodies), t.Context()
	insert(t, db, bodies, &body{}, &body{}, &body{})
	insert(t, db, souls, &soul{BodyID: 3}, &soul{BodyID: 1})
	for i, b := range all(t, db, bodies) {
		s, err := b.Soul.Load(ctx)
		t.ok("Load", err)
		t.same("has a soul", s != nil, i != 1)
		if s != nil {
			t.same("its own", s.BodyID, b.ID)
		}
	}
	for i, s := range all(t, db, souls) {
		t.same("the body", keyOf[body](t)(s.Body.Load(ctx)), []int64{1, 3}[i])
	}
}

// credit is a part of other models: who made something.
type credit struct {
	MakerID *int64
	Maker   orm.One[maker]
}

func (c *credit) Define(t *orm.Table[credit]) { orm.BelongsTo(t, &c.Maker) }

type maker struct {
	ID    int64
	Bowls orm.Many[bowl]
	Mugs  orm.Many[mug]
}

type bowl struct {
	ID int64
	credit
}

type mug struct {
	Size int16
	credit
	ID int64
}

func relateEmbedded(t *trial) {
	makers, bowls, mugs := orm.Define[maker](), orm.Define[bowl](), orm.Define[mug]()
	db, ctx := t.tables(makers, bowls, mugs), t.Context()
	insert(t, db, makers, &maker{}, &maker{})
	by := credit{MakerID: new(int64(2))}
	insert(t, db, bowls, &bowl{credit: by}, &bowl{}, &bowl{credit: by})
	insert(t, db, mugs, &mug{credit: by})
	for i, m := range all(t, db, makers) {
		t.same("bowls", keysOf[bowl](t)(m.Bowls.Load(ctx)), [][]int64{{}, {1, 3}}[i])
		t.same("mugs", keysOf[mug](t)(m.Mugs.Load(ctx)), [][]int64{{}, {1}}[i])
	}
	list, err := bowls.With(&bowls.C.Maker).All(ctx, db)
	t.ok("All", err)
	for i, b := range list {
		t.same("the maker", keyOf[maker](t)(b.Maker.Load(ctx)), []int64{2, 0, 2}[i])
	}
}

func relateChildren(t *trial) {
	db, ctx, c := t.tables(literature...), t.Context(), posters.C
	fillLiterature(t, db, 6)
	insert(t, db, posters, &poster{Title: "z", WriterID: new(int64(3))}, &poster{Title: "nobody"})
	list := all(t, db, writers)
	got, err := orm.Children(ctx, db, posters.Where(orm.Ne(&c.Title, "e")).OrderBy(orm.Desc(&c.Title)), &c.Writer, list)
	t.ok("Children", err)
	for i, want := range [][]int64{{1}, {}, {4, 2}, {}, {}, {}} {
		t.same("posters of "+list[i].Name, keysOf[poster](t)(got[list[i]], nil), want)
		for _, p := range got[list[i]] {
			back, err := p.Writer.Load(ctx)
			t.ok("Load", err)
			t.same("back to the same object", back == list[i], true)
		}
	}
	got, err = orm.Children(ctx, db, posters.Limit(1).With(&c.Writer), &c.Writer, append(list, list[2], list[2]))
	t.ok("Children of some twice, limited", err)
	t.same("one for each", keysOf[poster](t)(got[list[2]], nil), []int64{2})
	got, err = orm.Children(ctx, db, posters.Query(), &c.Writer, nil)
	t.ok("Children of nobody", err)
	t.same("nothing", len(got), 0)
}
