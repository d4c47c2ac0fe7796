package site

import (
	"context"

	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/web"
)

// Remove removes the row that the address names, as Row finds it, by a session: what belongs to the row goes or stays as
// the references say. The visitor is then sent to the route back, with a message that tells of the row. A row that others
// refer to and that may therefore not go is an error of the kind ForeignKey.
func Remove[T any](c *web.Context, db *orm.DB, model *orm.Model[T], back string, message func(row *T) string) error {
	var removed *T
	err := db.Session(c.Context(), func(_ context.Context, s *orm.Session) (err error) {
		if removed, err = Row(c, s, model.Query()); err == nil {
			model.Remove(s, removed)
		}
		return err
	})
	if err != nil {
		return err
	}
	c.Flash(message(removed))
	return c.Redirect(back)
}
