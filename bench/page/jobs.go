package page

import (
	"context"
	"errors"
	"fmt"

	"github.com/rowankit/rowan/bench/page/content"
)

// list is the page with all users and their datasets.
var list = job{
	title: fmt.Sprintf("A page of %d users with their %d datasets", content.UserCount, content.DatasetCount),
	visit: func(ctx context.Context, _ *site, c *client) error { return wantRows(ctx, c, content.DatasetCount) },
}

// wantRows asks for the page, which must have so many datasets.
func wantRows(ctx context.Context, c *client, want int) error {
	page, err := c.get(ctx, "/", 200)
	if err != nil {
		return err
	}
	if n := content.CountRows(page); n != want {
		return fmt.Errorf("the page has %d datasets, want %d", n, want)
	}
	return nil
}

// form is a form that is opened, sent with two mistakes, and sent again without.
var form = job{
	title: "A form with a token: opened, refused, accepted",
	visit: visitForm,
	finish: func(ctx context.Context, s *site) error {
		c := newClient(s.addr)
		return errors.Join(wantRows(ctx, c, content.DatasetCount+int(s.posted.Load())), c.close())
	},
}

func visitForm(ctx context.Context, s *site, c *client) error {
	page, err := c.get(ctx, content.FormPath, 200)
	if err != nil {
		return err
	}
	hidden, err := content.Hidden(page)
	if err != nil {
		return err
	}
	number := int(s.posted.Load())
	_, page, err = c.post(ctx, content.FormPath, content.Invalid(hidden, number), 422)
	if err != nil {
		return err
	}
	if err := content.CheckRefused(page); err != nil {
		return err
	}
	if hidden, err = content.Hidden(page); err != nil {
		return err
	}
	header, _, err := c.post(ctx, content.FormPath, content.Valid(hidden, number), 303)
	if err != nil {
		return err
	}
	if to := header.Get("Location"); to != "/" {
		return fmt.Errorf("an accepted form leads to %q, want /", to)
	}
	s.posted.Add(1)
	return nil
}

// sameMarkup makes sure that every site shows all that there is, and in the same markup.
func sameMarkup(ctx context.Context, sites []*site) error {
	var first string
	for i, s := range sites {
		c := newClient(s.addr)
		page, err := c.get(ctx, "/", 200)
		if err != nil {
			return err
		}
		if err := content.CheckList(page); err != nil {
			return fmt.Errorf("the site %d: %w", i+1, err)
		}
		normal := content.Normal(page)
		if i == 0 {
			first = normal
		} else if normal != first {
			return fmt.Errorf("the site %d has another markup than the first one:\n%s", i+1, normal)
		}
		if err := c.close(); err != nil {
			return err
		}
	}
	return nil
}
