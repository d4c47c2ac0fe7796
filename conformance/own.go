package conformance

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/schema"
)

func ownTypes() theme {
	return theme{"own_types", []testCase{
		{"a type with Value and Scan comes back", ownValues},
		{"a named basic type needs no methods", ownNamed},
		{"conditions take values of the type", ownConditions},
		{"an error of Value names the field", ownValueFails},
		{"an error of Scan names the field", ownScanFails},
		{"a panic of Scan gives its connection back", ownScanPanics},
		{"a panic of Value undoes what was half stored", ownValuePanics},
		{"a value of another kind than the column is refused", ownOtherKind},
		{"NULL for a column that may not be NULL is refused", ownNull},
	}}
}

// tags is stored as text.
type tags []string

func (g tags) Value() (sqldriver.Value, error) {
	for _, s := range g {
		switch s {
		case "fail":
			return nil, errors.New("holds a tag that fails")
		case "burst":
			panic("a tag that panics")
		case "number":
			return int64(1), nil
		case "null":
			return nil, nil
		}
	}
	return strings.Join(g, ","), nil
}

func (g *tags) Scan(v any) error {
	s, ok := v.(string)
	if s == "panic" {
		panic("a tag that panics")
	}
	if !ok || s == "broken" {
		return fmt.Errorf("tags: cannot read %#v", v)
	}
	*g = strings.Split(s, ",")
	return nil
}

// box stores what it holds as the database's own kind; the columns below hold one kind each.
type box struct{ V any }

func (b box) Value() (sqldriver.Value, error) { return b.V, nil }

func (b *box) Scan(v any) error {
	b.V = v
	return nil
}

var (
	_ sqldriver.Valuer = tags{}
	_ sql.Scanner      = (*tags)(nil)
	_ sqldriver.Valuer = box{}
	_ sql.Scanner      = (*box)(nil)
)

type (
	email  string
	level  int8
	rating float32
)

type article struct {
	ID     int64
	Tags   tags
	Maybe  *box
	Number box
	Real   box
	Blob   box
	Truth  box
	At     box
	Email  email
	Level  level
	Rating rating
	Reply  *email
}

func (a *article) Define(t *orm.Table[article]) {
	t.Column(&a.Tags).StoredAs(schema.Text)
	t.Column(&a.Maybe).StoredAs(schema.Text)
	t.Column(&a.Number).StoredAs(schema.Int64)
	t.Column(&a.Real).StoredAs(schema.Float64)
	t.Column(&a.Blob).StoredAs(schema.Bytes)
	t.Column(&a.Truth).StoredAs(schema.Bool)
	t.Column(&a.At).StoredAs(schema.Time)
	t.Column(&a.Email).Size(20)
}

var articles = orm.Define[article]()

func newArticle(names ...string) *article {
	return &article{
		Tags: names, Number: box{int64(-7)}, Real: box{0.5}, Blob: box{[]byte{0, 1}}, Truth: box{true},
		At: box{time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)},
	}
}

func ownValues(t *trial) {
	full := newArticle("a", "b")
	full.Maybe = &box{"text"}
	keeps(t, t.tables(articles), articles, newArticle("x"), full, newArticle(""))
}

func ownNamed(t *trial) {
	a, b := newArticle("a"), newArticle("b")
	a.Email, a.Level, a.Rating, a.Reply = "ü@example.org", -128, 0.1, new(email("r@example.org"))
	db, c := t.tables(articles), articles.C
	keeps(t, db, articles, a, b)
	t.same("by its value", ids(t, db, articles.Where(orm.Eq(&c.Email, "ü@example.org"), orm.Lt(&c.Level, 0))), []int64{1})
	t.same("like", ids(t, db, articles.Where(orm.HasSuffix(&c.Email, "example.org"))), []int64{1})
	b.Email = "longer than twenty letters"
	t.refused("Update", articles.Update(t.Context(), db, b), fault.TooLong, "article", "Email")
}

func ownConditions(t *trial) {
	db, c := t.tables(articles), articles.C
	insert(t, db, articles, newArticle("a", "b"), newArticle("c"))
	t.same("equal", ids(t, db, articles.Where(orm.Eq(&c.Tags, tags{"a", "b"}))), []int64{1})
	t.same("in", ids(t, db, articles.Where(orm.In(&c.Tags, tags{"c"}, tags{"d"}))), []int64{2})
	_, err := articles.Where(orm.Eq(&c.ID, 1)).Update(t.Context(), db, orm.Set(&c.Tags, tags{"e"}))
	t.ok("Update", err)
	t.same("after Set", all(t, db, articles)[0].Tags, tags{"e"})
}

func ownValueFails(t *trial) {
	db, ctx, c := t.tables(articles), t.Context(), articles.C
	t.refused("Insert", articles.Insert(ctx, db, newArticle("fail")), fault.Invalid, "article", "Tags")
	_, err := articles.Where(orm.Eq(&c.Tags, tags{"fail"})).All(ctx, db)
	t.refused("Where", err, fault.Invalid, "article", "Tags")
	count(t, db, articles, 0)
}

func ownScanFails(t *trial) {
	db, ctx := t.tables(articles), t.Context()
	insert(t, db, articles, newArticle("good"), newArticle("broken"))
	_, err := articles.All(ctx, db)
	t.malformed("All", err, "article", "Tags", "id = 2")
	_, err = articles.Get(ctx, db, 1)
	t.ok("Get of the good row", err)
}

func ownOtherKind(t *trial) {
	db := t.tables(articles)
	t.refused("Insert", articles.Insert(t.Context(), db, newArticle("number")), fault.Invalid, "article", "Tags")
	count(t, db, articles, 0)
}

func ownNull(t *trial) {
	db := t.tables(articles)
	t.refused("Insert", articles.Insert(t.Context(), db, newArticle("null")), fault.NotNull, "article", "Tags")
	count(t, db, articles, 0)
}

func ownScanPanics(t *trial) {
	db, ctx, c := t.tables(articles), t.Context(), articles.C
	insert(t, db, articles, newArticle("panic"))
	panics := func(what string, do func()) {
		t.Helper()
		defer func() {
			if recover() == nil {
				t.Errorf("%s: got no panic, want that of Scan", what)
			}
		}()
		do()
	}
	for range 20 { // more than there are connections
		panics("Get", func() { _, _ = articles.Get(ctx, db, 1) })
		panics("All", func() { _, _ = articles.All(ctx, db) })
		panics("First", func() { _, _ = articles.OrderBy(orm.Asc(&c.ID)).First(ctx, db) })
		panics("Stream", func() {
			for range articles.Query().Stream(ctx, db) {
				continue
			}
		})
		panics("InsertOrUpdate", func() { _ = articles.InsertOrUpdate(ctx, db, newArticle("panic"), orm.On(&c.ID)) })
	}
	count(t, db, articles, 1)
	insert(t, db, articles, newArticle("good"))
}

func ownValuePanics(t *trial) {
	db := t.tables(articles)
	many := make([]*article, 200)
	for i := range many {
		many[i] = newArticle("good")
	}
	many[190] = newArticle("burst")
	t.ok("Tx", db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("InsertAll: got no panic, want that of Value")
				}
			}()
			_ = articles.InsertAll(ctx, tx, many)
		}()
		return articles.Insert(ctx, tx, newArticle("after"))
	}))
	count(t, db, articles, 1)
}
