// Package orm describes data as Go structs, and stores and finds it: a definition, typed queries, and writes
// of one statement each, in transactions or by themselves.
//
// A model is a plain struct. Convention makes its table (UserAccount becomes user_account, CreatedAt
// created_at, a field ID the key), and a Define method says what differs. A column is always named by the
// pointer of a field, so the compiler finds a misspelt one and a value of the wrong type:
//
//	type User struct {
//		ID        int64
//		Name      string
//		Email     string
//		CreatedAt time.Time
//	}
//
//	func (u *User) Define(t *orm.Table[User]) {
//		t.Column(&u.Name).Size(100)
//		t.Column(&u.Email).Size(120).Trim().UniqueFold().Valid(validate.Email)
//		t.Column(&u.CreatedAt).Auto(time.Now)
//	}
//
//	var (
//		Users = orm.Define[User]()
//		Shop  = orm.Models(Users)
//	)
//
// Besides bools, numbers, texts, bytes and times a column holds a time.Duration, a UUID (16 bytes with MarshalText), a
// slice of plain values, json.RawMessage, and what Define says: Decimal for exact numbers, JSON for any other type, Enum
// for a text out of a fixed list. A pointer or a sql.Null around a type makes its column nullable. A text or []byte that
// stands in a key, a unique or an index has a Size.
//
// A field of the type Many or One leads to other rows. Objects that came from one query load what they lead to together,
// when it is first touched or ahead by With, so that no loop over them sends a statement for each:
//
//	type Dataset struct {
//		ID     int64
//		UserID int64
//		User   orm.One[User] // the foreign key user_id
//	}
//
//	users, err := Users.With(&u.Datasets).All(ctx, db) // two statements, however many users there are
//
// Opening a database with the models (package connect does it from a URL) reports every mistake of their
// definitions at once. Queries are immutable values that start from the handle, and C is the prototype whose
// fields name the columns:
//
//	u := Users.C
//	recent, err := Users.Where(orm.Like(&u.Email, "%@example.org"), orm.Gt(&u.ID, 5)).
//		OrderBy(orm.Desc(&u.CreatedAt)).Limit(20).All(ctx, db) // []*User
//
//	err = Users.Insert(ctx, db, &User{Name: "Ada", Email: "ada@example.org"})
//	if fault.KindOf(err) == fault.Unique {
//		// another user has this address
//	}
//
// Every value is a bound parameter; SQL of one's own is a constant of the source (Raw, SQL). A zero value is
// a value: false, 0 and "" are written, compared and judged as what they are. Every error has a kind
// (see docs/errors.md) and names the model, and the fields where it concerns some.
//
// Handles, queries and databases are safe for concurrent use; a transaction is for one goroutine.
//
// The package imports the standard library, fault, validate, schema, sqlast, dialect and driver, and its own
// orm/internal/layout and orm/internal/canon. It knows no engine by name and pulls in no net/http.
package orm
