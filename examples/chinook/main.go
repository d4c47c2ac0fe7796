// Command chinook shows what a shop of music sells: a dashboard of its sales with charts, its customers, and a report for
// terminals.
//
// Run it with go run ./examples/chinook and open http://127.0.0.1:8080. It keeps its database in
// instance/database.db, and fills it with the rows of the Chinook sample database when it is empty; -db or DATABASE_URL
// names another one, -addr or ADDR another address.
package main

import (
	"context"
	"embed"
	"errors"

	"github.com/rowankit/rowan/examples/chinook/shop"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/site"
	"github.com/rowankit/rowan/web"
)

//go:embed templates static
var files embed.FS

var program = site.Command{Name: "chinook", Models: shop.Shop, Files: files, Routes: routes, Prepare: fill}

func main() { program.Main() }

func routes(app *web.App, db *orm.DB) {
	p := pages{db}
	app.Get("/", "dashboard", p.dashboard)
	app.Get("/report.txt", "report", p.report)
	app.Get("/customers", "customers", p.customers)
	app.Get("/customers/{id}", "customer", p.customer)
}

// pages answer requests with what the database holds.
type pages struct{ db *orm.DB }

// fill loads the rows of the shop, unless somebody has. When several processes start at once, one loads them; the
// database refuses the others, who look again.
func fill(ctx context.Context, db *orm.DB) (err error) {
	for range 10 {
		err = shop.Load(ctx, db)
		if errors.Is(err, shop.ErrNotEmpty) {
			return nil
		}
		if kind := fault.KindOf(err); err == nil || kind != fault.Unique && kind != fault.Serialization {
			return err
		}
	}
	return err
}
