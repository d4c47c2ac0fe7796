package orm_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"log"
	"strings"
	"testing"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// secretCursors are under a secret that is made of one letter.
func secretCursors(t testing.TB, letter string) *orm.Cursors {
	t.Helper()
	c, err := orm.NewCursors([]byte(strings.Repeat(letter, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A cursor is other bytes than the values in it, the same for the same place, and another under another secret.
func TestACursorTellsNothingOfItsPlace(t *testing.T) {
	t.Parallel()
	a, mark, text := secretCursors(t, "a"), [32]byte{1}, []byte("\x00\x04\x0eada@example.org")
	cursor := orm.CloseCursor(a, mark, text)
	sealed, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || bytes.Contains(sealed, []byte("ada")) || len(sealed) != 12+len(text)+16 {
		t.Errorf("got the cursor %q of %d bytes (%v), want 28 more than the text, which it does not show", cursor, len(sealed), err)
	}
	if again := orm.CloseCursor(secretCursors(t, "a"), mark, text); again != cursor {
		t.Errorf("got the cursors %q and %q of one place, want the same", cursor, again)
	}
	for what, other := range map[string]string{
		"secret": orm.CloseCursor(secretCursors(t, "b"), mark, text), "mark": orm.CloseCursor(a, [32]byte{2}, text), "text": orm.CloseCursor(a, mark, text[1:]),
	} {
		if other[:16] == cursor[:16] {
			t.Errorf("another %s: got the nonce of %q again", what, cursor)
		}
	}
	if got, ok := orm.OpenCursor(a, mark, cursor); !ok || !bytes.Equal(got, text) {
		t.Errorf("got %q back, %v; want %q", got, ok, text)
	}
}

// Only what was made under the secret for the query can be opened.
func FuzzCursor(f *testing.F) {
	c, mark := secretCursors(f, "a"), [32]byte{1}
	good := orm.CloseCursor(c, mark, []byte("\x00\x02\x0e"))
	for _, s := range []string{"", "A", good, good[:20], good + "A", good + "\n", strings.ToLower(good), orm.CloseCursor(secretCursors(f, "b"), mark, nil), orm.CloseCursor(c, [32]byte{2}, nil)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		text, ok := orm.OpenCursor(c, mark, cursor)
		if ok && orm.CloseCursor(c, mark, text) != cursor {
			t.Errorf("the cursor %q was opened, to %q, of which another one is made", cursor, text)
		}
	})
}

// What was read of a cursor is written as the same again, and everything else is refused.
func FuzzPosition(f *testing.F) {
	for _, s := range []string{
		"", "\x00", "\x03\x00", "\x00\x01\x01", "\x01\x02\x0e", "\x00\x06\x0e", "\x00\x03\x3f\xf0\x00\x00\x00\x00\x00\x00", "\x00\x04\x03ada", "\x00\x05\x01\xff",
		"\x00\x07" + strings.Repeat("u", 16), "\x00\x08\x02\xf6\x01", "\x04", "\x00\x0a", "\x00\x09", "\x00\x04\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "\x00\x02", "\x00\x01\x02", "\x00\x00\x00",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		once, ok := orm.ReadPosition(text)
		if !ok {
			return
		}
		again, ok := orm.ReadPosition(once)
		if !ok || !bytes.Equal(once, again) {
			t.Errorf("%x was read and written as %x, and that as %x (%v)", text, once, again, ok)
		}
		if len(once) > len(text) {
			t.Errorf("%x was written in more bytes: %x", text, once)
		}
	})
}

func TestPageAtRefuses(t *testing.T) {
	t.Parallel()
	ctx, db, c := context.Background(), open(t, authors, houses, books, chapters, genres, desks), secretCursors(t, "a")
	a := authors.C
	for _, e := range []struct {
		query   orm.Query[author]
		cursors *orm.Cursors
		size    int
		want    string
	}{
		{authors.Query(), nil, 3, "author: invalid: PageAt without a secret; make Cursors with orm.NewCursors"},
		{authors.Query(), c, 0, "author: invalid: PageAt with pages of 0 rows; they hold at least 1"},
		{authors.Limit(3), c, 3, "author: invalid: PageAt of a query with a Limit or Offset; leave them to PageAt"},
		{authors.OrderBy(orm.RowNumber(orm.Window{}).Asc()), c, 3, "author: invalid: a window stands in the order of PageAt, and is computed of the rows that this leaves"},
		{authors.OrderBy(orm.Count().Asc()), c, 3, "author: invalid: OrderBy has an aggregate, which a single row has none of"},
		{authors.OrderBy(orm.When(orm.Count().Gt(1), orm.Val(int64(1))).Else(orm.Val(int64(2))).Asc()), c, 3, "author: invalid: OrderBy has an aggregate, which a single row has none of"},
		{authors.OrderBy(orm.Asc(&books.C.Title)), c, 3, "author: invalid: Title is no column of author but of book"},
		{authors.Where(orm.Eq(&a.Name, "a\x00")), c, 3, "Name must not contain NUL characters"},
	} {
		_, err := e.query.PageAt(ctx, db, e.cursors, "", e.size)
		if fault.KindOf(err) != fault.Invalid || !strings.HasPrefix(err.Error(), e.want) && !strings.Contains(err.Error(), e.want) {
			t.Errorf("got %v, want %q", err, e.want)
		}
	}
	if _, err := orm.NewCursors(make([]byte, 31)); fault.KindOf(err) != fault.Invalid || err.Error() != "orm: NewCursors got a secret of 31 bytes; it takes 32 or more, drawn at random and kept" {
		t.Errorf("NewCursors of 31 bytes: got %v", err)
	}
	_, err := authors.Query().PageAt(ctx, db, c, "AAAA", 3)
	if v := fault.Violations(err); len(v) != 1 || v[0].Code != "invalid_cursor" || v[0].Kind != fault.Invalid || v[0].Field != "" {
		t.Errorf("a cursor of nobody: got %v, want one violation of no field", err)
	}
}

func ExampleQuery_PageAt() {
	ctx := context.Background()
	db := opened(ctx)
	defer db.Close()
	for _, name := range []string{"Ada", "Grace", "Émilie"} {
		if err := Users.Insert(ctx, db, &User{Name: name, Email: name + "@example.org"}); err != nil {
			log.Fatal(err)
		}
	}
	cursors, err := orm.NewCursors([]byte("32 bytes that nobody else can know"))
	if err != nil {
		log.Fatal(err)
	}
	u, cursor := Users.C, "" // in a handler, what the visitor sent: r.FormValue("cursor")
	for {
		page, err := Users.OrderBy(orm.Desc(&u.Name)).PageAt(ctx, db, cursors, cursor, 2)
		if err != nil {
			log.Fatal(err)
		}
		for _, user := range page.Items {
			fmt.Println(user.Name)
		}
		if cursor = page.Next; cursor == "" {
			return
		}
		fmt.Println("-- next page")
	}
	// Output:
	// Émilie
	// Grace
	// -- next page
	// Ada
}
