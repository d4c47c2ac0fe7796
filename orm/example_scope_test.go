package orm_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// Tenant is the scope of what belongs to whoever makes a call.
var Tenant = orm.NewScope("tenant")

type tenantKey struct{}

// Report is a tenant's, and is kept when it is deleted. No two of a tenant have one title.
type Report struct {
	ID        int64
	TenantID  int64
	Title     string
	DeletedAt *time.Time
}

func (r *Report) Define(t *orm.Table[Report]) {
	t.Column(&r.Title).Size(100)
	t.Unique(&r.TenantID, &r.Title)
	t.SoftDelete(&r.DeletedAt)
	t.ScopedBy(Tenant, func(ctx context.Context) ([]orm.Cond, error) {
		id, ok := ctx.Value(tenantKey{}).(int64)
		if !ok {
			return nil, errors.New("the call is of no tenant")
		}
		return []orm.Cond{orm.Eq(&r.TenantID, id)}, nil
	})
}

var Reports = orm.Define[Report]()

// Every query of reports reads those of the tenant that are not deleted, unless it says otherwise.
func ExampleScope() {
	ctx := context.Background()
	db, err := connect.Open(ctx, "sqlite://", orm.Models(Reports))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	if err := db.CreateTables(ctx); err != nil {
		log.Fatal(err)
	}
	sales := &Report{TenantID: 1, Title: "Sales"}
	if err := Reports.InsertAll(ctx, db, []*Report{sales, {TenantID: 1, Title: "Costs"}, {TenantID: 2, Title: "Sales"}}); err != nil {
		log.Fatal(err)
	}

	ofOne := context.WithValue(ctx, tenantKey{}, int64(1))
	if err := Reports.Delete(ofOne, db, sales); err != nil { // which notes when
		log.Fatal(err)
	}
	shown, _ := Reports.Count(ofOne, db)
	kept, _ := Reports.Unscoped(orm.NotDeleted).Count(ofOne, db)
	all, _ := Reports.Unscoped(orm.NotDeleted, Tenant).Count(ctx, db)
	_, err = Reports.Count(ctx, db)
	fmt.Println(shown, kept, all, err)

	fmt.Println(Reports.Insert(ofOne, db, &Report{TenantID: 1, Title: "Sales"})) // the deleted one is not in the way
	fmt.Println(fault.KindOf(Reports.Restore(ofOne, db, sales)))                 // and now comes too late
	// Output:
	// 1 2 3 Report: other: the scope tenant cannot be told: the call is of no tenant
	// <nil>
	// unique
}
