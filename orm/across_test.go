package orm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// sqlOf is a query of any model.
type sqlOf interface {
	SQL(db *orm.DB) (string, []any, error)
}

// related is a query under the name of its golden text.
type related struct {
	name  string
	query sqlOf
}

// Two of these whose statements differ in anything share no text, though one database is asked for all of them.
func relatedAsked() []related {
	a, b, c, g, h := authors.C, books.C, chapters.C, genres.C, houses.C
	nick := int64(3)
	return []related{
		{"Any to many", authors.Where(orm.Any(&a.Books, orm.Eq(&b.Title, "x")))},
		{"Any to many without conditions", authors.Where(orm.Any(&a.Books))},
		{"All to many", authors.Where(orm.All(&a.Books, orm.Eq(&b.Title, "x")))},
		{"All of two", authors.Where(orm.All(&a.Books, orm.Eq(&b.Title, "x"), orm.Gt(&b.ID, 1)))},
		{"All without conditions", authors.Where(orm.All(&a.Books))},
		{"None to many", authors.Where(orm.None(&a.Books, orm.Eq(&b.Title, "x")))},
		{"None without conditions", authors.Where(orm.None(&a.Books))},
		{"Any to one", books.Where(orm.Any(&b.Author, orm.Eq(&a.Name, "Ada")))},
		{"Any to another one", books.Where(orm.Any(&b.Editor, orm.Eq(&a.Name, "Ada")))},
		{"Any to one by the other side", authors.Where(orm.Any(&a.Desk))},
		{"Any of pairs", authors.Where(orm.Any(&a.Genres, orm.Eq(&g.Name, "x"), orm.Gt(&g.ID, 1)))},
		{"Any of pairs without conditions", authors.Where(orm.Any(&a.Genres))},
		{"Any of pairs to itself", authors.Where(orm.Any(&a.Admires, orm.Eq(&a.Name, "Ada")))},
		{"the other side of these", authors.Where(orm.Any(&a.Fans, orm.Eq(&a.Name, "Ada")))},
		{"to itself", authors.Where(orm.Any(&a.Mentor, orm.Eq(&a.Name, "Ada")))},
		{"to itself and on", authors.Where(orm.Any(&a.Mentor, orm.All(&a.Pupils, orm.Eq(&a.Name, "Ada"))))},
		{"one within another", authors.Where(orm.Any(&a.Books, orm.None(&b.Chapters, orm.Eq(&c.Title, "x"))))},
		{"one beside another", authors.Where(orm.Any(&a.Books, orm.Eq(&b.Title, "x")), orm.Gt(&a.ID, 1), orm.Not(orm.Any(&a.Genres, orm.In(&g.ID, 1, 2, 3))))},
		{"a column of the query within", authors.Where(orm.Any(&a.Books, orm.EqColumn(&b.Title, &a.Name)))},
		{"another column of the query within", authors.Where(orm.Any(&a.Books, orm.EqColumn(&b.EditorID, &a.HouseID)))},
		{"a column of the query with a value", authors.Where(orm.Any(&a.Books, orm.Eq(&a.HouseID, &nick)))},
		{"a column of the inner one with a value", authors.Where(orm.Any(&a.Books, orm.Eq(&b.EditorID, &nick)))},
		{"a relation of the query within", authors.Where(orm.Any(&a.Books, orm.Any(&a.Genres, orm.EqColumn(&g.Name, &b.Title))))},
		{"Raw within", authors.Where(orm.Any(&a.Books, orm.Raw("length(title) > ?", 5)))},
		{"Join", books.Join(&b.Author)},
		{"Join of the other", books.Join(&b.Editor)},
		{"LeftJoin", books.LeftJoin(&b.Editor)},
		{"Join with a condition and an order", books.Join(&b.Author).Where(orm.Eq(&a.Name, "Ada"), orm.Gt(&b.ID, 1)).OrderBy(orm.Desc(&a.Name), orm.Asc(&b.Title)).Limit(3).Offset(2)},
		{"an order by what may be absent", books.LeftJoin(&b.Editor).OrderBy(orm.Asc(&a.Name).NullsLast())},
		{"joins one behind the other", chapters.Join(&c.Book).Join(&b.Author).LeftJoin(&a.House).Where(orm.Eq(&h.Name, "x"))},
		{"the left join first", chapters.LeftJoin(&c.Book).Join(&b.Author).LeftJoin(&a.House).Where(orm.Eq(&h.Name, "x"))},
		{"a join by the other side", authors.LeftJoin(&a.Desk).Where(orm.IsNull(&desks.C.ID))},
		{"Any of a joined row", books.Join(&b.Author).Where(orm.Any(&a.Genres, orm.Eq(&g.Name, "x")))},
		{"columns of three", chapters.Join(&c.Book).Where(orm.Any(&b.Editor, orm.EqColumn(&a.Name, &c.Title), orm.EqColumn(&a.Name, &b.Title)))},
	}
}

func TestStatementsAcrossRelations(t *testing.T) {
	t.Parallel()
	db := open(t, authors, houses, books, chapters, genres, desks)
	g := openGolden(t, "testdata/across.txtar")
	for range 2 { // the second time the texts are there
		for _, q := range relatedAsked() {
			text, values, err := q.query.SQL(db)
			if err != nil {
				t.Errorf("%s: %v", q.name, err)
				continue
			}
			g.check(t, q.name, text+"\n"+listed(values))
		}
		if *update {
			break
		}
	}
	if n := len(relatedAsked()); !*update && len(g.names) != n {
		t.Errorf("%s holds %d texts for %d cases; run the test with -update", g.file, len(g.names), n)
	}
}

func TestPointersAcrossRelationsThatNameNothing(t *testing.T) {
	t.Parallel()
	db := open(t, authors, houses, books, chapters, genres, desks)
	a, b, c, h := authors.C, books.C, chapters.C, houses.C
	var object author
	for _, e := range []struct {
		query sqlOf
		want  string
	}{
		{authors.Where(orm.Any(nil)), "orm.Any got nil; write a relation of the prototype, such as &u.Datasets"},
		{authors.Where(orm.All(orm.Load(&a.Books))), "orm.All got what orm.Load returned, which is for With; write the relation itself"},
		{authors.Where(orm.None(&object.Books)), "a value of type *orm.Many[github.com/rowankit/rowan/orm_test.book] is no relation of author; write a pointer of the C of its handle"},
		{authors.Where(orm.Any(&b.Chapters)), "Chapters of book is no relation of author; name one of these"},
		{authors.Where(orm.Any(&a.Books, orm.Any(&h.Authors))), "Authors of house is no relation of book or author; name one of these"},
		{authors.Where(orm.Any(&a.Books, orm.Eq(&c.Title, "x"))), "Title is no column of book or author but of chapter, which the query does not read; ask with orm.Any of a relation to it, or add it with Join"},
		{authors.Where(orm.Any(&a.Books, orm.Eq(&object.Name, "x"))), "a value of type *string names no column; write a pointer of the C of the handle of book or author"},
		{authors.Where(orm.Any(&a.Books, orm.Eq[string](nil, "x"))), "names no column; write a pointer of the C of the handle of book or author"},
		{authors.Where(orm.Eq(&b.Title, "x")), "Title is no column of author but of book, which the query does not read; ask with orm.Any of a relation to it, or add it with Join"},
		{authors.OrderBy(orm.Asc(&b.Title)), "Title is no column of author but of book"},
		{books.Join(&b.Author).OrderBy(orm.Asc(&c.Title)), "Title is no column of book or author but of chapter"},
		{books.Join(nil), "Join got nil; write a relation of the prototype, such as &u.Datasets"},
		{books.Join(orm.Load(&b.Author)), "Join got what orm.Load returned, which is for With"},
		{books.Join(&b.Chapters), "Join of the to-many relation book.Chapters would repeat rows; use orm.Any"},
		{books.Join(&b.Author, &b.Editor), "Join of book.Editor adds author a second time; join an alias of it (author.As), or use orm.Any(&x.Editor, ...) for one of the two"},
		{authors.Join(&a.Mentor), "Join of author.Mentor adds author a second time; join an alias of it (author.As), or use orm.Any(&x.Mentor, ...) for one of the two"},
		{books.Join(&a.House), "House of author is no relation of book; name one of these"},
	} {
		_, _, err := e.query.SQL(db)
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(fmt.Sprint(err), e.want) {
			t.Errorf("got %v, want an error of the kind invalid with %q", err, e.want)
		}
	}
}

type crossChecked struct {
	ID       int64
	Name     string
	AuthorID int64
	Author   orm.One[author]
}

func (m *crossChecked) Define(t *orm.Table[crossChecked]) {
	t.Check("known", orm.Any(&m.Author, orm.Eq(&orm.C[author]().Name, "Ada")), "must be known")
	t.Unique(&m.Name).Where(orm.Not(orm.None(&m.Author)))
}

func TestADefinitionLooksAtOneRowAlone(t *testing.T) {
	t.Parallel()
	err := orm.Models(orm.Define[crossChecked](), authors, houses, books, chapters, genres, desks).Check()
	for _, want := range []string{
		`crossChecked: has the check "known" that cannot be stored: it asks for rows of another table, and a definition looks at one row alone; remove the condition across a relation`,
		`crossChecked: has a condition of Unique that cannot be stored: it asks for rows of another table`,
	} {
		if !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

// A condition across a relation and a join cost a few small values on their way, however many rows there are.
func TestAskingAcrossRelationsAllocatesLittle(t *testing.T) { // not parallel: allocations are the whole process's
	db, ctx := open(t, authors, houses, books, chapters, genres, desks), t.Context()
	a, b := authors.C, books.C
	for _, call := range []struct {
		name string
		want float64
		do   func() error
	}{
		{"Any", 5, func() error { _, err := authors.Where(orm.Any(&a.Books, orm.Gt(&b.ID, 5))).Count(ctx, db); return err }},
		{"Any within Any", 8, func() error {
			_, err := authors.Where(orm.Any(&a.Books, orm.Any(&b.Editor, orm.Gt(&a.ID, 5)))).Count(ctx, db)
			return err
		}},
		{"Join", 6, func() error { _, err := books.Join(&b.Author).Where(orm.Gt(&a.ID, 5)).Count(ctx, db); return err }},
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
