package main

import (
	"strconv"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/web"
)

// readPage reads the page of a selection that the visitor asked for by the parameter "page", in pages of a size, where all
// pages have so many rows. A page that does not exist is an error of the kind NotFound, as it is for site.Page.
func readPage[R any](c *web.Context, r orm.Reader, s orm.Selection[R], all int64, size int) (*orm.Page[R], error) {
	number, err := c.Page()
	if err != nil {
		return nil, err
	}
	page := &orm.Page[R]{Number: number, Size: size, Total: all}
	if number > page.Pages() {
		return nil, fault.New(fault.NotFound, "there is no page "+strconv.Itoa(number))
	}
	page.Items, err = s.Limit(size).Offset((number-1)*size).All(c.Context(), r)
	return page, err
}
