package orm_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/rowankit/rowan/orm"
)

// changing is the statement of a Delete.
type changing struct{ orm.Query[author] }

func (c changing) SQL(db *orm.DB) (string, []any, error) {
	_, err := c.Delete(context.Background(), db)
	return "", nil, err
}

// What no database would answer, or not all alike, is told before anything is sent.
func TestTablesOfQueriesThatAreWrong(t *testing.T) {
	t.Parallel()
	all := orm.Define[queried]()
	db := open(t, authors, houses, books, chapters, genres, desks, all)
	a, b := authors.C, books.C
	row := new(struct {
		Name string
		N    int64
		At   time.Time
	})
	other := new(struct{ Name string })
	name := orm.As(&row.Name, orm.Col(&a.Name))
	count := orm.As(&row.N, orm.Count())
	names := orm.Select(row, name).From(authors)
	sub := orm.Select(other, orm.As(&other.Name, orm.Col(&a.Name))).From(authors).As("sub")
	wide, both := names.As("wide"), orm.Select(row, name, orm.As(&row.N, orm.Col(&a.ID))).From(authors)
	rival := authors.As("rival")
	perHouse := orm.Select(row, count).From(authors).GroupBy(&a.HouseID)
	shadow, twin, twinToo := names.CTE("author"), names.CTE("twin"), names.CTE("TWIN")
	seen := orm.Select(row, orm.As(&row.At, orm.Col(&all.C.Seen))).From(all)
	logged := orm.Select(row, orm.As(&row.At, orm.Col(&all.C.Logged))).From(all)
	type spine struct {
		Name string
		N    int64
	}
	bone := new(spine)
	tree := func(step func(*orm.Derived[spine]) orm.Selection[spine]) sqlOf {
		found := orm.Recursive("tree", orm.Select(bone, orm.Take(&bone.Name, &a.Name)).From(authors), step)
		return orm.Select(row, orm.As(&row.Name, orm.Col(&found.C.Name))).From(found)
	}
	for _, e := range []struct {
		query sqlOf
		want  string
	}{
		{orm.Select(row, name).From(orm.Select(other, orm.As(&other.Name, orm.Col(&a.Name))).From(authors).As("")), "has no name; give it one"},
		{orm.Select(row, name).From(sub), "Name is no column of sub but of author, which the query does not read"},
		{orm.Select(row, orm.As(&row.Name, orm.Col(&other.Name))).From(sub), "Name is a field of the row that sub fills; name it by the C of that"},
		{orm.Select(row, orm.As(&row.At, orm.Col(&wide.C.At))).From(wide), "names no column"},
		{orm.Select(row, orm.As(&row.Name, orm.Col(&sub.C.Name))).From(sub).JoinOn(sub), "the query reads sub twice; give one of them another name"},
		{orm.Select(row, orm.As(&row.Name, orm.Col(&sub.C.Name))).From(sub).JoinOn(authors.As("SUB")), "two tables of the query are called SUB"},
		{orm.Select(row, name).From(authors).JoinOn(orm.Select(other, orm.As(&other.Name, orm.Col(&b.Title))).From(books).Where(orm.EqColumn(&b.AuthorID, &a.ID)).As("lateral")), "ID is no column of book but of author, which the query does not read"},
		{orm.Select(row, name).From(authors).JoinOn(orm.Select(other, orm.As(&other.Name, orm.Col(&b.Title))).From(books).Limit(-1).As("few")), "Limit(-1); a limit is 0 or more"},
		{orm.Select(row, orm.As(&row.Name, orm.Col(&sub.C.Name))).From(sub).GroupBy(&sub.C.Name).OrderBy(orm.Asc(&sub.C.Name)).Distinct().Having(orm.Eq(&a.Name, "x")), "Name is no column of sub but of author"},
		{orm.Select(row, orm.As(&row.Name, orm.Col(&shadow.C.Name))).From(shadow), "a common table expression is called so too"},
		{orm.Select(row, orm.As(&row.Name, orm.Col(&twin.C.Name))).From(twin).JoinOn(twinToo.As("x")), "two common table expressions of the query are called TWIN"},
		{orm.Select(row, name).From(authors).JoinOn(twin.Distinct().As("x")), "Distinct of twin is for what is Recursive"},
		{tree(func(found *orm.Derived[spine]) orm.Selection[spine] {
			return orm.Select(bone, orm.Take(&bone.Name, &a.Name)).From(authors)
		}), "the step of tree reads what was found nowhere"},
		{tree(func(found *orm.Derived[spine]) orm.Selection[spine] {
			return orm.Select(bone, orm.Take(&bone.Name, &a.Name)).From(authors).LeftJoinOn(found)
		}), "by a left join, and would not end"},
		{tree(func(found *orm.Derived[spine]) orm.Selection[spine] {
			return orm.Select(bone, orm.As(&bone.Name, orm.Col(&found.C.Name))).From(found).Distinct()
		}), "the step of tree has groups, aggregates, Distinct, an order, a limit or a union"},
		{tree(func(found *orm.Derived[spine]) orm.Selection[spine] {
			return orm.Select(bone, orm.As(&bone.Name, orm.Coalesce(orm.Max(orm.Col(&found.C.Name)), ""))).From(found)
		}), "the step of tree has groups, aggregates"},
		{tree(func(found *orm.Derived[spine]) orm.Selection[spine] {
			return orm.Select(bone, orm.As(&bone.N, orm.Val(int64(1)))).From(found)
		}), "Name is filled by the first of the queries that are put together, and not by all"},
		{authors.Query().JoinOn(books, orm.EqColumn(&b.AuthorID, &a.ID)), "JoinOn of book may find several rows for one"},
		{authors.Query().JoinOn(perHouse.As("h"), orm.Eq(&a.Name, "x")), "JoinOn of h may find several rows for one"},
		{authors.Query().JoinOn(names.As("n"), orm.Eq(&a.Name, "x")), "JoinOn of n may find several rows for one"},
		{authors.Query().JoinOn(rival, orm.Opt(&rival.C.HouseID).EqExpr(orm.Col(&rival.C.ID))), "JoinOn of author may find several rows"},
		{authors.Query().JoinOn(rival, orm.Or(orm.EqColumn(&rival.C.ID, &a.ID), orm.Eq(&a.Name, "x"))), "JoinOn of author may find several rows"},
		{authors.Query().JoinOn(rival, orm.Gt(&rival.C.ID, 1)), "JoinOn of author may find several rows"},
		{authors.Query().JoinOn(nil), "Join got nil"},
		{changing{authors.Query().JoinOn(perHouse.Limit(1).As("h")).Where(orm.Eq(&a.Name, "x"))}, "a change joins no selection; say with orm.InQuery which rows are meant"},
		{names.Union(orm.Select(row, name, count).From(authors)), "N is not filled by the first of the queries that are put together"},
		{names.Union(orm.Select(row).From(authors)), "Select names no value"},
		{names.Union(names).Where(orm.Eq(&a.Name, "x")), "say that of each query before, or of the union as a table"},
		{names.Union(names).From(authors), "say that of each query before"},
		{names.Union(names).Distinct(), "say that of each query before"},
		{names.Union(names).OrderBy(orm.Asc(&a.Name)), "a union is ordered by what is no field of its row"},
		{names.Union(names).OrderBy(orm.Asc(&row.Name).NullsLast()), "says where missing values stand in its order"},
		{names.Union(names.Limit(-1)), "Limit(-1); a limit is 0 or more"},
		{seen.Union(logged), "At is filled with what is stored as"},
		{authors.Where(orm.InQuery(orm.Col(&a.Name), both.Union(both), &row.Name)), "a union stands as a value or a list, and fills several fields; fill one alone"},
	} {
		text, _, err := e.query.SQL(db)
		if err == nil || !strings.Contains(err.Error(), e.want) {
			t.Errorf("got %q and the error %v, want one with %q", text, err, e.want)
		}
	}
}
