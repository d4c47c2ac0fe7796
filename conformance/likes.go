package conformance

import (
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func likes() theme {
	return theme{"likes", []testCase{
		{"a pattern matches the whole text", likePatterns},
		{"a backslash takes the next character as it is", likeEscapes},
		{"what a visitor typed stands for itself", likeLiteral},
		{"Like tells upper from lower case and LikeFold does not", likeCase},
		{"an absent text matches nothing", likeAbsent},
		{"LikeFold and EqFold need a column that keeps folded text", likeUnfolded},
		{"a pattern above its limit is refused, rows or none", likeTooLong},
	}}
}

// matching is conditions and the texts that fulfil them, in order.
type matching map[string]struct {
	cond orm.Cond
	want []string
}

// matches stores the texts, one a row, and fails the case unless the condition finds the wanted ones.
func (t *trial) matches(texts []string, list matching) {
	t.Helper()
	db := t.tables(notes)
	insert(t, db, notes, notesOf(texts...)...)
	for what, e := range list {
		found, err := notes.Where(e.cond).All(t.Context(), db)
		t.ok(what, err)
		got := make([]string, len(found))
		for i, n := range found {
			got[i] = n.Text
		}
		t.same(what, got, e.want)
	}
}

func likePatterns(t *trial) {
	c := notes.C
	t.matches([]string{"", "a", "ab", "abc", "xabc", "a\nb", "😀", "é", "e\u0301"}, matching{
		"the same":          {orm.Like(&c.Text, "ab"), []string{"ab"}},
		"empty":             {orm.Like(&c.Text, ""), []string{""}},
		"anything":          {orm.Like(&c.Text, "%"), []string{"", "a", "ab", "abc", "xabc", "a\nb", "😀", "é", "e\u0301"}},
		"a beginning":       {orm.Like(&c.Text, "a%"), []string{"a", "ab", "abc", "a\nb"}},
		"an end":            {orm.Like(&c.Text, "%c"), []string{"abc", "xabc"}},
		"a middle":          {orm.Like(&c.Text, "%b%"), []string{"ab", "abc", "xabc", "a\nb"}},
		"one character":     {orm.Like(&c.Text, "_"), []string{"a", "😀", "é"}},
		"two characters":    {orm.Like(&c.Text, "__"), []string{"ab", "e\u0301"}},
		"one in the middle": {orm.Like(&c.Text, "a_b"), []string{"a\nb"}},
		"not":               {orm.Not(orm.Like(&c.Text, "%a%")), []string{"", "😀", "é", "e\u0301"}},
	})
}

func likeEscapes(t *trial) {
	c := notes.C
	t.matches([]string{"50%", "50 ", "a_b", "axb", `a\b`, `a\%b`, "a[b]*?"}, matching{
		"a percent sign":          {orm.Like(&c.Text, `50\%`), []string{"50%"}},
		"an underline":            {orm.Like(&c.Text, `a\_b`), []string{"a_b"}},
		"a backslash":             {orm.Like(&c.Text, `a\\b`), []string{`a\b`}},
		"all of them":             {orm.Like(&c.Text, `a\\\%_`), []string{`a\%b`}},
		"what is special to GLOB": {orm.Like(&c.Text, "a[b]*?"), []string{"a[b]*?"}},
	})
	db := t.tables(notes)
	for _, pattern := range []string{`\`, `a%\`, `a\\\`} {
		_, err := notes.Where(orm.Like(&c.Text, pattern)).All(t.Context(), db)
		t.refused("a backslash that takes nothing", err, fault.Invalid, "note", "Text")
	}
}

func likeLiteral(t *trial) {
	c := notes.C
	texts := []string{"100%", "100x", "a_b", "axb", `c:\dir`, "c:dir", "x100%", "plain"}
	t.matches(texts, matching{
		"Contains %":        {orm.Contains(&c.Text, "%"), []string{"100%", "x100%"}},
		"Contains _":        {orm.Contains(&c.Text, "_"), []string{"a_b"}},
		`Contains \`:        {orm.Contains(&c.Text, `\`), []string{`c:\dir`}},
		"Contains nothing":  {orm.Contains(&c.Text, ""), texts},
		"HasPrefix":         {orm.HasPrefix(&c.Text, "100%"), []string{"100%"}},
		"HasSuffix":         {orm.HasSuffix(&c.Text, "0%"), []string{"100%", "x100%"}},
		`HasPrefix with \`:  {orm.HasPrefix(&c.Text, `c:\`), []string{`c:\dir`}},
		"EscapeLike":        {orm.Like(&c.Text, orm.EscapeLike("a_")+"%"), []string{"a_b"}},
		"ContainsFold with": {orm.ContainsFold(&c.Text, `C:\D`), []string{`c:\dir`}},
		"ContainsFold %":    {orm.ContainsFold(&c.Text, "%"), []string{"100%", "x100%"}},
	})
}

func likeCase(t *trial) {
	c := notes.C
	texts := []string{"Éva", "éva", "ÉVA", "E\u0301va", "eva", "STRASSE", "straße", "Σίσυφος"}
	t.matches(texts, matching{
		"Like":                   {orm.Like(&c.Text, "é%"), []string{"éva"}},
		"HasPrefix":              {orm.HasPrefix(&c.Text, "É"), []string{"Éva", "ÉVA"}},
		"HasPrefix of a pair":    {orm.HasPrefix(&c.Text, "E\u0301"), []string{"E\u0301va"}},
		"LikeFold":               {orm.LikeFold(&c.Text, "éVa"), []string{"Éva", "éva", "ÉVA", "E\u0301va"}},
		"LikeFold with patterns": {orm.LikeFold(&c.Text, "É%_"), []string{"Éva", "éva", "ÉVA", "E\u0301va"}},
		"ContainsFold":           {orm.ContainsFold(&c.Text, "RASS"), []string{"STRASSE", "straße"}},
		"final sigma":            {orm.ContainsFold(&c.Text, "ΦΟΣ"), []string{"Σίσυφος"}},
	})
	db := t.tables(accounts)
	insert(t, db, accounts, &account{Email: "Éva@Example.org", Handle: "1", Number: 1}, &account{Email: "eva@example.org", Handle: "2", Number: 2})
	t.same("LikeFold of a UniqueFold column", ids(t, db, accounts.Where(orm.LikeFold(&accounts.C.Email, "éVA@%"))), []int64{1})
	t.same("Like of a UniqueFold column", ids(t, db, accounts.Where(orm.Like(&accounts.C.Email, "éva@%"))), []int64{})
}

func likeAbsent(t *trial) {
	db, c := t.tables(notes), notes.C
	insert(t, db, notes, &note{}, &note{Maybe: new("")})
	t.same("Like", ids(t, db, notes.Where(orm.Like(&c.Maybe, "%"))), []int64{2})
	t.same("Not Like", ids(t, db, notes.Where(orm.Not(orm.Like(&c.Maybe, "x")))), []int64{2})
	t.same("LikeFold", ids(t, db, notes.Where(orm.LikeFold(&c.Maybe, "%"))), []int64{2})
}

func likeUnfolded(t *trial) {
	db, ctx := t.tables(notes), t.Context()
	_, err := notes.Where(orm.EqFold(&notes.C.Short, "x")).All(ctx, db)
	t.kind("EqFold", err, fault.Invalid)
	_, err = notes.Where(orm.LikeFold(&notes.C.Short, "x")).All(ctx, db)
	t.kind("LikeFold", err, fault.Invalid)
}

func likeTooLong(t *trial) {
	db, ctx, c := t.tables(notes), t.Context(), notes.C
	_, err := notes.Where(orm.Contains(&c.Maybe, strings.Repeat("a", 60_000))).All(ctx, db)
	t.refused("Contains", err, fault.TooLong, "note", "Maybe")
	_, err = notes.Where(orm.Contains(&c.Maybe, strings.Repeat("a", 49_000))).All(ctx, db)
	t.ok("Contains just below the limit", err)
}
