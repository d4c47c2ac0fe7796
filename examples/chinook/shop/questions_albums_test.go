package shop_test

import (
	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/examples/chinook/shop"
	"github.com/rowankit/rowan/orm"
)

// albumQuestions are about artists and their albums.
var albumQuestions = []asker{
	question[named]{
		name: "artists without albums",
		plain: same(`SELECT a.id, a.name
			FROM artist AS a
			WHERE NOT EXISTS (SELECT 1 FROM album AS b WHERE b.artist_id = a.id)
			ORDER BY a.name, a.id`),
		rows: 71,
		first: []named{
			{43, new("A Cor Do Som")}, {239, new("Academy of St. Martin in the Fields, Sir Neville Marriner & William Bennett")},
			{161, new("Aerosmith & Sierra Leone's Refugee Allstars")},
		},
		typed: as(
			shop.Artists.Where(orm.None(&artist.Albums)).OrderBy(orm.Asc(&artist.Name)),
			func(a *shop.Artist) named { return named{a.ID, a.Name} },
		),
	},
	question[albumSize]{
		name: "the ten albums with most tracks",
		plain: same(`SELECT b.id, b.title, a.name AS artist, count(*) AS tracks, sum(t.milliseconds) AS milliseconds
			FROM album AS b
			JOIN artist AS a ON a.id = b.artist_id
			JOIN track AS t ON t.album_id = b.id
			GROUP BY b.id, b.title, a.name
			ORDER BY tracks DESC, b.id
			LIMIT 10`),
		rows: 10,
		first: []albumSize{
			{141, "Greatest Hits", new("Lenny Kravitz"), 57, 15065731}, {23, "Minha Historia", new("Chico Buarque"), 34, 7875643},
			{73, "Unplugged", new("Eric Clapton"), 30, 8113276},
		},
		typed: into(func(row *albumSize) orm.Selection[albumSize] {
			return orm.Select(row,
				orm.Take(&row.ID, &album.ID),
				orm.Take(&row.Title, &album.Title),
				orm.Take(&row.Artist, &artist.Name),
				orm.As(&row.Tracks, orm.Count()),
				orm.As(&row.Milliseconds, orm.Total(orm.Col(&track.Milliseconds))),
			).From(shop.Albums).Join(&album.Artist, &album.Tracks).GroupBy(&album.ID, &artist.ID).
				OrderBy(orm.Desc(&row.Tracks), orm.Asc(&row.ID)).Limit(10)
		}),
	},
	question[albumPair]{
		name: "pairs of albums by one artist",
		plain: same(`SELECT a.name AS artist, x.id AS one_id, x.title AS one_title, y.id AS other_id, y.title AS other_title
			FROM album AS x
			JOIN album AS y ON y.artist_id = x.artist_id AND y.id > x.id
			JOIN artist AS a ON a.id = x.artist_id
			ORDER BY a.name, x.id, y.id`),
		rows: 573,
		first: []albumPair{
			{new("AC/DC"), 1, "For Those About To Rock We Salute You", 4, "Let There Be Rock"},
			{new("Accept"), 2, "Balls to the Wall", 3, "Restless and Wild"},
			{new("Amy Winehouse"), 321, "Back to Black", 322, "Frank"},
		},
		typed: into(func(row *albumPair) orm.Selection[albumPair] {
			other := shop.Albums.As("other")
			return orm.Select(row,
				orm.Take(&row.Artist, &artist.Name),
				orm.Take(&row.OneID, &album.ID),
				orm.Take(&row.OneTitle, &album.Title),
				orm.Take(&row.OtherID, &other.C.ID),
				orm.Take(&row.OtherTitle, &other.C.Title),
			).From(shop.Artists).Join(&artist.Albums, other.Along(&artist.Albums)).Where(orm.LtColumn(&album.ID, &other.C.ID)).
				OrderBy(orm.Asc(&row.Artist), orm.Asc(&row.OneID), orm.Asc(&row.OtherID))
		}),
	},
	question[versatile]{
		name: "artists of several genres",
		plain: same(`SELECT a.id, a.name, count(DISTINCT t.genre_id) AS genres
			FROM artist AS a
			JOIN album AS b ON b.artist_id = a.id
			JOIN track AS t ON t.album_id = b.id
			GROUP BY a.id, a.name
			HAVING count(DISTINCT t.genre_id) > 1
			ORDER BY genres DESC, a.id`),
		rows:  21,
		first: []versatile{{90, new("Iron Maiden"), 4}, {8, new("Audioslave"), 3}, {21, new("Various Artists"), 3}},
		typed: into(func(row *versatile) orm.Selection[versatile] {
			genres := orm.CountDistinct(orm.Opt(&track.GenreID))
			return orm.Select(row,
				orm.Take(&row.ID, &artist.ID), orm.Take(&row.Name, &artist.Name), orm.As(&row.Genres, genres),
			).From(shop.Artists).Join(&artist.Albums, &album.Tracks).GroupBy(&artist.ID).Having(genres.Gt(1)).
				OrderBy(orm.Desc(&row.Genres), orm.Asc(&row.ID))
		}),
	},
	question[artistSales]{
		name: "the ten artists that earn most",
		plain: same(`SELECT a.id, a.name, sum(l.unit_price * l.quantity) AS revenue
			FROM artist AS a
			JOIN album AS b ON b.artist_id = a.id
			JOIN track AS t ON t.album_id = b.id
			JOIN invoice_line AS l ON l.track_id = t.id
			GROUP BY a.id, a.name
			ORDER BY revenue DESC, a.id
			LIMIT 10`),
		rows: 10,
		first: []artistSales{
			{90, new("Iron Maiden"), dollars("138.60")}, {150, new("U2"), dollars("105.93")}, {50, new("Metallica"), dollars("90.09")},
		},
		typed: into(func(row *artistSales) orm.Selection[artistSales] {
			return orm.Select(row,
				orm.Take(&row.ID, &artist.ID), orm.Take(&row.Name, &artist.Name), orm.As(&row.Revenue, earned),
			).From(shop.Artists).Join(&artist.Albums, &album.Tracks, &track.Lines).GroupBy(&artist.ID).
				OrderBy(orm.Desc(&row.Revenue), orm.Asc(&row.ID)).Limit(10)
		}),
	},
	question[titled]{
		name: "albums of which every track was sold",
		plain: same(`SELECT b.id, b.title
			FROM album AS b
			WHERE NOT EXISTS (
				SELECT 1
				FROM track AS t
				WHERE t.album_id = b.id AND NOT EXISTS (SELECT 1 FROM invoice_line AS l WHERE l.track_id = t.id)
			)
			ORDER BY b.id`),
		rows:  48,
		first: []titled{{2, "Balls to the Wall"}, {3, "Restless and Wild"}, {19, "Chemical Wedding"}},
		typed: as(
			shop.Albums.Where(orm.None(&album.Tracks, orm.None(&track.Lines))), func(b *shop.Album) titled { return titled{b.ID, b.Title} },
		),
	},
	question[titled]{
		name: "albums of which no track was sold",
		plain: same(`SELECT b.id, b.title
			FROM album AS b
			WHERE b.id NOT IN (
				SELECT t.album_id FROM track AS t JOIN invoice_line AS l ON l.track_id = t.id WHERE t.album_id IS NOT NULL
			)
			ORDER BY b.id`),
		rows: 43,
		first: []titled{
			{226, "Battlestar Galactica: The Story So Far"}, {260, "Cake: B-Sides and Rarities"}, {262, "Quiet Songs"},
		},
		typed: as(
			shop.Albums.Where(orm.None(&album.Tracks, orm.Any(&track.Lines))), func(b *shop.Album) titled { return titled{b.ID, b.Title} },
		),
	},
	question[together]{
		name: "artists that were bought together more than once",
		plain: same(`WITH bought AS (
				SELECT DISTINCT l.invoice_id, b.artist_id
				FROM invoice_line AS l
				JOIN track AS t ON t.id = l.track_id
				JOIN album AS b ON b.id = t.album_id
			)
			SELECT p.id AS one_id, p.name AS one_name, q.id AS other_id, q.name AS other_name, count(*) AS invoices
			FROM bought AS x
			JOIN bought AS y ON y.invoice_id = x.invoice_id AND y.artist_id > x.artist_id
			JOIN artist AS p ON p.id = x.artist_id
			JOIN artist AS q ON q.id = y.artist_id
			GROUP BY p.id, p.name, q.id, q.name
			HAVING count(*) > 1
			ORDER BY invoices DESC, p.id, q.id`),
		rows: 414,
		first: []together{
			{122, new("R.E.M. Feat. Kate Pearson"), 124, new("R.E.M."), 6}, {21, new("Various Artists"), 22, new("Led Zeppelin"), 5},
			{5, new("Alice In Chains"), 6, new("Antônio Carlos Jobim"), 4},
		},
		typed: into(func(row *together) orm.Selection[together] {
			otherLine, otherTrack := shop.InvoiceLines.As("other_line"), shop.Tracks.As("other_track")
			otherAlbum, other := shop.Albums.As("other_album"), shop.Artists.As("other")
			invoices := orm.CountDistinct(orm.Col(&invoice.ID))
			return orm.Select(row,
				orm.Take(&row.OneID, &artist.ID),
				orm.Take(&row.OneName, &artist.Name),
				orm.Take(&row.OtherID, &other.C.ID),
				orm.Take(&row.OtherName, &other.C.Name),
				orm.As(&row.Invoices, invoices),
			).From(shop.Invoices).
				Join(&invoice.Lines, &line.Track, &track.Album, &album.Artist).
				Join(otherLine.Along(&invoice.Lines), otherTrack.Along(&otherLine.C.Track),
					otherAlbum.Along(&otherTrack.C.Album), other.Along(&otherAlbum.C.Artist)).
				Where(orm.LtColumn(&artist.ID, &other.C.ID)).GroupBy(&artist.ID, &other.C.ID).Having(invoices.Gt(1)).
				OrderBy(orm.Desc(&row.Invoices), orm.Asc(&row.OneID), orm.Asc(&row.OtherID))
		}),
	},
}

type titled struct {
	ID    int64
	Title string
}

type albumSize struct {
	ID                   int64
	Title                string
	Artist               *string
	Tracks, Milliseconds int64
}

type albumPair struct {
	Artist     *string
	OneID      int64
	OneTitle   string
	OtherID    int64
	OtherTitle string
}

type versatile struct {
	ID     int64
	Name   *string
	Genres int64
}

type artistSales struct {
	ID      int64
	Name    *string
	Revenue decimal.Decimal
}

func (s *artistSales) Define(t *orm.Table[artistSales]) { t.Column(&s.Revenue).Decimal(10, 2) }

type together struct {
	OneID     int64
	OneName   *string
	OtherID   int64
	OtherName *string
	Invoices  int64
}
