package shop

import (
	"context"
	"errors"
	"fmt"

	"github.com/rowankit/rowan/orm"
)

// ErrNotEmpty is the error of Load for a shop that has rows already.
var ErrNotEmpty = errors.New("shop: only an empty shop can be filled")

// Load fills the tables of an empty shop with the rows of Chinook, all or none, in one transaction. It makes no tables.
// Where a table has rows already it writes nothing, and the error is ErrNotEmpty with the name of the model.
func Load(ctx context.Context, db *orm.DB) error {
	return db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
		for _, s := range shelves() {
			if err := s.empty(ctx, tx); err != nil {
				return err
			}
		}
		for _, s := range shelves() {
			if err := s.fill(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
}

// shelf is a table and the file that fills it.
type shelf struct {
	empty func(context.Context, orm.Reader) error
	fill  func(context.Context, orm.Writer) error
}

// shelves are all tables, each behind those that its rows refer to.
func shelves() []shelf {
	return []shelf{
		shelfOf(Artists, "artist", readArtist),
		shelfOf(Albums, "album", readAlbum),
		shelfOf(Genres, "genre", readGenre),
		shelfOf(MediaTypes, "media_type", readMediaType),
		shelfOf(Tracks, "track", readTrack),
		shelfOf(Playlists, "playlist", readPlaylist),
		shelfOf(PlaylistTracks, "playlist_track", readPlaylistTrack),
		shelfOf(Employees, "employee", readEmployee),
		shelfOf(Customers, "customer", readCustomer),
		shelfOf(Invoices, "invoice", readInvoice),
		shelfOf(InvoiceLines, "invoice_line", readInvoiceLine),
	}
}

// shelfOf is the table of a model, whose objects read makes of the lines of a file.
func shelfOf[T any](model *orm.Model[T], file string, read func(*line) *T) shelf {
	return shelf{
		empty: func(ctx context.Context, r orm.Reader) error {
			found, err := model.Query().Exists(ctx, r)
			if found {
				err = fmt.Errorf("%w: there are rows of %s", ErrNotEmpty, model.Name())
			}
			return err
		},
		fill: func(ctx context.Context, w orm.Writer) error {
			objs, err := readFile(file, read)
			if err != nil {
				return err
			}
			return model.InsertAll(ctx, w, objs)
		},
	}
}
