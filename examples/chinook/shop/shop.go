// Package shop is a shop of music, with its eleven tables as models and with the rows of the Chinook sample database:
// what is on sale, who bought it, and who sold it. Programs and tests ask it questions.
//
//	db, err := connect.Open(ctx, "sqlite:///instance/chinook.db", shop.Shop)
//	...
//	err = db.CreateTables(ctx)
//	...
//	err = shop.Load(ctx, db)
//
// Money is a decimal of two digits behind the point, in US dollars. A column may be NULL where that of Chinook may,
// so the name of an artist is a *string; the key of each table is called ID, and keys are those of Chinook.
//
// What an owner asks of sales is exported as selections, of a Period: SalesAtAGlance, SalesByMonth, SalesByCountry and so
// on, and of customers Buyers and Purchases. They are built on as any selection is:
//
//	best, err := shop.SalesByTrack(shop.Year(2024)).Limit(10).All(ctx, db)
//
// The package imports the standard library, orm, and shopspring/decimal for money.
package shop

import "github.com/rowankit/rowan/orm"

// The models, where queries and writes start. They are safe for concurrent use.
var (
	Artists        = orm.Define[Artist]()
	Albums         = orm.Define[Album]()
	Tracks         = orm.Define[Track]()
	Genres         = orm.Define[Genre]()
	MediaTypes     = orm.Define[MediaType]()
	Playlists      = orm.Define[Playlist]()
	PlaylistTracks = orm.Define[PlaylistTrack]()
	Employees      = orm.Define[Employee]()
	Customers      = orm.Define[Customer]()
	Invoices       = orm.Define[Invoice]()
	InvoiceLines   = orm.Define[InvoiceLine]()
)

// Shop is all of them: what a database is opened with.
var Shop = orm.Models(
	Artists, Albums, Tracks, Genres, MediaTypes, Playlists, PlaylistTracks, Employees, Customers, Invoices, InvoiceLines,
)
