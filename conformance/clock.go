package conformance

import (
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

type visit struct {
	ID   int64
	Page string
	At   time.Time
	Seen time.Time
	Fine time.Time
}

func (v *visit) Define(t *orm.Table[visit]) {
	t.Column(&v.At).Auto(time.Now)
	t.Column(&v.Seen).ServerNow()
	t.Column(&v.Fine).ServerNow().Micros()
}

var visits = orm.Define[visit]()

// recent fails the case unless the time is about now.
func recent(t *trial, what string, at time.Time) {
	t.Helper()
	if age := time.Since(at); age < -10*time.Second || age > time.Minute || at.Location() != time.UTC {
		t.Errorf("%s: got %v, want the current time in UTC", what, at)
	}
}

func timeAuto(t *trial) {
	db, ctx, c := t.tables(visits), t.Context(), visits.C
	fixed := time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)
	list := []*visit{{}, {At: fixed}}
	t.ok("InsertAll", visits.InsertAll(ctx, db, list))
	recent(t, "filled in", list[0].At)
	t.same("given", list[1].At, fixed)
	t.same("rows", all(t, db, visits), list)
	list[0].At = time.Time{}
	t.refused("Update", visits.Update(ctx, db, list[0]), fault.NotNull, "visit", "At")
	_, err := visits.Every().Update(ctx, db, orm.Set(&c.At, time.Time{}))
	t.refused("Update of all", err, fault.NotNull, "visit", "At")
}

func timeServer(t *trial) {
	db, ctx, c := t.tables(visits), t.Context(), visits.C
	v := &visit{Page: "omitted"}
	t.ok("Insert", visits.Insert(ctx, db, v, orm.Omit(&c.Seen, &c.Fine)))
	recent(t, "Seen", v.Seen)
	recent(t, "Fine", v.Fine)
	_, err := orm.Exec(ctx, db, orm.SQL("INSERT INTO visit (page) VALUES ('from elsewhere')"))
	t.ok("Exec", err)
	list := all(t, db, visits)
	t.same("the omitted one", list[0], v)
	recent(t, "At of a row from elsewhere", list[1].At)
	recent(t, "Seen of a row from elsewhere", list[1].Seen)
	recent(t, "Fine of a row from elsewhere", list[1].Fine)
}

func timeMalformed(t *trial) {
	db := t.tables(moments)
	insert(t, db, moments, momentsOf(lastInstant)...)
	for _, s := range []orm.Statement{
		orm.SQL("UPDATE moment SET at = ''"), orm.SQL("UPDATE moment SET at = 'soon'"), orm.SQL("UPDATE moment SET at = '2026-02-30 00:00:00.000000'"),
		orm.SQL("UPDATE moment SET at = '2026-13-01 00:00:00.000000'"), orm.SQL("UPDATE moment SET at = '2026-01-01 00:61:00.000000'"),
		orm.SQL("UPDATE moment SET at = '2026-00-00 00:00:00.000000'"), orm.SQL("UPDATE moment SET at = '0000-00-00 00:00:00.000000'"),
		orm.SQL("UPDATE moment SET at = '99999-01-01 00:00:00.000000'"),
	} {
		refusedOrNamed(t, db, moments, s, "At")
	}
}
