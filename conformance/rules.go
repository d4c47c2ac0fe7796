package conformance

import (
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/validate"
)

func rules() theme {
	return theme{"rules", []testCase{
		{"Trim and Fold run in every write", ruleNormalize},
		{"rules judge what is stored and not what was typed", ruleAfterTrim},
		{"rules are asked in every write", ruleEvery},
		{"an absent value is not judged", ruleAbsent},
		{"a new object shows its defaults and an insert applies none", ruleDefaults},
	}}
}

type member struct {
	ID    int64
	Email string
	Tag   *string
	Role  string
	Level int64
	Note  string
}

func (m *member) Define(t *orm.Table[member]) {
	t.Column(&m.Email).Size(20).Trim().Fold().Unique().Valid(validate.Email)
	t.Column(&m.Tag).Size(5).Trim().Valid(validate.MinLen(2))
	t.Column(&m.Role).Default("guest").Valid(validate.OneOf("guest", "admin", ""))
	t.Column(&m.Level).Default(3)
	t.Column(&m.Note).Default("it's \\ \"new\"")
}

var members = orm.Define[member]()

func ruleNormalize(t *trial) {
	db, ctx, c := t.tables(members), t.Context(), members.C
	one := &member{Email: "  ADA@Example.org\n", Tag: new(" ab ")}
	insert(t, db, members, one)
	t.same("the object after Insert", one, &member{ID: 1, Email: "ada@example.org", Tag: new("ab")})
	many := []*member{{Email: " BOB@example.org "}}
	t.ok("InsertAll", members.InsertAll(ctx, db, many))
	t.same("the object after InsertAll", many[0].Email, "bob@example.org")
	_, err := members.Where(orm.Eq(&c.ID, 1)).Update(ctx, db, orm.Set(&c.Email, " CY@example.org "), orm.Set(&c.Tag, new("  cy ")))
	t.ok("Set", err)
	many[0].Tag = new(" xy")
	t.ok("Update", members.Update(ctx, db, many[0], &c.Tag))
	t.same("the table", all(t, db, members), []*member{
		{ID: 1, Email: "cy@example.org", Tag: new("cy")}, {ID: 2, Email: "bob@example.org", Tag: new("xy")},
	})
	again := &member{Email: " Bob@Example.Org", Level: 9}
	t.ok("InsertOrUpdate", members.InsertOrUpdate(ctx, db, again, orm.On(&c.Email).Update(&c.Level)))
	t.same("the object after InsertOrUpdate", again, &member{ID: 2, Email: "bob@example.org", Tag: new("xy"), Level: 9})
}

func ruleAfterTrim(t *trial) {
	db := t.tables(members)
	insert(t, db, members, &member{Email: "    twenty@example.org    ", Tag: new("   five5   ")})
	err := members.Insert(t.Context(), db, &member{Email: "other@example.org", Tag: new(" a  ")})
	t.refused("a tag of one letter", err, fault.Invalid, "member", "Tag")
}

func ruleEvery(t *trial) {
	db, ctx, c := t.tables(members), t.Context(), members.C
	insert(t, db, members, &member{Email: "a@example.org"})
	bad := func() *member { return &member{ID: 1, Email: "nobody"} }
	t.refused("Insert", members.Insert(ctx, db, bad()), fault.Invalid, "member", "Email")
	t.refused("InsertAll", members.InsertAll(ctx, db, []*member{bad()}), fault.Invalid, "member", "Email")
	t.refused("Update", members.Update(ctx, db, bad()), fault.Invalid, "member", "Email")
	t.refused("InsertOrUpdate", members.InsertOrUpdate(ctx, db, bad(), orm.On(&c.Email)), fault.Invalid, "member", "Email")
	_, err := members.InsertOrIgnore(ctx, db, bad(), &c.Email)
	t.refused("InsertOrIgnore", err, fault.Invalid, "member", "Email")
	_, err = members.Every().Update(ctx, db, orm.Set(&c.Role, "root"))
	if len(fault.Violations(err)) != 1 || fault.Violations(err)[0].Field != "Role" {
		t.Errorf("Set: got %v, want a violation of Role", err)
	}
	t.ok("Update of another field", members.Update(ctx, db, &member{ID: 1, Email: "nobody", Note: "n"}, &c.Note))
	t.same("the table", all(t, db, members), []*member{{ID: 1, Email: "a@example.org", Note: "n"}})
}

func ruleAbsent(t *trial) {
	db, ctx := t.tables(members), t.Context()
	insert(t, db, members, &member{Email: "a@example.org"})
	_, err := members.Every().Update(ctx, db, orm.Set(&members.C.Tag, nil))
	t.ok("Set(nil)", err)
}

func ruleDefaults(t *trial) {
	db, ctx, c := t.tables(members), t.Context(), members.C
	shown := &member{Role: "guest", Level: 3, Note: "it's \\ \"new\""}
	t.same("New", members.New(), shown)
	insert(t, db, members, &member{Email: "zero@example.org"})
	omitted := &member{Email: "omitted@example.org"}
	t.ok("Insert with Omit", members.Insert(ctx, db, omitted, orm.Omit(&c.Role, &c.Level, &c.Note)))
	_, err := orm.Exec(ctx, db, orm.SQL("INSERT INTO member (email) VALUES ('raw@example.org')"))
	t.ok("Exec", err)
	t.same("the table", all(t, db, members), []*member{
		{ID: 1, Email: "zero@example.org"},
		{ID: 2, Email: "omitted@example.org", Role: shown.Role, Level: 3, Note: shown.Note},
		{ID: 3, Email: "raw@example.org", Role: shown.Role, Level: 3, Note: shown.Note},
	})
	t.same("the object that omitted", omitted, all(t, db, members)[1])
}
