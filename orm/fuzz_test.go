package orm_test

import (
	"context"
	"go/token"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func TestSnakeNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"ID": "id", "Name": "name", "UserID": "user_id", "ModelMetadata": "model_metadata", "HTTPServer": "http_server",
		"CreatedAt": "created_at", "Size2": "size2", "X": "x", "IPv4": "i_pv4", "User_Name": "user_name", "ÉtéÀVenir": "été_à_venir",
		"URL": "url", "MyURLPath": "my_url_path", "already_snake": "already_snake", "A1B": "a1_b", "日本": "日本",
	} {
		if got := orm.Snake(name); got != want {
			t.Errorf("snake(%q) = %q, want %q", name, got, want)
		}
	}
	for name, want := range map[string]string{
		"ID": "ID", "CreatedAt": "Created At", "UserID": "User ID", "HTTPServer": "HTTP Server", "User_Name": "User Name",
	} {
		if got := orm.Title(name); got != want {
			t.Errorf("title(%q) = %q, want %q", name, got, want)
		}
	}
}

// A Go name becomes a name that databases take; one that is in snake case already stays as it is.
func FuzzSnake(f *testing.F) {
	for _, s := range []string{"ID", "UserID", "HTTPServer", "User_Name", "ÀÉ", "ǅa", "İx", "ΣΑΣ", "a__B", "X1Y2", "ẞ", "hȒϒ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got, label := orm.Snake(name), orm.Title(name)
		if !utf8.ValidString(got) || !utf8.ValidString(label) {
			t.Fatalf("snake(%q) = %q and title %q; want valid UTF-8", name, got, label)
		}
		if again := orm.Snake(got); again != got {
			t.Errorf("snake(%q) = %q, and snake of that %q; want it to stay", name, got, again)
		}
		if !token.IsIdentifier(name) {
			return
		}
		if strings.ContainsFunc(got, func(r rune) bool { return unicode.IsUpper(r) && unicode.ToLower(r) != r }) {
			t.Errorf("snake(%q) = %q; want no capital letters", name, got)
		}
		if problem := orm.NameProblem(got); problem != "" && len(got) <= 63 {
			t.Errorf("snake(%q) = %q, which %s", name, got, problem)
		}
		letters := strings.NewReplacer("_", "", " ", "")
		if a, b := letters.Replace(got), letters.Replace(strings.ToLower(name)); a != b {
			t.Errorf("snake(%q) = %q; want its letters %q", name, got, b)
		}
	})
}

// phrase is a text to be looked for.
type phrase struct {
	ID   int64
	Text string
}

func (p *phrase) Define(t *orm.Table[phrase]) { t.Column(&p.Text).Folded() }

// A text matches its own escaped pattern, and the pattern matches no other text; so do prefixes, suffixes and
// parts of it.
func FuzzEscapeLike(f *testing.F) {
	m := orm.Define[phrase]()
	db, c, ctx := open(f, m), m.C, context.Background()
	for _, s := range []string{"", "50%", "a_b", `\`, `\%`, `%_\`, "Ä[a-z]*?", "line\nline", "🙂%", `\\_`, "'\";--"} {
		f.Add(s, s+"x")
		f.Add(s, "x")
	}
	f.Fuzz(func(t *testing.T, text, other string) {
		row := &phrase{Text: text}
		err := db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
			if _, err := m.Every().Delete(ctx, tx); err != nil {
				return err
			}
			return m.Insert(ctx, tx, row)
		})
		if fault.KindOf(err) == fault.Invalid {
			return // no text for a database
		}
		if err != nil {
			t.Fatal(err)
		}
		half := text[:len(text)/2]
		for name, cond := range map[string]orm.Cond{
			"Like": orm.Like(&c.Text, orm.EscapeLike(text)), "HasPrefix": orm.HasPrefix(&c.Text, text),
			"HasSuffix": orm.HasSuffix(&c.Text, text), "Contains": orm.Contains(&c.Text, text),
			"ContainsFold": orm.ContainsFold(&c.Text, text), "Eq": orm.Eq(&c.Text, text),
		} {
			if found, err := m.Where(cond).Exists(ctx, db); !found || err != nil {
				t.Errorf("%s does not find %q by itself: %v", name, text, err)
			}
		}
		if !utf8.ValidString(other) || strings.ContainsRune(other, 0) || !utf8.ValidString(half) {
			return
		}
		for name, c := range map[string]struct {
			cond orm.Cond
			want bool
		}{
			"Like":      {orm.Like(&c.Text, orm.EscapeLike(other)), text == other},
			"HasPrefix": {orm.HasPrefix(&c.Text, other), strings.HasPrefix(text, other)},
			"HasSuffix": {orm.HasSuffix(&c.Text, other), strings.HasSuffix(text, other)},
			"Contains":  {orm.Contains(&c.Text, other), strings.Contains(text, other)},
			"half":      {orm.HasPrefix(&c.Text, half), true},
		} {
			if found, err := m.Where(c.cond).Exists(ctx, db); found != c.want || err != nil {
				t.Errorf("%s: %q in %q: got %v, %v; want %v", name, other, text, found, err, c.want)
			}
		}
	})
}
