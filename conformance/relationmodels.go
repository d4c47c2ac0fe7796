package conformance

import (
	"database/sql"

	"github.com/rowankit/rowan/orm"
)

type press struct {
	ID      int64
	Name    string
	Writers orm.Many[writer]
}

// writer has a relation of every sort: to one that may be missing, to many, of one to one, a tree, pairs with others and with
// its like, and several to one other model.
type writer struct {
	ID       int64
	Name     string
	PressID  *int64
	MentorID sql.Null[int64]

	Press    orm.One[press]
	Mentor   orm.One[writer]
	Pupils   orm.Many[writer]
	Desk     orm.One[writingDesk]
	Novels   orm.Many[novel]
	Edited   orm.Many[novel]
	Subjects orm.Many[subject]
	Admires  orm.Many[writer]
	Fans     orm.Many[writer]
	Readings orm.Many[reading]
	Read     orm.Many[novel]
}

func (w *writer) Define(t *orm.Table[writer]) {
	orm.BelongsTo(t, &w.Mentor).Inverse(&w.Pupils)
	orm.ManyToMany(t, &w.Subjects)
	orm.ManyToMany(t, &w.Admires).Table("admiration", "fan_id", "idol_id").Inverse(&w.Fans)
	orm.ManyToMany(t, &w.Read).Through(orm.C[reading]()).Inverse(&orm.C[novel]().Readers)
}

// writingDesk is one for each writer who has one.
type writingDesk struct {
	ID       int64
	Place    string
	WriterID int64
	Writer   orm.One[writer]
}

func (d *writingDesk) Define(t *orm.Table[writingDesk]) { t.Column(&d.WriterID).Unique() }

// novel leads to two writers.
type novel struct {
	ID       int64
	Title    string
	Pages    int64
	AuthorID int64
	EditorID *int64

	Author   orm.One[writer]
	Editor   orm.One[writer]
	Chapters orm.Many[chapter]
	Readers  orm.Many[writer]
	Readings orm.Many[reading]
}

func (n *novel) Define(t *orm.Table[novel]) {
	w := orm.C[writer]()
	orm.BelongsTo(t, &n.Author).Inverse(&w.Novels)
	orm.BelongsTo(t, &n.Editor).Inverse(&w.Edited)
}

type chapter struct {
	ID      int64
	Title   string
	NovelID int64
	Novel   orm.One[novel]
}

type subject struct {
	ID      int64
	Name    string
	Writers orm.Many[writer]
}

// reading is a pair of writer and novel that says more. Its columns have the names of theirs.
type reading struct {
	ID       int64
	WriterID int64
	NovelID  *int64
	Title    string

	Writer orm.One[writer]
	Novel  orm.One[novel]
}

// poster leads to a writer, who does not know.
type poster struct {
	ID       int64
	Title    string
	WriterID *int64
	Writer   orm.One[writer]
}

func (p *poster) Define(t *orm.Table[poster]) { orm.BelongsTo(t, &p.Writer) }

var (
	presses  = orm.Define[press]()
	writers  = orm.Define[writer]()
	desks    = orm.Define[writingDesk]()
	novels   = orm.Define[novel]()
	chapters = orm.Define[chapter]()
	subjects = orm.Define[subject]()
	readings = orm.Define[reading]()
	posters  = orm.Define[poster]()
)

var literature = []orm.AnyModel{presses, writers, desks, novels, chapters, subjects, readings, posters}

// fillLiterature stores 4 presses, the last without writers; n writers, every third without a press, each with a desk; for
// each (i+1)%4 novels of 2 chapters; 5 subjects, of which each writer has 2; and posters of every second writer. It returns
// the writers as they were stored.
func fillLiterature(t *trial, w orm.Writer, n int) []*writer {
	t.Helper()
	ctx := t.Context()
	insert(t, w, presses, &press{Name: "north"}, &press{Name: "south"}, &press{Name: "west"}, &press{Name: "none"})
	insert(t, w, subjects, &subject{Name: "sea"}, &subject{Name: "love"}, &subject{Name: "war"}, &subject{Name: "food"}, &subject{Name: "time"})
	people := make([]*writer, n)
	for i := range people {
		people[i] = &writer{Name: nameOf(i)}
		if i%3 != 2 {
			people[i].PressID = new(int64(i%3 + 1))
		}
	}
	t.ok("InsertAll", writers.InsertAll(ctx, w, people))
	var (
		books []*novel
		seats []*writingDesk
		walls []*poster
		parts []*chapter
	)
	for i, p := range people {
		seats = append(seats, &writingDesk{Place: "room " + p.Name, WriterID: p.ID})
		for k := range novelsOf(i) {
			books = append(books, &novel{Title: p.Name + " " + string(rune('a'+k)), Pages: int64(100 * (k + 1)), AuthorID: p.ID})
		}
		if i%2 == 0 {
			walls = append(walls, &poster{Title: p.Name, WriterID: &p.ID})
		}
	}
	t.ok("InsertAll", desks.InsertAll(ctx, w, seats))
	t.ok("InsertAll", novels.InsertAll(ctx, w, books))
	t.ok("InsertAll", posters.InsertAll(ctx, w, walls))
	for _, b := range books {
		parts = append(parts, &chapter{Title: "one", NovelID: b.ID}, &chapter{Title: "two", NovelID: b.ID})
	}
	t.ok("InsertAll", chapters.InsertAll(ctx, w, parts))
	exec(t, w, "INSERT INTO writer_subject (writer_id, subject_id) SELECT id, id % 5 + 1 FROM writer")
	exec(t, w, "INSERT INTO writer_subject (writer_id, subject_id) SELECT id, (id + 1) % 5 + 1 FROM writer")
	return people
}

func nameOf(i int) string {
	name := ""
	for ; i > 0 || name == ""; i /= 26 {
		name = string(rune('a'+i%26)) + name
	}
	return name
}

// novelsOf is how many novels the writer number i has.
func novelsOf(i int) int { return (i + 1) % 4 }

// exec runs a statement of a foreign program.
func exec(t *trial, w orm.Writer, text orm.ConstText, values ...any) {
	t.Helper()
	_, err := orm.Exec(t.Context(), w, orm.SQL(text, values...))
	t.ok(string(text), err)
}

// statements fails the case unless the block sends so many statements.
func (r *recorder) statements(t *trial, what string, want int, do func()) {
	t.Helper()
	r.take()
	do()
	events := r.take()
	if len(events) != want {
		text := ""
		for _, e := range events {
			text += "\n\t" + e.Statement
		}
		t.Errorf("%s: got %d statements, want %d:%s", what, len(events), want, text)
	}
}

// keysOf lists the keys of loaded rows.
func keysOf[T any](t *trial) func(list []*T, err error) []int64 {
	return func(list []*T, err error) []int64 {
		t.Helper()
		t.ok("loading", err)
		keys := make([]int64, len(list))
		for i, x := range list {
			keys[i] = idOf(x)
		}
		return keys
	}
}

// keyOf is the key of a loaded row; 0 for none.
func keyOf[T any](t *trial) func(x *T, err error) int64 {
	return func(x *T, err error) int64 {
		t.Helper()
		t.ok("loading", err)
		if x == nil {
			return 0
		}
		return idOf(x)
	}
}
