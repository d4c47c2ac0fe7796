package conformance

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// firm has teams, one seal or none, and skills in common with others; it may belong to another, and has a patron.
type firm struct {
	ID       int64
	Name     string
	ParentID *int64
	PatronID *int64
	Since    time.Time

	Parent orm.One[firm]
	Parts  orm.Many[firm]
	Patron orm.One[patron]
	Teams  orm.Many[team]
	Seal   orm.One[seal]
	Skills orm.Many[skill]
}

func (f *firm) Define(t *orm.Table[firm]) {
	t.Column(&f.Name).Size(20).Trim().Unique()
	t.Column(&f.Since).Auto(time.Now)
	orm.ManyToMany(t, &f.Skills)
}

type patron struct {
	ID    int64
	Name  string
	Firms orm.Many[firm]
}

type team struct {
	ID     int64
	Name   string
	FirmID int64

	Firm    orm.One[firm]
	Desks   orm.Many[bureau]
	Talents orm.Many[skill]
}

func (x *team) Define(t *orm.Table[team]) {
	t.Column(&x.Name).Size(20).Unique()
	orm.ManyToMany(t, &x.Talents)
}

type bureau struct {
	ID     int64
	TeamID int64
	Note   string
	Team   orm.One[team]
}

type seal struct {
	ID     int64
	FirmID int64
	Motto  string
	Firm   orm.One[firm]
}

func (s *seal) Define(t *orm.Table[seal]) { t.Column(&s.FirmID).Unique() }

type skill struct {
	ID    int64
	Name  string
	Firms orm.Many[firm]
	Teams orm.Many[team]
}

func (s *skill) Define(t *orm.Table[skill]) { t.Column(&s.Name).Size(20).Unique() }

var (
	firms   = orm.Define[firm]()
	patrons = orm.Define[patron]()
	teams   = orm.Define[team]()
	bureaus = orm.Define[bureau]()
	seals   = orm.Define[seal]()
	skills  = orm.Define[skill]()
)

func insertsWith() theme {
	return theme{"families", []testCase{
		{"what was added is stored with the object", insertWithAll},
		{"what is stored is known as loaded", insertWithLoaded},
		{"relations of relations are named too", insertWithNested},
		{"rows of a tree are stored from the root down", insertWithTree},
		{"an error in the middle leaves everything as it was", insertWithRefused},
		{"it is part of its transaction", insertWithInTransaction},
		{"what cannot be stored so is refused", insertWithProblems},
		{"an object with changes that are not stored is not written directly", insertDirect},
		{"thousands of rows go with their parent", insertWithMany},
	}}
}

func firmTables(t *trial) *orm.DB {
	t.Helper()
	return t.tables(firms, patrons, teams, bureaus, seals, skills)
}

// firmed is a new firm with two teams, a seal, a patron, one skill that exists and one that does not.
func firmed(t *trial, db *orm.DB) *firm {
	t.Helper()
	old := &skill{Name: "weaving"}
	t.ok("Insert", skills.Insert(t.Context(), db, old))
	f := &firm{Name: " Loom "}
	f.Teams.Add(&team{Name: "warp"}, &team{Name: "weft"})
	f.Skills.Add(&skill{Name: "dyeing"}, old)
	f.Seal.Set(&seal{Motto: "thread by thread"})
	f.Patron.Set(&patron{Name: "Ada"})
	return f
}

func allOf() []orm.Relation {
	c := firms.C
	return []orm.Relation{&c.Teams, &c.Skills, &c.Seal, &c.Patron}
}

// told says what a firm leads to, as the objects know it.
func told(t *trial, f *firm) string {
	t.Helper()
	list, err := f.Teams.All()
	t.ok("Teams", err)
	text := fmt.Sprintf("%t %s %t:", f.ID > 0, f.Name, f.Since.IsZero())
	for _, x := range list {
		back, err := x.Firm.Get()
		t.ok("Firm", err)
		text += fmt.Sprintf(" %s %t %t %t", x.Name, x.ID > 0, x.FirmID == f.ID, back.ID == f.ID)
	}
	of, err := f.Skills.All()
	t.ok("Skills", err)
	for _, x := range of {
		text += fmt.Sprintf(" %s %t", x.Name, x.ID > 0)
	}
	s, err := f.Seal.Get()
	t.ok("Seal", err)
	p, err := f.Patron.Get()
	t.ok("Patron", err)
	return text + fmt.Sprintf(" %s %t %s %t", s.Motto, s.FirmID == f.ID, p.Name, *f.PatronID == p.ID)
}

const loom = "true Loom false: warp true true true weft true true true weaving true dyeing true thread by thread true Ada true"

func insertWithAll(t *trial) {
	db, ctx := firmTables(t), t.Context()
	f := firmed(t, db)
	t.ok("InsertWith", firms.InsertWith(ctx, db, f, allOf()...))
	got, err := firms.With(allOf()...).One(ctx, db)
	t.ok("One", err)
	t.same("what is stored", told(t, got), loom)
}

func insertWithLoaded(t *trial) {
	sent := &counted{}
	db, ctx := t.observed(sent, firms, patrons, teams, bureaus, seals, skills), t.Context()
	f := firmed(t, db)
	t.ok("InsertWith", firms.InsertWith(ctx, db, f, allOf()...))
	sent.n.Store(0)
	t.same("what is known", told(t, f), loom)
	n, err := f.Teams.Count(ctx)
	t.ok("Count", err)
	t.same("the number of teams", n, int64(2))
	parts, err := f.Parts.All()
	t.ok("Parts", err)
	t.same("parts", len(parts), 0)
	t.same("statements: that of the relation which was not named", sent.n.Load(), int64(1))
	t.ok("Update, with nothing pending", firms.Update(ctx, db, f))
	t.ok("Update of a child", teams.Update(ctx, db, first(t, f)))
}

// first is the first of a firm's teams.
func first(t *trial, f *firm) *team {
	t.Helper()
	list, err := f.Teams.All()
	t.ok("Teams", err)
	return list[0]
}

func insertWithNested(t *trial) {
	db, ctx, c, tc := firmTables(t), t.Context(), firms.C, teams.C
	f, shared := &firm{Name: "Loom"}, &skill{Name: "knots"}
	for i := range 3 {
		x := &team{Name: fmt.Sprint("team ", i)}
		x.Desks.Add(&bureau{Note: "left"}, &bureau{Note: "right"})
		x.Talents.Add(shared)
		f.Teams.Add(x)
	}
	err := firms.InsertWith(ctx, db, f, &c.Teams)
	t.kind("without naming what the teams have", err, fault.Invalid)
	t.ok("InsertWith", firms.InsertWith(ctx, db, f, orm.Load(&c.Teams).With(&tc.Desks, &tc.Talents)))
	list, err := teams.With(&tc.Desks, &tc.Talents).All(ctx, db)
	t.ok("All", err)
	for _, x := range list {
		desks, err := x.Desks.All()
		t.ok("Desks", err)
		talents, err := x.Talents.All()
		t.ok("Talents", err)
		t.same("of a team", []any{x.FirmID, len(desks), len(talents), talents[0].ID}, []any{f.ID, 2, 1, shared.ID})
	}
	n, err := skills.Count(ctx, db)
	t.ok("Count", err)
	t.same("skills", n, int64(1))
}

func insertWithTree(t *trial) {
	db, ctx, c := firmTables(t), t.Context(), firms.C
	root, branch, top := &firm{Name: "root"}, &firm{Name: "branch"}, &firm{Name: "top"}
	branch.Parts.Add(&firm{Name: "leaf"})
	root.Parts.Add(branch, &firm{Name: "twig"})
	root.Parent.Set(top)
	t.ok("InsertWith", firms.InsertWith(ctx, db, root, &c.Parent, orm.Load(&c.Parts).With(&c.Parts)))
	list, err := firms.With(&c.Parent).OrderBy(orm.Asc(&c.Name)).All(ctx, db)
	t.ok("All", err)
	var got []string
	for _, f := range list {
		if p, err := f.Parent.Get(); err == nil && p != nil {
			got = append(got, f.Name+" of "+p.Name)
		}
	}
	t.same("the tree", got, []string{"branch of root", "leaf of branch", "root of top", "twig of root"})
	ring := &firm{Name: "ring"}
	ring.Parent.Set(ring)
	t.kind("a row that waits for itself", firms.InsertWith(ctx, db, ring, &c.Parent), fault.Invalid)
}

func insertWithRefused(t *trial) {
	db, ctx := firmTables(t), t.Context()
	t.ok("Insert", firms.InsertWith(ctx, db, firmWith("old", &team{Name: "weft"}), &firms.C.Teams))
	f := firmed(t, db)
	list, err := f.Teams.All()
	t.ok("Teams", err)
	err = firms.InsertWith(ctx, db, f, allOf()...)
	t.refused("a name that is taken", err, fault.Unique, "team", "Name")
	t.same("the object", []any{f.ID, f.Name, f.Since.IsZero(), f.PatronID == nil, list[0].ID, list[0].FirmID}, []any{int64(0), " Loom ", true, true, int64(0), int64(0)})
	for what, count := range map[string]func(context.Context, orm.Reader) (int64, error){"firms": firms.Count, "teams": teams.Count, "skills": skills.Count} {
		n, err := count(ctx, db)
		t.ok("Count", err)
		t.same(what, n, int64(1))
	}
	n, err := patrons.Count(ctx, db)
	t.ok("Count", err)
	t.same("patrons", n, int64(0))
	t.kind("what is pending still is", firms.Insert(ctx, db, f), fault.Invalid)
	list[1].Name = "woof"
	t.ok("InsertWith, after a correction", firms.InsertWith(ctx, db, f, allOf()...))
}

func firmWith(name string, list ...*team) *firm {
	f := &firm{Name: name}
	f.Teams.Add(list...)
	return f
}

func insertWithInTransaction(t *trial) {
	db, ctx, c := firmTables(t), t.Context(), firms.C
	undone := errors.New("undone")
	err := db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
		t.ok("InsertWith", firms.InsertWith(ctx, tx, firmWith("kept", &team{Name: "one"}), &c.Teams))
		t.kind("a name that is taken", firms.InsertWith(ctx, tx, firmWith("gone", &team{Name: "two"}, &team{Name: "one"}), &c.Teams), fault.Unique)
		n, err := teams.Count(ctx, tx)
		t.ok("Count", err)
		t.same("teams within", n, int64(1))
		m, err := firms.Count(ctx, tx)
		t.ok("Count", err)
		t.same("firms within", m, int64(1))
		return undone
	})
	if !errors.Is(err, undone) {
		t.Errorf("got %v, want the function's own error", err)
	}
	n, err := teams.Count(ctx, db)
	t.ok("Count", err)
	t.same("teams after it", n, int64(0))
}

func insertWithProblems(t *trial) {
	db, ctx, c := firmTables(t), t.Context(), firms.C
	there := &skill{Name: "there"}
	t.ok("Insert", skills.Insert(ctx, db, there))
	removed, nothing := firmWith("removed"), firmWith("nothing", nil)
	removed.Skills.Remove(there)
	both, other := &team{Name: "both"}, &firm{Name: "other"}
	child := &team{Name: "child"}
	child.Firm.Set(other)
	first, second := firmWith("first", both), firmWith("second", both)
	parent := &firm{Name: "parent"}
	parent.Parts.Add(first, second)
	orphan := &team{Name: "orphan"}
	orphan.Firm.Set(nil)
	for what, err := range map[string]error{
		"nil":                                   firms.InsertWith(ctx, db, nil),
		"what was removed":                      firms.InsertWith(ctx, db, removed, &c.Skills),
		"nil among the objects":                 firms.InsertWith(ctx, db, nothing, &c.Teams),
		"changes that are not named":            firms.InsertWith(ctx, db, firmWith("x", &team{Name: "x"}), &c.Skills),
		"a child of another":                    firms.InsertWith(ctx, db, firmWith("x", child), &c.Teams),
		"a child of two":                        firms.InsertWith(ctx, db, parent, orm.Load(&c.Parts).With(&c.Teams)),
		"a relation with a limit":               firms.InsertWith(ctx, db, firmWith("x"), orm.Load(&c.Teams).Limit(3)),
		"a relation of another model":           firms.InsertWith(ctx, db, firmWith("x"), &teams.C.Desks),
		"none where the column is not to be so": teams.InsertWith(ctx, db, orphan, &teams.C.Firm),
	} {
		t.kind(what, err, fault.Invalid)
	}
	n, err := firms.Count(ctx, db)
	t.ok("Count", err)
	t.same("firms", n, int64(0))
	agreed := &team{Name: "agreed"}
	f := firmWith("said twice", agreed)
	agreed.Firm.Set(f)
	t.ok("a child that was set to its parent", firms.InsertWith(ctx, db, f, &c.Teams))
	t.ok("Update of it", teams.Update(ctx, db, agreed))
}

func insertDirect(t *trial) {
	db, ctx, c := firmTables(t), t.Context(), firms.C
	f := &firm{Name: "stored"}
	t.ok("Insert", firms.Insert(ctx, db, f))
	f.Teams.Add(&team{Name: "pending"})
	_, ignored := firms.InsertOrIgnore(ctx, db, f, &c.Name)
	for what, err := range map[string]error{
		"Insert": firms.Insert(ctx, db, f), "InsertAll": firms.InsertAll(ctx, db, []*firm{{Name: "x"}, f}),
		"Update": firms.Update(ctx, db, f), "UpdateAll": firms.UpdateAll(ctx, db, []*firm{f}), "Delete": firms.Delete(ctx, db, f),
		"InsertOrIgnore": ignored, "InsertOrUpdate": firms.InsertOrUpdate(ctx, db, f, orm.On(&c.Name)),
	} {
		t.kind(what, err, fault.Invalid)
	}
	list, err := f.Teams.Load(ctx)
	t.ok("Load of an object that no query has read", err)
	f.Teams.Remove(list...)
	t.ok("Update, once it is taken back", firms.Update(ctx, db, f))
	n, err := firms.Count(ctx, db)
	t.ok("Count", err)
	t.same("firms", n, int64(1))
}

func insertWithMany(t *trial) {
	sent := &counted{}
	db, ctx, c := t.observed(sent, firms, patrons, teams, bureaus, seals, skills), t.Context(), firms.C
	f := &firm{Name: "Loom"}
	for i := range 3000 {
		x := &team{Name: fmt.Sprint("team ", i)}
		x.Talents.Add(&skill{Name: fmt.Sprint("skill ", i)})
		f.Teams.Add(x)
	}
	sent.n.Store(0)
	t.ok("InsertWith", firms.InsertWith(ctx, db, f, orm.Load(&c.Teams).With(&teams.C.Talents)))
	if n := sent.n.Load(); n > 500 {
		t.Errorf("%d statements for 9,001 rows, want some for each list", n)
	}
	list, err := teams.With(&teams.C.Talents).All(ctx, db)
	t.ok("All", err)
	t.same("teams", len(list), 3000)
	for _, x := range list {
		of, err := x.Talents.All()
		t.ok("Talents", err)
		if len(of) != 1 || of[0].Name != "skill "+x.Name[len("team "):] || x.FirmID != f.ID {
			t.Fatalf("%s of the firm %d has %d talents", x.Name, x.FirmID, len(of))
		}
	}
}

// counted is an observer that counts.
type counted struct{ n atomic.Int64 }

func (c *counted) Observe(context.Context, orm.Event) { c.n.Add(1) }
