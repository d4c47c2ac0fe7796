package orm_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/validate"
)

type User struct {
	ID        int64
	Name      string
	Email     string
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

// opened returns a database in memory with its tables.
func opened(ctx context.Context) *orm.DB {
	db, err := connect.Open(ctx, "sqlite://", Shop)
	if err != nil {
		log.Fatal(err)
	}
	if err := db.CreateTables(ctx); err != nil {
		log.Fatal(err)
	}
	return db
}

func Example() {
	ctx := context.Background()
	db := opened(ctx)
	defer db.Close()

	for _, name := range []string{"Ada", "Grace", "Émilie"} {
		if err := Users.Insert(ctx, db, &User{Name: name, Email: name + "@example.org"}); err != nil {
			log.Fatal(err)
		}
	}
	err := Users.Insert(ctx, db, &User{Name: "Émilie", Email: " ÉMILIE@EXAMPLE.ORG "})
	fmt.Println(fault.KindOf(err), fault.Violations(err)[0].Field)

	u := Users.C
	list, err := Users.Where(orm.Gt(&u.ID, 1), orm.HasSuffix(&u.Email, "@example.org")).
		OrderBy(orm.Desc(&u.Name)).Limit(20).All(ctx, db)
	if err != nil {
		log.Fatal(err)
	}
	for _, user := range list {
		fmt.Println(user.ID, user.Name)
	}
	// Output:
	// unique Email
	// 3 Émilie
	// 2 Grace
}

func ExampleQuery_SQL() {
	ctx := context.Background()
	db := opened(ctx)
	defer db.Close()

	u := Users.C
	text, values, err := Users.Where(orm.Or(orm.Eq(&u.Name, "Ada"), orm.In(&u.ID, 4, 5))).SQL(db)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(text)
	fmt.Println(values)
	// Output:
	// SELECT "id", "name", "email", "created_at" FROM "user" WHERE "name" = ? OR "id" IN (?, ?) ORDER BY "id"
	// [Ada 4 5]
}

func ExampleDB_Tx() {
	ctx := context.Background()
	db := opened(ctx)
	defer db.Close()

	err := db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
		if err := Users.Insert(ctx, tx, &User{Name: "Ada", Email: "ada@example.org"}); err != nil {
			return err
		}
		return Users.Insert(ctx, tx, &User{Name: "Eve", Email: "no address"})
	})
	fmt.Println(err)
	n, err := Users.Count(ctx, db)
	fmt.Println(n, err)
	// Output:
	// User: invalid: Email must be an email address such as name@example.org
	// 0 <nil>
}

func ExampleModelSet_Check() {
	type Note struct {
		Text string
		More map[string]string
	}
	fmt.Println(orm.Models(orm.Define[Note]()).Check())
	// Output:
	// orm: 2 mistakes in the models
	//   Note.More: has the type map[string]string, which no column holds; store it with .JSON(), or tag the field db:"-"
	//   Note: has no key; add ID int64, or name the key's fields with t.Key(&x.Field)
}

// Order has the types beyond numbers, texts and times.
type Order struct {
	ID     uuid.UUID
	Total  decimal.Decimal
	State  State
	Limit  time.Duration
	Labels []string
	Extra  map[string]any
}

// State is how far an order has come.
type State string

// The states.
const (
	Placed State = "placed"
	Sent   State = "sent"
)

// Define says what differs from convention.
func (o *Order) Define(t *orm.Table[Order]) {
	t.Column(&o.ID).Auto(uuid.NewV7)
	t.Column(&o.Total).Decimal(10, 2).Min(0)
	orm.Enum(t, &o.State, Placed, Sent).Default(Placed)
	t.Column(&o.Limit).Min(time.Minute)
	t.Column(&o.Extra).JSON()
}

func ExampleEnum() {
	orders := orm.Define[Order]()
	state, err := orders.Field(&orders.C.State)
	fmt.Println(state.Allowed, state.Size, orders.New().State, err)
	// Output: [placed sent] 6 placed <nil>
}

func ExampleColumn_Decimal() {
	ctx := context.Background()
	orders := orm.Define[Order]()
	db, err := connect.Open(ctx, "sqlite://", orm.Models(orders))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	if err := db.CreateTables(ctx); err != nil {
		fmt.Println(err)
		return
	}
	order := orders.New()
	order.Limit, order.Labels, order.Extra = time.Hour, []string{"gift"}, map[string]any{"paper": "red"}
	for _, total := range []string{"19.999", "20.00"} {
		order.Total = decimal.RequireFromString(total)
		fmt.Println(orders.Insert(ctx, db, order))
	}
	dear, err := orders.Where(orm.Ge(&orders.C.Total, decimal.NewFromInt(20))).One(ctx, db)
	fmt.Println(dear.Total, dear.Labels, dear.Extra, err)
	// Output:
	// Order: out of range: Total must have at most 2 digits behind the point
	// <nil>
	// 20 [gift] map[paper:red] <nil>
}
