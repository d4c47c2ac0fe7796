package browser_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/orm"
)

// User is the table of the users program, as another program sees it.
type User struct {
	ID        int64
	Name      string
	Email     string
	CreatedAt time.Time
}

func (u *User) Define(t *orm.Table[User]) {
	t.Column(&u.Name).Size(100)
	t.Column(&u.Email).Size(120).UniqueFold()
	t.Column(&u.CreatedAt).Auto(time.Now)
}

var users = orm.Define[User]()

// The longest values that the program takes, without a place to break them.
var (
	longName  = strings.Repeat("W", 100)
	longEmail = strings.Repeat("w", 64) + "@" + strings.Repeat("m", 43) + ".example.org"
)

// fill adds n users to a program's database beside it, each tenth with the longest name and address.
func fill(t *testing.T, p *program, n int) {
	t.Helper()
	db, err := connect.Open(t.Context(), p.database, orm.Models(users))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var rows []*User
	for i := range n {
		u := &User{Name: fmt.Sprintf("User number %d", i+1), Email: fmt.Sprintf("user%d@example.org", i+1)}
		if i%10 == 3 {
			number := fmt.Sprint(i + 1)
			u.Name, u.Email = longName[len(number):]+number, number+longEmail[len(number):]
		}
		rows = append(rows, u)
	}
	if err := users.InsertAll(t.Context(), db, rows); err != nil {
		t.Fatal(err)
	}
}
