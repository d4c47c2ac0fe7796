package modelform

import (
	"context"

	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/orm"
)

// Edit shows an object for changing it, and stores what the request submits by one session, which finds out what has
// changed: of the object, of the rows of its lists, and of its choices. It reports whether everything was stored; then, and
// when it was not, the form shows the object that find returned.
//
//	f, saved, err := userForm.Edit(c, db, func(r orm.Reader) (*User, error) {
//		return site.Row(c, r, Users.Query().With(&Users.C.Datasets))
//	})
//
// A submission reads the object anew inside of the session's transaction, so find is called with the session, and again
// when another transaction got in the way. What somebody else has changed since the page was made stays where the visitor
// has not touched it, and is told where both have changed something (see form.Form.Guard); so is what a version column
// shows, or a row that is gone. What is wrong with a row stands beside the row's own field. When Edit returns false and nil,
// the page with the form is to be shown.
func (d *Definition[T]) Edit(req form.Request, db *orm.DB, find func(r orm.Reader) (*T, error)) (*Form[T], bool, error) {
	if err := d.Err(); err != nil {
		return nil, false, err
	}
	if req.Method() != "POST" {
		object, err := find(db)
		if err != nil {
			return nil, false, err
		}
		f := d.New(object)
		f.Guard()
		return f, false, f.Show(req, db)
	}
	if _, err := req.PostForm(); err != nil {
		return nil, false, err // before anything is locked
	}
	var f *Form[T]
	saved := false
	err := db.Session(req.Context(), func(_ context.Context, s *orm.Session) error {
		saved = false // this may be another try
		object, err := find(s)
		if err != nil {
			return err
		}
		f = d.New(object)
		f.Guard()
		if err := f.bind(s); err != nil {
			return err
		}
		saved, err = f.Submitted(req)
		return err
	})
	if err != nil && (!saved || !f.Fail(err)) {
		return f, false, err
	}
	return f, saved && err == nil, nil
}
