package orm_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/validate"
)

type User struct {
	ID        int64
	Name      string
	Email     string
	Version   *string
	CreatedAt time.Time
}

func (u *User) Define(t *orm.Table[User]) {
	t.Column(&u.Name).Size(100)
	t.Column(&u.Email).Size(120).Trim().UniqueFold().Valid(validate.Email)
	t.Column(&u.CreatedAt).Auto(time.Now)
}

var (
	Users = orm.Define[User]()
	Shop  = orm.Models(Users)
)

func TestSmoke(t *testing.T) {
	ctx := context.Background()
	db, err := connect.OpenWith(ctx, "sqlite:///"+filepath.Join(t.TempDir(), "x.db"), Shop, orm.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for range 2 {
		if err := db.CreateTables(ctx); err != nil {
			t.Fatal(err)
		}
	}
	u := Users.C
	ada := &User{Name: "Ada", Email: " ada@example.org "}
	if err := Users.Insert(ctx, db, ada); err != nil {
		t.Fatal(err)
	}
	fmt.Printf("%+v\n", ada)
	err = Users.Insert(ctx, db, &User{Name: "Ada", Email: "ADA@example.org"})
	fmt.Println(err, fault.KindOf(err), fault.Violations(err))
	var many []*User
	for i := range 1000 {
		many = append(many, &User{Name: "N", Email: fmt.Sprintf("n%d@example.org", i)})
	}
	if err := Users.InsertAll(ctx, db, many); err != nil {
		t.Fatal(err)
	}
	fmt.Println(many[0].ID, many[999].ID)
	list, err := Users.Where(orm.Like(&u.Email, "%@example.org"), orm.Gt(&u.ID, 5)).OrderBy(orm.Desc(&u.CreatedAt)).Limit(3).All(ctx, db)
	fmt.Println(len(list), err, list[0])
	got, err := Users.Get(ctx, db, 1)
	fmt.Println(got, err)
	_, err = Users.Get(ctx, db, 100000)
	fmt.Println(err)
	p, err := Users.Where().Page(ctx, db, 2, 20)
	fmt.Println(len(p.Items), p.Total, p.Pages(), err)
	n, err := Users.Where(orm.Lt(&u.ID, 3)).Update(ctx, db, orm.Set(&u.Name, "gone"))
	fmt.Println(n, err)
	n, err = Users.Where(orm.In(&u.ID, 1, 2, 3)).Delete(ctx, db)
	fmt.Println(n, err)
	_, err = Users.Query().Delete(ctx, db)
	fmt.Println(err)
	x := &User{Name: "Up", Email: "n5@EXAMPLE.org"}
	err = Users.InsertOrUpdate(ctx, db, x, orm.On(&u.Email))
	fmt.Println(x, err)
	ok, err := Users.InsertOrIgnore(ctx, db, &User{Name: "Up", Email: "n5@EXAMPLE.org"}, &u.Email)
	fmt.Println(ok, err)
	c := 0
	for _, err := range Users.Query().Stream(ctx, db) {
		if err != nil {
			t.Fatal(err)
		}
		c++
	}
	fmt.Println(c)
	type row struct{ N int64 }
	rs, err := orm.Rows[row](ctx, db, orm.SQL("SELECT count(*) AS n FROM user WHERE id > ?", 5))
	fmt.Println(rs[0], err)
}
