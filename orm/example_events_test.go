package orm_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// Signed says who wrote a row, in every model that embeds it.
type Signed struct{ By string }

func (s *Signed) BeforeInsert(ctx context.Context, r orm.Reader) error {
	by, ok := ctx.Value(signedIn{}).(string)
	if !ok {
		return errors.New("nobody is signed in")
	}
	s.By = by
	return nil
}

// signedIn is the key of the context under which a program keeps who is signed in.
type signedIn struct{}

// Letter is a model with events: that of Signed runs before its own.
type Letter struct {
	ID   int64
	Text string
	Signed
}

func (l *Letter) BeforeInsert(ctx context.Context, r orm.Reader) error {
	n, err := Letters.Where(orm.Eq(&Letters.C.By, l.By)).Count(ctx, r)
	if err == nil && n > 0 {
		err = fault.Refuse("Letter", fault.Violation{Field: "By", Kind: fault.Check, Code: "check", Message: "has written already"})
	}
	return err
}

var Letters = orm.Define[Letter]()

func ExampleBeforeInserter() {
	ctx := context.Background()
	db, err := connect.Open(ctx, "sqlite://", orm.Models(Letters))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	if err := db.CreateTables(ctx); err != nil {
		log.Fatal(err)
	}

	fmt.Println(Letters.Insert(ctx, db, &Letter{Text: "Dear all"}))
	ctx = context.WithValue(ctx, signedIn{}, "Ada")
	letter := &Letter{Text: "Dear all"}
	fmt.Println(Letters.Insert(ctx, db, letter), letter.By)
	err = Letters.Insert(ctx, db, &Letter{Text: "Once more"})
	fmt.Println(fault.KindOf(err), fault.Violations(err)[0].Message)
	// Output:
	// new Letter: BeforeInsert: nobody is signed in
	// <nil> Ada
	// check has written already
}
