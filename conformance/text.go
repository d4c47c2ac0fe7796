package conformance

import (
	"math/rand/v2"
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func text() theme {
	return theme{"text", []testCase{
		{"every kind of character comes back byte for byte", textCharacters},
		{"any valid text comes back byte for byte", textProperty},
		{"texts of megabytes come back", textLong},
		{"the empty text is a value and not NULL", textEmpty},
		{"case and accents and trailing spaces tell texts apart", textApart},
		{"order is by code point", textOrder},
		{"a size counts characters", textSize},
		{"the database holds sizes by itself", textSizeInDatabase},
		{"invalid UTF-8 and NUL are refused", textInvalid},
	}}
}

type note struct {
	ID    int64
	Text  string
	Maybe *string
	Short string
}

func (n *note) Define(t *orm.Table[note]) {
	t.Column(&n.Text).Folded()
	t.Column(&n.Maybe).Folded()
	t.Column(&n.Short).Size(10)
}

var notes = orm.Define[note]()

func notesOf(texts ...string) []*note {
	list := make([]*note, len(texts))
	for i, s := range texts {
		list[i] = &note{Text: s, Maybe: &s}
	}
	return list
}

func textCharacters(t *trial) {
	keeps(t, t.tables(notes), notes, notesOf(
		"plain", "Grüße, Ærøskøbing, naïve", "日本語テキスト", "שלום", "مرحبا",
		"😀👩‍👩‍👧‍👦🏳️‍🌈𝔘𝔫𝔦", "e\u0301 is not \u00e9", "\u202eright to left", "\ufeffa byte order mark", "\U0010ffff\uffff\ufffd",
		" leading", "trailing ", "tabs\tand\r\nnew\nlines\n", "\x01\x1f\x7f\u0085\u2028 controls",
		`'; DROP TABLE note; --`, `"quoted" 'twice' `+"`thrice`", `back\slash \0 \n`, "50% _off_ ?1 :name @x $y", "NULL", "<script>alert(1)</script>",
	)...)
}

func textProperty(t *trial) {
	r := t.random()
	texts := make([]string, 200)
	for i := range texts {
		texts[i] = randomText(r)
	}
	keeps(t, t.tables(notes), notes, notesOf(texts...)...)
}

// randomText is up to forty characters from all of Unicode but NUL.
func randomText(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(40) {
		c := rune(1 + r.IntN(1<<(7+r.IntN(14))))
		if c >= 0xd800 && c < 0xe000 || c > 0x10ffff {
			c = '\ufffd'
		}
		b.WriteRune(c)
	}
	return b.String()
}

func textLong(t *trial) {
	long := strings.Repeat("three megabytes of text, ü and 😀\n", 3<<20/36+1)
	keeps(t, t.tables(notes), notes, notesOf(long, "short", long+"!")...)
}

func textEmpty(t *trial) {
	db, c := t.tables(notes), notes.C
	insert(t, db, notes, &note{Maybe: new("")}, &note{})
	t.same("empty", ids(t, db, notes.Where(orm.Eq(&c.Maybe, new("")))), []int64{1})
	t.same("absent", ids(t, db, notes.Where(orm.IsNull(&c.Maybe))), []int64{2})
	t.same("empty where it may not be absent", ids(t, db, notes.Where(orm.Eq(&c.Text, ""))), []int64{1, 2})
}

func textApart(t *trial) {
	db, c := t.tables(notes), notes.C
	texts := []string{"a", "A", "a ", " a", "á", "a\u0301", "ß", "ss", "ﬁ", "fi", "i", "ı", "a\t"}
	insert(t, db, notes, notesOf(texts...)...)
	for i, s := range texts {
		t.same("equal to "+s, ids(t, db, notes.Where(orm.Eq(&c.Text, s))), []int64{int64(i + 1)})
		t.same("in "+s, ids(t, db, notes.Where(orm.In(&c.Text, s))), []int64{int64(i + 1)})
	}
}

func textOrder(t *trial) {
	db, c := t.tables(notes), notes.C
	ordered := []string{"", "\t", " ", "!", "0", "A", "B", "Z", "_", "a", "a ", "a!", "aa", "b", "z", "\u00e9", "ﬁ", "\uffff", "😀"}
	for _, i := range rand.Perm(len(ordered)) {
		insert(t, db, notes, &note{Text: ordered[i]})
	}
	list, err := notes.OrderBy(orm.Asc(&c.Text)).All(t.Context(), db)
	t.ok("All", err)
	got := make([]string, len(list))
	for i, n := range list {
		got[i] = n.Text
	}
	t.same("order", got, ordered)
	n, err := notes.Where(orm.Gt(&c.Text, "\uffff")).Count(t.Context(), db)
	t.ok("Count", err)
	t.same("texts above the last of two bytes in UTF-16", n, int64(1))
}

func textSize(t *trial) {
	db, ctx := t.tables(notes), t.Context()
	insert(t, db, notes, &note{Short: "0123456789"}, &note{Short: strings.Repeat("😀", 10)}, &note{Short: strings.Repeat("ü", 10)})
	t.refused("Insert", notes.Insert(ctx, db, &note{Short: strings.Repeat("😀", 11)}), fault.TooLong, "note", "Short")
	t.refused("Update", notes.Update(ctx, db, &note{ID: 1, Short: "01234567890"}), fault.TooLong, "note", "Short")
	_, err := notes.Every().Update(ctx, db, orm.Set(&notes.C.Short, "01234567890"))
	t.refused("Update", err, fault.TooLong, "note", "Short")
}

func textSizeInDatabase(t *trial) {
	db, ctx := t.tables(notes), t.Context()
	insert(t, db, notes, &note{})
	_, err := orm.Exec(ctx, db, orm.SQL("UPDATE note SET short = ?", strings.Repeat("ü", 10)))
	t.ok("ten characters", err)
	refusedRaw(t, db, notes, orm.SQL("UPDATE note SET short = ?", strings.Repeat("ü", 11)))
}

func textInvalid(t *trial) {
	db, ctx, c := t.tables(notes), t.Context(), notes.C
	for _, s := range []string{"\xff", "a\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x00", "a\x00b"} {
		t.refused("Insert", notes.Insert(ctx, db, &note{Text: s}), fault.Invalid, "note", "Text")
		t.refused("Insert", notes.Insert(ctx, db, &note{Maybe: &s}), fault.Invalid, "note", "Maybe")
		_, err := notes.Every().Update(ctx, db, orm.Set(&c.Text, s))
		t.refused("Update", err, fault.Invalid, "note", "Text")
		for name, cond := range map[string]orm.Cond{
			"Eq": orm.Eq(&c.Text, s), "In": orm.In(&c.Text, "a", s), "Like": orm.Like(&c.Text, s),
			"Contains": orm.Contains(&c.Text, s), "Between": orm.Between(&c.Text, "a", s), "Not": orm.Not(orm.Eq(&c.Text, s)),
		} {
			_, err = notes.Where(cond).All(ctx, db)
			t.refused(name, err, fault.Invalid, "note", "Text")
		}
		_, err = orm.Rows[note](ctx, db, orm.SQL("SELECT id FROM note WHERE text = ?", s))
		t.kind("Rows", err, fault.Invalid)
	}
	count(t, db, notes, 0)
}
