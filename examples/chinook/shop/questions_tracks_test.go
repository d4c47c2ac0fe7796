package shop_test

import (
	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/examples/chinook/shop"
	"github.com/rowankit/rowan/orm"
)

// trackQuestions are about what is on sale, and what of it is bought.
var trackQuestions = []asker{
	question[shop.TrackSales]{
		name: "the ten most bought tracks",
		plain: same(`SELECT t.id, t.name, sum(l.quantity) AS sold, sum(l.unit_price * l.quantity) AS revenue
			FROM track AS t
			JOIN invoice_line AS l ON l.track_id = t.id
			GROUP BY t.id, t.name
			ORDER BY sold DESC, revenue DESC, t.id
			LIMIT 10`),
		rows: 10,
		first: []shop.TrackSales{
			{2832, "The Woman King", 2, dollars("3.98")}, {2850, "The Fix", 2, dollars("3.98")}, {2868, "Walkabout", 2, dollars("3.98")},
		},
		typed: shop.SalesByTrack(shop.Period{}).Limit(10).All,
	},
	question[named]{
		name: "tracks that were never sold",
		plain: same(`SELECT t.id, t.name
			FROM track AS t
			LEFT JOIN invoice_line AS l ON l.track_id = t.id
			WHERE l.id IS NULL
			ORDER BY t.id`),
		rows:  1519,
		first: []named{{7, new("Let's Get It Up")}, {11, new("C.O.D.")}, {17, new("Let There Be Rock")}},
		typed: as(
			shop.Tracks.Where(orm.None(&track.Lines)), func(k *shop.Track) named { return named{k.ID, &k.Name} },
		),
	},
	question[mediaShare]{
		name: "share of each media type",
		plain: same(`SELECT m.id, m.name, count(t.id) AS tracks, 100e0 * count(t.id) / sum(count(t.id)) OVER () AS part
			FROM media_type AS m
			LEFT JOIN track AS t ON t.media_type_id = m.id
			GROUP BY m.id, m.name
			ORDER BY tracks DESC, m.id`),
		rows: 5,
		first: []mediaShare{
			{1, new("MPEG audio file"), 3034, 86.61147587781902}, {2, new("Protected AAC audio file"), 237, 6.765629460462461},
			{3, new("Protected MPEG-4 video file"), 214, 6.109049386240366}, {5, new("AAC audio file"), 11, 0.3140165572366543},
		},
		typed: into(func(row *mediaShare) orm.Selection[mediaShare] {
			tracks := orm.CountOf(orm.Col(&track.ID))
			return orm.Select(row,
				orm.Take(&row.ID, &mediaType.ID),
				orm.Take(&row.Name, &mediaType.Name),
				orm.As(&row.Tracks, tracks),
				orm.As(&row.Part, percent(tracks, orm.Total(tracks).Over(all))),
			).From(shop.MediaTypes).LeftJoin(&mediaType.Tracks).GroupBy(&mediaType.ID).OrderBy(orm.Desc(&row.Tracks), orm.Asc(&row.ID))
		}),
	},
	question[shop.GenreSales]{
		name: "sales of each genre, and its share of all",
		plain: same(`SELECT g.name, sum(l.quantity) AS sold, sum(l.unit_price * l.quantity) AS revenue,
				100e0 * sum(l.unit_price * l.quantity) / (SELECT sum(unit_price * quantity) FROM invoice_line) AS part
			FROM genre AS g
			JOIN track AS t ON t.genre_id = g.id
			JOIN invoice_line AS l ON l.track_id = t.id
			GROUP BY g.id, g.name
			ORDER BY revenue DESC, g.name`),
		rows: 24,
		first: []shop.GenreSales{
			{new("Rock"), 835, dollars("826.65"), 35.49987116722494}, {new("Latin"), 386, dollars("382.14"), 16.410718886884823},
			{new("Metal"), 264, dollars("261.36"), 11.22391136305076},
		},
		typed: shop.SalesByGenre(shop.Period{}).All,
	},
	question[ranked]{
		name: "the three most bought tracks of each genre",
		plain: same(`SELECT genre, place, id, name, sold
			FROM (
				SELECT g.name AS genre, t.id, t.name, sum(l.quantity) AS sold,
					row_number() OVER (PARTITION BY g.id ORDER BY sum(l.quantity) DESC, t.id) AS place
				FROM genre AS g
				JOIN track AS t ON t.genre_id = g.id
				JOIN invoice_line AS l ON l.track_id = t.id
				GROUP BY g.id, g.name, t.id, t.name
			) AS ranked
			WHERE place <= 3
			ORDER BY genre, place`),
		rows: 72,
		first: []ranked{
			{new("Alternative"), 1, 3365, "Say Hello 2 Heaven", 1}, {new("Alternative"), 2, 3369, "Call Me a Dog", 1},
			{new("Alternative"), 3, 3373, "Four Walled World", 1}, {new("Alternative & Punk"), 1, 171, "Bowels Of The Devil", 2},
		},
		typed: into(func(row *ranked) orm.Selection[ranked] {
			r := new(ranked)
			all := orm.Select(r,
				orm.Take(&r.Genre, &genre.Name),
				orm.Take(&r.ID, &track.ID),
				orm.Take(&r.Name, &track.Name),
				orm.As(&r.Sold, sold),
				orm.As(&r.Place, orm.RowNumber(orm.Partition(&genre.ID).OrderBy(sold.Desc(), orm.Asc(&track.ID)))),
			).From(shop.Genres).Join(&genre.Tracks, &track.Lines).GroupBy(&genre.ID, &track.ID).As("ranked")
			return orm.Select(row,
				orm.Take(&row.Genre, &all.C.Genre),
				orm.Take(&row.Place, &all.C.Place),
				orm.Take(&row.ID, &all.C.ID),
				orm.Take(&row.Name, &all.C.Name),
				orm.Take(&row.Sold, &all.C.Sold),
			).From(all).Where(orm.Le(&all.C.Place, 3)).OrderBy(orm.Asc(&row.Genre), orm.Asc(&row.Place))
		}),
	},
	question[longTrack]{
		name: "tracks more than four times as long as the average of their genre",
		plain: same(`SELECT t.id, t.name, t.milliseconds, mean.milliseconds AS usual
			FROM track AS t
			JOIN (SELECT genre_id, avg(1e0 * milliseconds) AS milliseconds FROM track GROUP BY genre_id) AS mean ON mean.genre_id = t.genre_id
			WHERE t.milliseconds > 4 * mean.milliseconds
			ORDER BY t.milliseconds DESC, t.id`),
		rows: 2,
		first: []longTrack{
			{1666, "Dazed And Confused", 1612329, 283910.0431765613}, {620, "Space Truckin'", 1196094, 283910.0431765613},
		},
		typed: into(func(row *longTrack) orm.Selection[longTrack] {
			r := new(struct {
				GenreID *int64
				Usual   float64
			})
			mean := orm.Select(r, orm.Take(&r.GenreID, &track.GenreID), orm.As(&r.Usual, orm.Coalesce(orm.Avg(orm.Col(&track.Milliseconds)), 0))).
				From(shop.Tracks).GroupBy(&track.GenreID).As("mean")
			return orm.Select(row,
				orm.Take(&row.ID, &track.ID),
				orm.Take(&row.Name, &track.Name),
				orm.Take(&row.Milliseconds, &track.Milliseconds),
				orm.Take(&row.Usual, &mean.C.Usual),
			).From(shop.Tracks).JoinOn(mean, orm.EqColumn(&mean.C.GenreID, &track.GenreID)).
				Where(orm.Float(orm.Col(&track.Milliseconds)).GtExpr(orm.Times(orm.Col(&mean.C.Usual), orm.Val(int64(4))))).
				OrderBy(orm.Desc(&row.Milliseconds), orm.Asc(&row.ID))
		}),
	},
	question[repeated]{
		name: "names that tracks of several albums have",
		plain: same(`SELECT name, count(DISTINCT album_id) AS albums
			FROM track
			GROUP BY name
			HAVING count(DISTINCT album_id) > 1
			ORDER BY albums DESC, name`),
		rows:  193,
		first: []repeated{{new("2 Minutes To Midnight"), 5}, {new("Hallowed Be Thy Name"), 5}, {new("Iron Maiden"), 5}},
		typed: into(func(row *repeated) orm.Selection[repeated] {
			albums := orm.CountDistinct(orm.Opt(&track.AlbumID))
			return orm.Select(row, orm.AsNull(&row.Name, orm.Col(&track.Name)), orm.As(&row.Albums, albums)).
				From(shop.Tracks).GroupBy(&row.Name).Having(albums.Gt(1)).OrderBy(orm.Desc(&row.Albums), orm.Asc(&row.Name))
		}),
	},
	question[priceClass]{
		name: "prices, with the tracks and genres that have them, and how many were sold",
		plain: same(`SELECT t.unit_price, count(DISTINCT t.id) AS tracks, count(DISTINCT t.genre_id) AS genres, sum(l.quantity) AS sold
			FROM track AS t
			LEFT JOIN invoice_line AS l ON l.track_id = t.id
			GROUP BY t.unit_price
			ORDER BY t.unit_price`),
		rows:  2,
		first: []priceClass{{dollars("0.99"), 3290, 20, 2129}, {dollars("1.99"), 213, 5, 111}},
		typed: into(func(row *priceClass) orm.Selection[priceClass] {
			return orm.Select(row,
				orm.Take(&row.UnitPrice, &track.UnitPrice),
				orm.As(&row.Tracks, orm.CountDistinct(orm.Col(&track.ID))),
				orm.As(&row.Genres, orm.CountDistinct(orm.Opt(&track.GenreID))),
				orm.As(&row.Sold, sold),
			).From(shop.Tracks).LeftJoin(&track.Lines).GroupBy(&row.UnitPrice).OrderBy(orm.Asc(&row.UnitPrice))
		}),
	},
	question[composer]{
		name: "composers by their tracks, the unknown ones together",
		plain: same(`SELECT coalesce(composer, '(unknown)') AS name, count(*) AS tracks, count(DISTINCT album_id) AS albums
			FROM track
			GROUP BY composer
			ORDER BY tracks DESC, name`),
		rows: 854,
		first: []composer{
			{"(unknown)", 977, 81}, {"Steve Harris", 80, 19}, {"U2", 44, 4}, {"Jagger/Richards", 35, 3},
		},
		typed: into(func(row *composer) orm.Selection[composer] {
			return orm.Select(row,
				orm.As(&row.Name, orm.Coalesce(orm.Opt(&track.Composer), "(unknown)")),
				orm.As(&row.Tracks, orm.Count()),
				orm.As(&row.Albums, orm.CountDistinct(orm.Opt(&track.AlbumID))),
			).From(shop.Tracks).GroupBy(&track.Composer).OrderBy(orm.Desc(&row.Tracks), orm.Asc(&row.Name))
		}),
	},
}

// named is anything with a key and a name.
type named struct {
	ID   int64
	Name *string
}

type mediaShare struct {
	ID     int64
	Name   *string
	Tracks int64
	Part   float64
}

type ranked struct {
	Genre     *string
	Place, ID int64
	Name      string
	Sold      int64
}

type longTrack struct {
	ID           int64
	Name         string
	Milliseconds int64
	Usual        float64
}

type repeated struct {
	Name   *string
	Albums int64
}

type priceClass struct {
	UnitPrice            decimal.Decimal
	Tracks, Genres, Sold int64
}

func (p *priceClass) Define(t *orm.Table[priceClass]) { t.Column(&p.UnitPrice).Decimal(10, 2) }

type composer struct {
	Name           string
	Tracks, Albums int64
}
