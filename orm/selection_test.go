package orm_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rowankit/rowan/orm"
)

// What no database would answer, or not all alike, is told before anything is sent.
func TestSelectionsThatAreWrong(t *testing.T) {
	t.Parallel()
	db := open(t, authors, houses, books, chapters, genres, desks)
	a, b, c := authors.C, books.C, chapters.C
	row := new(struct {
		Name  string
		N     int64
		Maybe *string
		At    time.Time
	})
	other := new(struct{ Name string })
	name := orm.As(&row.Name, orm.Col(&a.Name))
	count := orm.As(&row.N, orm.Count())
	rival := authors.As("rival")
	initial := orm.Substring(orm.Col(&a.Name), 1, 1)
	ones := orm.Select(row, orm.As(&row.N, orm.Val(int64(1)))).From(authors).As("ones")
	for _, e := range []struct {
		query sqlOf
		want  string
	}{
		{orm.Select(row, name), "a Selection reads no table; say From"},
		{orm.Select(row).From(authors), "Select names no value"},
		{orm.Select(row, orm.As(&other.Name, orm.Col(&a.Name))).From(authors), "is no field of the row that Select was given"},
		{orm.Select(row, name).From(books), "Name is no column of book but of author, which the query does not read; ask with orm.Any of a relation to it, or add it with Join"},
		{orm.Select(row, name, count).From(authors), "Name stands beside aggregates and is not grouped; add it to GroupBy, or put it into an aggregate such as orm.Max"},
		{orm.Select(row, name).From(authors).GroupBy(&a.HouseID), "Name stands beside aggregates and is not grouped"},
		{orm.Select(row, count).From(authors).GroupBy(&a.HouseID).OrderBy(orm.Asc(&a.Name)), "Name stands beside aggregates and is not grouped"},
		{orm.Select(row, count).From(authors).GroupBy(&a.HouseID).Having(orm.Eq(&a.Name, "x")), "Name stands beside aggregates and is not grouped"},
		{orm.Select(row, name).From(authors).Where(orm.Count().Gt(1)), "Count stands in Where, which is about single rows; conditions on groups are for Having"},
		{authors.Where(orm.Max(orm.Col(&a.Name)).Eq("x")), "Max stands in Where"},
		{orm.Select(row, count).From(authors).GroupBy(orm.Count()), "Count stands in GroupBy"},
		{orm.Select(row, orm.As(&row.N, orm.Coalesce(orm.Max(orm.Count()), 0))).From(authors), "Count stands within another aggregate"},
		{orm.Select(row, name).From(authors).Where(orm.RowNumber(orm.Window{}).Le(3)), "a window stands in Where, and is computed of the rows that this leaves"},
		{orm.Select(row, orm.As(&row.Name, orm.Col(&a.Name).Over(orm.Window{}))).From(authors), "Over is for aggregates, such as orm.Sum"},
		{orm.Select(row, orm.As(&row.Name, orm.Col(&a.Name).Distinct())).From(authors), "Filter and Distinct are for aggregates"},
		{orm.Select(row, orm.As(&row.N, orm.Count().Distinct())).From(authors), "Count counts rows, which are all distinct; use CountDistinct of a column"},
		{orm.Select(row, orm.AsNull(&row.Maybe, orm.Sum(orm.Col(&a.Name)))).From(authors), "Sum of Name, which is stored as text; it is for numbers"},
		{orm.Select(row, orm.As(&row.Name, orm.Col(&a.Name).Plus("x"))).From(authors), "Plus of Name, which is stored as text"},
		{orm.Select(row, orm.As(&row.Name, orm.Col(&b.Title))).From(authors).LeftJoin(&a.Books), "Name takes Title of book, which is missing where the left join finds no row; make the field a pointer and write orm.AsNull"},
		{orm.Select(row, name).From(authors).JoinOn(authors), "the query reads author twice; give one of them another name, with As of its handle"},
		{orm.Select(row, name).From(authors).JoinOn(rival).JoinOn(authors.As("RIVAL")), "two tables of the query are called RIVAL; give one of them another name"},
		{orm.Select(row, name).From(authors).Join(&c.Book), "Book of chapter is no relation of author; name one of these"},
		{orm.Select(row, name).From(books).Join(books.As("x").Along(&b.Author)), "book.Author leads to author, and is to be joined as an alias of book; write an alias of author"},
		{orm.Select(row, name).From(authors).JoinOn(nil), "Join got nil; write the handle of a model"},
		{orm.Select(row, name).From(authors).JoinOn(rival, orm.Eq(&b.Title, "x")).JoinOn(books), "Title is no column of author or author but of book"},
		{orm.Select(row, name).From(authors).Distinct().OrderBy(orm.Asc(&a.ID)), "Distinct is ordered by what Select does not read; read it into a field"},
		{orm.Select(row, count).From(authors).GroupBy(orm.Substring(orm.Col(&a.Name), 1, 1)), "GroupBy has an expression with a value that Select does not read"},
		{orm.Select(row, name).From(authors).Limit(-1), "Limit(-1); a limit is 0 or more"},
		{orm.Select(row, orm.As(&row.Name, orm.Val("a\x00b"))).From(authors), "must not contain NUL characters"},
		{orm.Select(row, name, name).From(authors), "Name takes two values; give each a field of its own"},
		{orm.Select(row, name).From(authors).Where(orm.Eq(&row.Name, "x")), "Name is a field of the row, which GroupBy, Having and OrderBy may name where an Item fills it; write the expression itself"},
		{orm.Select(row, name).From(authors).OrderBy(orm.Asc(&row.N)), "N is a field of the row"},
		{orm.Select(row, orm.As(&row.Name, orm.Col(&rival.C.Name))).From(rival).Join(&a.House), "author is read as the alias rival; name its relations by the C of that"},
		{orm.Select(row, name).From(rival), "author is read as the alias rival; name its columns by the C of that"},
		{orm.Select(row, orm.As(&row.Name, orm.Substring(orm.Col(&a.Name), 0, 1))).From(authors), "Substring from 0 of 1 characters; they are counted from 1"},
		{orm.Select(row, orm.As(&row.Name, orm.Concat([]orm.Expr[string]{}...))).From(authors), "Concat of nothing"},
		{orm.Select(row, orm.As(&row.N, orm.Length(orm.Expr[string]{}))).From(authors), "an expression is empty"},
		{authors.Where(orm.Expr[int64]{}.Eq(1)), "an expression is empty"},
		{authors.Where(orm.Expr[int64]{}.Distinct().Over(orm.Window{}).Eq(1)), "an expression is empty"},
		{authors.Where(orm.Case[string]{}.Else(orm.Val("x")).Eq("x")), "an expression is empty"},
		{orm.Select(row, orm.As(&row.N, orm.Rank(orm.Partition(&a.HouseID)))).From(authors), "say OrderBy of the window"},
		{orm.Select(row, count).From(authors).GroupBy(&a.HouseID).Having(orm.RowNumber(orm.Window{}).Lt(3)), "a window stands in Having"},
		{orm.Select(row, orm.As(&row.N, orm.CountOf(orm.RowNumber(orm.Window{})))).From(authors), "a window stands within an aggregate"},
		{authors.Where(orm.InQuery(orm.Col(&a.ID), orm.Select(row, orm.As(&row.N, orm.RowNumber(orm.Window{}).Plus(1))).From(rival), &row.N)), "InQuery of what is computed of a window"},
		{orm.Select(row, name).From(authors).Having(orm.Count().Gt(1)), "Having is about groups, and Select reads neither aggregates nor is grouped"},
		{orm.Select(row, orm.As(&row.N, orm.Val(int64(1)).Plus(1))).From(authors).Distinct().Offset(1), "Distinct of values that are the same in every row leaves one row"},
		{orm.Select(row, orm.As(&row.N, orm.Col(&ones.C.N).Plus(1))).From(ones).Distinct().Offset(1), "Distinct of values that are the same in every row leaves one row"},
		{orm.Select(row, orm.As(&row.Name, initial), orm.As(&row.N, orm.Length(initial))).From(authors).GroupBy(&row.Name), "a grouped expression with a value is a part of another"},
		{orm.Select(row, orm.As(&row.Name, initial)).From(authors).GroupBy(&row.Name).Having(initial.Eq("x")), "a grouped expression with a value"},
		{orm.Select(row, count).From(authors).Join(&a.House).GroupBy(&a.Name).Having(orm.Any(&a.House, orm.Eq(&houses.C.Name, "x"))), "HouseID stands beside aggregates and is not grouped"},
		{authors.Query().With(rival.Along(&a.Mentor)), "With got nil"},
	} {
		text, _, err := e.query.SQL(db)
		if err == nil || !strings.Contains(err.Error(), e.want) {
			t.Errorf("got %q and the error %v, want one with %q", text, err, e.want)
		}
	}
}

// The values of an expression decide whether it is the one that is grouped, and plans are kept without values.
func TestAGroupThatIsNoItemIsToldAfterOneThatIs(t *testing.T) {
	t.Parallel()
	db := open(t, authors, houses, books, chapters, genres, desks)
	row := new(struct{ Part string })
	part := func(n int32) orm.Expr[string] { return orm.Substring(orm.Col(&authors.C.Name), 1, n) }
	for _, n := range []int32{2, 1, 2} {
		_, _, err := orm.Select(row, orm.As(&row.Part, part(1))).From(authors).GroupBy(part(n)).SQL(db)
		if refused := err != nil; refused != (n == 2) {
			t.Errorf("grouped by %d characters and reading 1: got the error %v", n, err)
		}
	}
}

// A query that stands in others is shared by all goroutines that ask them; the race detector watches.
func TestAQueryWithinOthersIsShared(t *testing.T) {
	t.Parallel()
	db := open(t, authors, houses, books, chapters, genres, desks)
	a, b := authors.C, books.C
	row := new(struct {
		ID    int64
		Title string
	})
	longest := orm.Select(row, orm.Take(&row.ID, &b.ID), orm.Take(&row.Title, &b.Title)).From(books).
		Where(orm.EqColumn(&b.AuthorID, &a.ID)).OrderBy(orm.Desc(&row.Title))
	q := authors.Where(orm.ValueOf(longest, &row.Title).Eq("x"))
	want, _, err := q.SQL(db)
	if err != nil || !strings.Contains(want, `ORDER BY 1 DESC LIMIT`) {
		t.Fatalf("got %q and the error %v, want the order by the one column", want, err)
	}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if got, _, err := q.SQL(db); got != want || err != nil {
				t.Errorf("got %q and the error %v, want %q", got, err, want)
			}
		})
	}
	wait.Wait()
}

// Two rows whose fields lie elsewhere, and two fields of one, do not share a plan.
func TestRowsOfOtherShapesHavePlansOfTheirOwn(t *testing.T) {
	t.Parallel()
	db := open(t, authors, houses, books, chapters, genres, desks)
	a := authors.C
	if err := authors.Insert(t.Context(), db, &author{Name: "Ada"}); err != nil {
		t.Fatal(err)
	}
	near, far := new(struct{ Name string }), new(struct{ Other, Name string })
	for range 2 {
		x, err := orm.Select(near, orm.As(&near.Name, orm.Col(&a.Name))).From(authors).One(t.Context(), db)
		if err != nil || x.Name != "Ada" {
			t.Errorf("got %v and the error %v, want Ada", x, err)
		}
		y, err := orm.Select(far, orm.As(&far.Name, orm.Col(&a.Name))).From(authors).One(t.Context(), db)
		if err != nil || y.Name != "Ada" || y.Other != "" {
			t.Errorf("got %v and the error %v, want Ada in Name alone", y, err)
		}
		z, err := orm.Select(far, orm.As(&far.Other, orm.Col(&a.Name))).From(authors).One(t.Context(), db)
		if err != nil || z.Other != "Ada" || z.Name != "" {
			t.Errorf("got %v and the error %v, want Ada in Other alone", z, err)
		}
	}
}
