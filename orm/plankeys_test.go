package orm_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

type (
	// stop and line have keys of two columns, of which a call shares the first.
	stop struct {
		City  int64
		No    int64
		Lines orm.Many[line]
	}
	line struct {
		City  int64
		No    int64
		Stops orm.Many[stop]
	}
	call struct {
		ID     int64
		City   int64
		StopNo int64
		LineNo int64

		Stop orm.One[stop]
		Line orm.One[line]
	}
	// ward and caller are joined with a outing by pairs of one model.
	outing struct {
		ID      int64
		Wards   orm.Many[ward]
		Callers orm.Many[caller]
	}
	ward struct {
		ID   int64
		Name string
	}
	caller struct {
		ID   int64
		Name string
	}
	errand struct {
		ID       int64
		OutingID int64
		WardID   *int64
		CallerID *int64
	}
)

func (s *stop) Define(t *orm.Table[stop]) {
	t.Key(&s.City, &s.No)
	c := orm.C[call]()
	orm.ManyToMany(t, &s.Lines).Through(c, &c.Stop, &c.Line).Inverse(&orm.C[line]().Stops)
}

func (l *line) Define(t *orm.Table[line]) { t.Key(&l.City, &l.No) }

func (c *call) Define(t *orm.Table[call]) {
	orm.BelongsTo(t, &c.Stop).By(&c.City, &c.StopNo)
	orm.BelongsTo(t, &c.Line).By(&c.City, &c.LineNo)
}

func (v *outing) Define(t *orm.Table[outing]) {
	e := orm.C[errand]()
	orm.ManyToMany(t, &v.Wards).Through(e, &e.OutingID, &e.WardID)
	orm.ManyToMany(t, &v.Callers).Through(e, &e.OutingID, &e.CallerID)
}

func (e *errand) Define(t *orm.Table[errand]) {
	t.ForeignKey(&e.OutingID).References(&orm.C[outing]().ID)
	t.ForeignKey(&e.WardID).References(&orm.C[ward]().ID)
	t.ForeignKey(&e.CallerID).References(&orm.C[caller]().ID)
	t.Unique(&e.OutingID, &e.WardID)
	t.Unique(&e.OutingID, &e.CallerID)
}

var (
	stops   = orm.Define[stop]()
	lines   = orm.Define[line]()
	calls   = orm.Define[call]()
	outings = orm.Define[outing]()
	wards   = orm.Define[ward]()
	callers = orm.Define[caller]()
	errands = orm.Define[errand]()
)

// An Update of what was Set on an object is kept apart from one that names a field.
func TestAnUpdateWritesWhatWasSetAfterOneOfAField(t *testing.T) {
	t.Parallel()
	db, ctx := ormtest.Open(t, orm.Models(epistles)), t.Context()
	l := &epistle{Title: "a"}
	if err := epistles.Insert(ctx, db, l); err != nil {
		t.Fatal(err)
	}
	if err := epistles.Update(ctx, db, l, &epistles.C.Title); err != nil {
		t.Fatal(err)
	}
	got, err := epistles.Get(ctx, db, l.ID)
	if err != nil {
		t.Fatal(err)
	}
	got.Body.Set("new")
	if err := epistles.Update(ctx, db, got); err != nil {
		t.Fatal(err)
	}
	if n, err := epistles.Where(orm.Eq(orm.Of(&epistles.C.Body), "new")).Count(ctx, db); n != 1 || err != nil {
		t.Errorf("what was Set was written to %d rows, want 1; %v", n, err)
	}
}

// Keys of several columns may begin with the same one on both sides.
func TestUnlinkOfKeysThatShareAColumnFromBothSides(t *testing.T) {
	everywhere(t, orm.Models(stops, lines, calls), func(t *testing.T, db *orm.DB, _ *ormtest.Recorder, _ dialect.Capabilities) {
		ctx := t.Context()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(stops.InsertAll(ctx, db, []*stop{{City: 1, No: 1}, {City: 1, No: 2}}))
		must(lines.InsertAll(ctx, db, []*line{{City: 1, No: 1}, {City: 1, No: 2}}))
		for s := range int64(2) {
			for l := range int64(2) {
				must(calls.Insert(ctx, db, &call{City: 1, StopNo: s + 1, LineNo: l + 1}))
			}
		}
		must(orm.Unlink(ctx, db, &stops.C.Lines, &stop{City: 1, No: 1}, &line{City: 1, No: 1}))
		must(orm.Unlink(ctx, db, &lines.C.Stops, &line{City: 1, No: 2}, &stop{City: 1, No: 1}))
		left, err := calls.All(ctx, db)
		must(err)
		var got []string
		for _, c := range left {
			got = append(got, fmt.Sprintf("stop %d of line %d", c.StopNo, c.LineNo))
		}
		if diff := cmp.Diff([]string{"stop 2 of line 1", "stop 2 of line 2"}, got); diff != "" {
			t.Errorf("what is left (-want +got):\n%s", diff)
		}
	})
}

// Two relations may go through one model by other pairs of its foreign keys.
func TestLinksThroughOneModelByOtherPairsAreKeptApart(t *testing.T) {
	everywhere(t, orm.Models(outings, wards, callers, errands), func(t *testing.T, db *orm.DB, _ *ormtest.Recorder, _ dialect.Capabilities) {
		ctx := t.Context()
		v, w, g := &outing{}, &ward{Name: "a"}, &caller{Name: "b"}
		for _, err := range []error{outings.Insert(ctx, db, v), wards.Insert(ctx, db, w), callers.Insert(ctx, db, g)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		for i := range 2 {
			if err := orm.Link(ctx, db, &outings.C.Wards, v, w); err != nil {
				t.Errorf("a ward, time %d: %v", i+1, err)
			}
			if err := orm.Link(ctx, db, &outings.C.Callers, v, g); err != nil {
				t.Errorf("a caller, time %d: %v", i+1, err)
			}
		}
		if n, err := errands.Count(ctx, db); n != 2 || err != nil {
			t.Errorf("%d rows, want 2; %v", n, err)
		}
	})
}

// A query sends the same text to a database that has answered all the others before as to one that has answered none.
func TestNoQueryTakesTheStatementOfAnother(t *testing.T) {
	t.Parallel()
	a, b, h := authors.C, books.C, houses.C
	load := func(how ...orm.Relation) func(context.Context, orm.Reader) error {
		return func(ctx context.Context, db orm.Reader) error {
			_, err := authors.With(how...).All(ctx, db)
			return err
		}
	}
	read := func(q orm.Query[book]) func(context.Context, orm.Reader) error {
		return func(ctx context.Context, db orm.Reader) error {
			_, err := q.All(ctx, db)
			return err
		}
	}
	children := func(q orm.Query[book], one *orm.One[author]) func(context.Context, orm.Reader) error {
		return func(ctx context.Context, db orm.Reader) error {
			_, err := orm.Children(ctx, db, q, one, []*author{{ID: 1}, {ID: 2}})
			return err
		}
	}
	count := func(field func(*author) *orm.Many[author]) func(context.Context, orm.Reader) error {
		return func(ctx context.Context, db orm.Reader) error {
			list, err := authors.All(ctx, db)
			if err == nil {
				_, err = field(list[0]).Count(ctx)
			}
			return err
		}
	}
	long := make([]int64, 1100)
	queries := []func(context.Context, orm.Reader) error{
		load(&a.Books), load(&a.Genres), load(&a.Admires), load(&a.Fans), load(&a.Mentor), load(&a.Pupils), load(&a.House), load(&a.Desk),
		load(orm.Load(&a.Books).Limit(1)), load(orm.Load(&a.Books).Counted()), load(orm.Load(&a.Books).Limit(1).Counted()),
		load(orm.Load(&a.Books).OrderBy(orm.Asc(&b.Title))), load(orm.Load(&a.Books).OrderBy(orm.Desc(&b.Title))),
		load(orm.Load(&a.Books).OrderBy(orm.Asc(&b.Title)).Limit(1)),
		load(orm.Load(&a.Books).Where(orm.Eq(&b.Title, "x"))), load(orm.Load(&a.Books).Where(orm.Ne(&b.Title, "x"))),
		load(orm.Load(&a.Books).Where(orm.IsNull(&b.EditorID))), load(orm.Load(&a.Books).Where(orm.Eq(&b.EditorID, nil))),
		load(orm.Load(&a.Books).Where(orm.In(&b.ID, 1, 2))), load(orm.Load(&a.Books).Where(orm.In(&b.ID, 1, 2, 3))),
		load(orm.Load(&a.Books).Where(orm.In(&b.ID, long[:100]...))), load(orm.Load(&a.Books).Where(orm.In(&b.ID, long...))),
		load(orm.Load(&a.Books).Where(orm.Any(&b.Author))), load(orm.Load(&a.Books).Where(orm.Any(&b.Editor))),
		load(orm.Load(&a.Books).Where(orm.None(&b.Author))), load(orm.Load(&a.Books).Where(orm.All(&b.Author, orm.Eq(&a.ID, 1)))),
		load(orm.Load(&a.Books).Where(orm.Any(&b.Author, orm.Eq(&a.ID, 1)))), load(orm.Load(&a.Books).Where(orm.Any(&b.Author, orm.Eq(&b.ID, 1)))),
		load(orm.Load(&a.Books).Where(orm.Any(&b.Author, orm.EqColumn(&a.ID, &b.ID)))),
		load(orm.Load(&a.Books).Where(orm.Any(&b.Author), orm.Eq(&b.ID, 1))), load(orm.Load(&a.Books).Where(orm.Any(&b.Author, orm.Any(&a.House)))),
		load(orm.Load(&a.House).Joined()), load(orm.Load(&a.Desk).Joined()), load(orm.Load(&a.House).Joined(), orm.Load(&a.Desk).Joined()),
		load(orm.Load(&a.Desk).Joined(), orm.Load(&a.House).Joined()), load(orm.Load(&a.House).Joined(), &a.Desk),
		read(books.Query()), read(books.Join(&b.Author)), read(books.LeftJoin(&b.Author)), read(books.Join(&b.Editor)),
		read(books.Join(&b.Author).LeftJoin(&a.House)), read(books.LeftJoin(&b.Author).Join(&a.House)),
		read(books.Join(&b.Author).Where(orm.Eq(&a.ID, 1))), read(books.Join(&b.Author).Where(orm.Eq(&b.ID, 1))),
		read(books.Join(&b.Author, &a.House).Where(orm.Eq(&h.ID, 1))), read(books.Join(&b.Author).OrderBy(orm.Asc(&a.Name))),
		read(books.Join(&b.Author).OrderBy(orm.Asc(&b.Title))), read(books.LeftJoin(&b.Author).OrderBy(orm.Asc(&a.Name))),
		read(books.With(orm.Load(&b.Author).Joined())), read(books.Join(&b.Author).With(orm.Load(&b.Author).Joined())),
		read(books.With(orm.Load(&b.Author).Joined()).LeftJoin(&a.House)), read(books.Where(orm.Any(&b.Author, orm.Eq(&a.ID, 1)))),
		read(books.Where(orm.All(&b.Author, orm.Eq(&a.ID, 1)))), read(books.Where(orm.None(&b.Author, orm.Eq(&a.ID, 1)))),
		read(books.Where(orm.Any(&b.Author, orm.Or(orm.Eq(&a.ID, 1), orm.Eq(&a.ID, 2))))), read(books.Where(orm.Any(&b.Author, orm.Eq(&a.ID, 1), orm.Eq(&a.ID, 2)))),
		read(books.Where(orm.Any(&b.Author, orm.Eq(&a.ID, 1)), orm.Eq(&b.ID, 2))),
		children(books.Query(), &b.Author), children(books.Query(), &b.Editor), children(books.Limit(1), &b.Author),
		children(books.OrderBy(orm.Desc(&b.Title)), &b.Author), children(books.Where(orm.Eq(&b.Title, "")), &b.Author),
		count(func(a *author) *orm.Many[author] { return &a.Pupils }), count(func(a *author) *orm.Many[author] { return &a.Admires }),
		count(func(a *author) *orm.Many[author] { return &a.Fans }),
	}
	shared := ormtest.Open(t, library)
	fillLibrary(t, shared.DB, 4)
	texts := func(db *ormtest.DB, i int) []string {
		t.Helper()
		db.Statements()
		if err := queries[i](t.Context(), db); err != nil {
			t.Errorf("query %d: %v", i, err)
		}
		return db.Statements()
	}
	for i := range queries {
		texts(shared, i)
	}
	for i := range queries {
		alone := ormtest.Open(t, library)
		fillLibrary(t, alone.DB, 4)
		if diff := cmp.Diff(texts(alone, i), texts(shared, i)); diff != "" {
			t.Errorf("query %d, alone and after the others (-alone +after):\n%s", i, diff)
		}
	}
}
