package site

import (
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/web"
)

// RowPage is a row, and a page of a list that belongs to it.
type RowPage[T, R any] struct {
	Row  *T
	List *orm.Page[R]
}

// RowWith reads the row that the address names, as Row does, and of a list that belongs to it the page that the address
// names, as Page does.
//
//	page, err := site.RowWith(c, db, Users.Query(), func(u *User) orm.Query[Dataset] {
//		return Datasets.Where(orm.Eq(&Datasets.C.UserID, u.ID))
//	}, 50)
func RowWith[T, R any](c *web.Context, r orm.Reader, rows orm.Query[T], list func(row *T) orm.Query[R], size int) (*RowPage[T, R], error) {
	row, err := Row(c, r, rows)
	if err != nil {
		return nil, err
	}
	page, err := Page(c, r, list(row), size)
	if err != nil {
		return nil, err
	}
	return &RowPage[T, R]{row, page}, nil
}
