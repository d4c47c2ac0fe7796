package orm_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

type (
	// river has stretches, each with gauges; a boat may have none. Its AfterLoad does what the test says.
	river struct {
		ID        int64
		Name      string
		Stretches orm.Many[stretch]
		Boats     orm.Many[boat]
	}
	stretch struct {
		ID      int64
		Name    string
		RiverID int64
		River   orm.One[river]
		Gauges  orm.Many[gauge]
	}
	gauge struct {
		ID        int64
		Name      string
		StretchID int64
		Stretch   orm.One[stretch]
	}
	boat struct {
		ID      int64
		Name    string
		RiverID *int64
		River   orm.One[river]
	}
)

var onceRiversAreRead func(ctx context.Context) error

func (r *river) AfterLoad(ctx context.Context, _ orm.Reader) error {
	do := onceRiversAreRead
	onceRiversAreRead = nil
	if do == nil {
		return nil
	}
	return do(ctx)
}

// What all rows of a table lead to is read without a list of keys where every row belongs to one of them, and comes as it
// would with the list.
func TestWhatAWholeTableLeadsToIsReadInItsOwnOrder(t *testing.T) { // not parallel: a hook is the test's
	rivers, stretches, gauges, boats := orm.Define[river](), orm.Define[stretch](), orm.Define[gauge](), orm.Define[boat]()
	var sent ormtest.Recorder
	ctx := t.Context()
	db, err := connect.OpenWith(ctx, "sqlite://", orm.Models(rivers, stretches, gauges, boats), orm.Options{Observer: &sent})
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(err)
	t.Cleanup(func() { check(db.Close()) })
	check(db.CreateTables(ctx))
	r, s := rivers.C, stretches.C

	list, err := rivers.With(&r.Stretches).All(ctx, db)
	if check(err); len(list) != 0 || len(readsOf(&sent, "stretch")) != 0 {
		t.Error("a table without rows has sent for what they lead to")
	}
	for i := range 5 {
		check(rivers.Insert(ctx, db, &river{Name: fmt.Sprint("r", i)}))
	}
	for i := range 40 { // of rivers 1 to 4 by turns, and of none of 5
		check(stretches.Insert(ctx, db, &stretch{Name: fmt.Sprint("s", i), RiverID: int64(4 - i%4)}))
		check(gauges.Insert(ctx, db, &gauge{Name: fmt.Sprint("g", i), StretchID: int64(i/3 + 1)}))
		of := int64(i%5 + 1)
		check(boats.Insert(ctx, db, &boat{Name: fmt.Sprint("b", i), RiverID: &of}))
	}
	check(boats.Insert(ctx, db, &boat{Name: "of none"}))
	sent.Statements()

	tree := func(r orm.Reader, q orm.Query[river]) string {
		t.Helper()
		list, err := q.All(ctx, r)
		check(err)
		var b strings.Builder
		for _, x := range list {
			fmt.Fprintf(&b, "%s:", x.Name)
			of, err := x.Stretches.All()
			check(err)
			if n, err := x.Stretches.Count(ctx); err != nil || int(n) != len(of) {
				t.Errorf("%s has %d stretches and counts %d, %v", x.Name, len(of), n, err)
			}
			for _, y := range of {
				fmt.Fprintf(&b, " %s(", y.Name)
				if back, err := y.River.Load(ctx); back != x || err != nil {
					t.Errorf("%s leads back to %v, %v; want its river", y.Name, back, err)
				}
				measured, err := y.Gauges.All()
				check(err)
				for _, g := range measured {
					b.WriteString(g.Name + " ")
				}
				b.WriteString(")")
			}
			b.WriteString("\n")
		}
		return b.String()
	}
	with := orm.Load(&r.Stretches).With(&s.Gauges)
	listed := tree(db, rivers.Where(orm.Gt(&r.ID, 0)).With(with))
	inLists := readsOf(&sent, "stretch", "gauge")
	swept := tree(db, rivers.Query().With(with))
	if diff := cmp.Diff(listed, swept); diff != "" {
		t.Errorf("what was swept differs from what lists of keys bring (-list +sweep):\n%s", diff)
	}
	inOrder := []string{
		`SELECT "id", "name", "river_id" FROM "stretch" ORDER BY "id"`,
		`SELECT "id", "name", "stretch_id" FROM "gauge" ORDER BY "id"`,
	}
	if diff := cmp.Diff(inOrder, readsOf(&sent, "stretch", "gauge")); diff != "" {
		t.Errorf("statements of the sweep (-want +got):\n%s", diff)
	}
	if len(inLists) != 2 || !strings.Contains(inLists[0], " IN (") || !strings.Contains(inLists[1], " IN (") {
		t.Errorf("with a condition the statements were %q, want lists of keys", inLists)
	}
	check(db.Session(ctx, func(_ context.Context, x *orm.Session) error {
		if diff := cmp.Diff(listed, tree(x, rivers.Query().With(with))); diff != "" {
			t.Errorf("in a session (-list +sweep):\n%s", diff)
		}
		return nil
	}))
	touched, err := rivers.All(ctx, db)
	check(err)
	sent.Statements()
	_, err = touched[0].Stretches.Load(ctx)
	check(err)
	if diff := cmp.Diff(inOrder[:1], readsOf(&sent, "stretch")); diff != "" {
		t.Errorf("statements of a touch (-want +got):\n%s", diff)
	}

	for what, q := range map[string]orm.Query[river]{
		"a limit":              rivers.Limit(9).With(&r.Stretches),
		"an offset":            rivers.Query().Offset(1).With(&r.Stretches),
		"a limit for each":     rivers.With(orm.Load(&r.Stretches).Limit(9)),
		"a condition for each": rivers.With(orm.Load(&r.Stretches).Where(orm.Gt(&s.ID, 0))),
		"an order":             rivers.With(orm.Load(&r.Stretches).OrderBy(orm.Asc(&s.Name))),
		"counts":               rivers.With(orm.Load(&r.Stretches).Counted()),
		"a key that is NULL":   rivers.With(&r.Boats),
	} {
		sent.Statements()
		_, err := q.All(ctx, db)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		if got := readsOf(&sent, "stretch", "boat"); len(got) != 1 || !strings.Contains(got[0], " IN (") {
			t.Errorf("with %s the statements are %q, want a list of keys", what, got)
		}
	}

	sent.Statements()
	_, err = stretches.Join(&s.River).With(&s.Gauges).All(ctx, db)
	check(err)
	if got := readsOf(&sent, "gauge"); len(got) != 1 || !strings.Contains(got[0], " IN (") {
		t.Errorf("with a join the statements are %q, want a list of keys", got)
	}

	onceRiversAreRead = func(ctx context.Context) error {
		late := &river{Name: "late"}
		if err := rivers.Insert(ctx, db, late); err != nil {
			return err
		}
		return stretches.Insert(ctx, db, &stretch{Name: "late", RiverID: late.ID})
	}
	if got := tree(db, rivers.With(with)); got != listed {
		t.Errorf("beside a river that came after the others were read:\n%s\nwant what it was before:\n%s", got, listed)
	}
}

// readsOf takes what was sent, and returns the statements that read one of the tables first.
func readsOf(sent *ormtest.Recorder, tables ...string) (list []string) {
	for _, s := range sent.Statements() {
		for _, table := range tables {
			if strings.Contains(s, ` FROM "`+table+`"`) {
				list = append(list, s)
			}
		}
	}
	return list
}
